//! A Service that leads nowhere: its selector, the Pods behind it, and the port that it sends to.

use std::collections::BTreeMap;

use super::field::Field;
use super::near::{is_near, nearest};
use super::pod::{self, is_ready, name};
use super::schedule::pairs;
use super::snapshot::{Snapshot, bears, table};
use super::workload;
use crate::course::{Cause, Diagnosis};

/// Why nothing answers behind a Service.
pub(super) fn of(service: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    if service.is("spec.type", "ExternalName") {
        return None;
    }
    let Some(selector) = service.at("spec.selector").filter(|selector| selector.entries().next().is_some()) else {
        return no_selector(service, seen);
    };
    let all = seen.all("Pod");
    let pods: Vec<_> = all.into_iter().filter(|pod| pod.at("metadata.deletionTimestamp").is_none()).collect();
    let labels = table(&selector);
    let (behind, others): (Vec<_>, Vec<_>) = pods.into_iter().partition(|pod| bears(pod, &labels));
    if behind.is_empty() {
        return near(service, &labels, &others)
            .or_else(|| workload::without_pods(&labels, seen))
            .or_else(|| Some(nobody(service, &selector)));
    }
    port(service, &behind).or_else(|| unready(service, &behind, seen))
}

/// What ports a Service has that is asked at another one.
pub(super) fn other_port(service: &Field<'_>, port: u16) -> Option<Diagnosis> {
    let ports: Vec<_> = service.list("spec.ports").filter_map(|one| one.at("port")).collect();
    let there = ports.iter().map(Field::plain).collect::<Vec<_>>().join(", ");
    let evidence: Vec<_> = ports.iter().map(|field| field.evidence()).collect();
    let cause = Cause::ServicePortDiffers { service: name(service), port, there };
    (!evidence.is_empty()).then_some(Diagnosis { cause, evidence })
}

/// The Service of a slice.
pub(super) fn of_slice(slice: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let service = slice.at("metadata.labels")?.key("kubernetes.io/service-name")?.plain();
    of(&seen.one("Service", &service)?, seen)
}

/// Without a selector, somebody writes the endpoints himself; where nobody does, it was forgotten.
fn no_selector(service: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let slices = seen.all("EndpointSlice");
    let own = name(service);
    let is_own = |slice: &Field<'_>| {
        slice
            .at("metadata.labels")
            .and_then(|labels| labels.key("kubernetes.io/service-name"))
            .is_some_and(|of| of.plain() == own)
    };
    if slices.iter().any(|slice| is_own(slice) && slice.list("endpoints").next().is_some()) {
        return None;
    }
    let shown = service.at("spec.ports").map(|field| field.evidence());
    Some(Diagnosis { cause: Cause::ServiceNoSelector { service: own }, evidence: shown.into_iter().collect() })
}

fn nobody(service: &Field<'_>, selector: &Field<'_>) -> Diagnosis {
    let cause = Cause::ServiceNoPods { service: name(service), selector: pairs(selector) };
    Diagnosis { cause, evidence: vec![selector.evidence()] }
}

/// The Pod whose labels are nearest to the selector, and the first pair in which they differ.
fn near(service: &Field<'_>, labels: &BTreeMap<String, String>, pods: &[Field<'_>]) -> Option<Diagnosis> {
    let nearness = |pod: &Field<'_>| {
        let own = pod.at("metadata.labels").map(|own| table(&own)).unwrap_or_default();
        let same = labels.iter().filter(|(key, value)| own.get(*key) == Some(value)).count();
        let is_named = own.values().any(|value| *value == name(service));
        let values: f64 = labels.iter().filter_map(|(key, value)| Some(likeness(own.get(key)?, value))).sum();
        let keys = labels.keys().map(|key| own.keys().map(|own| likeness(own, key)).fold(0.0, f64::max));
        (same, is_named, values, keys.sum::<f64>())
    };
    let pod = pods.iter().max_by(|a, b| {
        let (a, b) = (nearness(a), nearness(b));
        a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)).then(a.3.total_cmp(&b.3))
    })?;
    let own = pod.at("metadata.labels")?;
    let (key, value) = labels.iter().find(|(key, value)| own.key(key).is_none_or(|own| own.plain() != **value))?;
    let (written, there) = match own.key(key) {
        Some(there) => (key.clone(), there),
        None => alike(&own, key)?,
    };
    let found = there.plain();
    let others = pods.iter().filter_map(|pod| Some(pod.at("metadata.labels")?.key(&written)?.plain()));
    // Of many workloads, one that is nothing like what is wanted is hardly the one that was meant.
    let is_alone = others.into_iter().all(|other| other == found);
    let is_like = is_near(value, &found) || found == name(service) || nearness(pod).0 > 0;
    if !is_alone && !is_like {
        return None;
    }
    let cause = Cause::ServiceSelectorMismatch {
        service: name(service),
        wanted: format!("{key}={value}"),
        pod: name(pod),
        there: format!("{written}={found}"),
    };
    let wanted = service.at("spec.selector")?.key(key)?;
    Some(Diagnosis { cause, evidence: vec![wanted.evidence(), there.evidence()] })
}

/// How much alike two words are, from 0 to 1, large or small: by the measure that says whether one is near.
fn likeness(one: &str, other: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(&one.to_lowercase(), &other.to_lowercase())
}

/// The label whose key is almost this one.
fn alike<'a>(labels: &Field<'a>, key: &str) -> Option<(String, Field<'a>)> {
    nearest(key, labels.entries().map(|(own, field)| (own.to_owned(), field)))
}

/// A port to which the Service sends and that no container of its Pods names.
fn port(service: &Field<'_>, pods: &[Field<'_>]) -> Option<Diagnosis> {
    let pod = pods.last()?;
    let ports: Vec<_> = pod.list("spec.containers").flat_map(|spec| spec.list("ports")).collect();
    let listed = |key: &str| ports.iter().filter_map(|port| Some(port.at(key)?.plain())).collect::<Vec<_>>();
    let targets = service.list("spec.ports").filter_map(|port| port.at("targetPort").or_else(|| port.at("port")));
    for target in targets {
        let written = target.plain();
        let (service, pod_name) = (name(service), name(pod));
        let is_name = target.value().is_string();
        let known = listed(if is_name { "name" } else { "containerPort" });
        if known.contains(&written) || !is_name && known.is_empty() {
            continue;
        }
        let ports_of = known.join(", ");
        let cause = if is_name {
            Cause::ServicePortNameUnknown { service, target: written, pod: pod_name, ports: ports_of }
        } else {
            Cause::ServiceTargetPort { service, target: written, pod: pod_name, ports: ports_of }
        };
        let shown = [target].into_iter().chain(ports).map(|field| field.evidence());
        return Some(Diagnosis { cause, evidence: shown.collect() });
    }
    None
}

/// Pods are there, and none of them is ready.
fn unready(service: &Field<'_>, pods: &[Field<'_>], seen: &Snapshot) -> Option<Diagnosis> {
    if pods.iter().any(is_ready) {
        return None;
    }
    let why = pods.iter().rev().find_map(|pod| pod::of(pod, seen));
    why.or_else(|| {
        let pod = pods.last()?;
        let ready = pod.list("status.conditions").find(|condition| condition.is("type", "Ready"))?;
        let shown = [ready.at("status"), ready.at("reason")].into_iter().flatten();
        let evidence: Vec<_> = shown.map(|field| field.evidence()).collect();
        Some(Diagnosis { cause: Cause::ServicePodsNotReady { service: name(service), pod: name(pod) }, evidence })
    })
}
