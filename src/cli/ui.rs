//! How the terminal program talks: data to standard output, talk to standard error, colour only where it is wanted.
#![expect(
    clippy::unused_self,
    reason = "a command talks through what it was handed, so that talk can change in one place"
)]

use std::io::{self, BufRead, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::course::Lang;
use crate::words::{self, FluentValue};

/// The two streams, the language, and whether colour is welcome.
#[derive(Debug, Clone)]
pub(super) struct Ui {
    pub(super) lang: Lang,
    /// Data as JSON instead of sentences.
    pub(super) json: bool,
    /// Yes to every question.
    pub(super) yes: bool,
}

/// What a line is about, so that it can be coloured; the text says it as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Open,
    Blind,
    Faint,
    Plain,
}

impl Tone {
    fn style(self) -> Style {
        let of = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match self {
            Self::Good => of(AnsiColor::Green),
            Self::Open => of(AnsiColor::Yellow),
            Self::Blind => of(AnsiColor::Magenta),
            Self::Faint => Style::new().dimmed(),
            Self::Plain => Style::new(),
        }
    }
}

impl Ui {
    /// A sentence in the learner's language.
    pub(super) fn words(&self, id: &str, args: &[(&'static str, FluentValue<'static>)]) -> String {
        words::say(&self.lang, id, args)
    }

    /// A line of data.
    pub(super) fn line(&self, text: &str) {
        self.tinted(Tone::Plain, text);
    }

    /// A line of data in a tone; `code` in backticks stands out where there is colour.
    pub(super) fn tinted(&self, tone: Tone, text: &str) {
        let style = tone.style();
        let mut out = anstream::stdout();
        // A closed pipe ends the talk, not the program.
        let _ = writeln!(out, "{style}{}{style:#}", code(&printable(text), style));
    }

    /// Data as it is: the lines that a shell evaluates.
    pub(super) fn raw(&self, text: &str) {
        let _ = io::stdout().write_all(text.as_bytes());
    }

    /// A value as pretty JSON.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub(super) fn data(&self, value: &impl Serialize) -> anyhow::Result<()> {
        self.raw(&format!("{}\n", serde_json::to_string_pretty(value)?));
        Ok(())
    }

    /// A line of talk.
    pub(super) fn talk(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{}", Self::plain(text));
    }

    /// A line of talk in a tone.
    pub(super) fn tinted_talk(&self, tone: Tone, text: &str) {
        let style = tone.style();
        let _ = writeln!(anstream::stderr(), "{style}{}{style:#}", code(&printable(text), style));
    }

    /// A line that the next one replaces; where none can be replaced, nothing.
    pub(super) fn passing(&self, text: &str) {
        if io::stderr().is_terminal() {
            let _ = write!(anstream::stderr(), "\r\x1b[K{}", Self::plain(text));
            let _ = anstream::stderr().flush();
        }
    }

    /// Ends the lines that replace each other.
    pub(super) fn passed(&self) {
        if io::stderr().is_terminal() {
            let _ = write!(anstream::stderr(), "\r\x1b[K");
        }
    }

    /// Text as `talk` would print it, without the line's end.
    fn plain(text: &str) -> String {
        code(&printable(text), Style::new())
    }

    /// Talk that is drawn already; its colours go where colour is unwelcome.
    pub(super) fn drawn(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// Asks a question whose safe answer is no; without a terminal, and without `--yes`, it is no.
    pub(super) fn agreed(&self, question: &str) -> bool {
        if self.yes {
            return true;
        }
        if !io::stdin().is_terminal() {
            self.talk(question);
            self.talk(&self.words("cli-needs-yes", &[]));
            return false;
        }
        let _ = write!(anstream::stderr(), "{} [y/N] ", code(&printable(question), Style::new()));
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        read.is_ok() && ["y", "yes", "是", "好"].contains(&answer.trim().to_lowercase().as_str())
    }
}

/// Output of containers and files is data: no control characters but line breaks and tabs reach the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

/// `code` in backticks, emphasised, the backticks kept so that it reads the same without colour.
fn code(text: &str, around: Style) -> String {
    let bold = around.bold();
    let mut out = String::with_capacity(text.len() + 16);
    for (number, piece) in text.split('`').enumerate() {
        if number % 2 == 1 {
            out.push_str(&format!("{around:#}{bold}`{piece}`{bold:#}{around}"));
        } else {
            out.push_str(piece);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\tc\nd\u{7}"), "a[31mb\tc\nd");
    }

    #[test]
    fn code_keeps_its_backticks() {
        let plain = anstream::adapter::strip_str(&code("see `docker ps` now", Style::new())).to_string();
        assert_eq!(plain, "see `docker ps` now");
    }
}
