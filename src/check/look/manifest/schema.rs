//! The schemas of Kubernetes' common kinds, made strict, and what they say about an object.
//!
//! Making and compiling a kind's schema takes up to 0.1 s, so each is made when it is first needed, and kept.

use std::sync::OnceLock;

use jsonschema::Validator;
use k8s_openapi::api::{
    apps::v1 as apps, batch::v1 as batch, core::v1 as core, networking::v1 as networking, rbac::v1 as rbac,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::super::yaml::{Wrong, complaint};
use crate::check::cel::quantity::Quantity;
use crate::course::Flaw;

/// A kind whose schema we have.
struct Kind {
    name: &'static str,
    api: &'static str,
    schema: fn() -> Schema,
    made: OnceLock<Option<Made>>,
}

/// A compiled schema, and its text to suggest names from.
struct Made {
    validator: Validator,
    schema: Value,
}

impl Kind {
    const fn new(api: &'static str, name: &'static str, schema: fn() -> Schema) -> Self {
        Self { name, api, schema, made: OnceLock::new() }
    }

    fn made(&self) -> Option<&Made> {
        self.made.get_or_init(|| made((self.schema)())).as_ref()
    }
}

fn schema<T: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<T>()
}

static KINDS: [Kind; 22] = [
    Kind::new("v1", "Pod", schema::<core::Pod>),
    Kind::new("v1", "Service", schema::<core::Service>),
    Kind::new("v1", "ConfigMap", schema::<core::ConfigMap>),
    Kind::new("v1", "Secret", schema::<core::Secret>),
    Kind::new("v1", "Namespace", schema::<core::Namespace>),
    Kind::new("v1", "ServiceAccount", schema::<core::ServiceAccount>),
    Kind::new("v1", "PersistentVolumeClaim", schema::<core::PersistentVolumeClaim>),
    Kind::new("v1", "PersistentVolume", schema::<core::PersistentVolume>),
    Kind::new("v1", "ResourceQuota", schema::<core::ResourceQuota>),
    Kind::new("v1", "LimitRange", schema::<core::LimitRange>),
    Kind::new("apps/v1", "Deployment", schema::<apps::Deployment>),
    Kind::new("apps/v1", "ReplicaSet", schema::<apps::ReplicaSet>),
    Kind::new("apps/v1", "StatefulSet", schema::<apps::StatefulSet>),
    Kind::new("apps/v1", "DaemonSet", schema::<apps::DaemonSet>),
    Kind::new("batch/v1", "Job", schema::<batch::Job>),
    Kind::new("batch/v1", "CronJob", schema::<batch::CronJob>),
    Kind::new("networking.k8s.io/v1", "Ingress", schema::<networking::Ingress>),
    Kind::new("networking.k8s.io/v1", "NetworkPolicy", schema::<networking::NetworkPolicy>),
    Kind::new("rbac.authorization.k8s.io/v1", "Role", schema::<rbac::Role>),
    Kind::new("rbac.authorization.k8s.io/v1", "ClusterRole", schema::<rbac::ClusterRole>),
    Kind::new("rbac.authorization.k8s.io/v1", "RoleBinding", schema::<rbac::RoleBinding>),
    Kind::new("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", schema::<rbac::ClusterRoleBinding>),
];

/// The first thing that a kind's schema says is wrong; nothing for kinds that are not Kubernetes' own.
pub(super) fn wrong(object: &Value) -> Option<Wrong> {
    let (api, name) = (object["apiVersion"].as_str()?, object["kind"].as_str()?);
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name && kind.api == api) else { return misnamed(api, name) };
    let made = kind.made()?;
    complaint(&made.validator, &made.schema, object)
}

/// One of Kubernetes' own kinds under another version or in another letter case.
fn misnamed(api: &str, name: &str) -> Option<Wrong> {
    let at = |pointer: &str, flaw: Flaw| Some(Wrong { pointer: pointer.to_owned(), flaw });
    if let Some(kind) = KINDS.iter().find(|kind| kind.name != name && kind.name.eq_ignore_ascii_case(name)) {
        return at("/kind", Flaw::KindCase { kind: name.to_owned(), written: kind.name.to_owned() });
    }
    let kind = KINDS.iter().find(|kind| kind.name == name)?;
    let ours = |api: &str| KINDS.iter().any(|kind| group(kind.api) == group(api)) || api == "extensions/v1beta1";
    let flaw = || Flaw::ApiVersion { kind: name.to_owned(), api: api.to_owned(), belongs: kind.api.to_owned() };
    ours(api).then(|| at("/apiVersion", flaw()))?
}

fn group(api: &str) -> &str {
    api.rsplit_once('/').map_or("", |(group, _)| group)
}

/// A schema that refuses what it does not know, and knows what quantities and ports are.
fn made(schema: Schema) -> Option<Made> {
    let mut schema = serde_json::to_value(schema).ok()?;
    strict(&mut schema);
    let options = jsonschema::options().should_validate_formats(true);
    let options = options.with_format("quantity", |text: &str| Quantity::parse(text).is_some());
    Some(Made { validator: options.build(&schema).ok()?, schema })
}

/// Fields that are not listed are errors; Kubernetes' own words for types become JSON Schema's.
fn strict(schema: &mut Value) {
    if let Value::Object(map) = schema {
        map.remove("description");
        if map.get("properties").is_some_and(Value::is_object) && !map.contains_key("additionalProperties") {
            map.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
        if map.remove("x-kubernetes-int-or-string").is_some() {
            map.insert("type".to_owned(), json!(["integer", "string"]));
        }
        if let Some(quantity) = map.get_mut("io.k8s.apimachinery.pkg.api.resource.Quantity") {
            *quantity = json!({ "type": ["number", "string"], "format": "quantity" });
        }
        map.values_mut().for_each(strict);
    } else if let Value::Array(list) = schema {
        list.iter_mut().for_each(strict);
    }
}

/// Whether each kind's schema can be used; a kind without one would pass everything.
#[cfg(test)]
pub(super) fn all_compile() -> bool {
    KINDS.iter().all(|kind| kind.made().is_some())
}
