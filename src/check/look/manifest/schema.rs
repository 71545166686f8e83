//! Kubernetes' own OpenAPI document, reduced (`schemas/kubernetes/reduce`): every kind of a release, and its fields.
//!
//! It lies compressed in the binary until the first manifest is looked at, and is then kept as one tree, some hundreds
//! of kilobytes, for all kinds together: they share most of their parts.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::course::KubernetesRelease;

/// The schemas of a release.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    /// The names of definitions by `apiVersion` and `kind`.
    kinds: BTreeMap<Box<str>, BTreeMap<Box<str>, Box<str>>>,
    definitions: HashMap<Box<str>, Schema>,
}

/// A schema, in the few words of JSON Schema that the document uses.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Schema {
    /// Another definition that says all.
    #[serde(rename = "$ref")]
    of: Option<Box<str>>,
    /// None where anything may stand.
    pub(super) r#type: Option<Shape>,
    pub(super) format: Option<Format>,
    pub(super) required: Vec<Box<str>>,
    pub(super) properties: BTreeMap<Box<str>, Self>,
    pub(super) items: Option<Box<Self>>,
    /// What every value of a map is, where its keys are free.
    pub(super) additional_properties: Option<Box<Self>>,
    /// The words that a text may be.
    pub(super) r#enum: Vec<Box<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shape {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
}

/// What a value must obey beside its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    Int32,
    Int64,
    Double,
    /// Base64.
    Byte,
    DateTime,
    IntOrString,
    Quantity,
}

impl Document {
    pub(super) fn kind(&self, api: &str, kind: &str) -> Option<&Schema> {
        self.definitions.get(self.kinds.get(api)?.get(kind)?)
    }

    /// The schema itself, and the name of its definition where it has one.
    pub(super) fn resolved<'a>(&'a self, schema: &'a Schema) -> (&'a Schema, &'a str) {
        match &schema.of {
            Some(name) => (self.definitions.get(name).unwrap_or(schema), name),
            None => (schema, ""),
        }
    }

    /// Whether all that is referred to is there: what is not would let everything pass.
    #[cfg(test)]
    pub(super) fn is_whole(&self) -> bool {
        fn refers<'a>(schema: &'a Schema, names: &mut Vec<&'a str>) {
            names.extend(schema.of.as_deref());
            let below = schema.properties.values().chain(schema.items.as_deref());
            below.chain(schema.additional_properties.as_deref()).for_each(|inner| refers(inner, names));
        }
        let mut names: Vec<&str> = self.kinds.values().flat_map(|kinds| kinds.values().map(|name| &**name)).collect();
        self.definitions.values().for_each(|schema| refers(schema, &mut names));
        names.iter().all(|name| self.definitions.contains_key(*name))
    }

    /// Every kind with its `apiVersion`.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kinds.iter().flat_map(|(api, kinds)| kinds.keys().map(|kind| (&**api, &**kind)))
    }
}

/// The schemas of a release, read when they are first needed.
pub(super) fn document(release: KubernetesRelease) -> &'static Document {
    static V1_34: OnceLock<Document> = OnceLock::new();
    static V1_35: OnceLock<Document> = OnceLock::new();
    let (kept, compressed): (_, &[u8]) = match release {
        KubernetesRelease::V1_34 => (&V1_34, include_bytes!("../../../../schemas/kubernetes/1.34.json.gz")),
        KubernetesRelease::V1_35 => (&V1_35, include_bytes!("../../../../schemas/kubernetes/1.35.json.gz")),
    };
    kept.get_or_init(|| read(compressed).expect("a test reads every document of the binary"))
}

fn read(compressed: &[u8]) -> std::io::Result<Document> {
    let mut text = Vec::new();
    GzDecoder::new(compressed).read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text)?)
}
