//! Fuzzing of what an author writes: the heads of pages, pages, exercises, and the files that hold a course together.
//!
//! Whatever it is, it is read or refused at its place, with words and help, and no page holds anything that acts.

use std::cell::RefCell;
use std::collections::BTreeMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

use super::load::Tree;
use super::markdown::{self, Around, CARD_MARK};
use super::preprocess::Preprocessors;
use super::{book, exercises, figures, frontmatter, glossary, include, quizzes, search, settings};
use crate::course::problem::only_gaps;
use crate::course::{ExerciseId, Lang, Problem};
use crate::fuzz::{self, Corpus};

/// A file by its path in the course.
type File = (String, String);

fn langs() -> [Lang; 2] {
    [Lang::en(), Lang::new("zh-cn")]
}

/// Holds that each problem says what is wrong and what to do, and lies in its file.
#[track_caller]
fn told(problems: &[Problem], tree: &Tree) {
    for problem in problems {
        assert!(!problem.words.trim().is_empty(), "{problem:?}");
        assert!(problem.help.as_deref().is_some_and(|help| !help.trim().is_empty()), "{problem:?}");
        fuzz::lies_in(tree.text(&problem.file).unwrap_or_default(), problem.line, problem.column, problem);
    }
}

/// Pieces of a page's head.
const HEAD: &str = "title: ¦summary: >-\n  ¦minutes: ¦updated: 2026-11-20\n¦change: ¦owns: { volumes: [a] }\n¦\
     owns:\n  images:\n    - ¦errors:\n  - ¦diagnoses: [¦source_hash: ¦---\n¦...\n¦&a ¦*a¦<<: *a\n¦!!str ¦\
     !!binary ¦? ¦{a: ¦[a, ¦'¦\"";

#[test]
fn front_matter() {
    const HASH: &str = "0123456789abcdef";
    let heads = fuzz::files("content", &[".md"]).into_iter().map(|(_, page)| {
        let end = page.match_indices("---\n").nth(1).map_or(0, |(at, mark)| at + mark.len());
        page[..page.ceil_char_boundary((end + 40).min(page.len()))].to_owned()
    });
    let corpus = Corpus::new(heads, HEAD);
    let read = |tree: &Tree| {
        let mut problems = Vec::new();
        let (head, body) = frontmatter::read("x.md", tree.text("x.md").unwrap_or_default(), &mut problems);
        (head, body, problems)
    };
    fuzz::run(
        move |u| corpus.draw(u),
        move |text| {
            let tree = Tree::of([("x.md", text.as_str())]);
            let Some(text) = tree.text("x.md") else { return };
            let (head, body, problems) = read(&tree);
            told(&problems, &tree);
            assert!(text.get(..body).is_some() && text.get(frontmatter::key(text, "title")).is_some());
            assert!(!head.is_broken || !problems.is_empty(), "it is broken, and nothing says why");
            if problems.is_empty() {
                let stamped = frontmatter::stamped(text, HASH);
                let (again, _, problems) = read(&Tree::of([("x.md", stamped.as_str())]));
                // Where it cannot be read back, `accept` refuses the page.
                if again.source_hash.as_deref() == Some(HASH) {
                    assert_eq!((again.title, problems), (head.title, Vec::new()), "{stamped:?}");
                }
            }
        },
    );
}

/// Pieces of an exercise's files.
const EXERCISE: &str = "format = 1\n¦[[checks]]\n¦[[setup]]\n¦[let]\n¦id = \"x\"\n¦look = { container = { name = \"web\" } }\n¦\
     look = { ¦looks = { a = { file = { path = \"p\" } } }\n¦that = \"¦that = '''\n¦'''¦\"\"\"¦\
     matches_any = [{ a = 1 }]\n¦say = { en = \"x\", zh-cn = \"卷\" }\n¦after = [\"x\"]\n¦\
     found = { say = { en = \"{a}\" }¦hint_when = { 1 = \"true\" }\n¦within = ¦owns = { images = [\"a\"] }\n¦\
     images = [\"nginx\"]\n¦needs = [\"docker\"]\n¦not_yet = [¦leaves = { volumes = [\"a\"] }\n¦why = \"\"\n¦\
     diagnosis = \"¦hint = 0\n¦## Hint\n¦## After\n¦# ¦```\n¦a.b.c = 1\n¦[a]\n¦[[a.b]]\n¦2026-11-20T00:00:00Z¦\
     0xffff_ffff_ffff_ffff_f¦inf¦nan";

#[test]
fn exercise() {
    let mut folders: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for (path, text) in fuzz::files("exercises", &[""]) {
        let folder = path.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        folders.entry(folder).or_default().push((path, text));
    }
    let is_read = |path: &str| path.ends_with(".toml") || path.ends_with(".md");
    let read: Vec<File> = folders.values().flatten().filter(|(path, _)| is_read(path)).cloned().collect();
    let corpus = Corpus::new(read.iter().map(|(_, text)| text.as_str()), EXERCISE);
    fuzz::run(
        move |u| {
            let (path, text) = u.choose(&read)?;
            Ok((path.clone(), corpus.changed(text.clone(), u)?))
        },
        move |(path, text): &File| {
            let folder = folders.iter().find(|(folder, _)| path.starts_with(&format!("{folder}/"))).expect("its own").1;
            let files = folder.iter().map(|(other, written)| (other, if other == path { text } else { written }));
            let tree = Tree::of(files.map(|(path, text)| (path.as_str(), text.as_str())));
            if tree.text(path).is_none() {
                return;
            }
            let all = exercises::read(&tree, &langs());
            told(&all.problems, &tree);
            assert_eq!(all.sound.len() + all.broken.len(), 1);
            assert_eq!(all.broken.is_empty(), only_gaps(&all.problems), "{:?}", all.problems);
            let manifest = |id: &ExerciseId| tree.text(&format!("exercises/{id}/exercise.toml")).unwrap_or_default();
            for (id, place) in all.places.iter().flat_map(|(id, places)| places.iter().map(move |place| (id, place))) {
                assert!(manifest(id).get(place.range.clone()).is_some(), "{place:?}");
            }
            assert!(all.sound.values().all(|exercise| !exercise.checks.is_empty()));
        },
    );
}

/// Pieces of the files that hold a course together.
const COURSE: &str = "- [T](docker/volumes.md)\n¦  - [T](docker/x.md)\n¦# Part\n¦---\n¦[T]()\n¦- [¦](¦[output.sampan]\n¦\
     source = \"en\"\n¦languages = { en = \"E\" }\n¦html = true\n¦kubernetes = \"1.34\"\n¦\
     git-repository-url = \"https://x.test\"\n¦edit-url-template = \"https://x.test/{path}\"\n¦[[questions]]\n¦\
     ask = { en = \"¦why = { en = \"x\" }\n¦[[questions.answers]]\n¦accept = [\"a\"]\n¦order = [¦right = true\n¦\
     because = { en = \"x\" }\n¦[[terms]]\n¦also = { en = [\"x\"] }\n¦parts = [\"docker\"]\n¦\
     same = [[\"a\", \"b\"]]\n¦skip = [\"¦<svg¦</svg>¦<g>¦</g>¦<text data-key=\"a\"/>¦<script>x</script>¦\
     <foreignObject>¦ onload=\"x\"¦ href=\"javascript:x\"¦url(#a)¦url(http://x)¦\
     <!DOCTYPE svg [<!ENTITY a 'b'>]>¦&a;¦&#0;¦<![CDATA[¦<?xml version=\"1.0\"?>¦ xmlns=\"x\"¦ xlink:href=\"#a\"¦\
     <!-- ";

#[test]
fn course_files() {
    const ROOT: &str = "tests/fixtures/good/";
    let parsed = [".toml", ".svg", "SUMMARY.md"];
    let all = fuzz::files(ROOT, &[".toml", ".svg", ".md", ".txt", ".yaml"]).into_iter();
    let base: Vec<File> = all.map(|(path, text)| (path[ROOT.len()..].to_owned(), text)).collect();
    let is_changed = |path: &str| parsed.iter().any(|end| path.ends_with(end)) && !path.starts_with("exercises/");
    let changed: Vec<File> = base.iter().filter(|(path, _)| is_changed(path)).cloned().collect();
    let seeds = changed.clone().into_iter().chain(fuzz::files("content", &parsed)).map(|(_, text)| text);
    let corpus = Corpus::new(seeds, COURSE);
    fuzz::run(
        move |u| {
            let (path, text) = u.choose(&changed)?;
            Ok((path.clone(), corpus.changed(text.clone(), u)?))
        },
        move |(path, text): &File| {
            let files = base.iter().map(|(other, written)| (other, if other == path { text } else { written }));
            let tree = Tree::of(files.map(|(path, text)| (path.as_str(), text.as_str())));
            if tree.text(path).is_some() {
                told(&read(&tree, path), &tree);
            }
        },
    );
}

/// The problems of one of the files that hold a course together.
fn read(tree: &Tree, path: &str) -> Vec<Problem> {
    let (langs, mut problems) = (langs(), Vec::new());
    if path == "book.toml" {
        let settings = settings::read(tree, &mut problems);
        assert!(settings.langs.iter().any(|(lang, _)| lang == settings.source()));
    } else if path.ends_with("SUMMARY.md") {
        let lang = &langs[usize::from(path.contains("/zh-cn/"))];
        let shelf = book::Shelf { tree, preprocessors: &Preprocessors::default(), html: false };
        problems = book::read(shelf, lang, *lang == langs[0]).1;
    } else if path.starts_with("content/quizzes/") {
        let quizzes = quizzes::read(tree, &langs);
        assert!(quizzes.broken.is_empty() || !quizzes.problems.is_empty());
        problems = quizzes.problems;
    } else if path.starts_with("content/figures/") {
        let figures = figures::read(tree, &langs);
        for (lang, html) in figures.sound.values().flat_map(|html| html.iter()) {
            harmless(html, &format!("the figure in {lang}"));
        }
        problems = figures.problems;
    } else {
        let terms = glossary::read(tree, &langs, &mut problems);
        terms.sorted(&langs[1], &langs[0]);
        search::read(tree, &langs, &mut problems);
    }
    problems
}

/// Pieces of Markdown.
const LESSON: &str = "> [!WARNING]\n> **T**\n> x\n¦```console\n$ ls\n? 1\n```\n¦```yaml\na: 1\n¦~~~\n¦\
     | a | b |\n|---|:-:|\n| 1 | 2 |\n¦[^1]¦\n[^1]: x\n¦[^¦# H {#id}\n¦## H {#a .b onclick=x}\n¦\
     {{#include web.yaml}}¦{{#include part.md:2}}¦{{#include x.md}}¦{{#exercise docker/x}}\n¦\
     {{#quiz docker/x}}\n¦{{#figure x}}\n¦[a](javascript:alert(1))¦[a](&#106;avascript:x)¦[a](networks.md#x)¦\
     <javascript:x>¦![x](x.png)¦![¦](¦<https://x.test>¦- [ ] x\n¦1. x\n¦**¦__¦~~¦***¦\n---\n¦\n===\n¦\\\n¦  \n¦\
     \n\n¦<!-- ¦-->¦<!--card-->¦<!--base-->";

/// Pieces of HTML that act, or break what stands around them.
const HTML: &str = "<script>alert(1)</script>¦<b onclick=x>¦<svg onload=x>¦<img src=x onerror=x>¦\
     <a href=\"java&Tab;script:x\">¦</p>¦<table><tr><td>¦<details open>¦<div title=\"¦<style>¦<noscript>¦\
     <math><mtext>¦<template>¦<textarea>¦<iframe srcdoc=x>¦<base href=//x>¦<p/onclick=x>¦\u{fdd0}1\u{fdd1}¦\
     \u{fdd0}¦\u{fdd1}¦<!--[if IE]>¦<![CDATA[¦<?x ";

#[test]
fn lesson() {
    let lessons = fuzz::files("content", &[".md"]).into_iter().map(|(_, text)| text);
    let corpus = Corpus::new(lessons, &[LESSON, HTML].join("¦"));
    const FILE: &str = "content/en/docker/x.md";
    fuzz::run(
        move |u| Ok((u.arbitrary()?, corpus.draw(u)?)),
        |(html, text): &(bool, String)| {
            let part = "one\n<b>two</b>\n{{#include web.yaml}}\n";
            let beside = [("content/en/docker/web.yaml", "kind: Pod\n"), ("content/en/docker/part.md", part)];
            let tree = Tree::of([(FILE, text.as_str())].into_iter().chain(beside));
            let Some(text) = tree.text(FILE) else { return };
            let mut problems = Vec::new();
            let (_, start) = frontmatter::read(FILE, text, &mut problems);
            let included = include::expand(&tree, FILE, text, start, &mut problems);
            let lang = &langs()[text.len() % 2];
            let body = markdown::page(&included, start, lang, Around { tree: &tree, html: *html });
            problems.extend(body.problems);
            told(&problems, &tree);
            harmless(&body.html, "the page");
            let headings = body.headings.iter().map(|heading| &heading.html);
            headings.chain(&body.heading).for_each(|html| harmless(html, "a heading"));
            // HTML that is never closed takes what follows with it, and so does a footnote that nobody leads to; both are told.
            let marks = body.html.matches(CARD_MARK).count();
            assert!(marks == body.cards.len() || (marks < body.cards.len() && !problems.is_empty()));
        },
    );
}

/// Elements that could act, or that change what stands around them.
const ACTING: [&str; 17] = [
    "applet",
    "base",
    "embed",
    "foreignobject",
    "form",
    "frame",
    "frameset",
    "iframe",
    "link",
    "math",
    "meta",
    "noscript",
    "object",
    "plaintext",
    "script",
    "style",
    "template",
];

/// Holds that nothing in a page can act, as a browser takes it apart.
#[track_caller]
fn harmless(html: &str, what: &str) {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Acting::default(), html5ever::tokenizer::TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let found = tokenizer.sink.0.take();
    assert!(found.is_empty(), "{what} holds {found:?}: {html}");
}

/// What of a page could act.
#[derive(Default)]
struct Acting(RefCell<Vec<String>>);

impl Acting {
    fn tag(&self, tag: &Tag) {
        let name = tag.name.to_ascii_lowercase();
        if ACTING.contains(&&*name) {
            self.0.borrow_mut().push(format!("<{name}>"));
        }
        for attribute in &tag.attrs {
            let key = attribute.name.local.to_ascii_lowercase();
            let value: String = attribute.value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
            let value = value.to_ascii_lowercase();
            let is_script = ["javascript:", "vbscript:", "data:text"].iter().any(|scheme| value.starts_with(scheme));
            let leads = ["href", "src", "xlink:href", "action"].contains(&&*key);
            if key.starts_with("on") || ["style", "srcdoc", "formaction"].contains(&&*key) || (leads && is_script) {
                self.0.borrow_mut().push(format!("<{name} {key}={value:?}>"));
            }
        }
    }
}

impl TokenSink for Acting {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.tag(&tag);
        }
        TokenSinkResult::Continue
    }
}

#[test]
fn what_acts_is_found() {
    for html in ["<p><b onclick=x>", "<SCRIPT>", "<a href=' java\tscript:x'>", "<svg/onload=x>", "<p style=x>"] {
        assert!(std::panic::catch_unwind(|| harmless(html, "it")).is_err(), "{html}");
    }
    harmless("<p class=\"onclick\">on=<code>&lt;script&gt;</code> <a href=\"x.html\">javascript:</a>", "it");
}
