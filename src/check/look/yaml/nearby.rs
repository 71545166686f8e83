//! Slips that a YAML reader tells at another line than the one they are on, or by another name: it takes what is no key
//! for a text that goes on, and stumbles over the next key. Pure.

use crate::course::Slip;

/// The slip on the line at which the reader stumbled, or on the one above it, with its line and column from 1.
pub(super) fn slip(text: &str, line: usize) -> Option<(usize, usize, Slip)> {
    let lines: Vec<&str> = text.lines().take(line).collect();
    let written = |line: &&(usize, &str)| !line.1.trim().is_empty() && !line.1.trim_start().starts_with('#');
    let numbered: Vec<(usize, &str)> = lines.into_iter().enumerate().map(|(n, line)| (n + 1, line)).collect();
    let last: Vec<&(usize, &str)> = numbered.iter().rev().filter(written).take(2).collect();
    let found = last.iter().find_map(|(at, line)| wide(line).or_else(|| dash(line)).map(|(n, slip)| (*at, n, slip)));
    found.or_else(|| {
        let (at, above) = last.get(1).filter(|_| last.first().is_some_and(|(_, line)| has_colon(line)))?;
        colonless(above).map(|column| (*at, column, Slip::NoColon))
    })
}

/// Whether the reader complains of what a line is, which the line above may be to blame for.
pub(super) fn is_of_lines(slip: &Slip) -> bool {
    matches!(slip, Slip::Colon | Slip::NoColon | Slip::Indent | Slip::Dash)
}

/// A text that is nothing but keys with colons of Chinese writing.
pub(super) fn wide_in(text: &str) -> Option<(usize, usize, Slip)> {
    text.lines().enumerate().find_map(|(n, line)| wide(line).map(|(column, slip)| (n + 1, column, slip)))
}

fn column(line: &str, rest: &str) -> usize {
    line.chars().count() - rest.chars().count() + 1
}

/// What stands behind the indentation and the dashes of a list.
fn bare(line: &str) -> &str {
    let mut rest = line.trim_start();
    while let Some(inner) = rest.strip_prefix("- ") {
        rest = inner.trim_start();
    }
    rest
}

/// `apiVersion：v1`
fn wide(line: &str) -> Option<(usize, Slip)> {
    let (key, _) = bare(line).split_once('：')?;
    let rest = &line[line.find('：')?..];
    is_key(key.trim_end()).then(|| (column(line, rest), Slip::WideColon))
}

/// `-name: a`
fn dash(line: &str) -> Option<(usize, Slip)> {
    let rest = bare(line);
    let behind = rest.strip_prefix('-')?.chars().next()?;
    (behind.is_alphanumeric() || matches!(behind, '"' | '\'')).then(|| (column(line, rest), Slip::DashSpace))
}

/// `apiVersion v1`: a key, and what should be its value.
fn colonless(line: &str) -> Option<usize> {
    let rest = bare(line);
    let key = rest.split_once(' ').map(|(key, _)| key).filter(|_| !has_colon(rest))?;
    is_key(key).then(|| column(line, rest))
}

fn has_colon(line: &str) -> bool {
    line.contains(": ") || line.trim_end().ends_with(':')
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c))
}
