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
use super::files::{NoText, Text, disk, read, try_with_text};
use super::yaml::{self, Wrong, complaints};
use crate::check::query::{Fact, Place};
use crate::course::{ComposeFlaw, DiskFault, Flaw, Mistake, Type, Unreachable};

/// Why a file of variables gives none.
enum NoVariables {
    /// Something is wrong with it, in a line from 1, 0 where unknown.
    Wrong { line: usize, flaw: Flaw },
    /// It could not be looked at.
    Unread(Unreachable),
}

/// The Compose specification's own schema.
const SCHEMA: &str = include_str!("../../../schemas/compose-spec/compose-spec.json");

pub(super) async fn look(place: &Place, path: &str) -> Result<Fact, Unreachable> {
    let (file, workspace) = (path.to_owned(), place.workspace.clone());
    let fact = try_with_text(place, path, move |text: Text| fact(&workspace, &file, &text.text)).await?;
    let field = if let Fact::Object(Some(object)) = &fact { follows(object) } else { None };
    match field {
        Some(field) => Err(Unreachable::NotFollowed { file: path.to_owned(), field: field.to_owned() }),
        None => Ok(fact),
    }
}

/// The field that leads to other files, which are not read.
fn follows(object: &Value) -> Option<&'static str> {
    if object.get("include").is_some() {
        return Some("include");
    }
    let services = object.get("services").and_then(Value::as_object).into_iter().flatten();
    services.into_iter().any(|(_, service)| service["extends"]["file"].is_string()).then_some("extends.file")
}

/// What a Compose file comes to, or all that is wrong with it.
pub(super) fn fact(workspace: &Path, file: &str, text: &str) -> Result<Fact, Unreachable> {
    let documents = match yaml::documents(file, text, options) {
        Ok(documents) => documents,
        Err(unread) => return Ok(yaml::invalid(vec![unread])),
    };
    let Some(document) = documents.first() else {
        let flaw = Flaw::Compose { flaw: ComposeFlaw::NoService };
        return Ok(yaml::invalid(vec![Mistake { file: file.to_owned(), line: 0, column: 0, flaw }]));
    };
    let mut mistakes = yaml::twice(document, file);
    let variables = match variables_beside(workspace, file) {
        Ok(variables) => variables,
        Err(NoVariables::Wrong { line, flaw }) => {
            mistakes.push(Mistake { file: beside(file, ".env"), line, column: 0, flaw });
            return Ok(yaml::invalid(mistakes));
        }
        Err(NoVariables::Unread(why)) => return Err(why),
    };
    let folder = match file.rsplit_once('/') {
        Some((above, _)) => above.rsplit('/').next().unwrap_or_default(),
        None => workspace.file_name().and_then(|name| name.to_str()).unwrap_or_default(),
    };
    let mut object = document.value.to_json();
    let wrong = made(&mut object, workspace, file, folder, &variables)?;
    mistakes.extend(wrong.into_iter().map(|wrong| wrong.mistake(document, file)));
    Ok(if mistakes.is_empty() { Fact::Object(Some(object)) } else { yaml::invalid(mistakes) })
}

/// The steps from what is written to what is meant, and all that is wrong on the way.
fn made(
    object: &mut Value,
    workspace: &Path,
    file: &str,
    folder: &str,
    variables: &Variables,
) -> Result<Vec<Wrong>, Unreachable> {
    if !object.is_object() {
        let (wanted, found) = (vec![Type::Map], yaml::given(object));
        return Ok(vec![Wrong::new("", Flaw::Type { path: String::new(), wanted, found })]);
    }
    let mut wrong = Vec::new();
    variables::fill(object, variables, &mut wrong);
    let unfilled: Vec<String> = wrong.iter().map(|wrong| wrong.pointer.clone()).collect();
    casts::cast(object);
    let mut more = schema().map(|(validator, schema)| complaints(validator, schema, object)).unwrap_or_default();
    let unfit: Vec<Option<String>> = more.iter().map(|wrong| service_of(&wrong.pointer)).collect();
    // What is wrong outside the services is why they may lack what they name.
    if !unfit.contains(&None) && follows(object).is_none() {
        let mut later = Vec::new();
        long::services(object, &mut later);
        project::extend(object, &mut later);
        later.extend(project::wrong(object));
        let files = |name: &str, required| env_file(workspace, file, name, required, variables);
        project::environment(object, variables, &files, &mut later)?;
        // A service that does not fit its schema has been told, and not what follows from that.
        more.extend(later.into_iter().filter(|wrong| !unfit.contains(&service_of(&wrong.pointer))));
    }
    wrong.extend(more.into_iter().filter(|wrong| !unfilled.contains(&wrong.pointer)));
    if wrong.is_empty() && follows(object).is_none() {
        let named = variables.get("COMPOSE_PROJECT_NAME").map(String::as_str).or(object["name"].as_str());
        let name = named.map_or_else(|| project::project_name(folder), str::to_owned);
        project::defaults(object, &name);
    }
    Ok(wrong)
}

/// The service that a pointer leads into.
fn service_of(pointer: &str) -> Option<String> {
    pointer.strip_prefix("/services/")?.split('/').next().map(str::to_owned)
}

/// The variables of the `.env` beside the file, none where there is no such file.
fn variables_beside(workspace: &Path, file: &str) -> Result<Variables, NoVariables> {
    Ok(read_variables(workspace, &beside(file, ".env"), &Variables::new())?.unwrap_or_default())
}

fn env_file(
    workspace: &Path,
    file: &str,
    name: &str,
    is_required: bool,
    outer: &Variables,
) -> Result<Variables, NoVariables> {
    let name = beside(file, name.strip_prefix("./").unwrap_or(name));
    match read_variables(workspace, &name, outer)? {
        None if is_required => {
            Err(NoVariables::Wrong { line: 0, flaw: Flaw::Compose { flaw: ComposeFlaw::NoFile { name } } })
        }
        variables => Ok(variables.unwrap_or_default()),
    }
}

/// A file's variables, none where it is not there.
fn read_variables(workspace: &Path, name: &str, outer: &Variables) -> Result<Option<Variables>, NoVariables> {
    match read(workspace, name) {
        Ok(text) => read_env(&text.text, outer).map(Some).map_err(|line| {
            let flaw = Flaw::Compose { flaw: ComposeFlaw::EnvLine { name: name.to_owned(), line } };
            NoVariables::Wrong { line, flaw }
        }),
        Err(NoText::Absent) => Ok(None),
        Err(NoText::Unfit(flaw)) => Err(NoVariables::Wrong { line: 0, flaw }),
        Err(NoText::Disk(error)) => Err(NoVariables::Unread(disk(workspace, name, DiskFault::from(&error)))),
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
mod large;
#[cfg(test)]
mod tests;
