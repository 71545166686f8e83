//! Says why a check is "not yet", where the engine's own objects tell: cause and evidence. It never changes an outcome.
//!
//! Each file of the folder is a pure function over a `Snapshot`. Only `run` waits: it asks what they lack, each question
//! once in a reading, side by side, within a deadline of its own. A question that fails is silent: then there is no
//! diagnosis, and nothing else is different.

mod admission;
mod ask;
mod asked;
mod claim;
mod config;
mod container;
mod crash;
mod docker;
mod field;
mod helm;
mod image;
mod near;
mod network;
mod pod;
mod probe;
mod published;
mod rbac;
mod schedule;
mod service;
mod snapshot;
mod terminating;
mod told;
mod workload;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::judge::unmet::unmet;
use super::query::{Fact, Query};
use super::{Place, TOGETHER, World, cel, look, plan, question};
use crate::course::{
    CanRule, Check, CheckId, Diagnosis, DockerKind, Exercise, HttpTarget, Inside, Look, Outcome, Silence, That,
};
use asked::Asked;
use field::Field;
use snapshot::{Answer, Snapshot, Wish};

/// How long all questions of a reading's diagnoses may take together.
const WITHIN: Duration = Duration::from_millis(1500);

/// From a Deployment over its ReplicaSets and Pods to a log is the longest way; more rounds than that are a mistake.
const ROUNDS: usize = 6;

/// Why checks are not yet, as far as it can be told: one diagnosis a check at most.
pub(super) async fn run(
    exercise: &Exercise,
    outcomes: &BTreeMap<CheckId, Outcome>,
    seen: &HashMap<Query, super::Answer>,
    (world, place): (&World, &Place),
) -> BTreeMap<CheckId, Diagnosis> {
    let is_open = |check: &&Check| matches!(outcomes.get(&check.id), Some(Outcome::NotYet(_)));
    let open: Vec<_> = exercise.checks.iter().filter(is_open).collect();
    if open.is_empty() {
        return BTreeMap::new();
    }
    let Some(open) = asked(open, place, seen).await else { return BTreeMap::new() };
    let mut snapshot = Snapshot::new(&place.namespace, manifests(exercise)).about(containers(exercise, place));
    for (query, answer) in seen {
        let answer = answer.as_ref().map_or(Answer::Silent, |fact| Answer::Fact(fact.clone()));
        snapshot.add(Wish::Look(query.look.clone()), answer);
    }
    let until = Instant::now() + WITHIN;
    for _ in 0..ROUNDS {
        let mut found = BTreeMap::new();
        let mut lacking = BTreeSet::new();
        for (check, asked) in &open {
            let diagnosis = asked.iter().find_map(|(look, asked)| of(check, look, asked, &snapshot));
            let missing = snapshot.lacking();
            let is_whole = !snapshot.is_blind() && missing.is_empty();
            found.extend(diagnosis.filter(|_| is_whole).map(|diagnosis| (check.id.clone(), diagnosis)));
            lacking.extend(missing);
        }
        if lacking.is_empty() {
            return found;
        }
        let answers = lacking.into_iter().map(async |wish| (ask::ask(&wish, world, place, until).await, wish));
        for (answer, wish) in join_all(answers).await {
            snapshot.add(wish, answer);
        }
    }
    BTreeMap::new()
}

/// What the checks ask of their looks: for each part that does not hold, the looks that it reads, and what of them.
/// One whose parts read nothing asks for all.
async fn asked<'a>(
    open: Vec<&'a Check>,
    place: &Place,
    seen: &HashMap<Query, super::Answer>,
) -> Option<Vec<(&'a Check, Vec<(Look, Asked)>)>> {
    let questions: Vec<_> = open.iter().map(|check| question(check, place, seen).ok()).collect();
    let parts = move || questions.iter().map(|question| question.as_ref().map(unmet)).collect::<Vec<_>>();
    let parts = cel::apart(TOGETHER, parts).await.ok()?;
    let each = open.into_iter().zip(parts).map(|(check, parts)| {
        let looks: BTreeMap<_, _> = plan::asks(check, &place.namespace);
        let of_part = |reads| {
            let read = move |(name, query): (&String, &Query)| Some((query.look.clone(), Asked::of(reads, name)?));
            looks.iter().filter_map(read).collect::<Vec<_>>()
        };
        let mut asked: Vec<_> = parts.iter().flatten().flat_map(of_part).collect();
        if asked.is_empty() {
            asked = looks.into_values().map(|query| (query.look, Asked::default())).collect();
        }
        // What a thing says itself goes before what its address lets one guess.
        asked.sort_by_key(|(look, _)| matches!(look, Look::Http { .. }));
        (check, asked)
    });
    Some(each.collect())
}

/// The manifests that the learner was given to work on.
fn manifests(exercise: &Exercise) -> Vec<String> {
    let is_manifest = |path: &&String| path.ends_with(".yaml") || path.ends_with(".yml");
    exercise.start.iter().map(|file| &file.path).filter(is_manifest).cloned().collect()
}

/// The containers of Docker that the checks name.
fn containers(exercise: &Exercise, place: &Place) -> BTreeSet<String> {
    let named = |look| if let Look::Container { name } = look { Some(name) } else { None };
    exercise.checks.iter().flat_map(|check| looks(check, place)).filter_map(named).collect()
}

/// What a check looks at, with `{namespace}` filled.
fn looks(check: &Check, place: &Place) -> Vec<Look> {
    plan::asks(check, &place.namespace).into_values().map(|query| query.look).collect()
}

/// Why the thing of a look is not as it is asked to be. Pure.
fn of(check: &Check, look: &Look, asked: &Asked, seen: &Snapshot) -> Option<Diagnosis> {
    let of_one = |object| thing(&Field::of(object), seen).filter(|found| asked.of_object(object, found));
    match look {
        Look::Resource { kind, api, name } => match seen.found(look)? {
            Fact::Object(Some(object)) => of_one(object),
            Fact::Object(None) => near::of_object(kind, api.as_deref(), name, seen),
            Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_) => None,
        },
        Look::Resources { kind, api, labels } => match seen.found(look)? {
            Fact::Objects(objects) if objects.is_empty() => {
                nobody(look, seen).or_else(|| near::of_labels(kind, api.as_deref(), labels, seen))
            }
            Fact::Objects(objects) => objects.iter().find_map(of_one),
            Fact::Object(_) | Fact::Silent(_) | Fact::Invalid(_) => None,
        },
        Look::Http { to, .. } => match seen.found(look)? {
            Fact::Silent(silence) => unanswered(to, silence, seen),
            // What answers is well, whatever it says.
            Fact::Object(_) | Fact::Objects(_) | Fact::Invalid(_) => None,
        },
        Look::Logs { of: Inside::Pod { name, .. }, .. } | Look::Run { inside: Inside::Pod { name, .. }, .. } => {
            pod(name, seen)
        }
        Look::Container { name } => {
            container(name, seen, |found| asked.of_container(found)).or_else(|| network::of(check, &seen.thing(look)?))
        }
        Look::ContainerFile { container: name, .. } => match seen.found(look)? {
            Fact::Object(Some(_)) if asked.is_presence() => None,
            Fact::Object(_) | Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_) => {
                container(name, seen, Asked::of_what_it_wrote)
            }
        },
        Look::Logs { of: Inside::Container { name }, .. } => container(name, seen, Asked::of_what_it_wrote),
        Look::Run { inside: Inside::Container { name }, .. } => container(name, seen, |_| true),
        Look::Image { name } => absent(look, seen, || near::of_image(name, seen)),
        Look::Volume { name } => absent(look, seen, || near::of_docker(DockerKind::Volume, name, seen)),
        Look::Network { name } => absent(look, seen, || near::of_docker(DockerKind::Network, name, seen)),
        Look::Release { name } => match seen.found(look)? {
            Fact::Object(Some(release)) => {
                helm::of(&Field::of(release)).filter(|found| asked.of_object(release, found))
            }
            Fact::Object(None) => near::of_release(name, seen),
            Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_) => None,
        },
        Look::Can { subject, rules } => rights(check, (subject, rules), &seen.thing(look)?, seen),
        // A list of rules has no one right that is missing; events are what a diagnosis is made of.
        Look::Rules { .. } | Look::Events { .. } => None,
        Look::File { .. }
        | Look::Dockerfile { .. }
        | Look::Manifest { .. }
        | Look::Compose { .. }
        | Look::Chart { .. }
        | Look::Answer => None,
    }
}

/// Why nothing answers.
fn unanswered(to: &HttpTarget, silence: &Silence, seen: &Snapshot) -> Option<Diagnosis> {
    match to {
        HttpTarget::Service { name, port } => match seen.one("Service", name) {
            Some(service) if matches!(silence, Silence::NoPort { .. }) => service::other_port(&service, *port),
            Some(service) => thing(&service, seen),
            None => near::of_object("Service", None, name, seen),
        },
        HttpTarget::Published { port } => published::of(*port, seen),
        HttpTarget::Pod { name, .. } => pod(name, seen),
    }
}

/// Why a Pod does not do what is asked of it, or that there is none.
fn pod(name: &str, seen: &Snapshot) -> Option<Diagnosis> {
    match seen.one("Pod", name) {
        Some(pod) => thing(&pod, seen),
        None => near::of_object("Pod", None, name, seen),
    }
}

/// Why a container does not do what is asked of it, where that is an answer, or that there is none.
fn container(name: &str, seen: &Snapshot, answers: impl FnOnce(&Diagnosis) -> bool) -> Option<Diagnosis> {
    match seen.found(&Look::Container { name: name.to_owned() })? {
        Fact::Object(Some(found)) => docker::of(&Field::of(found), seen).filter(answers),
        Fact::Object(None) | Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_) => {
            near::of_docker(DockerKind::Container, name, seen)
        }
    }
}

/// What may be said of a thing that is not there; one that is there is as its owner made it.
fn absent(look: &Look, seen: &Snapshot, near: impl FnOnce() -> Option<Diagnosis>) -> Option<Diagnosis> {
    if *seen.found(look)? == Fact::Object(None) { near() } else { None }
}

/// A right that is missing, where the check reads what is lacking or denied; one too many, where it reads what is
/// surplus or allowed.
fn rights(
    check: &Check,
    (subject, rules): (&str, &[CanRule]),
    found: &Field<'_>,
    seen: &Snapshot,
) -> Option<Diagnosis> {
    let all = look::Wanted::all(rules, seen.namespace());
    let first = |key: &str| {
        let listed = found.list(key).next()?.plain();
        all.iter().find(|wanted| wanted.words == listed)
    };
    let reads = |key: &str| match &check.that {
        That::Holds(that) => that.contains(&format!(".{key}")),
        That::Fits(shapes) => shapes.iter().any(|shape| shape.get(key).is_some()),
    };
    let asked = |keys: [&str; 2]| keys.into_iter().find(|key| reads(key)).and_then(first);
    let lacking = || rbac::lacking(subject, asked(["lacking", "denied"])?, seen);
    let granted = || rbac::granted(subject, asked(["surplus", "allowed"])?, seen);
    lacking().or_else(granted)
}

/// Whether the cluster's events tell why an object of this kind is not as it should be.
pub(super) fn is_told_by_events(kind: &str) -> bool {
    const KNOWN: [&str; 11] = [
        "Pod",
        "Deployment",
        "ReplicaSet",
        "StatefulSet",
        "DaemonSet",
        "ReplicationController",
        "Job",
        "CronJob",
        "Service",
        "EndpointSlice",
        "PersistentVolumeClaim",
    ];
    KNOWN.contains(&kind)
}

/// Why one object is not as it should be.
fn thing(object: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    if let Some(diagnosis) = terminating::of(object) {
        return Some(diagnosis);
    }
    match object.text("kind")? {
        "Pod" => pod::of(object, seen),
        "Deployment" => workload::deployment(object, seen),
        "ReplicaSet" | "StatefulSet" | "DaemonSet" | "ReplicationController" => workload::keeper(object, seen),
        "Job" => workload::job(object, seen),
        "CronJob" => workload::cron_job(object, seen),
        "Service" => service::of(object, seen),
        "EndpointSlice" => service::of_slice(object, seen),
        "PersistentVolumeClaim" => claim::of(object, seen),
        "Namespace" => terminating::namespace(object),
        // Any other kind can but wait for a finalizer.
        _ => None,
    }
}

/// Why there is nothing that bears the labels of this look: who would make it may be refused.
fn nobody(look: &Look, seen: &Snapshot) -> Option<Diagnosis> {
    match look {
        Look::Resources { kind, labels, .. } if kind == "Pod" => workload::without_pods(labels, seen),
        Look::Resources { kind, labels, .. } => workload::unapplied(kind, labels, seen),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
