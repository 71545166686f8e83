//! A question as an author writes it → `course::Question`: one kind of answer, and an explanation for every answer.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::course::{Answers, CheckId, Choice, Lang, Localized, Near, Order, Problem, Question, Typed, folded};
use crate::site::markdown::{self, Link};
use crate::site::spanned::Spanned;
use crate::site::written::{Item, Texts, Written, is_meant};

const BECAUSE_HELP: &str = "write `because = { … }`: every answer, right or wrong, has its explanation";

/// A question with one kind of answer: `answers` to choose from, a text to `accept`, or steps to put in `order`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    { "required": ["answers"], "properties": { "accept": false, "near": false, "order": false, "otherwise": false } },
    { "required": ["accept", "otherwise"], "properties": { "answers": false, "order": false } },
    { "required": ["order", "otherwise"], "properties": { "answers": false, "accept": false, "near": false } },
]))]
pub(super) struct QuestionFile {
    /// Its name in this quiz: lower-case letters, digits and inner hyphens.
    #[schemars(required, with = "CheckId")]
    id: Option<Spanned<String>>,
    /// The question, as Markdown.
    #[schemars(required)]
    ask: Option<Texts>,
    /// What a reader should know in the end, as Markdown.
    #[schemars(required)]
    why: Option<Texts>,
    /// The section of a lesson that explains it, as `docker/volumes.md#volumes`.
    learn: Option<Spanned<String>>,
    /// Answers to choose from: one or several are right, and not all.
    #[schemars(length(min = 2))]
    answers: Option<Spanned<Vec<Spanned<ChoiceFile>>>>,
    /// Texts that are right; letter case and spaces do not count.
    #[schemars(length(min = 1))]
    accept: Option<Spanned<Vec<String>>>,
    /// Texts that are wrong in a way of their own.
    near: Option<Spanned<Vec<Spanned<NearFile>>>>,
    /// Steps to put in order, in their right order.
    #[schemars(length(min = 3))]
    order: Option<Spanned<Vec<Texts>>>,
    /// What helps whoever answers wrongly, without the answer itself.
    otherwise: Option<Texts>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChoiceFile {
    /// Whether this answer is right.
    #[serde(default)]
    right: bool,
    /// The answer, as Markdown.
    #[schemars(required)]
    text: Option<Texts>,
    /// Why it is right or wrong.
    #[schemars(required)]
    because: Option<Texts>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NearFile {
    /// What somebody types.
    #[schemars(required, length(min = 1))]
    typed: Option<Vec<Spanned<String>>>,
    /// What is wrong with it.
    #[schemars(required)]
    because: Option<Texts>,
}

pub(super) struct Reader<'a> {
    pub(super) written: Written<'a>,
    pub(super) links: Vec<Link>,
    langs: &'a [Lang],
    seen: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(written: Written<'a>, langs: &'a [Lang]) -> Self {
        Self { written, links: Vec::new(), langs, seen: Vec::new() }
    }

    pub(super) fn question(&mut self, item: Item<QuestionFile>) -> Option<Question> {
        let Item { value: found, at, dropped } = item;
        let at = at.start..(at.start + "[[questions]]".len()).min(at.end);
        let id = self.written.need("id", found.id.as_ref(), &at, &dropped).map(|id| self.id(id));
        let at = found.id.as_ref().map_or(at, Spanned::span);
        let ask = self.written.need("ask", found.ask.as_ref(), &at, &dropped).cloned().map(|ask| self.texts(ask));
        let why = self.written.need("why", found.why.as_ref(), &at, &dropped).cloned().map(|why| self.texts(why));
        let learn = found.learn.as_ref().map(|learn| self.learn(learn));
        let answers = self.answers(found, &at, &dropped);
        Some(Question { id: id?, ask: ask?, answers: answers?, why: why?, learn })
    }

    fn id(&mut self, id: &Spanned<String>) -> String {
        let name = id.get_ref();
        if name.parse::<CheckId>().is_err() {
            let words = format!("`{name}` is no id: lower-case letters, digits, hyphens");
            self.written.refuse(id.span(), words, "write it as `where-it-lies`");
        }
        if self.seen.contains(name) {
            let words = format!("there is already a question `{name}`");
            self.written.refuse(id.span(), words, "give each question an id of its own");
        }
        self.seen.push(name.clone());
        name.clone()
    }

    fn learn(&mut self, learn: &Spanned<String>) -> String {
        let place = Problem::at(&self.written.file, self.written.text, learn.span(), "");
        self.links.push(Link { target: learn.get_ref().clone(), place });
        learn.get_ref().clone()
    }

    /// The one kind of answer that a question has.
    fn answers(&mut self, found: QuestionFile, at: &Range<usize>, dropped: &[String]) -> Option<Answers> {
        let QuestionFile { answers, accept, near, order, otherwise, .. } = found;
        if let (Some(near), None, false) = (&near, &accept, is_meant("accept", dropped)) {
            let help = "write what is right into `accept`";
            self.written.refuse(near.span(), "`near` belongs to a typed answer", help);
        }
        match (answers, accept, order) {
            (Some(choices), None, None) => {
                if let Some(otherwise) = otherwise {
                    let help = "write a `because` into each answer";
                    self.written.refuse(otherwise.span(), "`otherwise` belongs to typed answers and orders", help);
                }
                self.choices(choices)
            }
            (None, Some(accept), None) => {
                let otherwise = self.otherwise(otherwise, at, dropped);
                self.typed(&accept, near, otherwise)
            }
            (None, None, Some(steps)) => {
                let otherwise = self.otherwise(otherwise, at, dropped);
                self.steps(steps, otherwise)
            }
            (None, None, None) if ["answers", "accept", "order"].iter().any(|kind| is_meant(kind, dropped)) => None,
            _ => {
                let words = "give either `answers` to choose from, or what to `accept`, or steps to put in `order`";
                self.written.refuse(at.clone(), words, "write one of the three");
                None
            }
        }
    }

    /// What is said of any answer that nothing else is said of.
    fn otherwise(&mut self, found: Option<Texts>, at: &Range<usize>, dropped: &[String]) -> Localized<String> {
        if found.is_none() && !is_meant("otherwise", dropped) {
            let help = "write `otherwise = { … }`: what helps whoever answers wrongly, without the answer itself";
            self.written.refuse(at.clone(), "missing field `otherwise`", help);
        }
        found.map(|otherwise| self.texts(otherwise)).unwrap_or_default()
    }

    fn choices(&mut self, choices: Spanned<Vec<Spanned<ChoiceFile>>>) -> Option<Answers> {
        let span = choices.span();
        let count = choices.get_ref().len();
        let right = choices.get_ref().iter().filter(|choice| choice.get_ref().right).count();
        let choices: Vec<_> = choices.into_inner().into_iter().filter_map(|choice| self.choice(choice)).collect();
        // One that is left out for a mistake of its own may be the one that is missed.
        if !self.written.is_quiet_about(&span) {
            return None;
        }
        if right == 0 || right == count {
            let words = if right == 0 { "no answer is right" } else { "no answer is wrong" };
            let help = "mark the right ones, and not all, with `right = true`";
            self.written.refuse(span.start..span.start + 1, words, help);
            return None;
        }
        Some(Answers::Choice(choices))
    }

    fn choice(&mut self, choice: Spanned<ChoiceFile>) -> Option<Choice> {
        let span = choice.span();
        let ChoiceFile { right, text, because } = choice.into_inner();
        let text = text.map(|text| self.texts(text));
        if text.is_none() {
            self.lacks(&span, "this answer has no `text`", "write `text = { … }`");
        }
        let because = self.because(because, &span);
        Some(Choice { right, text: text?, because: because? })
    }

    fn because(&mut self, because: Option<Texts>, of: &Range<usize>) -> Option<Localized<String>> {
        if because.is_none() {
            self.lacks(of, "nothing is said of this answer", BECAUSE_HELP);
        }
        because.map(|because| self.texts(because))
    }

    /// Something is missing in a table, unless that has been said in another way.
    fn lacks(&mut self, table: &Range<usize>, words: &str, help: &str) {
        if self.written.is_quiet_about(table) {
            self.written.refuse(table.clone(), words, help);
        }
    }

    fn typed(
        &mut self,
        accept: &Spanned<Vec<String>>,
        near: Option<Spanned<Vec<Spanned<NearFile>>>>,
        otherwise: Localized<String>,
    ) -> Option<Answers> {
        if accept.get_ref().iter().all(|text| folded(text).is_empty()) {
            self.written.refuse(accept.span(), "nothing is accepted here", "write the right answer: `[\"…\"]`");
            return None;
        }
        let near = near.map(Spanned::into_inner).unwrap_or_default();
        let near = near.into_iter().filter_map(|near| self.near(near, accept.get_ref())).collect();
        Some(Answers::Typed(Typed { accept: accept.get_ref().clone(), near, otherwise }))
    }

    fn near(&mut self, near: Spanned<NearFile>, accept: &[String]) -> Option<Near> {
        let span = near.span();
        let NearFile { typed, because } = near.into_inner();
        let typed = typed.unwrap_or_default();
        if typed.is_empty() {
            self.lacks(&span, "this says of no answer that it is near", "write `typed = [\"…\"]`");
        }
        for text in &typed {
            if accept.iter().any(|right| folded(right) == folded(text.get_ref())) {
                let words = format!("`{}` is accepted already", text.get_ref());
                self.written.refuse(text.span(), words, "leave it out here, or in `accept`");
            }
        }
        let because = self.because(because, &span)?;
        Some(Near { typed: typed.into_iter().map(Spanned::into_inner).collect(), because })
    }

    fn steps(&mut self, steps: Spanned<Vec<Texts>>, otherwise: Localized<String>) -> Option<Answers> {
        let span = steps.span();
        let steps: Vec<_> = steps.into_inner().into_iter().map(|step| self.texts(step)).collect();
        if steps.len() < 3 {
            let help = "write at least three, in their right order";
            self.written.refuse(span.start..span.start + 1, "so few steps are no question", help);
            return None;
        }
        Some(Answers::Order(Order { steps, otherwise }))
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
