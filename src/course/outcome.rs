//! Outcome: what a check came to. Three answers, never two, and all of them values: `words` makes the sentences.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::diagnosis::Diagnosis;
use super::disk::DiskFault;
use super::flaw::Mistake;
use super::id::CheckId;
use super::kind::SoughtKind;
use super::lang::Localized;
use super::silence::Silence;

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    /// A complete look found something else than was expected.
    NotYet(Finding),
    /// Something kept us from looking; never counts against the learner.
    CannotTell(Unreachable),
}

/// What was found where something else was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The thing does not exist.
    Absent { kind: SoughtKind, name: String },
    /// The thing exists, the field that the check reads does not: `object.status.readyReplicas`.
    Missing { path: String },
    /// The value of the first field that the check reads, as JSON, cut at 200 characters.
    Value { path: String, value: String },
    /// What comes nearest to what would do differs here: `spec.replicas`. Values as JSON, cut at 200 characters.
    Differs { path: String, found: Option<String>, wanted: String },
    /// No item of this list is as one must be.
    NoItem { path: String, wanted: String },
    /// What a subject may do and must not, or must and may not: `delete pods`.
    Rights { subject: String, deeds: Vec<String>, must: bool },
    /// In the author's words, already filled.
    Said(Localized<String>),
    /// Nothing answered an `http` look.
    Unanswered(Silence),
    /// Files of the learner's that do not parse or validate, and all that is wrong with them, in reading order.
    Invalid(Vec<Mistake>),
}

/// What kept us from looking, and so what the learner can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreachable {
    /// Nothing answers at `at` (a socket or an address).
    Down { engine: Engine, at: String },
    /// Connected, but no answer within the limit.
    TooSlow { engine: Option<Engine>, limit: Duration },
    /// The socket or file may not be used by this user.
    NoPermission { engine: Engine, at: String },
    /// The API says 401 or 403 to us.
    Denied { engine: Engine, what: String },
    /// It says so, and the time of our certificate or token is over.
    Expired { engine: Engine },
    /// The certificate does not fit, or another TLS failure.
    Tls { engine: Engine, detail: String },
    /// The engine is older than what Sampan can talk to.
    TooOld { engine: Engine, version: String },
    /// No kubeconfig, an empty one, or no such context in it.
    NoContext { file: String, context: String },
    /// The kubeconfig is there and is not one; `detail` is a single line.
    BadConfig { file: String, detail: String },
    /// The engine is not on this machine, and the learner did not name it.
    NotLocal { engine: Engine, at: String },
    /// An image that the exercise needs is not there.
    ImageMissing { image: String },
    /// A program that the look needs is not installed.
    ProgramMissing { program: String },
    /// A program that the look runs was ended from outside by this signal: it took more memory than there is.
    ProgramEnded { program: String, signal: i32 },
    /// The program of the kubeconfig that logs the learner in failed or did not end.
    LoginFailed { program: String, detail: String },
    /// A file leads to others by `field`, which are not read.
    NotFollowed { file: String, field: String },
    /// The exercise was not started, so there is nothing to look at.
    NotStarted,
    /// Our own disk failed us.
    Disk { path: String, why: DiskFault },
    /// The engine answered with an error of its own (429, 5xx, or something we do not know).
    Failed { engine: Engine, detail: String },
    /// The check itself cannot be evaluated; its author is told.
    BadCheck { detail: String },
}

/// The two kinds of engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    Docker,
    Cluster,
}

/// One reading of an exercise: each check's outcome, none where it waits for another, and why it is not yet where that
/// can be told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    pub outcomes: Vec<(CheckId, Option<Outcome>)>,
    /// Only for checks that are not yet.
    pub diagnoses: BTreeMap<CheckId, Diagnosis>,
}

impl Report {
    /// Whether every check passed in this one reading.
    pub fn solved(&self) -> bool {
        !self.outcomes.is_empty() && self.outcomes.iter().all(|(_, outcome)| *outcome == Some(Outcome::Passed))
    }

    /// Whether anything kept us from looking.
    pub fn blind(&self) -> bool {
        self.outcomes.iter().any(|(_, outcome)| matches!(outcome, Some(Outcome::CannotTell(_))))
    }

    pub fn outcome(&self, id: &CheckId) -> Option<&Outcome> {
        self.outcomes.iter().find(|(check, _)| check == id).and_then(|(_, outcome)| outcome.as_ref())
    }
}
