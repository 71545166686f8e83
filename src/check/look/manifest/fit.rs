//! Whether an object fits the schema of its kind, and all that does not. Pure.
//!
//! A null counts as absent, as it does for the API server.

use std::collections::HashSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::DateTime;
use serde_json::{Map, Value};

use super::schema::{Document, Format, Schema, Shape};
use crate::check::cel::quantity::Quantity;
use crate::check::look::yaml::{MOST, Wrong, below, dotted, given, near};
use crate::course::{Flaw, ManifestFlaw, Type};

/// How deep a field is looked for that stands in a wrong place.
const DEEPEST: usize = 6;

/// Lists of things that must have different names; of others the last one counts, or all of them.
const NAMED: [&str; 3] = ["containers", "initContainers", "volumes"];

/// What does not fit in one object.
struct Fit<'a> {
    schemas: &'a Document,
    kind: &'a str,
    whole: &'a Schema,
    /// Where the object begins.
    top: &'a str,
    wrong: Vec<Wrong>,
}

/// All that does not fit in the object at a pointer.
pub(super) fn wrong(schemas: &Document, kind: &str, schema: &Schema, object: &Value, pointer: &str) -> Vec<Wrong> {
    let mut fit = Fit { schemas, kind, whole: schema, top: pointer, wrong: Vec::new() };
    fit.value(schema, object, pointer);
    fit.wrong
}

impl Fit<'_> {
    fn say(&mut self, pointer: &str, flaw: Flaw) {
        self.wrong.push(Wrong::new(pointer, flaw));
    }

    fn mistyped(&mut self, pointer: &str, wanted: Vec<Type>, value: &Value) {
        self.say(pointer, Flaw::Type { path: dotted(pointer), wanted, found: given(value) });
    }

    fn value(&mut self, schema: &Schema, value: &Value, pointer: &str) {
        let (schema, _) = self.schemas.resolved(schema);
        match (schema.r#type, value) {
            (None, _) | (_, Value::Null) | (Some(Shape::Boolean), Value::Bool(_)) => {}
            (Some(Shape::Object), Value::Object(map)) => self.map(schema, map, pointer),
            (Some(Shape::Array), Value::Array(items)) => self.list(schema, items, pointer),
            (Some(Shape::String), value) => self.text(schema, value, pointer),
            (Some(Shape::Integer), Value::Number(number)) if whole(number).is_some() => {
                let fits = schema.format != Some(Format::Int32) || whole(number).is_some_and(is_int32);
                if !fits {
                    let flaw = ManifestFlaw::Range { path: dotted(pointer), found: given(value) };
                    self.say(pointer, Flaw::Manifest { flaw });
                }
            }
            (Some(Shape::Number), Value::Number(_)) => {}
            (Some(shape), value) => self.mistyped(pointer, vec![wanted(shape)], value),
        }
    }

    fn list(&mut self, schema: &Schema, items: &[Value], pointer: &str) {
        let Some(each) = &schema.items else { return };
        let nothing = Map::new();
        for (n, item) in items.iter().enumerate() {
            let here = format!("{pointer}/{n}");
            let (of, _) = self.schemas.resolved(each);
            match item {
                // A `-` with nothing behind it is an entry without fields.
                Value::Null => self.missing(of, &nothing, &here),
                item => self.value(of, item, &here),
            }
        }
        if NAMED.iter().any(|name| pointer.ends_with(&format!("/{name}"))) {
            self.same_names(items, pointer);
        }
    }

    fn same_names(&mut self, items: &[Value], pointer: &str) {
        let mut seen = HashSet::new();
        for (n, item) in items.iter().enumerate() {
            if let Some(name) = item["name"].as_str()
                && !seen.insert(name)
            {
                let flaw = ManifestFlaw::SameName { path: dotted(pointer), name: name.to_owned() };
                self.say(&format!("{pointer}/{n}/name"), Flaw::Manifest { flaw });
            }
        }
    }

    fn map(&mut self, schema: &Schema, map: &Map<String, Value>, pointer: &str) {
        if let Some(each) = &schema.additional_properties {
            map.iter().for_each(|(key, value)| self.value(each, value, &below(pointer, key)));
        }
        if schema.properties.is_empty() {
            return;
        }
        for (key, value) in map {
            match schema.properties.get(key.as_str()) {
                Some(field) => self.value(field, value, &below(pointer, key)),
                None => self.unknown(schema, key, pointer),
            }
        }
        self.missing(schema, map, pointer);
    }

    /// A field that is not known here: how it is probably spelt, or where it belongs.
    fn unknown(&mut self, schema: &Schema, field: &str, pointer: &str) {
        let near = near(field, schema.properties.keys().map(|known| &**known));
        // Nobody reads where the hundredth belongs.
        let is_wanted = near.is_none() && self.wrong.len() < MOST;
        let belongs = if is_wanted { self.above(field, pointer).or_else(|| self.home(field)) } else { None };
        let (field, inside, kind) = (field.to_owned(), dotted(pointer), self.kind.to_owned());
        let at = below(pointer, &field);
        self.say(&at, Flaw::Manifest { flaw: ManifestFlaw::UnknownField { field, inside, kind, near, belongs } });
    }

    /// What is required and not there; what is only misspelt has been told.
    fn missing(&mut self, schema: &Schema, map: &Map<String, Value>, pointer: &str) {
        let gone = |field: &str| map.get(field).is_none_or(Value::is_null);
        let known = &schema.properties;
        let is_misspelt = |field: &str| {
            let strange = map.keys().filter(|key| !known.contains_key(key.as_str()));
            strange.into_iter().any(|key| near(key, std::iter::once(field)).is_some())
        };
        for field in schema.required.iter().filter(|field| gone(field) && !is_misspelt(field)) {
            self.say(pointer, Flaw::MissingField { path: dotted(&below(pointer, field)) });
        }
    }

    /// What every object has in its `metadata`, where it stands beside that.
    fn above(&self, field: &str, pointer: &str) -> Option<String> {
        const OWN: [&str; 5] = ["name", "namespace", "labels", "annotations", "finalizers"];
        let has_metadata = self.whole.properties.contains_key("metadata");
        (pointer == self.top && has_metadata && OWN.contains(&field)).then(|| "metadata".to_owned())
    }

    /// The shallowest place of the kind that has such a field, where it is clear which one.
    fn home(&self, field: &str) -> Option<String> {
        let mut level = vec![(String::new(), self.whole)];
        for _ in 0..DEEPEST {
            let mut next: Vec<(String, &Schema)> = Vec::new();
            for (path, schema) in &level {
                let fields = schema.properties.iter().filter(|(name, _)| {
                    !["metadata", "status", "initContainers", "ephemeralContainers"].contains(&&***name)
                });
                let dot = if path.is_empty() { "" } else { "." };
                next.extend(fields.map(|(name, inner)| {
                    let (inner, _) = self.schemas.resolved(inner);
                    let (inner, mark) = inner.items.as_ref().map_or((inner, ""), |items| (&**items, "[]"));
                    (format!("{path}{dot}{name}{mark}"), self.schemas.resolved(inner).0)
                }));
            }
            let homes = next.iter().filter(|(_, schema)| schema.properties.contains_key(field));
            let homes: Vec<&String> = homes.map(|(path, _)| path).collect();
            match homes[..] {
                [] => {}
                [home] => return Some(home.clone()),
                // What a container has, many other things have as well.
                _ => return homes.into_iter().find(|home| home.ends_with(".containers[]")).cloned(),
            }
            level = next;
        }
        None
    }

    fn text(&mut self, schema: &Schema, value: &Value, pointer: &str) {
        let path = || dotted(pointer);
        match (schema.format, value) {
            (Some(Format::IntOrString), Value::String(_) | Value::Number(_)) => {}
            (Some(Format::IntOrString), value) => self.mistyped(pointer, vec![Type::Integer, Type::Text], value),
            (Some(Format::Quantity), Value::Number(_)) => {}
            (Some(Format::Quantity), value) if value.as_str().is_none_or(|text| Quantity::parse(text).is_none()) => {
                self.say(pointer, Flaw::Quantity { path: path(), found: given(value) });
            }
            (Some(Format::DateTime), Value::String(text)) if DateTime::parse_from_rfc3339(text).is_err() => {
                self.say(pointer, Flaw::Time { path: path(), found: given(value) });
            }
            (Some(Format::Byte), Value::String(text)) if !is_base64(text) => {
                self.say(pointer, Flaw::Manifest { flaw: ManifestFlaw::Base64 { path: path() } });
            }
            // An empty word stands for the usual one.
            (_, Value::String(text)) if !schema.r#enum.is_empty() && !text.is_empty() => {
                if !schema.r#enum.iter().any(|word| **word == **text) {
                    let allowed = schema.r#enum.iter().map(|word| word.to_string()).collect();
                    self.say(pointer, Flaw::Choice { path: path(), allowed, found: given(value) });
                }
            }
            (_, Value::String(_)) => {}
            (_, value) => self.mistyped(pointer, vec![Type::Text], value),
        }
    }
}

fn wanted(shape: Shape) -> Type {
    match shape {
        Shape::Object => Type::Map,
        Shape::Array => Type::List,
        Shape::String => Type::Text,
        Shape::Integer => Type::Integer,
        Shape::Number => Type::Number,
        Shape::Boolean => Type::Boolean,
    }
}

/// A number without a fraction; `3.0` is one.
fn whole(number: &serde_json::Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    exact.or_else(|| {
        let float = number.as_f64()?;
        // Beyond this, a float does not tell one whole number from the next.
        (float.fract() == 0.0 && float.abs() < 9e15).then_some(float as i128)
    })
}

fn is_int32(number: i128) -> bool {
    i32::try_from(number).is_ok()
}

/// As the API server reads it: standard, padded, perhaps broken into lines.
fn is_base64(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    BASE64_STANDARD.decode(text).is_ok()
}
