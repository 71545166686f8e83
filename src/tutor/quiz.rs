//! Judges a learner's answer to a question of a quiz, and remembers it.

use chrono::Utc;

use crate::course::{Answers, Choice, Lang, LessonId, Question};

use super::{Learner, QuizAnswer, QuizView, Tutor, TutorError};

impl Tutor {
    /// Judges an answer and says why.
    ///
    /// # Errors
    /// When there is no such question, it wants another kind of answer, or the answer cannot be saved.
    pub async fn quiz(
        &self,
        learner: &Learner,
        quiz: &LessonId,
        question: &str,
        answer: &QuizAnswer,
        lang: &Lang,
    ) -> Result<QuizView, TutorError> {
        let none = || TutorError::NoSuchQuestion(question.to_owned());
        let questions = &self.course().quizzes.get(quiz).ok_or_else(none)?.questions;
        let asked = questions.iter().find(|asked| asked.id == question).ok_or_else(none)?;
        let (right, because) = judge(asked, answer, lang).ok_or_else(none)?;
        let given = serde_json::to_string(answer).map_err(TutorError::internal)?;
        self.0.store.quiz_answer(learner, quiz, question, (&given, right), Utc::now()).await?;
        let why = asked.why.text(lang);
        let text = if right { why.to_owned() } else { because };
        Ok(QuizView { right, text, learn: self.link(asked.learn.as_deref(), lang) })
    }
}

/// Whether an answer is right, and why one that is not could be thought to be; none for another kind of answer.
fn judge(question: &Question, answer: &QuizAnswer, lang: &Lang) -> Option<(bool, String)> {
    match (&question.answers, answer) {
        (Answers::Choice(choices), QuizAnswer::Choice(chosen)) => {
            let wrong: Vec<&Choice> = chosen.iter().map(|number| choices.get(*number)).collect::<Option<Vec<_>>>()?;
            let right = choices.iter().enumerate().all(|(number, choice)| choice.right == chosen.contains(&number));
            let because = wrong.into_iter().filter(|choice| !choice.right).filter_map(|choice| choice.because.as_ref());
            Some((right, because.map(|because| because.text(lang)).collect::<Vec<_>>().join(" ")))
        }
        (Answers::Typed(accepted), QuizAnswer::Text(text)) => {
            Some((accepted.iter().any(|one| folded(one) == folded(text)), String::new()))
        }
        (Answers::Choice(_), QuizAnswer::Text(_)) | (Answers::Typed(_), QuizAnswer::Choice(_)) => None,
    }
}

/// A typed answer without letter case and without differences in space.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Localized;

    fn question(answers: Answers) -> Question {
        Question { id: "q".into(), ask: Localized::default(), answers, why: Localized::default(), learn: None }
    }

    fn choice(right: bool, because: Option<&str>) -> Choice {
        let because = because.map(|text| [(Lang::en(), text.to_owned())].into_iter().collect());
        Choice { right, text: Localized::default(), because }
    }

    #[track_caller]
    fn case(answers: Answers, answer: &QuizAnswer, expected: Option<(bool, &str)>) {
        let judged = judge(&question(answers), answer, &Lang::en());
        assert_eq!(judged, expected.map(|(right, because)| (right, because.to_owned())));
    }

    #[test]
    fn a_choice_is_right_only_as_a_whole() {
        let answers = || Answers::Choice(vec![choice(true, None), choice(false, Some("no: b")), choice(true, None)]);
        let chosen = |numbers: &[usize]| QuizAnswer::Choice(numbers.to_vec());
        case(answers(), &chosen(&[2, 0]), Some((true, "")));
        case(answers(), &chosen(&[0]), Some((false, "")));
        case(answers(), &chosen(&[0, 1, 2]), Some((false, "no: b")));
        case(answers(), &chosen(&[]), Some((false, "")));
        case(answers(), &chosen(&[3]), None);
        case(answers(), &QuizAnswer::Text("0".into()), None);
    }

    #[test]
    fn a_typed_answer_may_be_spaced_and_cased_as_one_likes() {
        let answers = || Answers::Typed(vec!["bind mount".into(), "绑定挂载".into()]);
        case(answers(), &QuizAnswer::Text("  Bind   MOUNT ".into()), Some((true, "")));
        case(answers(), &QuizAnswer::Text("绑定挂载".into()), Some((true, "")));
        case(answers(), &QuizAnswer::Text("bindmount".into()), Some((false, "")));
        case(answers(), &QuizAnswer::Choice(vec![0]), None);
    }
}
