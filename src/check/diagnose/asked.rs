//! What a check asks of a thing, and so which causes are an answer: a state explains only what the engine writes, and
//! nothing but a deletion that does not come to its end explains why a thing is still there. Pure.

use super::field::named;
use crate::check::cel::reads::Reads;
use crate::course::{Cause, Diagnosis, Evidence};
use serde_json::Value;

/// What a part of a check that does not hold reads of one look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Paths of fields; an empty one is the thing as a whole. None at all where nothing in particular is read.
    paths: Vec<Vec<String>>,
    /// What is written in it, as `'exited'`.
    texts: Vec<String>,
}

/// What the cluster writes into objects; all else stands there as it was given.
const BY_CLUSTER: [&[&str]; 5] = [
    &["status"],
    &["endpoints"],
    &["spec", "nodeName"],
    &["spec", "volumeName"],
    &["metadata", "annotations", "deployment.kubernetes.io/revision"],
];

/// What Docker writes into a container that runs, and takes away from one that does not.
const BY_DOCKER: [&[&str]; 3] = [&["State"], &["NetworkSettings", "Ports"], &["NetworkSettings", "IPAddress"]];

/// What Docker writes down once, and leaves as it is when a container ends.
const MOMENTS: [&[&str]; 2] = [&["State", "StartedAt"], &["State", "FinishedAt"]];

impl Asked {
    /// What is read of the look of this name; none where it is not read.
    pub(super) fn of(reads: &Reads, look: &str) -> Option<Self> {
        let own = reads.fields.iter().filter(|read| read.root == look);
        let paths: Vec<_> = own.map(|read| read.fields.clone()).collect();
        (!paths.is_empty()).then(|| Self { paths, texts: reads.texts.iter().cloned().collect() })
    }

    /// Whether it is only read that the thing is there, or how many there are.
    pub(super) fn is_presence(&self) -> bool {
        !self.paths.is_empty() && self.paths.iter().all(Vec::is_empty)
    }

    fn is_anything(&self) -> bool {
        self.paths.is_empty()
    }

    fn reads(&self, fields: &[&[&str]]) -> bool {
        self.paths.iter().any(|path| fields.iter().any(|field| begins(path, field)))
    }

    /// Whether a cause that was found of an object, or of a release, says why it is not as it is asked to be.
    pub(super) fn of_object(&self, object: &Value, found: &Diagnosis) -> bool {
        let is_going =
            matches!(found.cause, Cause::TerminatingWithFinalizer { .. } | Cause::NamespaceTerminating { .. });
        if self.is_anything() || is_going {
            return true;
        }
        // A file that cannot be applied leaves every field as it was.
        let is_settled = matches!(found.cause, Cause::SelectorImmutable { .. });
        !self.is_presence() && (is_settled || self.reads(&BY_CLUSTER) || self.shows(object, found))
    }

    /// Whether a field of the object that shows the cause is read itself.
    fn shows(&self, object: &Value, found: &Diagnosis) -> bool {
        found.evidence.iter().any(|shown| match shown {
            Evidence::Field { object: of, path, .. } if *of == named(object) => {
                let shown: Vec<&str> = path.split('.').map(|part| part.split('[').next().unwrap_or(part)).collect();
                let is_read =
                    |path: &Vec<String>| !path.is_empty() && path.iter().zip(&shown).all(|(read, shown)| read == shown);
                self.paths.iter().any(is_read)
            }
            Evidence::Field { .. } | Evidence::Event { .. } | Evidence::Lines { .. } => false,
        })
    }

    /// Whether a cause that was found of a container says why it is not as it is asked to be.
    pub(super) fn of_container(&self, found: &Diagnosis) -> bool {
        let own = || self.paths.iter().filter(|path| !MOMENTS.iter().any(|moment| begins(path, moment)));
        let is_running = own().any(|path| BY_DOCKER.iter().any(|field| begins(path, field)) || is_address(path));
        if self.is_anything() || is_running && !self.asks_for_another_end() {
            return true;
        }
        let is_unhealthy = matches!(found.cause, Cause::DockerUnhealthy { .. });
        (is_running || self.reads(&MOMENTS)) && !is_unhealthy && !is_end(&found.cause, is_running)
    }

    /// Whether it asks for a container that does not run: by the state's name, and not by its exit code.
    fn asks_for_another_end(&self) -> bool {
        let says = |word: &str| self.texts.iter().any(|text| text == word);
        (says("exited") || says("created")) && !says("running") && !self.reads(&[&["State", "ExitCode"]])
    }

    /// Whether a cause that was found of a container says why a file in it, or what it printed, is not as it is asked
    /// to be. One that did its work and ended has written what it will write.
    pub(super) fn of_what_it_wrote(found: &Diagnosis) -> bool {
        !is_end(&found.cause, false) && !matches!(found.cause, Cause::DockerUnhealthy { .. })
    }
}

/// Whether a container has ended by itself; where `any` is not set, only with its work done.
fn is_end(cause: &Cause, any: bool) -> bool {
    if let Cause::DockerExited { code, .. } | Cause::DockerRestarting { code, .. } = cause {
        any || *code == 0
    } else {
        false
    }
}

/// The address that a container has in a network while it runs.
fn is_address(path: &[String]) -> bool {
    begins(path, &["NetworkSettings", "Networks"]) && path.last().is_some_and(|last| last == "IPAddress")
}

fn begins(path: &[String], with: &[&str]) -> bool {
    path.len() >= with.len() && path.iter().zip(with).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests;
