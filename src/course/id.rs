//! Ids that cannot be wrong: whoever holds one need not check it again.
//!
//! Ids become folder names, URLs, Kubernetes namespaces and Docker labels, so they are short, lower case, and made of
//! letters, digits and inner hyphens: what RFC 1123 calls a label.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest word in an id. `sampan-<exercise>` must fit a namespace's 63 characters.
const LONGEST: usize = 50;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct BadId {
    pub text: String,
    pub expected: &'static str,
}

/// One word of an id: lower-case letters, digits and inner hyphens, at most 50 characters.
fn is_word(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty()
        && text.len() <= LONGEST
        && text.chars().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

macro_rules! text_id {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
        impl $name {
            /// The id as it is written in files, URLs and tables.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

/// An exercise: `<part>/<name>`, as `docker/keep-the-data`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExerciseId(Arc<str>);
text_id!(ExerciseId);

impl ExerciseId {
    /// The part it belongs to: `docker`.
    pub fn part(&self) -> &str {
        self.0.split_once('/').map_or("", |(part, _)| part)
    }

    /// Its own name, unique in the course: `keep-the-data`.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }
}

impl FromStr for ExerciseId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let expected = "an exercise: `part/name`, in lower-case letters, digits and hyphens";
        match text.split_once('/') {
            Some((part, name)) if is_word(part) && is_word(name) && !name.starts_with("lesson-") => {
                Ok(Self(text.into()))
            }
            _ => Err(BadId { text: text.into(), expected }),
        }
    }
}

/// A lesson: its path below a language's folder, without the ending, as `docker/volumes`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LessonId(Arc<str>);
text_id!(LessonId);

impl LessonId {
    /// The part it belongs to: `docker`; a page outside all parts, as `introduction`, has none.
    pub fn part(&self) -> Option<&str> {
        self.0.split_once('/').map(|(part, _)| part)
    }
}

impl FromStr for LessonId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let expected = "a lesson: `part/name`, in lower-case letters, digits and hyphens";
        let fits = text.split('/').all(is_word) && text.split('/').count() <= 2;
        if fits { Ok(Self(text.into())) } else { Err(BadId { text: text.into(), expected }) }
    }
}

/// A check within its exercise, as `reader-mounts-it`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(Arc<str>);
text_id!(CheckId);

impl FromStr for CheckId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let expected = "a name in lower-case letters, digits and hyphens";
        if is_word(text) { Ok(Self(text.into())) } else { Err(BadId { text: text.into(), expected }) }
    }
}

/// What `is_word` says, in the words of an editor.
impl JsonSchema for CheckId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CheckId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let inner = LONGEST - 2;
        json_schema!({ "type": "string", "pattern": format!("^[a-z0-9]([a-z0-9-]{{0,{inner}}}[a-z0-9])?$") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str) {
        assert!(text.parse::<ExerciseId>().is_err(), "{text:?} should be refused");
    }

    #[test]
    fn a56_ids_that_could_become_options_paths_or_shell_are_refused() {
        for text in
            ["", "docker", "docker/", "/x", "-a/b", "a/-b", "a/b-", "a/b/c", "a/..", "a/b\n", "a/$(b)", "A/b", "a/b c"]
        {
            refused(text);
        }
        refused("docker/lesson-volumes"); // would meet the namespace of a lesson
        refused(&format!("docker/{}", "x".repeat(51)));
    }

    #[test]
    fn an_exercise_knows_its_part_and_name() {
        let id: ExerciseId = "docker/keep-the-data".parse().unwrap();
        assert_eq!((id.part(), id.name()), ("docker", "keep-the-data"));
    }
}
