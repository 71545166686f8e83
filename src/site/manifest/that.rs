//! What a check asks of what it found: `that`, one expression, or `matches_any`, shapes of which one fits; and the names
//! that expressions share, `let`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::{Expression, Lets, Look, Owner, Place, Reader, Spanned, That};

/// `let`, as it is written.
pub(super) type LetFile = BTreeMap<Spanned<String>, Spanned<String>>;

/// `matches_any`, as it is written.
pub(super) type ShapesFile = Spanned<Vec<Spanned<ShapeFile>>>;

/// A shape as TOML writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("minProperties" = 1))]
pub(super) struct ShapeFile(#[schemars(with = "Map<String, Json>")] Json);

/// What toml makes of a time, where it should become JSON.
const TIME: &str = "$__toml_private_datetime";

/// Words that no expression can have for a name: CEL's own, its types and its libraries.
const TAKEN: &[&str] = &[
    "as",
    "begun",
    "bool",
    "break",
    "bytes",
    "const",
    "continue",
    "double",
    "dyn",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "int",
    "let",
    "list",
    "lists",
    "loop",
    "map",
    "math",
    "namespace",
    "null",
    "null_type",
    "object",
    "objects",
    "optional",
    "package",
    "return",
    "string",
    "strings",
    "true",
    "type",
    "uint",
    "var",
    "void",
    "while",
];

/// Names and where each of them stands.
pub(super) type Named = Vec<(String, Range<usize>)>;

impl Reader<'_> {
    /// Takes the names of one `let`, beside those that are there; each is a name, and new.
    pub(super) fn lets(&mut self, written: LetFile, others: &Lets, looks: &[String]) -> (Lets, Named) {
        let (mut all, mut own) = (others.clone(), Named::new());
        for (name, text) in written {
            let word = name.get_ref().as_str();
            if !is_name(word) || TAKEN.contains(&word) {
                let help = "a name has letters, digits and `_`, and is no word of CEL, nor `object` or `begun`";
                self.written.refuse(name.span(), format!("`{word}` cannot be a name in an expression"), help);
            } else if looks.iter().any(|look| look == word) {
                self.written.refuse(name.span(), format!("`{word}` is a look of this check"), "give it another name");
            } else if others.contains_key(word) {
                let words = format!("the exercise has a `{word}` already");
                self.written.refuse(name.span(), words, "give it another name");
            } else {
                own.push((word.to_owned(), text.span()));
                all.insert(name.into_inner(), self.short_enough(text).into_inner());
            }
        }
        (all, own)
    }

    /// Notes the expressions of a `let`, for who compiles them.
    pub(super) fn let_places(&mut self, named: Named, lets: &Lets, variables: &Option<Vec<String>>) {
        let checks = Some(self.written_ids.clone());
        for (name, range) in named {
            let text = lets.get(&name).cloned().unwrap_or_default();
            let (variables, lets) = (variables.clone(), lets.clone());
            let expression = Expression { text, variables, checks: checks.clone(), lets, of: Owner::Let(name) };
            self.places.push(Place { expression, range });
        }
    }

    /// Every name that some expression of a check may use; none where a check's looks could not be read.
    pub(super) fn all_variables(&self) -> Option<Vec<String>> {
        let variables = self.places.iter().map(|place| place.expression.variables.clone());
        let all: BTreeSet<String> = variables.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        Some(all.into_iter().chain(["begun".to_owned()]).collect())
    }

    /// What must be true: one of both ways to say it.
    pub(super) fn that(
        &mut self,
        at: Range<usize>,
        that: Option<String>,
        shapes: Option<ShapesFile>,
        looks: Option<&BTreeMap<String, Look>>,
    ) -> Option<That> {
        match (that, shapes) {
            (Some(that), None) => Some(That::Holds(that)),
            (None, Some(shapes)) => self.shapes(shapes, looks),
            (Some(_), Some(shapes)) => {
                let words = "has both `that` and `matches_any`: write one of them";
                self.written.refuse(shapes.span(), words, "make two checks of it");
                None
            }
            (None, None) => {
                let help = "write `that = \"…\"`, or `matches_any = [{ … }]`";
                self.written.refuse(at, "missing field `that`", help);
                None
            }
        }
    }

    fn shapes(&mut self, written: ShapesFile, looks: Option<&BTreeMap<String, Look>>) -> Option<That> {
        if looks.is_some_and(|looks| looks.len() > 1) {
            let words = "`matches_any` is asked of one look, and here are several";
            self.written.refuse(written.span(), words, "write `look` in place of `looks`");
        }
        if written.get_ref().is_empty() {
            let help = "write for example `matches_any = [{ spec = { replicas = 3 } }]`";
            self.written.refuse(written.span(), "nothing fits: there is no shape", help);
            return None;
        }
        let mut shapes = Vec::new();
        for shape in written.into_inner() {
            let at = shape.span();
            match shape.into_inner().0 {
                Json::Object(keys) if keys.is_empty() => {
                    self.written.refuse(at, "everything fits a shape without a key", "name what matters");
                }
                shape if has_time(&shape) => {
                    let words = "a shape holds no time: engines write theirs as text";
                    self.written.refuse(at, words, "put it in quotes");
                }
                shape @ Json::Object(_) => shapes.push(shape),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => {
                    self.written.refuse(at, "a shape is a table: `{ … }`", "write the keys that must be there");
                }
            }
        }
        (!shapes.is_empty()).then_some(That::Fits(shapes))
    }
}

/// Whether a word can be a name in an expression at all.
pub(super) fn is_name(word: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
    word.chars().all(inner) && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn has_time(shape: &Json) -> bool {
    match shape {
        Json::Object(keys) => keys.contains_key(TIME) || keys.values().any(has_time),
        Json::Array(items) => items.iter().any(has_time),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}
