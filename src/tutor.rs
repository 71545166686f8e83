//! What a learner can do: the one place where looking, making, remembering and the course meet.
//!
//! Command line and server call the same functions. Nothing here knows HTTP or terminals, and no room below knows
//! another: `check` finds facts, `sandbox` makes and removes, `store` remembers, and the sentences come from `words`.

mod answer;
mod before;
mod cluster;
mod desk;
mod doctor;
mod env;
mod error;
mod fallen;
mod files;
mod follow;
mod help;
mod images;
mod live;
mod open;
mod progress;
mod quiz;
mod records;
mod set_up;
mod show;
mod start;
mod sweep;
mod telling;
mod trust;
mod verify;
mod view;
mod world;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::check::World;
use crate::check::watch::Watches;
use crate::course::{Course, Exercise, ExerciseId, Lang, Problem};
use crate::sandbox::Sandbox;
use crate::site::Library;
use crate::store::Store;

pub use crate::engine::EngineSettings;
pub use crate::store::{Learner, Records, StoreError};
pub use cluster::{KeptCluster, NamedContext};
pub use env::called;
pub use error::TutorError;
pub use files::FileWish;
pub use open::Settings;
pub use trust::{open_course, open_course_as_author, open_course_as_author_through, open_course_through};
pub use verify::VerifyWish;
pub use view::*;

use desk::Desk;

/// How long a page may wait for the checks of an exercise.
const PATIENCE: Duration = Duration::from_secs(1);

/// The tutor of one course on one machine.
#[derive(Clone)]
pub struct Tutor(Arc<Inner>);

struct Inner {
    library: Library,
    problems: Vec<Problem>,
    world: World,
    watches: Watches,
    sandbox: Sandbox,
    store: Store,
    machine: Machine,
    own_port: AtomicU16,
    trusted: AtomicBool,
    desks: Mutex<HashMap<(Learner, ExerciseId), Arc<Desk>>>,
}

/// What the tutor must know of the machine; read by `config`, since nothing here reads the environment.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    /// The absolute path of this program.
    pub program: PathBuf,
    /// Folders in which programs are looked for.
    pub programs: Vec<PathBuf>,
    pub data: PathBuf,
    pub is_root: bool,
}

impl Tutor {
    pub fn new(
        library: Library,
        problems: Vec<Problem>,
        world: World,
        sandbox: Sandbox,
        store: Store,
        machine: Machine,
    ) -> Self {
        let (own_port, trusted, desks) = (AtomicU16::default(), AtomicBool::new(true), Mutex::default());
        let watches = Watches::new(&world);
        Self(Arc::new(Inner { library, problems, world, watches, sandbox, store, machine, own_port, trusted, desks }))
    }

    pub fn course(&self) -> &Course {
        &self.0.library.course
    }

    pub fn library(&self) -> &Library {
        &self.0.library
    }

    /// What is wrong with the course; the rest of it works.
    pub fn problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// Names the port of our own server, which no check may ask.
    pub fn set_own_port(&self, port: u16) {
        self.0.own_port.store(port, Ordering::Relaxed);
    }

    fn own_port(&self) -> Option<u16> {
        Some(self.0.own_port.load(Ordering::Relaxed)).filter(|port| *port != 0)
    }

    /// How long the engines wish to be left alone.
    fn rest(&self) -> Duration {
        self.0.watches.rest()
    }

    fn find(&self, id: &ExerciseId) -> Result<&Exercise, TutorError> {
        self.course().exercises.get(id).ok_or_else(|| TutorError::NoSuchExercise(id.to_string()))
    }

    /// The exercise that was started last and is not taken down.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn started_last(&self, learner: &Learner) -> Result<Option<ExerciseId>, TutorError> {
        let open = self.0.store.started_last(learner).await?;
        Ok(open.and_then(|id| id.parse().ok()))
    }

    /// The desk of a learner at an exercise: what several wishes of this process share.
    fn desk(&self, learner: &Learner, id: &ExerciseId) -> Arc<Desk> {
        let mut desks = self.0.desks.lock().unwrap_or_else(PoisonError::into_inner);
        let desk = desks.entry((learner.clone(), id.clone()));
        desk.or_insert_with(|| Arc::new(Desk::new(learner.clone(), id.clone()))).clone()
    }

    /// An exercise as its learner meets it, with a reading of its checks where it has been started.
    ///
    /// A reading that takes longer than a page may wait goes on by itself, and its checks are `unknown` until then.
    ///
    /// # Errors
    /// When there is no such exercise, or the memory fails.
    pub async fn exercise(&self, learner: &Learner, id: &ExerciseId, lang: &Lang) -> Result<ExerciseView, TutorError> {
        let exercise = self.find(id)?;
        let desk = self.desk(learner, id);
        let reading = match tokio::time::timeout(PATIENCE, self.reading(&desk)).await {
            Ok(reading) => reading?,
            Err(_) => Arc::new(self.unread(&desk).await?),
        };
        let total = exercise.task.get(lang).map_or(0, |task| task.hints.len());
        let shown = self.hints_shown(learner, exercise, total).await?;
        let solution_shown = self.0.store.solution_shown(learner, id).await?;
        Ok(self.exercise_view(exercise, &reading, (shown, solution_shown), lang))
    }

    /// One reading of all checks, joined when one is under way; what changed is remembered.
    ///
    /// # Errors
    /// When the exercise has not been started, or what was seen cannot be saved.
    pub async fn check(&self, learner: &Learner, id: &ExerciseId, lang: &Lang) -> Result<ReportView, TutorError> {
        self.refuse_untrusted()?;
        let exercise = self.find(id)?;
        let reading = self.reading(&self.desk(learner, id)).await?;
        if reading.report.is_none() {
            return Err(TutorError::NotStarted);
        }
        Ok(self.report_view(exercise, &reading, lang))
    }
}
