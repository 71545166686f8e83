//! Exercise, quiz and figure inside a page: the marks that `markdown` left, filled.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use tera::Context;

use super::html::{escape, inline};
use super::markdown::{self, BASE_MARK, CARD_MARK, Card, CardKind};
use super::{Library, templates};
use crate::course::{Answers, Exercise, Lang, Level, Look, Need, Question, Quiz};
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
}

#[derive(Serialize)]
struct CheckCard {
    id: String,
    say: String,
    asks: bool,
}

/// A question as its template sees it; `key` is the answer, obscured, and there on a published page alone.
#[derive(Serialize)]
struct QuestionCard {
    id: String,
    ask: String,
    kind: &'static str,
    choices: Vec<String>,
    key: Option<String>,
}

/// What a published page's script needs to judge by itself.
#[derive(Serialize)]
struct Key {
    right: Vec<usize>,
    accept: Vec<String>,
    why: String,
    because: Vec<Option<String>>,
    learn: Option<super::Section>,
}

/// Where a card is put.
pub(super) struct Spot<'a> {
    pub(super) lang: &'a Lang,
    pub(super) served: bool,
    /// From the page to the root of its language.
    pub(super) base: &'a str,
}

/// The HTML of a page with its cards in their places, and its pictures found from where it is put.
pub(super) fn fill(library: &Library, html: &str, cards: &[Card], spot: &Spot<'_>) -> String {
    let html = html.replace(BASE_MARK, spot.base);
    let mut pieces = html.split(CARD_MARK);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for (card, after) in cards.iter().zip(pieces) {
        out.push_str(&draw(library, card, spot));
        out.push_str(after);
    }
    out
}

/// One card; what cannot be shown says so, and its author has been told why.
fn draw(library: &Library, card: &Card, spot: &Spot<'_>) -> String {
    let drawn = match card.kind {
        CardKind::Exercise => {
            card.name.parse().ok().and_then(|id| library.course.exercises.get(&id)).map(|e| exercise(library, e, spot))
        }
        CardKind::Quiz => {
            card.name.parse().ok().and_then(|id| library.course.quizzes.get(&id)).map(|q| quiz(library, q, spot))
        }
        CardKind::Figure => library.figures.get(&card.name).and_then(|figure| figure.get(spot.lang)).cloned(),
    };
    drawn.unwrap_or_else(|| {
        let words = words::say(spot.lang, "site-broken-card", &[("name", card.name.clone().into())]);
        format!("<p class=\"broken\">{}</p>", inline(&words))
    })
}

fn context(spot: &Spot<'_>) -> Context {
    let mut context = Context::new();
    context.insert("lang", spot.lang.as_str());
    context.insert("tag", &spot.lang.tag());
    context.insert("served", &spot.served);
    context
}

fn exercise(library: &Library, exercise: &Exercise, spot: &Spot<'_>) -> String {
    let lang = spot.lang;
    let task = exercise.task.get(lang).cloned().unwrap_or_default();
    let check = |check: &crate::course::Check| CheckCard {
        id: check.id.to_string(),
        say: inline(check.say.text(lang)),
        asks: check.looks.values().any(|look| matches!(look, Look::Answer)),
    };
    let card = ExerciseCard {
        id: exercise.id.to_string(),
        title: markdown::render_inline(&task.title, lang, spot.base),
        level: level(exercise.level, lang),
        minutes: exercise.minutes,
        needs: exercise.needs.iter().map(|need| self::need(*need, lang)).collect(),
        task: markdown::render(&task.body, lang, spot.base),
        checks: exercise.checks.iter().map(check).collect(),
        hints: task.hints.iter().map(|hint| markdown::render(hint, lang, spot.base)).collect(),
        after: markdown::render(&task.after, lang, spot.base),
    };
    let mut context = context(spot);
    context.insert("exercise", &card);
    templates::fill(&library.tera, "exercise.html", &context)
}

fn level(level: Level, lang: &Lang) -> String {
    let key = match level {
        Level::Beginner => "site-level-beginner",
        Level::Intermediate => "site-level-intermediate",
        Level::Advanced => "site-level-advanced",
    };
    words::say(lang, key, &[])
}

/// What an exercise needs, in words.
pub(super) fn need(need: Need, lang: &Lang) -> String {
    let key = match need {
        Need::Docker => "site-need-docker",
        Need::Kubernetes => "site-need-kubernetes",
        Need::Helm => "site-need-helm",
    };
    words::say(lang, key, &[])
}

fn quiz(library: &Library, quiz: &Quiz, spot: &Spot<'_>) -> String {
    let questions: Vec<_> = quiz.questions.iter().map(|question| self::question(library, question, spot)).collect();
    let mut context = context(spot);
    context.insert("quiz", quiz.id.as_str());
    context.insert("questions", &questions);
    templates::fill(&library.tera, "quiz.html", &context)
}

fn question(library: &Library, question: &Question, spot: &Spot<'_>) -> QuestionCard {
    let html = |text: &str| markdown::render_inline(text, spot.lang, spot.base);
    let (kind, choices) = match &question.answers {
        Answers::Typed(_) => ("text", Vec::new()),
        Answers::Choice(choices) => {
            let several = choices.iter().filter(|choice| choice.right).count() > 1;
            let texts = choices.iter().map(|choice| html(choice.text.text(spot.lang))).collect();
            (if several { "checkbox" } else { "radio" }, texts)
        }
    };
    QuestionCard {
        id: question.id.clone(),
        ask: html(question.ask.text(spot.lang)),
        kind,
        choices,
        // Served, the tutor judges; a published page has nobody to ask, so it holds its key, though not in plain sight.
        key: (!spot.served).then(|| key(library, question, spot)),
    }
}

fn key(library: &Library, question: &Question, spot: &Spot<'_>) -> String {
    let html = |text: &str| markdown::render_inline(text, spot.lang, spot.base);
    let (right, accept, because) = match &question.answers {
        Answers::Typed(texts) => (Vec::new(), texts.clone(), Vec::new()),
        Answers::Choice(choices) => (
            choices.iter().enumerate().filter(|(_, choice)| choice.right).map(|(n, _)| n).collect(),
            Vec::new(),
            choices.iter().map(|choice| choice.because.as_ref().map(|because| html(because.text(spot.lang)))).collect(),
        ),
    };
    let learn = question.learn.as_deref().and_then(|target| library.section(target, spot.lang));
    let learn = learn.map(|section| super::Section { href: format!("{}{}", spot.base, section.href), ..section });
    let key = Key { right, accept, why: html(question.why.text(spot.lang)), because, learn };
    escape(&BASE64_STANDARD.encode(serde_json::to_vec(&key).unwrap_or_default()))
}
