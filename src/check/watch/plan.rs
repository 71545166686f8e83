//! Plan: from an exercise's looks to what must be listened to. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::super::query::{Place, Query};
use crate::course::{CanRule, DockerKind, Exercise, HttpTarget, Look};

/// What to listen to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The kinds of things in Docker whose events count, and whose.
    pub(super) docker: BTreeMap<DockerKind, Whose>,
    pub(super) cluster: BTreeSet<Wanted>,
    /// The workspace.
    pub(super) files: bool,
    /// Whether there is something that no event tells.
    pub(super) ticks: bool,
}

/// Whose events count: on a learner's machine other things come and go as well.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Anybodys,
    Of(BTreeSet<String>),
}

impl Whose {
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::Anybodys => true,
            Self::Of(names) => names.contains(name),
        }
    }
}

/// One watch on the cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub(super) kind: String,
    pub(super) api: Option<String>,
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
            Look::Resource { kind, api, .. } | Look::Resources { kind, api, .. } => {
                self.watch(kind, api.as_deref(), namespace, "");
            }
            Look::Can { rules, .. } => self.rights(rules, namespace),
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
        let whose = self.docker.entry(what).or_insert_with(|| Whose::Of(BTreeSet::new()));
        match (name, whose) {
            (Some(name), Whose::Of(names)) => {
                names.insert(name.to_owned());
            }
            (Some(_), Whose::Anybodys) => {}
            (None, whose) => *whose = Whose::Anybodys,
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

    fn watch(&mut self, kind: &str, api: Option<&str>, namespace: &str, labels: &'static str) {
        self.cluster.insert(Wanted {
            kind: kind.to_owned(),
            api: api.map(str::to_owned),
            namespace: namespace.to_owned(),
            labels,
        });
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

    fn kinds(plan: &Plan) -> Vec<String> {
        plan.cluster.iter().map(|one| format!("{} {}", one.kind, one.namespace)).collect()
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
            assert!(plan.docker[&DockerKind::Container].has("another") && plan.docker[&DockerKind::Network].has("n"));
        }
        let plan = planned(&[Look::Network { name: "n".into() }]);
        assert!(plan.docker[&DockerKind::Network].has("n") && !plan.docker[&DockerKind::Network].has("m"));
    }

    #[test]
    fn equal_watches_are_one() {
        let pods = |name: &str| Look::Resource { kind: "Pod".into(), api: None, name: name.into() };
        assert_eq!(kinds(&planned(&[pods("a"), pods("b")])), ["Pod own"]);
    }

    #[test]
    fn rights_are_watched_in_every_namespace_asked_about() {
        let rule = |namespace: Option<&str>| CanRule {
            verbs: vec!["get".into()],
            resource: "pods".into(),
            namespace: namespace.map(str::to_owned),
            name: None,
        };
        let plan = planned(&[Look::Can { subject: "s".into(), rules: vec![rule(None), rule(Some("other"))] }]);
        let expected =
            ["ClusterRole ", "ClusterRoleBinding ", "Role other", "Role own", "RoleBinding other", "RoleBinding own"];
        assert_eq!(kinds(&plan), expected);
    }
}
