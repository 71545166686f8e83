//! The blocks of a page that CommonMark does not know as we do: headings with ids, code that is run, remarks, cards.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::inline::HELPERS;
use super::{CARD_MARK, Card, CardKind, Heading, Writer};
use crate::site::code;
use crate::site::console::{self, Step};
use crate::site::html::escape;
use crate::site::near::known;
use crate::words;

impl<'a> Writer<'a> {
    pub(super) fn heading(
        &mut self,
        at: usize,
        level: HeadingLevel,
        id: Option<CowStr<'a>>,
        range: Range<usize>,
    ) -> usize {
        let end = self.end_of(at);
        let (html, text) = self.heading_texts(at + 1, end);
        let number = level as u8;
        let line = self.places.line(range.start);
        if self.around.is_some() && number == 1 {
            if self.body.heading.is_some() {
                self.report(range, "a page has one heading of the first level", "write `## …`");
            }
            self.body.heading.get_or_insert(html);
            return end + 1;
        }
        let id = self.heading_id(number, id, range);
        match &id {
            Some(id) => {
                let label = escape(&words::say(self.lang, "site-anchor", &[("heading", text.clone().into())]));
                let anchor = format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\"></a>");
                self.raw(format!("<h{number} id=\"{id}\">{html}{anchor}</h{number}>\n"));
            }
            None => self.raw(format!("<h{number}>{html}</h{number}>\n")),
        }
        if let Some(id) = id {
            self.body.headings.push(Heading { level: number, id, html, text, line });
        }
        end + 1
    }

    /// A heading's HTML and its bare text.
    pub(super) fn heading_texts(&mut self, from: usize, to: usize) -> (String, String) {
        let outer = std::mem::take(&mut self.out);
        self.last = None;
        let mut at = from;
        while at < to {
            let (event, range) = self.events[at].clone();
            at = match event {
                Event::Start(Tag::Image { dest_url, title, .. }) => self.picture(at, &dest_url, &title, range),
                event => {
                    self.inline(event, range, at);
                    at + 1
                }
            };
        }
        let inner = std::mem::replace(&mut self.out, outer);
        let bare = |event: &Event<'_>| match event {
            Event::Text(piece) | Event::Code(piece) => piece.to_string(),
            _ => String::new(),
        };
        let text = inner.iter().map(bare).collect();
        self.last = None;
        (self.finish(inner), text)
    }

    fn heading_id(&mut self, level: u8, id: Option<CowStr<'a>>, range: Range<usize>) -> Option<String> {
        let sound = |id: &str| {
            let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            id.chars().all(inner) && id.starts_with(|c: char| c.is_ascii_lowercase())
        };
        match id {
            Some(id) if !sound(&id) => {
                let words = format!("`{id}` is no id: lower-case letters, digits and hyphens");
                self.report(range, words, "write it as `{#writable-layer}`");
                None
            }
            Some(id) if !self.ids.insert(id.to_string()) => {
                self.report(range, format!("there is already a heading `#{id}`"), "give each heading an id of its own");
                None
            }
            Some(id) => Some(id.into_string()),
            None => {
                if self.around.is_some() && level == 2 {
                    let help = "write `## Heading {#id}`, the same id in every language";
                    self.report(range, "this heading has no id", help);
                }
                None
            }
        }
    }

    pub(super) fn code(&mut self, at: usize, kind: &CodeBlockKind<'a>, range: Range<usize>) -> usize {
        let end = self.end_of(at);
        let text: String = self.events[at + 1..end]
            .iter()
            .filter_map(|(event, _)| if let Event::Text(text) = event { Some(&**text) } else { None })
            .collect();
        let written = if let CodeBlockKind::Fenced(info) = kind { &**info } else { "" };
        let opening = range.start..range.start + self.text[range.clone()].lines().next().unwrap_or_default().len();
        let info = code::info(written).unwrap_or_else(|(words, help)| {
            let help = help.unwrap_or_else(|| {
                "write the block as ```` ```console ```` or ```` ```yaml {file=\"web.yaml\"} ````".to_owned()
            });
            self.report(opening.clone(), words, help);
            code::Info::default()
        });
        if self.around.is_none() && text.contains("{{#include ") {
            self.report(opening, "cards and includes stand in lessons", "write the code itself");
        }
        let line = self.places.line(range.start);
        self.body.blocks.push((line, format!("{written}\n{text}")));
        self.step(&info, &text, range.start);
        self.raw(code::html(&info, &text, self.lang));
        self.last = None;
        end + 1
    }

    /// What a block does; `at` is where it opens.
    fn step(&mut self, info: &code::Info, text: &str, at: usize) {
        let line = self.places.line(at);
        if let Some(path) = &info.file {
            self.body.steps.push(Step::File { line, path: path.clone(), text: text.to_owned() });
        }
        if info.kind == "console" {
            // Lines count from the block's opening; what is included has lines of its own.
            match console::parse(text, 0, info.skip.clone()) {
                Ok(mut session) => {
                    session.line = line;
                    for command in &mut session.commands {
                        command.line = self.places.line(self.places.below(at, command.line));
                    }
                    self.body.steps.push(Step::Session(session));
                }
                Err((line, words)) => {
                    let at = self.places.below(at, line);
                    self.report(at..at, words, "write each command after `$ `, and its output below");
                }
            }
        }
    }

    /// `> [!NOTE]`, `[!TIP]`, `[!WARNING]`: a box, whose bold first line is its title.
    pub(super) fn remark(&mut self, at: usize, kind: BlockQuoteKind, range: Range<usize>) -> usize {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Important | BlockQuoteKind::Caution => {
                self.bad_remark(range);
                "note"
            }
        };
        self.raw(format!("<aside class=\"note {name}\">\n"));
        let Some(strong_end) = self.bold_title(at + 1) else {
            let word = escape(&words::say(self.lang, &format!("site-{name}"), &[]));
            self.raw(format!("<p class=\"note-title\">{word}</p>\n"));
            return at + 1;
        };
        let (title, _) = self.heading_texts(at + 3, strong_end);
        self.raw(format!("<p class=\"note-title\">{title}</p>\n"));
        if matches!(self.events[strong_end + 1].0, Event::End(TagEnd::Paragraph)) {
            return strong_end + 2;
        }
        self.out.push(Event::Start(Tag::Paragraph));
        strong_end + 2
    }

    /// Where the bold first line of the paragraph at `at` ends, if it has one.
    fn bold_title(&self, at: usize) -> Option<usize> {
        let opens =
            |n: usize, tag: &Tag<'_>| matches!(self.events.get(n), Some((Event::Start(found), _)) if found == tag);
        if !opens(at, &Tag::Paragraph) || !opens(at + 1, &Tag::Strong) {
            return None;
        }
        let end = self.end_of(at + 1);
        let after = &self.events.get(end + 1)?.0;
        matches!(after, Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph)).then_some(end)
    }

    /// Takes a paragraph that is nothing but cards, a line each; says whether it was one.
    pub(super) fn cards(&mut self, range: Range<usize>) -> bool {
        let text = &self.text[range.clone()];
        let is_card = |line: &str| {
            let line = line.trim();
            line.starts_with("{{#") && line.ends_with("}}") && !line.starts_with("{{#include ")
        };
        if self.around.is_none() || !text.trim().lines().all(is_card) {
            return false;
        }
        let mut start = range.start;
        for line in text.split_inclusive('\n') {
            let at = start..start + line.trim_end().len();
            start += line.len();
            self.card(line.trim(), at);
        }
        true
    }

    fn card(&mut self, line: &str, at: Range<usize>) {
        let inner = line.trim_start_matches("{{#").trim_end_matches("}}").trim();
        let (word, name) = inner.split_once(' ').unwrap_or((inner, ""));
        let kind = match word {
            "exercise" => CardKind::Exercise,
            "quiz" => CardKind::Quiz,
            "figure" => CardKind::Figure,
            _ => return self.report(at, format!("there is no card `{word}`"), known(word, HELPERS, "")),
        };
        let place = self.places.problem(at, "");
        self.body.cards.push(Card { kind, name: name.trim().to_owned(), place });
        self.raw(CARD_MARK);
        self.raw("\n");
    }

    pub(super) fn bad_remark(&mut self, range: Range<usize>) {
        let help = "write `> [!NOTE]`, `[!TIP]` or `[!WARNING]` alone on its line, a title in bold on the next";
        self.report(range, "this is no remark of ours", help);
    }
}
