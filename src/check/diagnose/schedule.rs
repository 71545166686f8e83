//! A Pod that no node takes: the scheduler's own words, and the part of the Pod that they are about.

use super::claim;
use super::field::Field;
use super::pod::name;
use super::snapshot::{Snapshot, bears, table};
use crate::course::{Cause, Diagnosis};

/// Why a Pod has no node.
pub(super) fn of(pod: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let condition = pod.list("status.conditions").find(|condition| condition.is("type", "PodScheduled"))?;
    let message = condition.at("message").filter(|_| condition.is("status", "False"))?;
    let said = message.plain();
    if said.contains("unbound immediate PersistentVolumeClaims") {
        return unbound(pod, &message, seen);
    }
    let (cause, place) = reasons(&said).find_map(|reason| cause(pod, reason, seen)).unwrap_or_else(|| {
        let cause = if said.contains("0/0 nodes") || said.contains("no nodes available") {
            Cause::NoNodes { pod: name(pod) }
        } else {
            Cause::Unschedulable { pod: name(pod) }
        };
        (cause, Vec::new())
    });
    let shown = [message].into_iter().chain(place).map(|field| field.evidence());
    Some(Diagnosis { cause, evidence: shown.collect() })
}

/// The reasons in `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s). preemption: …`,
/// the one of the most nodes first.
fn reasons(said: &str) -> impl Iterator<Item = &str> {
    let all = said.split_once("nodes are available: ").map_or(said, |(_, all)| all);
    let own = all.split_once(". ").map_or(all, |(own, _)| own);
    let mut reasons: Vec<&str> = own.split(", ").collect();
    let count = |reason: &&str| reason.split(' ').next().and_then(|number| number.parse::<u32>().ok()).unwrap_or(0);
    reasons.sort_by_key(|reason| std::cmp::Reverse(count(reason)));
    reasons.into_iter()
}

/// A cause, and the fields that it is about.
type Found<'a> = (Cause, Vec<Field<'a>>);

fn cause<'a>(pod: &Field<'a>, reason: &str, seen: &'a Snapshot) -> Option<Found<'a>> {
    let has = |words: &str| reason.contains(words);
    let is_there = |keys: &str| pod.at(keys).into_iter().collect::<Vec<_>>();
    let own = name(pod);
    if has("Insufficient cpu") {
        let (asked, there, fields) = resource(pod, "cpu", seen);
        return Some((Cause::InsufficientCpu { pod: own, asked, there }, fields));
    }
    if has("Insufficient memory") {
        let (asked, there, fields) = resource(pod, "memory", seen);
        return Some((Cause::InsufficientMemory { pod: own, asked, there }, fields));
    }
    if has("persistentvolumeclaim \"") && has("not found") {
        let claim = reason.split('"').nth(1)?.to_owned();
        return Some((Cause::ClaimMissing { pod: own, claim }, is_there("spec.volumes")));
    }
    if has("node affinity/selector") {
        return unmatched(pod, seen);
    }
    if has("untolerated taint") {
        let taints: Vec<_> = seen.all("Node").iter().flat_map(|node| node.list("spec.taints")).collect();
        let taint = taints.first().map(taint).unwrap_or_default();
        return Some((Cause::TaintNotTolerated { pod: own, taint }, taints));
    }
    if has("anti-affinity rules") {
        return Some((Cause::PodAntiAffinityUnmatched { pod: own }, is_there("spec.affinity.podAntiAffinity")));
    }
    if has("pod affinity rules") {
        return Some((Cause::PodAffinityUnmatched { pod: own }, is_there("spec.affinity.podAffinity")));
    }
    if has("free ports") {
        let ports: Vec<_> =
            pod.list("spec.containers").flat_map(|c| c.list("ports")).filter_map(|p| p.at("hostPort")).collect();
        let port = ports.first().map(Field::plain).unwrap_or_default();
        return Some((Cause::HostPortTaken { pod: own, port }, ports));
    }
    has("Too many pods").then(|| (Cause::TooManyPods { pod: own }, Vec::new()))
}

/// A Pod that wants another node than there is; where one bears the labels, something else is wrong with that node.
fn unmatched<'a>(pod: &Field<'a>, seen: &Snapshot) -> Option<Found<'a>> {
    let own = name(pod);
    let Some(selector) = pod.at("spec.nodeSelector") else {
        let affinity = pod.at("spec.affinity.nodeAffinity")?;
        return Some((Cause::NodeAffinityUnmatched { pod: own }, vec![affinity]));
    };
    let labels = table(&selector);
    if seen.all("Node").iter().any(|node| bears(node, &labels)) {
        return None;
    }
    Some((Cause::NodeSelectorUnmatched { pod: own, selector: pairs(&selector) }, vec![selector]))
}

/// What the containers of a Pod ask of a resource, and what the nodes have of it.
fn resource<'a>(pod: &Field<'a>, of: &str, seen: &'a Snapshot) -> (String, String, Vec<Field<'a>>) {
    let plain = |fields: &[Field<'_>]| fields.iter().map(Field::plain).collect::<Vec<_>>().join(" + ");
    let requests = pod.list("spec.containers").filter_map(|spec| spec.at("resources.requests")?.key(of));
    let requests: Vec<_> = requests.collect();
    let there: Vec<_> = seen.all("Node").iter().filter_map(|node| node.at("status.allocatable")?.key(of)).collect();
    (plain(&requests), plain(&there), requests.into_iter().chain(there).collect())
}

/// A table of texts as `disk=ssd, zone=a`.
pub(super) fn pairs(table: &Field<'_>) -> String {
    table.entries().map(|(key, value)| format!("{key}={}", value.plain())).collect::<Vec<_>>().join(", ")
}

/// A taint as kubectl writes it: `key=value:NoSchedule`.
fn taint(of: &Field<'_>) -> String {
    let text = |key: &str| of.text(key).unwrap_or_default();
    let value = of.text("value").map(|value| format!("={value}")).unwrap_or_default();
    format!("{}{value}:{}", text("key"), text("effect"))
}

/// The Pod waits for a volume: why its claim has none says more.
fn unbound(pod: &Field<'_>, message: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let names = pod.list("spec.volumes").filter_map(|volume| volume.text("persistentVolumeClaim.claimName"));
    let claims: Vec<_> = names.filter_map(|name| seen.one("PersistentVolumeClaim", name)).collect();
    let found = claims.iter().find_map(|one| claim::of(one, seen));
    let shown = message.evidence();
    Some(match found {
        Some(Diagnosis { cause, mut evidence }) => {
            evidence.push(shown);
            Diagnosis { cause, evidence }
        }
        None => Diagnosis { cause: Cause::Unschedulable { pod: name(pod) }, evidence: vec![shown] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_the_most_nodes_comes_first() {
        let said = "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to \
                    deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.";
        assert_eq!(reasons(said).collect::<Vec<_>>(), ["3 Insufficient cpu", "1 node(s) had untolerated taint(s)"]);
    }
}
