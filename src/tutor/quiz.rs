//! Judges a learner's answers to a quiz, and remembers them.
//!
//! Learners know answers by the numbers of the page, the store and the course by those of the quiz's file, so that what
//! is kept outlives a change of the order in which a page shows them.

use chrono::Utc;

use crate::course::{Lang, LessonId, Question, Quiz, QuizAnswer, Verdict};

use super::answer::bounded;
use super::{AnsweredView, ChosenView, Learner, QuizView, Tutor, TutorError, VerdictView};

impl Tutor {
    /// Judges an answer, says why, and remembers it.
    ///
    /// # Errors
    /// When there is no such question, it wants another kind of answer, or the answer cannot be saved.
    pub async fn quiz_answer(
        &self,
        learner: &Learner,
        id: &LessonId,
        question: &str,
        answer: QuizAnswer,
        lang: &Lang,
    ) -> Result<VerdictView, TutorError> {
        let none = || TutorError::NoSuchQuestion(question.to_owned());
        let asked = self.quiz(id)?.questions.iter().find(|asked| asked.id == question).ok_or_else(none)?;
        let answer = match answer {
            QuizAnswer::Text(text) => QuizAnswer::Text(bounded(&text).to_owned()),
            QuizAnswer::Choice(_) | QuizAnswer::Order(_) => asked.as_written(answer).ok_or_else(none)?,
        };
        let verdict = asked.judge(&answer).ok_or_else(none)?;
        let given = serde_json::to_string(&answer).map_err(TutorError::internal)?;
        self.0.store.quiz_answer(learner, id, question, (&given, verdict.right), Utc::now()).await?;
        Ok(self.verdict(asked, &verdict, lang))
    }

    /// What a learner has answered since the quiz was begun.
    ///
    /// # Errors
    /// When there is no such quiz, or the memory cannot be read.
    pub async fn quiz_answers(&self, learner: &Learner, id: &LessonId, lang: &Lang) -> Result<QuizView, TutorError> {
        let quiz = self.quiz(id)?;
        let kept = self.0.store.quiz_answers(learner, id).await?;
        let answered = |(name, given): (String, String)| {
            let asked = quiz.questions.iter().find(|asked| asked.id == name)?;
            Some((name, self.answered(asked, &given, lang)?))
        };
        Ok(QuizView { answers: kept.into_iter().filter_map(answered).collect() })
    }

    /// Begins a quiz anew.
    ///
    /// # Errors
    /// When there is no such quiz, or that cannot be saved.
    pub async fn quiz_again(&self, learner: &Learner, id: &LessonId) -> Result<QuizView, TutorError> {
        self.quiz(id)?;
        self.0.store.quiz_again(learner, id, Utc::now()).await?;
        Ok(QuizView::default())
    }

    fn quiz(&self, id: &LessonId) -> Result<&Quiz, TutorError> {
        self.course().quizzes.get(id).ok_or_else(|| TutorError::NoSuchQuestion(id.to_string()))
    }

    /// A kept answer, judged again; none where the question has become another since.
    fn answered(&self, asked: &Question, given: &str, lang: &Lang) -> Option<AnsweredView> {
        let given: QuizAnswer = serde_json::from_str(given).ok()?;
        let verdict = self.verdict(asked, &asked.judge(&given)?, lang);
        Some(AnsweredView { answer: asked.as_shown(given)?, verdict })
    }

    fn verdict(&self, asked: &Question, verdict: &Verdict<'_>, lang: &Lang) -> VerdictView {
        let shown = asked.shown();
        let number = |written: usize| shown.iter().position(|n| *n == written).unwrap_or(written);
        let html = |text: &str| self.0.library.html(text, lang);
        let chosen = verdict.chosen.iter().map(|(n, choice)| ChosenView {
            number: number(*n),
            right: choice.right,
            because: html(choice.because.text(lang)),
        });
        VerdictView {
            right: verdict.right,
            chosen: chosen.collect(),
            incomplete: verdict.incomplete,
            text: verdict.text.map(|text| html(text.text(lang))),
            learn: self.link(asked.learn.as_deref(), lang),
        }
    }
}
