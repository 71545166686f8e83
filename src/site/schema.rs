//! What an editor should know of the files that an author writes: a JSON Schema of each kind, made from the very structs
//! that read it. A schema knows shapes, not the course: `lint` says whether what a file names is there.

use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

use super::exercises::ExpectFile;
use super::figures::LabelsFile;
use super::frontmatter::HeadFile;
use super::glossary::GlossaryFile;
use super::manifest::ExerciseFile;
use super::quizzes::QuizFile;
use super::search::SearchFile;
use super::settings::BookFile;
use crate::course::AnswersFile;

/// A kind of file that the author of a course writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Authored {
    /// What an exercise needs, sets up and checks.
    Exercise,
    /// What must come of a wrong answer.
    Expect,
    /// What an attempt types.
    Answers,
    /// The questions of a lesson.
    Quiz,
    /// The head of a page, which is YAML.
    Frontmatter,
    Glossary,
    /// What the search knows of words.
    Search,
    /// The words of a drawing.
    Figure,
    /// The settings of a course.
    Book,
}

impl Authored {
    /// All of them as they are written on a command line.
    pub fn names() -> &'static [&'static str] {
        <Self as VariantNames>::VARIANTS
    }

    pub fn all() -> &'static [Self] {
        <Self as VariantArray>::VARIANTS
    }

    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The files of this kind, as a pattern of paths in a course.
    pub fn files(self) -> &'static str {
        match self {
            Self::Exercise => "exercises/*/*/exercise.toml",
            Self::Expect => "exercises/*/*/wrong/*/expect.toml",
            Self::Answers => "exercises/*/*/**/answers.toml",
            Self::Quiz => "content/quizzes/**/*.toml",
            Self::Frontmatter => "content/*/**/*.md",
            Self::Glossary => "content/glossary.toml",
            Self::Search => "content/search.toml",
            Self::Figure => "content/figures/*.toml",
            Self::Book => "book.toml",
        }
    }

    /// Its JSON Schema, of the draft 2020-12.
    pub fn schema(self) -> Value {
        match self {
            Self::Exercise => of::<ExerciseFile>(),
            Self::Expect => of::<ExpectFile>(),
            Self::Answers => of::<AnswersFile>(),
            Self::Quiz => of::<QuizFile>(),
            Self::Frontmatter => of::<HeadFile>(),
            Self::Glossary => of::<GlossaryFile>(),
            Self::Search => of::<SearchFile>(),
            Self::Figure => of::<LabelsFile>(),
            Self::Book => of::<BookFile>(),
        }
    }
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(one_of_words))
        .with_transform(RecursiveTransform(one_of_keys))
        .with_transform(RecursiveTransform(without_null));
    SchemaGenerator::new(settings).into_root_schema_for::<T>().to_value()
}

/// A word of a list, as that list with the meanings beside it: an editor then names the words that it would have taken, and
/// not each of them as a schema that does not fit.
fn one_of_words(schema: &mut Schema) {
    let Some(all) = schema.get("oneOf").and_then(Value::as_array) else { return };
    let about = |one: &Value| one.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    let of = |one: &Value| {
        let words = one.get("const").map(|word| vec![word.clone()]);
        let words = words.or_else(|| one.get("enum")?.as_array().cloned())?;
        Some(words.into_iter().map(|word| (word, Value::from(about(one)))).collect::<Vec<_>>())
    };
    let Some(words) = all.iter().map(of).collect::<Option<Vec<_>>>() else { return };
    let (words, meanings): (Vec<_>, Vec<_>) = words.into_iter().flatten().unzip();
    schema.remove("oneOf");
    schema.insert("type".to_owned(), "string".into());
    schema.insert("enum".to_owned(), words.into());
    schema.insert("enumDescriptions".to_owned(), meanings.into());
}

/// A table with one key of a list, as a table of all these keys that has exactly one: an editor then completes them, shows
/// what each of them means, and underlines the one that is misspelt and not the whole table.
fn one_of_keys(schema: &mut Schema) {
    let Some(all) = schema.get("oneOf").and_then(Value::as_array) else { return };
    let Some(keys) = all.iter().map(only_key).collect::<Option<Map<_, _>>>() else { return };
    schema.remove("oneOf");
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), keys.into());
    schema.insert("minProperties".to_owned(), 1.into());
    schema.insert("maxProperties".to_owned(), 1.into());
    schema.insert("additionalProperties".to_owned(), false.into());
}

/// The key and value of a table that has no other, the value with what is said of the table.
fn only_key(table: &Value) -> Option<(String, Value)> {
    let (keys, required) = (table.get("properties")?.as_object()?, table.get("required")?.as_array()?);
    let is_closed = table.get("additionalProperties") == Some(&Value::Bool(false));
    let (key, value) = keys.iter().next().filter(|_| is_closed && keys.len() == 1 && required.len() == 1)?;
    let mut value = value.clone();
    if let (Some(about), Some(value)) = (table.get("description"), value.as_object_mut()) {
        value.insert("description".to_owned(), about.clone());
    }
    Some((key.clone(), value))
}

/// TOML has no null, and in YAML a key without a value is one that its author forgot: what may be left out is left out.
fn without_null(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    let Some(Value::Array(of)) = schema.get("anyOf") else { return };
    let is_null = |one: &Value| one.get("type").is_some_and(|kind| kind == "null");
    if let [Value::Object(one), null] = &of[..]
        && is_null(null)
    {
        let one = one.clone();
        schema.remove("anyOf");
        for (key, value) in one {
            schema.ensure_object().entry(key).or_insert(value);
        }
    }
}
