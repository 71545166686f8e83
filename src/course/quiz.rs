//! Quiz: questions, answers, explanations; one definition for all languages.
//!
//! Whatever a learner answers, something is said of it: each choice has its `because`, a typed answer what is said of
//! near ones or of any other. `judge` says whether an answer is right, `shown` in which order a page shows the choices.

mod judge;
mod shown;

use serde::{Deserialize, Serialize};

use super::id::LessonId;
use super::lang::Localized;

pub use judge::{Verdict, folded};

/// The questions at the end of a lesson.
#[derive(Debug, Clone)]
pub struct Quiz {
    /// The lesson whose name it bears.
    pub id: LessonId,
    pub questions: Vec<Question>,
}

#[derive(Debug, Clone)]
pub struct Question {
    pub id: String,
    /// Markdown, as are all texts of a quiz.
    pub ask: Localized<String>,
    pub answers: Answers,
    /// Why the right answer is right.
    pub why: Localized<String>,
    pub learn: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Answers {
    /// One or several of these are right.
    Choice(Vec<Choice>),
    Typed(Typed),
    Order(Order),
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub right: bool,
    pub text: Localized<String>,
    /// Why it is right, or why one could think so and why it is not.
    pub because: Localized<String>,
}

/// A word or two, in the learner's own spelling.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Any of these is right, letter case and differences in space aside.
    pub accept: Vec<String>,
    pub near: Vec<Near>,
    /// What is said of any other answer.
    pub otherwise: Localized<String>,
}

/// Wrong answers that one could well give.
#[derive(Debug, Clone)]
pub struct Near {
    pub typed: Vec<String>,
    pub because: Localized<String>,
}

/// Steps to be put in order.
#[derive(Debug, Clone)]
pub struct Order {
    /// As they must stand.
    pub steps: Vec<Localized<String>>,
    /// What is said of any other order.
    pub otherwise: Localized<String>,
}

/// What a learner answered. Numbers count from 0, in the order of the quiz's file or of the page that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuizAnswer {
    /// The chosen answers.
    Choice(Vec<usize>),
    Text(String),
    /// All steps, the first one first.
    Order(Vec<usize>),
}
