//! What each byte of a code block is, and the HTML that says so (pure).

use std::ops::Range;

use crate::site::html::escape;

/// What a piece of code is; its letter is its class in the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Plain,
    Comment,
    String,
    /// A number, and a word like `true`.
    Number,
    Keyword,
    /// The name of a value: a key, an option.
    Key,
    Variable,
    /// A function, a command.
    Function,
    /// A type, a section, the brackets of a template.
    Type,
    /// What leads a document or a diff.
    Head,
    Inserted,
    Deleted,
}

impl Class {
    fn letter(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Comment => "c",
            Self::String => "s",
            Self::Number => "n",
            Self::Keyword => "k",
            Self::Key => "y",
            Self::Variable => "v",
            Self::Function => "f",
            Self::Type => "t",
            Self::Head => "h",
            Self::Inserted => "i",
            Self::Deleted => "d",
        }
    }
}

/// A text under the brush.
pub(super) struct Paint<'a> {
    pub(super) text: &'a str,
    classes: Vec<Class>,
}

impl<'a> Paint<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, classes: vec![Class::Plain; text.len()] }
    }

    /// Says what a piece is; what is said last counts.
    pub(super) fn mark(&mut self, range: Range<usize>, class: Class) {
        self.classes[range].fill(class);
    }

    /// The lines as HTML. Neighbours of one class share a `span`, with the spaces between them.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut at = 0;
        let line = |line: &str| {
            let start = at;
            at += line.len();
            self.line(start..start + line.trim_end_matches(['\n', '\r']).len())
        };
        self.text.split_inclusive('\n').map(line).collect()
    }

    fn line(&self, range: Range<usize>) -> String {
        let mut runs: Vec<(Class, Range<usize>)> = Vec::new();
        let line = &self.text[range.clone()];
        for (at, c) in line.char_indices() {
            let at = range.start + at..range.start + at + c.len_utf8();
            // A space has no colour of its own, so it joins what stands before it.
            let class = if c.is_whitespace() { Class::Plain } else { self.classes[at.start] };
            match runs.last_mut() {
                Some((last, run)) if *last == class => run.end = at.end,
                _ => runs.push((class, at)),
            }
        }
        let mut out = String::with_capacity(line.len() * 2);
        let mut n = 0;
        while let Some((class, run)) = runs.get(n) {
            let mut end = run.end;
            n += 1;
            while let [(Class::Plain, blank), (next, after), ..] = &runs[n..] {
                if *class == Class::Plain || next != class || !self.text[blank.clone()].trim().is_empty() {
                    break;
                }
                end = after.end;
                n += 2;
            }
            let text = escape(&self.text[run.start..end]);
            match class {
                Class::Plain => out.push_str(&text),
                class => out.push_str(&format!("<span class=\"{}\">{text}</span>", class.letter())),
            }
        }
        out
    }
}

/// How far a run of bytes reaches that fit.
pub(super) fn run(text: &str, from: usize, fits: impl Fn(u8) -> bool) -> usize {
    text.as_bytes()[from..].iter().position(|byte| !fits(*byte)).map_or(text.len(), |length| from + length)
}

/// Where a line ends, without its line end.
pub(super) fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |length| from + length)
}

/// Where a quoted text that begins at `from` ends, behind its quote; at the text's end if it has none.
pub(super) fn quoted(text: &str, from: usize, quote: u8, escapes: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = from + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// A letter of a name, in any script.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
