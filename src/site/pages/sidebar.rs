//! The list of lessons beside every page. It is the same on all pages of a part but for the mark of the page itself, so
//! it is filled once a part; and a long course shows what lies elsewhere folded, a very long one not at all, since
//! every page would else grow with the course.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::Maker;
use crate::course::{Lang, Lesson, LessonId, Part};
use crate::site::html::inline;
use crate::site::{cards, templates};

/// A course of more lessons shows the part one reads unfolded, and no other.
const LONG: usize = 16;
/// A course of more lessons shows the lessons of the part one reads, and of the others the title.
const VERY_LONG: usize = 120;

#[derive(Serialize)]
pub(super) struct PartView {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) lessons: Vec<LessonView>,
    pub(super) minutes: u16,
    /// Whether it is unfolded in the sidebar.
    pub(super) open: bool,
}

#[derive(Serialize)]
pub(super) struct LessonView {
    pub(super) id: String,
    pub(super) title: String,
    /// HTML.
    pub(super) summary: String,
    pub(super) minutes: Option<u16>,
    pub(super) needs: Vec<String>,
    pub(super) href: String,
    pub(super) exercises: Vec<String>,
}

/// What a list depends on: language, way to its root, part.
type Key = (Lang, String, Option<String>);

/// The lists that have been filled.
#[derive(Default)]
pub(super) struct Sidebars(Mutex<BTreeMap<Key, Arc<str>>>);

impl Maker<'_> {
    /// The list of lessons in `lang`, for a page from which `base` leads to its language's root.
    pub(super) fn sidebar(&self, lang: &Lang, base: &str, current: Option<&LessonId>) -> String {
        let part = current.map(|id| id.part().unwrap_or_default());
        let key = (lang.clone(), base.to_owned(), part.map(str::to_owned));
        // Pages are made side by side, so nothing is held longer than it takes to find the list.
        let filled = self.sidebars.0.lock().expect("nobody panics while holding it").get(&key).cloned();
        let list = filled.unwrap_or_else(|| {
            let list: Arc<str> = self.fill_sidebar(lang, base, part).into();
            self.sidebars.0.lock().expect("nobody panics while holding it").entry(key).or_insert(list).clone()
        });
        let Some(current) = current else { return list.to_string() };
        // Ids are of letters, digits and hyphens: what is looked for stands there once, and in no text.
        let own = format!("data-lesson=\"{current}\"");
        list.replacen(&own, &format!("{own} aria-current=\"page\""), 1)
    }

    fn fill_sidebar(&self, lang: &Lang, base: &str, current: Option<&str>) -> String {
        let course = &self.library.course;
        let count = course.lessons().count();
        let part = |part: &Part| {
            let is_here = Some(part.name.as_str()) == current;
            let shown = if is_here || count <= VERY_LONG { &part.lessons[..] } else { &[] };
            PartView { open: is_here || count <= LONG, ..self.part(lang, base, part, shown) }
        };
        let parts: Vec<_> = course.parts.iter().map(part).collect();
        let mut context = tera::Context::new();
        context.insert("lang", lang.as_str());
        context.insert("base", base);
        context.insert("parts", &parts);
        context.insert("served", &self.options.served);
        context.insert("glossary", &!self.library.glossary.terms.is_empty());
        templates::fill(&self.library.tera, "sidebar.html", &context)
    }

    /// The whole course, as links from a page from which `base` leads to its language's root.
    pub(super) fn parts(&self, lang: &Lang, base: &str) -> Vec<PartView> {
        self.library.course.parts.iter().map(|part| self.part(lang, base, part, &part.lessons)).collect()
    }

    /// A part with those of its lessons that are shown.
    fn part(&self, lang: &Lang, base: &str, part: &Part, shown: &[Lesson]) -> PartView {
        PartView {
            name: part.name.clone(),
            title: part.title.text(lang).to_owned(),
            lessons: shown.iter().map(|lesson| self.lesson_view(lang, base, lesson)).collect(),
            minutes: part.lessons.iter().filter_map(|lesson| lesson.minutes).fold(0, u16::saturating_add),
            open: true,
        }
    }

    pub(super) fn lesson_view(&self, lang: &Lang, base: &str, lesson: &Lesson) -> LessonView {
        LessonView {
            id: lesson.id.to_string(),
            title: lesson.title.text(lang).to_owned(),
            summary: inline(lesson.summary.text(lang)),
            minutes: lesson.minutes,
            needs: self.needs(lang, lesson),
            href: format!("{base}{}.html", lesson.id),
            exercises: lesson.exercises.iter().map(ToString::to_string).collect(),
        }
    }

    /// What the exercises of a lesson need, each once.
    pub(super) fn needs(&self, lang: &Lang, lesson: &Lesson) -> Vec<String> {
        let exercises = lesson.exercises.iter().filter_map(|id| self.library.course.exercises.get(id));
        let mut needs: Vec<_> = exercises.flat_map(|exercise| &exercise.needs).collect();
        needs.sort_unstable();
        needs.dedup();
        needs.into_iter().map(|need| cards::need(*need, lang)).collect()
    }
}
