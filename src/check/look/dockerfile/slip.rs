//! What a Dockerfile's parser complains of, as one of our own slips. It says it in words alone, so the words are read.

use crate::check::look::yaml::near;
use crate::course::{Arity, Slip};

/// Every instruction that there is.
const INSTRUCTIONS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The slip behind a complaint about the word that stands at its place.
pub(super) fn of(complaint: &str, word: &str) -> Slip {
    closed(complaint, word).unwrap_or_else(|| Slip::Other { detail: complaint.to_owned() })
}

/// No such instruction, and the one that was probably meant.
fn instruction(word: &str) -> Slip {
    Slip::Instruction { word: word.to_owned(), near: near(word, INSTRUCTIONS.into_iter()) }
}

fn closed(complaint: &str, at: &str) -> Option<Slip> {
    match complaint {
        "expected at least one FROM instruction" => return Some(Slip::NoStage),
        "expected FROM" if !INSTRUCTIONS.iter().any(|known| known.eq_ignore_ascii_case(at)) => {
            return Some(instruction(at));
        }
        "expected FROM" => return Some(Slip::FromFirst),
        // Only a stage's name is followed by the end of the line alone.
        "expected newline or eof" => return Some(Slip::StageName),
        "expected AS" if at.eq_ignore_ascii_case("AS") => return Some(Slip::StageName),
        "invalid JSON" | "expected JSON array" => return Some(Slip::Json),
        "unterminated escape" => return Some(Slip::Escape),
        "expected AS" => return Some(Slip::Expected { what: "AS".to_owned() }),
        "expected CMD or NONE" => return Some(Slip::Expected { what: "CMD".to_owned() }),
        _ => {}
    }
    if let Some(word) = quoted(complaint, "unknown instruction '") {
        return Some(instruction(&word));
    }
    if let Some(name) = quoted(complaint, "duplicate stage name '") {
        return Some(Slip::StageTwice { name });
    }
    if let Some(rest) = complaint.strip_prefix("expected end of here-document (") {
        return Some(Slip::HereDoc { end: rest.rsplit_once(')')?.0.to_owned() });
    }
    if complaint.starts_with("invalid escape") {
        return Some(Slip::Escape);
    }
    if complaint.starts_with("expected end of quoted string") {
        return Some(Slip::Quote);
    }
    let (word, wanted) = complaint.split_once(" instruction requires ")?;
    let wanted = match wanted {
        "exactly one argument" => Arity::One,
        "at least one argument" => Arity::OneOrMore,
        "at least two arguments" => Arity::TwoOrMore,
        _ => return None,
    };
    Some(Slip::Arguments { word: word.to_owned(), wanted })
}

/// What stands between these words and the last quote.
fn quoted(complaint: &str, before: &str) -> Option<String> {
    complaint.strip_prefix(before)?.strip_suffix('\'').map(str::to_owned)
}
