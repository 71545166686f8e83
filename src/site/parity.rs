//! What a translation has otherwise than its source (pure): the order of pages, headings, cards, code, links, the head.
//!
//! Sessions are run from the source language's page alone, so a block that differs would be a claim nobody has tested.
//! A page that a language lacks, and whatever differs on one that says itself which older source it was made of, is a
//! gap and no mistake: the language may grow page by page, and its readers are told.

mod diff;
mod order;
mod pair;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::assemble::Pages;
use super::book::{Book, Page};
use super::frontmatter;
use super::load::Tree;
use super::settings::Settings;
use crate::course::{Lang, Problem};
use pair::Pair;

/// How far a translation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    pub lang: Lang,
    /// The source's pages, its front page among them.
    pub pages: usize,
    pub translated: usize,
    /// Translated pages whose source has changed since.
    pub stale: usize,
    /// Translated pages that do not say of which source they were made.
    pub unstamped: usize,
    /// Pages, tasks and texts that are shown in the source language.
    pub missing: usize,
}

/// Where something has been refused: file, line, column.
type Told = BTreeSet<(String, usize, usize)>;

/// A page in the languages that have it.
type Versions<'a> = BTreeMap<&'a Lang, &'a Page>;

/// Every page by the rest of its path below a language's folder, the front page among them.
fn versions<'a>(books: &'a BTreeMap<Lang, Book>, pages: &'a Pages) -> BTreeMap<String, Versions<'a>> {
    let lessons = pages.iter().map(|(id, of)| (format!("{id}.md"), of.iter().collect()));
    let front: Versions<'_> = books.iter().filter_map(|(lang, book)| Some((lang, book.index.as_ref()?))).collect();
    lessons.chain([("index.md".to_owned(), front)]).collect()
}

/// Whether a translation was made of an older source than there is now.
pub(super) fn is_stale(source: &Page, page: &Page) -> bool {
    page.lang != source.lang && page.head.source_hash.as_ref().is_some_and(|seen| *seen != source.hash)
}

/// A line for each translation; `problems` are all that were found.
pub(super) fn coverage(
    settings: &Settings,
    books: &BTreeMap<Lang, Book>,
    pages: &Pages,
    problems: &[Problem],
) -> Vec<Coverage> {
    let versions = versions(books, pages);
    let of = |lang: &Lang| {
        let sources = versions.values().filter_map(|of| Some((of.get(settings.source())?, of.get(lang))));
        let sources: Vec<_> = sources.collect();
        let have: Vec<_> = sources.iter().filter_map(|(source, page)| Some((*source, (*page)?))).collect();
        let own = format!("content/{lang}/");
        let texts = problems.iter().filter(|p| p.gap.as_ref() == Some(lang) && !p.file.starts_with(&own)).count();
        Coverage {
            lang: lang.clone(),
            pages: sources.len(),
            translated: have.len(),
            stale: have.iter().filter(|(source, page)| is_stale(source, page)).count(),
            unstamped: have.iter().filter(|(_, page)| page.head.source_hash.is_none()).count(),
            missing: sources.len() - have.len() + texts,
        }
    };
    settings.translations().map(of).collect()
}

/// Every difference between the source language and the others.
pub(super) fn compare(
    settings: &Settings,
    books: &BTreeMap<Lang, Book>,
    pages: &Pages,
    tree: &Tree,
    problems: &mut Vec<Problem>,
) {
    let source = settings.source();
    if !pages.values().any(|of| of.contains_key(source)) {
        return; // The whole source is missing, which has been said.
    }
    // A link or a card that has been refused is no difference as well.
    let told: Told = problems.iter().map(|p| (p.file.clone(), p.line, p.column)).collect();
    for (path, of) in versions(books, pages) {
        if let Some(page) = of.get(source).filter(|page| page.head.source_hash.is_some()) {
            let text = tree.text(&page.file).unwrap_or_default();
            let words = format!("a page in `{source}` is a source, and has no `source_hash`");
            let at = frontmatter::key(text, "source_hash");
            problems.push(Problem::at(&page.file, text, at, words).help("delete this line"));
        }
        for lang in settings.translations() {
            match (of.get(source), of.get(lang)) {
                (Some(source), Some(page)) => problems.append(&mut Pair::differences(source, page, tree, &told)),
                // A list or a page that cannot be read has been refused.
                (Some(_), None) if tree.has(&format!("content/{lang}/{path}")) => {}
                (Some(_), None) => {
                    let help = format!("until then its readers see it in `{source}`");
                    let lacks =
                        Problem::of_file(format!("content/{lang}/{path}"), "is missing: the translation of this page");
                    problems.push(lacks.help(help).gap(lang));
                }
                (None, Some(page)) => {
                    problems.push(
                        Problem::of_file(&page.file, format!("has no source: there is no page in `{source}`"))
                            .help("write that page first, or delete this one"),
                    );
                }
                (None, None) => {}
            }
        }
    }
    order::compare(settings, books, tree, problems);
}
