//! Which lines of a file an include wants: all, a range, or what lies between anchors (pure).

use std::iter::once;
use std::ops::Range;

use crate::site::near::known;

/// What follows the file's name: `2`, `2:5`, `2:`, `:5`, `anchor`, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// From 1, both included; without an end, up to the file's.
    Lines(usize, Option<usize>),
    Anchor(String),
}

impl Part {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number > 0);
        if is_name(text) && text.parse::<usize>().is_err() {
            return Some(Self::Anchor(text.to_owned()));
        }
        match text.split_once(':').unwrap_or((text, text)) {
            ("", "") => Some(Self::Whole),
            ("", end) => Some(Self::Lines(1, Some(number(end)?))),
            (start, "") => Some(Self::Lines(number(start)?, None)),
            (start, end) => Some(Self::Lines(number(start)?, Some(number(end)?))),
        }
    }

    /// The bytes of `text` that are meant, without the last line's end; `Err` holds words and help.
    pub(super) fn of(&self, text: &str, file: &str) -> Result<Vec<Range<usize>>, (String, String)> {
        let lines = lines(text);
        let mut ranges: Vec<Range<usize>> = match self {
            Self::Whole => once(0..text.len()).collect(),
            Self::Lines(start, end) => {
                let end = end.unwrap_or(lines.len());
                if *start > end || end > lines.len() {
                    let count = lines.len();
                    let noun = if count == 1 { "line" } else { "lines" };
                    let help = format!("name lines from 1 to {count}, the first one first");
                    return Err((format!("`{file}` has {count} {noun}"), help));
                }
                once(lines[start - 1].start..lines[end - 1].end).collect()
            }
            Self::Anchor(name) => between(text, &lines, name).ok_or_else(|| {
                let names: Vec<&str> = lines.iter().filter_map(|at| anchor(&text[at.clone()], "ANCHOR:")).collect();
                let help =
                    known(name, names, &format!("write `ANCHOR: {name}` and `ANCHOR_END: {name}` into comments"));
                (format!("`{file}` has no anchor `{name}`"), help)
            })?,
        };
        if let Some(last) = ranges.last_mut() {
            last.end = last.start + text[last.clone()].trim_end_matches('\n').trim_end_matches('\r').len();
        }
        Ok(ranges)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        let at = start..start + line.len();
        start = at.end;
        at
    };
    text.split_inclusive('\n').map(line).collect()
}

/// The lines between an anchor and its end, without those that are anchors themselves.
fn between(text: &str, lines: &[Range<usize>], name: &str) -> Option<Vec<Range<usize>>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let (mut inside, mut found) = (false, false);
    for at in lines {
        let line = &text[at.clone()];
        match (anchor(line, "ANCHOR:"), anchor(line, "ANCHOR_END:")) {
            (Some(begun), _) if begun == name => (inside, found) = (true, true),
            (_, Some(ended)) if ended == name => inside = false,
            (None, None) if inside => match ranges.last_mut() {
                Some(last) if last.end == at.start => last.end = at.end,
                _ => ranges.push(at.clone()),
            },
            _ => {}
        }
    }
    found.then_some(ranges)
}

/// The name of the anchor that a line sets.
fn anchor<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(word)?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !is_name(c.encode_utf8(&mut [0; 4]))).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(part: &str, expected: &str) {
        let text = "1\n2 # ANCHOR: two\n3\n4 # ANCHOR: in\n5\n6 # ANCHOR_END: two\n";
        let ranges = Part::parse(part).unwrap().of(text, "x").unwrap();
        assert_eq!(ranges.into_iter().map(|at| &text[at]).collect::<String>(), expected, "{part}");
    }

    #[test]
    fn ranges_and_anchors_are_those_of_mdbook() {
        case("1", "1");
        case("1:1", "1");
        case("3:3", "3");
        case(":1", "1");
        case("5:", "5\n6 # ANCHOR_END: two");
        case("two", "3\n5");
        case("in", "5");
        for bad in ["0", "2:b", "a b", "1:2:3"] {
            assert_eq!(Part::parse(bad), None, "{bad}");
        }
    }
}
