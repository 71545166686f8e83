//! A book per language through mdbook-driver, read by our own renderer.
//!
//! The chapters are handed to mdBook from the tree, with their includes filled in by `include`: so an embedded course
//! needs no folder, and nothing outside the course can be read. mdBook parses `SUMMARY.md` and runs the preprocessors.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

use mdbook_driver::MDBook;
use mdbook_driver::book::{BookItem, Chapter};
use mdbook_driver::config::Config;
use mdbook_renderer::{RenderContext, Renderer};
use mdbook_summary::{Link, Summary, SummaryItem, parse_summary};
use rayon::prelude::*;

use super::frontmatter::{self, Frontmatter};
use super::include::{self, Included};
use super::load::{self, Tree};
use super::markdown::{self, Around, Body};
use super::preprocess::Preprocessors;
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

/// What a book is made of, and how.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    pub(super) tree: &'a Tree,
    pub(super) preprocessors: &'a Preprocessors,
    /// Whether pages may hold HTML.
    pub(super) html: bool,
}

/// Reads the book of one language; what is missing or misspelt is a problem, the rest a book.
pub(super) fn read(shelf: Shelf<'_>, lang: &Lang, is_source: bool) -> (Book, Vec<Problem>) {
    let mut problems = Vec::new();
    let book = book(shelf, lang, is_source, &mut problems);
    (book, problems)
}

fn book(shelf: Shelf<'_>, lang: &Lang, is_source: bool, problems: &mut Vec<Problem>) -> Book {
    let tree = shelf.tree;
    let file = format!("content/{lang}/SUMMARY.md");
    let Some(text) = tree.text(&file) else {
        if !tree.has(&file) {
            let missing = Problem::of_file(file, "is missing: it lists the lessons in their order")
                .help("write each lesson as `- [Title](part/lesson.md)`");
            problems.push(if is_source { missing } else { missing.gap(lang) });
        }
        return Book::default();
    };
    let summary = parse_summary(text);
    if let Err(e) = &summary {
        problems.push(refused_summary(&file, text, &format!("{e:#}")));
    }
    let is_list = summary.is_ok();
    let summary = summary.unwrap_or_default();
    let mut order = Order { file, text, lang, entries: Vec::new(), chapters: Vec::new(), problems };
    for item in summary.prefix_chapters.into_iter().chain(summary.numbered_chapters).chain(summary.suffix_chapters) {
        order.item(tree, item, is_source);
    }
    let Order { entries, chapters, .. } = order;
    let pages = chapters.iter().map(|(_, path)| format!("content/{lang}/{path}"));
    let pages: Vec<String> = pages.chain([format!("content/{lang}/index.md")]).collect();
    let texts: BTreeMap<&str, Included<'_>> =
        pages.iter().filter_map(|file| Some((file.as_str(), included(tree, file, problems)?))).collect();
    let others = texts.values().flat_map(Included::others).collect();
    if is_list {
        unlisted(tree, lang, &entries, &others, problems);
    }
    let book = Mutex::new(Book { entries, ..Book::default() });
    let renderer = OurHtml { shelf, lang, texts, book, problems: Mutex::default() };
    run(&renderer, &chapters, problems);
    problems.append(&mut renderer.problems.into_inner().unwrap_or_default());
    renderer.book.into_inner().unwrap_or_default()
}

/// A page's text with its includes.
fn included<'a>(tree: &'a Tree, file: &'a str, problems: &mut Vec<Problem>) -> Option<Included<'a>> {
    let text = tree.text(file)?;
    // The front matter has no includes; what is wrong in it is said when the page is read.
    let (_, start) = frontmatter::read(file, text, &mut Vec::new());
    Some(include::expand(tree, file, text, start, problems))
}

/// Hands the chapters to mdBook; where a preprocessor fails, the pages are read as they are written.
fn run(renderer: &OurHtml<'_>, chapters: &[(String, String)], problems: &mut Vec<Problem>) {
    let Shelf { tree, preprocessors, .. } = renderer.shelf;
    let Err(mut error) = try_run(renderer, chapters, preprocessors) else { return };
    if !preprocessors.is_empty() {
        problems.push(preprocessors.problem(tree, &error));
        match try_run(renderer, chapters, &Preprocessors::default()) {
            Ok(()) => return,
            Err(again) => error = again,
        }
    }
    problems.push(
        Problem::of_file(format!("content/{}", renderer.lang), format!("mdBook refuses: {error:#}"))
            .help("look at its `SUMMARY.md` and `book.toml`"),
    );
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
fn try_run(renderer: &OurHtml<'_>, chapters: &[(String, String)], preprocessors: &Preprocessors) -> anyhow::Result<()> {
    let mut config = Config::default();
    config.book.src = Path::new("content").join(renderer.lang.as_str());
    config.book.language = Some(renderer.lang.tag());
    config.build.create_missing = false;
    // `links` would read `{{#include …}}` from anywhere on the disk.
    config.build.use_default_preprocessors = false;
    preprocessors.set(&mut config)?;
    let mut book = MDBook::load_with_config_and_summary(preprocessors.root(), config, Summary::default())?;
    for (name, path) in chapters {
        let text = renderer.texts.get(renderer.file(path).as_str()).map_or("", |included| &*included.text);
        book.book.push_item(BookItem::Chapter(Chapter::new(name, text.to_owned(), path, Vec::new())));
    }
    if let Some(index) = renderer.texts.get(renderer.file(INDEX).as_str()) {
        book.book.push_item(BookItem::Chapter(Chapter::new("", index.text.to_string(), INDEX, Vec::new())));
    }
    book.execute_build_process(renderer)
}

struct Order<'a> {
    file: String,
    text: &'a str,
    lang: &'a Lang,
    entries: Vec<Entry>,
    /// Name and path of each.
    chapters: Vec<(String, String)>,
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
        // Only what is refused is looked for: a long list would else be read through for each of its lines.
        let refuse = |words: String| {
            let at = written::find(self.text, &format!("({path})"));
            Problem::at(&self.file, self.text, at, words)
                .help("write that page, or mend the link: `- [Title](part/lesson.md)`")
        };
        let id = match path.strip_suffix(".md").map(str::parse::<LessonId>) {
            Some(Ok(id)) => id,
            Some(Err(bad)) => return self.problems.push(refuse(bad.to_string())),
            None => return self.problems.push(refuse(format!("`{path}` is no lesson: lessons end in `.md`"))),
        };
        let page = format!("content/{}/{path}", self.lang);
        if tree.text(&page).is_some() {
            self.chapters.push((link.name.clone(), path.to_owned()));
        } else if is_source && !tree.has(&page) {
            return self.problems.push(refuse(format!("there is no `{page}`")));
        }
        self.entries.push(Entry::Lesson(id));
    }
}

/// A page that no `SUMMARY.md` names, and no page includes, can be read by nobody.
fn unlisted(
    tree: &Tree,
    lang: &Lang,
    entries: &[Entry],
    included: &BTreeSet<Cow<'_, str>>,
    problems: &mut Vec<Problem>,
) {
    let listed: BTreeSet<String> = entries
        .iter()
        .filter_map(|entry| if let Entry::Lesson(id) = entry { Some(format!("{id}.md")) } else { None })
        .chain(["SUMMARY.md".to_owned(), INDEX.to_owned()])
        .collect();
    for (path, _) in tree.below(&format!("content/{lang}")) {
        let file = format!("content/{lang}/{path}");
        if path.ends_with(".md") && !listed.contains(path) && !included.contains(file.as_str()) {
            let help = format!("list it in `content/{lang}/SUMMARY.md`");
            problems.push(Problem::of_file(file, "is in no list of lessons").help(help));
        }
    }
}

/// What a language begins with.
const INDEX: &str = "index.md";

/// Our renderer: mdBook's chapters → pages, in memory.
struct OurHtml<'a> {
    shelf: Shelf<'a>,
    lang: &'a Lang,
    /// The texts of the chapters by their files, as they were handed to mdBook.
    texts: BTreeMap<&'a str, Included<'a>>,
    book: Mutex<Book>,
    problems: Mutex<Vec<Problem>>,
}

impl OurHtml<'_> {
    fn file(&self, path: &str) -> String {
        format!("content/{}/{path}", self.lang)
    }

    fn page(&self, file: String, chapter: &Chapter, problems: &mut Vec<Problem>) -> Page {
        let written = self.texts.get(file.as_str()).cloned().unwrap_or_else(|| Included::of(file.clone(), ""));
        let text = if written.text == chapter.content { written } else { written.changed(&chapter.content) };
        let (head, start) = frontmatter::read(&file, &text.text, problems);
        let Shelf { tree, html, .. } = self.shelf;
        let mut body = markdown::page(&text, start, self.lang, Around { tree, html });
        problems.append(&mut body.problems);
        let hash = load::digest_of_text(tree.written(&file).unwrap_or_default())[..16].to_owned();
        Page { lang: self.lang.clone(), file, head, body, hash, name: chapter.name.clone() }
    }
}

impl Renderer for OurHtml<'_> {
    fn name(&self) -> &'static str {
        "html"
    }

    fn render(&self, ctx: &RenderContext) -> anyhow::Result<()> {
        let chapters = ctx.book.chapters().filter_map(|chapter| Some((chapter.path.as_ref()?.to_str()?, chapter)));
        let chapters: Vec<_> = chapters.collect();
        let read = |(path, chapter): (&'_ str, &Chapter)| {
            let mut problems = Vec::new();
            let page = self.page(self.file(path), chapter, &mut problems);
            (path.to_owned(), page, problems)
        };
        let read: Vec<_> = chapters.into_par_iter().map(read).collect();
        let (mut pages, mut index, mut problems) = (Vec::new(), None, Vec::new());
        for (path, page, mut found) in read {
            problems.append(&mut found);
            if path == INDEX {
                index = Some(page);
            } else {
                pages.push((path.trim_end_matches(".md").parse::<LessonId>()?, page));
            }
        }
        let mut book = self.book.lock().expect("nobody panics while holding it");
        (book.pages, book.index) = (pages, index);
        self.problems.lock().expect("nobody panics while holding it").append(&mut problems);
        Ok(())
    }
}
