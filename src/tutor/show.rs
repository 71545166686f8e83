//! Puts values into words and views, in the reader's language.

use std::path::Path;

use crate::course::{Check, Diagnosis, Exercise, Finding, Lang, Look, Mistake, Outcome, ThingKind};
use crate::quoting;
use crate::sandbox::Thing;
use crate::words::{self, DiagnosisWords};

use super::desk::Reading;
use super::fallen;
use super::{CheckState, CheckView, DiagnosisView, ExerciseView, FlawView, LinkView, ReportView, ThingView, Tutor};

impl Tutor {
    pub(super) fn exercise_view(
        &self,
        exercise: &Exercise,
        reading: &Reading,
        (hints_shown, solution_shown): (Vec<usize>, bool),
        lang: &Lang,
    ) -> ExerciseView {
        let task = exercise.task.get(lang);
        let hints_total = task.map_or(0, |task| task.hints.len());
        ExerciseView {
            id: exercise.id.clone(),
            title: task.map(|task| task.title.clone()).unwrap_or_default(),
            standing: reading.standing,
            started: reading.place.begun.is_some(),
            solved: reading.solved,
            needs: exercise.needs.clone(),
            paste: paste(&reading.place.workspace, &self.0.machine.program, exercise.id.as_str()),
            workspace: reading.place.workspace.display().to_string(),
            hints_shown,
            hints_total,
            solution_shown,
            report: reading.place.begun.map(|_| self.report_view(exercise, reading, lang)),
        }
    }

    pub(super) fn report_view(&self, exercise: &Exercise, reading: &Reading, lang: &Lang) -> ReportView {
        let mut checks: Vec<_> = exercise.checks.iter().map(|check| self.check_view(check, reading, lang)).collect();
        once(&mut checks);
        ReportView {
            checks,
            fallen: reading.fallen.as_ref().and_then(|fallen| fallen::view(fallen, exercise, lang)),
            started: reading.place.begun.is_some(),
            solved: reading.solved,
            standing: reading.standing,
            sequence: reading.sequence,
        }
    }

    fn check_view(&self, check: &Check, reading: &Reading, lang: &Lang) -> CheckView {
        let outcome = reading.report.as_ref().map(|report| report.outcome(&check.id));
        let said = outcome.flatten().map(|outcome| words::outcome(lang, outcome)).unwrap_or_default();
        let diagnosis = reading.report.as_ref().and_then(|report| report.diagnoses.get(&check.id));
        CheckView {
            id: check.id.clone(),
            state: state(outcome),
            say: check.say.text(lang).replace("{namespace}", &reading.place.namespace),
            found: said.found,
            flaws: outcome.flatten().map(|outcome| flaw_views(outcome, lang)).unwrap_or_default(),
            diagnosis: diagnosis.map(|diagnosis| self.diagnosis_view(diagnosis, lang)),
            see: check.see.as_ref().map(|see| see.replace("{namespace}", &reading.place.namespace)),
            learn: self.link(check.learn.as_deref(), lang),
            remedy: said.remedy,
            asks: check.looks.values().any(|look| *look == Look::Answer),
            answer: reading.place.answers.get(&check.id).cloned(),
        }
    }

    fn diagnosis_view(&self, diagnosis: &Diagnosis, lang: &Lang) -> DiagnosisView {
        let cause = diagnosis.cause.kind();
        let DiagnosisWords { cause: text, evidence, remedy } = words::diagnosis(lang, diagnosis);
        let lesson = self.course().explains(cause).map(|lesson| format!("{}.md", lesson.id));
        DiagnosisView { cause, text, evidence, remedy, learn: self.link(lesson.as_deref(), lang) }
    }

    /// The link that a `learn` such as `docker/volumes.md#volumes` comes to, if the course has that section.
    pub(super) fn link(&self, learn: Option<&str>, lang: &Lang) -> Option<LinkView> {
        let section = self.0.library.section(learn?, lang)?;
        Some(LinkView { href: format!("/{lang}/{}", section.href), title: section.title })
    }
}

/// Leaves a diagnosis at the first check that has it: what keeps a Pod from running keeps many checks from passing.
fn once(checks: &mut [CheckView]) {
    let mut told: Vec<DiagnosisView> = Vec::new();
    for check in checks {
        match check.diagnosis.take_if(|diagnosis| told.contains(diagnosis)) {
            Some(_) => {}
            None => told.extend(check.diagnosis.clone()),
        }
    }
}

/// Where files are wrong, for who edits them.
fn flaw_views(outcome: &Outcome, lang: &Lang) -> Vec<FlawView> {
    let Outcome::NotYet(Finding::Invalid(mistakes)) = outcome else { return Vec::new() };
    let place = |number: usize| Some(number).filter(|number| *number > 0);
    let view = |Mistake { file, line, column, flaw }: &Mistake| FlawView {
        path: file.clone(),
        line: place(*line),
        column: place(*column),
        text: words::flaw(lang, flaw),
    };
    mistakes.iter().map(view).collect()
}

/// The word for an outcome; the outer none is "not started", the inner one "waiting".
fn state(outcome: Option<Option<&Outcome>>) -> CheckState {
    match outcome {
        None => CheckState::Unknown,
        Some(None) => CheckState::Waiting,
        Some(Some(Outcome::Passed)) => CheckState::Passed,
        Some(Some(Outcome::NotYet(_))) => CheckState::NotYet,
        Some(Some(Outcome::CannotTell(_))) => CheckState::CannotTell,
    }
}

pub(super) fn thing_views(things: &[Thing], lang: &Lang) -> Vec<ThingView> {
    things.iter().map(|thing| thing_view(thing, lang)).collect()
}

pub(super) fn thing_view(thing: &Thing, lang: &Lang) -> ThingView {
    let kind = thing.kind.to_string();
    let key = match &thing.kind {
        ThingKind::Docker(_) | ThingKind::Namespace => format!("tutor-thing-{kind}"),
        ThingKind::Object(_) => "tutor-thing-other".to_owned(),
    };
    let args = [("kind", kind.into()), ("name", thing.name.clone().into())];
    ThingView { kind: thing.kind.clone(), name: thing.name.clone(), text: words::say(lang, &key, &args) }
}

/// The line that leads a shell to the workspace, with the engines of this exercise.
fn paste(workspace: &Path, program: &Path, id: &str) -> String {
    format!("cd {} && eval \"$({} env {id})\"", quoted(workspace), quoted(program))
}

fn quoted(path: &Path) -> String {
    quoting::posix(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_to_paste_survives_spaces_and_quotes() {
        let line = paste(Path::new("/home/x y/sampan/docker/a"), Path::new("/opt/it's/sampan"), "docker/a");
        assert_eq!(line, r#"cd '/home/x y/sampan/docker/a' && eval "$('/opt/it'\''s/sampan' env docker/a)""#);
        assert_eq!(paste(Path::new("/w"), Path::new("/b/sampan"), "d/a"), r#"cd /w && eval "$(/b/sampan env d/a)""#);
    }
}
