//! Says why a check is "not yet", where the engine's own objects tell: cause and evidence. It never changes an outcome.
//!
//! Each file of the folder is a pure function over a `Snapshot`. Only `run` waits: it asks what they lack, each question
//! once in a reading, side by side, within a deadline of its own. A question that fails is silent: then there is no
//! diagnosis, and nothing else is different.

mod admission;
mod claim;
mod config;
mod container;
mod crash;
mod field;
mod image;
mod log;
mod pod;
mod probe;
mod schedule;
mod service;
mod snapshot;
mod terminating;
mod workload;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, timeout_at};

use super::query::{Fact, Query};
use super::{Place, World, plan};
use crate::course::{Check, CheckId, Diagnosis, HttpTarget, Look, Outcome};
use field::Field;
use snapshot::{Answer, Snapshot, Wish};

/// How long all questions of a reading's diagnoses may take together.
const WITHIN: Duration = Duration::from_millis(1500);

/// From a Deployment over its ReplicaSets and Pods to a log is the longest way; more rounds than that are a mistake.
const ROUNDS: usize = 6;

/// Why checks are not yet, as far as it can be told: one diagnosis a check at most.
pub(super) async fn run(
    checks: &[Check],
    outcomes: &BTreeMap<CheckId, Outcome>,
    seen: &HashMap<Query, super::Answer>,
    (world, place): (&World, &Place),
) -> BTreeMap<CheckId, Diagnosis> {
    let is_open = |check: &&Check| matches!(outcomes.get(&check.id), Some(Outcome::NotYet(_)));
    let open: Vec<_> = checks.iter().filter(is_open).map(|check| (&check.id, looks(check, place))).collect();
    let mut snapshot = Snapshot::default();
    for (query, answer) in seen {
        let answer = answer.as_ref().map_or(Answer::Silent, |fact| Answer::Fact(fact.clone()));
        snapshot.add(Wish::Look(query.look.clone()), answer);
    }
    let until = Instant::now() + WITHIN;
    for _ in 0..ROUNDS {
        let mut found = BTreeMap::new();
        let mut lacking = BTreeSet::new();
        for (id, looks) in &open {
            let diagnosis = looks.iter().find_map(|look| of(look, &snapshot));
            let missing = snapshot.lacking();
            let is_whole = !snapshot.is_blind() && missing.is_empty();
            found.extend(diagnosis.filter(|_| is_whole).map(|diagnosis| ((*id).clone(), diagnosis)));
            lacking.extend(missing);
        }
        if lacking.is_empty() {
            return found;
        }
        let answers = lacking.into_iter().map(async |wish| (ask(&wish, world, place, until).await, wish));
        for (answer, wish) in join_all(answers).await {
            snapshot.add(wish, answer);
        }
    }
    BTreeMap::new()
}

/// What a check looks at, with `{namespace}` filled.
fn looks(check: &Check, place: &Place) -> Vec<Look> {
    plan::asks(check, &place.namespace).into_values().map(|query| query.look).collect()
}

/// Asks one thing; whatever keeps us from looking is no answer.
async fn ask(wish: &Wish, world: &World, place: &Place, until: Instant) -> Answer {
    let answer = async {
        match wish {
            Wish::Look(look) => {
                let query = Query { look: look.clone(), answer_to: None };
                world.look(&query, None, place).await.ok().map(|fact| Answer::Fact(fact.into()))
            }
            Wish::Log { pod, container, previous } => {
                log::look(world, place, pod, container, *previous).await.map(Answer::Log)
            }
        }
    };
    timeout_at(until, answer).await.ok().flatten().unwrap_or(Answer::Silent)
}

/// Why the thing of a look is not as it should be. Pure.
fn of(look: &Look, seen: &Snapshot) -> Option<Diagnosis> {
    match look {
        Look::Resource { .. } | Look::Resources { .. } => match seen.found(look)? {
            Fact::Object(Some(object)) => thing(&Field::of(object), seen),
            Fact::Objects(objects) if objects.is_empty() => nobody(look, seen),
            Fact::Objects(objects) => objects.iter().find_map(|object| thing(&Field::of(object), seen)),
            Fact::Object(None) | Fact::Silent(_) | Fact::Invalid { .. } => None,
        },
        Look::Http { to: HttpTarget::Service { name, .. }, .. } => thing(&seen.one("Service", name)?, seen),
        Look::Container { .. }
        | Look::ContainerFile { .. }
        | Look::Image { .. }
        | Look::Volume { .. }
        | Look::Network { .. }
        | Look::Can { .. }
        | Look::Release { .. }
        | Look::Http { to: HttpTarget::Published { .. }, .. }
        | Look::File { .. }
        | Look::Dockerfile { .. }
        | Look::Manifest { .. }
        | Look::Compose { .. }
        | Look::Chart { .. }
        | Look::Answer => None,
    }
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
        _ => None,
    }
}

#[cfg(test)]
mod tests;
