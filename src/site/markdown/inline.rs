//! What stands within a line: text and its spaces, links, HTML.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::han::{self, is_han, is_wide_mark};
use super::{Link, Writer};
use crate::site::html::escape;
use crate::site::near::known;
use crate::site::sanitise;

/// The words that open a card, and the one that is filled in before Markdown is read.
pub(super) const HELPERS: [&str; 4] = ["exercise", "quiz", "figure", "include"];

impl<'a> Writer<'a> {
    pub(super) fn inline(&mut self, event: Event<'a>, range: Range<usize>, at: usize) {
        match event {
            Event::Text(text) => self.words(&text, range),
            Event::Code(_) => {
                if self.is_spaced && self.last.is_some_and(han::is_letter) {
                    self.space();
                }
                self.last = Some(han::CODE);
                self.out.push(event);
                self.gap = self.out.len();
            }
            Event::SoftBreak if self.joins(at) => {}
            Event::SoftBreak | Event::HardBreak => {
                self.last = Some(' ');
                self.out.push(event);
                self.gap = self.out.len();
            }
            Event::InlineHtml(html) | Event::Html(html) => self.html(html, range),
            Event::Start(Tag::Link { dest_url, title, .. }) => self.link(&dest_url, &title, range),
            Event::End(TagEnd::Link) => {
                let close = self.open_links.pop().unwrap_or_default();
                self.raw_inline(close);
                self.gap = self.out.len();
            }
            Event::FootnoteReference(name) => self.note_mark(&name),
            Event::TaskListMarker(done) => {
                let checked = if done { " checked" } else { "" };
                self.raw_inline(format!("<input type=\"checkbox\" disabled{checked}>"));
            }
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough) => self.out.push(event),
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough) => {
                self.out.push(event);
                self.gap = self.out.len();
            }
            other => {
                self.last = None;
                self.out.push(other);
            }
        }
    }

    /// Text, with one space between Han and Latin, and none beside full-width marks.
    fn words(&mut self, text: &str, range: Range<usize>) {
        self.oddities(text, &range);
        let before = self.last;
        self.last = text.chars().last().or(before);
        let (wants_space, text) = if self.is_spaced { han::spaced(before, text) } else { (false, text.into()) };
        if wants_space {
            self.space();
        }
        self.out.push(Event::Text(text.into_owned().into()));
        self.gap = self.out.len();
    }

    /// Puts a space behind what was written last, outside of bold and links that have begun since.
    fn space(&mut self) {
        self.out.insert(self.gap, Event::Text(" ".into()));
    }

    /// What reads like markup, and is none.
    fn oddities(&mut self, text: &str, range: &Range<usize>) {
        if let Some(at) = text.find("{{#") {
            let word = text[at + 3..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            match word {
                // Those that were meant have been filled in; this one is shown.
                "include" if self.around.is_some() => {}
                word if !HELPERS.contains(&word) => {
                    let help = known(word, HELPERS, "");
                    self.report(range.clone(), format!("there is no card `{word}`"), help);
                }
                _ if self.around.is_none() => {
                    self.report(range.clone(), "cards and includes stand in lessons", "write it into the lesson");
                }
                _ => {
                    let words = "a card stands on a line by itself, between empty lines";
                    self.report(range.clone(), words, "put an empty line before and after it");
                }
            }
        }
        // Asterisks that could have made something bold come one by one.
        let is_escaped = self.text[..range.start].ends_with('\\');
        if text == "*" && self.text[range.start..].starts_with("**") && !is_escaped {
            let help =
                "write a full-width mark outside of the bold words, as `**注意**：正文`, or `\\*` for an asterisk";
            self.report(range.clone(), "these `**` make nothing bold", help);
        }
        let bracketed = self.text[..range.start].ends_with('[') && self.text[range.end..].starts_with(']');
        if let (true, Some(name)) = (bracketed, text.strip_prefix('^')) {
            let help = format!("write `[^{name}]: …` on a line of its own, or take the mark out");
            self.report(range.clone(), format!("there is no footnote `{name}`"), help);
        }
    }

    /// A problem, unless the line has just got the same one.
    pub(super) fn report(&mut self, at: Range<usize>, words: impl Into<String>, help: impl Into<String>) {
        let problem = self.places.problem(at, words).help(help);
        let same = |last: &crate::course::Problem| last.line == problem.line && last.words == problem.words;
        if self.body.problems.last().is_none_or(|last| !same(last)) {
            self.body.problems.push(problem);
        }
    }

    /// Whether a line end is no space: between two Han characters, and beside full-width punctuation.
    fn joins(&self, at: usize) -> bool {
        let next = self.events[at + 1..].iter().find_map(|(event, _)| match event {
            Event::Text(text) => Some(text.chars().next()),
            Event::Code(_) => Some(Some(han::CODE)),
            _ => None,
        });
        let (Some(last), Some(Some(next))) = (self.last, next) else { return false };
        (is_han(last) && is_han(next)) || is_wide_mark(last) || is_wide_mark(next)
    }

    /// HTML that an author wrote: shown as text, or left to the sanitiser.
    pub(super) fn html(&mut self, html: CowStr<'a>, range: Range<usize>) {
        let text = html.trim();
        if text.starts_with("<!--") && text.ends_with("-->") {
            return; // An author's remark to authors harms nobody.
        }
        if !self.own.is_on() {
            // An opening and a closing tag are one thing to mend.
            let allow = if self.around.is_some() { ", or allow HTML in `book.toml`: `html = true`" } else { "" };
            let help = format!("write Markdown, or put `<` into backticks{allow}");
            self.report(range, "HTML is not taken over: it would be shown as text", help);
            self.out.push(Event::Text(html));
            return;
        }
        for (at, words) in sanitise::refused(&html) {
            let start = range.start + at.start;
            self.report(start..range.start + at.end, words, sanitise::help());
        }
        self.out.push(Event::InlineHtml(html));
    }

    pub(super) fn html_block(&mut self, at: usize, range: Range<usize>) -> usize {
        let end = self.end_of(at);
        let text = &self.text[range.clone()];
        if text.trim().starts_with("<!--") && text.trim().ends_with("-->") {
            return end + 1;
        }
        if self.own.is_on() {
            for n in at + 1..end {
                let (event, range) = self.events[n].clone();
                if let Event::Html(html) | Event::Text(html) = event {
                    self.html(html, range);
                }
            }
        } else {
            self.out.push(Event::Start(Tag::Paragraph));
            self.html(text.into(), range);
            self.out.push(Event::End(pulldown_cmark::TagEnd::Paragraph));
        }
        end + 1
    }

    fn link(&mut self, dest: &str, title: &str, range: Range<usize>) {
        let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) };
        let scheme = dest.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '#']));
        let html = match scheme {
            Some("http" | "https") => format!("<a href=\"{}\"{title} rel=\"noopener\">", escape(dest)),
            Some("mailto") => format!("<a href=\"{}\"{title}>", escape(dest)),
            None if !dest.starts_with('/') && !dest.is_empty() => {
                let place = self.places.problem(range, "");
                self.body.links.push(Link { target: dest.to_owned(), place });
                format!("<a href=\"{}\"{title}>", escape(&self.page_href(dest)))
            }
            _ => {
                self.report(
                    range,
                    format!("`{dest}` cannot be linked"),
                    "link to a page as `other.md#id`, or to `https://…`",
                );
                self.open_links.push("");
                return;
            }
        };
        self.open_links.push("</a>");
        self.raw_inline(html);
    }

    fn page_href(&self, dest: &str) -> String {
        let (path, id) = dest.split_once('#').unwrap_or((dest, ""));
        let path = path.strip_suffix(".md").map_or(path.to_owned(), |path| format!("{}{path}.html", self.base));
        if id.is_empty() { path } else { format!("{path}#{id}") }
    }
}
