//! `book.toml`: the course's title, its languages, the source language first, and where it is kept.
//!
//! mdBook's own keys are checked by mdBook; what is Sampan's stands under `[output.sampan]`.

use std::collections::BTreeMap;

use mdbook_driver::config::Config;
use serde::Deserialize;

use super::load::Tree;
use super::repository::Repository;
use crate::course::{Lang, Problem};

/// What a course says about itself.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) title: String,
    /// The languages with their names in themselves, the source language first.
    pub(super) langs: Vec<(Lang, String)>,
    pub(super) repository: Repository,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ours {
    source: String,
    languages: BTreeMap<String, String>,
    #[serde(rename = "git-repository-url")]
    repository: Option<String>,
    #[serde(rename = "edit-url-template")]
    edit: Option<String>,
}

impl Settings {
    pub(super) fn source(&self) -> &Lang {
        &self.langs[0].0
    }

    pub(super) fn codes(&self) -> Vec<Lang> {
        self.langs.iter().map(|(lang, _)| lang.clone()).collect()
    }
}

impl Default for Settings {
    fn default() -> Self {
        let langs = vec![(Lang::en(), "English".to_owned())];
        Self { title: "Sampan".to_owned(), langs, repository: Repository::default() }
    }
}

/// What stands in `book.toml` for us.
const OURS: &str = "[output.sampan]\nsource = \"en\"\nlanguages = { en = \"English\" }";

/// Reads the settings; a course without sound ones is read as an English one.
pub(super) fn read(tree: &Tree, problems: &mut Vec<Problem>) -> Settings {
    let Some(text) = tree.text("book.toml") else { return guessed(tree) };
    match parse(text, problems) {
        Ok(settings) => settings,
        Err(problem) => {
            problems.push(*problem);
            guessed(tree)
        }
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

fn parse(text: &str, problems: &mut Vec<Problem>) -> Result<Settings, Box<Problem>> {
    let at = |e: toml::de::Error| Box::new(super::written::problem("book.toml", text, &e));
    let whole = |words: String| Box::new(Problem::of_file("book.toml", words).help(OURS));
    let config: Config = toml::from_str(text).map_err(at)?;
    let table = config.get::<Ours>("output.sampan").map_err(|e| whole(format!("{e:#}")))?;
    let ours = table.ok_or_else(|| whole("names no languages".to_owned()))?;
    let source = Lang::new(&ours.source);
    let mut langs: Vec<_> = ours.languages.into_iter().map(|(code, name)| (Lang::new(&code), name)).collect();
    if let Some((bad, _)) = langs.iter().find(|(lang, _)| !is_code(lang.as_str())) {
        return Err(whole(format!("`{bad}` is no language: lower-case letters, digits and hyphens, as `zh-cn`")));
    }
    if !langs.iter().any(|(lang, _)| *lang == source) {
        return Err(whole(format!("the source language `{source}` is not among the languages")));
    }
    langs.sort_by_key(|(lang, _)| *lang != source);
    let (repository, bad) = Repository::read(ours.repository, ours.edit);
    problems.extend(bad.into_iter().map(|(key, words, help)| {
        // At the beginning of a line: a comment may name the key as well.
        let at = text.match_indices(key).find(|(at, _)| text[..*at].ends_with('\n')).map_or(0, |(at, _)| at);
        Problem::at("book.toml", text, at..at + key.len(), words).help(help)
    }));
    Ok(Settings { title: config.book.title.unwrap_or_else(|| "Sampan".to_owned()), langs, repository })
}

/// Languages become folders and URLs.
fn is_code(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.len() >= 2 && text.len() <= 12 && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}
