//! The glossary as its page shows it, and the meanings that a lesson holds for the terms it uses.

use serde::Serialize;

use super::{Glossary, Term};
use crate::course::Lang;
use crate::site::html::{escape, inline};

/// A term on the glossary's page.
#[derive(Serialize)]
pub(in crate::site) struct Entry<'a> {
    anchor: String,
    name: &'a str,
    /// The name in the other languages, where it differs.
    others: Vec<Other<'a>>,
    /// HTML.
    meaning: String,
}

#[derive(Serialize)]
struct Other<'a> {
    tag: String,
    name: &'a str,
}

/// What a marked term means, once in a lesson.
#[derive(Serialize)]
pub(in crate::site) struct Meaning {
    id: String,
    /// HTML.
    text: String,
}

/// All terms as a reader of `lang` looks them up; `langs` begins with the source language.
pub(in crate::site) fn entries<'a>(glossary: &'a Glossary, lang: &Lang, langs: &[Lang]) -> Vec<Entry<'a>> {
    let source = langs.first().unwrap_or(lang);
    let entry = |term: &'a Term| {
        let name = term.name.text(lang);
        let others = langs.iter().filter(|other| *other != lang).filter_map(|other| {
            let name = term.name.only(other).filter(|other| *other != name)?;
            Some(Other { tag: other.tag(), name })
        });
        Entry { anchor: term.anchor(), name, others: others.collect(), meaning: inline(term.meaning.text(lang)) }
    };
    glossary.sorted(lang, source).into_iter().map(entry).collect()
}

/// The meanings of the terms that a lesson marks, in the language of its prose.
pub(in crate::site) fn meanings(terms: &[&Term], lang: &Lang) -> Vec<Meaning> {
    terms.iter().map(|term| Meaning { id: escape(&term.id), text: inline(term.meaning.text(lang)) }).collect()
}
