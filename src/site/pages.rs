//! The pages around the prose, and what a site has beside them. All links are relative, so that the built folder works
//! from a web server's folder and from the disk alike; only what must name a whole address does.
//!
//! `shell` gives what every page sees, `sidebar` the list of lessons, `head` what a page tells those who link to it,
//! `lesson` a lesson, `glossary` the terms, `progress` what a learner has done, `verified` what was tried on real
//! engines. What is left, the front pages and those of a wrong address, is here.

mod banner;
mod glossary;
mod head;
mod lesson;
mod progress;
mod shell;
mod sidebar;
mod verified;

use rayon::prelude::*;
use serde::Serialize;

use super::book::Page;
use super::cards::{self, Spot};
use super::{Library, Options, Site, feed, search, single, sitemap, templates};
use crate::course::{Lang, Lesson};
pub(super) use glossary::PATH as GLOSSARY;
use head::Subject;
use shell::Place;
use sidebar::{LessonView, Sidebars};
pub(super) use verified::PATH as VERIFIED;

/// Everything, in memory.
pub(super) fn build(library: &Library, options: &Options) -> Site {
    let mut site = Site::default();
    let maker = Maker { library, options, sidebars: Sidebars::default() };
    let mut put = |path: String, text: String| site.files.insert(path, super::sent(text));
    let order: Vec<&Lesson> = library.course.lessons().collect();
    for lang in maker.langs() {
        let lesson = |(n, lesson): (usize, &&Lesson)| {
            let beside = [n.checked_sub(1).and_then(|n| order.get(n)), order.get(n + 1)];
            let html = maker.lesson(lang, lesson, beside.map(|lesson| lesson.copied()));
            (format!("{lang}/{}.html", lesson.id), html)
        };
        let lessons: Vec<_> = order.par_iter().enumerate().map(lesson).collect();
        for (path, html) in lessons {
            put(path, html);
        }
        put(format!("{lang}/index.html"), maker.index(lang));
        if !library.glossary.terms.is_empty() {
            put(format!("{lang}/{GLOSSARY}"), maker.glossary(lang));
        }
        if let Some(verification) = &options.verified {
            put(format!("{lang}/{VERIFIED}"), maker.verified(lang, verification));
        }
        if options.served {
            put(format!("{lang}/{}", progress::PATH), maker.progress(lang));
        }
        put(format!("{lang}/404.html"), maker.not_found(lang));
        if let Some(feed) = options.base.as_ref().and_then(|base| feed::feed(library, lang, base)) {
            put(feed::path(lang), feed);
        }
        if options.single {
            put(format!("{lang}/{}", single::NAME), single::page(library, options, lang));
        }
    }
    put("index.html".to_owned(), maker.front());
    if !options.served {
        put("404.html".to_owned(), maker.lost());
    }
    if let Some(base) = &options.base {
        put("sitemap.xml".to_owned(), sitemap::sitemap(library, options, base));
        put("robots.txt".to_owned(), sitemap::robots(base));
    }
    site.files.extend(library.assets.files().map(|(path, bytes)| (path.clone(), bytes.clone())));
    site.files.extend(library.pictures());
    site.files.append(&mut search::files(library, options));
    site
}

struct Maker<'a> {
    library: &'a Library,
    options: &'a Options,
    sidebars: Sidebars,
}

/// How much there is in a course.
#[derive(Serialize)]
struct Extent {
    lessons: usize,
    exercises: usize,
    minutes: u16,
}

impl<'a> Maker<'a> {
    /// The languages that the site is made in.
    fn langs(&self) -> impl Iterator<Item = &'a Lang> {
        let options = self.options;
        self.library.course.langs.iter().filter(|lang| options.makes(lang))
    }

    /// A page's prose, given as HTML, with its cards in their places.
    fn prose(&self, lang: &Lang, page: &Page, html: &str, base: &str) -> String {
        let spot = Spot { lang, served: self.options.served, base };
        cards::fill(self.library, html, &page.body.cards, &spot)
    }

    /// The course at a glance, below what its author wants to say first.
    fn index(&self, lang: &Lang) -> String {
        let page = self.library.index(lang);
        let title = page.and_then(|page| page.head.title.clone()).unwrap_or_default();
        let summary = page.and_then(|page| page.head.summary.clone()).unwrap_or_default();
        let place = Place::of("index.html");
        let mut context = self.shell(lang, &place);
        let subject = Subject {
            title: if title.is_empty() { &self.library.settings.title } else { &title },
            summary: &summary,
            is_written_in: &|_| true,
            updated: page.and_then(|page| page.head.updated),
            trail: &[],
        };
        context.insert("head", &self.head(lang, &place, &subject));
        let source = self.library.indexes.get(self.library.settings.source());
        context.insert("banner", &page.and_then(|page| self.banner(lang, page, source, &place)));
        let parts = self.parts(lang, "");
        context.insert("first", &parts.iter().find_map(|part| part.lessons.first()));
        context.insert("parts", &parts);
        context.insert("extent", &self.extent());
        context.insert("title", &title);
        context.insert("summary", &summary);
        context.insert("heading", &page.and_then(|page| page.body.heading.clone()));
        context.insert("prose_tag", &page.map_or(lang.tag(), |page| page.lang.tag()));
        context.insert("html", &page.map(|page| self.prose(lang, page, &page.body.html, "")).unwrap_or_default());
        context.insert("single", &self.options.single.then_some(single::NAME));
        templates::fill(&self.library.tera, "index.html", &context)
    }

    fn extent(&self) -> Extent {
        let lessons: Vec<_> = self.library.course.lessons().collect();
        Extent {
            lessons: lessons.len(),
            exercises: lessons.iter().map(|lesson| lesson.exercises.len()).sum(),
            minutes: lessons.iter().filter_map(|lesson| lesson.minutes).fold(0, u16::saturating_add),
        }
    }

    /// What a language says to a wrong address. It is shown at any depth, so its links begin at the root where that is
    /// known; a published site may lie anywhere, and then only the page's own place is known.
    fn not_found(&self, lang: &Lang) -> String {
        let place = match self.root() {
            Some(root) => Place { base: format!("{root}{lang}/"), root, path: "index.html".to_owned() },
            None => Place::of("index.html"),
        };
        templates::fill(&self.library.tera, "404.html", &self.shell(lang, &place))
    }

    /// `/404.html`, which a web server shows for a wrong address below any language.
    fn lost(&self) -> String {
        let place = Place { root: self.root().unwrap_or_default(), base: String::new(), path: "index.html".to_owned() };
        templates::fill(&self.library.tera, "lost.html", &self.shell(self.first_lang(), &place))
    }

    /// `/index.html`: leads to a language.
    fn front(&self) -> String {
        let place = Place { root: String::new(), base: String::new(), path: "index.html".to_owned() };
        let mut context = self.shell(self.first_lang(), &place);
        context.insert("head", &self.front_head());
        templates::fill(&self.library.tera, "front.html", &context)
    }

    /// The source language, where the site has it.
    fn first_lang(&self) -> &'a Lang {
        self.langs().next().unwrap_or_else(|| self.library.settings.source())
    }

    /// The path of the site's root on its server, where that is known.
    fn root(&self) -> Option<String> {
        let published = || self.options.base.as_ref().map(|base| format!("{}/", base.path()));
        if self.options.served { Some("/".to_owned()) } else { published() }
    }
}
