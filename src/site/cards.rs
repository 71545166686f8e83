//! Exercise, quiz and figure inside a page: the marks that `markdown` left, filled.

mod exercise;
mod quiz;

use tera::Context;

use super::Library;
use super::html::inline;
use super::markdown::{BASE_MARK, CARD_MARK, Card, CardKind};
use crate::course::{Lang, Need};
use crate::words;

/// Where a card is put.
pub(super) struct Spot<'a> {
    pub(super) lang: &'a Lang,
    pub(super) served: bool,
    /// From the page to the root of its language.
    pub(super) base: &'a str,
}

/// The HTML of a page with its cards in their places, and its pictures found from where it is put.
pub(super) fn fill(library: &Library, html: &str, cards: &[Card], spot: &Spot<'_>) -> String {
    let html = html.replace(BASE_MARK, spot.base);
    let mut pieces = html.split(CARD_MARK);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for (card, after) in cards.iter().zip(pieces) {
        out.push_str(&draw(library, card, spot));
        out.push_str(after);
    }
    out
}

/// One card; what cannot be shown says so, and its author has been told why.
fn draw(library: &Library, card: &Card, spot: &Spot<'_>) -> String {
    let drawn = match card.kind {
        CardKind::Exercise => card
            .name
            .parse()
            .ok()
            .and_then(|id| library.course.exercises.get(&id))
            .map(|e| exercise::draw(library, e, spot)),
        CardKind::Quiz => {
            card.name.parse().ok().and_then(|id| library.course.quizzes.get(&id)).map(|q| quiz::draw(library, q, spot))
        }
        CardKind::Figure => library.figures.get(&card.name).and_then(|figure| figure.get(spot.lang)).cloned(),
    };
    drawn.unwrap_or_else(|| {
        let words = words::say(spot.lang, "site-broken-card", &[("name", card.name.clone().into())]);
        format!("<p class=\"broken\">{}</p>", inline(&words))
    })
}

fn context(spot: &Spot<'_>) -> Context {
    let mut context = Context::new();
    context.insert("lang", spot.lang.as_str());
    context.insert("tag", &spot.lang.tag());
    context.insert("served", &spot.served);
    context
}

/// What an exercise needs, in words.
pub(super) fn need(need: Need, lang: &Lang) -> String {
    let key = match need {
        Need::Docker => "site-need-docker",
        Need::Kubernetes => "site-need-kubernetes",
        Need::Helm => "site-need-helm",
    };
    words::say(lang, key, &[])
}
