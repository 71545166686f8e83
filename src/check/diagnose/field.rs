//! Field: a value in an object together with the path that leads there, so that whatever is read can be shown.

use std::fmt::Write;

use serde_json::Value;

use crate::course::Evidence;

/// The longest value that is shown.
const LONGEST: usize = 300;

/// A place in an object.
#[derive(Debug, Clone)]
pub(crate) struct Field<'a> {
    thing: &'a Value,
    path: String,
    value: &'a Value,
}

impl<'a> Field<'a> {
    /// The object as a whole.
    pub(crate) fn of(thing: &'a Value) -> Self {
        Self { thing, path: String::new(), value: thing }
    }

    /// What stands under these keys, one within the other: `status.phase`.
    pub(crate) fn at(&self, keys: &str) -> Option<Self> {
        keys.split('.').try_fold(self.clone(), |field, key| field.key(key))
    }

    /// What stands under one key, which may hold dots.
    pub(crate) fn key(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        let mut path = self.path.clone();
        let _ = match key.contains('.') {
            true => write!(path, "[\"{key}\"]"),
            false => write!(path, "{}{key}", if path.is_empty() { "" } else { "." }),
        };
        Some(Self { thing: self.thing, path, value })
    }

    /// The members of a list; none where it is none.
    pub(crate) fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let (thing, path) = (self.thing, self.path.clone());
        let items = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().enumerate().map(move |(n, value)| Self { thing, path: format!("{path}[{n}]"), value })
    }

    /// The members of the list under these keys.
    pub(crate) fn list(&self, keys: &str) -> impl Iterator<Item = Self> + use<'a> {
        self.at(keys).into_iter().flat_map(|list| list.items())
    }

    /// The entries of a table.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let own = self.clone();
        let keys = self.value.as_object().into_iter().flat_map(|map| map.keys());
        keys.filter_map(move |key| Some((key.as_str(), own.key(key)?)))
    }

    /// The text under these keys, or none.
    pub(crate) fn text(&self, keys: &str) -> Option<&'a str> {
        self.at(keys)?.value.as_str()
    }

    pub(crate) fn number(&self, keys: &str) -> Option<i64> {
        self.at(keys)?.value.as_i64()
    }

    pub(crate) fn is(&self, keys: &str, text: &str) -> bool {
        self.text(keys) == Some(text)
    }

    pub(crate) fn is_true(&self, keys: &str) -> bool {
        self.at(keys).is_some_and(|field| field.value == &Value::Bool(true))
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    /// The value as a person writes it: a text without quotes, all else as JSON.
    pub(crate) fn plain(&self) -> String {
        self.value.as_str().map_or_else(|| self.value.to_string(), str::to_owned)
    }

    /// Shows this field.
    pub(crate) fn evidence(&self) -> Evidence {
        let value = cut(&self.value.to_string());
        Evidence::Field { object: named(self.thing), path: self.path.clone(), value }
    }
}

/// Where an object has its name: one of the cluster, one of Docker, a release; then containers and images in a list.
const NAMES: [&str; 5] = ["/metadata/name", "/Name", "/name", "/Names/0", "/RepoTags/0"];

/// The name of an object, or nothing.
pub(crate) fn name(object: &Value) -> &str {
    NAMES.iter().find_map(|name| object.pointer(name)?.as_str()).unwrap_or_default()
}

pub(crate) fn kind(object: &Value) -> &str {
    object.get("kind").and_then(Value::as_str).unwrap_or_default()
}

/// The object as a person names it: `Pod/web`, and a container of Docker by its name alone.
pub(crate) fn named(object: &Value) -> String {
    match kind(object) {
        "" => name(object).trim_start_matches('/').to_owned(),
        kind => format!("{kind}/{}", name(object)),
    }
}

/// What stands between two pieces of a text.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

/// Cut where it is too long to be read.
pub(crate) fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_read_can_be_shown() {
        let pod = json!({"kind": "Pod", "metadata": {"name": "web", "labels": {"app.kubernetes.io/name": "x"}},
            "status": {"containerStatuses": [{"name": "a"}, {"name": "b", "ready": false}]}});
        let pod = Field::of(&pod);
        let second = pod.list("status.containerStatuses").nth(1).unwrap();
        let ready = second.at("ready").unwrap().evidence();
        let path = "status.containerStatuses[1].ready".to_owned();
        assert_eq!(ready, Evidence::Field { object: "Pod/web".into(), path, value: "false".into() });
        let label = pod.at("metadata.labels").and_then(|labels| labels.key("app.kubernetes.io/name")).unwrap();
        let path = "metadata.labels[\"app.kubernetes.io/name\"]".to_owned();
        assert_eq!(label.evidence(), Evidence::Field { object: "Pod/web".into(), path, value: "\"x\"".into() });
        for (listed, expected) in [
            (json!({ "Names": ["/web"], "Ports": [] }), "web"),
            (json!({ "RepoTags": ["shop:1", "shop:2"] }), "shop:1"),
            (json!({ "name": "night", "status": "failed" }), "night"),
            (json!({ "RepoTags": [] }), ""),
        ] {
            assert_eq!(named(&listed), expected);
        }
        assert!(pod.at("status.phase").is_none() && pod.list("spec.containers").next().is_none());
    }
}
