//! What every template sees: the course's name, the languages, the ways to the roots, the list of lessons.

use serde::Serialize;
use tera::Context;

use super::Maker;
use super::head::Head;
use crate::course::Lang;

/// Where a page lies among the pages of its language.
pub(super) struct Place {
    /// From the page to the site's root.
    pub(super) root: String,
    /// From the page to the root of its language.
    pub(super) base: String,
    /// The page, from the root of its language.
    pub(super) path: String,
}

impl Place {
    /// The place of a page by its path from the root of its language: `docker/volumes.html`.
    pub(super) fn of(path: &str) -> Self {
        let base = "../".repeat(path.matches('/').count());
        Self { root: format!("../{base}"), base, path: path.to_owned() }
    }
}

/// A language in the switch.
#[derive(Serialize)]
struct Language {
    code: String,
    tag: String,
    name: String,
    href: String,
    current: bool,
}

impl Maker<'_> {
    /// What a page sees that says nothing of itself; whoever knows more puts another `head` and `sidebar` in.
    pub(super) fn shell(&self, lang: &Lang, place: &Place) -> Context {
        let Place { root, base, path } = place;
        let mut context = Context::new();
        let language = |(other, name): &(Lang, String)| Language {
            code: other.to_string(),
            tag: other.tag(),
            name: name.clone(),
            href: format!("{root}{other}/{path}"),
            current: other == lang,
        };
        let made = self.library.settings.langs.iter().filter(|(lang, _)| self.options.makes(lang));
        context.insert("site", &self.library.settings.title);
        context.insert("lang", lang.as_str());
        context.insert("tag", &lang.tag());
        context.insert("root", root);
        context.insert("base", base);
        context.insert("served", &self.options.served);
        context.insert("langs", &made.map(language).collect::<Vec<_>>());
        context.insert("source_tag", &self.library.settings.source().tag());
        context.insert("head", &Head::default());
        context.insert("sidebar", &self.sidebar(lang, base, None));
        context
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_leads_to_both_roots() {
        let case = |path: &str| {
            let place = Place::of(path);
            (place.root, place.base)
        };
        assert_eq!(case("index.html"), ("../".into(), String::new()));
        assert_eq!(case("docker/volumes.html"), ("../../".into(), "../".into()));
    }
}
