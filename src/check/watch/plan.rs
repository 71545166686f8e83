//! Plan: from an exercise's looks to what must be listened to. Pure.

use std::collections::BTreeSet;

use super::super::query::{Place, Query};
use crate::course::{CanRule, Exercise, HttpTarget, Look};

/// What to listen to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Docker's types of events.
    pub(super) docker: BTreeSet<&'static str>,
    pub(super) cluster: BTreeSet<Wanted>,
    /// The workspace.
    pub(super) files: bool,
    /// Whether there is something that no event tells.
    pub(super) ticks: bool,
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
            // Joining a network changes the container, and only the network tells.
            Look::Container { .. } => self.docker.extend(["container", "network"]),
            Look::ContainerFile { .. } => {
                self.docker.insert("container");
                self.ticks = true;
            }
            Look::Image { .. } => self.docker.extend(["image"]),
            Look::Volume { .. } => self.docker.extend(["volume"]),
            Look::Network { .. } => self.docker.extend(["network"]),
            Look::Resource { kind, api, .. } | Look::Resources { kind, api, .. } => {
                self.watch(kind, api.as_deref(), namespace, "");
            }
            Look::Can { rules, .. } => self.rights(rules, namespace),
            Look::Release { .. } => self.watch("Secret", None, namespace, "owner=helm"),
            Look::Http { to: HttpTarget::Published { .. }, .. } => {
                self.docker.insert("container");
                self.ticks = true;
            }
            Look::Http { to: HttpTarget::Service { .. }, .. } => {
                self.watch("Service", None, namespace, "");
                self.watch("EndpointSlice", None, namespace, "");
                self.ticks = true;
            }
            Look::File { .. } | Look::Dockerfile { .. } | Look::Manifest { .. } => self.files = true,
            // The learner's typing is known to the one who asks.
            Look::Answer => {}
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
        assert_eq!(volume, Plan { docker: ["volume"].into(), files: true, ..Plan::default() });
        let file = Look::ContainerFile { container: "c".into(), path: "/a".into() };
        assert_eq!(planned(&[file]), Plan { docker: ["container"].into(), ticks: true, ..Plan::default() });
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
