//! The head of a page, in YAML between two lines of `---`: title, summary, minutes, what its sessions own, the messages
//! that it explains, and in a translation the hash of the source that the translator saw.

use std::ops::Range;

use serde::Deserialize;

use super::near;
use crate::course::{Owns, Problem};

/// A message is a line, not a log.
const LONGEST_ERROR: usize = 300;

/// What a page says about itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Frontmatter {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) minutes: Option<u16>,
    pub(super) owns: Owns,
    pub(super) source_hash: Option<String>,
    /// Messages that the page explains, as a tool prints them.
    pub(super) errors: Vec<String>,
    /// Whether it could not be read.
    #[serde(skip)]
    pub(super) is_broken: bool,
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
    let mut is_broken = false;
    let mut head = loop {
        let error = match serde_saphyr::from_str_with_options::<Option<Frontmatter>>(&left, options.clone()) {
            Ok(head) => break head.unwrap_or_default(),
            Err(error) => error,
        };
        problems.push(problem(file, text, yaml.start, &error));
        is_broken = true;
        // What is wrong is taken out, so that the next mistake is found as well.
        let place = error.location().filter(|_| is_yaml);
        let place = place.and_then(|at| Some((usize::try_from(at.line()).ok()?, usize::try_from(at.column()).ok()?)));
        match place.and_then(|(line, column)| without(&left, line, column)) {
            Some(less) => left = less,
            None => break Frontmatter::default(),
        }
    };
    head.is_broken = is_broken;
    if let Some(bad) = super::manifest::unsound(&head.owns) {
        problems.push(
            Problem::at(file, text, yaml.clone(), format!("`owns` names `{bad}`, which is no name"))
                .help(super::manifest::OWNS_HELP),
        );
    }
    problems.extend(unsound_errors(file, text, yaml, &head.errors));
    (head, body)
}

/// What nobody could find a message by: nothing, a whole log, the same once more.
fn unsound_errors(file: &str, text: &str, yaml: Range<usize>, errors: &[String]) -> Vec<Problem> {
    let at = text[yaml.clone()].find("errors:").map_or(yaml.clone(), |at| yaml.start + at..yaml.start + at + 6);
    let problem = |words: String| {
        Problem::at(file, text, at.clone(), words)
            .help("write the line that a tool prints, `...` for what differs each time: `errors: [\"port is already allocated\"]`")
    };
    let fault = |(n, error): (usize, &String)| match error.trim() {
        "" => Some("`errors` holds an empty message".to_owned()),
        long if long.chars().count() > LONGEST_ERROR => {
            Some(format!("`errors` holds a message of more than {LONGEST_ERROR} characters"))
        }
        again if errors[..n].iter().any(|other| other.trim() == again) => {
            Some(format!("`errors` holds `{again}` twice"))
        }
        _ => None,
    };
    errors.iter().enumerate().filter_map(fault).map(problem).collect()
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
    let place = error.location().map(|at| (at.line(), at.column()));
    let mut problem = Problem::at(file, text, start..start, words.clone());
    if let Some((line, column)) = place {
        problem.line += usize::try_from(line).unwrap_or(1).saturating_sub(1);
        problem.column = usize::try_from(column).unwrap_or(1);
    }
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
