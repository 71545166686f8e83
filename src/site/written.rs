//! TOML as an author wrote it: decoded piece by piece, so that every mistake is found in one run, each at its word.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use super::near::{known, nearest};
use super::spanned::Spanned;
use crate::course::{Lang, Localized, Problem};

/// A TOML file under way: what is wrong is collected, what is sound goes on.
pub(super) struct Written<'a> {
    pub(super) file: String,
    pub(super) text: &'a str,
    table: toml::Spanned<DeTable<'a>>,
    pub(super) problems: Vec<Problem>,
}

/// After as many mistakes in one table nobody reads on, and each try costs as much as the first.
const MOST: usize = 100;

/// The same of a whole file: telling where one stands costs as much as the file is long.
const MOST_OF_ALL: usize = 1000;

/// What was decoded, where it stands, and which of its own keys had to be left out.
pub(super) struct Item<T> {
    pub(super) value: T,
    pub(super) at: Range<usize>,
    pub(super) dropped: Vec<String>,
}

/// What was taken out, and of which table: that the table lacks it now is no second mistake.
struct Taken {
    table: Range<usize>,
    key: String,
}

/// Values that a field may be tried with that is not there, and the place of such a value.
const STAND_INS: [fn() -> DeValue<'static>; 3] = [
    || DeValue::String(Cow::Borrowed("")),
    || DeValue::Array(toml::de::DeArray::default()),
    || DeValue::Table(DeTable::default()),
];
const NOWHERE: Range<usize> = usize::MAX..usize::MAX;

/// A text in several languages, as a table of them.
pub(super) type Texts = Spanned<BTreeMap<Spanned<String>, Spanned<String>>>;

impl<'a> Written<'a> {
    pub(super) fn parse(file: impl Into<String>, text: &'a str) -> Self {
        let file = file.into();
        let (table, errors) = DeTable::parse_recoverable(text);
        // What follows the first mistake of syntax is mostly an echo of it.
        let problems = errors.first().map(|e| problem(&file, text, e)).into_iter().collect();
        Self { file, text, table, problems }
    }

    /// Whether the file is TOML at all.
    pub(super) fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// Takes the list under `key` and decodes each of its items by itself: what is bad in one is reported and left out.
    pub(super) fn each<T: DeserializeOwned>(&mut self, key: &str) -> Vec<Item<T>> {
        let Some(found) = self.table.get_mut().remove(key) else { return Vec::new() };
        let span = found.span();
        let DeValue::Array(items) = found.into_inner() else {
            self.refuse(span, format!("`{key}` is a list: write each one as `[[{key}]]`"), "mind the double brackets");
            return Vec::new();
        };
        items.into_iter().filter_map(|item| if self.is_full() { None } else { self.decode(item) }).collect()
    }

    /// Whether more mistakes are of no use.
    fn is_full(&self) -> bool {
        self.problems.len() >= MOST_OF_ALL
    }

    /// Decodes what is left of the file.
    pub(super) fn rest<T: DeserializeOwned>(&mut self) -> Option<Item<T>> {
        let at = self.table.span();
        let table = std::mem::take(self.table.get_mut());
        self.decode(toml::Spanned::new(at, DeValue::Table(table)))
    }

    /// Takes what stands under a path of tables and decodes it.
    pub(super) fn take<T: DeserializeOwned>(&mut self, path: &[&str]) -> Option<Item<T>> {
        let (last, tables) = path.split_last()?;
        let mut table = self.table.get_mut();
        for name in tables {
            let DeValue::Table(inner) = table.get_mut(*name)?.get_mut() else { return None };
            table = inner;
        }
        let found = table.remove(*last)?;
        self.decode(found)
    }

    /// The keys of a table at the top, and where they stand.
    pub(super) fn keys(&self, table: &str) -> Vec<(String, Range<usize>)> {
        let found = self.table.get_ref().get(table).and_then(|found| found.get_ref().as_table());
        found.into_iter().flatten().map(|(key, _)| (key.get_ref().to_string(), key.span())).collect()
    }

    /// Decodes a value; serde stops at the first mistake, so each is reported and taken out, and the rest tried again.
    fn decode<T: DeserializeOwned>(&mut self, mut value: toml::Spanned<DeValue<'a>>) -> Option<Item<T>> {
        let at = value.span();
        let mut dropped = Vec::new();
        let mut taken: Vec<Taken> = Vec::new();
        loop {
            let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
                Ok(value) => return Some(Item { value, at, dropped }),
                Err(error) => error,
            };
            let bad = error.span();
            match &bad {
                Some(bad) if missing_field(&error).is_some() => self.lacks::<T>(&value, bad, &taken),
                Some(bad) if taken.iter().any(|out| out.table == *bad) => {}
                _ => self.problems.push(problem(&self.file, self.text, &error)),
            }
            if taken.len() == MOST {
                return None;
            }
            let out = take_out(&mut value, &bad?)?;
            if out.table == at {
                dropped.push(out.key.clone());
            }
            taken.push(out);
        }
    }

    /// Reports every field that the table at `bad` lacks: serde names the first, and with that put in, the next.
    fn lacks<T: DeserializeOwned>(&mut self, value: &toml::Spanned<DeValue<'a>>, bad: &Range<usize>, taken: &[Taken]) {
        let mut full = value.clone();
        let mut error = T::deserialize(ValueDeserializer::from(full.clone())).err();
        while let Some(lacking) = error.filter(|error| error.span().as_ref() == Some(bad)) {
            let Some(field) = missing_field(&lacking) else { return };
            // What was taken out there, or misspelt, has been said.
            if !taken.iter().any(|out| out.table == *bad && is_meant(&field, std::slice::from_ref(&out.key))) {
                self.problems.push(problem(&self.file, self.text, &lacking));
            }
            error = STAND_INS.iter().find_map(|stand_in| {
                put_in(&mut full, bad, &field, stand_in());
                let error = T::deserialize(ValueDeserializer::from(full.clone())).err()?;
                (error.span() != Some(NOWHERE)).then_some(error)
            });
        }
    }

    /// A field that must be there; where it was written and refused, or misspelt, that has been said.
    pub(super) fn need<T>(
        &mut self,
        field: &str,
        found: Option<T>,
        at: &Range<usize>,
        dropped: &[String],
    ) -> Option<T> {
        if found.is_none() && !is_meant(field, dropped) {
            self.refuse(at.clone(), format!("missing field `{field}`"), format!("write `{field} = …`"));
        }
        found
    }

    /// The integer under `key`, before anything else is looked at.
    pub(super) fn number(&self, key: &str) -> Option<(i64, Range<usize>)> {
        let found = self.table.get_ref().get(key)?;
        let DeValue::Integer(number) = found.get_ref() else { return None };
        Some((i64::from_str_radix(number.as_str(), number.radix()).ok()?, found.span()))
    }

    /// The texts under `field` in the list under `key`, whether or not the rest of an item is sound.
    pub(super) fn texts(&self, key: &str, field: &str) -> Vec<String> {
        let Some(DeValue::Array(items)) = self.table.get_ref().get(key).map(toml::Spanned::get_ref) else {
            return Vec::new();
        };
        let text = |item: &toml::Spanned<DeValue<'_>>| match item.get_ref() {
            DeValue::Table(table) => table.get(field).and_then(|found| found.get_ref().as_str()).map(str::to_owned),
            _ => None,
        };
        items.iter().map(|item| text(item).unwrap_or_default()).collect()
    }

    /// What is wrong, and what to do.
    pub(super) fn refuse(&mut self, at: Range<usize>, words: impl Into<String>, help: impl Into<String>) {
        if !self.is_full() {
            self.problems.push(Problem::at(&self.file, self.text, at, words).help(help));
        }
    }

    /// A table of languages, only those of the course. The source language must be there; another that is not is a gap.
    pub(super) fn localized(&mut self, texts: Texts, langs: &[Lang]) -> Localized<String> {
        let span = texts.span();
        let mut found = BTreeMap::new();
        for (code, words) in texts.into_inner() {
            let lang = Lang::new(code.get_ref());
            if lang.as_str() != code.get_ref() || !langs.contains(&lang) {
                let help = known(code.get_ref(), langs.iter().map(Lang::as_str), "`book.toml` names the languages");
                self.refuse(code.span(), format!("`{}` is no language of this course", code.get_ref()), help);
            } else if words.get_ref().trim().is_empty() {
                self.refuse(words.span(), "this text is empty", "write what its reader should know");
            } else {
                found.insert(lang, words.into_inner());
            }
        }
        let is_missing = langs.iter().any(|lang| !found.contains_key(lang));
        let is_told = is_missing && self.is_quiet_about(&span);
        for (n, lang) in langs.iter().enumerate().filter(|(_, lang)| is_told && !found.contains_key(lang)) {
            self.refuse(span.clone(), format!("the text in `{lang}` is missing"), format!("write `{lang} = \"…\"`"));
            if let Some(problem) = self.problems.last_mut().filter(|_| n > 0) {
                problem.gap = Some(lang.clone());
            }
        }
        langs.iter().filter_map(|lang| Some((lang.clone(), found.remove(lang)?))).collect()
    }

    /// Whether nothing has been said about this table yet: one mistake, one problem.
    pub(super) fn is_quiet_about(&self, span: &Range<usize>) -> bool {
        if self.is_full() {
            return false;
        }
        let start = Problem::at(&self.file, self.text, span.clone(), "");
        let end = Problem::at(&self.file, self.text, span.end..span.end, "");
        let from = (start.line, start.column);
        !self
            .problems
            .iter()
            .any(|p| !p.is_gap() && (p.line, p.column) >= from && (p.line, p.column) <= (end.line, end.column))
    }
}

/// A problem in toml's own words, at its place, with a near spelling where there is one.
pub(super) fn problem(file: &str, text: &str, error: &Error) -> Problem {
    let words = error.message().lines().collect::<Vec<_>>().join(", ");
    let at = error.span().unwrap_or(0..0);
    let written = text.get(at.clone()).unwrap_or_default().trim_matches('"');
    let may = known_words(&words);
    // Several unknown keys come in one message, and then each by itself.
    let words = match words.split_once(", available keys") {
        Some((_, keys)) => format!("unexpected keys in table: {written}, available keys{keys}"),
        None => words.clone(),
    };
    let help = if words.starts_with("unknown ") || words.starts_with("unexpected keys") {
        known(written, may, "nothing may stand here")
    } else if let Some(field) = words.strip_prefix("missing field ") {
        format!("write `{} = …`", field.trim_matches('`'))
    } else if let Some((_, wanted)) = words.rsplit_once("expected ").filter(|_| words.starts_with("invalid ")) {
        format!("write {}", plainly(wanted))
    } else {
        "write it as `key = value`, with texts in quotes, lists in `[ ]` and tables in `{ }`".to_owned()
    };
    Problem::at(file, text, at, words).help(help)
}

/// What serde wants, in an author's words.
fn plainly(wanted: &str) -> &str {
    match wanted {
        "u16" | "i64" => "a whole number, without quotes",
        "a string" => "a text in quotes",
        "a sequence" => "a list: `[\"…\"]`",
        "a map" => "a table: `{ … }`",
        "a boolean" => "`true` or `false`",
        other => other.strip_prefix("struct ").map_or(other, |_| "a table: `{ … }`"),
    }
}

/// Whether a field that is missing is what one of these keys was meant to be.
pub(super) fn is_meant(field: &str, dropped: &[String]) -> bool {
    dropped.iter().any(|name| name == field || nearest(name, [field]).is_some())
}

/// The field that serde says is missing.
fn missing_field(error: &Error) -> Option<String> {
    let name = error.message().strip_prefix("missing field ")?;
    Some(name.trim_matches('`').to_owned())
}

/// Takes the entry out whose key or value stands at `bad`, wherever it is.
fn take_out(value: &mut toml::Spanned<DeValue<'_>>, bad: &Range<usize>) -> Option<Taken> {
    let own = value.span();
    match value.get_mut() {
        DeValue::Table(table) => {
            let hit = table.iter().find(|(key, value)| key.span() == *bad || value.span() == *bad);
            let hit = hit.map(|(key, _)| key.get_ref().to_string());
            match hit {
                Some(key) => table.remove(key.as_str()).map(|_| Taken { table: own, key }),
                None => table.iter_mut().find_map(|(_, value)| take_out(value, bad)),
            }
        }
        DeValue::Array(items) => {
            if items.iter().all(|item| item.span() != *bad) {
                return items.iter_mut().find_map(|item| take_out(item, bad));
            }
            *items = items.iter().filter(|item| item.span() != *bad).cloned().collect();
            Some(Taken { table: own, key: String::new() })
        }
        _ => None,
    }
}

/// Puts a value under `key` into the table at `at`, wherever it is.
fn put_in<'a>(value: &mut toml::Spanned<DeValue<'a>>, at: &Range<usize>, key: &str, new: DeValue<'a>) {
    let is_it = value.span() == *at;
    match value.get_mut() {
        DeValue::Table(table) if is_it => {
            table.insert(toml::Spanned::new(NOWHERE, Cow::Owned(key.to_owned())), toml::Spanned::new(NOWHERE, new));
        }
        DeValue::Table(table) => table.iter_mut().for_each(|(_, inner)| put_in(inner, at, key, new.clone())),
        DeValue::Array(items) => items.iter_mut().for_each(|inner| put_in(inner, at, key, new.clone())),
        _ => {}
    }
}

/// The words that toml says it would have taken: "expected one of `a`, `b`", "available keys: a, b".
fn known_words(message: &str) -> Vec<&str> {
    let words: Vec<&str> = match message.split_once("available keys") {
        Some((_, keys)) => keys.split([' ', ',', ':']).collect(),
        None => {
            message.split_once(", expected ").into_iter().flat_map(|(_, of)| of.split('`').skip(1).step_by(2)).collect()
        }
    };
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// Where a piece of text stands in a file; the file's start where it does not.
pub(super) fn find(text: &str, piece: &str) -> Range<usize> {
    text.find(piece).map_or(0..0, |at| at..at + piece.len())
}
