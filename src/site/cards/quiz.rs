//! A quiz inside a page. Served, it holds nothing of the answers, not even their order; the tutor judges. Published, there
//! is nobody to ask, so each question brings its key, which is obscured and no more.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

use super::{Spot, context};
use crate::course::{Answers, Localized, Question, Quiz};
use crate::site::{Library, Section, markdown, templates};

/// A question as its template sees it.
#[derive(Serialize)]
struct QuestionCard {
    id: String,
    ask: String,
    kind: &'static str,
    /// What there is to choose or to put in order, as shown.
    items: Vec<String>,
    key: Option<String>,
}

/// What a published page's script needs to judge by itself; numbers are those of the page.
#[derive(Serialize)]
struct Key {
    /// `choice`, `text` or `order`.
    kind: &'static str,
    /// Another edition is another question, so answers kept from an older one are forgotten.
    edition: String,
    /// The right choices; of an order, all steps as they must stand.
    right: Vec<usize>,
    because: Vec<String>,
    accept: Vec<String>,
    near: Vec<NearKey>,
    otherwise: String,
    why: String,
    learn: Option<Section>,
}

#[derive(Serialize)]
struct NearKey {
    typed: Vec<String>,
    because: String,
}

pub(super) fn draw(library: &Library, quiz: &Quiz, spot: &Spot<'_>) -> String {
    let drawer = Drawer { library, spot };
    let questions: Vec<_> = quiz.questions.iter().map(|question| drawer.question(question)).collect();
    let mut context = context(spot);
    context.insert("quiz", quiz.id.as_str());
    context.insert("questions", &questions);
    templates::fill(&library.tera, "quiz.html", &context)
}

struct Drawer<'a> {
    library: &'a Library,
    spot: &'a Spot<'a>,
}

impl Drawer<'_> {
    fn html(&self, texts: &Localized<String>) -> String {
        markdown::render_inline(texts.text(self.spot.lang), self.spot.lang, self.spot.base)
    }

    fn question(&self, question: &Question) -> QuestionCard {
        let shown = question.shown();
        let (kind, items) = match &question.answers {
            Answers::Typed(_) => ("text", Vec::new()),
            Answers::Order(order) => ("order", shown.iter().map(|n| self.html(&order.steps[*n])).collect()),
            Answers::Choice(choices) => {
                let several = choices.iter().filter(|choice| choice.right).count() > 1;
                let items = shown.iter().map(|n| self.html(&choices[*n].text)).collect();
                (if several { "checkbox" } else { "radio" }, items)
            }
        };
        let key = (!self.spot.served).then(|| self.key(question, &shown));
        let key = key.map(|key| BASE64_STANDARD.encode(serde_json::to_vec(&key).unwrap_or_default()));
        QuestionCard { id: question.id.clone(), ask: self.html(&question.ask), kind, items, key }
    }

    fn key(&self, question: &Question, shown: &[usize]) -> Key {
        let learn = question.learn.as_deref().and_then(|target| self.library.section(target, self.spot.lang));
        let learn = learn.map(|section| Section { href: format!("{}{}", self.spot.base, section.href), ..section });
        let mut key = Key {
            kind: "choice",
            edition: question.edition(),
            right: Vec::new(),
            because: Vec::new(),
            accept: Vec::new(),
            near: Vec::new(),
            otherwise: String::new(),
            why: self.html(&question.why),
            learn,
        };
        match &question.answers {
            Answers::Choice(choices) => {
                key.right = (0..shown.len()).filter(|n| choices[shown[*n]].right).collect();
                key.because = shown.iter().map(|n| self.html(&choices[*n].because)).collect();
            }
            Answers::Typed(typed) => {
                let near = |near: &crate::course::Near| NearKey {
                    typed: near.typed.clone(),
                    because: self.html(&near.because),
                };
                key.kind = "text";
                (key.accept, key.otherwise) = (typed.accept.clone(), self.html(&typed.otherwise));
                key.near = typed.near.iter().map(near).collect();
            }
            Answers::Order(order) => {
                key.kind = "order";
                key.right = (0..shown.len()).filter_map(|step| shown.iter().position(|n| *n == step)).collect();
                key.otherwise = self.html(&order.otherwise);
            }
        }
        key
    }
}
