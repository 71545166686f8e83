//! The page of the glossary: every term of the course in the page's language, with its names in the others.

use super::Maker;
use super::head::Subject;
use super::shell::Place;
use crate::course::Lang;
use crate::site::{glossary, templates};
use crate::words;

/// The page, from the root of its language.
pub(in crate::site) const PATH: &str = "glossary.html";

impl Maker<'_> {
    pub(super) fn glossary(&self, lang: &Lang) -> String {
        let terms = glossary::entries(&self.library.glossary, lang, &self.library.course.langs);
        let place = Place::of(PATH);
        let mut context = self.shell(lang, &place);
        let subject = Subject {
            title: &words::say(lang, "site-glossary", &[]),
            summary: &words::say(lang, "site-glossary-summary", &[("count", terms.len().into())]),
            is_written_in: &|_| true,
            updated: None,
            trail: &[],
        };
        context.insert("head", &self.head(lang, &place, &subject));
        context.insert("title", subject.title);
        context.insert("summary", subject.summary);
        let own = "data-glossary";
        let sidebar = self.sidebar(lang, &place.base, None);
        context.insert("sidebar", &sidebar.replacen(own, &format!("{own} aria-current=\"page\""), 1));
        context.insert("terms", &terms);
        templates::fill(&self.library.tera, "glossary.html", &context)
    }
}
