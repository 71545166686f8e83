//! Exercise: what a learner is asked to do, what it needs, what it may make, and how it is checked.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::cause::CauseKind;
use super::check::{Check, Lets};
use super::id::{CheckId, ExerciseId};
use super::lang::Localized;
use super::setup::Step;

/// A whole exercise, as the course's author wrote it, valid.
#[derive(Debug, Clone)]
pub struct Exercise {
    pub id: ExerciseId,
    pub level: Level,
    pub minutes: u16,
    pub needs: Vec<Need>,
    pub images: Vec<String>,
    pub owns: Owns,
    /// The limit of each check.
    pub within: Duration,
    pub setup: Vec<Step>,
    /// Never empty.
    pub checks: Vec<Check>,
    /// A CEL condition for the hint of that number (from 1), over what the checks found and came to.
    pub hint_when: BTreeMap<usize, String>,
    /// The names that these conditions may use.
    pub lets: Lets,
    pub task: Localized<Task>,
    /// What the learner is given in the workspace.
    pub start: Vec<File>,
    /// Files that set-up steps name: manifests, what is copied, what is built.
    pub manifests: Vec<File>,
    /// `solve.sh` and its files.
    pub solution: Vec<File>,
    pub right: Vec<Attempt>,
    pub wrong: Vec<Attempt>,
}

impl Exercise {
    /// The check of that id.
    pub fn check(&self, id: &CheckId) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == *id)
    }

    /// The namespace that is this exercise's own.
    pub fn namespace(&self) -> String {
        format!("sampan-{}", self.id.name())
    }

    pub fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }
}

/// How much a learner should know before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Beginner,
    Intermediate,
    Advanced,
}

/// What must be there before an exercise can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Docker,
    Kubernetes,
    /// A cluster and the `helm` program.
    Helm,
}

/// How Docker calls an image without a tag: what a rebuild leaves of the image that was there.
pub const UNTAGGED: &str = "<none>";

/// What an exercise or a lesson makes outside a namespace, by exact name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Owns {
    /// Containers by name.
    pub containers: Vec<String>,
    /// Volumes by name.
    pub volumes: Vec<String>,
    /// Networks by name.
    pub networks: Vec<String>,
    /// Images by reference, as `shop:1`.
    pub images: Vec<String>,
    /// Cluster-wide objects, as `Kind/name` (`ClusterRole/reader`).
    pub cluster: Vec<String>,
}

impl Owns {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The task in one language; texts are Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Task {
    pub title: String,
    pub body: String,
    pub hints: Vec<String>,
    /// Shown when solved.
    pub after: String,
}

/// A file of the course: path with `/`, below the folder it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
    pub executable: bool,
}

/// A right or wrong answer that `verify` tries: its files (`attempt.sh` among them) and what must come out.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub name: String,
    pub files: Vec<File>,
    /// Empty for a right answer.
    pub expect: Expect,
}

/// `answers.toml` of an attempt: what is typed for a check before it is judged, by the check's id.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(title = "answers.toml")]
pub struct AnswersFile(pub BTreeMap<CheckId, String>);

/// `expect.toml`: the checks that must say "not yet"; all others pass or wait.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expect {
    pub why: String,
    pub not_yet: Vec<CheckId>,
    /// What the diagnosis of one of these checks must be.
    pub diagnosis: Option<CauseKind>,
    /// The number of the hint that a learner with this answer is given first, of all.
    pub hint: Option<usize>,
    /// What the attempt makes outside `owns`.
    pub leaves: Owns,
}
