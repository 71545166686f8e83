//! The page of a learner's progress: every exercise of the course, filled in by the server's script. A published site
//! knows nobody's, and has none.

use serde::Serialize;

use super::Maker;
use super::head::Subject;
use super::shell::Place;
use crate::course::{Lang, Lesson};
use crate::site::{markdown, templates};
use crate::words;

/// The page, from the root of its language.
pub(in crate::site) const PATH: &str = "progress.html";

#[derive(Serialize)]
struct PartRow {
    title: String,
    lessons: Vec<LessonRow>,
}

#[derive(Serialize)]
struct LessonRow {
    id: String,
    title: String,
    href: String,
    has_quiz: bool,
    exercises: Vec<ExerciseRow>,
}

#[derive(Serialize)]
struct ExerciseRow {
    id: String,
    /// HTML.
    title: String,
    minutes: u16,
}

impl Maker<'_> {
    pub(super) fn progress(&self, lang: &Lang) -> String {
        let place = Place::of(PATH);
        let mut context = self.shell(lang, &place);
        let subject = Subject {
            title: &words::say(lang, "site-progress", &[]),
            summary: "",
            is_written_in: &|_| true,
            updated: None,
            trail: &[],
        };
        context.insert("head", &self.head(lang, &place, &subject));
        context.insert("title", subject.title);
        let own = "data-progress";
        let sidebar = self.sidebar(lang, &place.base, None);
        context.insert("sidebar", &sidebar.replacen(own, &format!("{own} aria-current=\"page\""), 1));
        let course = &self.library.course;
        let parts = course.parts.iter().map(|part| PartRow {
            title: part.title.text(lang).to_owned(),
            lessons: part.lessons.iter().map(|lesson| self.lesson_row(lang, lesson)).collect(),
        });
        context.insert("parts", &parts.collect::<Vec<_>>());
        templates::fill(&self.library.tera, "progress.html", &context)
    }

    fn lesson_row(&self, lang: &Lang, lesson: &Lesson) -> LessonRow {
        let course = &self.library.course;
        let exercises = lesson.exercises.iter().filter_map(|id| course.exercises.get(id));
        let row = |exercise: &crate::course::Exercise| ExerciseRow {
            id: exercise.id.to_string(),
            title: exercise
                .task
                .get(lang)
                .map(|task| markdown::render_inline(&task.title, lang, ""))
                .unwrap_or_default(),
            minutes: exercise.minutes,
        };
        LessonRow {
            id: lesson.id.to_string(),
            title: lesson.title.text(lang).to_owned(),
            href: format!("{}.html", lesson.id),
            has_quiz: course.quizzes.contains_key(&lesson.id),
            exercises: exercises.map(row).collect(),
        }
    }
}
