//! A set-up manifest → objects in the exercise's namespace, by server-side apply, so that applying twice is the same
//! as once.
//!
//! Every object bears our label. What is cluster-wide is only taken over if it bears that label already, and only of
//! a kind by which it can be found again.

use kube::api::{Api, DynamicObject, Patch, PatchParams, ValidationDirective};
use kube::core::ObjectMeta;
use serde_json::{Map, Value, json};

use super::{Plot, SandboxError, cluster, kinds, names};
use crate::course::File;
use crate::engine::{ClusterEngine, again, manifest_yaml};

const MANAGER: &str = "sampan";
/// How a server begins when fields do not fit the kind; it says so with status 500.
const UNFIT: &str = "failed to create typed patch object";

/// One object of a manifest; name, kind and API version are there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Object {
    pub(super) kind: String,
    api_version: String,
    pub(super) name: String,
    body: Map<String, Value>,
}

/// Applies a manifest's objects in order.
pub(super) async fn apply(cluster: &ClusterEngine, manifest: &File, plot: &Plot) -> Result<(), SandboxError> {
    for object in read(manifest, &plot.namespace)? {
        apply_one(cluster, &manifest.path, object, plot).await?;
    }
    Ok(())
}

async fn apply_one(
    cluster: &ClusterEngine,
    manifest: &str,
    mut object: Object,
    plot: &Plot,
) -> Result<(), SandboxError> {
    let refused = |object: &Object, message: String| SandboxError::Apply {
        manifest: manifest.to_owned(),
        kind: object.kind.clone(),
        name: object.name.clone(),
        message,
    };
    let Some(kind) = cluster.kind(&object.kind, Some(&object.api_version)).await? else {
        return Err(refused(&object, format!("the cluster has no `{}` in `{}`", object.kind, object.api_version)));
    };
    if kind.namespaced {
        if !object.place(&plot.namespace) {
            return Err(refused(&object, "`metadata.namespace` is not the exercise's own: leave it out".to_owned()));
        }
    } else if kinds::cluster_wide(&object.kind).is_none() {
        return Err(refused(&object, "Sampan could not find this cluster-wide kind again".to_owned()));
    } else {
        cluster::refuse_foreign(cluster, &kind.resource(), &object.name, &plot.label).await?;
    }
    let api: Api<DynamicObject> = kind.api(&cluster.client, &plot.namespace);
    object.mark(&plot.label);
    let how = PatchParams {
        force: true,
        field_manager: Some(MANAGER.to_owned()),
        field_validation: Some(ValidationDirective::Strict),
        ..PatchParams::default()
    };
    let done = again(async || api.patch(&object.name, &how, &Patch::Apply(&object.body)).await).await;
    done.map(drop).map_err(|error| told(cluster, error, |words| refused(&object, words)))
}

/// Tells the server's refusal of an object from a server that could not answer.
fn told(cluster: &ClusterEngine, error: kube::Error, refused: impl Fn(String) -> SandboxError) -> SandboxError {
    match error {
        kube::Error::Api(status) if matches!(status.code, 400 | 403..=422) => refused(status.message),
        kube::Error::Api(status) if status.message.starts_with(UNFIT) => refused(status.message),
        other => SandboxError::Engine(cluster.why(other)),
    }
}

/// The objects of a manifest, `{namespace}` filled in.
pub(super) fn read(manifest: &File, namespace: &str) -> Result<Vec<Object>, SandboxError> {
    let wrong = |message: String| SandboxError::Manifest { manifest: manifest.path.clone(), message };
    let text = std::str::from_utf8(&manifest.bytes).map_err(|error| wrong(error.to_string()))?;
    let text = text.replace("{namespace}", namespace);
    let documents: Vec<Value> =
        serde_saphyr::from_multiple_with_options(&text, manifest_yaml()).map_err(|error| wrong(error.to_string()))?;
    let documents = documents.into_iter().filter(|document| !document.is_null()).flat_map(items);
    documents.map(|document| Object::new(document).map_err(wrong)).collect()
}

/// The objects of a `List`, or the one object.
fn items(mut document: Value) -> Vec<Value> {
    match document.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) if document["kind"] == "List" => items,
        Some(taken) => {
            document["items"] = taken;
            vec![document]
        }
        None => vec![document],
    }
}

impl Object {
    fn new(document: Value) -> Result<Self, String> {
        let text = |at: &str| document.pointer(at).and_then(Value::as_str).map(str::to_owned);
        let word = |at: &str| text(at).ok_or_else(|| format!("an object has no `{}`", at[1..].replace('/', ".")));
        let (kind, api_version, name) = (word("/kind")?, word("/apiVersion")?, word("/metadata/name")?);
        let Value::Object(body) = document else { return Err("not an object".to_owned()) };
        Ok(Self { kind, api_version, name, body })
    }

    fn metadata(&mut self) -> &mut Value {
        self.body.entry("metadata").or_insert_with(|| json!({}))
    }

    /// Puts the object into the namespace; false where it names another.
    fn place(&mut self, namespace: &str) -> bool {
        let field = &mut self.metadata()["namespace"];
        if field.is_null() {
            *field = json!(namespace);
        }
        *field == json!(namespace)
    }

    /// Adds our label.
    fn mark(&mut self, label: &str) {
        let labels = &mut self.metadata()["labels"];
        if !labels.is_object() {
            *labels = json!({});
        }
        labels[names::CLUSTER_LABEL] = json!(label);
    }
}

/// Whether an object bears the label of this exercise.
pub(super) fn is_ours(metadata: &ObjectMeta, label: &str) -> bool {
    metadata.labels.as_ref().and_then(|labels| labels.get(names::CLUSTER_LABEL)).is_some_and(|value| value == label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> File {
        File { path: "setup/x.yaml".to_owned(), bytes: text.as_bytes().to_vec(), executable: false }
    }

    #[track_caller]
    fn refused(text: &str, words: &str) {
        match read(&manifest(text), "ns") {
            Err(SandboxError::Manifest { manifest, message }) => {
                assert_eq!(manifest, "setup/x.yaml");
                assert!(message.contains(words), "{message}");
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_manifest_as_deep_as_a_learner_may_write_it_is_read() {
        let deep =
            format!("kind: A\napiVersion: v1\nmetadata: {{name: a}}\nspec: {}{}\n", "[".repeat(60), "]".repeat(60));
        assert_eq!(read(&manifest(&deep), "ns").unwrap().len(), 1);
    }

    #[test]
    fn documents_and_lists_become_objects_in_order() {
        let text = "---\nkind: A\napiVersion: v1\nmetadata: {name: one}\n---\n---\nkind: List\napiVersion: v1\nitems:\n\
                    - {kind: B, apiVersion: v1, metadata: {name: two}}\n- {kind: C, apiVersion: v1, metadata: {name: three}}\n";
        let found = read(&manifest(text), "ns").unwrap();
        let names: Vec<_> = found.iter().map(|object| (object.kind.as_str(), object.name.as_str())).collect();
        assert_eq!(names, [("A", "one"), ("B", "two"), ("C", "three")]);
    }

    #[test]
    fn a_list_kind_of_its_own_keeps_its_items() {
        let found = read(&manifest("{kind: Menu, apiVersion: x/v1, metadata: {name: m}, items: [tea]}"), "ns").unwrap();
        assert_eq!(found[0].body["items"], json!(["tea"]));
    }

    #[test]
    fn the_placeholder_becomes_the_namespace() {
        let text = "kind: RoleBinding\napiVersion: v1\nmetadata: {name: b}\nsubjects: [{namespace: \"{namespace}\"}]\n";
        assert_eq!(read(&manifest(text), "sampan-x").unwrap()[0].body["subjects"][0]["namespace"], "sampan-x");
    }

    #[test]
    fn what_is_not_an_object_is_refused_by_file() {
        refused("kind: A\nmetadata: {name: x}\n", "apiVersion");
        refused("kind: A\napiVersion: v1\nmetadata: {}\n", "metadata.name");
        refused("- one\n", "kind");
        refused("kind: [\n", "line");
        refused("kind: A\nkind: B\n", "duplicate");
    }

    #[test]
    fn an_object_is_put_into_our_namespace_and_marked() {
        let mut object = read(&manifest("{kind: A, apiVersion: v1, metadata: {name: x, labels: {app: web}}}"), "ns")
            .unwrap()
            .remove(0);
        assert!(object.place("ns") && !object.place("other"));
        object.mark("docker.x");
        let expected = json!({"name": "x", "namespace": "ns", "labels": {"app": "web", "sampan/exercise": "docker.x"}});
        assert_eq!(object.body["metadata"], expected);
    }
}
