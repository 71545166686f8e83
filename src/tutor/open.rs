//! Opens a tutor on this machine: the memory, the engines that were chosen, and the sandbox, from plain values.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::check::World;
use crate::course::Problem;
use crate::engine::{ClusterEngine, EngineSettings, Engines};
use crate::sandbox::Sandbox;
use crate::site::Library;
use crate::store::{Store, StoreError};

use super::{Machine, Tutor, TutorError};

/// The setting under which the chosen cluster is kept.
const CLUSTER: &str = "cluster";

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

/// The cluster that the first exercise met: a context, and the file that defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Chosen {
    context: String,
    kubeconfig: PathBuf,
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
        take_chosen(&store, &mut engines).await?;
        let engines = Engines::new(engines);
        let sandbox = Sandbox::new(engines.clone(), workspaces, kube, machine.programs.clone());
        let tutor = Self::new(library, problems, World::Real(engines), sandbox, store, machine);
        if !trusted {
            tutor.recall_trust().await?;
        }
        Ok(tutor)
    }
}

/// Points the settings at the cluster chosen before, unless the learner names another one now.
async fn take_chosen(store: &Store, settings: &mut EngineSettings) -> Result<(), StoreError> {
    if settings.context_named.is_some() {
        return Ok(());
    }
    let kept = store.setting(CLUSTER).await?;
    if let Some(Chosen { context, kubeconfig }) = kept.and_then(|kept| serde_json::from_str(&kept).ok()) {
        // Another file could hold another cluster under the same name.
        settings.kubeconfigs = vec![kubeconfig];
        settings.context_chosen = Some(context);
    }
    Ok(())
}

/// Keeps the cluster where none was chosen; one that the learner named may be far away, and is not kept.
pub(super) async fn keep_cluster(
    store: &Store,
    settings: &EngineSettings,
    cluster: &ClusterEngine,
) -> Result<(), TutorError> {
    if settings.context_named.is_some() || store.setting(CLUSTER).await?.is_some() {
        return Ok(());
    }
    let chosen = Chosen { context: cluster.context.clone(), kubeconfig: absolute(&cluster.kubeconfig) };
    let chosen = serde_json::to_string(&chosen).map_err(TutorError::internal)?;
    Ok(store.set_setting(CLUSTER, &chosen).await?)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
