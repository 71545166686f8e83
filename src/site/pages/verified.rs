//! What was tried on real engines: a line below each lesson of which all passed, and the page that it leads to.

use serde::Serialize;

use super::Maker;
use super::head::Subject;
use super::shell::Place;
use crate::course::{EngineVersions, ExerciseId, Lang, Lesson, Verification, Verified};
use crate::site::templates;
use crate::words;

/// The page, from the root of its language.
pub(in crate::site) const PATH: &str = "verified.html";

#[derive(Serialize)]
struct Row {
    title: String,
    href: String,
    sessions: Option<String>,
    /// None where there is nothing in it that could be tried.
    state: Option<State>,
    exercises: Vec<ExerciseRow>,
}

#[derive(Serialize)]
struct ExerciseRow {
    title: String,
    trials: Option<String>,
    state: State,
}

#[derive(Serialize)]
struct State {
    word: &'static str,
    words: String,
}

/// The line below a lesson.
#[derive(Serialize)]
pub(super) struct Line {
    words: String,
    href: String,
}

impl Maker<'_> {
    pub(super) fn verified(&self, lang: &Lang, verification: &Verification) -> String {
        let place = Place::of(PATH);
        let mut context = self.shell(lang, &place);
        let subject = Subject {
            title: &words::say(lang, "verified-title", &[]),
            summary: &said(lang, "verified-summary", verification),
            is_written_in: &|_| true,
            updated: Some(verification.at.date_naive()),
            trail: &[],
        };
        context.insert("head", &self.head(lang, &place, &subject));
        context.insert("title", subject.title);
        context.insert("summary", subject.summary);
        let lessons = self.library.course.lessons();
        context.insert("rows", &lessons.map(|lesson| self.row(lang, lesson, verification)).collect::<Vec<_>>());
        templates::fill(&self.library.tera, "verified.html", &context)
    }

    fn row(&self, lang: &Lang, lesson: &Lesson, verification: &Verification) -> Row {
        let id = lesson.id.as_str();
        let sessions = verification.tried.iter().filter(|tried| tried.id == id).find_map(|tried| tried.sessions);
        let sessions = sessions
            .map(|of| words::say(lang, "verified-sessions-run", &[("run", of.run.into()), ("all", of.all.into())]));
        Row {
            title: lesson.title.text(lang).to_owned(),
            href: format!("{id}.html"),
            sessions,
            state: Some(self.stands(id, verification))
                .filter(|stands| stands.is_some() || !verification.digests.contains_key(id))
                .map(|stands| state(lang, stands)),
            exercises: lesson.exercises.iter().map(|id| self.exercise_row(lang, id, verification)).collect(),
        }
    }

    fn exercise_row(&self, lang: &Lang, id: &ExerciseId, verification: &Verification) -> ExerciseRow {
        let exercise = self.library.course.exercises.get(id);
        let title = exercise.and_then(|exercise| exercise.task.get(lang)).map(|task| task.title.clone());
        let trials = verification.tried.iter().filter(|tried| tried.id == id.as_str() && tried.round == 1).count();
        ExerciseRow {
            title: title.unwrap_or_else(|| id.to_string()),
            trials: (trials > 0).then(|| words::say(lang, "verified-trials", &[("count", trials.into())])),
            state: state(lang, self.stands(id.as_str(), verification)),
        }
    }

    fn stands(&self, id: &str, verification: &Verification) -> Option<Verified> {
        verification.of(id, &self.library.digest_of(id))
    }

    /// What may be said below a lesson: only where everything of it that can be tried has passed as it is now.
    pub(super) fn verified_line(&self, lang: &Lang, lesson: &Lesson, base: &str) -> Option<Line> {
        let verification = self.options.verified.as_ref()?;
        let exercises = lesson.exercises.iter().map(|id| self.stands(id.as_str(), verification));
        let is_verified = exercises.clone().all(|stands| stands == Some(Verified::Passed));
        let own = self.stands(lesson.id.as_str(), verification);
        let has_any = own.is_some() || !lesson.exercises.is_empty();
        let is_verified = is_verified && has_any && own.is_none_or(|own| own == Verified::Passed);
        is_verified.then(|| Line { words: said(lang, "verified-line", verification), href: format!("{base}{PATH}") })
    }
}

fn state(lang: &Lang, stands: Option<Verified>) -> State {
    let (word, key) = match stands {
        Some(Verified::Passed) => ("passed", "verified-passed"),
        Some(Verified::Failed) => ("failed", "verified-failed"),
        Some(Verified::Changed) => ("changed", "verified-changed"),
        None => ("none", "verified-none"),
    };
    State { word, words: words::say(lang, key, &[]) }
}

/// A sentence of the engines and the day.
fn said(lang: &Lang, key: &str, verification: &Verification) -> String {
    let date = words::date(lang, verification.at.date_naive());
    words::say(lang, key, &[("engines", engines(lang, &verification.engines).into()), ("date", date.into())])
}

/// `Docker 28.5, Kubernetes 1.35, Helm 4.3`: what was fixed within a version matters to nobody who learns.
fn engines(lang: &Lang, engines: &EngineVersions) -> String {
    let EngineVersions { docker, kubernetes, helm } = engines;
    let named = [("Docker", docker), ("Kubernetes", kubernetes), ("Helm", helm)];
    let named = named.into_iter().filter_map(|(name, version)| Some((name, version.as_ref()?)));
    let named: Vec<_> = named.map(|(name, version)| format!("{name} {}", minor(version))).collect();
    named.join(if lang.is_han() { "、" } else { ", " })
}

fn minor(version: &str) -> &str {
    version.match_indices('.').nth(1).map_or(version, |(at, _)| &version[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_named_by_major_and_minor() {
        let some = |text: &str| Some(text.to_owned());
        let of = EngineVersions { docker: some("28.5.2"), kubernetes: None, helm: some("4.3.1") };
        assert_eq!(engines(&Lang::en(), &of), "Docker 28.5, Helm 4.3");
        assert_eq!(minor("29"), "29");
    }
}
