//! Bash, as far as its words show what they are: commands, options, strings, variables, here-documents (pure).

use std::ops::Range;

use super::paint::{Class, Paint, is_word, line_end, quoted, run};

/// Words of the language; a command may follow all of them but the last three.
const KEYWORDS: &[&str] = &[
    "if", "then", "else", "elif", "fi", "while", "until", "do", "done", "esac", "time", "!", "{", "}", "for", "case",
    "select",
];
/// Commands that are followed by one.
const BEFORE_COMMANDS: &[&str] = &["sudo", "exec", "env", "xargs", "nohup", "command"];

struct Shell<'a, 'p> {
    paint: &'p mut Paint<'a>,
    at: usize,
    end: usize,
    /// Whether the next word is a command.
    command: bool,
    /// The same for what goes on behind each open bracket.
    brackets: Vec<bool>,
    /// Here-documents that begin after this line.
    here: Vec<String>,
}

pub(super) fn read(paint: &mut Paint<'_>, range: Range<usize>) {
    let mut shell =
        Shell { paint, at: range.start, end: range.end, command: true, brackets: Vec::new(), here: Vec::new() };
    while shell.at < shell.end {
        shell.step();
    }
}

impl Shell<'_, '_> {
    fn byte(&self, at: usize) -> u8 {
        if at < self.end { self.paint.text.as_bytes()[at] } else { b'\n' }
    }

    fn mark(&mut self, to: usize, class: Class) {
        let to = to.min(self.end);
        self.paint.mark(self.at..to, class);
        self.at = to;
    }

    fn step(&mut self) {
        let before = if self.at == 0 { b'\n' } else { self.paint.text.as_bytes()[self.at - 1] };
        match self.byte(self.at) {
            b'\n' => {
                self.at += 1;
                self.command = true;
                self.here_documents();
            }
            b'\\' => self.at = self.after(self.at + 1),
            b'#' if before.is_ascii_whitespace() || before == b';' => {
                self.mark(line_end(self.paint.text, self.at), Class::Comment);
            }
            b'\'' => {
                self.mark(quoted(self.paint.text, self.at, b'\'', false), Class::String);
                self.command &= before == b'=';
            }
            b'"' => {
                self.string();
                self.command &= before == b'=';
            }
            b'$' => {
                self.dollar();
                self.command &= before == b'=';
            }
            b'(' => {
                self.brackets.push(self.command);
                self.command = true;
                self.at += 1;
            }
            b')' => {
                self.command = self.brackets.pop().unwrap_or_default();
                self.at += 1;
            }
            b'|' | b'&' | b';' | b'`' => {
                self.command = before != b'>' && before != b'<';
                self.at += 1;
            }
            b'<' if self.byte(self.at + 1) == b'<' && self.byte(self.at + 2) != b'<' => self.here_mark(),
            // A lone carriage return is a blank as well, and no word begins with one.
            byte if byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>') => self.at += 1,
            _ => self.word(before),
        }
    }

    /// The place after a character, whatever its length.
    fn after(&self, at: usize) -> usize {
        self.paint.text[at.min(self.end)..].chars().next().map_or(self.end, |c| at + c.len_utf8())
    }

    fn word(&mut self, before: u8) {
        let text = self.paint.text;
        let end =
            run(text, self.at, |byte| !byte.is_ascii_whitespace() && !b"|&;()<>\"'`$\\".contains(&byte)).min(self.end);
        let word = &text[self.at..end];
        let begins = before.is_ascii_whitespace() || b"(;|&`".contains(&before);
        let name = run(text, self.at, is_word);
        let class = match word {
            _ if !begins => Class::Plain,
            "in" if !self.command => Class::Keyword,
            _ if self.command && KEYWORDS.contains(&word) => {
                self.command = !matches!(word, "for" | "case" | "select");
                return self.mark(end, Class::Keyword);
            }
            _ if self.command && name > self.at && self.byte(name) == b'=' => {
                self.mark(name, Class::Variable);
                // What follows the value is the command still.
                self.at = end;
                return;
            }
            _ if self.command => {
                self.command = BEFORE_COMMANDS.contains(&word);
                return self.mark(end, Class::Function);
            }
            _ if word.starts_with('-') && word.len() > 1 => {
                let option = run(text, self.at, |byte| byte != b'=').min(end);
                self.mark(option, Class::Key);
                self.at = end;
                return;
            }
            _ => Class::Plain,
        };
        self.mark(end, class);
    }

    fn string(&mut self) {
        let end = quoted(self.paint.text, self.at, b'"', true).min(self.end);
        self.paint.mark(self.at..end, Class::String);
        let mut at = self.at + 1;
        while let Some(found) = self.paint.text.get(at..end).and_then(|rest| rest.find('$')) {
            at += found;
            let to = self.variable(at).min(end);
            if to > at + 1 {
                self.paint.mark(at..to, Class::Variable);
            }
            at = to.max(at + 1);
        }
        self.at = end;
    }

    /// Where the variable ends whose `$` is at `at`; right behind the `$` if there is none.
    fn variable(&self, at: usize) -> usize {
        let text = self.paint.text;
        match self.byte(at + 1) {
            b'{' => run(text, at, |byte| byte != b'}' && byte != b'\n').saturating_add(1).min(self.end),
            b'?' | b'#' | b'@' | b'*' | b'!' | b'$' | b'-' => at + 2,
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                run(text, at + 1, |byte| byte.is_ascii_alphanumeric() || byte == b'_').min(self.end)
            }
            _ => at + 1,
        }
    }

    fn dollar(&mut self) {
        let end = self.variable(self.at);
        if end > self.at + 1 {
            self.mark(end, Class::Variable);
        } else {
            self.at += 1;
        }
    }

    /// `<<'EOF'`: the lines after this one, up to `EOF`, are its text.
    fn here_mark(&mut self) {
        let text = self.paint.text;
        self.at += 2;
        if self.byte(self.at) == b'-' {
            self.at += 1;
        }
        let end =
            run(text, self.at, |byte| is_word(byte) || byte == b'\'' || byte == b'"' || byte == b'-').min(self.end);
        let name = text[self.at..end].trim_matches(['\'', '"']).to_owned();
        if !name.is_empty() && self.here.len() < 8 {
            self.here.push(name);
        }
        self.mark(end, Class::String);
    }

    fn here_documents(&mut self) {
        for name in std::mem::take(&mut self.here) {
            while self.at < self.end {
                let end = line_end(self.paint.text, self.at).min(self.end);
                let is_last = self.paint.text[self.at..end].trim() == name;
                self.mark(end, Class::String);
                self.at = (end + 1).min(self.end);
                if is_last {
                    break;
                }
            }
        }
    }
}
