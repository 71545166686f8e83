//! A Compose file of the workspace, parsed and validated: `object`, as `docker compose config --format json` prints it.
//!
//! Variables come from the `.env` beside it, every short form is made long, paths stay as they are written. What
//! `docker compose` would refuse is told with its line. Of several files only the one that is named is read.

mod casts;
mod long;
mod project;
mod short;
mod variables;

use std::path::Path;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;
use serde_saphyr::{DuplicateKeyPolicy, Options};

use self::variables::{Variables, read_env};
use super::files::{NoText, Text, read, with_text};
use super::yaml::{self, Wrong, complaint};
use crate::check::query::{Fact, Place};
use crate::course::{ComposeFlaw, Flaw, Type, Unreachable};

/// The Compose specification's own schema.
const SCHEMA: &str = include_str!("../../../schemas/compose-spec/compose-spec.json");

pub(super) async fn look(place: &Place, path: &str) -> Result<Fact, Unreachable> {
    let (file, workspace) = (path.to_owned(), place.workspace.clone());
    let fact = with_text(place, path, move |text: Text| fact(&workspace, &file, &text.text)).await?;
    match follows(&fact) {
        Some(field) => Err(Unreachable::NotFollowed { file: path.to_owned(), field: field.to_owned() }),
        None => Ok(fact),
    }
}

/// The field that leads to other files, which are not read.
fn follows(fact: &Fact) -> Option<&'static str> {
    let Fact::Object(Some(object)) = fact else { return None };
    if object.get("include").is_some() {
        return Some("include");
    }
    let services = object.get("services").and_then(Value::as_object).into_iter().flatten();
    services.into_iter().any(|(_, service)| service["extends"]["file"].is_string()).then_some("extends.file")
}

/// What a Compose file comes to, or the first thing that is wrong with it.
fn fact(workspace: &Path, file: &str, text: &str) -> Fact {
    let documents = match yaml::documents(text, options()) {
        Ok(documents) => documents,
        Err(found) => return found.fact(file),
    };
    let Some(document) = documents.first() else { return empty(file) };
    let variables = match variables_beside(workspace, file) {
        Ok(variables) => variables,
        Err(fact) => return *fact,
    };
    let folder = match file.rsplit_once('/') {
        Some((above, _)) => above.rsplit('/').next().unwrap_or_default(),
        None => workspace.file_name().and_then(|name| name.to_str()).unwrap_or_default(),
    };
    let mut object = document.value.to_json();
    match made(&mut object, workspace, file, folder, &variables) {
        Ok(()) => Fact::Object(Some(object)),
        Err(wrong) => wrong.found(document).fact(file),
    }
}

fn empty(file: &str) -> Fact {
    let flaw = Flaw::Compose { flaw: ComposeFlaw::NoService };
    Fact::Invalid { file: file.to_owned(), line: 0, column: 0, flaw }
}

/// The steps from what is written to what is meant.
fn made(object: &mut Value, workspace: &Path, file: &str, folder: &str, variables: &Variables) -> Result<(), Wrong> {
    if !object.is_object() {
        let (wanted, found) = (vec![Type::Map], yaml::given(object));
        return Err(Wrong::new("", Flaw::Type { path: String::new(), wanted, found }));
    }
    variables::fill(object, variables, "")?;
    casts::cast(object);
    if let Some((validator, schema)) = schema()
        && let Some(wrong) = complaint(validator, schema, object)
    {
        return Err(wrong);
    }
    if follows(&Fact::Object(Some(object.clone()))).is_some() {
        return Ok(());
    }
    long::services(object)?;
    project::extend(object)?;
    if let Some(wrong) = project::wrong(object) {
        return Err(wrong);
    }
    project::environment(object, variables, &|name, required| env_file(workspace, file, name, required, variables))?;
    let named = variables.get("COMPOSE_PROJECT_NAME").map(String::as_str).or(object["name"].as_str());
    let name = named.map_or_else(|| project::project_name(folder), str::to_owned);
    project::defaults(object, &name);
    Ok(())
}

/// The variables of the `.env` beside the file, none where there is no such file.
fn variables_beside(workspace: &Path, file: &str) -> Result<Variables, Box<Fact>> {
    let name = beside(file, ".env");
    match read_variables(workspace, &name, &Variables::new()) {
        Ok(variables) => Ok(variables.unwrap_or_default()),
        Err((line, flaw)) => Err(Box::new(Fact::Invalid { file: name, line, column: 0, flaw })),
    }
}

fn env_file(workspace: &Path, file: &str, name: &str, is_required: bool, outer: &Variables) -> Result<Variables, Flaw> {
    let name = beside(file, name.strip_prefix("./").unwrap_or(name));
    match read_variables(workspace, &name, outer) {
        Ok(None) if is_required => Err(Flaw::Compose { flaw: ComposeFlaw::NoFile { name } }),
        Ok(variables) => Ok(variables.unwrap_or_default()),
        Err((_, flaw)) => Err(flaw),
    }
}

/// A file's variables, none where it is not there.
fn read_variables(workspace: &Path, name: &str, outer: &Variables) -> Result<Option<Variables>, (usize, Flaw)> {
    match read(workspace, name) {
        Ok(text) => read_env(&text.text, outer)
            .map(Some)
            .map_err(|line| (line, Flaw::Compose { flaw: ComposeFlaw::EnvLine { name: name.to_owned(), line } })),
        Err(NoText::Absent) => Ok(None),
        Err(NoText::Unfit(flaw)) => Err((0, flaw)),
        Err(NoText::Disk(_)) => Err((0, Flaw::Compose { flaw: ComposeFlaw::NoFile { name: name.to_owned() } })),
    }
}

/// A name in the folder of a file.
fn beside(file: &str, name: &str) -> String {
    file.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

/// The compiled schema, made when it is first needed.
fn schema() -> Option<(&'static Validator, &'static Value)> {
    static MADE: OnceLock<Option<(Validator, Value)>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let schema: Value = serde_json::from_str(SCHEMA).ok()?;
        Some((jsonschema::draft7::new(&schema).ok()?, schema))
    });
    made.as_ref().map(|(validator, schema)| (validator, schema))
}

/// How Compose reads YAML: version 1.2, with merge keys.
fn options() -> Options {
    serde_saphyr::options! {
        strict_booleans: true,
        legacy_octal_numbers: false,
        duplicate_keys: DuplicateKeyPolicy::Error,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_documents: 1,
            max_depth: 64,
            max_nodes: 50_000,
            max_total_scalar_bytes: 2 << 20,
            max_aliases: 200,
            max_anchors: 100,
        },
    }
}

#[cfg(test)]
mod tests;
