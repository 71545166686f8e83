//! `content/glossary.toml` → the terms of the course: one definition, all languages.
//!
//! A term has a page entry (`glossary.html#term-volume`), and its first use in a lesson is marked by `mark`. A word may
//! mean two things in two parts of a course, so a term may name the `parts` in which it is meant.

mod lexicon;
mod mark;
mod page;
mod read;

use std::collections::BTreeMap;

use crate::course::{Lang, Localized};

use lexicon::Lexicon;

pub(super) use mark::{Place, mark};
pub(super) use page::{Meaning, entries, meanings};
pub(super) use read::{GlossaryFile, read};

/// The terms in the order of their file, which is that of the course.
#[derive(Debug, Clone, Default)]
pub(super) struct Glossary {
    pub(super) terms: Vec<Term>,
    lexicons: BTreeMap<Lang, Lexicon>,
}

/// A word of the course and what it means.
#[derive(Debug, Clone, Default)]
pub(super) struct Term {
    pub(super) id: String,
    pub(super) name: Localized<String>,
    /// Other spellings.
    pub(super) also: Localized<Vec<String>>,
    /// A sentence, with `code` in backticks.
    pub(super) meaning: Localized<String>,
    /// The parts of the course in which the word means this; all where there is none.
    pub(super) parts: Vec<String>,
}

impl Glossary {
    pub(super) fn new(terms: Vec<Term>, langs: &[Lang]) -> Self {
        let lexicons = langs.iter().map(|lang| (lang.clone(), Lexicon::of(&terms, lang))).collect();
        Self { terms, lexicons }
    }

    /// The terms as a reader looks them up: by their names in Latin letters. Han has no order that every reader knows,
    /// so there the name in the source language counts, which stands beside the other.
    pub(super) fn sorted(&self, lang: &Lang, source: &Lang) -> Vec<&Term> {
        let by = if lang.is_han() { source } else { lang };
        let mut terms: Vec<&Term> = self.terms.iter().collect();
        terms.sort_by_cached_key(|term| term.name.text(by).to_lowercase());
        terms
    }
}

impl Term {
    /// Its id on the page of the glossary.
    pub(super) fn anchor(&self) -> String {
        format!("term-{}", self.id)
    }

    /// Its entry; `base` leads from a page to its language's root.
    pub(super) fn href(&self, base: &str) -> String {
        format!("{base}glossary.html#{}", self.anchor())
    }

    /// How it may be written in `lang`: `标签（tag）` is met as `标签`, too.
    pub(super) fn spellings(&self, lang: &Lang) -> Vec<String> {
        let name = self.name.only(lang).into_iter().flat_map(|name| [name.as_str(), bare(name)]);
        let also = self.also.only(lang).into_iter().flatten().map(String::as_str);
        let mut all: Vec<String> = name.chain(also).map(str::to_owned).collect();
        all.sort();
        all.dedup();
        all
    }

    pub(super) fn is_meant_in(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|own| own == part)
    }

    /// Whether some part has both, so that one word would mean two things there.
    fn meets(&self, other: &Self) -> bool {
        self.parts.is_empty() || other.parts.is_empty() || self.parts.iter().any(|part| other.parts.contains(part))
    }
}

/// A name without the brackets at its end.
fn bare(name: &str) -> &str {
    let open =
        if name.ends_with('）') { name.find('（') } else { name.ends_with(')').then(|| name.find('(')).flatten() };
    open.map_or(name, |at| name[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_at_the_end_of_a_name_are_no_part_of_its_spelling() {
        assert_eq!(bare("标签（tag）"), "标签");
        assert_eq!(bare("template (of a Pod)"), "template");
        assert_eq!(bare("bind mount"), "bind mount");
        assert_eq!(bare("f(x) form"), "f(x) form");
    }

    #[test]
    fn terms_stand_by_their_latin_names() {
        let zh = Lang::new("zh-cn");
        let term = |en: &str, han: &str| Term {
            name: [(Lang::en(), en.to_owned()), (zh.clone(), han.to_owned())].into_iter().collect(),
            ..Term::default()
        };
        let langs = [Lang::en(), zh.clone()];
        let glossary = Glossary::new(vec![term("volume", "数据卷"), term("Pod", "Pod"), term("image", "镜像")], &langs);
        for lang in langs {
            let names: Vec<_> = glossary.sorted(&lang, &Lang::en()).iter().map(|t| t.name.text(&Lang::en())).collect();
            assert_eq!(names, ["image", "Pod", "volume"], "{lang}");
        }
    }
}
