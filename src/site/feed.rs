//! An Atom feed of changes per language: the pages whose front matter says when they changed, the latest first.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::book::Page;
use super::html::escape;
use super::{Base, Library, address};
use crate::course::{Lang, LessonId};
use crate::words;

/// A feed tells of what is new, and is no archive.
const MOST: usize = 50;

/// The feed's file, from the site's root.
pub(super) fn path(lang: &Lang) -> String {
    format!("{lang}/feed.xml")
}

/// Whether any page of a language says when it changed: a feed must say so itself.
pub(super) fn has_entries(library: &Library, lang: &Lang) -> bool {
    pages(library, lang).next().is_some()
}

/// The feed of one language, where there is something to tell.
pub(super) fn feed(library: &Library, lang: &Lang, base: &Base) -> Option<String> {
    let mut pages: Vec<_> = pages(library, lang).collect();
    // Stable: pages of one day stay in the course's order.
    pages.sort_by_key(|(date, _, _)| std::cmp::Reverse(*date));
    let (newest, _, _) = pages.first()?;
    let front = address::of(base, &format!("{lang}/index.html"));
    let title = words::say(lang, "site-feed-title", &[("title", library.settings.title.clone().into())]);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{tag}\">\n\
         <title>{title}</title>\n<id>{front}</id>\n<link href=\"{front}\"/>\n<link rel=\"self\" href=\"{own}\"/>\n\
         <updated>{moment}</updated>\n<author><name>{author}</name></author>\n",
        tag = lang.tag(),
        title = escape(&title),
        front = escape(&front),
        own = escape(&address::of(base, &path(lang))),
        moment = moment(*newest),
        author = escape(&library.settings.title),
    );
    for (date, id, page) in pages.into_iter().take(MOST) {
        let href = escape(&address::of(base, &format!("{lang}/{id}.html")));
        // Each change of a page is an entry of its own, so its day is part of the id.
        let _ = write!(
            out,
            "<entry>\n<title>{}</title>\n<link href=\"{href}\"/>\n<id>{href}#{date}</id>\n<updated>{}</updated>\n",
            escape(&page.title()),
            moment(date),
        );
        if let Some(words) = page.head.change.as_ref().or(page.head.summary.as_ref()) {
            let _ = writeln!(out, "<summary>{}</summary>", escape(words));
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    Some(out)
}

/// The dated pages that are written in a language, in the course's order.
fn pages<'a>(library: &'a Library, lang: &'a Lang) -> impl Iterator<Item = (NaiveDate, &'a LessonId, &'a Page)> {
    library.course.lessons().filter_map(|lesson| {
        let page = library.page(&lesson.id, lang).filter(|page| page.lang == *lang)?;
        Some((page.head.updated?, &lesson.id, page))
    })
}

/// The day as a moment: front matter knows no hour.
fn moment(date: NaiveDate) -> String {
    format!("{date}T00:00:00Z")
}
