//! The cluster's things, as `kubectl get -o json` prints them. Pure.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Seen, bare, count, list, text};
use crate::course::{ThingName, WorldState, WorldThing};

/// What Helm keeps a release in.
const RELEASE: &str = "helm.sh/release.v1";

/// One object; none for what the cluster makes in every namespace.
pub(super) fn thing(kind: &str, object: &Value) -> Option<WorldThing> {
    let meta = &object["metadata"];
    let name = text(&meta["name"])?;
    if matches!((kind, name.as_str()), ("ConfigMap", "kube-root-ca.crt") | ("ServiceAccount", "default")) {
        return None;
    }
    if object["type"] == RELEASE {
        return release(object);
    }
    let pod = if kind == "Pod" { &object["spec"] } else { template(kind, object) };
    let restarts = list(&object["status"]["containerStatuses"]).map(|one| count(&one["restartCount"])).sum();
    let state = if meta["deletionTimestamp"].is_string() { WorldState::Terminating } else { state(kind, object) };
    let owner = owner(meta);
    let image = list(&pod["containers"]).find_map(|container| text(&container["image"]));
    let ports = if kind == "Service" { service_ports(&object["spec"]) } else { container_ports(pod) };
    let since = text(&meta["creationTimestamp"]);
    Some(WorldThing { state, since, restarts, owner, ports, image, ..bare(kind, &name) })
}

/// The Pods that a kind makes.
fn template<'a>(kind: &str, object: &'a Value) -> &'a Value {
    if kind == "CronJob" {
        return &object["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    }
    &object["spec"]["template"]["spec"]
}

fn owner(meta: &Value) -> Option<ThingName> {
    let owner = list(&meta["ownerReferences"]).find(|owner| owner["controller"] == true)?;
    Some(ThingName::new(owner["kind"].as_str()?, owner["name"].as_str()?))
}

fn state(kind: &str, object: &Value) -> WorldState {
    let (spec, status) = (&object["spec"], &object["status"]);
    match kind {
        "Deployment" | "ReplicaSet" | "StatefulSet" | "ReplicationController" => {
            let wanted = spec["replicas"].as_u64().unwrap_or(1);
            WorldState::Ready { ready: count(&status["readyReplicas"]), wanted }
        }
        "DaemonSet" => {
            WorldState::Ready { ready: count(&status["numberReady"]), wanted: count(&status["desiredNumberScheduled"]) }
        }
        "Pod" => pod(spec, status),
        "Job" => job(spec, status),
        "CronJob" if spec["suspend"] == true => WorldState::Suspended,
        "CronJob" => text(&spec["schedule"]).map_or(WorldState::Exists, |word| WorldState::Told { word }),
        // How many Pods are behind it is known when all are seen.
        "Service" if spec["selector"].is_object() => WorldState::Reaches { count: 0 },
        "ConfigMap" | "Secret" => {
            let keys = |of: &Value| of.as_object().map_or(0, |keys| keys.len() as u64);
            WorldState::Holds { count: keys(&object["data"]) + keys(&object["binaryData"]) }
        }
        "PersistentVolumeClaim" | "PersistentVolume" => match status["phase"].as_str() {
            Some("Bound") => WorldState::Bound,
            Some("Pending") | None => WorldState::Pending,
            Some(word) => WorldState::Told { word: word.to_owned() },
        },
        _ => WorldState::Exists,
    }
}

fn job(spec: &Value, status: &Value) -> WorldState {
    let holds = |word: &str| list(&status["conditions"]).find(|one| one["type"] == word && one["status"] == "True");
    if let Some(failed) = holds("Failed") {
        return WorldState::Failed { reason: text(&failed["reason"]).unwrap_or_default() };
    }
    if holds("Complete").is_some() {
        return WorldState::Succeeded;
    }
    if spec["suspend"] == true {
        return WorldState::Suspended;
    }
    WorldState::Done { done: count(&status["succeeded"]), wanted: spec["completions"].as_u64().unwrap_or(1) }
}

/// As `kubectl get pods` tells it: the reason of whatever keeps it, else its phase.
fn pod(spec: &Value, status: &Value) -> WorldState {
    let phase = status["phase"].as_str().unwrap_or("Pending");
    let statuses = || list(&status["initContainerStatuses"]).chain(list(&status["containerStatuses"]));
    let waits = || statuses().find_map(|one| text(&one["state"]["waiting"]["reason"]));
    let ended =
        || statuses().find_map(|one| text(&one["state"]["terminated"]["reason"]).filter(|why| why != "Completed"));
    match phase {
        "Succeeded" => WorldState::Succeeded,
        "Failed" => WorldState::Failed { reason: text(&status["reason"]).or_else(ended).unwrap_or_default() },
        _ => match waits().or_else(|| unscheduled(status)) {
            Some(reason) => WorldState::Waiting { reason },
            None if phase == "Pending" => WorldState::Pending,
            None => {
                let ready = list(&status["containerStatuses"]).filter(|one| one["ready"] == true).count() as u64;
                WorldState::Ready { ready, wanted: list(&spec["containers"]).count() as u64 }
            }
        },
    }
}

fn unscheduled(status: &Value) -> Option<String> {
    let placed = list(&status["conditions"]).find(|one| one["type"] == "PodScheduled" && one["status"] == "False")?;
    text(&placed["reason"])
}

/// As kubectl prints them: `80/TCP`, `80:30080/TCP`.
fn service_ports(spec: &Value) -> Vec<String> {
    let port = |port: &Value| {
        let node = port["nodePort"].as_u64().map(|node| format!(":{node}")).unwrap_or_default();
        format!("{}{node}/{}", count(&port["port"]), port["protocol"].as_str().unwrap_or("TCP"))
    };
    list(&spec["ports"]).map(port).collect()
}

fn container_ports(pod: &Value) -> Vec<String> {
    let ports = list(&pod["containers"]).flat_map(|container| list(&container["ports"]));
    ports
        .map(|port| format!("{}/{}", count(&port["containerPort"]), port["protocol"].as_str().unwrap_or("TCP")))
        .collect()
}

/// A release of Helm's, which it keeps in a Secret for each revision.
fn release(object: &Value) -> Option<WorldThing> {
    let labels = &object["metadata"]["labels"];
    let status = text(&labels["status"]).unwrap_or_default();
    let revision = text(&labels["version"])?;
    let since = text(&object["metadata"]["creationTimestamp"]);
    Some(WorldThing {
        state: WorldState::Release { status, revision },
        since,
        ..bare("Release", labels["name"].as_str()?)
    })
}

/// Leaves of each release its highest revision.
pub(super) fn newest_releases(seen: Vec<Seen>) -> Vec<Seen> {
    let number = |thing: &WorldThing| match &thing.state {
        WorldState::Release { revision, .. } => revision.parse::<u64>().ok(),
        _ => None,
    };
    let mut newest: BTreeMap<String, u64> = BTreeMap::new();
    for (thing, revision) in seen.iter().filter_map(|(thing, _)| Some((thing, number(thing)?))) {
        let highest = newest.entry(thing.of.name.clone()).or_default();
        *highest = revision.max(*highest);
    }
    let is_newest =
        |thing: &WorldThing| number(thing).is_none_or(|revision| newest.get(&thing.of.name) == Some(&revision));
    seen.into_iter().filter(|(thing, _)| is_newest(thing)).collect()
}
