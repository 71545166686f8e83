//! `content/quizzes/<part>/<lesson>.toml` → `course::Quiz`: one definition, all languages.

mod question;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::load::Tree;
use super::markdown::Link;
use super::written::Written;
use crate::course::problem::only_gaps;
use crate::course::{Lang, LessonId, Problem, Question, Quiz};

use question::{QuestionFile, Reader};

const QUIZ_HELP: &str = "move or rename it: `content/quizzes/<part>/<lesson>.toml`";

/// The questions of a lesson.
// As a whole, the file is only told of: `questions` takes the list apart.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "quizzes/<part>/<lesson>.toml")]
#[expect(dead_code, reason = "only its shape is asked for")]
pub(super) struct QuizFile {
    /// The questions in their order.
    #[schemars(length(min = 1))]
    questions: Vec<QuestionFile>,
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
        let mut reader = Reader::new(Written::parse(file, text), langs);
        let questions = if reader.written.is_sound() { questions(&mut reader) } else { Vec::new() };
        self.links.extend(reader.links);
        if only_gaps(&reader.written.problems) {
            self.sound.insert(id.clone(), Quiz { id, questions });
        } else {
            self.broken.push(id);
        }
        self.problems.append(&mut reader.written.problems);
    }
}

fn questions(reader: &mut Reader<'_>) -> Vec<Question> {
    let questions = reader.written.each::<QuestionFile>("questions");
    let none = questions.is_empty() && reader.written.problems.is_empty();
    let questions = questions.into_iter().filter_map(|question| reader.question(question)).collect();
    reader.written.rest::<Nothing>();
    if none {
        let help = "a question has `id`, `ask`, `why`, and `answers`, `accept` or `order`";
        reader.written.refuse(0..0, "a quiz without a question: write `[[questions]]`", help);
    }
    questions
}
