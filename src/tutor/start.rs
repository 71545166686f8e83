//! Start, stop and reset: `sandbox` makes and removes, `check` answers what a step waits for, `store` knows of each
//! deed before it is done.
//!
//! Whatever is interrupted is found again: a start that is open and not begun converges at the next start, and can be
//! taken down.

use chrono::Utc;

use crate::check::{self, World};
use crate::course::{Deed, Exercise, ExerciseId, Lang, Outcome, StepKind as SetUp};
use crate::sandbox::{Plot, Thing, needs_cluster};
use crate::store::{Learner, Start};
use crate::words;

use super::desk::Desk;
use super::error::of_sandbox;
use super::show::thing_views;
use super::{ExerciseView, ResetView, StepKind, StepView, Tutor, TutorError};

/// Whom a step is told, and in which language.
struct Telling<'a> {
    lang: &'a Lang,
    progress: &'a (dyn Fn(StepView) + Sync),
}

impl Telling<'_> {
    fn tell(&self, step: StepKind, args: &[(&'static str, words::FluentValue<'static>)]) {
        let key = match step {
            StepKind::Ready => "ready",
            StepKind::Workspace => "workspace",
            StepKind::Namespace => "namespace",
            StepKind::Kubeconfig => "kubeconfig",
            StepKind::Apply => "apply",
            StepKind::Wait => "wait",
            StepKind::Remove => "remove",
            StepKind::Done => "done",
        };
        (self.progress)(StepView { step, text: words::say(self.lang, &format!("tutor-step-{key}"), args) });
    }
}

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
        self.set_up(&desk, exercise, &Telling { lang, progress: &progress }).await?;
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
            Some(start) => self.made_since(exercise, &plot, &start).await?,
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
        let telling = Telling { lang, progress: &progress };
        telling.tell(StepKind::Remove, &[]);
        self.take_down(&desk, exercise).await?;
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

    async fn set_up(&self, desk: &Desk, exercise: &Exercise, telling: &Telling<'_>) -> Result<(), TutorError> {
        let (learner, store, sandbox) = (&desk.learner, &self.0.store, &self.0.sandbox);
        let plot = sandbox.plot(exercise);
        let open = store.start(learner, &exercise.id).await?;
        if open.as_ref().is_some_and(|start| start.begun.is_some()) {
            return Ok(());
        }
        self.refuse_untrusted()?;
        telling.tell(StepKind::Ready, &[]);
        let readiness = sandbox.ready(exercise).await;
        if !readiness.is_ready() {
            return Err(TutorError::Unavailable(readiness.lacking));
        }
        self.keep_cluster(exercise).await?;
        if open.is_none() {
            self.refuse_taken(exercise, &plot, telling.lang).await?;
        }
        let start = store.open_start(learner, &exercise.id, &plot.namespace, &plot.workspace, Utc::now()).await?;
        for deed in sandbox.deeds(exercise) {
            store.about_to(learner, &exercise.id, &start, &deed, Utc::now()).await?;
            self.perform(&deed, exercise, (&plot, &start), telling).await?;
        }
        store.begin(learner, &exercise.id, Utc::now()).await?;
        telling.tell(StepKind::Done, &[]);
        Ok(())
    }

    async fn refuse_taken(&self, exercise: &Exercise, plot: &Plot, lang: &Lang) -> Result<(), TutorError> {
        let taken = self.0.sandbox.conflicts(exercise, plot).await.map_err(|error| of_sandbox(error, lang))?;
        if taken.is_empty() { Ok(()) } else { Err(TutorError::Taken { things: thing_views(&taken, lang) }) }
    }

    async fn perform(
        &self,
        deed: &Deed,
        exercise: &Exercise,
        (plot, start): (&Plot, &Start),
        telling: &Telling<'_>,
    ) -> Result<(), TutorError> {
        match deed {
            Deed::Workspace => telling.tell(StepKind::Workspace, &[]),
            Deed::Namespace => telling.tell(StepKind::Namespace, &[("namespace", plot.namespace.clone().into())]),
            Deed::Kubeconfig => telling.tell(StepKind::Kubeconfig, &[]),
            Deed::Apply { manifest } => telling.tell(StepKind::Apply, &[("manifest", manifest.clone().into())]),
            Deed::Wait { step } => {
                telling.tell(StepKind::Wait, &[]);
                return self.wait(exercise, *step, start, telling.lang).await;
            }
        }
        self.0.sandbox.perform(deed, exercise, plot).await.map_err(|error| of_sandbox(error, telling.lang))
    }

    async fn wait(&self, exercise: &Exercise, step: usize, start: &Start, lang: &Lang) -> Result<(), TutorError> {
        let Some(step) = exercise.setup.get(step) else { return Ok(()) };
        let SetUp::Wait { look, until } = &step.what else { return Ok(()) };
        let place = check::Place {
            namespace: start.namespace.clone(),
            workspace: start.workspace.clone(),
            own_port: self.own_port(),
            ..check::Place::default()
        };
        match check::wait(look, until, &self.0.world, &place, step.within).await {
            Ok(()) | Err(Outcome::Passed) => Ok(()),
            Err(Outcome::CannotTell(why)) => Err(why.into()),
            Err(found @ Outcome::NotYet(_)) => {
                Err(TutorError::SetUp { found: words::outcome(lang, &found).found.unwrap_or_default() })
            }
        }
    }

    async fn made_since(&self, exercise: &Exercise, plot: &Plot, start: &Start) -> Result<Vec<Thing>, TutorError> {
        let things = self.0.sandbox.preview(exercise, plot, start.started).await;
        things.map_err(|error| of_sandbox(error, &Lang::en()))
    }

    /// Removes what the open start made; it is closed once nothing of it is left.
    async fn take_down(&self, desk: &Desk, exercise: &Exercise) -> Result<(), TutorError> {
        let store = &self.0.store;
        let Some(start) = store.start(&desk.learner, &exercise.id).await? else { return Ok(()) };
        let plot = self.0.sandbox.plot(exercise);
        let things = self.made_since(exercise, &plot, &start).await?;
        // Not begun from here on, so that a reading does not take what is being removed for the learner's doing.
        store.unbegin(&desk.learner, &exercise.id).await?;
        desk.bell.notify_one();
        self.0.sandbox.remove(&things, &plot).await.map_err(|error| of_sandbox(error, &Lang::en()))?;
        store.stop(&desk.learner, &exercise.id, Utc::now()).await?;
        Ok(())
    }

    /// Remembers which cluster the first exercise met, so that later ones meet the same.
    async fn keep_cluster(&self, exercise: &Exercise) -> Result<(), TutorError> {
        if !needs_cluster(exercise) {
            return Ok(());
        }
        if let World::Real(engines) = &self.0.world {
            let cluster = engines.cluster().await?;
            super::cluster::keep(&self.0.store, engines.settings(), &cluster).await?;
        }
        Ok(())
    }
}
