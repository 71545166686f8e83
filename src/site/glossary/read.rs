//! The glossary as an author wrote it: strict keys, every language of the course, no word that would mean two things.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Glossary, Term};
use crate::course::{CheckId, Lang, Localized, Problem};
use crate::site::load::Tree;
use crate::site::near::known;
use crate::site::spanned::Spanned;
use crate::site::written::{Item, Texts, Written};

const FILE: &str = "content/glossary.toml";

/// The terms of the course and what they mean.
// As a whole, the file is only told of: `Reader` takes the list apart.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "glossary.toml")]
#[expect(dead_code, reason = "only its shape is asked for")]
pub(in crate::site) struct GlossaryFile {
    /// The terms, in any order.
    #[schemars(length(min = 1))]
    terms: Vec<TermFile>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TermFile {
    /// Its name in links: lower-case letters, digits and inner hyphens.
    #[schemars(required, with = "CheckId")]
    id: Option<Spanned<String>>,
    /// The term in every language; what stands in brackets at its end is not looked for.
    #[schemars(required)]
    name: Option<Texts>,
    /// Other spellings, by language.
    also: Option<Spellings>,
    /// The only parts of the course in which the word means this.
    parts: Option<Vec<Spanned<String>>>,
    /// What it means, in one sentence.
    #[schemars(required)]
    meaning: Option<Texts>,
}

/// Other spellings by language.
type Spellings = BTreeMap<Spanned<String>, Vec<Spanned<String>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The glossary, as far as it is sound; a course may have none.
pub(in crate::site) fn read(tree: &Tree, langs: &[Lang], problems: &mut Vec<Problem>) -> Glossary {
    let Some(text) = tree.text(FILE) else { return Glossary::default() };
    let mut reader = Reader {
        written: Written::parse(FILE, text),
        langs,
        folders: folders(tree, langs),
        terms: Vec::new(),
        spelt: Vec::new(),
    };
    if reader.written.is_sound() {
        reader.file();
    }
    for (lang, file) in langs.iter().map(|lang| (lang, format!("content/{lang}/glossary.md"))) {
        if tree.has(&file) {
            let words = format!("`{lang}/glossary.html` is the page of the glossary");
            reader.written.problems.push(Problem::of_file(file, words).help("give this page another name"));
        }
    }
    problems.append(&mut reader.written.problems);
    Glossary::new(reader.terms, langs)
}

/// The parts of the course: folders with lessons.
fn folders(tree: &Tree, langs: &[Lang]) -> BTreeSet<String> {
    let content = langs.iter().map(|lang| format!("content/{lang}")).collect::<Vec<_>>();
    let pages = content.iter().flat_map(|folder| tree.below(folder));
    pages.filter_map(|(path, _)| path.split_once('/')).map(|(folder, _)| folder.to_owned()).collect()
}

struct Reader<'a> {
    written: Written<'a>,
    langs: &'a [Lang],
    folders: BTreeSet<String>,
    terms: Vec<Term>,
    /// Every spelling so far, in lower case, with the number of its term.
    spelt: Vec<(Lang, String, usize)>,
}

impl Reader<'_> {
    fn file(&mut self) {
        let terms = self.written.each::<TermFile>("terms");
        let none = terms.is_empty() && self.written.problems.is_empty();
        for term in terms {
            self.term(term);
        }
        self.written.rest::<Nothing>();
        if none {
            let help = "a term has `id`, `name`, `meaning`, and may have `also` and `parts`";
            self.written.refuse(0..0, "a glossary without a term: write `[[terms]]`", help);
        }
    }

    fn term(&mut self, Item { value: found, at, dropped }: Item<TermFile>) {
        let at = at.start..(at.start + "[[terms]]".len()).min(at.end);
        let id = self.written.need("id", found.id, &at, &dropped).map(|id| self.id(id));
        let at = id.as_ref().map_or(at, |(_, place)| place.clone());
        let name = self.written.need("name", found.name, &at, &dropped);
        let place = name.as_ref().map_or(at.clone(), Spanned::span);
        let name = name.map(|name| self.written.localized(name, self.langs));
        let also = found.also.map(|also| self.also(also)).unwrap_or_default();
        let parts = found.parts.unwrap_or_default().into_iter().filter_map(|part| self.part(part)).collect();
        let meaning = self.written.need("meaning", found.meaning, &at, &dropped);
        let meaning = meaning.map(|meaning| self.written.localized(meaning, self.langs));
        if let (Some((id, _)), Some(name), Some(meaning)) = (id, name, meaning) {
            self.spell(Term { id, name, also, meaning, parts }, &place);
        }
    }

    fn id(&mut self, id: Spanned<String>) -> (String, Range<usize>) {
        let (span, id) = (id.span(), id.into_inner());
        if id.parse::<CheckId>().is_err() {
            let words = format!("`{id}` is no id: lower-case letters, digits, hyphens");
            self.written.refuse(span.clone(), words, "write it as `bind-mount`");
        } else if self.terms.iter().any(|term| term.id == id) {
            let words = format!("there is already a term `{id}`");
            self.written.refuse(span.clone(), words, "give each term an id of its own");
        }
        (id, span)
    }

    fn also(&mut self, found: Spellings) -> Localized<Vec<String>> {
        let mut also = Localized::default();
        for (code, spellings) in found {
            let lang = Lang::new(code.get_ref());
            if !self.langs.contains(&lang) {
                let help =
                    known(code.get_ref(), self.langs.iter().map(Lang::as_str), "`book.toml` names the languages");
                let words = format!("`{}` is no language of this course", code.get_ref());
                self.written.refuse(code.span(), words, help);
                continue;
            }
            for empty in spellings.iter().filter(|spelling| spelling.get_ref().trim().is_empty()) {
                self.written.refuse(empty.span(), "this spelling is empty", "write it as it stands in lessons");
            }
            also.insert(lang, spellings.into_iter().map(Spanned::into_inner).collect());
        }
        also
    }

    fn part(&mut self, part: Spanned<String>) -> Option<String> {
        if self.folders.contains(part.get_ref()) {
            return Some(part.into_inner());
        }
        let help = known(part.get_ref(), self.folders.iter().map(String::as_str), "a part is a folder with lessons");
        self.written.refuse(part.span(), format!("there is no part `{}`", part.get_ref()), help);
        None
    }

    /// Takes a term in, unless a reader of some part could not know which term a word of it means.
    fn spell(&mut self, term: Term, place: &Range<usize>) {
        let number = self.terms.len();
        for lang in self.langs {
            for spelling in term.spellings(lang) {
                let folded = spelling.to_lowercase();
                let taken = self.spelt.iter().find(|(other, spelt, _)| other == lang && *spelt == folded);
                let taken = taken.map(|(_, _, other)| &self.terms[*other]).filter(|other| other.meets(&term));
                if let Some(other) = taken {
                    let words = format!("`{spelling}` means `{}` already", other.id);
                    let help = "say with `parts` where each of them is meant, or give one another name";
                    self.written.refuse(place.clone(), words, help);
                }
                self.spelt.push((lang.clone(), folded, number));
            }
        }
        self.terms.push(term);
    }
}
