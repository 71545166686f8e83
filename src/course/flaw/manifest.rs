//! What is wrong with an object of a manifest, beside what is wrong with any file. Values; `words` makes the sentences.

use serde::Serialize;

use super::Given;

/// What is wrong with an object of a manifest. A `path` leads to a field of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ManifestFlaw {
    /// A field that a kind does not have `inside` another one (empty at the top); a field there that looks like it, and
    /// else the field of the kind that it belongs into.
    UnknownField { field: String, inside: String, kind: String, near: Option<String>, belongs: Option<String> },
    /// No such kind in one of Kubernetes' own groups, and one that looks like it.
    UnknownKind { kind: String, api: String, near: Option<String> },
    /// A kind that Kubernetes has had, until the release `since`, and where it is now.
    Gone { kind: String, api: String, since: String, instead: Option<String> },
    /// A number that is larger or smaller than the field holds.
    Range { path: String, found: Given },
    /// A text that should be base64.
    Base64 { path: String },
    /// A name or label that is not written as Kubernetes wants it.
    Name { path: String, rule: NameRule, found: Given },
    /// Two entries of a list with one name.
    SameName { path: String, name: String },
}

/// How a name must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NameRule {
    /// Lower-case letters, digits and inner hyphens, at most 63.
    Label,
    /// The same with inner dots, at most 253.
    Subdomain,
    /// The key of a label or an annotation: a name with letters, digits, `-`, `_` and `.`, perhaps behind a domain and `/`.
    Key,
    /// The value of a label.
    Value,
}

impl NameRule {
    pub const ALL: [Self; 4] = [Self::Label, Self::Subdomain, Self::Key, Self::Value];
}
