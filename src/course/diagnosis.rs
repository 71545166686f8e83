//! Diagnosis: why a thing of the learner's is not as it should be, and what shows it. Values: `words` makes sentences.
//!
//! A diagnosis never changes an outcome: it is what a colleague would say who looks at the screen.

use serde::Serialize;

use super::cause::Cause;

/// Why something does not work, and what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    pub cause: Cause,
    /// What was seen, the most telling first; never empty.
    pub evidence: Vec<Evidence>,
}

/// One thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// A field of an object, as `kubectl get -o json` or `docker inspect` prints it.
    Field { object: String, path: String, value: String },
    /// An event that an engine has told of an object.
    Event { object: String, reason: String, message: String },
    /// The last lines that a container printed.
    Lines { of: String, lines: Vec<String> },
}
