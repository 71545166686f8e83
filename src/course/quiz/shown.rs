//! The order in which a page shows what there is to choose or to put in order, and the numbers that follow from it.
//!
//! Authors write the right answer first, so pages must not keep their order, nor numbers that tell it. The order is the
//! same on every visit and in every language, and it follows from the explanations: whoever has only the page, which
//! lacks those, cannot reckon it back.

use sha2::{Digest, Sha256};

use super::{Answers, Localized, Question, QuizAnswer};

impl Question {
    /// For each place on the page, the number in the file.
    pub fn shown(&self) -> Vec<usize> {
        let count = match &self.answers {
            Answers::Choice(choices) => choices.len(),
            Answers::Typed(_) => 0,
            Answers::Order(order) => order.steps.len(),
        };
        let seed = self.seed();
        let mut shown: Vec<usize> = (0..count).collect();
        shown.sort_by_cached_key(|n| Sha256::new_with_prefix(&seed).chain_update(n.to_be_bytes()).finalize());
        // Steps that are in order already would be no question.
        if matches!(self.answers, Answers::Order(_)) && shown.is_sorted() {
            shown.rotate_left(1);
        }
        shown
    }

    /// What tells this question from one of other answers: kept answers count only as long as it stays.
    pub fn edition(&self) -> String {
        self.seed()[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// An answer by the numbers of the page, by those of the file; none where there are no such numbers, or not so many.
    pub fn as_written(&self, answer: QuizAnswer) -> Option<QuizAnswer> {
        let shown = self.shown();
        let (QuizAnswer::Choice(numbers) | QuizAnswer::Order(numbers)) = &answer else { return Some(answer) };
        if numbers.len() > shown.len() {
            return None;
        }
        renumbered(answer, |n| shown.get(n).copied())
    }

    /// The reverse of `as_written`.
    pub fn as_shown(&self, answer: QuizAnswer) -> Option<QuizAnswer> {
        let shown = self.shown();
        renumbered(answer, |n| shown.iter().position(|written| *written == n))
    }

    /// A hash of every text that a served page does not hold.
    fn seed(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        let mut add = |texts: &Localized<String>| {
            for (_, text) in texts.iter() {
                // Lengths keep one text's end from being read as another's beginning.
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text);
            }
        };
        add(&self.why);
        match &self.answers {
            Answers::Choice(choices) => choices.iter().for_each(|choice| add(&choice.because)),
            Answers::Typed(typed) => {
                typed.near.iter().for_each(|near| add(&near.because));
                add(&typed.otherwise);
            }
            Answers::Order(order) => add(&order.otherwise),
        }
        hash.finalize().to_vec()
    }
}

fn renumbered(answer: QuizAnswer, number: impl Fn(usize) -> Option<usize>) -> Option<QuizAnswer> {
    let all = |numbers: Vec<usize>| numbers.into_iter().map(&number).collect::<Option<Vec<_>>>();
    Some(match answer {
        QuizAnswer::Choice(numbers) => QuizAnswer::Choice(all(numbers)?),
        QuizAnswer::Order(numbers) => QuizAnswer::Order(all(numbers)?),
        QuizAnswer::Text(text) => QuizAnswer::Text(text),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, Order};
    use super::*;
    use crate::course::Lang;

    fn said(text: impl Into<String>) -> Localized<String> {
        [(Lang::en(), text.into())].into_iter().collect()
    }

    fn question(answers: Answers, why: &str) -> Question {
        Question { id: "q".into(), ask: said("?"), answers, why: said(why), learn: None }
    }

    fn choices(because: &str) -> Answers {
        let choice =
            |n: usize| Choice { right: n == 0, text: said(n.to_string()), because: said(format!("{because}{n}")) };
        Answers::Choice((0..4).map(choice).collect())
    }

    #[test]
    fn numbers_of_the_page_lead_back_to_those_of_the_file() {
        let question = question(choices("a"), "why");
        let mut shown = question.shown();
        let on_page = QuizAnswer::Choice((0..4).collect());
        let Some(QuizAnswer::Choice(written)) = question.as_written(on_page.clone()) else { panic!() };
        assert_eq!(written, shown);
        assert_eq!(question.as_shown(QuizAnswer::Choice(written)), Some(on_page));
        assert_eq!(question.as_written(QuizAnswer::Choice(vec![4])), None);
        assert_eq!(question.as_written(QuizAnswer::Choice(vec![0; 5])), None);
        shown.sort_unstable();
        assert_eq!(shown, [0, 1, 2, 3]);
    }

    #[test]
    fn the_order_follows_from_what_a_page_does_not_hold() {
        let orders: std::collections::BTreeSet<_> =
            (0..40).map(|n| question(choices("a"), &format!("why {n}")).shown()).collect();
        assert!(orders.len() > 10, "{orders:?}");
        let editions = [question(choices("a"), "why").edition(), question(choices("b"), "why").edition()];
        assert_ne!(editions[0], editions[1]);
        assert_eq!(question(choices("a"), "why").shown(), question(choices("a"), "why").shown());
    }

    #[test]
    fn steps_are_never_shown_in_their_right_order() {
        for n in 0..40 {
            let order = Order { steps: vec![said("a"), said("b")], otherwise: said(n.to_string()) };
            assert_eq!(question(Answers::Order(order), "why").shown(), [1, 0]);
        }
    }
}
