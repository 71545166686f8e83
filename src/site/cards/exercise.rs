//! An exercise inside a page. Served, the tutor fills it with life; published, all of it is there to be read, the solution
//! too, behind a warning.

use serde::Serialize;

use super::{Spot, context, need};
use crate::course::{Check, Exercise, File, Lang, Level, Look};
use crate::site::html::{escape, inline};
use crate::site::{Library, code, markdown, templates};
use crate::words;

/// An exercise as its template sees it.
#[derive(Serialize)]
struct ExerciseCard {
    id: String,
    title: String,
    level: String,
    minutes: u16,
    needs: Vec<String>,
    task: String,
    checks: Vec<CheckCard>,
    hints: Vec<String>,
    after: String,
    /// Each file as HTML; on a published page alone, since a tutor keeps it back.
    solution: Vec<String>,
}

#[derive(Serialize)]
struct CheckCard {
    id: String,
    say: String,
    /// The command that shows it, as HTML.
    see: Option<String>,
    asks: bool,
}

pub(super) fn draw(library: &Library, exercise: &Exercise, spot: &Spot<'_>) -> String {
    let lang = spot.lang;
    // A task that is not translated is marked as what it is written in.
    let found = exercise.task.found(lang);
    let (tag, task) = found.map(|(own, task)| (own.tag(), task.clone())).unwrap_or_default();
    let html = |text: &String| markdown::render(text, lang, spot.base);
    let solution = exercise.solution.iter().filter(|_| !spot.served);
    let card = ExerciseCard {
        id: exercise.id.to_string(),
        title: markdown::render_inline(&task.title, lang, spot.base),
        level: level(exercise.level, lang),
        minutes: exercise.minutes,
        needs: exercise.needs.iter().map(|each| need(*each, lang)).collect(),
        task: html(&task.body),
        checks: exercise.checks.iter().map(|check| self::check(check, exercise, lang)).collect(),
        hints: task.hints.iter().map(html).collect(),
        after: html(&task.after),
        solution: solution.map(|file| self::file(file, lang)).collect(),
    };
    let mut context = context(spot);
    context.insert("tag", &tag);
    context.insert("exercise", &card);
    context.insert("repository", &library.settings.repository.url());
    templates::fill(&library.tera, "exercise.html", &context)
}

fn check(check: &Check, exercise: &Exercise, lang: &Lang) -> CheckCard {
    // Where the exercise is started, it gets this namespace.
    let own = |text: &str| text.replace("{namespace}", &format!("sampan-{}", exercise.id.name()));
    CheckCard {
        id: check.id.to_string(),
        say: inline(&own(check.say.text(lang))),
        see: check.see.as_ref().map(|see| escape(&own(see))),
        asks: check.looks.values().any(|look| matches!(look, Look::Answer)),
    }
}

fn file(file: &File, lang: &Lang) -> String {
    code::file(&file.path, &String::from_utf8_lossy(&file.bytes), lang)
}

fn level(level: Level, lang: &Lang) -> String {
    let key = match level {
        Level::Beginner => "site-level-beginner",
        Level::Intermediate => "site-level-intermediate",
        Level::Advanced => "site-level-advanced",
    };
    words::say(lang, key, &[])
}
