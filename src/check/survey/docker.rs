//! Docker's things, as `docker inspect` prints them. Pure.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{bare, count, list, text};
use crate::course::{ThingName, WorldState, WorldThing};

pub(super) fn container(name: &str, object: &Value) -> WorldThing {
    let volumes =
        list(&object["Mounts"]).filter(|mount| mount["Type"] == "volume").filter_map(|mount| text(&mount["Name"]));
    let networks = object["NetworkSettings"]["Networks"].as_object().into_iter().flat_map(|all| all.keys().cloned());
    let image = text(&object["Config"]["Image"]);
    let uses = volumes.map(|name| ThingName::new("volume", &name));
    let uses = uses.chain(networks.map(|name| ThingName::new("network", &name)));
    let uses = uses.chain(image.iter().map(|name| ThingName::new("image", name))).collect();
    let (state, since) = state(&object["State"]);
    let since = since.or_else(|| text(&object["Created"]));
    let restarts = count(&object["RestartCount"]);
    WorldThing { state, since, restarts, uses, ports: ports(object), image, ..bare("container", name) }
}

/// What it does, and since when.
fn state(state: &Value) -> (WorldState, Option<String>) {
    let (started, finished) = (text(&state["StartedAt"]), text(&state["FinishedAt"]));
    let word = state["Status"].as_str().unwrap_or_default();
    match (word, state["Health"]["Status"].as_str().unwrap_or_default()) {
        ("running", "starting") => (WorldState::Starting, started),
        ("running", "unhealthy") => (WorldState::Unhealthy, started),
        ("running", _) => (WorldState::Running, started),
        ("paused", _) => (WorldState::Paused, started),
        ("restarting", _) => (WorldState::Restarting, finished),
        ("exited" | "dead", _) => {
            (WorldState::Exited { code: state["ExitCode"].as_i64().unwrap_or_default() }, finished)
        }
        ("created", _) => (WorldState::Created, None),
        ("removing", _) => (WorldState::Terminating, finished),
        (word, _) => (WorldState::Told { word: word.to_owned() }, started),
    }
}

/// The ports as `docker run -p` writes them; one that is published for both families is one.
fn ports(object: &Value) -> Vec<String> {
    let held = object["NetworkSettings"]["Ports"].as_object().filter(|ports| !ports.is_empty());
    let wanted = object["HostConfig"]["PortBindings"].as_object();
    let mut ports = BTreeSet::new();
    for (inside, bindings) in held.or(wanted).into_iter().flatten() {
        let outside: Vec<String> = list(bindings).filter_map(|binding| text(&binding["HostPort"])).collect();
        if outside.is_empty() {
            ports.insert(inside.clone());
        }
        ports.extend(outside.into_iter().map(|outside| format!("{outside}:{inside}")));
    }
    ports.into_iter().collect()
}

/// A volume or a network; who uses it is known when all are seen.
pub(super) fn plain(kind: &str, name: &str, object: &Value) -> WorldThing {
    let since = text(&object["CreatedAt"]).or_else(|| text(&object["Created"]));
    WorldThing { state: WorldState::UsedBy { count: 0 }, since, ..bare(kind, name) }
}

pub(super) fn image(name: &str, object: &Value) -> WorldThing {
    let since = text(&object["Created"]);
    WorldThing { state: WorldState::Size { bytes: count(&object["Size"]) }, since, ..bare("image", name) }
}
