//! YAML of the learner's: read with the place of every node, so that what is wrong in it is told with its line.

mod explain;
mod node;
mod slip;

use serde_saphyr::{Options, Spanned};

pub(super) use self::explain::{complaint, given, near};
pub(super) use self::node::Node;
use crate::check::query::Fact;
use crate::course::Flaw;

/// Something wrong in a document, at a JSON pointer.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) pointer: String,
    pub(super) flaw: Flaw,
}

/// Something wrong in a file; line and column from 1, 0 where unknown.
pub(super) struct Found {
    line: u64,
    column: u64,
    flaw: Flaw,
}

impl Wrong {
    pub(super) fn new(pointer: impl Into<String>, flaw: Flaw) -> Self {
        Self { pointer: pointer.into(), flaw }
    }

    /// Where in the file it stands: at the nearest node above it that is written there.
    pub(super) fn found(self, document: &Spanned<Node>) -> Found {
        let mut pointer = self.pointer.as_str();
        let place = loop {
            if let Some(place) = document.value.at(pointer) {
                break place;
            }
            match pointer.rsplit_once('/') {
                Some((above, _)) => pointer = above,
                None => break document.referenced,
            }
        };
        Found { line: place.line(), column: place.column(), flaw: self.flaw }
    }
}

impl Found {
    pub(super) fn fact(self, file: &str) -> Fact {
        let number = |number: u64| usize::try_from(number).unwrap_or(0);
        let (line, column) = (number(self.line), number(self.column));
        Fact::Invalid { file: file.to_owned(), line, column, flaw: self.flaw }
    }
}

/// The documents of a text, or why it cannot be read.
pub(super) fn documents(text: &str, options: Options) -> Result<Vec<Spanned<Node>>, Found> {
    serde_saphyr::from_multiple_with_options(text, options).map_err(|error| {
        let at = error.location();
        let (line, column) = at.map_or((0, 0), |at| (at.line(), at.column()));
        let flaw = slip::of(&error);
        match indented_by_tab(text).filter(|_| flaw == Flaw::Tab) {
            Some(line) => Found { line, column: 1, flaw },
            None => Found { line, column, flaw },
        }
    })
}

/// The line that a tab indents: the reader tells the one before it.
fn indented_by_tab(text: &str) -> Option<u64> {
    let indented = |line: &str| line.trim_start_matches(' ').starts_with('\t') && !line.trim().is_empty();
    text.lines().position(indented).map(|at| at as u64 + 1)
}
