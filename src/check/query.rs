//! Query and Fact: one question to the learner's world, and what was found; Place: where one attempt at one exercise
//! happens.
//!
//! A query is a `Look` without placeholders. Equal queries are asked once in a reading.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::course::{CanRule, CheckId, HttpTarget, Inside, KubernetesRelease, Look, Mistake, Silence};

/// Where one attempt at one exercise happens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The exercise's own namespace: `sampan-<exercise>`; `verify` uses others.
    pub namespace: String,
    /// The learner's folder for this exercise.
    pub workspace: PathBuf,
    /// When the set-up was done; none while the exercise has not been started.
    pub begun: Option<DateTime<Utc>>,
    /// What the learner typed, by check.
    pub answers: BTreeMap<CheckId, String>,
    /// The port of our own server, which an `http` look never asks.
    pub own_port: Option<u16>,
    /// Folders in which programs are looked for: the learner's `PATH`.
    pub programs: Vec<PathBuf>,
    /// The Kubernetes whose schemas manifests are checked against.
    pub kubernetes: KubernetesRelease,
}

/// One question: a look with `{namespace}` filled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Query {
    pub(crate) look: Look,
    /// The check whose typed answer is meant; none for all other looks, so that equal looks are one query.
    pub(crate) answer_to: Option<CheckId>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// One thing as its engine prints it, or its absence.
    Object(Option<Value>),
    /// As many as there are.
    Objects(Vec<Value>),
    /// Nothing answered an `http` look.
    Silent(Silence),
    /// Files of the learner's that do not parse or validate, and all that is wrong with them, in reading order.
    Invalid(Vec<Mistake>),
}

impl Query {
    /// The question a check's look comes to in a namespace.
    pub(crate) fn of(look: &Look, check: Option<&CheckId>, namespace: &str) -> Self {
        let answer_to = matches!(look, Look::Answer).then(|| check.cloned()).flatten();
        Self { look: filled(look, namespace), answer_to }
    }

    /// The question about the container whose file this one is about.
    pub(crate) fn container(&self) -> Option<Self> {
        let Look::ContainerFile { container, .. } = &self.look else { return None };
        Some(Self { look: Look::Container { name: container.clone() }, answer_to: None })
    }
}

/// The look with `{namespace}` replaced in every text of it.
fn filled(look: &Look, namespace: &str) -> Look {
    let fill = |text: &String| text.replace("{namespace}", namespace);
    let fill_option = |text: &Option<String>| text.as_ref().map(fill);
    match look {
        Look::Container { name } => Look::Container { name: fill(name) },
        Look::ContainerFile { container, path } => Look::ContainerFile { container: fill(container), path: fill(path) },
        Look::Image { name } => Look::Image { name: fill(name) },
        Look::Volume { name } => Look::Volume { name: fill(name) },
        Look::Network { name } => Look::Network { name: fill(name) },
        Look::Resource { kind, api, name } => {
            Look::Resource { kind: fill(kind), api: fill_option(api), name: fill(name) }
        }
        Look::Resources { kind, api, labels } => {
            let labels = labels.iter().map(|(key, value)| (fill(key), fill(value))).collect();
            Look::Resources { kind: fill(kind), api: fill_option(api), labels }
        }
        Look::Events { kind, name } => Look::Events { kind: fill(kind), name: fill(name) },
        Look::Logs { of, previous } => Look::Logs { of: inside(of, &fill), previous: *previous },
        Look::Run { inside: place, command } => {
            Look::Run { inside: inside(place, &fill), command: command.iter().map(fill).collect() }
        }
        Look::Rules { subject, namespace } => Look::Rules { subject: fill(subject), namespace: fill_option(namespace) },
        Look::Can { subject, rules } => {
            let rule = |rule: &CanRule| CanRule {
                verbs: rule.verbs.iter().map(fill).collect(),
                resource: fill(&rule.resource),
                namespace: fill_option(&rule.namespace),
                name: fill_option(&rule.name),
                must: rule.must,
            };
            Look::Can { subject: fill(subject), rules: rules.iter().map(rule).collect() }
        }
        Look::Release { name } => Look::Release { name: fill(name) },
        Look::Http { to: HttpTarget::Published { port }, path } => {
            Look::Http { to: HttpTarget::Published { port: *port }, path: fill(path) }
        }
        Look::Http { to: HttpTarget::Service { name, port }, path } => {
            Look::Http { to: HttpTarget::Service { name: fill(name), port: *port }, path: fill(path) }
        }
        Look::Http { to: HttpTarget::Pod { name, port }, path } => {
            Look::Http { to: HttpTarget::Pod { name: fill(name), port: *port }, path: fill(path) }
        }
        Look::File { path } => Look::File { path: fill(path) },
        Look::Dockerfile { path } => Look::Dockerfile { path: fill(path) },
        Look::Manifest { path } => Look::Manifest { path: fill(path) },
        Look::Compose { path } => Look::Compose { path: fill(path) },
        Look::Chart { path, values, set, release, namespace } => Look::Chart {
            path: fill(path),
            values: values.iter().map(fill).collect(),
            set: set.iter().map(|(key, value)| (key.clone(), fill(value))).collect(),
            release: fill(release),
            namespace: fill_option(namespace),
        },
        Look::Answer => Look::Answer,
    }
}

fn inside(of: &Inside, fill: &impl Fn(&String) -> String) -> Inside {
    match of {
        Inside::Container { name } => Inside::Container { name: fill(name) },
        Inside::Pod { name, container } => Inside::Pod { name: fill(name), container: container.as_ref().map(fill) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_namespace_is_filled_wherever_a_text_stands() {
        let rule = |n: &str| CanRule {
            verbs: vec!["get".into()],
            resource: "pods".into(),
            namespace: Some(n.into()),
            name: None,
            must: true,
        };
        let look = |n: &str| Look::Can { subject: format!("system:serviceaccount:{n}:robot"), rules: vec![rule(n)] };
        assert_eq!(Query::of(&look("{namespace}"), None, "sampan-x").look, look("sampan-x"));
    }

    #[test]
    fn only_answers_belong_to_a_check() {
        let check: CheckId = "port".parse().unwrap();
        assert_eq!(Query::of(&Look::Answer, Some(&check), "n").answer_to, Some(check.clone()));
        assert_eq!(Query::of(&Look::File { path: "a".into() }, Some(&check), "n").answer_to, None);
    }
}
