//! A book per language through mdbook-driver, read by our own renderer.
//!
//! The chapters are handed to mdBook from the tree, so an embedded course needs no folder and nothing outside the
//! course can be included. `SUMMARY.md` is parsed by mdBook as well.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use mdbook_driver::MDBook;
use mdbook_driver::book::{BookItem, Chapter};
use mdbook_driver::config::Config;
use mdbook_renderer::{RenderContext, Renderer};
use mdbook_summary::{Link, Summary, SummaryItem, parse_summary};

use super::frontmatter::{self, Frontmatter};
use super::load::{self, Tree};
use super::markdown::{self, Body};
use super::written;
use crate::course::{Lang, LessonId, Problem};

/// A lesson in one language, or a language's `index.md`.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) lang: Lang,
    pub(super) file: String,
    pub(super) head: Frontmatter,
    pub(super) body: Body,
    /// The first 16 digits of the SHA-256 of the file's text: what a translation names as the source it saw.
    pub(super) hash: String,
    /// Its name in `SUMMARY.md`.
    pub(super) name: String,
}

/// What `SUMMARY.md` lists, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    Part(String),
    Lesson(LessonId),
}

/// A language's order and pages.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) entries: Vec<Entry>,
    pub(super) pages: Vec<(LessonId, Page)>,
    pub(super) index: Option<Page>,
}

impl Page {
    /// The title in the front matter, else the first heading, else the name in `SUMMARY.md`.
    pub(super) fn title(&self) -> String {
        self.head.title.clone().unwrap_or_else(|| self.name.clone())
    }
}

/// Reads the book of one language; what is missing or misspelt is a problem, the rest a book.
pub(super) fn read(tree: &Tree, lang: &Lang, is_source: bool, problems: &mut Vec<Problem>) -> Book {
    let file = format!("content/{lang}/SUMMARY.md");
    let Some(text) = tree.text(&file) else {
        if !tree.has(&file) {
            let missing = Problem::of_file(file, "is missing: it lists the lessons in their order")
                .help("write each lesson as `- [Title](part/lesson.md)`");
            problems.push(if is_source { missing } else { missing.gap(lang) });
        }
        return Book::default();
    };
    let summary = match parse_summary(text) {
        Ok(summary) => summary,
        Err(e) => {
            problems.push(refused_summary(&file, text, &format!("{e:#}")));
            return Book { index: index(tree, lang, problems), ..Book::default() };
        }
    };
    let mut order = Order { file, text, lang, entries: Vec::new(), chapters: Vec::new(), problems };
    for item in summary.prefix_chapters.into_iter().chain(summary.numbered_chapters).chain(summary.suffix_chapters) {
        order.item(tree, item, is_source);
    }
    let Order { entries, chapters, .. } = order;
    unlisted(tree, lang, &entries, problems);
    let renderer =
        OurHtml { tree, lang, book: Mutex::new(Book { entries, ..Book::default() }), problems: Mutex::default() };
    if let Err(e) = run(&renderer, lang, chapters) {
        problems.push(
            Problem::of_file(format!("content/{lang}"), format!("mdBook refuses: {e:#}"))
                .help("look at its `SUMMARY.md` and `book.toml`"),
        );
    }
    problems.append(&mut renderer.problems.into_inner().unwrap_or_default());
    let mut book = renderer.book.into_inner().unwrap_or_default();
    book.index = index(tree, lang, problems);
    book
}

/// What mdBook does not understand of a list, at the place that its words name.
fn refused_summary(file: &str, text: &str, words: &str) -> Problem {
    let help = "write each lesson once, as `- [Title](part/lesson.md)`";
    let number = |after: &str| {
        let (_, rest) = words.split_once(after)?;
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok()
    };
    let told = words.rsplit(": ").next().unwrap_or(words);
    if let (Some(line), Some(column)) = (number("SUMMARY.md line "), number(", column ")) {
        return Problem { line, column, width: 1, ..Problem::of_file(file, told) }.help(help);
    }
    if let Some((_, twice)) = words.split_once("Duplicate file in SUMMARY.md: ") {
        let link = format!("({})", twice.trim_matches('"'));
        let at = text.rfind(&link).map_or(0..0, |at| at..at + link.len());
        return Problem::at(file, text, at, "this lesson is listed twice").help(help);
    }
    Problem::at(file, text, 0..0, words).help(help)
}

/// Hands the chapters to mdBook and lets it call our renderer.
fn run(renderer: &OurHtml<'_>, lang: &Lang, chapters: Vec<Chapter>) -> anyhow::Result<()> {
    let mut config = Config::default();
    config.book.src = Path::new("content").join(lang.as_str());
    config.book.language = Some(lang.tag());
    config.build.create_missing = false;
    // `links` would read `{{#include …}}` from anywhere on the disk.
    config.build.use_default_preprocessors = false;
    let mut book = MDBook::load_with_config_and_summary(".", config, Summary::default())?;
    for chapter in chapters {
        book.book.push_item(BookItem::Chapter(chapter));
    }
    book.execute_build_process(renderer)
}

struct Order<'a> {
    file: String,
    text: &'a str,
    lang: &'a Lang,
    entries: Vec<Entry>,
    chapters: Vec<Chapter>,
    problems: &'a mut Vec<Problem>,
}

impl Order<'_> {
    fn item(&mut self, tree: &Tree, item: SummaryItem, is_source: bool) {
        match item {
            SummaryItem::PartTitle(title) => self.entries.push(Entry::Part(title)),
            SummaryItem::Link(link) => {
                self.link(tree, &link, is_source);
                link.nested_items.into_iter().for_each(|item| self.item(tree, item, is_source));
            }
            // A separator, and whatever mdBook may add.
            _ => {}
        }
    }

    fn link(&mut self, tree: &Tree, link: &Link, is_source: bool) {
        // Without a target it is a draft.
        let Some(path) = link.location.as_ref().and_then(|path| path.to_str()) else { return };
        let at = written::find(self.text, &format!("({path})"));
        let refuse = |words: String| {
            Problem::at(&self.file, self.text, at, words)
                .help("write that page, or mend the link: `- [Title](part/lesson.md)`")
        };
        let id = match path.strip_suffix(".md").map(str::parse::<LessonId>) {
            Some(Ok(id)) => id,
            Some(Err(bad)) => return self.problems.push(refuse(bad.to_string())),
            None => return self.problems.push(refuse(format!("`{path}` is no lesson: lessons end in `.md`"))),
        };
        let page = format!("content/{}/{path}", self.lang);
        if let Some(text) = tree.text(&page) {
            self.chapters.push(Chapter::new(&link.name, text.to_owned(), path, Vec::new()));
        } else if is_source && !tree.has(&page) {
            return self.problems.push(refuse(format!("there is no `{page}`")));
        }
        self.entries.push(Entry::Lesson(id));
    }
}

/// A page that no `SUMMARY.md` names can be read by nobody.
fn unlisted(tree: &Tree, lang: &Lang, entries: &[Entry], problems: &mut Vec<Problem>) {
    let listed: BTreeSet<String> = entries
        .iter()
        .filter_map(|entry| if let Entry::Lesson(id) = entry { Some(format!("{id}.md")) } else { None })
        .chain(["SUMMARY.md".to_owned(), "index.md".to_owned()])
        .collect();
    for (path, _) in tree.below(&format!("content/{lang}")) {
        if path.ends_with(".md") && !listed.contains(path) {
            let help = format!("list it in `content/{lang}/SUMMARY.md`");
            problems.push(Problem::of_file(format!("content/{lang}/{path}"), "is in no list of lessons").help(help));
        }
    }
}

fn index(tree: &Tree, lang: &Lang, problems: &mut Vec<Problem>) -> Option<Page> {
    let file = format!("content/{lang}/index.md");
    let text = tree.text(&file)?;
    Some(page(file, text, text.as_bytes(), lang, String::new(), problems))
}

/// Our renderer: mdBook's chapters → pages, in memory.
struct OurHtml<'a> {
    tree: &'a Tree,
    lang: &'a Lang,
    book: Mutex<Book>,
    problems: Mutex<Vec<Problem>>,
}

impl Renderer for OurHtml<'_> {
    fn name(&self) -> &'static str {
        "html"
    }

    fn render(&self, ctx: &RenderContext) -> anyhow::Result<()> {
        let mut problems = Vec::new();
        let mut pages = Vec::new();
        for chapter in ctx.book.chapters() {
            let Some(path) = chapter.path.as_ref().and_then(|path| path.to_str()) else { continue };
            let id: LessonId = path.trim_end_matches(".md").parse()?;
            let file = format!("content/{}/{path}", self.lang);
            let bytes = self.tree.bytes(&file).unwrap_or_default();
            pages.push((id, page(file, &chapter.content, bytes, self.lang, chapter.name.clone(), &mut problems)));
        }
        self.book.lock().expect("nobody panics while holding it").pages = pages;
        self.problems.lock().expect("nobody panics while holding it").append(&mut problems);
        Ok(())
    }
}

fn page(file: String, text: &str, bytes: &[u8], lang: &Lang, name: String, problems: &mut Vec<Problem>) -> Page {
    let (head, start) = frontmatter::read(&file, text, problems);
    let mut body = markdown::page(&file, text, start, lang);
    problems.append(&mut body.problems);
    let hash = load::digest_of_text(bytes)[..16].to_owned();
    Page { lang: lang.clone(), file, head, body, hash, name }
}
