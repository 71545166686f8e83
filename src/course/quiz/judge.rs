//! Whether an answer is right, and what is said of it.
//!
//! A published page has nobody to ask and judges by itself, in `theme/static/judge.js`. Both follow the same rules, and
//! both are tested by one table: `tests/fixtures/quiz-cases.json`.

use super::{Answers, Choice, Localized, Order, Question, QuizAnswer, Typed};

/// What an answer comes to.
#[derive(Debug, Clone)]
pub struct Verdict<'a> {
    pub right: bool,
    /// Each chosen answer with its number.
    pub chosen: Vec<(usize, &'a Choice)>,
    /// All that was chosen is right, and something right was not.
    pub incomplete: bool,
    /// What is said of the answer as a whole; of a wrong choice, each chosen answer says its own.
    pub text: Option<&'a Localized<String>>,
}

impl Question {
    /// Judges an answer by the numbers of the quiz's file; none where it is no answer to this question.
    pub fn judge(&self, answer: &QuizAnswer) -> Option<Verdict<'_>> {
        let (right, wrong) = match (&self.answers, answer) {
            (Answers::Choice(choices), QuizAnswer::Choice(chosen)) => return self.chosen(choices, chosen),
            (Answers::Typed(typed), QuizAnswer::Text(text)) => typed.judge(text),
            (Answers::Order(order), QuizAnswer::Order(steps)) => order.judge(steps)?,
            (Answers::Choice(_) | Answers::Typed(_) | Answers::Order(_), _) => return None,
        };
        let text = if right { &self.why } else { wrong };
        Some(Verdict { right, chosen: Vec::new(), incomplete: false, text: Some(text) })
    }

    fn chosen<'a>(&'a self, choices: &'a [Choice], numbers: &[usize]) -> Option<Verdict<'a>> {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        let chosen: Vec<_> = numbers.iter().map(|n| Some((*n, choices.get(*n)?))).collect::<Option<_>>()?;
        let none_wrong = chosen.iter().all(|(_, choice)| choice.right);
        let all = choices.iter().filter(|choice| choice.right).count();
        let right = none_wrong && chosen.len() == all;
        let incomplete = none_wrong && !right && !chosen.is_empty();
        Some(Verdict { right, chosen, incomplete, text: right.then_some(&self.why) })
    }
}

impl Typed {
    /// Whether it is right, and what is said of it if it is not.
    fn judge(&self, text: &str) -> (bool, &Localized<String>) {
        let text = folded(text);
        let is = |typed: &String| folded(typed) == text;
        let near = self.near.iter().find(|near| near.typed.iter().any(is));
        (self.accept.iter().any(is), near.map_or(&self.otherwise, |near| &near.because))
    }
}

impl Order {
    fn judge(&self, steps: &[usize]) -> Option<(bool, &Localized<String>)> {
        let mut sorted = steps.to_vec();
        sorted.sort_unstable();
        let whole = sorted.into_iter().eq(0..self.steps.len());
        whole.then(|| (steps.is_sorted(), &self.otherwise))
    }
}

/// A typed answer without letter case and without differences in space.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::Near;
    use super::*;
    use crate::course::Lang;

    /// A question as a published page knows it.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Key {
        kind: String,
        #[serde(default)]
        right: Vec<usize>,
        #[serde(default)]
        because: Vec<String>,
        #[serde(default)]
        accept: Vec<String>,
        #[serde(default)]
        near: Vec<NearKey>,
        #[serde(default)]
        otherwise: String,
        why: String,
    }

    #[derive(Deserialize)]
    struct NearKey {
        typed: Vec<String>,
        because: String,
    }

    #[derive(Deserialize)]
    struct Case {
        name: String,
        key: String,
        answer: QuizAnswer,
        right: bool,
        incomplete: bool,
        text: Option<String>,
        chosen: Vec<(usize, bool, String)>,
    }

    #[derive(Deserialize)]
    struct Table {
        keys: std::collections::BTreeMap<String, Key>,
        cases: Vec<Case>,
    }

    fn said(text: &str) -> Localized<String> {
        [(Lang::en(), text.to_owned())].into_iter().collect()
    }

    fn question(key: &Key) -> Question {
        let choice = |(n, because): (usize, &String)| Choice {
            right: key.right.contains(&n),
            text: Localized::default(),
            because: said(because),
        };
        let near = |near: &NearKey| Near { typed: near.typed.clone(), because: said(&near.because) };
        let otherwise = said(&key.otherwise);
        let answers = match key.kind.as_str() {
            "choice" => Answers::Choice(key.because.iter().enumerate().map(choice).collect()),
            "text" => {
                let near = key.near.iter().map(near).collect();
                Answers::Typed(Typed { accept: key.accept.clone(), near, otherwise })
            }
            _ => Answers::Order(Order { steps: vec![Localized::default(); key.right.len()], otherwise }),
        };
        Question { id: "q".into(), ask: Localized::default(), answers, why: said(&key.why), learn: None }
    }

    #[test]
    fn the_table_that_pages_judge_by_holds_here() {
        let table: Table = serde_json::from_str(include_str!("../../../tests/fixtures/quiz-cases.json")).unwrap();
        assert!(table.cases.len() > 20);
        for case in &table.cases {
            let question = question(&table.keys[&case.key]);
            let verdict = question.judge(&case.answer).unwrap_or_else(|| panic!("{}", case.name));
            let text = verdict.text.map(|text| text.text(&Lang::en()).to_owned());
            let chosen: Vec<_> =
                verdict.chosen.iter().map(|(n, c)| (*n, c.right, c.because.text(&Lang::en()).to_owned())).collect();
            assert_eq!((verdict.right, verdict.incomplete), (case.right, case.incomplete), "{}", case.name);
            assert_eq!((&text, &chosen), (&case.text, &case.chosen), "{}", case.name);
        }
    }

    #[test]
    fn what_is_no_answer_to_the_question_is_not_judged() {
        let choice = Choice { right: true, text: Localized::default(), because: Localized::default() };
        let order = Order { steps: vec![Localized::default(); 3], otherwise: Localized::default() };
        let of = |answers| Question {
            answers,
            ..question(&serde_json::from_str(r#"{"kind": "text", "why": ""}"#).unwrap())
        };
        let (one, steps, typed) =
            (of(Answers::Choice(vec![choice])), of(Answers::Order(order)), of(Answers::Typed(Typed::default())));
        let text = QuizAnswer::Text("0".into());
        assert!(one.judge(&QuizAnswer::Choice(vec![1])).is_none());
        assert!(one.judge(&text).is_none() && steps.judge(&text).is_none());
        assert!(typed.judge(&QuizAnswer::Choice(vec![0])).is_none());
        for numbers in [vec![], vec![0, 1], vec![0, 1, 1], vec![0, 1, 3], vec![0, 1, 2, 3]] {
            assert!(steps.judge(&QuizAnswer::Order(numbers.clone())).is_none(), "{numbers:?}");
        }
    }
}
