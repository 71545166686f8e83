//! Footnotes: numbered by their first mark, listed at the end, with a way back to each mark.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::Event;

use super::Writer;
use crate::site::html::escape;
use crate::words;

/// The footnotes of a text, as far as they have been read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Names in the order of their first mark, and how many marks each has.
    marked: Vec<(String, usize)>,
    /// The HTML of each, and where it stands.
    written: BTreeMap<String, (String, Range<usize>)>,
}

impl Writer<'_> {
    /// The raised number in the text.
    pub(super) fn note_mark(&mut self, name: &str) {
        let marked = &mut self.notes.marked;
        let n = marked.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            marked.push((name.to_owned(), 0));
            marked.len() - 1
        });
        marked[n].1 += 1;
        let (number, id) = (n + 1, back_id(n + 1, marked[n].1));
        let label = words::say(self.lang, "prose-note", &[("number", number.into())]);
        let prefix = &self.prefix;
        self.raw_inline(format!(
            "<sup class=\"fn\"><a id=\"{prefix}{id}\" href=\"#{prefix}fn-{number}\" aria-label=\"{}\">{number}</a></sup>",
            escape(&label)
        ));
        self.gap = self.out.len();
    }

    /// Reads a footnote, which is shown at the end, and says where the next block begins.
    pub(super) fn note(&mut self, at: usize, name: &str, range: Range<usize>) -> usize {
        let end = self.end_of(at);
        let outer = std::mem::take(&mut self.out);
        let mut next = at + 1;
        while next < end {
            next = self.block(next);
        }
        let inner = std::mem::replace(&mut self.out, outer);
        let html = self.finish(inner);
        if self.notes.written.contains_key(name) {
            self.report(range, format!("there is already a footnote `{name}`"), "give each footnote a name of its own");
        } else {
            self.notes.written.insert(name.to_owned(), (html, range));
        }
        end + 1
    }

    /// The list of footnotes at the end of a text.
    pub(super) fn notes(&mut self) {
        let notes = std::mem::take(&mut self.notes);
        let is_marked = |name: &str| notes.marked.iter().any(|(marked, _)| marked == name);
        for (name, (_, range)) in notes.written.iter().filter(|(name, _)| !is_marked(name)) {
            let help = format!("write `[^{name}]` where it belongs, or delete it");
            let opening = range.start..range.start + self.text[range.clone()].lines().next().unwrap_or_default().len();
            self.report(opening, format!("no text leads to the footnote `{name}`"), help);
        }
        if notes.marked.is_empty() {
            return;
        }
        let title = escape(&words::say(self.lang, "prose-notes", &[]));
        let mut list = format!("<section class=\"notes\" aria-label=\"{title}\"><ol>\n");
        for (n, (name, marks)) in notes.marked.iter().enumerate() {
            let html = notes.written.get(name).map_or("", |(html, _)| html.trim());
            let back: String = (1..=*marks).map(|mark| self.back(n + 1, mark)).collect();
            // The way back stands behind the last word.
            let inner = match html.strip_suffix("</p>") {
                Some(html) => format!("{html}{back}</p>"),
                None => format!("{html}<p>{back}</p>"),
            };
            list.push_str(&format!("<li id=\"{}fn-{}\">{inner}</li>\n", self.prefix, n + 1));
        }
        list.push_str("</ol></section>\n");
        let list = self.own.keep(list);
        self.out.push(Event::Html(list.into()));
    }

    fn back(&self, number: usize, mark: usize) -> String {
        let label = escape(&words::say(self.lang, "prose-note-back", &[("number", number.into())]));
        let id = back_id(number, mark);
        format!(" <a class=\"back\" href=\"#{}{id}\" aria-label=\"{label}\" title=\"{label}\">↩</a>", self.prefix)
    }
}

/// The id of a mark: a footnote may have several.
fn back_id(number: usize, mark: usize) -> String {
    if mark == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{mark}") }
}
