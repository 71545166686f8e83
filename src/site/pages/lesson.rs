//! A lesson's page: its head, its prose, what is on it, and what is around it.

use serde::Serialize;

use super::head::{Crumb, Subject};
use super::shell::Place;
use super::verified::Line;
use super::{LessonView, Maker};
use crate::course::{Lang, Lesson, LessonId};
use crate::site::book::Page;
use crate::site::glossary::{self, Meaning};
use crate::site::{html, templates};
use crate::words;

#[derive(Serialize)]
struct PageView<'a> {
    id: &'a str,
    title: String,
    heading: String,
    summary: String,
    minutes: Option<u16>,
    needs: Vec<String>,
    /// The language of the prose.
    tag: String,
    html: String,
    contents: Vec<Contents<'a>>,
    /// What the terms marked in the prose mean.
    meanings: Vec<Meaning>,
    /// The day of its last change, for programs and for readers.
    updated: Option<Day>,
    /// What was tried on real engines, if all of it passed.
    verified: Option<Line>,
    edit: Option<String>,
    report: Option<String>,
}

#[derive(Serialize)]
struct Contents<'a> {
    level: u8,
    id: &'a str,
    html: &'a str,
}

#[derive(Serialize)]
struct Day {
    date: String,
    words: String,
}

impl Maker<'_> {
    pub(super) fn lesson(&self, lang: &Lang, lesson: &Lesson, beside: [Option<&Lesson>; 2]) -> String {
        let Some(page) = self.library.page(&lesson.id, lang) else { return String::new() };
        let place = Place::of(&format!("{}.html", lesson.id));
        let mut context = self.shell(lang, &place);
        let view = self.page(lang, lesson, page, &place);
        let trail = self.trail(lang, &lesson.id, &place.base);
        let subject = Subject {
            title: &view.title,
            summary: &view.summary,
            is_written_in: &|other| self.library.is_written(&lesson.id, other),
            updated: page.head.updated,
            trail: &trail,
        };
        context.insert("head", &self.head(lang, &place, &subject));
        context.insert("trail", &trail);
        context.insert("sidebar", &self.sidebar(lang, &place.base, Some(&lesson.id)));
        let source = self.library.page(&lesson.id, self.library.settings.source());
        context.insert("banner", &self.banner(lang, page, source, &place));
        context.insert("page", &view);
        let beside = beside.map(|lesson| lesson.map(|lesson| self.lesson_view(lang, &place.base, lesson)));
        let [previous, next]: [Option<LessonView>; 2] = beside;
        context.insert("previous", &previous);
        context.insert("next", &next);
        templates::fill(&self.library.tera, "lesson.html", &context)
    }

    fn page<'p>(&self, lang: &Lang, lesson: &'p Lesson, page: &'p Page, place: &Place) -> PageView<'p> {
        let title = page.title();
        let repository = &self.library.settings.repository;
        let spot = glossary::Place { lang: &page.lang, part: lesson.id.part().unwrap_or_default(), base: &place.base };
        let (prose, terms) = glossary::mark(&self.library.glossary, &page.body.html, &spot);
        PageView {
            id: lesson.id.as_str(),
            heading: page.body.heading.clone().unwrap_or_else(|| html::escape(&title)),
            title,
            summary: page.head.summary.clone().unwrap_or_default(),
            minutes: lesson.minutes,
            needs: self.needs(lang, lesson),
            tag: page.lang.tag(),
            html: self.prose(lang, page, &prose, &place.base),
            contents: contents(page),
            meanings: glossary::meanings(&terms, &page.lang),
            updated: page.head.updated.map(|date| Day { date: date.to_string(), words: words::date(lang, date) }),
            verified: self.verified_line(lang, lesson, &place.base),
            edit: repository.edit(&page.file),
            report: repository.report(&page.file),
        }
    }

    /// The way from the course to the lesson: the course, and its part.
    fn trail(&self, lang: &Lang, lesson: &LessonId, base: &str) -> Vec<Crumb> {
        let front = format!("{base}index.html");
        let part = self.library.course.parts.iter().find(|part| Some(part.name.as_str()) == lesson.part());
        let titled = part.map(|part| (part, part.title.text(lang))).filter(|(_, title)| !title.is_empty());
        let part = titled.map(|(part, title)| Crumb {
            title: title.to_owned(),
            href: format!("{front}#part-{}", part.name),
            path: format!("index.html#part-{}", part.name),
        });
        let course = Crumb { title: self.library.settings.title.clone(), href: front, path: "index.html".to_owned() };
        std::iter::once(course).chain(part).collect()
    }
}

fn contents(page: &Page) -> Vec<Contents<'_>> {
    let headings = page.body.headings.iter().filter(|heading| heading.level <= 3);
    headings.map(|h| Contents { level: h.level, id: &h.id, html: &h.html }).collect()
}
