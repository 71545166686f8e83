//! Variables of a Compose file: `.env` read, and `${NAME}` filled in, as `docker compose` does. Pure.
//!
//! The learner's shell is not known here, so only files count.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::yaml::{Wrong, below};
use crate::course::{ComposeFlaw, Flaw, Form};

/// Values by their name.
pub(super) type Variables = BTreeMap<String, String>;

/// The deepest that one default may stand inside another.
const DEEPEST: usize = 16;

/// The longest that one text may become, and all texts of a file together: variables of variables of variables grow.
const LONGEST: usize = 64 << 10;
const MOST: usize = 4 << 20;

/// Why a text cannot be filled in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unfilled {
    /// A `$` that begins nothing.
    Form,
    /// `${NAME:?words}` without a value.
    Required {
        variable: String,
        said: String,
    },
    TooMuch,
}

/// Fills every text of a document; keys stay as they are, and so does a text that cannot be filled, which is told.
pub(super) fn fill(document: &mut Value, variables: &Variables, wrong: &mut Vec<Wrong>) {
    Filler { variables, room: MOST, wrong }.fill(document, "");
}

struct Filler<'a> {
    variables: &'a Variables,
    /// How much may still be filled in.
    room: usize,
    wrong: &'a mut Vec<Wrong>,
}

impl Filler<'_> {
    fn fill(&mut self, value: &mut Value, pointer: &str) {
        match value {
            Value::String(text) if text.contains('$') => match self.filled(text) {
                Ok(filled) => *text = filled,
                Err(why) => self.wrong.push(unfilled(pointer, text, why)),
            },
            Value::Array(items) => {
                items.iter_mut().enumerate().for_each(|(n, item)| self.fill(item, &format!("{pointer}/{n}")));
            }
            Value::Object(map) => map.iter_mut().for_each(|(key, item)| self.fill(item, &below(pointer, key))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn filled(&mut self, text: &str) -> Result<String, Unfilled> {
        let filled = filled(text, self.variables)?;
        self.room = self.room.checked_sub(filled.len()).ok_or(Unfilled::TooMuch)?;
        Ok(filled)
    }
}

fn unfilled(pointer: &str, text: &str, why: Unfilled) -> Wrong {
    let flaw = match why {
        Unfilled::Form => ComposeFlaw::Form { form: Form::Variable, found: text.chars().take(60).collect() },
        Unfilled::Required { variable, said } => ComposeFlaw::Required { variable, said },
        Unfilled::TooMuch => ComposeFlaw::TooMuch,
    };
    Wrong::new(pointer, Flaw::Compose { flaw })
}

/// A text with its variables' values; one that nothing names is empty.
pub(super) fn filled(text: &str, variables: &Variables) -> Result<String, Unfilled> {
    within(text, variables, DEEPEST)
}

fn within(text: &str, variables: &Variables, depth: usize) -> Result<String, Unfilled> {
    let depth = depth.checked_sub(1).ok_or(Unfilled::Form)?;
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        if out.len() > LONGEST {
            return Err(Unfilled::TooMuch);
        }
        out.push_str(before);
        rest = match after.chars().next() {
            Some('$') => {
                out.push('$');
                &after[1..]
            }
            Some('{') => {
                let (inside, after) = braced(&after[1..]).ok_or(Unfilled::Form)?;
                out.push_str(&substituted(inside, variables, depth)?);
                after
            }
            _ => {
                let (name, after) = name(after).ok_or(Unfilled::Form)?;
                out.push_str(variables.get(name).map_or("", String::as_str));
                after
            }
        };
    }
    out.push_str(rest);
    Ok(out)
}

/// What stands before the brace that closes this one, and what follows it.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut open = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' if text[..at].ends_with('$') => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}

/// A name at the beginning of a text, and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then_some((name, rest))
}

/// `NAME`, `NAME:-otherwise`, `NAME-otherwise`, `NAME:+instead`, `NAME+instead`, `NAME:?words`, `NAME?words`.
fn substituted(inside: &str, variables: &Variables, depth: usize) -> Result<String, Unfilled> {
    let (name, rest) = name(inside).ok_or(Unfilled::Form)?;
    let value = variables.get(name);
    let (colon, rest) = rest.strip_prefix(':').map_or((false, rest), |rest| (true, rest));
    // With a colon, an empty value counts as none.
    let there = value.filter(|value| !colon || !value.is_empty());
    let Some(mark) = rest.chars().next() else {
        return if colon { Err(Unfilled::Form) } else { Ok(value.cloned().unwrap_or_default()) };
    };
    let words = &rest[mark.len_utf8()..];
    match (mark, there) {
        ('-' | '?', Some(value)) => Ok(value.clone()),
        ('-', None) | ('+', Some(_)) => within(words, variables, depth),
        ('+', None) => Ok(String::new()),
        ('?', None) => {
            let said = within(words, variables, depth)?.chars().take(60).collect();
            Err(Unfilled::Required { variable: name.to_owned(), said })
        }
        _ => Err(Unfilled::Form),
    }
}

/// The variables of a `.env` file; `outer` are those that it may use. The line that does not read, where one does not.
pub(super) fn read_env(text: &str, outer: &Variables) -> Result<Variables, usize> {
    let (mut found, mut known) = (Variables::new(), outer.clone());
    let mut rest = text;
    let line_of = |rest: &str| text[..text.len() - rest.len()].matches('\n').count() + 1;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(found);
        }
        if rest.starts_with('#') {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
            continue;
        }
        let bare = rest.strip_prefix("export ").map_or(rest, str::trim_start);
        let end = bare.find(['=', ':', '\n']).unwrap_or(bare.len());
        let key = bare[..end].trim();
        let inner = |c: char| c.is_ascii_alphanumeric() || "_.-[]".contains(c);
        if key.is_empty() || !key.chars().all(inner) {
            return Err(line_of(rest));
        }
        if bare[end..].is_empty() || bare[end..].starts_with('\n') {
            // A name alone is the shell's value, which is not known here.
            rest = &bare[end..];
            continue;
        }
        let (value, after) = value(&bare[end + 1..], &known).ok_or_else(|| line_of(rest))?;
        known.insert(key.to_owned(), value.clone());
        found.insert(key.to_owned(), value);
        rest = after;
    }
}

/// One value and what follows it: in quotes over several lines, else up to the end of its line or a comment.
fn value<'t>(text: &'t str, variables: &Variables) -> Option<(String, &'t str)> {
    let text = text.trim_start_matches([' ', '\t']);
    if let Some(inside) = text.strip_prefix('\'') {
        let (value, after) = inside.split_once('\'')?;
        return Some((value.to_owned(), line_end(after)));
    }
    if let Some(inside) = text.strip_prefix('"') {
        let mut end = None;
        let mut escaped = false;
        for (at, c) in inside.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let end = end?;
        return Some((filled(&unescaped(&inside[..end]), variables).ok()?, line_end(&inside[end + 1..])));
    }
    let (line, after) = text.split_once('\n').unwrap_or((text, ""));
    let comment = line.find(" #").or(line.starts_with('#').then_some(0)).unwrap_or(line.len());
    Some((filled(line[..comment].trim(), variables).ok()?, after))
}

fn line_end(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, after)| after)
}

/// `\n` and its like inside double quotes; an escaped dollar stays a dollar.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('$') => out.push_str("$$"),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> Variables {
        [("A", "1"), ("E", "")].map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn variables_are_filled_as_compose_fills_them() {
        for (text, expected) in [
            ("x$A-${A}", "x1-1"),
            ("$$A $${A}", "$A ${A}"),
            ("${N:-d} ${N-d} ${E:-d} ${E-d} ${A:-d}", "d d d  1"),
            ("${A:+y}${A+y}${E:+y}${E+y}${N+y}", "yyy"),
            ("${N:-${A}-${M:-z}}", "1-z"),
            ("$N.", "."),
            ("${A:?no} ${E?no}", "1 "),
        ] {
            assert_eq!(filled(text, &variables()).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_filled_is_told() {
        for text in ["$", "a $ b", "${A", "${}", "${1}", "${A!x}", "${A:}", "$1"] {
            assert_eq!(filled(text, &variables()), Err(Unfilled::Form), "{text}");
        }
        let required = Unfilled::Required { variable: "E".into(), said: "set 1".into() };
        assert_eq!(filled("${E:?set $A}", &variables()), Err(required));
        let deep = format!("{}x{}", "${N:-".repeat(100), "}".repeat(100));
        assert_eq!(filled(&deep, &variables()), Err(Unfilled::Form));
    }

    #[test]
    fn an_env_file_is_read_with_its_quotes_and_comments() {
        let text = "# one\nexport P=8080 # port\nQ='a $A' \nR=\"b $A\\n\\$A\"\nS=two  words\nL=\"1\n2\"\nT=$P\nU=\n\nALONE\nV: w\n";
        let read = read_env(text, &variables()).unwrap();
        for (key, value) in [
            ("P", "8080"),
            ("Q", "a $A"),
            ("R", "b 1\n$A"),
            ("S", "two  words"),
            ("L", "1\n2"),
            ("T", "8080"),
            ("U", ""),
            ("V", "w"),
        ] {
            assert_eq!(read.get(key).map(String::as_str), Some(value), "{key}");
        }
        assert_eq!((read.len(), read_env("A=1\n=2\n", &variables())), (8, Err(2)));
    }
}
