//! What a page must know of a draft: which build it is at, what that changed, and what is wrong (pure).

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde::Serialize;

use crate::course::Lang;
use crate::words;

/// One thing that is wrong with the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flaw {
    /// `content/en/docker/volumes.md:12:3`
    pub place: String,
    /// The line with the words in question underlined, and what to do.
    pub excerpt: String,
}

/// How a draft stands.
#[derive(Debug, Clone, Serialize)]
pub(super) struct News {
    /// Counts the builds, from a number that no earlier server is likely to have told.
    pub(super) build: u32,
    /// Pages that differ in more than the names of their styles.
    pub(super) changed: Vec<String>,
    /// New names of styles.
    pub(super) styles: Vec<String>,
    pub(super) flaws: Vec<Flaw>,
    title: String,
    hide: String,
    #[serde(skip)]
    lang: Lang,
}

impl News {
    pub(super) fn first(lang: &Lang) -> Self {
        let build = getrandom::u32().unwrap_or_default() >> 2;
        let hide = words::say(lang, "dev-hide", &[]);
        let (changed, styles, flaws) = (Vec::new(), Vec::new(), Vec::new());
        Self { build, changed, styles, flaws, title: String::new(), hide, lang: lang.clone() }
    }

    /// The next build's news.
    pub(super) fn next(&self, old: &BTreeMap<String, Bytes>, new: &BTreeMap<String, Bytes>, flaws: Vec<Flaw>) -> Self {
        let renamed = renamed_styles(old, new);
        let same = |path: &str| match (old.get(path), new.get(path)) {
            (Some(old), Some(new)) => old == new || (!renamed.is_empty() && with_styles(old, &renamed) == *new),
            _ => false,
        };
        // Of the first build nobody has seen another.
        let is_told = |path: &String| !old.is_empty() && is_page(path) && !same(path);
        let mut changed: Vec<String> = old.keys().chain(new.keys()).filter(|path| is_told(path)).cloned().collect();
        changed.sort();
        changed.dedup();
        let styles = renamed.into_iter().map(|(_, name)| name.to_owned()).collect();
        let title = words::say(&self.lang, "dev-problems", &[("count", flaws.len().into())]);
        Self { build: self.build + 1, changed, styles, flaws, title, ..self.clone() }
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A file as it is sent: a page with the script that follows the draft.
pub(super) fn followed(path: &str, bytes: &Bytes, build: u32) -> Bytes {
    const END: &[u8] = b"</head>";
    let Some(at) = is_page(path).then(|| bytes.windows(END.len()).position(|part| part == END)).flatten() else {
        return bytes.clone();
    };
    let script = format!("<script src=\"/~dev/live.js?build={build}\" defer></script>\n");
    [&bytes[..at], script.as_bytes(), &bytes[at..]].concat().into()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Styles that have another content, by their old names and their new ones.
fn renamed_styles<'a>(old: &'a BTreeMap<String, Bytes>, new: &'a BTreeMap<String, Bytes>) -> Vec<(&'a str, &'a str)> {
    let gone = old.keys().filter(|path| !new.contains_key(*path));
    let renamed = gone.filter_map(|path| {
        let stem = stem(path)?;
        let now = new.keys().find(|now| !old.contains_key(*now) && self::stem(now) == Some(stem))?;
        Some((path.as_str(), now.as_str()))
    });
    renamed.collect()
}

/// `static/site.1a2b3c4d.css` → `static/site`.
fn stem(path: &str) -> Option<&str> {
    path.strip_suffix(".css").and_then(|path| path.rsplit_once('.')).map(|(stem, _)| stem)
}

fn with_styles(html: &[u8], renamed: &[(&str, &str)]) -> Vec<u8> {
    let html = String::from_utf8_lossy(html).into_owned();
    renamed.iter().fold(html, |html, (old, new)| html.replace(old, new)).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> BTreeMap<String, Bytes> {
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec().into())).collect()
    }

    #[test]
    fn only_pages_that_differ_are_told() {
        let first = News::first(&Lang::en());
        let old = files(&[("a.html", "1"), ("b.html", "1"), ("gone.html", "1"), ("static/x.00000000.js", "1")]);
        let new = files(&[("a.html", "1"), ("b.html", "2"), ("new.html", "1")]);
        let next = first.next(&old, &new, Vec::new());
        assert_eq!(
            (next.build, next.changed),
            (first.build + 1, ["b.html", "gone.html", "new.html"].map(str::to_owned).into())
        );
    }

    #[test]
    fn a_style_is_swapped_without_the_page() {
        let page = |css: &str, text: &str| format!("<link href=\"{css}\">{text}");
        let (one, two) = ("static/site.00000001.css", "static/site.00000002.css");
        let old = files(&[("a.html", &page(one, "x")), ("b.html", &page(one, "x")), (one, "")]);
        let new = files(&[("a.html", &page(two, "x")), ("b.html", &page(two, "y")), (two, " ")]);
        let next = News::first(&Lang::en()).next(&old, &new, Vec::new());
        assert_eq!((next.changed, next.styles), (vec!["b.html".to_owned()], vec![two.to_owned()]));
    }

    #[test]
    fn a_page_without_a_head_and_what_is_no_page_stay_as_they_are() {
        let followed = |path, bytes| followed(path, &Bytes::from_static(bytes), 7);
        assert_eq!(followed("a.html", b"<p>x"), "<p>x");
        assert_eq!(followed("a.css", b"</head>"), "</head>");
        let html = followed("a.html", b"<head></head>");
        assert_eq!(html, "<head><script src=\"/~dev/live.js?build=7\" defer></script>\n</head>");
    }
}
