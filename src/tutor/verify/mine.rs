//! What in a cluster a run of `verify` answers for: a cluster may be somebody else's, too. Pure.
//!
//! The namespaces that this very run has made, the volumes of their claims, and what has no namespace and bears a name
//! that the course writes somewhere: in what it owns, in a manifest, a script or a session.

use std::collections::BTreeSet;

use crate::course::{Attempt, Exercise, File, Owns};
use crate::sandbox::Thing;

/// The names of the run, and the words of what it tries.
#[derive(Debug, Default)]
pub(super) struct Mine {
    namespaces: BTreeSet<String>,
    words: BTreeSet<String>,
}

impl Mine {
    /// One more namespace that the run makes.
    pub(super) fn make(&mut self, namespace: &str) {
        self.namespaces.insert(namespace.to_owned());
    }

    pub(super) fn namespaces(&self) -> &BTreeSet<String> {
        &self.namespaces
    }

    /// One more exercise that is tried.
    pub(super) fn exercise(&mut self, exercise: &Exercise) {
        self.owns(&exercise.owns);
        let attempts = || exercise.right.iter().chain(&exercise.wrong);
        attempts().for_each(|Attempt { expect, .. }| self.owns(&expect.leaves));
        let files = attempts().flat_map(|attempt| &attempt.files);
        let files = files.chain(&exercise.start).chain(&exercise.manifests).chain(&exercise.solution);
        files.for_each(|File { bytes, .. }| self.text(&String::from_utf8_lossy(bytes)));
    }

    /// What a lesson or an exercise names as its own.
    pub(super) fn owns(&mut self, owns: &Owns) {
        self.words.extend(owns.cluster.iter().filter_map(|written| Some(written.split_once('/')?.1.to_owned())));
    }

    /// Words that could be names of objects.
    pub(super) fn text(&mut self, text: &str) {
        let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-.:".contains(c));
        let words = parts.map(|word| word.trim_matches(['-', '.', ':'])).filter(|word| !word.is_empty());
        self.words.extend(words.map(str::to_owned));
    }

    /// Whether it is for this run to answer for a thing that is not a volume of a claim.
    pub(super) fn has(&self, thing: &Thing) -> bool {
        if thing.is_namespace() { self.namespaces.contains(&thing.name) } else { self.words.contains(&thing.name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::ThingKind;

    fn thing(kind: ThingKind, name: &str) -> Thing {
        Thing { kind, name: name.to_owned(), id: None, created: None }
    }

    #[test]
    fn a_run_answers_for_its_own_namespaces_and_for_names_that_the_course_writes() {
        let mut mine = Mine::default();
        mine.make("sampan-scale-7");
        mine.owns(&Owns { cluster: vec!["PriorityClass/urgent".into()], ..Owns::default() });
        mine.text("kubectl create clusterrole pod-reader --verb=get\nmetadata: {name: shop:view}\n");
        let namespace = |name: &str| mine.has(&thing(ThingKind::Namespace, name));
        assert!(namespace("sampan-scale-7"));
        assert!(!namespace("sampan-scale-1") && !namespace("sampan-keep-the-data") && !namespace("pod-reader"));
        let role = |name: &str| mine.has(&thing(ThingKind::Object("ClusterRole".into()), name));
        assert!(role("pod-reader") && role("urgent") && role("shop:view"));
        assert!(!role("system:node") && !role("reader"), "what others made meanwhile");
    }
}
