//! A project of long services: what they extend, their environment, the names that Compose gives, and whether all
//! that they name is there. Pure; files are read by who asks.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::NoVariables;
use super::variables::Variables;
use crate::check::look::yaml::{MOST, Wrong, below, near};
use crate::course::{ComposeFlaw, ComposePart, Flaw, Unreachable};

/// What a service's `env_file` holds, by its name and whether it must be there.
pub(super) type EnvFiles<'a> = &'a dyn Fn(&str, bool) -> Result<Variables, NoVariables>;

const DEEPEST: usize = 16;

/// The most parts that all services have together, with what they extend.
const MOST_PARTS: usize = 100_000;
/// The most bytes that their files of variables have together.
const MOST_BYTES: usize = 1 << 20;

/// Services with what they extend merged in, from the same file.
pub(super) fn extend(document: &mut Value, wrong: &mut Vec<Wrong>) {
    let Some(services) = document["services"].as_object().cloned() else { return };
    let mut room = MOST_PARTS;
    for name in services.keys() {
        let merged = extended(name, &services, DEEPEST).and_then(|merged| {
            let too_much = || flawed(below("/services", name), ComposeFlaw::TooMuch);
            room = room.checked_sub(parts(&merged)).ok_or_else(too_much)?;
            Ok(merged)
        });
        match merged {
            Ok(merged) => document["services"][name] = merged,
            Err(unfit) => wrong.push(unfit),
        }
        if wrong.len() > MOST {
            return;
        }
    }
}

fn parts(value: &Value) -> usize {
    let inner = value.as_array().into_iter().flatten().chain(value.as_object().into_iter().flat_map(Map::values));
    1 + inner.map(parts).sum::<usize>()
}

fn extended(name: &str, services: &Map<String, Value>, depth: usize) -> Result<Value, Wrong> {
    let mut service = services.get(name).cloned().unwrap_or_default();
    let pointer = format!("{}/extends", below("/services", name));
    let Some(base) = service.as_object_mut().and_then(|service| service.remove("extends")) else { return Ok(service) };
    let base = base["service"].as_str().unwrap_or_default();
    if depth == 0 {
        return Err(flawed(pointer, ComposeFlaw::Circle { name: name.to_owned() }));
    }
    if !services.contains_key(base) {
        return Err(undefined(pointer, ComposePart::Service, base, services));
    }
    let mut merged = extended(base, services, depth - 1)?;
    if let Some(merged) = merged.as_object_mut() {
        // What a service is tied to is its own.
        merged.remove("depends_on");
    }
    merge(&mut merged, service);
    Ok(merged)
}

/// Tables field by field, lists one after the other, all else replaced.
fn merge(base: &mut Value, over: Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                let is_whole = matches!(key.as_str(), "command" | "entrypoint" | "test");
                match base.get_mut(&key) {
                    Some(here) if !is_whole => merge(here, value),
                    _ => _ = base.insert(key, value),
                }
            }
        }
        (Value::Array(base), Value::Array(over)) => {
            let more: Vec<_> = over.into_iter().filter(|item| !base.contains(item)).collect();
            base.extend(more);
        }
        (base, over) => *base = over,
    }
}

/// The environment that each service gets, from its files, its own list and `.env`.
pub(super) fn environment(
    document: &mut Value,
    variables: &Variables,
    files: EnvFiles<'_>,
    wrong: &mut Vec<Wrong>,
) -> Result<(), Unreachable> {
    let mut room = MOST_BYTES;
    for (name, service) in document["services"].as_object_mut().into_iter().flatten() {
        let Some(service) = service.as_object_mut() else { continue };
        let mut all = Map::new();
        let listed = service.remove("env_file");
        for (n, file) in listed.iter().filter_map(Value::as_array).flatten().enumerate() {
            let (path, is_required) = (file["path"].as_str().unwrap_or_default(), file["required"] != false);
            let pointer = format!("{}/env_file/{n}", below("/services", name));
            match files(path, is_required) {
                Ok(found) => {
                    let size = found.iter().map(|(key, value)| key.len() + value.len()).sum();
                    let Some(left) = room.checked_sub(size) else {
                        wrong.push(flawed(pointer, ComposeFlaw::TooMuch));
                        return Ok(());
                    };
                    room = left;
                    all.extend(found.into_iter().map(|(key, value)| (key, value.into())));
                }
                Err(NoVariables::Wrong { flaw, .. }) => wrong.push(Wrong::new(pointer, flaw)),
                Err(NoVariables::Unread(why)) => return Err(why),
            }
        }
        if let Some(Value::Object(own)) = service.get("environment") {
            all.extend(own.clone());
        }
        for (key, value) in &mut all {
            resolve(key, value, variables);
        }
        if !all.is_empty() {
            service.insert("environment".to_owned(), Value::Object(all));
        }
        let args = service.get_mut("build").and_then(|build| build.get_mut("args")).and_then(Value::as_object_mut);
        if let Some(args) = args {
            args.iter_mut().for_each(|(key, value)| resolve(key, value, variables));
            args.retain(|_, value| !value.is_null());
        }
    }
    Ok(())
}

fn resolve(key: &str, value: &mut Value, variables: &Variables) {
    if value.is_null()
        && let Some(known) = variables.get(key)
    {
        *value = known.as_str().into();
    }
}

/// What is there without being written: the default network, the names of things, empty commands.
pub(super) fn defaults(document: &mut Value, project: &str) {
    document["name"] = project.into();
    let mut has_default = false;
    for (_, service) in document["services"].as_object_mut().into_iter().flatten() {
        let Some(service) = service.as_object_mut() else { continue };
        for key in ["command", "entrypoint"] {
            service.entry(key).or_insert(Value::Null);
        }
        if !service.contains_key("network_mode") && !service.contains_key("provider") {
            let networks = service.entry("networks").or_insert(Value::Null);
            if networks.as_object().is_none_or(Map::is_empty) {
                *networks = json!({ "default": null });
            }
            has_default |= networks.get("default").is_some();
        }
    }
    if has_default && document["networks"]["default"].is_null() {
        document["networks"]["default"] = Value::Null;
    }
    for part in ["networks", "volumes", "secrets", "configs"] {
        for (key, thing) in document.get_mut(part).and_then(Value::as_object_mut).into_iter().flatten() {
            if thing.is_null() {
                *thing = json!({});
            }
            let Some(thing) = thing.as_object_mut() else { continue };
            if part == "networks" {
                thing.entry("ipam").or_insert(json!({}));
            }
            let is_external = thing.get("external").is_some_and(|external| *external != false);
            let name = if is_external { key.clone() } else { format!("{project}_{key}") };
            thing.entry("name").or_insert(name.into());
        }
    }
}

/// A folder's name as the name of a project.
pub(super) fn project_name(folder: &str) -> String {
    let kept = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let name: String = folder.to_lowercase().chars().filter(kept).collect();
    name.trim_start_matches(['-', '_']).to_owned()
}

/// All that a project names and does not have.
pub(super) fn wrong(document: &Value) -> Vec<Wrong> {
    let empty = Map::new();
    let tables = |part: &str| document.get(part).and_then(Value::as_object).unwrap_or(&empty);
    let services = tables("services");
    if services.is_empty() {
        return vec![flawed(String::new(), ComposeFlaw::NoService)];
    }
    let mut all = Vec::new();
    for (name, service) in services {
        if all.len() > MOST {
            return all;
        }
        let pointer = below("/services", name);
        // What it extends and could not be found may have an image.
        if ["image", "build", "provider", "extends"].iter().all(|key| service[*key].is_null()) {
            all.push(flawed(pointer.clone(), ComposeFlaw::NoImage { service: name.clone() }));
        }
        if !service["network_mode"].is_null() && !service["networks"].is_null() {
            let flaw = ComposeFlaw::Exclusive { one: "network_mode".into(), other: "networks".into() };
            all.push(flawed(format!("{pointer}/network_mode"), flaw));
        }
        for (field, part) in [
            ("depends_on", ComposePart::Service),
            ("networks", ComposePart::Network),
            ("volumes", ComposePart::Volume),
            ("secrets", ComposePart::Secret),
            ("configs", ComposePart::Config),
        ] {
            let known = tables(part.table());
            // The default network is there without being written.
            let is_known = |name: &str| known.contains_key(name) || (field == "networks" && name == "default");
            let gone = named(field, &service[field]).filter(|(_, gone)| !is_known(gone));
            all.extend(gone.map(|(step, gone)| undefined(format!("{pointer}/{field}{step}"), part, &gone, known)));
        }
    }
    // One of a circle's services is enough to break it.
    all.extend(circular(services).map(|name| {
        let pointer = format!("{}/depends_on", below("/services", name));
        flawed(pointer, ComposeFlaw::Circle { name: name.to_owned() })
    }));
    all
}

/// The things that a service names in one field, each with the step that leads to it.
fn named<'a>(field: &'a str, value: &'a Value) -> impl Iterator<Item = (String, String)> + 'a {
    let keys = value.as_object().into_iter().flatten();
    // A dependency that is not required may be missing.
    let keys = keys.filter(move |(_, one)| field != "depends_on" || one["required"] != false);
    let keys = keys.map(|(key, _)| (below("", key), key.clone()));
    let items = value.as_array().into_iter().flatten().enumerate();
    let items = items.filter(move |(_, item)| field != "volumes" || item["type"] == "volume");
    let items = items.filter_map(|(n, item)| Some((format!("/{n}"), item["source"].as_str()?.to_owned())));
    keys.chain(items)
}

/// The first service that waits for itself. Each is gone through once, however long the chains are.
fn circular(services: &Map<String, Value>) -> Option<&str> {
    let awaited = |name: &str| {
        let named = services.get(name).and_then(|service| service["depends_on"].as_object());
        named.into_iter().flat_map(Map::keys).map(String::as_str)
    };
    let (mut done, mut open) = (BTreeSet::new(), BTreeSet::new());
    for start in services.keys().map(String::as_str) {
        if done.contains(start) {
            continue;
        }
        // The way to where we are, each step with what it still waits for.
        let mut way = vec![(start, awaited(start))];
        open.insert(start);
        while let Some((here, rest)) = way.last_mut() {
            match rest.next() {
                Some(next) if open.contains(next) => return Some(next),
                Some(next) if done.contains(next) => {}
                Some(next) => {
                    open.insert(next);
                    way.push((next, awaited(next)));
                }
                None => {
                    open.remove(here);
                    done.insert(*here);
                    way.pop();
                }
            }
        }
    }
    None
}

fn flawed(pointer: String, flaw: ComposeFlaw) -> Wrong {
    Wrong::new(pointer, Flaw::Compose { flaw })
}

fn undefined(pointer: String, part: ComposePart, name: &str, known: &Map<String, Value>) -> Wrong {
    let near = near(name, known.keys().map(String::as_str));
    flawed(pointer, ComposeFlaw::Undefined { part, name: name.to_owned(), near })
}
