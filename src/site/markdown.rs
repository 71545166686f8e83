//! Markdown events → HTML: ids of one's own, boxes, sessions, links to pages, line ends between Han characters.
//!
//! Raw HTML is shown as text and reported, unless the course allows it: then `sanitise` has the last word. Cards
//! (`{{#exercise …}}`) and what depends on where a page is put leave a mark in the HTML, which `cards` fills. What a page
//! says beside its prose (headings, links, sessions) is collected on the way.

mod blocks;
mod han;
mod inline;
mod notes;
mod own;
mod pictures;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

pub(super) use han::is_han;

use super::console::Step;
use super::include::{Included, Places};
use super::load::{self, Tree};
use crate::course::{Lang, Problem};

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// The prose of a page or of a piece of an exercise, as HTML, and what it mentions.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    /// The heading of the first level as HTML; it is not in `html`.
    pub(super) heading: Option<String>,
    pub(super) html: String,
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<Link>,
    pub(super) cards: Vec<Card>,
    pub(super) steps: Vec<Step>,
    /// Every code block with its line, for the comparison of languages.
    pub(super) blocks: Vec<(usize, String)>,
    /// The pictures that it shows, by their path in the course.
    pub(super) images: BTreeSet<String>,
    pub(super) problems: Vec<Problem>,
}

#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) id: String,
    pub(super) html: String,
    pub(super) text: String,
    pub(super) line: usize,
}

/// A link to a page of the course, as written; followed once all pages are read.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) target: String,
    pub(super) place: Problem,
}

/// Something embedded in a page.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub(super) kind: CardKind,
    pub(super) name: String,
    pub(super) place: Problem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CardKind {
    Exercise,
    Quiz,
    Figure,
}

/// The mark that a card leaves in the HTML; nothing an author writes can look like it, since raw HTML is escaped or
/// sanitised.
pub(super) const CARD_MARK: &str = "<!--card-->";
/// The mark for the way from a page to the root of its language.
pub(super) const BASE_MARK: &str = "<!--base-->";

/// The course around a page.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) tree: &'a Tree,
    /// Whether its authors may write HTML.
    pub(super) html: bool,
}

/// A page's prose, from `start` of its text on.
pub(super) fn page(text: &Included<'_>, start: usize, lang: &Lang, around: Around<'_>) -> Body {
    Writer::new(text, start..text.text.len(), lang, "", Some(around)).whole()
}

/// A page for tests, with no course around it.
#[cfg(test)]
pub(super) fn alone(file: &str, text: &str, lang: &Lang) -> Body {
    page(&Included::of(file, text), 0, lang, Around { tree: &Tree::default(), html: false })
}

/// A piece of a file that is no page: no cards, no headings of the page.
pub(super) fn fragment(file: &str, text: &str, range: Range<usize>, lang: &Lang) -> Body {
    Writer::new(&Included::of(file, text), range, lang, "", None).whole()
}

/// HTML of a text that has already been read without problems; `base` leads from the page to the language's root.
pub(super) fn render(text: &str, lang: &Lang, base: &str) -> String {
    Writer::new(&Included::of("", text), 0..text.len(), lang, base, None).whole().html
}

/// The same for a text of one paragraph, without the paragraph.
pub(super) fn render_inline(text: &str, lang: &Lang, base: &str) -> String {
    let html = render(text, lang, base);
    let inner = html.trim().strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).map_or(html.clone(), str::to_owned)
}

struct Writer<'a> {
    file: &'a str,
    text: &'a str,
    places: Places<'a>,
    lang: &'a Lang,
    base: &'a str,
    /// None for what is no page.
    around: Option<Around<'a>>,
    events: Vec<(Event<'a>, Range<usize>)>,
    out: Vec<Event<'a>>,
    body: Body,
    /// The ids of its headings.
    ids: BTreeSet<String>,
    /// What begins the ids of its footnotes: a page holds texts that know nothing of each other.
    prefix: String,
    notes: notes::Notes,
    table: tables::Table,
    own: own::Own,
    /// How each open link closes.
    open_links: Vec<&'static str>,
    /// Whether Han and Latin stand apart here.
    is_spaced: bool,
    /// The last character written, for the line end or the letter after it.
    last: Option<char>,
    /// Where in `out` a space after it would go.
    gap: usize,
}

impl<'a> Writer<'a> {
    fn new(
        included: &'a Included<'a>,
        range: Range<usize>,
        lang: &'a Lang,
        base: &'a str,
        around: Option<Around<'a>>,
    ) -> Self {
        let text = &*included.text;
        let shift = range.start;
        let prefix = match around {
            Some(_) => String::new(),
            None => format!("n{}-", &load::digest(text[range.clone()].as_bytes())[..6]),
        };
        let parser = Parser::new_ext(&text[range], OPTIONS).into_offset_iter();
        let events = parser.map(|(event, at)| (event, at.start + shift..at.end + shift)).collect();
        Self {
            file: included.file(),
            text,
            places: Places::of(included),
            lang,
            base,
            around,
            events,
            out: Vec::new(),
            body: Body::default(),
            ids: BTreeSet::new(),
            prefix,
            notes: notes::Notes::default(),
            table: tables::Table::default(),
            own: own::Own::new(around.is_some_and(|around| around.html)),
            open_links: Vec::new(),
            is_spaced: lang.as_str().starts_with("zh"),
            last: None,
            gap: 0,
        }
    }

    fn whole(mut self) -> Body {
        let mut at = 0;
        while at < self.events.len() {
            at = self.block(at);
        }
        self.notes();
        let out = std::mem::take(&mut self.out);
        self.body.html = self.finish(out);
        if self.own.has_lost() {
            let problem = Problem::of_file(self.file, "HTML of this page swallows what comes after it");
            self.body.problems.push(problem.help("close every tag, comment and quote"));
        }
        self.body
    }

    /// Events as HTML, sanitised where authors may write some.
    fn finish(&mut self, events: Vec<Event<'a>>) -> String {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, events.into_iter());
        self.own.finish(html)
    }

    /// HTML of ours, as a block.
    fn raw(&mut self, html: impl Into<String>) {
        let html = self.own.keep(html.into());
        self.out.push(Event::Html(html.into()));
    }

    /// HTML of ours, within a line.
    fn raw_inline(&mut self, html: impl Into<String>) {
        let html = self.own.keep(html.into());
        self.out.push(Event::InlineHtml(html.into()));
    }

    /// Where the element that begins at `at` ends.
    fn end_of(&self, at: usize) -> usize {
        let mut depth = 0_usize;
        for (n, (event, _)) in self.events[at..].iter().enumerate() {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at + n;
            }
        }
        self.events.len() - 1
    }

    /// Writes the block that begins at `at`, and says where the next one does.
    fn block(&mut self, at: usize) -> usize {
        let (event, range) = self.events[at].clone();
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => self.heading(at, level, id, range),
            Event::Start(Tag::CodeBlock(kind)) => self.code(at, &kind, range),
            Event::Start(Tag::BlockQuote(Some(kind))) => self.remark(at, kind, range),
            Event::Start(Tag::BlockQuote(None)) => {
                if ["> [!", ">[!"].iter().any(|opening| self.text[range.start..].starts_with(opening)) {
                    self.bad_remark(range);
                }
                self.out.push(event);
                at + 1
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => {
                self.raw("</aside>\n");
                at + 1
            }
            Event::Start(Tag::Paragraph) if self.cards(range.clone()) => self.end_of(at) + 1,
            Event::Start(Tag::HtmlBlock) => self.html_block(at, range),
            Event::Start(Tag::FootnoteDefinition(ref name)) => self.note(at, name, range),
            Event::Start(Tag::Image { ref dest_url, ref title, .. }) => self.picture(at, dest_url, title, range),
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
            | Event::End(TagEnd::Table | TagEnd::TableCell) => {
                self.table(event);
                at + 1
            }
            other => {
                self.inline(other, range, at);
                at + 1
            }
        }
    }
}
