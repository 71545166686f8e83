//! `SUMMARY.md` of each language: the same lessons in the same order, under as many parts.
//!
//! A language that has not all lessons yet lists those that it has; the parts that are empty then are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::diff::{Edit, diff};
use crate::course::{Lang, LessonId, Problem};
use crate::site::book::{Book, Entry};
use crate::site::load::Tree;
use crate::site::settings::Settings;

/// An entry as languages agree on it: a part's title is each language's own.
#[derive(PartialEq)]
enum Line<'a> {
    Part,
    Lesson(&'a LessonId),
}

/// Every place where a language's list is not the source's.
pub(super) fn compare(settings: &Settings, books: &BTreeMap<Lang, Book>, tree: &Tree, problems: &mut Vec<Problem>) {
    let Some(source) = books.get(settings.source()) else { return };
    let known: BTreeSet<&LessonId> = lessons(&source.entries).collect();
    for lang in settings.translations() {
        let Some(book) = books.get(lang) else { continue };
        let theirs: BTreeSet<&LessonId> = lessons(&book.entries).collect();
        let (ours, _) = kept(&source.entries, &theirs);
        let (lines, entries) = kept(&book.entries, &known);
        let list = List { lang, tree, source: settings.source() };
        for edit in diff(&ours, &lines) {
            problems.push(match edit {
                Edit::Differs { theirs: at, .. } | Edit::Extra { theirs: at } => {
                    let words = match entries[at] {
                        Entry::Part(_) => "the source has no part here".to_owned(),
                        Entry::Lesson(id) => format!("`{id}.md` stands elsewhere in the source's list"),
                    };
                    list.problem(Some(entries[at]), words)
                }
                // A lesson that stands elsewhere has been named there.
                Edit::Lacks { ours: n, .. } if ours[n] != Line::Part => continue,
                Edit::Lacks { before, .. } => {
                    list.problem(entries.get(before).copied(), "the source has a part here".to_owned())
                }
            });
        }
        for entry in book.entries.iter().filter(|entry| matches!(entry, Entry::Lesson(id) if !known.contains(id))) {
            problems.push(list.problem(Some(entry), "the source lists no such lesson".to_owned()));
        }
    }
}

/// The entries among these lessons, without parts that are left empty.
fn kept<'a>(entries: &'a [Entry], among: &BTreeSet<&LessonId>) -> (Vec<Line<'a>>, Vec<&'a Entry>) {
    let (mut lines, mut kept) = (Vec::new(), Vec::new());
    let mut part = None;
    for entry in entries {
        match entry {
            Entry::Part(_) => part = Some(entry),
            Entry::Lesson(id) if among.contains(id) => {
                if let Some(part) = part.take() {
                    lines.push(Line::Part);
                    kept.push(part);
                }
                lines.push(Line::Lesson(id));
                kept.push(entry);
            }
            Entry::Lesson(_) => {}
        }
    }
    (lines, kept)
}

fn lessons(entries: &[Entry]) -> impl Iterator<Item = &LessonId> {
    entries.iter().filter_map(|entry| if let Entry::Lesson(id) = entry { Some(id) } else { None })
}

/// A language's list, for a problem of it.
struct List<'a> {
    lang: &'a Lang,
    source: &'a Lang,
    tree: &'a Tree,
}

impl List<'_> {
    /// A problem at an entry, or at the list's end.
    fn problem(&self, entry: Option<&Entry>, words: String) -> Problem {
        let file = format!("content/{}/SUMMARY.md", self.lang);
        let text = self.tree.text(&file).unwrap_or_default();
        let piece = match entry {
            Some(Entry::Part(title)) => format!("# {title}"),
            Some(Entry::Lesson(id)) => format!("({id}.md)"),
            None => String::new(),
        };
        let end = text.trim_end().len();
        let at = text.find(&piece).filter(|_| entry.is_some()).map_or(end..end, |at| at..at + piece.len());
        let help = format!("keep the order and the parts of `content/{}/SUMMARY.md`", self.source);
        Problem::at(file, text, at, words).help(help)
    }
}
