//! What is wrong with a Compose file that fits its schema. Values; `words` makes the sentences.

use serde::Serialize;

/// What is wrong with a Compose file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ComposeFlaw {
    /// No service at all.
    NoService,
    /// A service with neither `image` nor `build`.
    NoImage { service: String },
    /// A thing that a service names and the file does not define, and one that looks like it.
    Undefined { part: ComposePart, name: String, near: Option<String> },
    /// A service that waits for itself, or extends itself, over however many others.
    Circle { name: String },
    /// Two fields of which a service may have one.
    Exclusive { one: String, other: String },
    /// A text that is not written as it must be.
    Form { form: Form, found: String },
    /// A variable that must have a value has none; in the author's words why, if there are any.
    Required { variable: String, said: String },
    /// A file of variables that is not there, or cannot be read.
    NoFile { name: String },
    /// A line of a file of variables that is not `NAME=value`.
    EnvLine { name: String, line: usize },
    /// With its variables, files of variables and `extends` written out, it is larger than any project.
    TooMuch,
}

/// What the top of a Compose file defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ComposePart {
    Service,
    Network,
    Volume,
    Secret,
    Config,
}

impl ComposePart {
    pub const ALL: [Self; 5] = [Self::Service, Self::Network, Self::Volume, Self::Secret, Self::Config];

    /// The table that defines such things.
    pub fn table(self) -> &'static str {
        match self {
            Self::Service => "services",
            Self::Network => "networks",
            Self::Volume => "volumes",
            Self::Secret => "secrets",
            Self::Config => "configs",
        }
    }
}

/// How a text in a Compose file must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Variable,
    Port,
    Mount,
    Device,
    Command,
    HealthTest,
    Duration,
    Bytes,
    Number,
}

impl Form {
    pub const ALL: [Self; 9] = [
        Self::Variable,
        Self::Port,
        Self::Mount,
        Self::Device,
        Self::Command,
        Self::HealthTest,
        Self::Duration,
        Self::Bytes,
        Self::Number,
    ];
}
