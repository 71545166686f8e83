//! What is to go and stays: an object that a finalizer holds, and a namespace that still has something in it.

use super::field::{Field, named};
use crate::course::{Cause, Diagnosis};

/// Finalizers with which the cluster itself deletes what belongs to an object first: those end by themselves.
const ORDERLY: &[&str] = &["foregroundDeletion", "orphan"];

/// Why an object that was deleted is still there.
pub(super) fn of(object: &Field<'_>) -> Option<Diagnosis> {
    let deleted = object.at("metadata.deletionTimestamp")?;
    let finalizers = object.at("metadata.finalizers")?;
    let names: Vec<_> =
        finalizers.items().map(|one| one.plain()).filter(|one| !ORDERLY.contains(&one.as_str())).collect();
    if names.is_empty() || is_running(object) {
        return None;
    }
    let cause = Cause::TerminatingWithFinalizer { object: named(object.value()), finalizers: names.join(", ") };
    Some(Diagnosis { cause, evidence: vec![finalizers.evidence(), deleted.evidence()] })
}

/// A Pod may take its time to end before any finalizer is to blame.
fn is_running(pod: &Field<'_>) -> bool {
    pod.list("status.containerStatuses").any(|status| status.at("state.running").is_some())
}

/// Why a namespace is still there.
pub(super) fn namespace(it: &Field<'_>) -> Option<Diagnosis> {
    let phase = it.at("status.phase").filter(|phase| phase.plain() == "Terminating")?;
    let left = ["NamespaceFinalizersRemaining", "NamespaceContentRemaining", "NamespaceDeletionDiscoveryFailure"];
    let left = left.into_iter().find_map(|kind| {
        it.list("status.conditions").find(|one| one.is("type", kind) && one.is("status", "True"))?.at("message")
    })?;
    let namespace = it.text("metadata.name")?.to_owned();
    let cause = Cause::NamespaceTerminating { namespace, left: left.plain() };
    Some(Diagnosis { cause, evidence: vec![left.evidence(), phase.evidence()] })
}
