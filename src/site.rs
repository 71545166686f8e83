//! Disk → course; prose → pages. Knows neither learners nor the network.
//!
//! `Library::open` reads everything once, in this order: files (`load`), settings, exercises, quizzes, figures, the glossary, a book
//! per language, and then how they fit together. It lists every problem and gives what is sound. `Library::build` makes
//! the whole site in memory.

mod accept;
mod address;
mod assemble;
mod assets;
mod book;
mod cards;
mod code;
pub mod console;
mod encoding;
mod excerpt;
mod exercises;
mod feed;
mod figures;
mod frontmatter;
#[cfg(test)]
mod fuzz;
mod glossary;
mod highlight;
mod html;
mod images;
mod include;
mod lines;
mod load;
mod looks;
mod manifest;
mod markdown;
mod names;
mod near;
mod options;
mod pages;
mod parity;
mod preprocess;
mod quizzes;
mod repository;
mod sanitise;
mod schema;
mod search;
mod settings;
mod single;
mod sitemap;
mod spanned;
mod task;
mod templates;
mod watch;
mod write;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use rayon::prelude::*;
use serde::Serialize;
use tera::Tera;

use crate::course::{
    self, Course, ExerciseId, Expression, KubernetesRelease, Lang, LessonId, Localized, Mirror, Problem,
};

pub use accept::accept;
pub use console::{Mismatch, Session, Step};
pub use options::{BadBase, Base, Options};
pub use parity::Coverage;
pub use schema::Authored;
pub use watch::Watch;
pub use write::Written;

/// Where a course lies.
#[derive(Debug, Clone)]
pub enum Source {
    /// In the binary.
    Embedded,
    /// In a folder with `book.toml`, `content/` and `exercises/`.
    Dir(PathBuf),
}

/// A course that has been read: its values, and the prose that pages are made of.
#[derive(Clone)]
pub struct Library {
    pub course: Course,
    settings: settings::Settings,
    pages: assemble::Pages,
    indexes: BTreeMap<Lang, book::Page>,
    figures: BTreeMap<String, Localized<String>>,
    glossary: glossary::Glossary,
    search: BTreeMap<Lang, search::Words>,
    places: BTreeMap<ExerciseId, Vec<manifest::Place>>,
    coverage: Vec<Coverage>,
    tree: Arc<load::Tree>,
    tera: Arc<Tera>,
    assets: Arc<assets::Assets>,
}

/// Which preprocessors of a course are run, and what is wrong with them.
type Choice<'a> = &'a dyn Fn(&load::Tree) -> (preprocess::Preprocessors, Vec<Problem>);

/// A section of a lesson, as a link from the root of its language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    pub href: String,
    pub title: String,
}

/// A built site: every file by its path, as `en/docker/volumes.html`.
#[derive(Debug, Clone, Default)]
pub struct Site {
    pub files: BTreeMap<String, Bytes>,
}

/// A text as it is kept to be sent, without the room it was written in.
fn sent(text: String) -> Bytes {
    text.into_bytes().into_boxed_slice().into()
}

impl Library {
    /// The Kubernetes that the course is about.
    pub fn kubernetes(&self) -> KubernetesRelease {
        self.settings.kubernetes
    }

    /// Reads a course: every problem of it at once, and all that is sound. Nothing of it is run.
    pub fn open(source: &Source) -> (Self, Vec<Problem>) {
        Self::open_through(source, None)
    }

    /// The same, with the images of a mirror wherever the course names one.
    pub fn open_through(source: &Source, mirror: Option<&Mirror>) -> (Self, Vec<Problem>) {
        Self::read(source, &preprocess::skipped, mirror)
    }

    /// The same for its author: the preprocessors that its `book.toml` names are run.
    pub fn open_as_author(source: &Source) -> (Self, Vec<Problem>) {
        Self::open_as_author_through(source, None)
    }

    /// The same, with the images of a mirror.
    pub fn open_as_author_through(source: &Source, mirror: Option<&Mirror>) -> (Self, Vec<Problem>) {
        match source {
            Source::Embedded => Self::open_through(source, mirror),
            Source::Dir(root) => Self::read(source, &|tree| preprocess::wanted(tree, root), mirror),
        }
    }

    fn read(source: &Source, preprocessors: Choice<'_>, mirror: Option<&Mirror>) -> (Self, Vec<Problem>) {
        let (mut tree, mut problems) = load::load(source);
        if let Some(mirror) = mirror {
            tree.take_from(mirror, &manifest::all_images(&tree));
        }
        let settings = settings::read(&tree, &mut problems);
        let (preprocessors, mut refused) = preprocessors(&tree);
        problems.append(&mut refused);
        let langs = settings.codes();
        let mut exercises = exercises::read(&tree, &langs);
        let mut quizzes = quizzes::read(&tree, &langs);
        let mut figures = figures::read(&tree, &langs);
        let glossary = glossary::read(&tree, &langs, &mut problems);
        let search = search::read(&tree, &langs, &mut problems);
        let shelf = book::Shelf { tree: &tree, preprocessors: &preprocessors, html: settings.html };
        let read = |lang: &Lang| (lang.clone(), book::read(shelf, lang, lang == settings.source()));
        let mut books = BTreeMap::new();
        for (lang, (book, mut found)) in langs.par_iter().map(read).collect::<Vec<_>>() {
            problems.append(&mut found);
            books.insert(lang, book);
        }
        problems.append(&mut exercises.problems);
        problems.append(&mut quizzes.problems);
        problems.append(&mut figures.problems);

        let pages = assemble::pages(&mut books);
        assemble::cards(&pages, &exercises, &quizzes, &figures, &mut problems);
        assemble::links(&settings, &pages, &mut problems);
        let dead = assemble::dead_links(&pages, exercises.links.iter().chain(&quizzes.links), &mut problems);
        parity::compare(&settings, &books, &pages, &tree, &mut problems);
        let mut course = assemble::course(&settings, &books, &pages, &exercises, &quizzes);
        assemble::bury(&mut course, &dead);
        problems.extend(course::lint::lint(&course));
        problems.sort();
        problems.dedup();
        let coverage = parity::coverage(&settings, &books, &pages, &problems);
        let indexes = books.into_iter().filter_map(|(lang, book)| Some((lang, book.index?))).collect();
        let (tera, assets) = theme();
        let (figures, places) = (figures.sound, exercises.places);
        let tree = Arc::new(tree);
        let library =
            Self { course, settings, pages, indexes, figures, glossary, search, places, coverage, tree, tera, assets };
        (library, problems)
    }

    /// Takes templates and static files from a folder that is laid out as our own `theme/`; what is wrong with them keeps
    /// the embedded ones in use.
    pub fn wear(&mut self, theme: &Path) -> Vec<Problem> {
        let (tree, mut problems) = load::theme_of(theme);
        let assets = Arc::new(assets::Assets::of(&tree));
        match templates::compile(&tree, assets.clone()) {
            Ok(tera) => (self.tera, self.assets) = (Arc::new(tera), assets),
            Err(error) => {
                let help = "the head of each template says what it sees; `base.html` says what it may call";
                problems.push(Problem::of_file("theme/pages", format!("{error:#}")).help(help));
            }
        }
        problems
    }

    /// Files that lie in the course's folders and are no part of it: those of a system, an editor or git.
    pub fn passed_over(&self) -> &[String] {
        &self.tree.passed_over
    }

    /// What tells one state of a course from another: SHA-256 over each file's path, mode and content.
    pub fn digest(&self) -> String {
        self.tree.digest()
    }

    /// The same of one exercise or lesson: of what `verify` tries in it, in whatever language it is read.
    pub fn digest_of(&self, id: &str) -> String {
        let (exercise, page) = (format!("exercises/{id}/"), format!("content/{}/{id}.md", self.settings.source()));
        let is_task = |path: &str| path.strip_prefix(&exercise).is_some_and(|file| file.starts_with("task."));
        self.tree.digest_of(|path| path == page || path.starts_with(&exercise) && !is_task(path))
    }

    /// The whole site in memory.
    pub fn build(&self, options: &Options) -> Site {
        pages::build(self, options)
    }

    /// What a lesson does, in order: files that it names, and sessions. Empty where it has no page in `lang`.
    pub fn steps(&self, lesson: &LessonId, lang: &Lang) -> Vec<Step> {
        let page = self.pages.get(lesson).and_then(|of| of.get(lang));
        page.map(|page| page.body.steps.clone()).unwrap_or_default()
    }

    /// The section that `docker/volumes.md#volumes` names: its link from the language's root, and its heading.
    pub fn section(&self, target: &str, lang: &Lang) -> Option<Section> {
        let (path, id) = target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)));
        let lesson: LessonId = path.strip_suffix(".md")?.parse().ok()?;
        let page = self.page(&lesson, lang)?;
        let Some(id) = id else { return Some(Section { href: format!("{lesson}.html"), title: page.title() }) };
        let heading = page.body.headings.iter().find(|heading| heading.id == id)?;
        Some(Section { href: format!("{lesson}.html#{id}"), title: heading.text.clone() })
    }

    /// How far each translation is.
    pub fn coverage(&self) -> &[Coverage] {
        &self.coverage
    }

    /// The expressions of each exercise, in the order of `expression_problem`'s numbers; those of broken ones, too.
    pub fn expressions(&self) -> impl Iterator<Item = (&ExerciseId, Vec<Expression>)> {
        let of = |places: &Vec<manifest::Place>| places.iter().map(|place| place.expression.clone()).collect();
        self.places.iter().map(move |(id, places)| (id, of(places)))
    }

    /// A short text of the course as HTML; its links begin at the root of a site that is served there.
    pub fn html(&self, text: &str, lang: &Lang) -> String {
        markdown::render_inline(text, lang, &format!("/{lang}/"))
    }

    /// A problem of an expression that another room compiled; `at` is line and column within it, from 1.
    pub fn expression_problem(
        &self,
        exercise: &ExerciseId,
        nth: Option<usize>,
        at: Option<(usize, usize)>,
        words: &str,
    ) -> Problem {
        const HELP: &str = "an expression is CEL over what was looked at, as `object.State.Running == true`";
        let file = format!("exercises/{exercise}/exercise.toml");
        let text = self.tree.text(&file).unwrap_or_default();
        let places = self.places.get(exercise).map_or(&[][..], Vec::as_slice);
        let Some(place) = nth.and_then(|nth| places.get(nth)) else { return Problem::of_file(file, words).help(HELP) };
        let range = place.range.clone();
        let inside = at.and_then(|at| manifest::quoted::place(text.get(range.clone())?, at));
        let range = inside.map_or(range.clone(), |at| range.start + at..range.start + at + 1);
        Problem::at(file, text, range, words).help(HELP)
    }

    /// A problem as its author should see it: the line, the words underlined, and what to do.
    pub fn excerpt(&self, problem: &Problem, error_word: &str, help_word: &str, coloured: bool) -> String {
        let text = self.tree.shown(&problem.file);
        excerpt::draw(problem, text.as_deref(), error_word, help_word, coloured)
    }

    /// The pictures that its pages show, by their path in the site.
    fn pictures(&self) -> impl Iterator<Item = (String, Bytes)> {
        let pages = self.pages.values().flat_map(BTreeMap::values).chain(self.indexes.values());
        let files: BTreeSet<&String> = pages.flat_map(|page| &page.body.images).collect();
        files.into_iter().filter_map(|file| images::published(&self.tree, file))
    }

    /// A lesson's page in `lang`, else in the source language, else in any.
    fn page(&self, lesson: &LessonId, lang: &Lang) -> Option<&book::Page> {
        let of = self.pages.get(lesson)?;
        of.get(lang).or_else(|| of.get(self.settings.source())).or_else(|| of.values().next())
    }

    /// Whether a lesson has a page in exactly that language.
    fn is_written(&self, lesson: &LessonId, lang: &Lang) -> bool {
        self.pages.get(lesson).is_some_and(|of| of.contains_key(lang))
    }

    fn index(&self, lang: &Lang) -> Option<&book::Page> {
        self.indexes.get(lang).or_else(|| self.indexes.get(self.settings.source()))
    }
}

impl Site {
    /// Writes the site to a folder, which is replaced as a whole if it holds an older one.
    ///
    /// # Errors
    /// When the folder holds something else, or cannot be written; then nothing of it has changed.
    pub fn write(&self, out: &Path) -> anyhow::Result<Written> {
        write::write(self, out)
    }
}

/// Our templates and static files.
fn theme() -> (Arc<Tera>, Arc<assets::Assets>) {
    let theme = load::theme();
    let assets = Arc::new(assets::Assets::of(&theme));
    let tera = templates::compile(&theme, assets.clone()).expect("a test compiles the templates of the binary");
    (Arc::new(tera), assets)
}

#[cfg(test)]
mod cuts;
