//! A Kubernetes manifest of the workspace, parsed and validated: `objects`.
//!
//! Read as kubectl reads it (YAML 1.1 booleans, several documents, no duplicate keys), then each object is checked
//! against the schema of its kind: what the API server would refuse under strict validation is told with its line.

mod node;
mod schema;
mod slip;

use serde_json::Value;
use serde_saphyr::Spanned;

use self::node::Node;
use super::files::{Text, with_text};
use crate::check::query::{Fact, Place};
use crate::course::{Flaw, Type, Unreachable};
use crate::engine::manifest_yaml;

/// Something wrong in a manifest, at a JSON pointer of one of its documents.
struct Wrong {
    pointer: String,
    flaw: Flaw,
}

pub(super) async fn look(place: &Place, path: &str) -> Result<Fact, Unreachable> {
    let file = path.to_owned();
    with_text(place, path, move |text: Text| fact(&file, &text.text)).await
}

/// The objects of a manifest's text, or the first thing that is wrong with it.
fn fact(file: &str, text: &str) -> Fact {
    let invalid = |line: u64, column: u64, flaw: Flaw| Fact::Invalid {
        file: file.to_owned(),
        line: usize::try_from(line).unwrap_or(0),
        column: usize::try_from(column).unwrap_or(0),
        flaw,
    };
    let documents: Vec<Spanned<Node>> = match serde_saphyr::from_multiple_with_options(text, manifest_yaml()) {
        Ok(documents) => documents,
        Err(error) => {
            let at = error.location();
            let (line, column) = at.map_or((0, 0), |at| (at.line(), at.column()));
            let flaw = slip::of(&error);
            return match indented_by_tab(text).filter(|_| flaw == Flaw::Tab) {
                Some(line) => invalid(line, 1, flaw),
                None => invalid(line, column, flaw),
            };
        }
    };
    let mut objects = Vec::new();
    for document in documents.iter().filter(|document| !matches!(document.value, Node::Null)) {
        let object = document.value.to_json();
        if let Some(wrong) = wrong(&object) {
            let at = document.value.at(&wrong.pointer).unwrap_or(document.referenced);
            return invalid(at.line(), at.column(), wrong.flaw);
        }
        objects.push(object);
    }
    Fact::Objects(objects)
}

/// The line that a tab indents: the reader tells the one before it.
fn indented_by_tab(text: &str) -> Option<u64> {
    let indented = |line: &str| line.trim_start_matches(' ').starts_with('\t') && !line.trim().is_empty();
    text.lines().position(indented).map(|at| at as u64 + 1)
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
                let (wanted, found) = (vec![Type::Text], schema::given(other));
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
