//! A language's whole course on one page, to be printed or kept: `single.html`.
//!
//! Each lesson is taken as it stands on its own page, and `moved`: its ids get its name before them, links between
//! lessons become links within the page, headings go down a level, and what is folded is unfolded.

mod moved;

use serde::Serialize;
use tera::Context;

use super::cards::{self, Spot};
use super::{Library, Options, templates};
use crate::course::{Lang, Lesson};
use moved::Move;

/// Its name below its language.
pub(super) const NAME: &str = "single.html";

/// A part as its template sees it.
#[derive(Serialize)]
struct PartView {
    title: String,
    lessons: Vec<LessonView>,
}

#[derive(Serialize)]
struct LessonView {
    id: String,
    title: String,
    /// The heading, as HTML.
    heading: String,
    /// The language of the prose, which is another one where the lesson is not translated.
    tag: String,
    html: String,
}

/// The page of one language.
pub(super) fn page(library: &Library, options: &Options, lang: &Lang) -> String {
    let parts: Vec<_> = library
        .course
        .parts
        .iter()
        .map(|part| PartView {
            title: part.title.text(lang).to_owned(),
            lessons: part.lessons.iter().filter_map(|lesson| view(library, options, lang, lesson)).collect(),
        })
        .collect();
    let mut context = Context::new();
    context.insert("site", &library.settings.title);
    context.insert("lang", lang.as_str());
    context.insert("tag", &lang.tag());
    context.insert("root", "../");
    context.insert("parts", &parts);
    templates::fill(&library.tera, "single.html", &context)
}

fn view(library: &Library, options: &Options, lang: &Lang, lesson: &Lesson) -> Option<LessonView> {
    let page = library.page(&lesson.id, lang)?;
    let base = if lesson.id.part().is_some() { "../" } else { "" };
    let spot = Spot { lang, served: options.served, base };
    let prose = cards::fill(library, &page.body.html, &page.body.cards, &spot);
    let is_lesson = |path: &str| library.course.lessons().any(|lesson| lesson.id.as_str() == path);
    let to = Move { lesson: &lesson.id, is_lesson: &is_lesson };
    let title = page.title();
    let heading = page.body.heading.clone().unwrap_or_else(|| super::html::escape(&title));
    Some(LessonView {
        id: lesson.id.to_string(),
        title,
        heading: to.html(&heading),
        tag: page.lang.tag(),
        html: to.html(&prose),
    })
}
