//! Places in a long text, found fast: a page may hold many thousands of links, and each wants its line (pure).

use std::ops::Range;

use crate::course::Problem;

/// Columns are counted in lines up to this length; further on, a line that long is a fault of its own.
const LONGEST: usize = 4096;

/// Where each line of a file begins.
pub(super) struct Lines<'a> {
    file: &'a str,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(file: &'a str, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, starts }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// Where a line begins, from 1; the text's end where it has fewer.
    pub(super) fn start(&self, line: usize) -> usize {
        self.starts.get(line - 1).copied().unwrap_or(self.text.len())
    }

    /// A problem at a byte range of the text.
    pub(super) fn problem(&self, range: Range<usize>, words: impl Into<String>) -> Problem {
        let line = self.line(range.start);
        let start = self.starts[line - 1];
        let chars =
            |from: usize, to: usize| self.text.get(from..to.min(from + LONGEST)).map_or(0, |t| t.chars().count());
        let end = self.text[range.clone()].find('\n').map_or(range.end, |at| range.start + at);
        let near = range.start - start < LONGEST;
        let (column, width) = if near { (chars(start, range.start) + 1, chars(range.start, end)) } else { (0, 0) };
        Problem { line, column, width, ..Problem::of_file(self.file, words) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_problem_at() {
        let text = "一 = 1\n卷 = bad\n\nlast";
        let lines = Lines::of("x", text);
        for (at, _) in text.char_indices() {
            let expected = Problem::at("x", text, at..text.len(), "w");
            assert_eq!(lines.problem(at..text.len(), "w"), expected, "at byte {at}");
        }
    }
}
