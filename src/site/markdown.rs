//! Markdown events → HTML: ids of one's own, boxes, sessions, links to pages, line ends between Han characters.
//!
//! Raw HTML is off: it is shown as text and reported. Cards (`{{#exercise …}}`) leave a mark in the HTML, which `cards`
//! fills. What a page says beside its prose (headings, links, sessions) is collected on the way.

mod blocks;
mod han;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

pub(super) use han::is_han;
use han::is_wide_mark;

use super::console::Step;
use super::html::escape;
use super::lines::Lines;
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

/// The mark that a card leaves in the HTML; nothing an author writes can look like it, since raw HTML is escaped.
pub(super) const CARD_MARK: &str = "<!--card-->";

/// A page's prose, from `start` of its file on.
pub(super) fn page(file: &str, text: &str, start: usize, lang: &Lang) -> Body {
    Writer::new(file, text, start..text.len(), lang, "").whole(true)
}

/// A piece of a file that is no page: no cards, no headings of the page.
pub(super) fn fragment(file: &str, text: &str, range: Range<usize>, lang: &Lang) -> Body {
    Writer::new(file, text, range, lang, "").whole(false)
}

/// HTML of a text that has already been read without problems; `base` leads from the page to the language's root.
pub(super) fn render(text: &str, lang: &Lang, base: &str) -> String {
    Writer::new("", text, 0..text.len(), lang, base).whole(false).html
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
    lines: Lines<'a>,
    lang: &'a Lang,
    base: &'a str,
    is_page: bool,
    events: Vec<(Event<'a>, Range<usize>)>,
    out: Vec<Event<'a>>,
    body: Body,
    /// The ids of its headings.
    ids: BTreeSet<String>,
    /// How each open link closes.
    open_links: Vec<&'static str>,
    /// The last letter written, for the line end after it.
    last: Option<char>,
}

impl<'a> Writer<'a> {
    fn new(file: &'a str, text: &'a str, range: Range<usize>, lang: &'a Lang, base: &'a str) -> Self {
        let shift = range.start;
        let parser = Parser::new_ext(&text[range], OPTIONS).into_offset_iter();
        let events = parser.map(|(event, at)| (event, at.start + shift..at.end + shift)).collect();
        let (out, body, open_links) = (Vec::new(), Body::default(), Vec::new());
        Self {
            file,
            text,
            lines: Lines::of(file, text),
            lang,
            base,
            is_page: true,
            events,
            out,
            body,
            ids: BTreeSet::new(),
            open_links,
            last: None,
        }
    }

    fn whole(mut self, is_page: bool) -> Body {
        self.is_page = is_page;
        let mut at = 0;
        while at < self.events.len() {
            at = self.block(at);
        }
        pulldown_cmark::html::push_html(&mut self.body.html, self.out.into_iter());
        self.body
    }

    fn problem(&mut self, at: Range<usize>, words: impl Into<String>) -> &mut Problem {
        self.body.problems.push(self.lines.problem(at, words));
        self.body.problems.last_mut().expect("just pushed")
    }

    fn raw(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(html.into()));
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
            Event::Start(Tag::Table(_)) => {
                self.raw("<div class=\"table\" tabindex=\"0\">");
                self.out.push(event);
                at + 1
            }
            Event::End(TagEnd::Table) => {
                self.out.push(event);
                self.raw("</div>\n");
                at + 1
            }
            Event::Start(Tag::Image { .. }) => {
                let help = "pictures are figures of the course: `{{#figure name}}`";
                self.problem(range, "pictures cannot be linked").help = Some(help.to_owned());
                self.end_of(at) + 1
            }
            other => {
                self.inline(other, range, at);
                at + 1
            }
        }
    }

    fn inline(&mut self, event: Event<'a>, range: Range<usize>, at: usize) {
        match event {
            Event::Text(ref text) => {
                if text.starts_with("{{#") || text.contains(" {{#") {
                    self.problem(range, "a card stands on a line by itself, between empty lines").help =
                        Some("put an empty line before and after it".to_owned());
                }
                self.last = text.chars().last().or(self.last);
                self.out.push(event);
            }
            Event::Code(ref code) => {
                self.last = code.chars().last();
                self.out.push(event);
            }
            Event::SoftBreak if self.joins(at) => {}
            Event::InlineHtml(html) | Event::Html(html) => self.refuse_html(html, range),
            Event::Start(Tag::Link { dest_url, title, .. }) => self.link(&dest_url, &title, range),
            Event::End(TagEnd::Link) => {
                let close = self.open_links.pop().unwrap_or_default();
                self.out.push(Event::InlineHtml(close.into()));
            }
            other => self.out.push(other),
        }
    }

    fn bad_remark(&mut self, range: Range<usize>) {
        let help = "write `> [!NOTE]`, `[!TIP]` or `[!WARNING]` alone on its line, a title in bold on the next";
        self.problem(range, "this is no remark of ours").help = Some(help.to_owned());
    }

    /// Whether a line end is no space: between two Han characters, and beside full-width punctuation.
    fn joins(&self, at: usize) -> bool {
        let next = self.events[at + 1..].iter().find_map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) => Some(text.chars().next()),
            _ => None,
        });
        let (Some(last), Some(Some(next))) = (self.last, next) else { return false };
        (is_han(last) && is_han(next)) || is_wide_mark(last) || is_wide_mark(next)
    }

    fn refuse_html(&mut self, html: CowStr<'a>, range: Range<usize>) {
        let text = html.trim();
        if text.starts_with("<!--") && text.ends_with("-->") {
            return; // An author's remark to authors harms nobody.
        }
        let problem = self
            .lines
            .problem(range, "HTML is not taken over: it would be shown as text")
            .help("write Markdown, or put `<` into backticks");
        // An opening and a closing tag are one thing to mend.
        if self.body.problems.last().is_none_or(|last| last.line != problem.line || last.words != problem.words) {
            self.body.problems.push(problem);
        }
        self.out.push(Event::Text(html));
    }

    fn html_block(&mut self, at: usize, range: Range<usize>) -> usize {
        let end = self.end_of(at);
        let text = &self.text[range.clone()];
        if !(text.trim().starts_with("<!--") && text.trim().ends_with("-->")) {
            self.out.push(Event::Start(Tag::Paragraph));
            self.refuse_html(text.into(), range);
            self.out.push(Event::End(TagEnd::Paragraph));
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
                let place = self.lines.problem(range, "");
                self.body.links.push(Link { target: dest.to_owned(), place });
                format!("<a href=\"{}\"{title}>", escape(&self.page_href(dest)))
            }
            _ => {
                let help = "link to a page as `other.md#id`, or to `https://…`".to_owned();
                self.problem(range, format!("`{dest}` cannot be linked")).help = Some(help);
                self.open_links.push("");
                return;
            }
        };
        self.open_links.push("</a>");
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn page_href(&self, dest: &str) -> String {
        let (path, id) = dest.split_once('#').unwrap_or((dest, ""));
        let path = path.strip_suffix(".md").map_or(path.to_owned(), |path| format!("{}{path}.html", self.base));
        if id.is_empty() { path } else { format!("{path}#{id}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Body {
        page("x.md", text, 0, &Lang::new("zh-cn"))
    }

    #[track_caller]
    fn case(text: &str, html: &str) {
        let body = read(text);
        assert_eq!(body.problems, []);
        assert_eq!(body.html.trim(), html);
    }

    #[track_caller]
    fn refused(text: &str, line: usize, words: &str) {
        let problems = read(text).problems;
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].line == line && problems[0].words.contains(words), "{problems:?}");
    }

    #[test]
    fn a_line_end_between_han_is_no_space() {
        case("数据\n卷", "<p>数据卷</p>");
        case("第一句。\nDocker 很好", "<p>第一句。Docker 很好</p>");
        case("**数据**\n卷", "<p><strong>数据</strong>卷</p>");
        case("用 `docker`\n运行", "<p>用 <code>docker</code>\n运行</p>");
        case("two\nwords", "<p>two\nwords</p>");
    }

    #[test]
    fn a_remark_has_the_bold_first_line_as_its_title() {
        let html = "<aside class=\"note warning\">\n<p class=\"note-title\">Careful</p>\n<p>Text</p>\n</aside>";
        case("> [!WARNING]\n> **Careful**\n> Text", html);
        let html = "<aside class=\"note note\">\n<p class=\"note-title\">";
        assert!(read("> [!NOTE]\n> Text **bold**").html.starts_with(html));
        refused("> [!WARNING] Title\n> Text", 1, "no remark");
        refused("> [!CAUTION]\n> Text", 1, "no remark");
    }

    #[test]
    fn html_is_shown_as_text_and_reported() {
        refused("a <b>c", 1, "HTML");
        refused("x\n\n<script>alert(1)</script>\n", 3, "HTML");
        assert!(!read("<script>alert(1)</script>").html.contains("<script"));
        assert!(!read("a <img src=x onerror=alert(1)> b").html.contains("<img"));
        case("a <!-- remark --> b", "<p>a  b</p>");
    }

    #[test]
    fn links_lead_to_pages_and_nowhere_strange() {
        case("[a](other.md#x)", "<p><a href=\"other.html#x\">a</a></p>");
        case("[a](https://x.test/?a=1&b=2)", "<p><a href=\"https://x.test/?a=1&amp;b=2\" rel=\"noopener\">a</a></p>");
        for link in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "//evil.test",
            "/etc/passwd",
            "file:///x",
        ] {
            refused(&format!("[a]({link})"), 1, "cannot be linked");
        }
        refused("[a](javascript&#58;alert(1))", 1, "cannot be linked");
        refused("![a](x.png)", 1, "pictures");
    }

    #[test]
    fn headings_have_ids_of_their_own() {
        let body = read("# 题\n\n## 卷 `x` {#volumes}\n");
        assert_eq!(body.heading.as_deref(), Some("题"));
        assert_eq!((body.headings[0].id.as_str(), body.headings[0].text.as_str()), ("volumes", "卷 x"));
        refused("## 卷\n", 1, "no id");
        refused("## a {#x}\n\n## b {#x}\n", 3, "already");
        refused("## a {#X\"}\n", 1, "no id");
    }

    #[test]
    fn cards_stand_alone() {
        let body = read("{{#figure a}}\n{{#exercise docker/x}}\n");
        assert_eq!(body.cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>(), ["a", "docker/x"]);
        assert_eq!((body.html.matches(CARD_MARK).count(), body.cards[1].place.line), (2, 2));
        refused("text {{#quiz x}}", 1, "by itself");
        refused("{{#exercize docker/x}}", 1, "no card");
    }

    #[test]
    fn hostile_nesting_ends_soon() {
        let hostile = [
            ("[", 100_000),
            ("> ", 20_000),
            ("*a ", 50_000),
            ("`", 100_000),
            ("|", 100_000),
            ("[a](b) ", 50_000),
            ("[a](b)\n", 50_000),
            ("<i>", 50_000),
            ("<div>\n\n", 50_000),
            ("{{#x y}}\n", 50_000),
            ("## a\n", 50_000),
            ("- ", 5_000),
        ];
        for (piece, times) in hostile {
            let begun = std::time::Instant::now();
            read(&piece.repeat(times));
            assert!(begun.elapsed().as_secs() < 10, "{piece:?} {times} times");
        }
    }
}
