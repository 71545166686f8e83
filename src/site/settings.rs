//! `book.toml`: the course's title, its languages, the source language first, and where it is kept.
//!
//! mdBook's own keys are checked by mdBook; what is Sampan's stands under `[output.sampan]`.

use std::collections::BTreeMap;

use mdbook_driver::config::Config;
use schemars::JsonSchema;
use serde::Deserialize;

use super::load::Tree;
use super::near::{known, nearest};
use super::repository::Repository;
use super::spanned::Spanned;
use super::written::{Item, Written};
use crate::course::{BadRelease, KubernetesRelease, Lang, Problem};

/// What a course says about itself.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) title: String,
    /// The languages with their names in themselves, the source language first.
    pub(super) langs: Vec<(Lang, String)>,
    /// Whether pages may hold HTML.
    pub(super) html: bool,
    pub(super) repository: Repository,
    /// The Kubernetes that manifests are checked against.
    pub(super) kubernetes: KubernetesRelease,
}

/// The settings of a course; what does not stand below `output.sampan` is mdBook's, which checks it.
// As a whole, the file is only told of: `settings` takes Sampan's part out of it.
#[derive(JsonSchema)]
#[schemars(title = "book.toml")]
#[expect(dead_code, reason = "only its shape is asked for")]
pub(super) struct BookFile {
    /// Who makes pages of the course, and how.
    output: OutputFile,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its shape is asked for")]
struct OutputFile {
    /// What Sampan should know of the course.
    sampan: OursFile,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OursFile {
    /// The language that lessons are written in; the others are translations of it.
    #[schemars(required)]
    source: Option<Spanned<String>>,
    /// The languages by the name of their folder, with their names in themselves.
    #[schemars(required, extend("minProperties" = 1))]
    languages: Option<Spanned<BTreeMap<Spanned<String>, Spanned<String>>>>,
    /// Whether pages may hold HTML.
    html: Option<bool>,
    /// The release of Kubernetes that the course teaches; manifests are checked against its schemas.
    #[schemars(extend("enum" = KubernetesRelease::ALL.map(KubernetesRelease::word)))]
    kubernetes: Option<Spanned<String>>,
    /// Where the course is kept, so that its pages can lead there.
    #[serde(rename = "git-repository-url")]
    repository: Option<Spanned<String>>,
    /// Where a page can be edited, with `{path}` in it.
    #[serde(rename = "edit-url-template")]
    edit: Option<Spanned<String>>,
}

impl Settings {
    pub(super) fn source(&self) -> &Lang {
        &self.langs[0].0
    }

    /// The languages that are not the source language.
    pub(super) fn translations(&self) -> impl Iterator<Item = &Lang> {
        self.langs.iter().skip(1).map(|(lang, _)| lang)
    }

    pub(super) fn codes(&self) -> Vec<Lang> {
        self.langs.iter().map(|(lang, _)| lang.clone()).collect()
    }
}

impl Default for Settings {
    fn default() -> Self {
        let langs = vec![(Lang::en(), "English".to_owned())];
        Self {
            title: "Sampan".to_owned(),
            langs,
            html: false,
            repository: Repository::default(),
            kubernetes: KubernetesRelease::default(),
        }
    }
}

/// Reads the settings; a course without sound ones is read as far as they go, else as one in what languages it has.
pub(super) fn read(tree: &Tree, problems: &mut Vec<Problem>) -> Settings {
    let Some(text) = tree.text("book.toml") else { return guessed(tree) };
    let mut written = Written::parse("book.toml", text);
    let settings = if written.is_sound() { settings(&mut written) } else { None };
    if written.is_sound() {
        strangers(tree, &mut written, settings.as_ref());
    }
    problems.append(&mut written.problems);
    settings.unwrap_or_else(|| guessed(tree))
}

fn settings(written: &mut Written<'_>) -> Option<Settings> {
    let ours = written.take::<OursFile>(&["output", "sampan"]);
    let near = written.keys("output").into_iter().find(|(key, _)| nearest(key, ["sampan"]).is_some());
    // What is left is mdBook's own.
    let config = written.rest::<Config>().map(|item| item.value).unwrap_or_default();
    let title = config.book.title.unwrap_or_else(|| "Sampan".to_owned());
    let Some(Item { value: ours, at, dropped }) = ours else {
        if written.is_sound() {
            let at = near.map_or(0..0, |(_, at)| at);
            let help = "write `[output.sampan]`, and below it `source = \"en\"` and `languages = { en = \"English\" }`";
            written.refuse(at, "names no languages", help);
        }
        return None;
    };
    let html = ours.html.unwrap_or_default();
    let source = written.need("source", ours.source, &at, &dropped);
    let languages = written.need("languages", ours.languages, &at, &dropped);
    let mut langs = languages.map(|languages| self::languages(written, languages)).unwrap_or_default();
    if let Some(source) = source {
        let lang = Lang::new(source.get_ref());
        if langs.iter().any(|(known, _)| *known == lang) {
            langs.sort_by_key(|(known, _)| *known != lang);
        } else if !langs.is_empty() {
            let help = known(source.get_ref(), langs.iter().map(|(lang, _)| lang.as_str()), "");
            let words = format!("the source language `{lang}` is not among the languages");
            written.refuse(source.span(), words, help);
        }
    }
    let (repository, bad) = Repository::read(ours.repository, ours.edit);
    for (at, words, help) in bad {
        written.refuse(at, words, help);
    }
    let kubernetes = ours.kubernetes.map_or_else(KubernetesRelease::default, |named| release(written, &named));
    (!langs.is_empty()).then_some(Settings { title, langs, html, repository, kubernetes })
}

/// The release of Kubernetes that a course names.
fn release(written: &mut Written<'_>, named: &Spanned<String>) -> KubernetesRelease {
    named.get_ref().parse().unwrap_or_else(|bad: BadRelease| {
        // One number is near to every other, and means another release.
        let help =
            format!("what may stand here: `{}`", KubernetesRelease::ALL.map(KubernetesRelease::word).join("`, `"));
        written.refuse(named.span(), bad.to_string(), help);
        KubernetesRelease::default()
    })
}

/// The languages with their names, each of them once.
fn languages(
    written: &mut Written<'_>,
    languages: Spanned<BTreeMap<Spanned<String>, Spanned<String>>>,
) -> Vec<(Lang, String)> {
    let span = languages.span();
    let mut langs: Vec<(Lang, String)> = Vec::new();
    for (code, name) in languages.into_inner() {
        let lang = Lang::new(code.get_ref());
        if !is_code(lang.as_str()) {
            let help = "write lower-case letters, digits and hyphens, as `zh-cn`";
            written.refuse(code.span(), format!("`{}` is no language", code.get_ref()), help);
        } else if langs.iter().any(|(known, _)| *known == lang) {
            written.refuse(code.span(), format!("`{lang}` is there already"), "keep one of the two");
        } else if name.get_ref().trim().is_empty() {
            written.refuse(name.span(), "this language has no name", "write how its readers call it, as `简体中文`");
        } else {
            langs.push((lang, name.into_inner()));
        }
    }
    if langs.is_empty() && written.is_sound() {
        written.refuse(span, "a course is written in a language at least", "write `languages = { en = \"English\" }`");
    }
    langs
}

/// Folders that look like a language's, and are none: their pages would be seen by nobody.
fn strangers(tree: &Tree, written: &mut Written<'_>, settings: Option<&Settings>) {
    let Some(settings) = settings else { return };
    let lists = tree.below("content").filter_map(|(path, _)| path.strip_suffix("/SUMMARY.md"));
    for folder in lists.filter(|folder| !settings.langs.iter().any(|(lang, _)| lang.as_str() == *folder)) {
        let help = format!("add `{folder} = \"…\"` to `languages` in `book.toml`, or rename the folder");
        let file = format!("content/{folder}/SUMMARY.md");
        written.problems.push(Problem::of_file(file, "lies in the folder of no language").help(help));
    }
}

/// The languages that have lessons: one unreadable file should not make every page a problem.
fn guessed(tree: &Tree) -> Settings {
    let pages = tree.below("content").filter(|(path, _)| path.ends_with(".md"));
    let folders = pages.filter_map(|(path, _)| path.split_once('/')).map(|(folder, _)| folder);
    let mut langs: Vec<_> = folders.filter(|f| is_code(f)).map(|f| (Lang::new(f), f.to_owned())).collect();
    langs.dedup();
    langs.sort_by_key(|(lang, _)| *lang != Lang::en());
    if langs.is_empty() { Settings::default() } else { Settings { langs, ..Settings::default() } }
}

/// Languages become folders and URLs.
fn is_code(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.len() >= 2 && text.len() <= 12 && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}
