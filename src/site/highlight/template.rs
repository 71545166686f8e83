//! Go templates in YAML, as Helm has them: the YAML is read as if each `{{ … }}` were a word, and then those are (pure).

use std::ops::Range;

use super::paint::{Class, Paint, line_end, quoted, run};
use super::yaml;

const KEYWORDS: &[&str] = &["if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"];

pub(super) fn read(paint: &mut Paint<'_>) {
    let actions = actions(paint.text);
    let masked = masked(paint.text, &actions);
    yaml::read(&masked, paint);
    for action in actions {
        self::action(paint, action);
    }
}

fn actions(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{{").map(|length| at + length) {
        let is_comment = text[start + 2..].trim_start_matches('-').trim_start().starts_with("/*");
        let from =
            if is_comment { text[start..].find("*/").map_or(text.len(), |length| start + length) } else { start };
        let end = text[from..].find("}}").map_or(text.len(), |length| from + length + 2);
        found.push(start..end);
        at = end;
    }
    found
}

/// The text with a word in the place of each action; a line that has nothing else is empty.
fn masked(text: &str, actions: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    // A line may be long and hold many actions, so its ends are looked for once.
    let (mut start, mut end) = (0, 0);
    for action in actions {
        if action.start >= end {
            start = text[..action.start].rfind('\n').map_or(0, |at| at + 1);
        }
        if action.end > end {
            end = line_end(text, action.end);
        }
        let is_alone = alone(&text[start..action.start]) && alone(&text[action.end..end]);
        let mask = if is_alone { b' ' } else { b'x' };
        bytes[action.clone()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = mask);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// Whether a piece of a line holds nothing but actions.
fn alone(piece: &str) -> bool {
    let piece = piece.trim();
    piece.is_empty() || (piece.starts_with("{{") && piece.ends_with("}}"))
}

fn action(paint: &mut Paint<'_>, range: Range<usize>) {
    let text = paint.text;
    let inner = text[range.clone()].trim_start_matches(['{', '-', ' ']);
    if inner.starts_with("/*") {
        return paint.mark(range, Class::Comment);
    }
    paint.mark(range.clone(), Class::Plain);
    let mut at = range.start;
    while at < range.end {
        let byte = text.as_bytes()[at];
        let name = |from: usize| run(text, from, |b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.' || b >= 0x80);
        let (end, class) = match byte {
            b'{' => (run(text, at, |byte| byte == b'{' || byte == b'-'), Class::Type),
            b'}' => (run(text, at, |byte| byte == b'}'), Class::Type),
            b'-' if text[at..].starts_with("-}}") => (at + 3, Class::Type),
            b'"' => (quoted(text, at, b'"', true), Class::String),
            b'`' => (quoted(text, at, b'`', false), Class::String),
            b'.' | b'$' => (name(at + 1), Class::Variable),
            b'0'..=b'9' => (name(at), Class::Number),
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                let end = name(at);
                let class = match &text[at..end] {
                    "true" | "false" | "nil" => Class::Number,
                    word if KEYWORDS.contains(&word) => Class::Keyword,
                    _ => Class::Function,
                };
                (end, class)
            }
            _ => (at + 1, Class::Plain),
        };
        let end = end.min(range.end);
        paint.mark(at..end, class);
        at = end;
    }
}
