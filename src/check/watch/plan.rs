//! Plan: from an exercise's looks to what must be listened to. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::super::look::about;
use super::super::query::{Place, Query};
use super::super::survey::kinds;
use super::bell::Tone;
use crate::course::{CanRule, DockerKind, Engine, Exercise, HttpTarget, Inside, Look};
use crate::engine::built_in;

/// What to listen to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) docker: Kinds,
    /// The watches on the cluster, and whose changes count at once.
    pub(super) cluster: BTreeMap<Wanted, Whose>,
    /// The workspace.
    pub(super) files: bool,
    /// Whether there is something that no event tells.
    pub(super) ticks: bool,
}

/// The kinds of things in Docker whose events count, and whose count at once.
pub(super) type Kinds = BTreeMap<DockerKind, Whose>;

/// Whose changes count at once: on a learner's machine other things come and go as well.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Anybodys,
    Of(BTreeSet<String>),
}

impl Whose {
    fn none() -> Self {
        Self::Of(BTreeSet::new())
    }

    /// Adds one, or all where there is no name.
    fn add(&mut self, name: Option<&str>) {
        match (name, &mut *self) {
            (Some(name), Self::Of(names)) => {
                names.insert(name.to_owned());
            }
            (Some(_), Self::Anybodys) => {}
            (None, whose) => *whose = Self::Anybodys,
        }
    }

    /// How soon to look after a change of the thing that bears these names.
    pub(super) fn tone<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> Tone {
        match self {
            Self::Anybodys => Tone::AtOnce,
            Self::Of(ours) if names.any(|name| ours.contains(name)) => Tone::AtOnce,
            Self::Of(_) => Tone::Soon,
        }
    }
}

/// One watch on the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub(super) kind: String,
    pub(super) api: Option<String>,
    /// Empty for the kinds that have none.
    pub(super) namespace: String,
    /// A label selector; empty for all of the kind.
    pub(super) labels: &'static str,
}

/// What the looks of an exercise need.
pub(super) fn of(exercise: &Exercise, place: &Place) -> Plan {
    let mut plan = Plan::default();
    for look in exercise.checks.iter().flat_map(|check| check.looks.values()) {
        plan.add(&Query::of(look, None, &place.namespace).look, &place.namespace);
    }
    plan
}

/// What a survey of an exercise's world needs: its things in Docker by the kinds that it may have there, and all that its
/// namespace holds.
pub(super) fn around(exercise: &Exercise, place: &Place, engines: &[Engine]) -> Plan {
    let mut plan = Plan::default();
    if engines.contains(&Engine::Docker) {
        let owns = &exercise.owns;
        for (kind, names) in [
            (DockerKind::Container, &owns.containers),
            (DockerKind::Volume, &owns.volumes),
            (DockerKind::Network, &owns.networks),
            (DockerKind::Image, &owns.images),
        ] {
            let whose = plan.docker.entry(kind).or_insert_with(Whose::none);
            names.iter().for_each(|name| whose.add(Some(name)));
        }
    }
    if engines.contains(&Engine::Cluster) {
        for (kind, api) in kinds(exercise) {
            plan.watch(&kind, api.as_deref(), &place.namespace, "");
        }
        for (kind, name) in exercise.owns.cluster.iter().filter_map(|written| written.split_once('/')) {
            plan.watch_one(kind, None, "", name);
        }
    }
    plan
}

/// The workspace alone.
pub(super) fn of_files() -> Plan {
    Plan { files: true, ..Plan::default() }
}

impl Plan {
    fn add(&mut self, look: &Look, namespace: &str) {
        match look {
            Look::Container { name } => {
                self.hear(DockerKind::Container, Some(name));
                // Joining a network changes the container, and only the network tells, without the container's name.
                self.hear(DockerKind::Network, None);
            }
            Look::ContainerFile { container, .. } => {
                self.hear(DockerKind::Container, Some(container));
                self.ticks = true;
            }
            // An image's events bear now its id, now one of its names.
            Look::Image { .. } => self.hear(DockerKind::Image, None),
            Look::Volume { name } => self.hear(DockerKind::Volume, Some(name)),
            Look::Network { name } => self.hear(DockerKind::Network, Some(name)),
            Look::Resource { kind, api, name } => {
                self.watch_one(kind, api.as_deref(), namespace, name);
                self.told(kind, namespace);
            }
            Look::Resources { kind, api, .. } => {
                self.watch(kind, api.as_deref(), namespace, "");
                self.told(kind, namespace);
            }
            Look::Can { rules, .. } => self.rights(rules, namespace),
            Look::Rules { namespace: other, .. } => self.rights(&[], other.as_deref().unwrap_or(namespace)),
            Look::Events { kind, .. } => self.watch("Event", None, about(kind, namespace), ""),
            // What happens inside a container tells nobody.
            Look::Logs { of: Inside::Container { name }, .. }
            | Look::Run { inside: Inside::Container { name }, .. } => {
                self.hear(DockerKind::Container, Some(name));
                self.ticks = true;
            }
            Look::Logs { of: Inside::Pod { name, .. }, .. }
            | Look::Run { inside: Inside::Pod { name, .. }, .. }
            | Look::Http { to: HttpTarget::Pod { name, .. }, .. } => {
                self.watch_one("Pod", None, namespace, name);
                self.ticks = true;
            }
            Look::Release { .. } => self.watch("Secret", None, namespace, "owner=helm"),
            Look::Http { to: HttpTarget::Published { .. }, .. } => {
                self.hear(DockerKind::Container, None);
                self.ticks = true;
            }
            Look::Http { to: HttpTarget::Service { .. }, .. } => {
                self.watch("Service", None, namespace, "");
                self.watch("EndpointSlice", None, namespace, "");
                self.ticks = true;
            }
            Look::File { .. }
            | Look::Dockerfile { .. }
            | Look::Manifest { .. }
            | Look::Compose { .. }
            | Look::Chart { .. } => self.files = true,
            // The learner's typing is known to the one who asks.
            Look::Answer => {}
        }
    }

    /// Adds the events of one thing, or of all things of a kind.
    fn hear(&mut self, what: DockerKind, name: Option<&str>) {
        self.docker.entry(what).or_insert_with(Whose::none).add(name);
    }

    /// What keeps a Pod from running is told by an event, whoever's Pod it is.
    fn told(&mut self, kind: &str, namespace: &str) {
        if super::super::diagnose::is_told_by_events(kind) {
            self.watch("Event", None, namespace, "");
        }
    }

    /// All that can give or take a right in the namespaces asked about.
    fn rights(&mut self, rules: &[CanRule], own: &str) {
        for kind in ["ClusterRole", "ClusterRoleBinding"] {
            self.watch(kind, None, "", "");
        }
        let others = rules.iter().filter_map(|rule| rule.namespace.as_deref());
        for namespace in others.chain([own]) {
            self.watch("Role", None, namespace, "");
            self.watch("RoleBinding", None, namespace, "");
        }
    }

    /// Adds a watch on all objects of a kind.
    fn watch(&mut self, kind: &str, api: Option<&str>, namespace: &str, labels: &'static str) {
        self.watched(kind, api, namespace, labels).add(None);
    }

    /// Adds a watch on a kind of which one object is looked at.
    fn watch_one(&mut self, kind: &str, api: Option<&str>, namespace: &str, name: &str) {
        self.watched(kind, api, namespace, "").add(Some(name));
    }

    fn watched(&mut self, kind: &str, api: Option<&str>, namespace: &str, labels: &'static str) -> &mut Whose {
        let has_none = api.is_none() && built_in(kind).is_some_and(|kind| !kind.namespaced);
        let wanted = Wanted {
            kind: kind.to_owned(),
            api: api.map(str::to_owned),
            namespace: if has_none { String::new() } else { namespace.to_owned() },
            labels,
        };
        self.cluster.entry(wanted).or_insert_with(Whose::none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(looks: &[Look]) -> Plan {
        let mut plan = Plan::default();
        looks.iter().for_each(|look| plan.add(look, "own"));
        plan
    }

    fn tone(whose: &Whose, name: &str) -> Tone {
        whose.tone([name].into_iter())
    }

    fn kinds(plan: &Plan) -> Vec<String> {
        plan.cluster.keys().map(|one| format!("{} {}", one.kind, one.namespace)).collect()
    }

    #[test]
    fn only_what_the_looks_need_is_listened_to() {
        assert_eq!(planned(&[Look::Answer]), Plan::default());
        let volume = planned(&[Look::Volume { name: "v".into() }, Look::File { path: "a".into() }]);
        let only = |what: DockerKind, name: &str| BTreeMap::from([(what, Whose::Of([name.to_owned()].into()))]);
        assert_eq!(volume, Plan { docker: only(DockerKind::Volume, "v"), files: true, ..Plan::default() });
        let file = Look::ContainerFile { container: "c".into(), path: "/a".into() };
        assert_eq!(planned(&[file]), Plan { docker: only(DockerKind::Container, "c"), ticks: true, ..Plan::default() });
    }

    #[test]
    fn who_hears_all_hears_one() {
        let one = Look::Container { name: "c".into() };
        let all = Look::Http { to: HttpTarget::Published { port: 8080 }, path: "/".into() };
        for looks in [[one.clone(), all.clone()], [all, one]] {
            let plan = planned(&looks);
            assert_eq!(tone(&plan.docker[&DockerKind::Container], "another"), Tone::AtOnce);
            assert_eq!(tone(&plan.docker[&DockerKind::Network], "n"), Tone::AtOnce);
        }
        let plan = planned(&[Look::Network { name: "n".into() }]);
        let tones = ["n", "m"].map(|name| tone(&plan.docker[&DockerKind::Network], name));
        assert_eq!(tones, [Tone::AtOnce, Tone::Soon]);
    }

    #[test]
    fn equal_watches_are_one() {
        let pods = |name: &str| Look::Resource { kind: "Pod".into(), api: None, name: name.into() };
        let plan = planned(&[pods("a"), pods("b")]);
        assert_eq!(kinds(&plan), ["Event own", "Pod own"]);
        let watched = plan.cluster.values().nth(1).unwrap();
        assert_eq!(["a", "b", "c"].map(|name| tone(watched, name)), [Tone::AtOnce, Tone::AtOnce, Tone::Soon]);
        let map = Look::Resource { kind: "ConfigMap".into(), api: None, name: "a".into() };
        assert_eq!(kinds(&planned(&[map])), ["ConfigMap own"]);
        let node = Look::Resource { kind: "Node".into(), api: None, name: "n".into() };
        assert_eq!(kinds(&planned(&[node])), ["Node "], "the same for every exercise");
    }

    #[test]
    fn what_happens_inside_a_container_is_asked_again_and_again() {
        let container = Inside::Container { name: "c".into() };
        let plan = planned(&[Look::Logs { of: container.clone(), previous: false }]);
        assert_eq!((kinds(&plan), plan.ticks), (vec![], true));
        assert_eq!(tone(&plan.docker[&DockerKind::Container], "c"), Tone::AtOnce);
        assert_eq!(planned(&[Look::Run { inside: container, command: vec!["a".into()] }]), plan);
        let pod = Inside::Pod { name: "a".into(), container: None };
        let plan = planned(&[Look::Run { inside: pod.clone(), command: vec!["a".into()] }]);
        assert_eq!((kinds(&plan), plan.ticks), (vec!["Pod own".to_owned()], true));
        assert_eq!(planned(&[Look::Logs { of: pod, previous: true }]), plan);
        let to = HttpTarget::Pod { name: "a".into(), port: 80 };
        assert_eq!(planned(&[Look::Http { to, path: "/".into() }]), plan);
    }

    #[test]
    fn events_and_rules_are_told() {
        let events = |kind: &str| planned(&[Look::Events { kind: kind.into(), name: "a".into() }]);
        assert_eq!((kinds(&events("Pod")), events("Pod").ticks), (vec!["Event own".to_owned()], false));
        assert_eq!(kinds(&events("Node")), ["Event default"], "an object without a namespace has its events there");
        let rules = planned(&[Look::Rules { subject: "s".into(), namespace: Some("other".into()) }]);
        assert_eq!(kinds(&rules), ["ClusterRole ", "ClusterRoleBinding ", "Role other", "RoleBinding other"]);
    }

    #[test]
    fn rights_are_watched_in_every_namespace_asked_about() {
        let rule = |namespace: Option<&str>| CanRule {
            verbs: vec!["get".into()],
            resource: "pods".into(),
            namespace: namespace.map(str::to_owned),
            name: None,
            must: true,
        };
        let plan = planned(&[Look::Can { subject: "s".into(), rules: vec![rule(None), rule(Some("other"))] }]);
        let expected =
            ["ClusterRole ", "ClusterRoleBinding ", "Role other", "Role own", "RoleBinding other", "RoleBinding own"];
        assert_eq!(kinds(&plan), expected);
    }
}
