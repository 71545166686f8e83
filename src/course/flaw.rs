//! Flaw: what is wrong with a file of the learner's. Values; `words` makes the sentences.

mod chart;
mod compose;
mod manifest;

use serde::Serialize;

pub use chart::ChartFlaw;
pub use compose::{ComposeFlaw, ComposePart, Form};
pub use manifest::{ManifestFlaw, NameRule};

/// Something wrong with a file of the learner's; line and column from 1, 0 where unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub flaw: Flaw,
}

/// What is wrong with a file of the learner's. A `path` leads to a field: `spec.containers[0].name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// A folder where a file is meant.
    Folder,
    /// A pipe, a socket or a device.
    NotRegular,
    Utf16,
    NotUtf8,
    /// Larger than `limit` bytes.
    TooLarge {
        limit: u64,
    },
    /// A name or a link that leads out of the workspace.
    LeadsOut {
        name: String,
    },
    /// A symbolic link that cannot be followed.
    BadLink {
        name: String,
    },
    /// It does not parse.
    Syntax {
        slip: Slip,
    },
    /// A tab indents the line.
    Tab,
    /// A key that a map has twice.
    Twice {
        key: String,
    },
    /// A document of a manifest that is not an object.
    NoObject,
    MissingField {
        path: String,
    },
    /// A field that is not known in `inside` (empty at the top), and a known one that looks like it.
    UnknownField {
        field: String,
        inside: String,
        near: Option<String>,
    },
    /// A value of another type than one of those that are wanted.
    Type {
        path: String,
        wanted: Vec<Type>,
        found: Given,
    },
    Quantity {
        path: String,
        found: Given,
    },
    /// One of Kubernetes' own kinds in another letter case.
    KindCase {
        kind: String,
        written: String,
    },
    /// One of Kubernetes' own kinds under another version than the one it `belongs` to.
    ApiVersion {
        kind: String,
        api: String,
        belongs: String,
    },
    /// A time in another form than `2026-01-31T12:00:00Z`.
    Time {
        path: String,
        found: Given,
    },
    /// A value that is none of those that are allowed.
    Choice {
        path: String,
        allowed: Vec<String>,
        found: Given,
    },
    /// A manifest that does not fit the schema of its kind.
    Manifest {
        flaw: ManifestFlaw,
    },
    /// A Compose file whose parts do not fit each other.
    Compose {
        flaw: ComposeFlaw,
    },
    /// A chart that cannot be rendered.
    Chart {
        flaw: ChartFlaw,
    },
    /// Another complaint of the schema, in the validator's own words.
    Schema {
        path: String,
        detail: String,
    },
}

/// The types of values in a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    Text,
    List,
    Map,
}

/// A value that stands in a manifest; a text is cut at 60 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    List,
    Map,
}

/// What is wrong in the writing itself, before anything is meant by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Slip {
    /// YAML: a colon where none may stand; a text that holds one needs quotes.
    Colon,
    /// YAML: a line that should be `key: value`.
    NoColon,
    /// YAML: the full-width colon of Chinese writing, where `: ` is meant.
    WideColon,
    /// YAML: an entry of a list without a space behind its `-`.
    DashSpace,
    /// YAML: a line begins further left or right than its neighbours.
    Indent,
    /// YAML: inside `[…]` or `{…}`, a comma or the closing bracket is missing.
    Separator,
    Unclosed {
        open: char,
    },
    /// YAML: a closing bracket that closes nothing, or another one than was opened.
    Bracket,
    /// A text in quotes that does not end.
    Quote,
    /// YAML: something follows the closing quote.
    AfterQuote,
    Escape,
    /// YAML: a `-` where no entry of a list may stand.
    Dash,
    /// YAML: a `#` that touches what is before it.
    Comment,
    /// YAML: a text that must not begin like this without quotes.
    Begins {
        character: char,
    },
    /// YAML: `*name` without an `&name` before it.
    Anchor,
    /// Nested more deeply, or larger, than is read.
    TooMuch,
    /// Dockerfile: no such instruction, and one that looks like it.
    Instruction {
        word: String,
        near: Option<String>,
    },
    /// Dockerfile: an instruction has no such flag.
    Flag {
        word: String,
        flag: String,
        near: Option<String>,
    },
    /// Dockerfile: what should be `name=value`.
    Pair {
        word: String,
        pair: String,
    },
    /// Dockerfile: a text that can be no image's name.
    ImageName {
        name: String,
    },
    /// Dockerfile: no one word behind `AS`, or one that can be no stage's name.
    StageName,
    /// Dockerfile: a text that is no port.
    Port {
        word: String,
    },
    /// Dockerfile: an instruction with too few arguments, or, where just one is wanted, too many.
    Arguments {
        word: String,
        wanted: Arity,
    },
    /// Dockerfile: two stages of one name.
    StageTwice {
        name: String,
    },
    /// Dockerfile: no `FROM` at all.
    NoStage,
    /// Dockerfile: an instruction before the first `FROM`.
    FromFirst,
    /// Dockerfile: a list that is not JSON.
    Json,
    /// Dockerfile: a here-document without its last line.
    HereDoc {
        end: String,
    },
    /// Dockerfile: something else belongs here, as `AS`.
    Expected {
        what: String,
    },
    /// Something rare, in the parser's own words.
    Other {
        detail: String,
    },
}

/// How many arguments an instruction wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arity {
    One,
    OneOrMore,
    TwoOrMore,
}
