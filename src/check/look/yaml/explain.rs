//! What a JSON schema complains of, as one of our own flaws. Pure.
//!
//! Where a value may be one of several forms, the complaint about the form that comes nearest is told.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value;

use super::Wrong;
use crate::course::{Flaw, Given, Type};

/// All that a schema says is wrong.
pub(in crate::check::look) fn complaints(validator: &Validator, schema: &Value, value: &Value) -> Vec<Wrong> {
    let mut all: Vec<Wrong> = validator.iter_errors(value).flat_map(|error| explained(&error, schema)).collect();
    // A field that is missing because it is misspelt is told once.
    let meant = |wrong: &Wrong| {
        let Flaw::UnknownField { inside, near: Some(near), .. } = &wrong.flaw else { return None };
        Some(if inside.is_empty() { near.clone() } else { format!("{inside}.{near}") })
    };
    let misspelt: Vec<String> = all.iter().filter_map(meant).collect();
    all.retain(|wrong| !matches!(&wrong.flaw, Flaw::MissingField { path } if misspelt.contains(path)));
    all
}

/// Among the forms that a value may have, the complaints about the one that it comes nearest to.
fn nearest<'a>(
    error: &ValidationError<'_>,
    forms: &'a [Vec<ValidationError<'static>>],
) -> Option<&'a ValidationError<'static>> {
    let here = error.instance_path().to_string();
    let same_type = |form: &&Vec<ValidationError<'static>>| {
        !form.iter().any(|inner| {
            matches!(inner.kind(), ValidationErrorKind::Type { .. }) && inner.instance_path().to_string() == here
        })
    };
    forms.iter().find(same_type)?.first()
}

/// The types that would fit, where a value fits none of several forms by its type.
fn any_of(forms: &[Vec<ValidationError<'static>>]) -> Vec<Type> {
    let mut types: Vec<Type> = Vec::new();
    for inner in forms.iter().flatten() {
        if let ValidationErrorKind::Type { kind } = inner.kind() {
            types.extend(wanted(kind));
        }
    }
    types.sort();
    types.dedup();
    types
}

/// A schema's complaint: the field, and what belongs there; as many as there are unknown fields.
fn explained(error: &ValidationError<'_>, schema: &Value) -> Vec<Wrong> {
    let pointer = error.instance_path().to_string();
    let path = dotted(&pointer);
    let flaw = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let unknown = |field: &String| {
                let near = suggestion(field, error, schema);
                let flaw = Flaw::UnknownField { field: field.clone(), inside: path.clone(), near };
                Wrong::new(below(&pointer, field), flaw)
            };
            return unexpected.iter().map(unknown).collect();
        }
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            let dot = if path.is_empty() { "" } else { "." };
            Flaw::MissingField { path: format!("{path}{dot}{field}") }
        }
        ValidationErrorKind::Type { kind } => Flaw::Type { path, wanted: wanted(kind), found: given(error.instance()) },
        ValidationErrorKind::Enum { options } => {
            Flaw::Choice { path, allowed: choices(options), found: given(error.instance()) }
        }
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            if let Some(inner) = nearest(error, context) {
                return explained(inner, schema);
            }
            Flaw::Type { path, wanted: any_of(context), found: given(error.instance()) }
        }
        _ => Flaw::Schema { path, detail: error.to_string() },
    };
    vec![Wrong { pointer, flaw }]
}

/// The pointer of a field.
pub(in crate::check::look) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// `/spec/containers/0/name` as `spec.containers[0].name`.
pub(in crate::check::look) fn dotted(pointer: &str) -> String {
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
fn suggestion(field: &str, error: &ValidationError<'_>, schema: &Value) -> Option<String> {
    let path = error.schema_path().to_string();
    let known =
        path.strip_suffix("/additionalProperties").and_then(|here| schema.pointer(here)?["properties"].as_object());
    near(field, known.into_iter().flatten().map(|(name, _)| name.as_str()))
}

/// The name that was probably meant, among those that are known.
pub(in crate::check::look) fn near<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    // Measuring takes the product of both lengths, and two letters take no more than eight bytes.
    let known = known.filter(|other| other.len().abs_diff(name.len()) <= 8);
    let near = known.map(|other| (strsim::damerau_levenshtein(&other.to_lowercase(), &name.to_lowercase()), other));
    let nearest = near.min().filter(|(distance, _)| *distance <= 2 && distance * 2 <= name.len());
    nearest.map(|(_, name)| name.to_owned())
}

/// What may stand in the place of a word.
fn choices(options: &Value) -> Vec<String> {
    options
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
        .collect()
}

fn wanted(kind: &TypeKind) -> Vec<Type> {
    let name = |kind: JsonType| match kind {
        JsonType::Integer => Type::Integer,
        JsonType::Number => Type::Number,
        JsonType::String => Type::Text,
        JsonType::Boolean => Type::Boolean,
        JsonType::Array => Type::List,
        JsonType::Object => Type::Map,
        JsonType::Null => Type::Null,
    };
    match kind {
        TypeKind::Single(kind) => vec![name(*kind)],
        TypeKind::Multiple(kinds) => kinds.iter().map(name).collect(),
    }
}

/// A value of the learner's file, in short.
pub(in crate::check::look) fn given(value: &Value) -> Given {
    match value {
        Value::Null => Given::Null,
        Value::Bool(truth) => Given::Boolean(*truth),
        Value::Number(number) => Given::Number(number.to_string()),
        Value::String(text) => Given::Text(text.chars().take(60).collect()),
        Value::Array(_) => Given::List,
        Value::Object(_) => Given::Map,
    }
}
