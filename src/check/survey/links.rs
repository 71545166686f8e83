//! Links: who selects whom, who uses what. Known when all are seen, and only among these. Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Seen, list, text};
use crate::course::{ThingName, WorldState, WorldThing};
use crate::engine::full_reference;

/// The things with what leads from one to another; what leads to none of them is left out.
pub(super) fn linked(seen: &[Seen]) -> Vec<WorldThing> {
    let known: BTreeSet<ThingName> = seen.iter().map(|(thing, _)| thing.of.clone()).collect();
    let images: Vec<ThingName> = known.iter().filter(|one| one.kind == "image").cloned().collect();
    let links = seen.iter().map(|(thing, object)| {
        let mut uses = thing.uses.clone();
        uses.extend(uses_of(&thing.of.kind, object));
        let uses: BTreeSet<ThingName> = uses.into_iter().map(|one| named(one, &images)).collect();
        let selects: BTreeSet<ThingName> = selects(&thing.of.kind, object, seen).into_iter().collect();
        (kept(selects, &known), kept(uses, &known))
    });
    let links: Vec<_> = links.collect();
    let users = |of: &ThingName| links.iter().filter(|(_, uses)| uses.contains(of)).count() as u64;
    let things = seen.iter().zip(&links).map(|((thing, _), (selects, uses))| {
        let state = match &thing.state {
            WorldState::UsedBy { .. } => WorldState::UsedBy { count: users(&thing.of) },
            WorldState::Reaches { .. } => WorldState::Reaches { count: ready(selects, seen) },
            other => other.clone(),
        };
        let owner = thing.owner.clone().filter(|owner| known.contains(owner));
        WorldThing { state, owner, selects: selects.clone(), uses: uses.clone(), ..thing.clone() }
    });
    things.collect()
}

fn kept(names: BTreeSet<ThingName>, known: &BTreeSet<ThingName>) -> Vec<ThingName> {
    names.into_iter().filter(|name| known.contains(name)).collect()
}

/// An image by the name under which it is listed: `shop` is `shop:latest`.
fn named(name: ThingName, images: &[ThingName]) -> ThingName {
    let same = |one: &&ThingName| full_reference(&one.name) == full_reference(&name.name);
    let listed = if name.kind == "image" { images.iter().find(same).cloned() } else { None };
    listed.unwrap_or(name)
}

/// Those of these Pods that are ready: the others get no traffic.
fn ready(selects: &[ThingName], seen: &[Seen]) -> u64 {
    let is_ready = |object: &Value| {
        list(&object["status"]["conditions"]).any(|one| one["type"] == "Ready" && one["status"] == "True")
    };
    seen.iter().filter(|(thing, object)| selects.contains(&thing.of) && is_ready(object)).count() as u64
}

fn selects(kind: &str, object: &Value, seen: &[Seen]) -> Vec<ThingName> {
    let spec = &object["spec"];
    match kind {
        "Service" => pods(&spec["selector"], seen),
        "NetworkPolicy" if spec["podSelector"]["matchExpressions"].is_null() => {
            let labels = &spec["podSelector"]["matchLabels"];
            // Without any label it is for all.
            if labels.is_null() { all_pods(seen) } else { pods(labels, seen) }
        }
        "PodDisruptionBudget" if spec["selector"]["matchExpressions"].is_null() => {
            pods(&spec["selector"]["matchLabels"], seen)
        }
        "Ingress" => {
            let paths = list(&spec["rules"]).flat_map(|rule| list(&rule["http"]["paths"]));
            let backends = paths.map(|path| &path["backend"]).chain([&spec["defaultBackend"]]);
            let services = backends.filter_map(|backend| text(&backend["service"]["name"]));
            services.map(|name| ThingName::new("Service", &name)).collect()
        }
        "HorizontalPodAutoscaler" => reference(&spec["scaleTargetRef"]).into_iter().collect(),
        "RoleBinding" | "ClusterRoleBinding" => list(&object["subjects"]).filter_map(reference).collect(),
        _ => Vec::new(),
    }
}

/// The Pods that bear all of these labels; no labels select none.
fn pods(labels: &Value, seen: &[Seen]) -> Vec<ThingName> {
    let Some(wanted) = labels.as_object().filter(|wanted| !wanted.is_empty()) else { return Vec::new() };
    let bears = |object: &Value| wanted.iter().all(|(key, value)| object["metadata"]["labels"][key] == *value);
    let pods = seen.iter().filter(|(thing, object)| thing.of.kind == "Pod" && bears(object));
    pods.map(|(thing, _)| thing.of.clone()).collect()
}

fn all_pods(seen: &[Seen]) -> Vec<ThingName> {
    seen.iter().filter(|(thing, _)| thing.of.kind == "Pod").map(|(thing, _)| thing.of.clone()).collect()
}

fn uses_of(kind: &str, object: &Value) -> Vec<ThingName> {
    match kind {
        "Pod" => used_by_pod(&object["spec"]),
        "RoleBinding" | "ClusterRoleBinding" => reference(&object["roleRef"]).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn used_by_pod(spec: &Value) -> Vec<ThingName> {
    let mut uses = Vec::new();
    let mut add = |kind: &str, name: &Value| uses.extend(text(name).map(|name| ThingName::new(kind, &name)));
    for volume in list(&spec["volumes"]) {
        add("PersistentVolumeClaim", &volume["persistentVolumeClaim"]["claimName"]);
        add("ConfigMap", &volume["configMap"]["name"]);
        add("Secret", &volume["secret"]["secretName"]);
    }
    for container in list(&spec["initContainers"]).chain(list(&spec["containers"])) {
        for from in list(&container["envFrom"]) {
            add("ConfigMap", &from["configMapRef"]["name"]);
            add("Secret", &from["secretRef"]["name"]);
        }
        for from in list(&container["env"]).map(|one| &one["valueFrom"]) {
            add("ConfigMap", &from["configMapKeyRef"]["name"]);
            add("Secret", &from["secretKeyRef"]["name"]);
        }
    }
    add("ServiceAccount", &spec["serviceAccountName"]);
    uses
}

/// `kind` and `name`, as Kubernetes writes a reference.
fn reference(to: &Value) -> Option<ThingName> {
    Some(ThingName::new(to["kind"].as_str()?, to["name"].as_str()?))
}
