//! Silence: why nothing answered an `http` look. A closed list, so that it can be told in the learner's language.

use serde::Serialize;

/// Why nothing answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// No container publishes the port.
    NoContainer {
        port: u16,
    },
    /// Nothing listens there.
    Refused,
    /// The connection ended before a whole answer had come.
    BrokenOff,
    TooSlow,
    /// No network leads there.
    NoWay,
    /// What answered does not speak HTTP.
    NoHttp,
    NoService {
        name: String,
    },
    NoPod {
        name: String,
    },
    /// The Pod is there, and has no container that runs.
    NotRunning {
        name: String,
    },
    NoPort {
        name: String,
        port: u16,
    },
    /// The Service has no Pod that is ready.
    NoEndpoints {
        name: String,
    },
    /// Something rare, in the words of who tried.
    Other {
        detail: String,
    },
}

impl Silence {
    /// The word that an expression compares with `object.error`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NoContainer { .. } => "no-container",
            Self::Refused => "refused",
            Self::BrokenOff => "broken-off",
            Self::TooSlow => "too-slow",
            Self::NoWay => "no-way",
            Self::NoHttp => "no-http",
            Self::NoService { .. } => "no-service",
            Self::NoPod { .. } => "no-pod",
            Self::NotRunning { .. } => "not-running",
            Self::NoPort { .. } => "no-port",
            Self::NoEndpoints { .. } => "no-endpoints",
            Self::Other { .. } => "other",
        }
    }
}
