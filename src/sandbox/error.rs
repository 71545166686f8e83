//! What can keep a sandbox from being made or taken down, and what is missing before it can be: values, no sentences.

use std::io;
use std::path::{Path, PathBuf};

use super::Thing;
use crate::course::Unreachable;

/// Why a sandbox could not be made or taken down.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A thing of that name exists, and this exercise did not make it.
    #[error("{} `{}` is not ours", thing.kind, thing.name)]
    NotOurs { thing: Thing },
    /// An engine could not be asked, or failed.
    #[error("an engine is out of reach: {0:?}")]
    Engine(Unreachable),
    /// Our disk, or the learner's, failed at `path`.
    #[error("`{}` cannot be used", path.display())]
    Disk { path: PathBuf, source: io::Error },
    /// A file that the engine does not take for images, in its own words.
    #[error("`{}` cannot be loaded: {message}", path.display())]
    Archive { path: PathBuf, message: String },
    /// A set-up file that cannot be read as manifests; its author must mend it.
    #[error("{manifest}: {message}")]
    Manifest { manifest: String, message: String },
    /// The cluster refused an object of the set-up, in the server's own words.
    #[error("{manifest}: {kind} `{name}`: {message}")]
    Apply { manifest: String, kind: String, name: String, message: String },
    /// The engine refused to make a thing, or it is not what it was, in the engine's own words.
    #[error("{} `{}` cannot be made: {message}", thing.kind, thing.name)]
    NotMade { thing: Thing, message: String },
    /// The engine refused to remove a thing, in its own words: a volume in use, a network with others in it.
    #[error("{} `{}` cannot be removed: {message}", thing.kind, thing.name)]
    Refused { thing: Thing, message: String },
    /// A thing is being deleted, and the deletion does not come to an end; `why` in the server's words, or empty.
    #[error("{} `{}` is still being deleted: {why}", thing.kind, thing.name)]
    Stuck { thing: Thing, why: String },
    /// `owns.cluster` names a kind that is not a cluster-wide one of Kubernetes' own; its author must mend it.
    #[error("`{kind}` is not a cluster-wide kind")]
    UnknownKind { kind: String },
}

impl SandboxError {
    /// A failure of a disk at `path`.
    pub(super) fn disk(path: &Path, source: impl Into<io::Error>) -> Self {
        Self::Disk { path: path.to_owned(), source: source.into() }
    }
}

impl From<Unreachable> for SandboxError {
    fn from(why: Unreachable) -> Self {
        Self::Engine(why)
    }
}

/// What is there and what is not, before an exercise is started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readiness {
    /// All that keeps it from being started: engines, programs, and every missing image.
    pub lacking: Vec<Unreachable>,
    /// Images that the cluster does not have yet and will pull by itself if it can reach their registry.
    pub to_pull: Vec<String>,
}

impl Readiness {
    pub fn is_ready(&self) -> bool {
        self.lacking.is_empty()
    }
}
