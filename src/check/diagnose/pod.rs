//! A Pod that does not run, in the order in which it would come to life: placed, mounted, its init containers, its
//! containers, its probes.

use super::field::Field;
use super::snapshot::Snapshot;
use super::{config, container, schedule, terminating};
use crate::course::{Cause, Diagnosis};

/// Why a Pod is not ready.
pub(super) fn of(pod: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    if pod.at("metadata.deletionTimestamp").is_some() {
        return terminating::of(pod);
    }
    evicted(pod)
        .or_else(|| schedule::of(pod, seen))
        .or_else(|| config::mounts(pod, seen))
        .or_else(|| statuses(pod, "status.initContainerStatuses").find_map(|one| container::init(pod, &one, seen)))
        .or_else(|| statuses(pod, "status.containerStatuses").find_map(|one| container::of(pod, &one, seen)))
}

fn evicted(pod: &Field<'_>) -> Option<Diagnosis> {
    let reason = pod.at("status.reason").filter(|_| pod.is("status.reason", "Evicted"))?;
    let cause = Cause::PodEvicted { pod: name(pod) };
    let message = pod.at("status.message").map(|field| field.evidence());
    Some(Diagnosis { cause, evidence: [reason.evidence()].into_iter().chain(message).collect() })
}

fn statuses<'a>(pod: &Field<'a>, keys: &str) -> impl Iterator<Item = Field<'a>> + use<'a> {
    pod.list(keys)
}

/// The name of an object.
pub(super) fn name(object: &Field<'_>) -> String {
    object.text("metadata.name").unwrap_or_default().to_owned()
}

/// Whether a Pod counts as ready.
pub(super) fn is_ready(pod: &Field<'_>) -> bool {
    pod.list("status.conditions").any(|condition| condition.is("type", "Ready") && condition.is("status", "True"))
}

/// How a Pod describes one of its containers, of whichever sort.
pub(super) fn spec<'a>(pod: &Field<'a>, container: &str) -> Option<Field<'a>> {
    pod.list("spec.initContainers").chain(pod.list("spec.containers")).find(|spec| spec.is("name", container))
}
