//! Desk: one learner at one exercise, within this process. One reading at a time; whoever asks meanwhile joins it.
//!
//! A reading runs on a task of its own, so that a caller who goes away cannot cut it between looking and remembering.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::Utc;
use futures_util::FutureExt;
use futures_util::future::{self, BoxFuture};
use tokio::sync::Notify;

use crate::check::{self, Place};
use crate::course::{Exercise, ExerciseId, Report, Standing};
use crate::sandbox::Fallen;
use crate::shared::Shared;
use crate::store::{Learner, Start};

use super::follow::Followings;
use super::live::Live;
use super::{Tutor, TutorError};

/// What the wishes of one learner at one exercise share.
pub(super) struct Desk {
    pub(super) learner: Learner,
    pub(super) exercise: ExerciseId,
    /// Held by a start, a stop and a reset: one of them at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Held by whoever writes a file of the workspace.
    pub(super) pen: tokio::sync::Mutex<()>,
    /// Rung when this process changed something that no engine tells of.
    pub(super) bell: Notify,
    pub(super) live: Shared<(), Live>,
    pub(super) followings: Followings,
    under_way: Mutex<Option<UnderWay>>,
    sequence: AtomicU64,
}

type UnderWay = future::Shared<BoxFuture<'static, Result<Arc<Reading>, TutorError>>>;

/// What one look at everything came to, before it is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) sequence: u64,
    pub(super) place: Place,
    /// None where the exercise has not been started, or not been looked at yet.
    pub(super) report: Option<Report>,
    /// What an engine has lost of the set-up; none where it took too long to say.
    pub(super) fallen: Option<Fallen>,
    pub(super) solved: bool,
    pub(super) standing: Standing,
}

impl Reading {
    /// Whether a learner would see no difference.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        Self { sequence: 0, ..self.clone() } == Self { sequence: 0, ..other.clone() }
    }
}

impl Desk {
    pub(super) fn new(learner: Learner, exercise: ExerciseId) -> Self {
        Self {
            learner,
            exercise,
            turn: tokio::sync::Mutex::default(),
            pen: tokio::sync::Mutex::default(),
            bell: Notify::new(),
            live: Shared::default(),
            followings: Followings::default(),
            under_way: Mutex::default(),
            sequence: AtomicU64::new(1),
        }
    }

    fn under_way(&self) -> MutexGuard<'_, Option<UnderWay>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Frees the desk for the next reading, even where this one panics.
struct Leave(Arc<Desk>);

impl Drop for Leave {
    fn drop(&mut self) {
        *self.0.under_way() = None;
    }
}

impl Tutor {
    /// The reading that is under way, or a new one.
    pub(super) async fn reading(&self, desk: &Arc<Desk>) -> Result<Arc<Reading>, TutorError> {
        let reading = desk.under_way().get_or_insert_with(|| self.begin(desk)).clone();
        reading.await
    }

    /// A reading that begins after this call: one under way may have looked before the world changed.
    pub(super) async fn fresh_reading(&self, desk: &Arc<Desk>) -> Result<Arc<Reading>, TutorError> {
        let before = desk.under_way().clone();
        if let Some(before) = before {
            before.await.ok();
        }
        self.reading(desk).await
    }

    /// Starts a reading; the caller holds the desk, so the task cannot leave before it is known to be there.
    fn begin(&self, desk: &Arc<Desk>) -> UnderWay {
        let (tutor, desk) = (self.clone(), desk.clone());
        let task = tokio::spawn(async move {
            let leave = Leave(desk);
            tutor.read(&leave.0).await.map(Arc::new)
        });
        task.map(|done| done.unwrap_or_else(|error| Err(TutorError::internal(error)))).boxed().shared()
    }

    /// Looks, judges and remembers.
    async fn read(&self, desk: &Desk) -> Result<Reading, TutorError> {
        let exercise = self.find(&desk.exercise)?;
        let mut reading = self.unread(desk).await?;
        if reading.place.begun.is_some() && self.is_trusted() {
            let report = check::run(exercise, &self.0.world, &reading.place).await;
            let remembered = self.0.store.remember(&desk.learner, &exercise.id, &report, Utc::now()).await?;
            if remembered.solved {
                (reading.solved, reading.standing) = (true, Standing::Done);
            }
            reading.fallen = self.fallen(exercise, &report, reading.place.begun).await;
            reading.report = Some(report);
        }
        // Numbered at its end, so that a later number never shows an earlier state.
        reading.sequence = desk.sequence.fetch_add(1, Ordering::Relaxed);
        Ok(reading)
    }

    /// All that is known without looking.
    pub(super) async fn unread(&self, desk: &Desk) -> Result<Reading, TutorError> {
        let exercise = self.find(&desk.exercise)?;
        let start = self.0.store.start(&desk.learner, &exercise.id).await?;
        let place = self.place(&desk.learner, exercise, start.as_ref()).await?;
        let solved = self.0.store.solved(&desk.learner, &exercise.id).await?;
        let standing = match (solved, &start) {
            (true, _) => Standing::Done,
            (false, Some(_)) => Standing::Open,
            (false, None) => Standing::Untouched,
        };
        Ok(Reading { sequence: 0, place, report: None, fallen: Some(Fallen::default()), solved, standing })
    }

    /// Where the learner's attempt happens, or would.
    pub(super) async fn place(
        &self,
        learner: &Learner,
        exercise: &Exercise,
        start: Option<&Start>,
    ) -> Result<Place, TutorError> {
        let plot = self.0.sandbox.plot(exercise);
        Ok(Place {
            namespace: start.map_or(plot.namespace, |start| start.namespace.clone()),
            workspace: start.map_or(plot.workspace, |start| start.workspace.clone()),
            begun: start.and_then(|start| start.begun),
            answers: self.0.store.answers(learner, &exercise.id).await?,
            own_port: self.own_port(),
            programs: self.0.machine.programs.clone(),
            kubernetes: self.library().kubernetes(),
        })
    }
}
