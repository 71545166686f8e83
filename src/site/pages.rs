//! The pages around the prose: shell, language switch, list of lessons, contents, banners. All links are relative, so
//! that the built folder works from a web server's folder and from the disk alike.

use serde::Serialize;
use tera::Context;

use super::book::Page;
use super::cards::{self, Spot};
use super::glossary::{self, Meaning, Place};
use super::{Library, Options, Site, parity, single, templates};
use crate::course::{Lang, Lesson, LessonId};
use crate::words;

/// The glossary's page in each language.
const GLOSSARY: &str = "glossary.html";

/// A language in the switch.
#[derive(Serialize)]
struct Language {
    code: String,
    tag: String,
    name: String,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct PartView {
    name: String,
    title: String,
    lessons: Vec<LessonView>,
}

#[derive(Serialize)]
struct LessonView {
    id: String,
    title: String,
    summary: String,
    minutes: Option<u16>,
    href: String,
    current: bool,
    exercises: Vec<String>,
}

#[derive(Serialize)]
struct Contents<'a> {
    level: u8,
    id: &'a str,
    html: &'a str,
}

#[derive(Serialize)]
struct PageView<'a> {
    id: &'a str,
    title: String,
    heading: String,
    summary: String,
    minutes: Option<u16>,
    needs: Vec<String>,
    /// `missing`: shown in the source language; `stale`: the source has changed since.
    banner: Option<&'static str>,
    /// The day on which the source changed.
    source_date: Option<String>,
    /// The language of the prose.
    tag: String,
    source_href: Option<String>,
    html: String,
    contents: Vec<Contents<'a>>,
    /// What the terms marked in the prose mean.
    meanings: Vec<Meaning>,
}

/// The glossary in the list of lessons.
#[derive(Serialize)]
struct GlossaryLink {
    href: String,
    current: bool,
}

/// Everything, in memory.
pub(super) fn build(library: &Library, options: &Options) -> Site {
    let mut site = Site::default();
    let maker = Maker { library, options };
    for (path, bytes) in library.assets.files() {
        site.files.insert(path.clone(), bytes.clone());
    }
    for lang in library.course.langs.iter().filter(|lang| options.makes(lang)) {
        let order: Vec<&Lesson> = library.course.lessons().collect();
        for (n, lesson) in order.iter().enumerate() {
            let beside = [n.checked_sub(1).and_then(|n| order.get(n)), order.get(n + 1)];
            let html = maker.lesson(lang, lesson, beside.map(|lesson| lesson.copied()));
            site.files.insert(format!("{lang}/{}.html", lesson.id), html.into_bytes());
        }
        site.files.insert(format!("{lang}/index.html"), maker.index(lang).into_bytes());
        if !library.glossary.terms.is_empty() {
            site.files.insert(format!("{lang}/{GLOSSARY}"), maker.glossary(lang).into_bytes());
        }
        site.files.insert(format!("{lang}/404.html"), maker.not_found(lang).into_bytes());
        if options.single {
            site.files.insert(format!("{lang}/single.html"), single::page(library, options, lang).into_bytes());
        }
    }
    site.files.insert("index.html".to_owned(), maker.front().into_bytes());
    site
}

struct Maker<'a> {
    library: &'a Library,
    options: &'a Options,
}

impl Maker<'_> {
    /// What every template sees. `root` leads to the site's root, `base` to the language's, `path` names the page there.
    fn shell(&self, lang: &Lang, root: &str, base: &str, path: &str) -> Context {
        let mut context = Context::new();
        let assets = |ending: &str| -> Vec<String> {
            self.library.assets.top(ending).into_iter().map(|path| format!("{root}{path}")).collect()
        };
        let language = |(other, name): &(Lang, String)| Language {
            code: other.to_string(),
            tag: other.tag(),
            name: name.clone(),
            href: format!("{root}{other}/{path}"),
            current: other == lang,
        };
        let made = self.library.settings.langs.iter().filter(|(lang, _)| self.options.makes(lang));
        let langs: Vec<_> = made.map(language).collect();
        context.insert("site", &self.library.settings.title);
        context.insert("lang", lang.as_str());
        context.insert("tag", &lang.tag());
        context.insert("root", root);
        context.insert("base", base);
        context.insert("served", &self.options.served);
        context.insert("styles", &assets(".css"));
        context.insert("scripts", &assets(".js"));
        context.insert("langs", &langs);
        let glossary = GlossaryLink { href: format!("{base}{GLOSSARY}"), current: path == GLOSSARY };
        context.insert("glossary", &(!self.library.glossary.terms.is_empty()).then_some(glossary));
        context.insert("source_tag", &self.library.settings.source().tag());
        context
    }

    fn parts(&self, lang: &Lang, base: &str, current: Option<&LessonId>) -> Vec<PartView> {
        let view = |lesson: &Lesson| lesson_view(lang, base, lesson, current);
        let part = |part: &crate::course::Part| PartView {
            name: part.name.clone(),
            title: part.title.text(lang).to_owned(),
            lessons: part.lessons.iter().map(view).collect(),
        };
        self.library.course.parts.iter().map(part).collect()
    }

    fn lesson(&self, lang: &Lang, lesson: &Lesson, beside: [Option<&Lesson>; 2]) -> String {
        let (root, base) = if lesson.id.part().is_some() { ("../../", "../") } else { ("../", "") };
        let path = format!("{}.html", lesson.id);
        let mut context = self.shell(lang, root, base, &path);
        let Some(page) = self.library.page(&lesson.id, lang) else { return String::new() };
        context.insert("parts", &self.parts(lang, base, Some(&lesson.id)));
        context.insert("page", &self.page(lang, lesson, page, root, base));
        let [previous, next] = beside.map(|lesson| lesson.map(|lesson| lesson_view(lang, base, lesson, None)));
        context.insert("previous", &previous);
        context.insert("next", &next);
        templates::fill(&self.library.tera, "lesson.html", &context)
    }

    fn page<'p>(&self, lang: &Lang, lesson: &'p Lesson, page: &'p Page, root: &str, base: &str) -> PageView<'p> {
        let source = self.library.settings.source();
        let original = self.library.page(&lesson.id, source);
        let banner = self.banner(lang, original, page);
        let mut needs: Vec<_> = lesson
            .exercises
            .iter()
            .filter_map(|id| self.library.course.exercises.get(id))
            .flat_map(|e| &e.needs)
            .collect();
        needs.sort_unstable();
        needs.dedup();
        let title = page.title();
        let place = Place { lang: &page.lang, part: lesson.id.part().unwrap_or_default(), base };
        let (prose, terms) = glossary::mark(&self.library.glossary, &page.body.html, &place);
        PageView {
            id: lesson.id.as_str(),
            heading: page.body.heading.clone().unwrap_or_else(|| super::html::escape(&title)),
            title,
            summary: page.head.summary.clone().unwrap_or_default(),
            minutes: lesson.minutes,
            needs: needs.into_iter().map(|need| cards::need(*need, lang)).collect(),
            banner,
            source_date: original.and_then(|page| page.head.updated).map(|date| words::date(lang, date)),
            tag: page.lang.tag(),
            source_href: banner
                .filter(|_| self.options.makes(source))
                .map(|_| format!("{root}{source}/{}.html", lesson.id)),
            html: self.prose(lang, page, &prose, base),
            contents: contents(page),
            meanings: glossary::meanings(&terms, &page.lang),
        }
    }

    fn banner(&self, lang: &Lang, source: Option<&Page>, page: &Page) -> Option<&'static str> {
        if page.lang != *lang {
            return Some("missing");
        }
        source.is_some_and(|source| parity::is_stale(source, page)).then_some("stale")
    }

    fn prose(&self, lang: &Lang, page: &Page, html: &str, base: &str) -> String {
        let spot = Spot { lang, served: self.options.served, base };
        cards::fill(self.library, html, &page.body.cards, &spot)
    }

    /// The course at a glance, below what its author wants to say first.
    fn index(&self, lang: &Lang) -> String {
        let mut context = self.shell(lang, "../", "", "index.html");
        context.insert("parts", &self.parts(lang, "", None));
        let page = self.library.index(lang);
        context.insert("title", &page.and_then(|page| page.head.title.clone()).unwrap_or_default());
        context.insert("summary", &page.and_then(|page| page.head.summary.clone()).unwrap_or_default());
        context.insert("heading", &page.and_then(|page| page.body.heading.clone()));
        context.insert("prose_tag", &page.map_or(lang.tag(), |page| page.lang.tag()));
        context.insert("html", &page.map(|page| self.prose(lang, page, &page.body.html, "")).unwrap_or_default());
        templates::fill(&self.library.tera, "index.html", &context)
    }

    fn glossary(&self, lang: &Lang) -> String {
        let mut context = self.shell(lang, "../", "", GLOSSARY);
        context.insert("parts", &self.parts(lang, "", None));
        context.insert("terms", &glossary::entries(&self.library.glossary, lang, &self.library.course.langs));
        templates::fill(&self.library.tera, "glossary.html", &context)
    }

    /// Our own server shows it at any depth, so there its links alone begin at the root; a published site may lie
    /// anywhere, and only its own place is known.
    fn not_found(&self, lang: &Lang) -> String {
        let (root, base) = if self.options.served { ("/", format!("/{lang}/")) } else { ("../", String::new()) };
        let mut context = self.shell(lang, root, &base, "index.html");
        context.insert("parts", &self.parts(lang, &base, None));
        templates::fill(&self.library.tera, "404.html", &context)
    }

    /// Leads to a language, without a script.
    fn front(&self) -> String {
        let made = self.library.course.langs.iter().find(|lang| self.options.makes(lang));
        let context = self.shell(made.unwrap_or(self.library.settings.source()), "", "", "index.html");
        templates::fill(&self.library.tera, "front.html", &context)
    }
}

fn contents(page: &Page) -> Vec<Contents<'_>> {
    let headings = page.body.headings.iter().filter(|heading| heading.level <= 3);
    headings.map(|h| Contents { level: h.level, id: &h.id, html: &h.html }).collect()
}

fn lesson_view(lang: &Lang, base: &str, lesson: &Lesson, current: Option<&LessonId>) -> LessonView {
    LessonView {
        id: lesson.id.to_string(),
        title: lesson.title.text(lang).to_owned(),
        summary: lesson.summary.text(lang).to_owned(),
        minutes: lesson.minutes,
        href: format!("{base}{}.html", lesson.id),
        current: current == Some(&lesson.id),
        exercises: lesson.exercises.iter().map(ToString::to_string).collect(),
    }
}
