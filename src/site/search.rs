//! What a reader can search: an index file per language, and `search.js`, which says where all of it lies (pure).
//!
//! An index file holds documents, and the browser indexes them when the search box opens: they must be there for the
//! excerpts anyway, and a ready index beside them would be larger than all of them. It is a classic script, since
//! browsers read neither modules nor `fetch` from `file://`. Pages name `search.js` alone, whose name never changes, so
//! a sentence that changes is a new page and a new index, and not a thousand pages that name that index.

mod documents;
mod sections;
mod words;

use std::collections::BTreeMap;

use bytes::Bytes;
use rayon::prelude::*;
use serde::Serialize;

use super::{Library, Options, load};
use crate::course::Lang;

pub(super) use words::{SearchFile, Words, read};

/// What the box loads, in this order, beside an index.
const BOX: &[&str] = &["vendor/minisearch/index.js", "search/words.js", "search/find.js", "search.js"];
/// What marks the words on the page that a result leads to.
const MARKS: &[&str] = &["search/words.js", "search/marks.js"];
const STYLE: &str = "search.css";

/// The index of one language.
#[derive(Serialize)]
struct Index<'a> {
    pages: Vec<documents::Page>,
    #[serde(flatten)]
    words: &'a Words,
    /// What the box says, in this language.
    say: BTreeMap<String, String>,
}

/// Where everything lies, as paths from the site's root.
#[derive(Serialize)]
struct Places<'a> {
    scripts: Vec<&'a str>,
    marks: Vec<&'a str>,
    style: &'a str,
    langs: BTreeMap<&'a str, Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    name: &'a str,
    tag: String,
    index: String,
}

/// The files that search consists of beside the theme's own, by their paths.
pub(super) fn files(library: &Library, options: &Options) -> BTreeMap<String, Bytes> {
    let mut files = BTreeMap::new();
    let mut langs = BTreeMap::new();
    let made: Vec<_> = library.settings.langs.iter().filter(|(lang, _)| options.makes(lang)).collect();
    let scripts: Vec<_> = made.par_iter().map(|(lang, _)| index(library, lang)).collect();
    for ((lang, name), script) in made.into_iter().zip(scripts) {
        let path = format!("static/search/{lang}.{}.js", &load::digest(script.as_bytes())[..8]);
        langs.insert(lang.as_str(), Place { name, tag: lang.tag(), index: path.clone() });
        files.insert(path, super::sent(script));
    }
    let asset = |name: &&'static str| library.assets.path(name).unwrap_or(name);
    let places = Places {
        scripts: BOX.iter().map(asset).collect(),
        marks: MARKS.iter().map(asset).collect(),
        style: asset(&STYLE),
        langs,
    };
    files.insert("search.js".to_owned(), super::sent(format!("sampan.search = {};\n", json(&places))));
    files
}

fn index(library: &Library, lang: &Lang) -> String {
    let none = Words::default();
    let index = Index {
        pages: documents::of(library, lang),
        words: library.search.get(lang).unwrap_or(&none),
        say: crate::words::all(lang, "search-"),
    };
    format!("(sampan.indexes ??= {{}})[\"{lang}\"] = {};\n", json(&index))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and lists of them are always JSON")
}
