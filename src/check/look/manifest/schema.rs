//! The schemas of Kubernetes' common kinds, made strict, and what they say about an object in a learner's words.
//!
//! Making and compiling a kind's schema takes up to 0.1 s, so each is made when it is first needed, and kept.

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use k8s_openapi::api::{
    apps::v1 as apps, batch::v1 as batch, core::v1 as core, networking::v1 as networking, rbac::v1 as rbac,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::Wrong;
use crate::check::cel::quantity::quantity;

/// A kind whose schema we have.
struct Kind {
    name: &'static str,
    api: &'static str,
    schema: fn() -> Schema,
    made: OnceLock<Option<Made>>,
}

/// A compiled schema, and its text to suggest names from.
struct Made {
    validator: Validator,
    schema: Value,
}

impl Kind {
    const fn new(api: &'static str, name: &'static str, schema: fn() -> Schema) -> Self {
        Self { name, api, schema, made: OnceLock::new() }
    }

    fn made(&self) -> Option<&Made> {
        self.made.get_or_init(|| made((self.schema)())).as_ref()
    }
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<T>()
}

static KINDS: [Kind; 22] = [
    Kind::new("v1", "Pod", schema::<core::Pod>),
    Kind::new("v1", "Service", schema::<core::Service>),
    Kind::new("v1", "ConfigMap", schema::<core::ConfigMap>),
    Kind::new("v1", "Secret", schema::<core::Secret>),
    Kind::new("v1", "Namespace", schema::<core::Namespace>),
    Kind::new("v1", "ServiceAccount", schema::<core::ServiceAccount>),
    Kind::new("v1", "PersistentVolumeClaim", schema::<core::PersistentVolumeClaim>),
    Kind::new("v1", "PersistentVolume", schema::<core::PersistentVolume>),
    Kind::new("v1", "ResourceQuota", schema::<core::ResourceQuota>),
    Kind::new("v1", "LimitRange", schema::<core::LimitRange>),
    Kind::new("apps/v1", "Deployment", schema::<apps::Deployment>),
    Kind::new("apps/v1", "ReplicaSet", schema::<apps::ReplicaSet>),
    Kind::new("apps/v1", "StatefulSet", schema::<apps::StatefulSet>),
    Kind::new("apps/v1", "DaemonSet", schema::<apps::DaemonSet>),
    Kind::new("batch/v1", "Job", schema::<batch::Job>),
    Kind::new("batch/v1", "CronJob", schema::<batch::CronJob>),
    Kind::new("networking.k8s.io/v1", "Ingress", schema::<networking::Ingress>),
    Kind::new("networking.k8s.io/v1", "NetworkPolicy", schema::<networking::NetworkPolicy>),
    Kind::new("rbac.authorization.k8s.io/v1", "Role", schema::<rbac::Role>),
    Kind::new("rbac.authorization.k8s.io/v1", "ClusterRole", schema::<rbac::ClusterRole>),
    Kind::new("rbac.authorization.k8s.io/v1", "RoleBinding", schema::<rbac::RoleBinding>),
    Kind::new("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", schema::<rbac::ClusterRoleBinding>),
];

/// The first thing that a kind's schema says is wrong; nothing for kinds that are not Kubernetes' own.
pub(super) fn wrong(object: &Value) -> Option<Wrong> {
    let (api, name) = (object["apiVersion"].as_str()?, object["kind"].as_str()?);
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name && kind.api == api) else { return misnamed(api, name) };
    let made = kind.made()?;
    let errors: Vec<_> = made.validator.iter_errors(object).collect();
    // An unknown field is usually why another one is missing, so it is told first.
    let unknown = errors.iter().find(|error| matches!(error.kind(), ValidationErrorKind::AdditionalProperties { .. }));
    unknown.or(errors.first()).map(|error| explained(error, &made.schema))
}

/// One of Kubernetes' own kinds under another version or in another letter case.
fn misnamed(api: &str, name: &str) -> Option<Wrong> {
    let at = |pointer: &str, message: String| Some(Wrong { pointer: pointer.to_owned(), message });
    if let Some(kind) = KINDS.iter().find(|kind| kind.name != name && kind.name.eq_ignore_ascii_case(name)) {
        return at("/kind", format!("there is no kind `{name}`; it is written `{}`", kind.name));
    }
    let kind = KINDS.iter().find(|kind| kind.name == name)?;
    let ours = |api: &str| KINDS.iter().any(|kind| group(kind.api) == group(api)) || api == "extensions/v1beta1";
    ours(api).then(|| at("/apiVersion", format!("`{name}` belongs to apiVersion `{}`, not `{api}`", kind.api)))?
}

fn group(api: &str) -> &str {
    api.rsplit_once('/').map_or("", |(group, _)| group)
}

/// A schema that refuses what it does not know, and knows what quantities and ports are.
fn made(schema: Schema) -> Option<Made> {
    let mut schema = serde_json::to_value(schema).ok()?;
    strict(&mut schema);
    let options = jsonschema::options().should_validate_formats(true);
    let options = options.with_format("quantity", |text: &str| quantity(text).is_some());
    Some(Made { validator: options.build(&schema).ok()?, schema })
}

/// Fields that are not listed are errors; Kubernetes' own words for types become JSON Schema's.
fn strict(schema: &mut Value) {
    if let Value::Object(map) = schema {
        map.remove("description");
        if map.get("properties").is_some_and(Value::is_object) && !map.contains_key("additionalProperties") {
            map.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
        if map.remove("x-kubernetes-int-or-string").is_some() {
            map.insert("type".to_owned(), json!(["integer", "string"]));
        }
        if let Some(quantity) = map.get_mut("io.k8s.apimachinery.pkg.api.resource.Quantity") {
            *quantity = json!({ "type": ["number", "string"], "format": "quantity" });
        }
        map.values_mut().for_each(strict);
    } else if let Value::Array(list) = schema {
        list.iter_mut().for_each(strict);
    }
}

/// A schema's complaint as a sentence that names the field and what belongs there.
fn explained(error: &ValidationError<'_>, schema: &Value) -> Wrong {
    let pointer = error.instance_path().to_string();
    let place = dotted(&pointer);
    let at = |message: String| Wrong { pointer: pointer.clone(), message };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let field = unexpected.first().map_or("", String::as_str);
            let inside = if place.is_empty() { "at the top".to_owned() } else { format!("in `{place}`") };
            let known = suggestion(field, error, schema);
            let escaped = field.replace('~', "~0").replace('/', "~1");
            Wrong {
                pointer: format!("{pointer}/{escaped}"),
                message: format!("there is no field `{field}` {inside}{known}"),
            }
        }
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            let dot = if place.is_empty() { "" } else { "." };
            at(format!("`{place}{dot}{field}` is missing"))
        }
        ValidationErrorKind::Type { kind } => {
            at(format!("`{place}` must be {}, and is {}", wanted(kind), named(error.instance())))
        }
        ValidationErrorKind::Format { format } if format == "quantity" => {
            at(format!("`{place}` must be a quantity, as `500m` or `128Mi`, and is {}", named(error.instance())))
        }
        _ => at(format!("`{place}`: {error}")),
    }
}

/// `/spec/containers/0/name` as `spec.containers[0].name`.
fn dotted(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.parse::<usize>().is_ok() {
            path.push_str(&format!("[{part}]"));
        } else {
            path.push_str(if path.is_empty() { "" } else { "." });
            path.push_str(&part);
        }
    }
    path
}

/// The field that was probably meant, among those that fit at this place.
fn suggestion(field: &str, error: &ValidationError<'_>, schema: &Value) -> String {
    let path = error.schema_path().to_string();
    let known =
        path.strip_suffix("/additionalProperties").and_then(|here| schema.pointer(here)?["properties"].as_object());
    let near =
        known.into_iter().flatten().map(|(name, _)| (distance(&name.to_lowercase(), &field.to_lowercase()), name));
    match near.min().filter(|(distance, _)| *distance <= 2 && distance * 2 <= field.len()) {
        Some((_, name)) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

/// How many letters must be changed, added or removed to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut before = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let changed = before + usize::from(from != *to);
            before = row[j + 1];
            row[j + 1] = changed.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn wanted(kind: &TypeKind) -> String {
    let name = |kind: &str| match kind {
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a map of fields",
        _ => "null",
    };
    match kind {
        TypeKind::Single(kind) => name(kind.as_str()).to_owned(),
        TypeKind::Multiple(kinds) => {
            let names: Vec<&str> = kinds.iter().map(|kind| name(kind.as_str())).collect();
            names.join(" or ")
        }
    }
}

/// A value of the learner's file, in a few words.
fn named(value: &Value) -> String {
    match value {
        Value::Null => "empty".to_owned(),
        Value::Bool(truth) => format!("`{truth}` (true or false; quotes make it a text)"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text \"{}\"", text.chars().take(60).collect::<String>()),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a map of fields".to_owned(),
    }
}

/// Whether each kind's schema can be used; a kind without one would pass everything.
#[cfg(test)]
pub(super) fn all_compile() -> bool {
    KINDS.iter().all(|kind| kind.made().is_some())
}
