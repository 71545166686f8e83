//! `content/quizzes/<part>/<lesson>.toml` → `course::Quiz`: one definition, all languages.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::load::Tree;
use super::markdown::{self, Link};
use super::written::{Item, Texts, Written, is_meant};
use crate::course::problem::only_gaps;
use crate::course::{Answers, Choice, Lang, LessonId, Localized, Problem, Question, Quiz};

const QUIZ_HELP: &str = "move or rename it: `content/quizzes/<part>/<lesson>.toml`";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFile {
    id: Option<Spanned<String>>,
    ask: Option<Texts>,
    why: Option<Texts>,
    learn: Option<Spanned<String>>,
    answers: Option<Spanned<Vec<ChoiceFile>>>,
    accept: Option<Spanned<Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceFile {
    #[serde(default)]
    right: bool,
    text: Texts,
    because: Option<Texts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// All quizzes, and what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Quizzes {
    pub(super) sound: BTreeMap<LessonId, Quiz>,
    pub(super) broken: Vec<LessonId>,
    pub(super) links: Vec<Link>,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn read(tree: &Tree, langs: &[Lang]) -> Quizzes {
    let mut all = Quizzes::default();
    for (path, _) in tree.below("content/quizzes") {
        let file = format!("content/quizzes/{path}");
        let id = path.strip_suffix(".toml").map(str::parse::<LessonId>);
        match (id, tree.text(&file)) {
            (Some(Ok(id)), Some(text)) => all.add(file, text, id, langs),
            (Some(Ok(id)), None) => all.broken.push(id),
            (Some(Err(bad)), _) => all.problems.push(Problem::of_file(file, bad.to_string()).help(QUIZ_HELP)),
            (None, _) => {
                all.problems.push(
                    Problem::of_file(file, "is no quiz: a quiz is a file `<part>/<lesson>.toml`").help(QUIZ_HELP),
                );
            }
        }
    }
    all
}

impl Quizzes {
    fn add(&mut self, file: String, text: &str, id: LessonId, langs: &[Lang]) {
        let mut reader = Reader { written: Written::parse(file, text), langs, links: Vec::new(), seen: Vec::new() };
        let questions = if reader.written.is_sound() { reader.questions() } else { Vec::new() };
        self.links.extend(reader.links);
        if only_gaps(&reader.written.problems) {
            self.sound.insert(id.clone(), Quiz { id, questions });
        } else {
            self.broken.push(id);
        }
        self.problems.append(&mut reader.written.problems);
    }
}

struct Reader<'a> {
    written: Written<'a>,
    langs: &'a [Lang],
    links: Vec<Link>,
    seen: Vec<String>,
}

impl Reader<'_> {
    fn questions(&mut self) -> Vec<Question> {
        let questions = self.written.each::<QuestionFile>("questions");
        let none = questions.is_empty() && self.written.problems.is_empty();
        let questions = questions.into_iter().filter_map(|question| self.question(question)).collect();
        self.written.rest::<Nothing>();
        if none {
            self.written.refuse(
                0..0,
                "a quiz without a question: write `[[questions]]`",
                "a question has `id`, `ask`, `why`, and `answers` or `accept`",
            );
        }
        questions
    }

    /// Every part of a question is looked at, whatever the others are like.
    fn question(&mut self, Item { value: question, at, dropped }: Item<QuestionFile>) -> Option<Question> {
        let id = self.written.need("id", question.id, &at, &dropped);
        let spot = id.as_ref().map_or(at.clone(), Spanned::span);
        let id = id.map(|id| self.id(id));
        let ask = self.written.need("ask", question.ask, &at, &dropped).map(|ask| self.texts(ask));
        let why = self.written.need("why", question.why, &at, &dropped).map(|why| self.texts(why));
        let learn = question.learn.map(|learn| {
            let place = Problem::at(&self.written.file, self.written.text, learn.span(), "");
            self.links.push(Link { target: learn.get_ref().clone(), place });
            learn.into_inner()
        });
        let answers = match (question.answers, question.accept) {
            (Some(choices), None) => self.choices(choices),
            (None, None) if is_meant("answers", &dropped) || is_meant("accept", &dropped) => None,
            (None, Some(typed)) if !typed.get_ref().is_empty() => Some(Answers::Typed(typed.into_inner())),
            _ => {
                self.written.refuse(
                    spot,
                    "give either `answers` to choose from, or what to `accept`",
                    "write one of the two",
                );
                None
            }
        };
        Some(Question { id: id?, ask: ask?, answers: answers?, why: why?, learn })
    }

    fn id(&mut self, id: Spanned<String>) -> String {
        let at = id.span();
        let id = id.into_inner();
        if id.parse::<crate::course::CheckId>().is_err() {
            self.written.refuse(
                at.clone(),
                format!("`{id}` is no id: lower-case letters, digits, hyphens"),
                "write it as `where-it-lies`",
            );
        }
        if self.seen.contains(&id) {
            self.written.refuse(
                at,
                format!("there is already a question `{id}`"),
                "give each question an id of its own",
            );
        }
        self.seen.push(id.clone());
        id
    }

    fn choices(&mut self, choices: Spanned<Vec<ChoiceFile>>) -> Option<Answers> {
        let span = choices.span();
        let choices: Vec<_> = choices
            .into_inner()
            .into_iter()
            .map(|choice| {
                let text = self.texts(choice.text);
                Choice { right: choice.right, text, because: choice.because.map(|because| self.texts(because)) }
            })
            .collect();
        let right = choices.iter().filter(|choice| choice.right).count();
        // One that is left out for a mistake of its own may be the one that is missed.
        if !self.written.is_quiet_about(&span) {
            return None;
        }
        if right == 0 || right == choices.len() {
            let words = if right == 0 { "no answer is right" } else { "no answer is wrong" };
            self.written.refuse(
                span.start..span.start + 1,
                words,
                "mark the right ones, and not all, with `right = true`",
            );
            return None;
        }
        Some(Answers::Choice(choices))
    }

    /// Texts of a quiz are Markdown.
    fn texts(&mut self, texts: Texts) -> Localized<String> {
        let span = texts.span();
        let texts = self.written.localized(texts, self.langs);
        for (lang, text) in texts.iter() {
            let found = markdown::fragment(&self.written.file, text, 0..text.len(), lang);
            for problem in found.problems {
                self.written.refuse(span.clone(), problem.words, problem.help.unwrap_or_default());
            }
            for link in found.links {
                let place = Problem::at(&self.written.file, self.written.text, span.clone(), "");
                self.links.push(Link { target: link.target, place });
            }
        }
        texts
    }
}
