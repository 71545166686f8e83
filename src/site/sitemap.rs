//! `sitemap.xml` and `robots.txt`: every page that has prose of its own, when it changed, and the languages it is in.

use std::fmt::Write as _;

use super::html::escape;
use super::{Base, Library, Options, address};
use crate::course::Lang;

/// The site map; a page that shows another language's prose for want of a translation is not in it.
pub(super) fn sitemap(library: &Library, options: &Options, base: &Base) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        .to_owned();
    let source = library.settings.source();
    let mut page = |path: &str, langs: &[(&Lang, Option<String>)]| {
        let href = |lang: &Lang| escape(&address::of(base, &format!("{lang}/{path}")));
        for (lang, updated) in langs {
            let _ = write!(out, "<url><loc>{}</loc>", href(lang));
            if let Some(date) = updated {
                let _ = write!(out, "<lastmod>{date}</lastmod>");
            }
            let default =
                langs.iter().filter(|(lang, _)| *lang == source).map(|(lang, _)| ("x-default".to_owned(), *lang));
            for (tag, other) in langs.iter().map(|(lang, _)| (lang.tag(), *lang)).chain(default) {
                let link = href(other);
                let _ = write!(out, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{link}\"/>");
            }
            out.push_str("</url>\n");
        }
    };
    let langs = || library.course.langs.iter().filter(|lang| options.makes(lang));
    let fronts: Vec<_> = langs().map(|lang| (lang, updated(library.indexes.get(lang)))).collect();
    page("index.html", &fronts);
    for lesson in library.course.lessons() {
        let written = langs().filter(|lang| library.is_written(&lesson.id, lang));
        let pages: Vec<_> = written.map(|lang| (lang, updated(library.page(&lesson.id, lang)))).collect();
        page(&format!("{}.html", lesson.id), &pages);
    }
    if !library.glossary.terms.is_empty() {
        let pages: Vec<_> = langs().map(|lang| (lang, None)).collect();
        page(super::pages::GLOSSARY, &pages);
    }
    if let Some(verification) = &options.verified {
        let pages: Vec<_> = langs().map(|lang| (lang, Some(verification.at.date_naive().to_string()))).collect();
        page(super::pages::VERIFIED, &pages);
    }
    out.push_str("</urlset>\n");
    out
}

fn updated(page: Option<&super::book::Page>) -> Option<String> {
    page.and_then(|page| page.head.updated).map(|date| date.to_string())
}

/// What crawlers may read: all of it. They look for this file at the root of a host alone.
pub(super) fn robots(base: &Base) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", base.of("sitemap.xml"))
}
