//! A Kubernetes manifest of the workspace, parsed and validated: `objects`.
//!
//! Read as kubectl reads it (YAML 1.1 booleans, several documents, no duplicate keys), then each object is checked
//! against the schema of its kind, in the release that the course names: all that the API server would refuse under
//! strict validation is told with its line. A kind that is not Kubernetes' own has no schema here, and is let pass.

mod fit;
mod kinds;
mod names;
mod removed;
mod schema;

use serde_json::Value;

use self::schema::Document;
use super::files::{Text, with_text};
use super::yaml::{self, Node, Wrong, given};
use crate::check::query::{Fact, Place};
use crate::course::{Flaw, KubernetesRelease, Type, Unreachable};
use crate::engine::manifest_yaml;

pub(super) async fn look(place: &Place, path: &str) -> Result<Fact, Unreachable> {
    let (file, release) = (path.to_owned(), place.kubernetes);
    with_text(place, path, move |text: Text| fact(&file, &text.text, release)).await
}

/// The objects of a manifest's text, or all that is wrong with it.
pub(super) fn fact(file: &str, text: &str, release: KubernetesRelease) -> Fact {
    let documents = match yaml::documents(file, text, manifest_yaml) {
        Ok(documents) => documents,
        Err(unread) => return yaml::invalid(vec![unread]),
    };
    let schemas = schema::document(release);
    let (mut objects, mut mistakes) = (Vec::new(), Vec::new());
    for document in documents.iter().filter(|document| !matches!(document.value, Node::Null)) {
        let object = document.value.to_json();
        mistakes.extend(yaml::twice(document, file));
        mistakes.extend(wrong(schemas, &object, "").into_iter().map(|wrong| wrong.mistake(document, file)));
        objects.push(object);
    }
    if mistakes.is_empty() { Fact::Objects(objects) } else { yaml::invalid(mistakes) }
}

/// What is wrong with the object at a pointer.
fn wrong(schemas: &Document, object: &Value, pointer: &str) -> Vec<Wrong> {
    if !object.is_object() {
        return vec![Wrong::new(pointer, Flaw::NoObject)];
    }
    let (Some(api), Some(kind)) = (object["apiVersion"].as_str(), object["kind"].as_str()) else {
        // Without them nothing else can be told.
        return nameless(object, pointer);
    };
    if (api, kind) == ("v1", "List") {
        let items = object["items"].as_array().into_iter().flatten().enumerate();
        return items.flat_map(|(n, item)| wrong(schemas, item, &format!("{pointer}/items/{n}"))).collect();
    }
    let (mut all, mut meant) = (Vec::new(), (api.to_owned(), kind.to_owned()));
    if schemas.kind(api, kind).is_none()
        && let Some(slip) = kinds::misnamed(schemas, api, kind, pointer)
    {
        all.push(slip.wrong);
        meant = slip.meant.unwrap_or(meant);
    }
    let (api, kind) = (&meant.0, &meant.1);
    if let Some(schema) = schemas.kind(api, kind) {
        all.extend(fit::wrong(schemas, kind, schema, object, pointer));
    }
    all.extend(names::wrong(schemas, api, kind, object, pointer));
    all
}

/// What is wrong with an object that does not say what it is: each of the two fields is missing, misspelt or no text.
fn nameless(object: &Value, pointer: &str) -> Vec<Wrong> {
    let slip = |field: &str| {
        let strange = object.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
        let mut strange = strange.filter(|key| !["apiVersion", "kind", "metadata", "spec"].contains(key));
        strange.find(|key| yaml::near(key, std::iter::once(field)).is_some())
    };
    let wrong = |field: &str| {
        let at = yaml::below(pointer, field);
        match (&object[field], slip(field)) {
            (Value::String(_), _) => None,
            (Value::Null, Some(slip)) => {
                let (inside, near) = (yaml::dotted(pointer), Some(field.to_owned()));
                let flaw = Flaw::UnknownField { field: slip.to_owned(), inside, near };
                Some(Wrong::new(yaml::below(pointer, slip), flaw))
            }
            (Value::Null, None) => Some(Wrong::new(pointer, Flaw::MissingField { path: yaml::dotted(&at) })),
            (other, _) => {
                let flaw = Flaw::Type { path: yaml::dotted(&at), wanted: vec![Type::Text], found: given(other) };
                Some(Wrong::new(at, flaw))
            }
        }
    };
    ["apiVersion", "kind"].into_iter().filter_map(wrong).collect()
}

#[cfg(test)]
mod tests;
