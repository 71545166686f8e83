//! Opens a tutor on this machine: the memory, the engines that were chosen, and the sandbox, from plain values.

use std::path::PathBuf;

use crate::check::World;
use crate::course::Problem;
use crate::engine::{EngineSettings, Engines};
use crate::sandbox::Sandbox;
use crate::site::Library;
use crate::store::Store;

use super::{Machine, Tutor, TutorError};

/// What a tutor is made of, apart from the course.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where exercises' workspaces lie: `~/sampan`.
    pub workspaces: PathBuf,
    /// What the shell and the flags say about engines; what was chosen earlier is added here.
    pub engines: EngineSettings,
    pub machine: Machine,
    /// The course is our own; one from a folder is run only once the learner has agreed.
    pub trusted: bool,
}

impl Tutor {
    /// Opens the memory in the data directory and takes the cluster that was chosen before.
    ///
    /// # Errors
    /// When the memory cannot be opened.
    pub async fn open(library: Library, problems: Vec<Problem>, settings: Settings) -> Result<Self, TutorError> {
        let Settings { workspaces, mut engines, machine, trusted } = settings;
        let store = Store::open(&machine.data.join("sampan.db")).await?;
        let kube = machine.data.join("kube");
        engines.ours.clone_from(&kube);
        engines.never.push(workspaces.clone());
        super::cluster::take_kept(&store, &mut engines).await?;
        let engines = Engines::new(engines);
        let sandbox = Sandbox::new(engines.clone(), workspaces, kube, machine.programs.clone());
        let tutor = Self::new(library, problems, World::Real(engines), sandbox, store, machine);
        if !trusted {
            tutor.recall_trust().await?;
        }
        Ok(tutor)
    }
}
