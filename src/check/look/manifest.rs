//! A Kubernetes manifest of the workspace, parsed and validated: `objects`.
//!
//! Read as kubectl reads it (YAML 1.1 booleans, several documents, no duplicate keys), then each object is checked
//! against the schema of its kind: what the API server would refuse under strict validation is told with its line.

mod schema;

use super::files::{Text, with_text};
use super::yaml::{self, Node, Wrong, given};
use crate::check::query::{Fact, Place};
use crate::course::{Flaw, Type, Unreachable};
use crate::engine::manifest_yaml;
use serde_json::Value;

pub(super) async fn look(place: &Place, path: &str) -> Result<Fact, Unreachable> {
    let file = path.to_owned();
    with_text(place, path, move |text: Text| fact(&file, &text.text)).await
}

/// The objects of a manifest's text, or the first thing that is wrong with it.
pub(super) fn fact(file: &str, text: &str) -> Fact {
    let documents = match yaml::documents(text, manifest_yaml()) {
        Ok(documents) => documents,
        Err(at) => return at.fact(file),
    };
    let mut objects = Vec::new();
    for document in documents.iter().filter(|document| !matches!(document.value, Node::Null)) {
        let object = document.value.to_json();
        if let Some(wrong) = wrong(&object) {
            return wrong.found(document).fact(file);
        }
        objects.push(object);
    }
    Fact::Objects(objects)
}

/// The first thing that is wrong with one object.
fn wrong(object: &Value) -> Option<Wrong> {
    let at = |pointer: &str, flaw: Flaw| Some(Wrong { pointer: pointer.to_owned(), flaw });
    if !object.is_object() {
        return at("", Flaw::NoObject);
    }
    for field in ["apiVersion", "kind"] {
        match &object[field] {
            Value::Null => return at("", Flaw::MissingField { path: field.to_owned() }),
            Value::String(_) => {}
            other => {
                let (wanted, found) = (vec![Type::Text], given(other));
                return at(&format!("/{field}"), Flaw::Type { path: field.to_owned(), wanted, found });
            }
        }
    }
    let metadata = &object["metadata"];
    if let Some(wrong) = schema::wrong(object) {
        return Some(wrong);
    }
    if metadata["name"].is_null() && metadata["generateName"].is_null() && object["kind"] != "List" {
        let pointer = if metadata.is_null() { "" } else { "/metadata" };
        return at(pointer, Flaw::MissingField { path: "metadata.name".to_owned() });
    }
    None
}

#[cfg(test)]
mod tests;
