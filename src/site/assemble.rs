//! From books, exercises, quizzes and figures to one course, and what does not fit together among them.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Book, Entry, Page};
use super::exercises::Exercises;
use super::figures::Figures;
use super::markdown::{Card, CardKind, Link};
use super::near::did_you_mean;
use super::quizzes::Quizzes;
use super::settings::Settings;
use crate::course::{Course, ExerciseId, Lang, Lesson, LessonId, Localized, Part, Problem};

/// Pages of all languages.
pub(super) type Pages = BTreeMap<LessonId, BTreeMap<Lang, Page>>;

/// Puts the books of all languages together: the source language's order, then what only others list.
pub(super) fn pages(books: &mut BTreeMap<Lang, Book>) -> Pages {
    let mut pages = Pages::new();
    for (lang, book) in books {
        for (id, page) in std::mem::take(&mut book.pages) {
            pages.entry(id).or_default().insert(lang.clone(), page);
        }
    }
    pages
}

/// The course, as far as pages and exercises are sound.
pub(super) fn course(
    settings: &Settings,
    books: &BTreeMap<Lang, Book>,
    pages: &Pages,
    exercises: &Exercises,
    quizzes: &Quizzes,
) -> Course {
    let mut course = Course {
        langs: settings.codes(),
        parts: Vec::new(),
        exercises: exercises.sound.clone(),
        quizzes: quizzes.sound.clone(),
    };
    let mut seen = BTreeSet::new();
    for lang in &course.langs {
        let Some(book) = books.get(lang) else { continue };
        let mut title: Option<&str> = None;
        for entry in &book.entries {
            match entry {
                Entry::Part(words) => title = Some(words),
                Entry::Lesson(id) => {
                    let part = part_of(&mut course.parts, id);
                    if let (Some(words), None) = (title, part.title.only(lang)) {
                        part.title.insert(lang.clone(), words.to_owned());
                    }
                    if let (Some(of), true) = (pages.get(id), seen.insert(id.clone())) {
                        part.lessons.push(lesson(id, of, settings));
                    }
                }
            }
        }
    }
    course
}

/// The part whose folder the lesson lies in, made where there is none yet.
fn part_of<'a>(parts: &'a mut Vec<Part>, id: &LessonId) -> &'a mut Part {
    let name = id.part().unwrap_or_default();
    let at = parts.iter().position(|part| part.name == name).unwrap_or_else(|| {
        parts.push(Part { name: name.to_owned(), title: Localized::default(), lessons: Vec::new() });
        parts.len() - 1
    });
    &mut parts[at]
}

fn lesson(id: &LessonId, pages: &BTreeMap<Lang, Page>, settings: &Settings) -> Lesson {
    let source = pages.get(settings.source()).or_else(|| pages.values().next());
    let versions = || settings.langs.iter().filter_map(|(lang, _)| Some((lang.clone(), pages.get(lang)?)));
    let text =
        |of: fn(&Page) -> Option<String>| versions().filter_map(|(lang, page)| Some((lang, of(page)?))).collect();
    let cards = source.into_iter().flat_map(|page| &page.body.cards);
    Lesson {
        id: id.clone(),
        title: text(|page| Some(page.title())),
        summary: text(|page| page.head.summary.clone()),
        minutes: source.and_then(|page| page.head.minutes),
        updated: versions().filter_map(|(lang, page)| Some((lang, page.head.updated?))).collect(),
        change: text(|page| page.head.change.clone()),
        owns: source.map(|page| page.head.owns.clone()).unwrap_or_default(),
        diagnoses: source.map(|page| page.head.diagnoses.clone()).unwrap_or_default(),
        exercises: cards.filter(|c| c.kind == CardKind::Exercise).filter_map(|c| c.name.parse().ok()).collect(),
    }
}

/// Cards that embed what is not there; what is there and broken has been reported where it is.
pub(super) fn cards(
    pages: &Pages,
    exercises: &Exercises,
    quizzes: &Quizzes,
    figures: &Figures,
    problems: &mut Vec<Problem>,
) {
    let known = Known {
        exercises: exercises.sound.keys().chain(&exercises.broken).map(ExerciseId::as_str).collect(),
        quizzes: quizzes.sound.keys().chain(&quizzes.broken).map(LessonId::as_str).collect(),
        figures: figures.sound.keys().chain(&figures.broken).map(String::as_str).collect(),
    };
    let mut embedded: BTreeSet<(&Lang, &str)> = BTreeSet::new();
    for page in pages.values().flat_map(BTreeMap::values) {
        for card in &page.body.cards {
            known.card(card, problems);
            if card.kind == CardKind::Exercise && !embedded.insert((&page.lang, &card.name)) {
                let mut problem = card.place.clone();
                problem.words = format!("the exercise `{}` stands already in a lesson", card.name);
                problem.help = Some("keep one, and link to it from elsewhere".to_owned());
                problems.push(problem);
            }
        }
    }
    for id in exercises.sound.keys().filter(|id| !embedded.iter().any(|(_, name)| *name == id.as_str())) {
        let meant = format!("did you mean `{id}`?");
        if problems.iter().any(|problem| problem.help.as_ref() == Some(&meant)) {
            continue; // A lesson misspells it.
        }
        let help = format!("write `{{{{#exercise {id}}}}}` on a line by itself");
        let words = "stands in no lesson, so nobody will find it";
        problems.push(Problem::of_file(format!("exercises/{id}/exercise.toml"), words).help(help));
    }
}

struct Known<'a> {
    exercises: BTreeSet<&'a str>,
    quizzes: BTreeSet<&'a str>,
    figures: BTreeSet<&'a str>,
}

impl Known<'_> {
    fn card(&self, card: &Card, problems: &mut Vec<Problem>) {
        let name = &card.name;
        let (word, names, home) = match card.kind {
            CardKind::Exercise => ("exercise", &self.exercises, format!("exercises/{name}/exercise.toml")),
            CardKind::Quiz => ("quiz", &self.quizzes, format!("content/quizzes/{name}.toml")),
            CardKind::Figure => ("figure", &self.figures, format!("content/figures/{name}.svg")),
        };
        if !names.contains(card.name.as_str()) {
            let mut problem = card.place.clone();
            problem.words = format!("there is no {word} `{}`", card.name);
            let near = did_you_mean(name, names.iter().copied());
            problem.help = Some(near.unwrap_or_else(|| format!("it would lie at `{home}`")));
            problems.push(problem);
        }
    }
}

/// Links of pages: to a page of the course, and to a heading that it has.
pub(super) fn links(settings: &Settings, pages: &Pages, problems: &mut Vec<Problem>) {
    for (id, of) in pages {
        for page in of.values() {
            problems.extend(page.body.links.iter().filter_map(|link| dead_link(settings, pages, (id, page), link)));
        }
    }
}

/// What is wrong with a page's link; a heading that only a translation does not have yet is a gap.
fn dead_link(settings: &Settings, pages: &Pages, (id, page): (&LessonId, &Page), link: &Link) -> Option<Problem> {
    let Some(target) = resolve(id.part().unwrap_or_default(), &link.target, id) else {
        let words = format!("`{}` leads out of the course", link.target);
        let help = Some("link to a page below this language's folder".to_owned());
        return Some(Problem { words, help, ..link.place.clone() });
    };
    let (words, help) = follow(pages, &target, Some(&page.lang)).err()?;
    let source = settings.source();
    let is_gap = page.lang != *source && follow(pages, &target, Some(source)).is_ok();
    Some(Problem { words, help: Some(help), gap: is_gap.then(|| page.lang.clone()), ..link.place.clone() })
}

/// `learn` and the links of tasks and quizzes; gives back the targets that are not there.
pub(super) fn dead_links<'a>(
    pages: &Pages,
    links: impl Iterator<Item = &'a Link>,
    problems: &mut Vec<Problem>,
) -> BTreeSet<String> {
    let mut dead = BTreeSet::new();
    for link in links {
        if let Err((words, help)) = follow(pages, &link.target, None) {
            problems.push(Problem { words, help: Some(help), ..link.place.clone() });
            dead.insert(link.target.clone());
        }
    }
    dead
}

/// Takes links that lead nowhere out of the course, so that no learner meets them.
pub(super) fn bury(course: &mut Course, dead: &BTreeSet<String>) {
    let bury = |learn: &mut Option<String>| _ = learn.take_if(|target| dead.contains(target));
    course.exercises.values_mut().flat_map(|e| &mut e.checks).for_each(|check| bury(&mut check.learn));
    course.quizzes.values_mut().flat_map(|q| &mut q.questions).for_each(|question| bury(&mut question.learn));
}

/// A link of a page, from the language's root: `docker/volumes.md#x`; none where it leads out of the course.
fn resolve(folder: &str, target: &str, own: &LessonId) -> Option<String> {
    if let Some(id) = target.strip_prefix('#') {
        return Some(format!("{own}.md#{id}"));
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => _ = steps.pop()?,
            other => steps.push(other),
        }
    }
    Some(steps.join("/"))
}

type Words = (String, String);

/// Whether a page and its heading are there, in `lang` if it has the page, else in any.
fn follow(pages: &Pages, target: &str, lang: Option<&Lang>) -> Result<(), Words> {
    let (path, id) = target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)));
    if path == "index.md" && id.is_none() {
        return Ok(());
    }
    let lesson = path.strip_suffix(".md").and_then(|path| path.parse::<LessonId>().ok());
    let Some(of) = lesson.and_then(|lesson| pages.get(&lesson)) else {
        let known: Vec<String> = pages.keys().map(|id| format!("{id}.md")).collect();
        let near = did_you_mean(path, known.iter().map(String::as_str));
        let help = near.unwrap_or_else(|| "link to a page that `SUMMARY.md` lists, as `part/lesson.md`".to_owned());
        return Err((format!("there is no page `{path}`"), help));
    };
    let Some(id) = id else { return Ok(()) };
    let own = lang.and_then(|lang| of.get(lang)).into_iter();
    let any: Vec<&Page> = if own.len() > 0 { own.collect() } else { of.values().collect() };
    let ids: Vec<&str> = any.iter().flat_map(|page| &page.body.headings).map(|heading| heading.id.as_str()).collect();
    if ids.contains(&id) {
        return Ok(());
    }
    Err((
        format!("`{path}` has no heading `#{id}`"),
        super::near::known(id, ids, "the page has no headings with an id"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_from_their_page() {
        let own = "docker/volumes".parse().unwrap();
        let case = |target: &str| resolve("docker", target, &own);
        assert_eq!(case("#x").as_deref(), Some("docker/volumes.md#x"));
        assert_eq!(case("run.md#x").as_deref(), Some("docker/run.md#x"));
        assert_eq!(case("../kubernetes/pods.md").as_deref(), Some("kubernetes/pods.md"));
        assert_eq!(case("../../../etc/passwd"), None);
    }
}
