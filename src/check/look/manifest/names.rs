//! How Kubernetes wants names, labels and annotations written, which no schema says. Pure.
//!
//! Only what every kind of name refuses is told: a Role may be called `a:b`, and custom kinds have rules of their own.

use serde_json::Value;

use super::schema::Document;
use crate::check::look::yaml::{Wrong, below, dotted, given};
use crate::course::{Flaw, ManifestFlaw, NameRule};

/// What is wrong with how an object, its labels and its parts are called.
pub(super) fn wrong(schemas: &Document, api: &str, kind: &str, object: &Value, pointer: &str) -> Vec<Wrong> {
    let mut all = Vec::new();
    let is_known = schemas.kind(api, kind).is_some();
    let metadata = &object["metadata"];
    let at = below(pointer, "metadata");
    if is_nameless(metadata) && needs_name(kind, api, is_known) {
        let place = if metadata.is_null() { pointer } else { &at };
        all.push(Wrong::new(place, Flaw::MissingField { path: dotted(&below(&at, "name")) }));
    }
    if is_known {
        if let Some(rule) = rule(api, kind) {
            all.extend(unfit(&metadata["name"], rule, &below(&at, "name")));
        }
        inside(object, pointer, &mut all);
    }
    all
}

fn is_nameless(metadata: &Value) -> bool {
    let has = |field: &str| metadata[field].as_str().is_some_and(|name| !name.is_empty());
    // A name of another type has been told already.
    let other =
        !metadata.is_null() && (!metadata.is_object() || !matches!(metadata["name"], Value::Null | Value::String(_)));
    !has("name") && !has("generateName") && !other
}

/// Lists have no name, and what only asks the API server something needs none.
fn needs_name(kind: &str, api: &str, is_known: bool) -> bool {
    let asks = ["authentication.k8s.io/", "authorization.k8s.io/"].iter().any(|group| api.starts_with(group));
    !(asks || is_known && kind.ends_with("List"))
}

/// How an object of a kind may be called.
fn rule(api: &str, kind: &str) -> Option<NameRule> {
    match (api, kind) {
        ("v1", "Namespace" | "Service") => Some(NameRule::Label),
        _ if api.starts_with("rbac.authorization.k8s.io/") => None,
        _ => Some(NameRule::Subdomain),
    }
}

/// Labels, selectors, annotations, containers and volumes, wherever they stand.
fn inside(value: &Value, pointer: &str, all: &mut Vec<Wrong>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let here = below(pointer, key);
                match key.as_str() {
                    "data" | "stringData" | "status" => continue,
                    "labels" if pointer.ends_with("/metadata") => pairs(inner, &here, true, all),
                    "annotations" if pointer.ends_with("/metadata") => pairs(inner, &here, false, all),
                    "matchLabels" | "nodeSelector" => pairs(inner, &here, true, all),
                    "containers" | "initContainers" | "volumes" if pointer.ends_with("spec") => {
                        called(inner, &here, all);
                    }
                    _ => {}
                }
                inside(inner, &here, all);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| inside(item, &format!("{pointer}/{n}"), all));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn called(list: &Value, pointer: &str, all: &mut Vec<Wrong>) {
    for (n, item) in list.as_array().into_iter().flatten().enumerate() {
        all.extend(unfit(&item["name"], NameRule::Label, &format!("{pointer}/{n}/name")));
    }
}

fn pairs(map: &Value, pointer: &str, are_labels: bool, all: &mut Vec<Wrong>) {
    for (key, value) in map.as_object().into_iter().flatten() {
        let here = below(pointer, key);
        all.extend(unfit(&Value::from(key.as_str()), NameRule::Key, &here));
        if are_labels {
            all.extend(unfit(value, NameRule::Value, &here));
        }
    }
}

/// A text that does not obey a rule; what is missing or of another type is told elsewhere.
fn unfit(name: &Value, rule: NameRule, pointer: &str) -> Option<Wrong> {
    let text = name.as_str().filter(|text| !text.is_empty() || rule == NameRule::Key)?;
    let flaw = ManifestFlaw::Name { path: dotted(pointer), rule, found: given(name) };
    (!fits(text, rule)).then(|| Wrong::new(pointer, Flaw::Manifest { flaw }))
}

fn fits(text: &str, rule: NameRule) -> bool {
    match rule {
        NameRule::Label => is_label(text),
        NameRule::Subdomain => text.len() <= 253 && text.split('.').all(|part| is_word(part, b"-", false)),
        NameRule::Value => text.len() <= 63 && is_word(text, b"-_.", true),
        NameRule::Key => {
            let (domain, name) = text.split_once('/').map_or((None, text), |(domain, name)| (Some(domain), name));
            let is_domain = domain.is_none_or(|domain| fits(&domain.to_ascii_lowercase(), NameRule::Subdomain));
            is_domain && fits(name, NameRule::Value)
        }
    }
}

fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_word(text, b"-", false)
}

/// Letters and digits, and some others inside.
fn is_word(text: &str, inner: &[u8], capitals: bool) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || capitals && byte.is_ascii_uppercase();
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    ends.iter().all(|end| end.is_some_and(|byte| plain(*byte)))
        && bytes.iter().all(|byte| plain(*byte) || inner.contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_obey_their_rule() {
        let long = "a".repeat(64);
        for (rule, good, bad) in [
            (NameRule::Label, ["web", "a-1", "0"], ["Web", "-a", long.as_str()]),
            (NameRule::Subdomain, ["web.example", "a-1.b", "0"], ["a..b", "a_b", "a."]),
            (NameRule::Key, ["app", "app.kubernetes.io/name", "A_b.c"], ["a/b/c", "_a", "ex ample/a"]),
            (NameRule::Value, ["V1", "a_b.c", "1"], ["a b", "a/b", "a-"]),
        ] {
            good.iter().for_each(|name| assert!(fits(name, rule), "{name}"));
            bad.iter().for_each(|name| assert!(!fits(name, rule), "{name}"));
        }
    }
}
