//! Start, stop and reset: what was made is recorded before it is made, and taken down by what was recorded.
//!
//! Whatever is interrupted is found again: a start that is open and not begun converges at the next start, and can be
//! taken down.

use chrono::Utc;

use crate::course::{Exercise, ExerciseId, Lang};
use crate::sandbox::Thing;
use crate::store::{Learner, Start};

use super::desk::Desk;
use super::error::of_sandbox;
use super::show::thing_views;
use super::telling::Telling;
use super::{ExerciseView, ResetView, StepKind, StepView, Tutor, TutorError};

impl Tutor {
    /// Gives the learner a world for the exercise; one that was cut short is completed, one that is there stays.
    ///
    /// # Errors
    /// When an engine or image is missing, names are taken by things of others, or the set-up does not get ready.
    pub async fn start(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
        progress: impl Fn(StepView) + Sync,
    ) -> Result<ExerciseView, TutorError> {
        let exercise = self.find(id)?;
        let desk = self.desk(learner, id);
        let _turn = desk.turn.lock().await;
        self.set_up(&desk, exercise, &Telling::new(lang, &progress)).await?;
        self.after(&desk, lang).await
    }

    /// Takes down what was made; files and progress stay.
    ///
    /// # Errors
    /// When an engine cannot be reached, so that something would be left behind.
    pub async fn stop(&self, learner: &Learner, id: &ExerciseId, lang: &Lang) -> Result<ExerciseView, TutorError> {
        let exercise = self.find(id)?;
        let desk = self.desk(learner, id);
        let _turn = desk.turn.lock().await;
        self.take_down(&desk, exercise).await?;
        self.after(&desk, lang).await
    }

    /// What a reset would remove, and the folder it would move aside.
    ///
    /// # Errors
    /// When an engine cannot be asked.
    pub async fn reset_preview(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
    ) -> Result<ResetView, TutorError> {
        let exercise = self.find(id)?;
        let plot = self.0.sandbox.plot(exercise);
        let things = match self.0.store.start(learner, id).await? {
            Some(start) => self.made_since(learner, exercise, &start).await?,
            None => Vec::new(),
        };
        let aside = self.0.sandbox.aside(&plot).display().to_string();
        Ok(ResetView { things: thing_views(&things, lang), workspace: plot.workspace.display().to_string(), aside })
    }

    /// Takes down, moves the workspace aside, forgets the answers, and starts again.
    ///
    /// # Errors
    /// As for a stop and a start.
    pub async fn reset(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
        progress: impl Fn(StepView) + Sync,
    ) -> Result<ExerciseView, TutorError> {
        let exercise = self.find(id)?;
        let desk = self.desk(learner, id);
        let _turn = desk.turn.lock().await;
        let telling = Telling::new(lang, &progress);
        telling.expect(1);
        telling.step((StepKind::Remove, vec![]), self.take_down(&desk, exercise)).await?;
        self.0
            .sandbox
            .set_aside(&self.0.sandbox.plot(exercise), Utc::now())
            .map_err(|error| of_sandbox(error, lang))?;
        self.0.store.forget_answers(learner, id).await?;
        self.set_up(&desk, exercise, &telling).await?;
        self.after(&desk, lang).await
    }

    /// Tells those who look on, and shows what there is now.
    async fn after(&self, desk: &Desk, lang: &Lang) -> Result<ExerciseView, TutorError> {
        desk.bell.notify_one();
        self.exercise(&desk.learner, &desk.exercise, lang).await
    }

    /// What an open start has made: as the course says now, and as it was recorded when the course said otherwise.
    pub(super) async fn made_since(
        &self,
        learner: &Learner,
        exercise: &Exercise,
        start: &Start,
    ) -> Result<Vec<Thing>, TutorError> {
        let sandbox = &self.0.sandbox;
        let failed = |error| of_sandbox(error, &Lang::en());
        let mut things = sandbox.preview(exercise, &sandbox.plot(exercise), start.started).await.map_err(failed)?;
        let images = self.0.store.recorded_images(learner, &exercise.id, start).await?;
        let recorded = sandbox.images_since(images, start.started).await.map_err(failed)?;
        for thing in recorded {
            if !things.iter().any(|known| known.is_same(&thing)) {
                things.push(thing);
            }
        }
        Ok(things)
    }

    /// Removes what the open start made; it is closed once nothing of it is left.
    async fn take_down(&self, desk: &Desk, exercise: &Exercise) -> Result<(), TutorError> {
        let store = &self.0.store;
        let Some(start) = store.start(&desk.learner, &exercise.id).await? else { return Ok(()) };
        let plot = self.0.sandbox.plot(exercise);
        let things = self.made_since(&desk.learner, exercise, &start).await?;
        // Not begun from here on, so that a reading does not take what is being removed for the learner's doing.
        store.unbegin(&desk.learner, &exercise.id).await?;
        desk.bell.notify_one();
        self.0.sandbox.remove(&things, &plot).await.map_err(|error| of_sandbox(error, &Lang::en()))?;
        store.stop(&desk.learner, &exercise.id, Utc::now()).await?;
        Ok(())
    }
}
