//! The head of a page, in YAML between two lines of `---`: title, summary, minutes, what its sessions own, and in a
//! translation the hash of the source that the translator saw.

use std::ops::Range;

use serde::Deserialize;

use super::near::did_you_mean;
use crate::course::{Owns, Problem};

/// What a page says about itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Frontmatter {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) minutes: Option<u16>,
    pub(super) owns: Owns,
    pub(super) source_hash: Option<String>,
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
    let head = match serde_saphyr::from_str_with_options::<Option<Frontmatter>>(&text[yaml.clone()], options) {
        Ok(head) => head.unwrap_or_default(),
        Err(e) => {
            problems.push(problem(file, text, yaml.start, &e));
            Frontmatter { is_broken: true, ..Frontmatter::default() }
        }
    };
    if let Some(bad) = super::manifest::unsound(&head.owns) {
        problems.push(Problem::at(file, text, yaml, format!("`owns` names `{bad}`, which is no name")));
    }
    (head, body)
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
    let known = ["title", "summary", "minutes", "owns", "source_hash"];
    problem.help = words.split('`').nth(1).and_then(|word| did_you_mean(word, known));
    problem
}
