//! What a page tells those who link to it, index it or share it: its own address, the same page in other languages,
//! the feed of changes, a card for messages, the way to it. Whole addresses are there only where it is known at which
//! one the site will lie; without that, the languages alone are named, by relative links.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::Maker;
use super::shell::Place;
use crate::course::Lang;
use crate::site::{address, feed, templates};

/// The head of a page, as base.html writes it.
#[derive(Default, Serialize)]
pub(super) struct Head {
    summary: String,
    canonical: Option<String>,
    alternates: Vec<Alternate>,
    feed: Option<String>,
    card: Option<Card>,
    /// schema.org's list of the steps to the page, as JSON that may stand in a `script` element.
    breadcrumbs: Option<String>,
}

/// The page in one language; `x-default` for readers of any other.
#[derive(Serialize)]
struct Alternate {
    tag: String,
    href: String,
}

/// Open Graph: how a link to the page looks in a message.
#[derive(Serialize)]
struct Card {
    kind: &'static str,
    title: String,
    url: String,
    image: String,
    /// As `zh_CN`; none where the language has no region.
    locale: Option<String>,
    updated: Option<String>,
}

/// A step on the way from the course to a page.
#[derive(Serialize)]
pub(super) struct Crumb {
    pub(super) title: String,
    pub(super) href: String,
    /// From the root of the language.
    pub(super) path: String,
}

/// What a page is about.
pub(super) struct Subject<'a> {
    pub(super) title: &'a str,
    pub(super) summary: &'a str,
    /// Whether the page has prose of its own in a language; elsewhere it shows the source's.
    pub(super) is_written_in: &'a dyn Fn(&Lang) -> bool,
    pub(super) updated: Option<NaiveDate>,
    pub(super) trail: &'a [Crumb],
}

impl Maker<'_> {
    pub(super) fn head(&self, lang: &Lang, place: &Place, subject: &Subject<'_>) -> Head {
        let base = self.options.base.as_ref();
        let source = self.library.settings.source();
        let file = |lang: &Lang| format!("{lang}/{}", place.path);
        // What shows the prose of another page is no page of its own to a search engine.
        let own = if (subject.is_written_in)(lang) || !self.options.makes(source) { lang } else { source };
        let written = self.langs().filter(|lang| (subject.is_written_in)(lang));
        let href = |lang: &Lang| match base {
            Some(base) => address::of(base, &file(lang)),
            None => format!("{}{}", place.root, file(lang)),
        };
        let mut alternates: Vec<_> = written.map(|lang| Alternate { tag: lang.tag(), href: href(lang) }).collect();
        if let Some(default) = alternates.iter().find(|other| other.tag == source.tag()) {
            alternates.push(Alternate { tag: "x-default".to_owned(), href: default.href.clone() });
        }
        let has_feed = base.filter(|_| feed::has_entries(self.library, lang));
        Head {
            // Others show it as it is.
            summary: subject.summary.replace('`', ""),
            canonical: base.map(|base| address::of(base, &file(own))),
            alternates,
            feed: has_feed.map(|base| address::of(base, &feed::path(lang))),
            card: self.card(own, &file(own), subject),
            breadcrumbs: base.filter(|_| !subject.trail.is_empty()).map(|base| {
                let step = |crumb: &Crumb| (crumb.title.clone(), address::of(base, &format!("{lang}/{}", crumb.path)));
                let here = (subject.title.to_owned(), address::of(base, &file(own)));
                breadcrumbs(subject.trail.iter().map(step).chain([here]))
            }),
        }
    }

    /// The head of `/index.html`, which is the same for every language and is in none.
    pub(super) fn front_head(&self) -> Head {
        let base = self.options.base.as_ref();
        let href = |lang: &Lang| {
            let file = format!("{lang}/index.html");
            base.map_or(file.clone(), |base| address::of(base, &file))
        };
        let mut alternates: Vec<_> = self.langs().map(|lang| Alternate { tag: lang.tag(), href: href(lang) }).collect();
        let own = base.map_or("index.html".to_owned(), |base| address::of(base, "index.html"));
        alternates.push(Alternate { tag: "x-default".to_owned(), href: own.clone() });
        let lang = self.first_lang();
        let title = self.library.settings.title.clone();
        let summary = self.library.index(lang).and_then(|page| page.head.summary.clone()).unwrap_or_default();
        let subject = Subject { title: &title, summary: &summary, is_written_in: &|_| true, updated: None, trail: &[] };
        let card = self.card(lang, "index.html", &subject);
        Head { summary: summary.clone(), canonical: base.map(|_| own), alternates, card, ..Head::default() }
    }

    fn card(&self, lang: &Lang, file: &str, subject: &Subject<'_>) -> Option<Card> {
        let base = self.options.base.as_ref()?;
        Some(Card {
            kind: if subject.trail.is_empty() { "website" } else { "article" },
            title: subject.title.to_owned(),
            url: address::of(base, file),
            image: address::of(base, self.library.assets.path("mark.png")?),
            locale: Some(lang.tag()).filter(|tag| tag.contains('-')).map(|tag| tag.replace('-', "_")),
            updated: subject.updated.map(|date| date.to_string()),
        })
    }
}

fn breadcrumbs(steps: impl Iterator<Item = (String, String)>) -> String {
    let step = |(n, (name, item)): (usize, (String, String))| json!({ "@type": "ListItem", "position": n + 1, "name": name, "item": item });
    let steps: Vec<_> = steps.enumerate().map(step).collect();
    templates::json(&json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": steps }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_ends_no_script() {
        let found = breadcrumbs([("</script>".to_owned(), "https://x.test/".to_owned())].into_iter());
        assert!(!found.contains('<') && found.contains("\\u003c/script>"), "{found}");
    }
}
