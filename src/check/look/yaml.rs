//! YAML of the learner's: read with the place of every node, so that what is wrong in it is told with its line.

mod explain;
mod nearby;
mod node;
mod slip;

use serde_json::Value;
use serde_saphyr::{DuplicateKeyPolicy, Location, Options, Spanned};

pub(super) use self::explain::{below, complaints, dotted, given, near};
pub(super) use self::node::Node;
use crate::check::query::Fact;
use crate::course::{Flaw, Mistake};

/// The most that is told of one file: whoever has mended so many looks again.
pub(super) const MOST: usize = 100;

/// A debug build takes 32 KB for each level.
const STACK: usize = 16 << 20;

/// Something wrong in a document, at a JSON pointer.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) pointer: String,
    pub(super) flaw: Flaw,
}

impl Wrong {
    pub(super) fn new(pointer: impl Into<String>, flaw: Flaw) -> Self {
        Self { pointer: pointer.into(), flaw }
    }

    /// Where in the file it stands: at the nearest node above it that is written there.
    pub(super) fn mistake(self, document: &Spanned<Node>, file: &str) -> Mistake {
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
        mistake(file, place, self.flaw)
    }
}

fn mistake(file: &str, place: Location, flaw: Flaw) -> Mistake {
    let number = |number: u64| usize::try_from(number).unwrap_or(0);
    Mistake { file: file.to_owned(), line: number(place.line()), column: number(place.column()), flaw }
}

/// What is wrong with a file, in reading order.
pub(super) fn invalid(mut mistakes: Vec<Mistake>) -> Fact {
    mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
    mistakes.truncate(MOST);
    Fact::Invalid(mistakes)
}

/// The documents of a text, or why it cannot be read. A key may stand twice in a map: `twice` tells.
pub(super) fn documents(file: &str, text: &str, options: fn() -> Options) -> Result<Vec<Spanned<Node>>, Mistake> {
    // The depth that a manifest may have is too much for a usual stack.
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().name("yaml".to_owned()).stack_size(STACK);
        let reader = reader.spawn_scoped(scope, || read(file, text, options())).expect("the system has threads");
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn read(file: &str, text: &str, mut options: Options) -> Result<Vec<Spanned<Node>>, Mistake> {
    options.duplicate_keys = DuplicateKeyPolicy::PassThrough;
    let told = |(line, column, slip)| Mistake { file: file.to_owned(), line, column, flaw: Flaw::Syntax { slip } };
    let documents: Vec<Spanned<Node>> = serde_saphyr::from_multiple_with_options(text, options).map_err(|error| {
        let flaw = slip::of(&error);
        if let Some(line) = indented_by_tab(text).filter(|_| flaw == Flaw::Tab) {
            return Mistake { file: file.to_owned(), line, column: 1, flaw };
        }
        let unread = mistake(file, error.location().unwrap_or(Location::UNKNOWN), flaw);
        let is_of_lines = matches!(&unread.flaw, Flaw::Syntax { slip } if nearby::is_of_lines(slip));
        nearby::slip(text, unread.line).filter(|_| is_of_lines).map_or(unread, told)
    })?;
    // A file without one colon is a text.
    let is_text = documents.iter().any(|one| matches!(&one.value, Node::Scalar(Value::String(_))));
    match nearby::wide_in(text).filter(|_| is_text) {
        Some(wide) => Err(told(wide)),
        None => Ok(documents),
    }
}

/// The keys that a document's maps have twice.
pub(super) fn twice(document: &Spanned<Node>, file: &str) -> Vec<Mistake> {
    let mut found = Vec::new();
    node::twice(&document.value, &mut found);
    found.into_iter().map(|(place, key)| mistake(file, place, Flaw::Twice { key })).collect()
}

/// The line that a tab indents: the reader tells the one before it.
fn indented_by_tab(text: &str) -> Option<usize> {
    let indented = |line: &str| line.trim_start_matches(' ').starts_with('\t') && !line.trim().is_empty();
    text.lines().position(indented).map(|at| at + 1)
}
