//! Pages, exercises and messages → documents: what one result of a search stands for (pure).
//!
//! A page that is shown in another language, because its translation is missing, is no document of this one.

use serde::Serialize;

use super::sections::{self, Section};
use crate::course::{Exercise, Lang, Lesson};
use crate::site::Library;
use crate::site::book::Page;
use crate::site::markdown::{self, Heading};

/// One result: a piece of the course with an address of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Document {
    pub(super) kind: Kind,
    /// From the root of the language.
    pub(super) href: String,
    pub(super) title: String,
    /// What it stands in, the outermost first.
    #[serde(rename = "in")]
    pub(super) path: Vec<String>,
    /// Further names of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) also: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A lesson, or a section of one.
    Lesson,
    Exercise,
    /// A message that a tool prints when something is wrong; its lesson explains it.
    Fault,
}

/// All documents of a language, in the order of the course.
pub(super) fn of(library: &Library, lang: &Lang) -> Vec<Document> {
    let mut documents = Vec::new();
    if let Some(index) = library.indexes.get(lang) {
        page(index, "index", &[], &mut documents);
    }
    for part in &library.course.parts {
        let part_title = part.title.text(lang);
        for lesson in &part.lessons {
            let within: Vec<&str> = [part_title].into_iter().filter(|title| !title.is_empty()).collect();
            if let Some(found) = library.pages.get(&lesson.id).and_then(|of| of.get(lang)) {
                page(found, lesson.id.as_str(), &within, &mut documents);
                faults(library, lesson, found, &within, &mut documents);
            }
            let exercises = lesson.exercises.iter().filter_map(|id| library.course.exercises.get(id));
            documents.extend(exercises.map(|of| exercise(of, lesson, &within, lang)));
        }
    }
    documents
}

fn path(within: &[&str], last: Option<&str>) -> Vec<String> {
    within.iter().copied().chain(last).map(str::to_owned).collect()
}

/// A page up to its first heading, and each of its sections.
fn page(page: &Page, name: &str, within: &[&str], documents: &mut Vec<Document>) {
    let title = page.title();
    for Section { heading, mut text } in sections::of(&page.body) {
        let document = match heading {
            None => {
                text.insert_str(0, &page.head.summary.as_ref().map_or(String::new(), |summary| format!("{summary} ")));
                Document {
                    kind: Kind::Lesson,
                    href: format!("{name}.html"),
                    title: title.clone(),
                    path: path(within, None),
                    also: String::new(),
                    text,
                }
            }
            Some(heading) => Document {
                kind: Kind::Lesson,
                href: format!("{name}.html#{}", heading.id),
                title: heading.text.clone(),
                path: path(within, Some(&title)),
                also: String::new(),
                text,
            },
        };
        documents.push(document);
    }
}

/// The messages that a lesson explains. A tool prints the same in every language, so those of the source count too.
fn faults(library: &Library, lesson: &Lesson, page: &Page, within: &[&str], documents: &mut Vec<Document>) {
    let source = library.page(&lesson.id, library.settings.source());
    let mut messages: Vec<&str> = Vec::new();
    for message in source.into_iter().chain([page]).flat_map(|page| &page.head.errors) {
        if !messages.contains(&message.as_str()) {
            messages.push(message);
        }
    }
    if messages.is_empty() {
        return;
    }
    let sections = sections::of(&page.body);
    for message in messages {
        let id = home(&sections, message).map_or(String::new(), |heading| format!("#{}", heading.id));
        documents.push(Document {
            kind: Kind::Fault,
            href: format!("{}.html{id}", lesson.id),
            title: message.to_owned(),
            path: path(within, Some(&page.title())),
            also: String::new(),
            text: String::new(),
        });
    }
}

/// The heading under which a page shows most of a message; `...` in it stands for what is different each time.
fn home<'a>(sections: &[Section<'a>], message: &str) -> Option<&'a Heading> {
    let pieces: Vec<&str> = message.split("...").flat_map(|piece| piece.split('…')).map(str::trim).collect();
    let shown = |section: &&Section<'_>| -> usize {
        pieces.iter().filter(|piece| section.text.contains(**piece)).map(|piece| piece.len()).sum()
    };
    // Of equals the first, and `max_by_key` takes the last.
    sections.iter().rev().filter(|section| shown(section) > 0).max_by_key(shown)?.heading
}

fn exercise(exercise: &Exercise, lesson: &Lesson, within: &[&str], lang: &Lang) -> Document {
    let task = exercise.task.get(lang).cloned().unwrap_or_default();
    Document {
        kind: Kind::Exercise,
        href: format!("{}.html#{}", lesson.id, exercise.id),
        title: sections::text(&markdown::render_inline(&task.title, lang, "")),
        path: path(within, Some(lesson.title.text(lang))),
        also: exercise.id.to_string(),
        text: sections::text(&markdown::render(&task.body, lang, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(message: &str, expected: Option<&str>) {
        let markdown = "# T\n\nport\n\n## A {#a}\nis already in use\n\n## B {#b}\nError: port 80 is already in use\n";
        let body = markdown::page("x.md", markdown, 0, &Lang::en());
        assert_eq!(home(&sections::of(&body), message).map(|heading| heading.id.as_str()), expected);
    }

    #[test]
    fn a_message_leads_to_where_most_of_it_is_shown() {
        case("Error: port ... is already in use", Some("b"));
        case("Fault: ... is already in use", Some("a"));
        case("port", None);
        case("no space left on device", None);
    }
}
