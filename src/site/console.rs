//! A page's sessions: the commands of its `console` blocks and what they must print (pure).
//!
//! `$ ` begins a command, `> ` continues it, what follows is its output, `? 1` its exit code. In the output, `[..]` is
//! anything within a line, and a line `...` any lines.

/// A `console` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The line in the page's file at which the block opens.
    pub line: usize,
    /// Why it is not run.
    pub skip: Option<String>,
    pub commands: Vec<Command>,
}

/// What a page does, in the document's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A block with a file name: the file lies in the page's workspace from here on.
    File {
        line: usize,
        path: String,
        text: String,
    },
    Session(Session),
}

/// One command with what it must print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The line in the page's file.
    pub line: usize,
    /// With its continuations, as bash reads it.
    pub text: String,
    pub expect: Vec<Expected>,
    pub code: i32,
}

/// A line of expected output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// This line, in which `[..]` stands for anything.
    Line(String),
    /// `...`: any number of lines.
    AnyLines,
}

/// How the output differs from what the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// Another exit code.
    Code { expected: i32, found: i32 },
    /// The first line that differs, counted from 1 in the output; none where the one or the other has ended.
    Line { number: usize, expected: Option<String>, found: Option<String> },
}

/// What a line of a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Command,
    Continuation,
    Output,
    Code(i32),
}

/// The lines of a block with what they are and their text without the prompt.
pub(super) fn lines(block: &str) -> Vec<(Kind, &str)> {
    let mut before = Kind::Output;
    let mut any_command = false;
    block
        .lines()
        .map(|line| {
            let (kind, text) = match line {
                _ if line.starts_with("$ ") => (Kind::Command, &line[2..]),
                "$" => (Kind::Command, ""),
                ">" if matches!(before, Kind::Command | Kind::Continuation) => (Kind::Continuation, ""),
                _ if line.starts_with("> ") && matches!(before, Kind::Command | Kind::Continuation) => {
                    (Kind::Continuation, &line[2..])
                }
                _ => match line.strip_prefix("? ").and_then(|code| code.trim().parse().ok()) {
                    Some(code) if any_command => (Kind::Code(code), line),
                    _ => (Kind::Output, line),
                },
            };
            any_command |= kind == Kind::Command;
            before = kind;
            (kind, text)
        })
        .collect()
}

/// Reads a block that opens at `line`; `Err` holds the line and the words of what is wrong in it.
pub(super) fn parse(block: &str, line: usize, skip: Option<String>) -> Result<Session, (usize, &'static str)> {
    let mut commands: Vec<Command> = Vec::new();
    for (number, (kind, text)) in lines(block).into_iter().enumerate() {
        let at = line + 1 + number;
        match (kind, commands.last_mut()) {
            (Kind::Command, _) if text.trim().is_empty() => return Err((at, "there is no command after the prompt")),
            (Kind::Command, _) => {
                commands.push(Command { line: at, text: text.to_owned(), expect: Vec::new(), code: 0 });
            }
            (_, None) => return Err((at, "a session begins with a command: `$ …`")),
            (Kind::Continuation, Some(command)) => command.text = format!("{}\n{text}", command.text),
            (Kind::Code(code), Some(command)) => command.code = code,
            (Kind::Output, Some(command)) if text.trim() == "..." => command.expect.push(Expected::AnyLines),
            (Kind::Output, Some(command)) => command.expect.push(Expected::Line(text.trim_end().to_owned())),
        }
    }
    if commands.is_empty() { Err((line, "this session has no command")) } else { Ok(Session { line, skip, commands }) }
}

/// Whether a command printed what its page says; spaces at line ends and empty lines at the end do not count.
pub fn matches(command: &Command, output: &str, code: i32) -> Result<(), Mismatch> {
    let mut found: Vec<&str> = output.lines().map(str::trim_end).collect();
    while found.last().is_some_and(|line| line.is_empty()) {
        found.pop();
    }
    compare(&command.expect, &found)?;
    if command.code == code { Ok(()) } else { Err(Mismatch::Code { expected: command.code, found: code }) }
}

/// Walks both lists, and where a `...` was passed, tries again one line further on, as shells match `*`.
fn compare(expect: &[Expected], found: &[&str]) -> Result<(), Mismatch> {
    let (mut e, mut f) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    let mut first_miss = None;
    loop {
        match (expect.get(e), found.get(f)) {
            (None, None) => return Ok(()),
            (Some(Expected::AnyLines), _) => {
                again = Some((e, f));
                e += 1;
                continue;
            }
            (Some(Expected::Line(pattern)), Some(line)) if fits(pattern, line) => {
                (e, f) = (e + 1, f + 1);
                continue;
            }
            _ => {}
        }
        let line = |e: Option<&Expected>| match e {
            Some(Expected::Line(line)) => Some(line.clone()),
            Some(Expected::AnyLines) | None => None,
        };
        let miss = || Mismatch::Line {
            number: f + 1,
            expected: line(expect.get(e)),
            found: found.get(f).map(|line| (*line).to_owned()),
        };
        let miss = first_miss.get_or_insert_with(miss);
        match again {
            Some((any, from)) if from < found.len() => {
                again = Some((any, from + 1));
                (e, f) = (any + 1, from + 1);
            }
            _ => return Err(miss.clone()),
        }
    }
}

/// Whether a line fits a pattern in which `[..]` stands for anything.
fn fits(pattern: &str, line: &str) -> bool {
    let Some((head, rest)) = pattern.split_once("[..]") else { return pattern == line };
    let Some(mut left) = line.strip_prefix(head) else { return false };
    let mut pieces: Vec<&str> = rest.split("[..]").collect();
    let tail = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(at) = left.find(piece) else { return false };
        left = &left[at + piece.len()..];
    }
    left.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn command(block: &str) -> Command {
        parse(block, 1, None).unwrap().commands.remove(0)
    }

    #[track_caller]
    fn case(block: &str, output: &str, code: i32, fits: bool) {
        assert_eq!(matches(&command(block), output, code).is_ok(), fits, "{block:?} against {output:?}");
    }

    #[test]
    fn commands_continuations_output_and_codes_are_told_apart() {
        let block = "$ cat > x <<'E'\n> a\n>\n> E\n$ cat x\na\n> not a continuation\n? 3\n";
        let session = parse(block, 10, None).unwrap();
        assert_eq!(session.commands.len(), 2);
        assert_eq!(session.commands[0].text, "cat > x <<'E'\na\n\nE");
        assert_eq!((session.commands[1].line, session.commands[1].code), (15, 3));
        assert_eq!(session.commands[1].expect.len(), 2);
    }

    #[test]
    fn output_must_be_what_the_page_says() {
        case("$ x\na\n", "a\n", 0, true);
        case("$ x\na\n", "a  \n\n", 0, true);
        case("$ x\na\n", "b\n", 0, false);
        case("$ x\na\n", "", 0, false);
        case("$ x\n", "a\n", 0, false);
        case("$ x\na\n", "a\n", 1, false);
        case("$ x\n? 1\n", "", 1, true);
        case("$ x\n? 1\n", "", 0, false);
    }

    #[test]
    fn anything_stands_within_a_line_and_for_lines() {
        case("$ x\nid [..] of [..]s\n", "id 12 of 14 s\n", 0, true);
        case("$ x\nid [..] of [..]s\n", "id 12 of 14 m\n", 0, false);
        case("$ x\na[..]a\n", "a\n", 0, false);
        case("$ x\na\n...\nz\n", "a\nz\nb\nz\n", 0, true);
        case("$ x\n...\n", "", 0, true);
        case("$ x\n...\nz\n", "a\nb\n", 0, false);
        case("$ x\n...\nb\nc\n...\n", "b\nb\nc\nd\n", 0, true);
    }

    #[test]
    fn the_first_line_that_differs_is_named() {
        let miss = matches(&command("$ x\na\nb\n"), "a\nc\n", 0).unwrap_err();
        let expected = Mismatch::Line { number: 2, expected: Some("b".to_owned()), found: Some("c".to_owned()) };
        assert_eq!(miss, expected);
    }

    #[test]
    fn a_block_without_a_command_is_refused() {
        assert_eq!(parse("a\n$ x\n", 4, None), Err((5, "a session begins with a command: `$ …`")));
        assert!(parse("", 4, None).is_err());
    }
}
