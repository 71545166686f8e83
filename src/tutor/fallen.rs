//! What fell with an engine since an exercise was started: told beside its checks, and brought back by starting it again.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use crate::course::{Deed, Engine, Exercise, Lang, Outcome, Report};
use crate::sandbox::Fallen;
use crate::store::Start;
use crate::words;

use super::desk::Desk;
use super::error::of_sandbox;
use super::telling::{Telling, named};
use super::{FallenView, Tutor, TutorError};

/// How long a reading may be held up by this question; the checks have been answered by then.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a start may: an engine that has just come up is slow, and what it does not tell is not brought back.
const LONGER: Duration = Duration::from_secs(20);

impl Tutor {
    /// What fell, where a reading gives cause to ask: something is not yet, and all engines answered. None where they
    /// take too long to say; where they refuse to, nothing did.
    pub(super) async fn fallen(
        &self,
        exercise: &Exercise,
        report: &Report,
        begun: Option<DateTime<Utc>>,
    ) -> Option<Fallen> {
        let is_open = report.outcomes.iter().any(|(_, outcome)| matches!(outcome, Some(Outcome::NotYet(_))));
        match begun.filter(|_| is_open && !report.blind()) {
            Some(begun) => self.fallen_since(exercise, begun, PATIENCE).await,
            None => Some(Fallen::default()),
        }
    }

    async fn fallen_since(&self, exercise: &Exercise, begun: DateTime<Utc>, within: Duration) -> Option<Fallen> {
        let plot = self.0.sandbox.plot(exercise);
        let asked = timeout(within, self.0.sandbox.fallen(exercise, &plot, begun)).await;
        asked.ok().map(Result::unwrap_or_default)
    }

    /// Brings back what fell; all else stays as the learner has it.
    pub(super) async fn get_up(
        &self,
        desk: &Desk,
        exercise: &Exercise,
        (start, begun): (&Start, DateTime<Utc>),
        telling: &Telling<'_>,
    ) -> Result<(), TutorError> {
        // Nobody is asked for a course that is not trusted.
        if !self.is_trusted() {
            return Ok(());
        }
        self.renew_access(exercise).await;
        let fallen = self.fallen_since(exercise, begun, LONGER).await.unwrap_or_default();
        if fallen.is_empty() {
            return Ok(());
        }
        let (sandbox, store) = (&self.0.sandbox, &self.0.store);
        let (plot, deeds) = (sandbox.plot(exercise), sandbox.deeds_again(exercise, &fallen));
        telling.expect(1 + deeds.len());
        let ready = (super::StepKind::Ready, vec![]);
        telling.step(ready, self.get_ready(exercise, &plot, Some(start), telling)).await?;
        for deed in &deeds {
            store.about_to(&desk.learner, &exercise.id, start, deed, Utc::now()).await?;
            let doing = async {
                if let Deed::Wait { step } = deed {
                    return self.wait(exercise, *step, start, telling.lang).await;
                }
                let done = sandbox.perform_again(deed, exercise, &plot, &fallen).await;
                done.map_err(|error| of_sandbox(error, telling.lang))
            };
            telling.step(named(deed, &plot.namespace), doing).await?;
        }
        telling.done();
        Ok(())
    }

    /// Writes the exercise's kubeconfig anew: a token or certificate in it may be older than the learner's own. Where the
    /// cluster does not answer, the checks say so.
    async fn renew_access(&self, exercise: &Exercise) {
        let plot = self.0.sandbox.plot(exercise);
        if plot.kubeconfig.is_some() {
            timeout(PATIENCE, self.0.sandbox.perform(&Deed::Kubeconfig, exercise, &plot)).await.ok();
        }
    }
}

/// What fell, in a sentence, and what to do; none where nothing did.
pub(super) fn view(fallen: &Fallen, exercise: &Exercise, lang: &Lang) -> Option<FallenView> {
    let list = |names: &[String]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        quoted.join(&words::say(lang, "tutor-list-comma", &[]))
    };
    let say = |key: &str, names: &[String]| words::say(lang, key, &[("names", list(names).into())]);
    let mut sentences = Vec::new();
    if !fallen.containers.is_empty() {
        sentences.push(say("fallen-containers", &fallen.containers));
    }
    if !fallen.pods.is_empty() {
        sentences.push(say("fallen-pods", &fallen.pods));
    }
    sentences.extend(fallen.emptied.iter().map(|engine| match engine {
        Engine::Docker => say("fallen-docker", &[]),
        Engine::Cluster => say("fallen-cluster", &[]),
    }));
    if sentences.is_empty() {
        return None;
    }
    let text = sentences.join(&words::say(lang, "tutor-list-sentence", &[]));
    let help = words::say(lang, "fallen-help", &[("exercise", exercise.id.to_string().into())]);
    Some(FallenView { text, help })
}
