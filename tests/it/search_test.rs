//! What a search finds: the documents of a whole course, by language, and the file that leads to them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sampan::site::{Library, Options, Site, Source};
use serde::Deserialize;

/// An index as the browser gets it.
#[derive(Deserialize)]
struct Index {
    pages: Vec<Page>,
    same: Vec<Vec<String>>,
    say: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Page {
    href: String,
    title: String,
    #[serde(rename = "in")]
    path: Vec<String>,
    documents: Vec<Document>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Document {
    kind: Option<String>,
    id: String,
    title: String,
    also: String,
    text: String,
}

#[derive(Deserialize)]
struct Places {
    scripts: Vec<String>,
    marks: Vec<String>,
    style: String,
    langs: BTreeMap<String, Place>,
}

#[derive(Deserialize)]
struct Place {
    name: String,
    tag: String,
    index: String,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn built(root: PathBuf) -> Site {
    Library::open(&Source::Dir(root)).0.build(&Options::default())
}

/// What a script of one assignment assigns.
fn assigned<'a, T: Deserialize<'a>>(site: &'a Site, path: &str) -> T {
    let script = std::str::from_utf8(&site.files[path]).unwrap();
    let (_, value) = script.split_once(" = ").unwrap();
    serde_json::from_str(value.strip_suffix(";\n").unwrap()).unwrap()
}

fn index(site: &Site, lang: &str) -> Index {
    assigned(site, &assigned::<Places>(site, "search.js").langs[lang].index)
}

impl Index {
    /// Addresses of one kind, `lesson` where none is named, with their documents.
    fn of_kind(&self, kind: &str) -> BTreeMap<String, &Document> {
        let all =
            self.pages.iter().flat_map(|page| page.documents.iter().map(|document| (page.href.as_str(), document)));
        let fits = all.filter(|(_, document)| document.kind.as_deref().unwrap_or("lesson") == kind);
        fits.map(|(href, document)| (format!("{href}#{}", document.id), document)).collect()
    }
}

#[test]
fn every_section_exercise_and_term_is_a_document_of_its_language() {
    let site = built(root("tests/fixtures/good"));
    let zh = index(&site, "zh-cn");
    let page = &zh.pages[0];
    assert_eq!((page.href.as_str(), page.title.as_str()), ("docker/volumes.html", "容器没了，数据还在"));
    assert_eq!(page.path, ["Docker"]);
    let lessons = zh.of_kind("lesson");
    let own = lessons["docker/volumes.html#"];
    assert!(own.title.is_empty() && own.text.starts_with("容器删除时什么会丢"), "the summary first: {}", own.text);
    let section = lessons["docker/volumes.html#writable-layer"];
    assert_eq!(section.title, "可写层");
    assert!(section.text.contains("docker diff scribe") && !section.text.contains("$ docker"), "{}", section.text);
    assert!(!lessons.contains_key("docker/volumes.html#exercise"), "there is nothing under that heading but cards");
    let exercise = zh.of_kind("exercise")["docker/volumes.html#docker/keep-the-data"];
    assert!(exercise.title == "留住数据" && exercise.also == "docker/keep-the-data");
    let term = zh.of_kind("term")["glossary.html#term-image"];
    assert!(term.title == "镜像" && term.also.contains("image"), "{}", term.also);
    assert_eq!(index(&site, "en").of_kind("term")["glossary.html#term-image"].title, "image");
    assert!(zh.say.contains_key("search-many") && zh.say["search-kind-term"] == "术语");
}

#[test]
fn a_page_without_a_translation_is_found_in_its_own_language_alone() {
    let course = tempfile::tempdir().unwrap();
    copy(&root("tests/fixtures/good"), course.path());
    fs::remove_file(course.path().join("content/zh-cn/docker/volumes.md")).unwrap();
    let site = built(course.path().to_owned());
    assert!(index(&site, "en").of_kind("lesson").contains_key("docker/volumes.html#writable-layer"));
    assert_eq!(index(&site, "zh-cn").of_kind("lesson").len(), 0);
    assert_eq!(index(&site, "zh-cn").of_kind("exercise").len(), 1, "its exercise has been translated");
}

#[test]
fn each_message_leads_to_where_its_lesson_shows_it() {
    let site = built(root(""));
    for lang in ["en", "zh-cn"] {
        let index = index(&site, lang);
        let faults = index.of_kind("fault");
        let href = |words: &str| faults.iter().find(|(_, fault)| fault.title.contains(words)).unwrap().0.as_str();
        assert_eq!(href("field is immutable"), "kubernetes/deployments.html#selector", "{lang}");
        assert_eq!(href("cannot reuse a name"), "helm/installing.html#values", "{lang}");
        // A page that is about one fault as a whole is found by all of the fault's messages, and needs not show each.
        let lost = faults.iter().filter(|(href, fault)| fault.id.is_empty() && !href.starts_with("faults/"));
        let lost: Vec<_> = lost.map(|(_, fault)| &fault.title).collect();
        assert!(lost.is_empty(), "the lesson does not show: {lost:?}");
    }
}

/// What sixty lessons will weigh if they weigh as those that there are: the goal is 150 KB a language, compressed.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are wanted beside the verdict")]
fn an_index_stays_light() {
    let site = built(root(""));
    for place in assigned::<Places>(&site, "search.js").langs.values() {
        let mut index: serde_json::Value = assigned(&site, &place.index);
        let is_lesson = |page: &serde_json::Value| page["href"].as_str().is_some_and(|href| href.contains('/'));
        let pages = std::mem::take(index["pages"].as_array_mut().unwrap());
        let (lessons, others): (Vec<_>, Vec<_>) = pages.into_iter().partition(is_lesson);
        index["pages"] = others.into();
        let (count, once) = (lessons.len(), weight(&index));
        let sixty = once + weight(&lessons.into()) * 60 / count;
        println!("{}: {once} bytes whatever comes, {sixty} for sixty lessons, as {count} weigh", place.name);
        assert!(sixty <= 150_000, "{}: {sixty} bytes for sixty lessons", place.name);
    }
}

fn weight(value: &serde_json::Value) -> usize {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(value.to_string().as_bytes()).unwrap();
    gzip.finish().unwrap().len()
}

#[test]
fn one_file_names_all_others_and_they_change_their_names_with_their_content() {
    let site = built(root(""));
    let places: Places = assigned(&site, "search.js");
    assert_eq!((places.langs["zh-cn"].name.as_str(), places.langs["zh-cn"].tag.as_str()), ("简体中文", "zh-CN"));
    let indexes = places.langs.values().map(|place| &place.index);
    for path in places.scripts.iter().chain(&places.marks).chain([&places.style]).chain(indexes.clone()) {
        assert!(path.starts_with("static/") && site.files.contains_key(path), "{path}");
    }
    assert!(!index(&site, "zh-cn").same.is_empty(), "words that mean the same");
    assert!(built(root("")).files == site.files, "the same course makes the same bytes");
    let other = built(root("tests/fixtures/good"));
    let others: Places = assigned(&other, "search.js");
    assert!(others.langs["en"].index != places.langs["en"].index && others.scripts == places.scripts);
    for (path, page) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(page);
        assert!(indexes.clone().all(|index| !html.contains(index.as_str())), "{path} would change with every page");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if from.is_dir() { copy(&from, &to) } else { fs::write(&to, fs::read(&from).unwrap()).unwrap() }
    }
}
