//! Pages, exercises, terms and messages → documents: what one result of a search stands for (pure).
//!
//! A page that is shown in another language, because its translation is missing, is no document of this one.

use serde::Serialize;

use super::sections::{self, Section};
use crate::course::{Exercise, Lang, Lesson};
use crate::site::Library;
use crate::site::book;
use crate::site::glossary::Term;
use crate::site::markdown::{self, Heading};

/// The page that holds all terms.
const GLOSSARY: &str = "glossary.html";

/// A page, and what can be found on it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Page {
    /// From the root of the language.
    href: String,
    title: String,
    /// What it stands in, the outermost first.
    #[serde(rename = "in")]
    path: Vec<String>,
    documents: Vec<Document>,
}

/// One result: a piece of a page with an address of its own; without a title it is the page itself.
#[derive(Debug, Clone, Default, Serialize)]
struct Document {
    #[serde(skip_serializing_if = "Kind::is_lesson")]
    kind: Kind,
    #[serde(skip_serializing_if = "String::is_empty")]
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    /// Further names of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    also: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    /// Identifiers that it has beside its text.
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// A lesson, or a section of one.
    #[default]
    Lesson,
    Exercise,
    /// A term of the glossary.
    Term,
    /// A message that a tool prints when something is wrong; its lesson explains it.
    Fault,
}

impl Kind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_lesson(&self) -> bool {
        *self == Self::Lesson
    }
}

/// All pages of a language with what they hold, in the order of the course.
pub(super) fn of(library: &Library, lang: &Lang) -> Vec<Page> {
    let index = library.indexes.get(lang).map(|index| Page {
        href: "index.html".to_owned(),
        title: index.title(),
        path: Vec::new(),
        documents: prose(index, &sections::of(&index.body)),
    });
    let mut pages: Vec<Page> = index.into_iter().collect();
    for part in &library.course.parts {
        let path: Vec<String> =
            Some(part.title.text(lang)).filter(|title| !title.is_empty()).map(str::to_owned).into_iter().collect();
        pages.extend(
            part.lessons.iter().map(|lesson| Page { path: path.clone(), ..self::lesson(library, lesson, lang) }),
        );
    }
    let source = library.settings.source();
    let terms = library.glossary.terms.iter().map(|of| term(of, lang, source)).collect();
    pages.push(Page { href: GLOSSARY.to_owned(), title: String::new(), path: Vec::new(), documents: terms });
    pages.retain(|page| !page.documents.is_empty());
    pages
}

fn lesson(library: &Library, lesson: &Lesson, lang: &Lang) -> Page {
    let page = library.pages.get(&lesson.id).and_then(|of| of.get(lang));
    let mut documents = Vec::new();
    if let Some(page) = page {
        let sections = sections::of(&page.body);
        documents = prose(page, &sections);
        documents.extend(faults(library, lesson, page, &sections));
    }
    let exercises = lesson.exercises.iter().filter_map(|id| library.course.exercises.get(id));
    documents.extend(exercises.map(|of| exercise(of, lang)));
    let title = lesson.title.text(lang).to_owned();
    Page { href: format!("{}.html", lesson.id), title, path: Vec::new(), documents }
}

/// A page up to its first heading, and each of its sections.
fn prose(page: &book::Page, sections: &[Section<'_>]) -> Vec<Document> {
    let document = |section: &Section<'_>| {
        let code = section.identifiers();
        match section.heading {
            None => {
                let summary = page.head.summary.as_ref().map_or(String::new(), |summary| format!("{summary} "));
                Some(Document { text: summary + &section.text, code, ..Document::default() })
            }
            Some(_) if section.is_empty() => None,
            Some(heading) => Some(Document {
                id: heading.id.clone(),
                title: heading.text.clone(),
                text: section.text.clone(),
                code,
                ..Document::default()
            }),
        }
    };
    sections.iter().filter_map(document).collect()
}

/// The messages that a lesson explains. A tool prints the same in every language, so those of the source count too.
fn faults(library: &Library, lesson: &Lesson, page: &book::Page, sections: &[Section<'_>]) -> Vec<Document> {
    let source = library.page(&lesson.id, library.settings.source());
    let mut messages: Vec<&String> = Vec::new();
    for message in source.into_iter().chain([page]).flat_map(|page| &page.head.errors) {
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    let fault = |message: &String| {
        let id = home(sections, message).map_or(String::new(), |heading| heading.id.clone());
        Document { kind: Kind::Fault, id, title: message.clone(), ..Document::default() }
    };
    messages.into_iter().map(fault).collect()
}

/// The heading under which a page shows most of a message; `...` in it stands for what is different each time.
fn home<'a>(sections: &[Section<'a>], message: &str) -> Option<&'a Heading> {
    let pieces: Vec<&str> = message.split("...").flat_map(|piece| piece.split('…')).map(str::trim).collect();
    let shown = |section: &&Section<'_>| -> usize {
        let shows = |piece: &&&str| section.text.contains(**piece) || section.code.contains(**piece);
        pieces.iter().filter(shows).map(|piece| piece.len()).sum()
    };
    // Of equals the first, and `max_by_key` takes the last.
    sections.iter().rev().filter(|section| shown(section) > 0).max_by_key(shown)?.heading
}

/// Of a task the first paragraph, which says what it is about; its page has the rest.
fn exercise(exercise: &Exercise, lang: &Lang) -> Document {
    let task = exercise.task.get(lang).cloned().unwrap_or_default();
    let first = task.body.split("\n\n").next().unwrap_or_default();
    Document {
        kind: Kind::Exercise,
        id: exercise.id.to_string(),
        title: sections::text(&markdown::render_inline(&task.title, lang, "")),
        also: exercise.id.to_string(),
        text: sections::text(&markdown::render(first, lang, "")),
        ..Document::default()
    }
}

/// A term is looked for by each of its spellings, and by its name in the source language, which many readers know.
fn term(term: &Term, lang: &Lang, source: &Lang) -> Document {
    let title = term.name.text(lang);
    let mut names = term.spellings(lang);
    names.extend(term.name.only(source).cloned());
    names.retain(|name| name != title);
    Document {
        kind: Kind::Term,
        id: term.anchor(),
        title: title.to_owned(),
        also: names.join(" · "),
        text: term.meaning.text(lang).replace('`', ""),
        ..Document::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(message: &str, expected: Option<&str>) {
        let markdown = "# T\n\nport\n\n## A {#a}\nis already in use\n\n## B {#b}\nError: port 80 is already in use\n";
        let body = markdown::alone("x.md", markdown, &Lang::en());
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
