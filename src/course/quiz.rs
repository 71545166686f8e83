//! Quiz: questions, answers, explanations; one definition for all languages.

use super::id::LessonId;
use super::lang::Localized;

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
    /// Any of these, letter case and outer space aside.
    Typed(Vec<String>),
}

#[derive(Debug, Clone)]
pub struct Choice {
    pub right: bool,
    pub text: Localized<String>,
    /// Why one could think so, and why it is not.
    pub because: Option<Localized<String>>,
}
