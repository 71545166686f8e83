//! Preprocessors of `book.toml`, as mdBook's users know them: programs that rewrite the pages before they are read.
//!
//! They are run for a course's author alone, who builds, checks or verifies it. Whoever merely opens a course gets its
//! pages as they are written: a program of a course runs only once its reader trusts it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use mdbook_driver::config::Config;

use super::load::Tree;
use super::written;
use crate::course::Problem;

/// What mdBook would do by itself, and Sampan does in its own way.
const OURS: &[(&str, &str)] = &[
    ("links", "`{{#include file}}` works without it, and reads files of the course alone"),
    ("index", "write `index.md` for a language's first page"),
];

/// The preprocessors to run for a course, with their tables as they are written.
#[derive(Debug, Default)]
pub(super) struct Preprocessors {
    tables: BTreeMap<String, toml::Value>,
    /// Where their commands are run.
    root: PathBuf,
}

/// None, since the reader may not trust the course; the log says how many that are.
pub(super) fn skipped(tree: &Tree) -> (Preprocessors, Vec<Problem>) {
    let count = tables(tree).len();
    if count > 0 {
        tracing::warn!(count, "the course's preprocessors are not run for readers");
    }
    (Preprocessors::default(), Vec::new())
}

/// Those of a course in a folder, for its author.
pub(super) fn wanted(tree: &Tree, root: &Path) -> (Preprocessors, Vec<Problem>) {
    let mut tables = tables(tree);
    let mut problems = Vec::new();
    for (name, help) in OURS {
        if tables.remove(*name).is_some() {
            problems.push(at(tree, name, format!("the preprocessor `{name}` is part of Sampan")).help(*help));
        }
    }
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    (Preprocessors { tables, root }, problems)
}

fn tables(tree: &Tree) -> BTreeMap<String, toml::Value> {
    let config = tree.text("book.toml").and_then(|text| text.parse::<Config>().ok());
    config.and_then(|config| config.preprocessors().ok()).unwrap_or_default()
}

fn at(tree: &Tree, name: &str, words: String) -> Problem {
    let text = tree.text("book.toml").unwrap_or_default();
    Problem::at("book.toml", text, written::find(text, &format!("preprocessor.{name}")), words)
}

impl Preprocessors {
    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// Where a book is loaded from: commands are relative to it.
    pub(super) fn root(&self) -> &Path {
        if self.is_empty() { Path::new(".") } else { &self.root }
    }

    /// Names them to mdBook, which runs them in their order.
    pub(super) fn set(&self, config: &mut Config) -> anyhow::Result<()> {
        self.tables.iter().try_for_each(|(name, table)| config.set(format!("preprocessor.{name}"), table))
    }

    /// What went wrong when they were run.
    pub(super) fn problem(&self, tree: &Tree, error: &anyhow::Error) -> Problem {
        let said = format!("{error:#}");
        let quoted = |name: &&String| said.contains(&format!("`{name}`")) || said.contains(&format!("\"{name}\""));
        let Some(name) = self.tables.keys().find(quoted) else {
            let words = format!("the preprocessors cannot be run: {said}");
            return Problem::of_file("book.toml", words).help("look at the tables under `[preprocessor]`");
        };
        let absent = error.chain().any(|cause| {
            cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
        });
        let has_command = self.tables[name].get("command").is_some();
        if absent && !has_command {
            let words = format!("the preprocessor `{name}` has no `command`, and there is no program `mdbook-{name}`");
            return at(tree, name, words).help("write `command = \"…\"`, install the program, or delete the table");
        }
        let help = if absent {
            "install its program, or mend `command`: a relative path begins at `book.toml`"
        } else {
            "what it printed stands above; run it by hand, with a book on its standard input"
        };
        at(tree, name, format!("the preprocessor `{name}` failed: {}", error.root_cause())).help(help)
    }
}
