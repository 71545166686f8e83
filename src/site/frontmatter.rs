//! The head of a page, in YAML between two lines of `---`: title, summary, minutes, when it changed and how, what its
//! sessions own, the messages and causes that it explains, and in a translation the hash of the source that the translator saw.

use std::ops::Range;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_saphyr::{Location, Spanned};

use super::near;
use crate::course::{CauseKind, Owns, Problem};

/// After as many mistakes nobody reads on, and each try costs as much as the first.
const MOST: usize = 100;

/// A message is a line, not a log.
const LONGEST_ERROR: usize = 300;

/// What a page says about itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Frontmatter {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) minutes: Option<u16>,
    /// The day of its last change that a reader should know of, and that change in one line.
    pub(super) updated: Option<NaiveDate>,
    pub(super) change: Option<String>,
    pub(super) owns: Owns,
    pub(super) source_hash: Option<String>,
    /// Messages that the page explains, as a tool prints them.
    pub(super) errors: Vec<String>,
    /// Causes of a diagnosis that the page explains.
    pub(super) diagnoses: Vec<CauseKind>,
    /// Whether it could not be read.
    pub(super) is_broken: bool,
}

/// What a page says about itself, as its author wrote it.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "front matter", extend("dependentRequired" = { "change": ["updated"] }))]
pub(super) struct HeadFile {
    /// The page's title; its first heading where none is written.
    title: Option<String>,
    /// What the page teaches, in one sentence: in lists, searches and feeds.
    summary: Option<String>,
    /// How long it takes to read and to try.
    minutes: Option<u16>,
    /// The day of its last change that a reader should know of, as `2026-11-20`.
    #[schemars(with = "Option<String>", extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    updated: Option<Spanned<String>>,
    /// That change, in one line.
    #[schemars(with = "Option<String>")]
    change: Option<Spanned<String>>,
    /// What the sessions of the page make in Docker and leave there, by exact name.
    owns: Owns,
    /// In a translation, the state of the source that it was made from: `sampan lint --accept` writes it.
    // One without letters is a number to YAML, and one with a single `e` as well.
    #[schemars(extend("type" = ["string", "number"]))]
    source_hash: Option<String>,
    /// Messages that the page explains, as a tool prints them, a line each; `...` for what differs each time.
    #[schemars(with = "Vec<String>", inner(length(min = 1, max = LONGEST_ERROR)))]
    errors: Vec<Spanned<String>>,
    /// Causes of a diagnosis that the page explains, so that the diagnosis leads there.
    #[schemars(with = "Vec<CauseKind>")]
    diagnoses: Vec<Spanned<String>>,
}

/// Splits a page into its head and where its prose begins.
pub(super) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> (Frontmatter, usize) {
    let Some((yaml, body)) = split(text) else { return (Frontmatter::default(), 0) };
    // A bomb of aliases must stop early, and a page's head needs none.
    let options = serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! { max_depth: 8, max_nodes: 1000, max_aliases: 0, max_anchors: 0 },
    };
    let mut left = text[yaml.clone()].to_owned();
    let is_yaml = serde_saphyr::from_str_with_options::<serde::de::IgnoredAny>(&left, options.clone()).is_ok();
    let (mut is_broken, mut tries) = (false, 0);
    let written = loop {
        let error = match serde_saphyr::from_str_with_options::<Option<HeadFile>>(&left, options.clone()) {
            Ok(head) => break head.unwrap_or_default(),
            Err(error) => error,
        };
        problems.push(problem(file, text, yaml.start, &error));
        is_broken = true;
        // What is wrong is taken out, so that the next mistake is found as well.
        tries += 1;
        let place = error.location().filter(|_| is_yaml && tries < MOST);
        let place = place.and_then(|at| Some((usize::try_from(at.line()).ok()?, usize::try_from(at.column()).ok()?)));
        match place.and_then(|(line, column)| without(&left, line, column)) {
            Some(less) => left = less,
            None => break HeadFile::default(),
        }
    };
    let head = Reader { file, text, start: yaml.start, problems }.head(written, is_broken);
    if let Some(bad) = super::manifest::unsound(&head.owns) {
        problems.push(
            Problem::at(file, text, yaml, format!("`owns` names `{bad}`, which is no name"))
                .help(super::manifest::OWNS_HELP),
        );
    }
    (head, body)
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    /// Where the YAML begins.
    start: usize,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn head(&mut self, written: HeadFile, is_broken: bool) -> Frontmatter {
        let HeadFile { title, summary, minutes, updated, change, owns, source_hash, errors, diagnoses } = written;
        if let (Some(change), None, false) = (&change, &updated, is_broken) {
            self.refuse(change, "`change` says what has changed, and nothing says when", "add `updated: 2026-11-20`");
        }
        let updated = updated.and_then(|written| self.date(&written));
        let change = change.and_then(|written| self.one_line(&written));
        let errors = self.errors(errors);
        let diagnoses = diagnoses.into_iter().filter_map(|written| self.cause(&written)).collect();
        Frontmatter { title, summary, minutes, updated, change, owns, source_hash, errors, diagnoses, is_broken }
    }

    /// A day as feeds and site maps want it, in one spelling alone.
    fn date(&mut self, written: &Spanned<String>) -> Option<NaiveDate> {
        let date = written.value.parse::<NaiveDate>().ok().filter(|date| date.to_string() == written.value);
        if date.is_none() {
            let words = format!("`{}` is no date", written.value);
            self.refuse(written, words, "write year, month and day, as `2026-11-20`");
        }
        date
    }

    fn one_line(&mut self, written: &Spanned<String>) -> Option<String> {
        let line = written.value.trim();
        if line.is_empty() || line.contains('\n') {
            self.refuse(written, "a change is told in one line", "write it as `change: A figure of the mounts`");
            return None;
        }
        Some(line.to_owned())
    }

    /// Messages by which a reader can find the page; an empty one, a whole log and the same once more are none.
    fn errors(&mut self, written: Vec<Spanned<String>>) -> Vec<String> {
        let mut errors: Vec<String> = Vec::new();
        for error in written {
            let message = error.value.trim();
            let words = if message.is_empty() {
                "this message is empty"
            } else if message.contains('\n') || message.chars().count() > LONGEST_ERROR {
                "this message is longer than a line"
            } else if errors.iter().any(|other| other == message) {
                "this message stands here twice"
            } else {
                errors.push(message.to_owned());
                continue;
            };
            self.refuse(&error, words, "write the line that a tool prints, with `...` for what differs each time");
        }
        errors
    }

    /// A cause from the closed list.
    fn cause(&mut self, written: &Spanned<String>) -> Option<CauseKind> {
        let found = written.value.parse().ok();
        if found.is_none() {
            let help = near::known(&written.value, CauseKind::slugs().iter().copied(), "");
            self.refuse(written, format!("there is no diagnosis `{}`", written.value), &help);
        }
        found
    }

    fn refuse(&mut self, written: &Spanned<String>, words: impl Into<String>, help: &str) {
        self.problems.push(at(self.file, self.text, self.start, Some(written.referenced), words).help(help));
    }
}

/// A problem at a place of the YAML that begins at byte `start`.
fn at(file: &str, text: &str, start: usize, place: Option<Location>, words: impl Into<String>) -> Problem {
    let mut problem = Problem::at(file, text, start..start, words);
    if let Some(place) = place {
        problem.line += usize::try_from(place.line()).unwrap_or(1).saturating_sub(1);
        problem.column = usize::try_from(place.column()).unwrap_or(1);
    }
    problem
}

/// Where a key of the head stands; the head's first line where it does not.
pub(super) fn key(text: &str, name: &str) -> Range<usize> {
    let Some((yaml, _)) = split(text) else { return 0..0 };
    let mut at = yaml.start;
    for line in text[yaml].split_inclusive('\n') {
        if line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')) {
            return at..at + name.len();
        }
        at += line.len();
    }
    0..3
}

/// The same page with another `source_hash`: nothing but that entry changes, or is added at the head's end.
pub(super) fn stamped(text: &str, hash: &str) -> String {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let Some((yaml, _)) = split(text) else {
        return format!("---{line_end}source_hash: {hash}{line_end}---{line_end}{line_end}{text}");
    };
    let key = key(text, "source_hash");
    if key.start < yaml.start {
        return format!("{}source_hash: {hash}{line_end}{}", &text[..yaml.end], &text[yaml.end..]);
    }
    let value = key.end + 1;
    let rest = &text[value..];
    let line = rest.lines().next().unwrap_or_default();
    let old = line.split_whitespace().next().unwrap_or_default();
    let end = line.len() - line.trim_start().len() + old.len();
    format!("{} {hash}{}", &text[..value], &rest[end..])
}

/// The range of the YAML and the start of the prose.
fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let start = if text.starts_with("---\n") { 4 } else { text.starts_with("---\r\n").then_some(5)? };
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn problem(file: &str, text: &str, start: usize, error: &serde_saphyr::Error) -> Problem {
    let words = error.to_string();
    // The place is ours to say, and a type of ours is no word for an author.
    let words = words.split(" at line ").next().unwrap_or_default().replace("invalid u16", "is no number");
    let mut problem = at(file, text, start, error.location(), words.clone());
    let known = words.split_once(", expected one of ").map(|(_, of)| of.split(", "));
    problem.help = Some(match (known, words.split('`').nth(1)) {
        (Some(known), Some(word)) => near::known(word, known, ""),
        _ if words == "is no number" => "write a whole number, as `12`".to_owned(),
        _ => "write it in YAML: `title: …`, `minutes: 12`, `owns: { volumes: [notes] }`".to_owned(),
    });
    problem
}

/// The same head with one entry blanked, so that all others keep their places: what is at a line and column, from 1.
fn without(yaml: &str, line: usize, column: usize) -> Option<String> {
    let mut lines: Vec<String> = yaml.split('\n').map(str::to_owned).collect();
    let bad: Vec<char> = lines.get(line.checked_sub(1)?)?.chars().collect();
    let key = column.checked_sub(1).filter(|at| *at < bad.len())?;
    let indent = |line: &str| line.len() - line.trim_start().len();
    if bad[..key].contains(&'{') {
        // In `{ a: [x], b: y }`, up to the comma after it.
        let mut depth = 0;
        let mut out = bad.clone();
        for at in key..bad.len() {
            match bad[at] {
                '[' | '{' => depth += 1,
                ']' | '}' if depth == 0 => break,
                ']' | '}' => depth -= 1,
                _ => {}
            }
            out[at] = ' ';
            if depth == 0 && bad[at] == ',' {
                break;
            }
        }
        lines[line - 1] = out.into_iter().collect();
    } else {
        let own = indent(&lines[line - 1]);
        lines[line - 1].clear();
        for below in lines.iter_mut().skip(line).take_while(|below| below.trim().is_empty() || indent(below) > own) {
            below.clear();
        }
    }
    Some(lines.join("\n")).filter(|less| less != yaml)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_head(yaml: &str) -> (Frontmatter, Vec<Problem>) {
        let mut problems = Vec::new();
        (read("x.md", &format!("---\n{yaml}\n---\n# X\n"), &mut problems).0, problems)
    }

    #[track_caller]
    fn refused(yaml: &str, line: usize, column: usize, words: &str) {
        let (_, problems) = read_head(yaml);
        let told: Vec<_> = problems.iter().map(|p| (p.line, p.column, p.words.as_str())).collect();
        assert_eq!(told, [(line, column, words)]);
    }

    #[test]
    fn a_page_says_when_it_changed_and_how() {
        let (head, problems) = read_head("updated: 2026-11-20\nchange: A figure of the mounts");
        assert_eq!(problems, []);
        assert_eq!(
            (head.updated, head.change.as_deref()),
            (NaiveDate::from_ymd_opt(2026, 11, 20), Some("A figure of the mounts"))
        );
    }

    #[test]
    fn a_date_has_one_spelling() {
        for date in ["2026-13-01", "2026-02-30", "2026-1-5", "20.11.2026", "yesterday", "2026-11-20T00:00:00Z"] {
            refused(&format!("title: x\nupdated: {date}"), 3, 10, &format!("`{date}` is no date"));
        }
        refused("updated: 2026", 2, 10, "`2026` is no date");
        refused("change: x", 2, 9, "`change` says what has changed, and nothing says when");
        refused("updated: 2026-11-20\nchange: |\n  a\n  b", 4, 3, "a change is told in one line");
    }

    #[test]
    fn mistakes_without_number_are_refused_in_time() {
        let keys: String = (0..400).map(|n| format!("k{n}: x\n")).collect();
        assert_eq!(read_head(&keys).1.len(), MOST);
    }

    /// A hash of digits alone is a text all the same.
    #[test]
    fn a_hash_is_a_text() {
        for hash in ["0123456789012345", "12345678901234e5", "416e22a2c4b3088b"] {
            assert_eq!(read_head(&format!("source_hash: {hash}")).0.source_hash.as_deref(), Some(hash));
        }
    }
}
