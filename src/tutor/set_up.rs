//! The set-up of a start: each deed is written down, then done, then told. What a step waits for, `check` answers.

use chrono::Utc;

use crate::check::{self, World};
use crate::course::{Deed, Exercise, Lang, Outcome, StepKind};
use crate::sandbox::{Plot, needs_cluster};
use crate::store::Start;
use crate::words;

use super::desk::Desk;
use super::error::of_sandbox;
use super::show::thing_views;
use super::telling::{Telling, named};
use super::{Tutor, TutorError};

impl Tutor {
    /// Makes what is not there yet; where the set-up is done, only what fell since is brought back.
    pub(super) async fn set_up(
        &self,
        desk: &Desk,
        exercise: &Exercise,
        telling: &Telling<'_>,
    ) -> Result<(), TutorError> {
        let (learner, store, sandbox) = (&desk.learner, &self.0.store, &self.0.sandbox);
        let plot = sandbox.plot(exercise);
        let open = store.start(learner, &exercise.id).await?;
        if let Some((start, begun)) = open.as_ref().and_then(|start| Some((start, start.begun?))) {
            return self.get_up(desk, exercise, (start, begun), telling).await;
        }
        self.refuse_untrusted()?;
        let deeds = sandbox.deeds(exercise);
        telling.expect(1 + deeds.len());
        let ready = (super::StepKind::Ready, vec![]);
        telling.step(ready, self.get_ready(exercise, &plot, open.as_ref(), telling)).await?;
        let start = store.open_start(learner, &exercise.id, &plot.namespace, &plot.workspace, Utc::now()).await?;
        for deed in &deeds {
            store.about_to(learner, &exercise.id, &start, deed, Utc::now()).await?;
            let doing = self.perform(deed, exercise, (&plot, &start), telling.lang);
            telling.step(named(deed, &plot.namespace), doing).await?;
        }
        store.begin(learner, &exercise.id, Utc::now()).await?;
        telling.done();
        Ok(())
    }

    /// Looks for everything that is needed, and pulls what can be pulled.
    pub(super) async fn get_ready(
        &self,
        exercise: &Exercise,
        plot: &Plot,
        open: Option<&Start>,
        telling: &Telling<'_>,
    ) -> Result<(), TutorError> {
        let readiness = self.0.sandbox.get_ready(exercise, &|pulling| telling.pulling(&pulling)).await;
        if !readiness.is_ready() {
            return Err(TutorError::Unavailable(readiness.lacking));
        }
        self.keep_cluster(exercise).await?;
        if open.is_some() {
            return Ok(());
        }
        let lang = telling.lang;
        let taken = self.0.sandbox.conflicts(exercise, plot).await.map_err(|error| of_sandbox(error, lang))?;
        if !taken.is_empty() {
            return Err(TutorError::Taken { things: thing_views(&taken, lang) });
        }
        let ports = self.0.sandbox.ports_held(exercise, plot).await.map_err(|error| of_sandbox(error, lang))?;
        if ports.is_empty() { Ok(()) } else { Err(TutorError::PortsTaken { ports }) }
    }

    async fn perform(
        &self,
        deed: &Deed,
        exercise: &Exercise,
        (plot, start): (&Plot, &Start),
        lang: &Lang,
    ) -> Result<(), TutorError> {
        if let Deed::Wait { step } = deed {
            return self.wait(exercise, *step, start, lang).await;
        }
        self.0.sandbox.perform(deed, exercise, plot).await.map_err(|error| of_sandbox(error, lang))
    }

    pub(super) async fn wait(
        &self,
        exercise: &Exercise,
        step: usize,
        start: &Start,
        lang: &Lang,
    ) -> Result<(), TutorError> {
        let Some(step) = exercise.setup.get(step) else { return Ok(()) };
        let StepKind::Wait { look, until } = &step.what else { return Ok(()) };
        let place = check::Place {
            namespace: start.namespace.clone(),
            workspace: start.workspace.clone(),
            own_port: self.own_port(),
            programs: self.0.machine.programs.clone(),
            kubernetes: self.library().kubernetes(),
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
