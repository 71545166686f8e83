//! Who keeps Pods (Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob): its own state, then that of its Pods.

use std::collections::BTreeMap;

use super::field::{Field, named};
use super::pod::{self, name};
use super::schedule::pairs;
use super::snapshot::{Snapshot, bears};
use super::{admission, thing};
use crate::course::{Cause, Diagnosis, ExitMeaning};

/// The kinds whose selector is settled when they are made.
const SETTLED: &[&str] = &["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"];

/// Why a Deployment does not have as many Pods as it wants.
pub(super) fn deployment(it: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    if let Some(paused) = it.at("spec.paused").filter(|paused| paused.plain() == "true") {
        let cause = Cause::DeploymentPaused { deployment: name(it) };
        return Some(Diagnosis { cause, evidence: vec![paused.evidence()] });
    }
    if let Some(diagnosis) = scaled_to_zero(it).or_else(|| immutable(it, seen)) {
        return Some(diagnosis);
    }
    let wanted = it.number("spec.replicas").unwrap_or(1);
    let [available, updated] = ["status.availableReplicas", "status.updatedReplicas"].map(|keys| it.number(keys));
    if available >= Some(wanted) && updated >= Some(wanted) {
        return None;
    }
    let sets = seen.owned_by("ReplicaSet", it);
    let wanting = sets.iter().rev().filter(|set| set.number("spec.replicas").unwrap_or(0) > 0);
    let found = wanting.into_iter().find_map(|set| keeper(set, seen));
    let found = found.or_else(|| {
        let condition =
            condition(it, "Progressing", "False").filter(|one| one.is("reason", "ProgressDeadlineExceeded"))?;
        let seconds = it.number("spec.progressDeadlineSeconds").unwrap_or_default();
        let cause = Cause::ProgressDeadlineExceeded { deployment: name(it), seconds };
        let shown = [condition.at("reason"), condition.at("message")].into_iter().flatten();
        Some(Diagnosis { cause, evidence: shown.map(|field| field.evidence()).collect() })
    });
    found.map(|found| with(found, it, "status.unavailableReplicas"))
}

/// A manifest of the workspace that wants another selector than the object has: it can never be applied.
fn immutable(it: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let there = it.at("spec.selector.matchLabels")?;
    let (file, wanted) = seen.written(it.text("kind")?).into_iter().find_map(|(file, object)| {
        let wanted = object.at("spec.selector.matchLabels")?;
        let is_same = object.text("metadata.name") == it.text("metadata.name");
        (is_same && pairs(&wanted) != pairs(&there)).then_some((file.to_owned(), wanted))
    })?;
    let owner = named(it.value());
    let evidence = vec![there.evidence(), wanted.evidence()];
    let (there, wanted) = (pairs(&there), pairs(&wanted));
    Some(Diagnosis { cause: Cause::SelectorImmutable { owner, file, there, wanted }, evidence })
}

/// Why there is no object with these labels, although a manifest of the workspace has it: it could not be applied.
pub(super) fn unapplied(kind: &str, labels: &BTreeMap<String, String>, seen: &Snapshot) -> Option<Diagnosis> {
    if !SETTLED.contains(&kind) {
        return None;
    }
    let written = seen.written(kind);
    let wanted = written.iter().filter(|(_, object)| bears(object, labels));
    let names = wanted.filter_map(|(_, object)| object.text("metadata.name"));
    names.filter_map(|name| seen.one(kind, name)).find_map(|it| immutable(&it, seen))
}

/// Adds a field of the owner to what was found below it.
fn with(mut found: Diagnosis, owner: &Field<'_>, keys: &str) -> Diagnosis {
    found.evidence.extend(owner.at(keys).map(|field| field.evidence()));
    found
}

fn scaled_to_zero(it: &Field<'_>) -> Option<Diagnosis> {
    let zero = it.at("spec.replicas").filter(|replicas| replicas.plain() == "0")?;
    Some(Diagnosis { cause: Cause::ScaledToZero { owner: named(it.value()) }, evidence: vec![zero.evidence()] })
}

fn condition<'a>(it: &Field<'a>, kind: &str, status: &str) -> Option<Field<'a>> {
    it.list("status.conditions").find(|one| one.is("type", kind) && one.is("status", status))
}

/// Why one who makes Pods himself lacks some.
pub(super) fn keeper(it: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    if !it.is("kind", "DaemonSet")
        && let Some(diagnosis) = scaled_to_zero(it)
    {
        return Some(diagnosis);
    }
    let pods = seen.owned_by("Pod", it);
    let refused = || refused(it, pods.len(), seen);
    pods.iter().rev().find_map(|one| pod::of(one, seen)).or_else(refused)
}

/// Why the API server does not make the Pods that are still wanted.
fn refused(it: &Field<'_>, there: usize, seen: &Snapshot) -> Option<Diagnosis> {
    if let Some(message) = condition(it, "ReplicaFailure", "True").and_then(|one| one.at("message")) {
        return Some(admission::refused(it, &message.plain(), message.evidence()));
    }
    let wanted = ["spec.replicas", "status.desiredNumberScheduled", "spec.parallelism"];
    let wanted = wanted.into_iter().find_map(|keys| it.number(keys)).unwrap_or(1);
    let lacks = usize::try_from(wanted).is_ok_and(|wanted| there < wanted);
    let events = if lacks { seen.events(it) } else { Vec::new() };
    let event = events.into_iter().find(|event| event.reason() == "FailedCreate")?;
    Some(admission::refused(it, event.message(), event.evidence()))
}

/// Why a Job does not come to its end.
pub(super) fn job(it: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    if condition(it, "Complete", "True").is_some() {
        return None;
    }
    let pods = || seen.owned_by("Pod", it);
    let of_pods = || pods().iter().rev().find_map(|one| pod::of(one, seen));
    let Some(failed) = condition(it, "Failed", "True") else {
        return of_pods().or_else(|| refused(it, pods().len(), seen));
    };
    let shown = [failed.at("reason"), failed.at("message")].into_iter().flatten().map(|field| field.evidence());
    let shown: Vec<_> = shown.collect();
    match failed.text("reason")? {
        "BackoffLimitExceeded" => {
            let (code, lines) = match of_pods() {
                Some(Diagnosis { cause, evidence }) => (code(&cause), evidence),
                None => (None, Vec::new()),
            };
            let code = code.unwrap_or(1);
            let (job, limit) = (name(it), it.number("spec.backoffLimit").unwrap_or(6));
            let cause = Cause::JobBackOffLimit { job, limit, code, meaning: ExitMeaning::of(code) };
            Some(Diagnosis { cause, evidence: shown.into_iter().chain(lines).collect() })
        }
        "DeadlineExceeded" => {
            let seconds = it.at("spec.activeDeadlineSeconds")?;
            let cause = Cause::JobDeadlineExceeded { job: name(it), seconds: seconds.value().as_i64()? };
            Some(Diagnosis { cause, evidence: shown.into_iter().chain([seconds.evidence()]).collect() })
        }
        _ => of_pods(),
    }
}

/// The exit code in what was found of a Pod that is over.
fn code(cause: &Cause) -> Option<i64> {
    if let Cause::ContainerExited { code, .. } | Cause::CrashLoopBackOff { code, .. } = cause {
        Some(*code)
    } else {
        None
    }
}

/// Why the newest Job of a CronJob does not come to its end.
pub(super) fn cron_job(it: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    seen.owned_by("Job", it).last().and_then(|newest| job(newest, seen))
}

/// Why nobody has made Pods with these labels: of those who would, the first who cannot.
pub(super) fn without_pods(labels: &BTreeMap<String, String>, seen: &Snapshot) -> Option<Diagnosis> {
    let makers = ["Deployment", "StatefulSet", "DaemonSet", "Job"].map(|kind| seen.all(kind));
    let would = |maker: &Field<'_>| maker.at("spec.template").is_some_and(|template| bears(&template, labels));
    makers.into_iter().flatten().filter(would).find_map(|maker| thing(&maker, seen))
}
