//! Problem: one thing an author must mend, with its place. Problems are collected, never thrown one by one.

use std::fmt;

use serde::Serialize;

use super::lang::Lang;

/// One thing to mend in a course's files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Relative to the course's root, with `/`.
    pub file: String,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    /// In characters, from 1; 0 where the whole line is meant.
    pub column: usize,
    /// How many characters are meant, from `column` on; 0 where that is not known.
    pub width: usize,
    pub words: String,
    /// What to do.
    pub help: Option<String>,
    /// The language that lacks it, where nothing else is wrong: its readers see the source language there.
    pub gap: Option<Lang>,
}

impl Problem {
    /// A problem of a whole file.
    pub fn of_file(file: impl Into<String>, words: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, column: 0, width: 0, words: words.into(), help: None, gap: None }
    }

    /// A problem at a byte range of `text`, the file's content.
    pub fn at(file: impl Into<String>, text: &str, range: std::ops::Range<usize>, words: impl Into<String>) -> Self {
        let start = range.start.min(text.len());
        let before = text.get(..start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let width = text.get(range).map_or(0, |span| span.lines().next().unwrap_or_default().chars().count());
        Self {
            file: file.into(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            width,
            words: words.into(),
            help: None,
            gap: None,
        }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same as what a translation lacks.
    #[must_use]
    pub fn gap(mut self, lang: &Lang) -> Self {
        self.gap = Some(lang.clone());
        self
    }

    pub fn is_gap(&self) -> bool {
        self.gap.is_some()
    }
}

/// Whether these are none but gaps of translations, so that the course can be built.
pub fn only_gaps<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> bool {
    problems.into_iter().all(Problem::is_gap)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}", self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_not_bytes() {
        let text = "一 = 1\n卷 = bad\n";
        let at = text.find("bad").unwrap();
        let problem = Problem::at("x.toml", text, at..at + 3, "no such word");
        assert_eq!((problem.line, problem.column, problem.width), (2, 5, 3));
        assert_eq!(problem.to_string(), "x.toml:2:5: no such word");
    }
}
