//! Dockerfiles: an instruction at a time; what `RUN` runs is shell (pure).

use std::ops::Range;

use super::code;
use super::paint::{Class, Paint, is_word, line_end, quoted, run};
use super::shell;

pub(super) fn read(paint: &mut Paint<'_>) {
    let text = paint.text;
    let mut at = 0;
    while at < text.len() {
        let start = run(text, at, |byte| byte.is_ascii_whitespace());
        if text[start..].starts_with('#') {
            at = line_end(text, start);
            paint.mark(start..at, Class::Comment);
            continue;
        }
        let name_end = run(text, start, |byte| byte.is_ascii_alphabetic());
        let end = instruction_end(text, start);
        paint.mark(start..name_end, Class::Keyword);
        arguments(paint, &text[start..name_end].to_ascii_uppercase(), name_end..end.max(name_end));
        at = end.max(name_end) + 1;
    }
}

/// Where an instruction ends: at the first line that does not go on, or after its here-document.
fn instruction_end(text: &str, start: usize) -> usize {
    let mut end = line_end(text, start);
    let here = text[start..end].split_once("<<").map(|(_, rest)| rest.trim_start_matches('-'));
    let here = here.and_then(|rest| rest.split_whitespace().next()).map(|name| name.trim_matches(['\'', '"']));
    if let Some(name) = here.filter(|name| !name.is_empty()) {
        while end < text.len() {
            let line = end + 1..line_end(text, end + 1);
            end = line.end;
            if text[line].trim() == name {
                break;
            }
        }
        return end;
    }
    while end < text.len() && text[start..end].trim_end_matches('\r').ends_with('\\') {
        end = line_end(text, end + 1);
        // A comment between the lines of an instruction does not end it.
        while end < text.len() && text[start..end].lines().last().is_some_and(|line| line.trim_start().starts_with('#'))
        {
            end = line_end(text, end + 1);
        }
    }
    end
}

fn arguments(paint: &mut Paint<'_>, name: &str, range: Range<usize>) {
    let text = paint.text;
    let mut at = range.start;
    loop {
        at = run(text, at, |byte| byte == b' ' || byte == b'\t' || byte == b'\\' || byte == b'\n').min(range.end);
        if !text[at..range.end].starts_with("--") {
            break;
        }
        let end = run(text, at, |byte| !byte.is_ascii_whitespace()).min(range.end);
        paint.mark(at..run(text, at, |byte| byte != b'=').min(end), Class::Key);
        at = end;
    }
    let rest = at..range.end;
    let is_list = text[rest.clone()].starts_with('[');
    match name {
        "RUN" | "CMD" | "ENTRYPOINT" | "SHELL" | "COPY" | "ADD" | "VOLUME" if is_list => {
            code::read(paint, rest, &code::JSON);
        }
        "RUN" | "CMD" | "ENTRYPOINT" => shell::read(paint, rest),
        "HEALTHCHECK" | "ONBUILD" => {
            let end = run(text, at, |byte| byte.is_ascii_alphabetic()).min(range.end);
            paint.mark(at..end, Class::Keyword);
            match &*text[at..end].to_ascii_uppercase() {
                "" | "ONBUILD" | "HEALTHCHECK" => words(paint, name, end..range.end),
                name => arguments(paint, name, end..range.end),
            }
        }
        _ => words(paint, name, rest),
    }
}

fn words(paint: &mut Paint<'_>, name: &str, range: Range<usize>) {
    let text = paint.text;
    let mut at = range.start;
    while at < range.end {
        let byte = text.as_bytes()[at];
        let end = match byte {
            b'"' | b'\'' => {
                let end = quoted(text, at, byte, byte == b'"').min(range.end);
                paint.mark(at..end, Class::String);
                end
            }
            b'$' => {
                let end = run(text, at + 1, |byte| is_word(byte) || byte == b'{' || byte == b'}').min(range.end);
                paint.mark(at..end, Class::Variable);
                end
            }
            byte if is_word(byte) => {
                let end = run(text, at, |byte| is_word(byte) || byte == b'.' || byte == b'-').min(range.end);
                let is_key = matches!(name, "ENV" | "ARG" | "LABEL") && text[end..range.end].starts_with('=');
                match &text[at..end] {
                    word if name == "FROM" && word.eq_ignore_ascii_case("as") => paint.mark(at..end, Class::Keyword),
                    _ if is_key => paint.mark(at..end, Class::Key),
                    _ => {}
                }
                // A value is one word, whatever it looks like.
                if is_key { end + 1 } else { end }
            }
            _ => at + 1,
        };
        at = end.max(at + 1);
    }
}
