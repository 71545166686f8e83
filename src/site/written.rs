//! TOML as an author wrote it: decoded piece by piece, so that every mistake is found in one run, each at its word.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error, ValueDeserializer};

use super::near::did_you_mean;
use crate::course::{Lang, Localized, Problem};

/// A TOML file under way: what is wrong is collected, what is sound goes on.
pub(super) struct Written<'a> {
    pub(super) file: String,
    pub(super) text: &'a str,
    table: Spanned<DeTable<'a>>,
    pub(super) problems: Vec<Problem>,
}

/// A text in several languages, as a table of them.
pub(super) type Texts = Spanned<BTreeMap<Spanned<String>, Spanned<String>>>;

impl<'a> Written<'a> {
    pub(super) fn parse(file: impl Into<String>, text: &'a str) -> Self {
        let file = file.into();
        let text = text.trim_start_matches('\u{feff}');
        let (table, errors) = DeTable::parse_recoverable(text);
        // What follows the first mistake of syntax is mostly an echo of it.
        let problems = errors.first().map(|e| problem(&file, text, e)).into_iter().collect();
        Self { file, text, table, problems }
    }

    /// Whether the file is TOML at all.
    pub(super) fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// Takes the list under `key` and decodes each of its items by itself; a bad one is reported and left out.
    pub(super) fn each<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        let Some(found) = self.table.get_mut().remove(key) else { return Vec::new() };
        let span = found.span();
        let DeValue::Array(items) = found.into_inner() else {
            self.refuse(span, format!("`{key}` is a list: write each one as `[[{key}]]`"));
            return Vec::new();
        };
        let decoded = items.into_iter().map(|item| T::deserialize(ValueDeserializer::from(item)));
        decoded
            .filter_map(|item| item.map_err(|e| self.problems.push(problem(&self.file, self.text, &e))).ok())
            .collect()
    }

    /// Decodes what is left of the file.
    pub(super) fn rest<T: DeserializeOwned>(&mut self) -> Option<T> {
        let empty = Spanned::new(0..0, DeTable::new());
        let table = std::mem::replace(&mut self.table, empty);
        T::deserialize(Deserializer::from(table))
            .map_err(|e| self.problems.push(problem(&self.file, self.text, &e)))
            .ok()
    }

    /// The integer under `key`, before anything else is looked at.
    pub(super) fn number(&self, key: &str) -> Option<(i64, Range<usize>)> {
        let found = self.table.get_ref().get(key)?;
        let DeValue::Integer(number) = found.get_ref() else { return None };
        Some((i64::from_str_radix(number.as_str(), number.radix()).ok()?, found.span()))
    }

    /// The texts under `field` in the list under `key`, whether or not the rest of an item is sound.
    pub(super) fn texts(&self, key: &str, field: &str) -> Vec<String> {
        let Some(DeValue::Array(items)) = self.table.get_ref().get(key).map(Spanned::get_ref) else {
            return Vec::new();
        };
        let text = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
            DeValue::Table(table) => table.get(field).and_then(|found| found.get_ref().as_str()).map(str::to_owned),
            _ => None,
        };
        items.iter().map(|item| text(item).unwrap_or_default()).collect()
    }

    pub(super) fn refuse(&mut self, at: Range<usize>, words: impl Into<String>) {
        self.problems.push(Problem::at(&self.file, self.text, at, words));
    }

    /// The same with what to do.
    pub(super) fn refuse_with(&mut self, at: Range<usize>, words: impl Into<String>, help: Option<String>) {
        let mut problem = Problem::at(&self.file, self.text, at, words);
        problem.help = help;
        self.problems.push(problem);
    }

    /// A table of languages: only those of the course, and all of them.
    pub(super) fn localized(&mut self, texts: Texts, langs: &[Lang]) -> Localized<String> {
        let span = texts.span();
        let mut out = Localized::default();
        for (code, words) in texts.into_inner() {
            let lang = Lang::new(code.get_ref());
            if lang.as_str() != code.get_ref() || !langs.contains(&lang) {
                let help = did_you_mean(code.get_ref(), langs.iter().map(Lang::as_str));
                self.refuse_with(code.span(), format!("`{}` is no language of this course", code.get_ref()), help);
            } else if words.get_ref().trim().is_empty() {
                self.refuse(words.span(), "this text is empty");
            } else {
                out.insert(lang, words.into_inner());
            }
        }
        for lang in langs {
            if out.only(lang).is_none() && self.is_quiet_about(&span) {
                self.refuse(span.clone(), format!("the text in `{lang}` is missing"));
            }
        }
        out
    }

    /// Whether nothing has been said about this table yet: one mistake, one problem.
    fn is_quiet_about(&self, span: &Range<usize>) -> bool {
        let start = Problem::at(&self.file, self.text, span.clone(), "");
        let end = Problem::at(&self.file, self.text, span.end..span.end, "");
        let from = (start.line, start.column);
        !self.problems.iter().any(|p| (p.line, p.column) >= from && (p.line, p.column) <= (end.line, end.column))
    }
}

/// A problem in toml's own words, at its place, with a near spelling where there is one.
pub(super) fn problem(file: &str, text: &str, error: &Error) -> Problem {
    let words = error.message().lines().collect::<Vec<_>>().join(", ");
    let at = error.span().unwrap_or(0..0);
    let written = text.get(at.clone()).unwrap_or_default().trim_matches('"');
    let known = known_words(&words);
    let mut problem = Problem::at(file, text, at, words.clone());
    problem.help = did_you_mean(written, known.iter().copied());
    problem
}

/// The words that toml says it would have taken: "expected one of `a`, `b`", "available keys: a, b".
fn known_words(message: &str) -> Vec<&str> {
    let Some(at) = message.find(", expected ").or_else(|| message.find("available keys")) else { return Vec::new() };
    message[at..].split([' ', ',', '`', ':']).filter(|word| !word.is_empty()).collect()
}

/// Where a piece of text stands in a file; the file's start where it does not.
pub(super) fn find(text: &str, piece: &str) -> Range<usize> {
    text.find(piece).map_or(0..0, |at| at..at + piece.len())
}
