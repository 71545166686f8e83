//! YAML, a line at a time: keys, scalars, block texts, flow lists (pure).

use std::ops::Range;

use super::paint::{Class, Paint, line_end, quoted, run};

/// Reads `text`, which is as long as the painted text and may hide pieces of it.
pub(super) fn read(text: &str, paint: &mut Paint<'_>) {
    let mut yaml = Yaml { text, paint, at: 0, depth: 0, column: 0, block: None };
    while yaml.at < text.len() {
        yaml.line();
    }
}

struct Yaml<'t, 'a, 'p> {
    text: &'t str,
    paint: &'p mut Paint<'a>,
    at: usize,
    /// How many flow lists and tables are open.
    depth: usize,
    /// The column of the line's key, else of its last dash.
    column: usize,
    /// Lines further in than this column are a block text.
    block: Option<usize>,
}

impl Yaml<'_, '_, '_> {
    fn line(&mut self) {
        let (start, end) = (self.at, line_end(self.text, self.at));
        let indent = run(self.text, start, |byte| byte == b' ') - start;
        let line = &self.text[start..end];
        self.at = end + 1;
        if let Some(column) = self.block {
            if indent > column || line.trim().is_empty() {
                return self.paint.mark(start..end, Class::String);
            }
            self.block = None;
        }
        if self.depth == 0 && (line.starts_with("---") || line.starts_with("...") || line.starts_with('%')) {
            return self.paint.mark(start..end, Class::Head);
        }
        self.column = indent;
        let mut at = start + indent;
        while self.depth == 0 && (self.text[at..end].starts_with("- ") || &self.text[at..end] == "-") {
            self.column = at - start;
            at = run(self.text, at + 1, |byte| byte == b' ').min(end);
        }
        self.values(start, at..end);
    }

    fn values(&mut self, line: usize, range: Range<usize>) {
        let Range { start: mut at, mut end } = range;
        while at < end {
            let rest = &self.text[at..end];
            let byte = rest.as_bytes()[0];
            let to = match byte {
                b' ' | b'\t' => at + 1,
                b'#' if at == line || self.text.as_bytes()[at - 1].is_ascii_whitespace() => {
                    self.paint.mark(at..end, Class::Comment);
                    end
                }
                b'"' | b'\'' => {
                    let to = quoted(self.text, at, byte, byte == b'"');
                    self.named(line, at..to, Class::String);
                    if to > end {
                        // It goes on in later lines.
                        end = line_end(self.text, to);
                        self.at = end + 1;
                    }
                    to
                }
                b'{' | b'[' => {
                    self.depth += 1;
                    at + 1
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    at + 1
                }
                b',' | b':' | b'?' => at + 1,
                b'&' | b'*' => self.word(at, end, Class::Variable),
                b'!' => self.word(at, end, Class::Type),
                b'|' | b'>' if is_block(rest) => {
                    self.block = Some(self.column);
                    self.word(at, end, Class::Keyword)
                }
                _ => self.plain(line, at..end),
            };
            at = to;
        }
    }

    fn word(&mut self, at: usize, end: usize, class: Class) -> usize {
        let to = run(self.text, at, |byte| !byte.is_ascii_whitespace() && !b",[]{}".contains(&byte)).clamp(at + 1, end);
        self.paint.mark(at..to, class);
        to
    }

    /// Marks a scalar: it is a key if a colon follows.
    fn named(&mut self, line: usize, range: Range<usize>, class: Class) {
        let after = self.text[range.end..].trim_start_matches(' ');
        let is_key = after.starts_with(':') && after[1..].chars().next().is_none_or(char::is_whitespace);
        if is_key && self.depth == 0 {
            self.column = range.start.saturating_sub(line);
        }
        self.paint.mark(range, if is_key { Class::Key } else { class });
    }

    /// A scalar without quotes: up to a colon, a comment, or in a flow list a bracket or comma.
    fn plain(&mut self, line: usize, range: Range<usize>) -> usize {
        let bytes = self.text.as_bytes();
        let blank = |at: usize| at >= range.end || bytes[at].is_ascii_whitespace();
        let ends = |at: &usize| match bytes[*at] {
            b':' => blank(at + 1) || (self.depth > 0 && b",]}".contains(&bytes[at + 1])),
            b'#' => blank(at - 1),
            b',' | b'[' | b']' | b'{' | b'}' => self.depth > 0,
            _ => false,
        };
        let to = (range.start + 1..range.end).find(ends).unwrap_or(range.end);
        let scalar = self.text[range.start..to].trim_end();
        let class = if is_constant(scalar) { Class::Number } else { Class::Plain };
        self.named(line, range.start..range.start + scalar.len(), class);
        to
    }
}

/// Whether the rest of a line opens a block text: `|`, `>-`, `|2+`.
fn is_block(rest: &str) -> bool {
    let after = rest[1..].trim_start_matches(['+', '-', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let after = after.trim();
    after.is_empty() || after.starts_with('#')
}

fn is_constant(scalar: &str) -> bool {
    matches!(scalar, "true" | "false" | "null" | "~" | "yes" | "no" | "on" | "off") || scalar.parse::<f64>().is_ok()
}
