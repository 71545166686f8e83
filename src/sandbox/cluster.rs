//! The namespace of one exercise, and the cluster-wide things it owns: made, found again, and removed until gone.
//!
//! A namespace that exists without our label is somebody else's, whatever it is called. Deleting is by uid, so a thing
//! that was made anew under the same name is left alone.

use std::time::Duration;

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::{Namespace, PersistentVolume, Pod, ServiceAccount};
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, PostParams, Preconditions};
use kube::core::ApiResource;
use kube::core::ObjectMeta;
use tokio::time::{Instant, sleep};

use super::apply::is_ours;
use super::{Labelled, SandboxError, Thing, kinds, names};
use crate::course::{ThingKind, Unreachable};
use crate::engine::ClusterEngine;

/// How long a deletion may take.
const GONE: Duration = Duration::from_secs(60);
/// How long the cluster may take to give a new namespace its account.
const FURNISHED: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(200);

/// The kind as Kubernetes writes it.
const NAMESPACE: &str = "Namespace";

/// Makes the namespace, or takes the one of ours that is there; one that is just going is waited for.
pub(super) async fn make(cluster: &ClusterEngine, name: &str, label: &str) -> Result<(), SandboxError> {
    let api: Api<Namespace> = Api::all(cluster.client.clone());
    loop {
        match api.get_opt(name).await.map_err(|error| cluster.why(error))? {
            Some(found) if !is_ours(&found.metadata, label) => {
                return Err(SandboxError::NotOurs { thing: thing(ThingKind::Namespace, &found.metadata) });
            }
            Some(found) if found.metadata.deletion_timestamp.is_none() => break,
            Some(found) => gone(cluster, &thing(ThingKind::Namespace, &found.metadata)).await?,
            None => match api.create(&PostParams::default(), &namespace(name, label)).await {
                Ok(_) => break,
                Err(kube::Error::Api(status)) if status.code == 409 => {} // look again whose it is
                Err(error) => return Err(cluster.why(error).into()),
            },
        }
    }
    furnished(cluster, name).await
}

fn namespace(name: &str, label: &str) -> Namespace {
    let labels = [(names::CLUSTER_LABEL.to_owned(), label.to_owned())].into();
    let metadata = ObjectMeta { name: Some(name.to_owned()), labels: Some(labels), ..ObjectMeta::default() };
    Namespace { metadata, ..Namespace::default() }
}

/// Waits for the default account: until it is there, every Pod is refused.
async fn furnished(cluster: &ClusterEngine, namespace: &str) -> Result<(), SandboxError> {
    let api: Api<ServiceAccount> = Api::namespaced(cluster.client.clone(), namespace);
    let deadline = Instant::now() + FURNISHED;
    while api.get_opt("default").await.map_err(|error| cluster.why(error))?.is_none() && Instant::now() < deadline {
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// The namespace of that name, and whether it is ours.
pub(super) async fn find(
    cluster: &ClusterEngine,
    name: &str,
    label: &str,
) -> Result<Option<(Thing, bool)>, SandboxError> {
    let found = Api::<Namespace>::all(cluster.client.clone()).get_opt(name).await;
    let found = found.map_err(|error| cluster.why(error))?;
    Ok(found.map(|found| (thing(ThingKind::Namespace, &found.metadata), is_ours(&found.metadata, label))))
}

/// The cluster-wide objects of these names that exist, written `Kind/name`, and whether they bear our label.
pub(super) async fn owned(
    cluster: &ClusterEngine,
    owned: &[String],
    label: &str,
) -> Result<Vec<(Thing, bool)>, SandboxError> {
    let mut things = Vec::new();
    for written in owned {
        let (kind, name) = written.split_once('/').unwrap_or((written, ""));
        let resource = known(kind)?;
        let api: Api<DynamicObject> = Api::all_with(cluster.client.clone(), &resource);
        if let Some(found) = api.get_opt(name).await.map_err(|error| cluster.why(error))? {
            things.push((thing(kind_of(&resource), &found.metadata), is_ours(&found.metadata, label)));
        }
    }
    Ok(things)
}

/// The cluster-wide objects of these kinds that bear an exercise's label.
pub(super) async fn labelled<'a>(
    cluster: &ClusterEngine,
    kinds: impl IntoIterator<Item = &'a str>,
    label: &str,
) -> Result<Vec<Thing>, SandboxError> {
    let resources = kinds.into_iter().map(known).collect::<Result<Vec<_>, _>>()?;
    let only = ListParams::default().labels(&format!("{}={label}", names::CLUSTER_LABEL));
    Ok(listed(cluster, resources, &only).await?)
}

/// The cluster-wide objects of these kinds.
pub(super) async fn listed(
    cluster: &ClusterEngine,
    kinds: impl IntoIterator<Item = ApiResource>,
    only: &ListParams,
) -> Result<Vec<Thing>, Unreachable> {
    let mut things = Vec::new();
    for kind in kinds {
        let api: Api<DynamicObject> = Api::all_with(cluster.client.clone(), &kind);
        let found = api.list(only).await.map_err(|error| cluster.why(error))?;
        things.extend(found.items.iter().map(|found| thing(kind_of(&kind), &found.metadata)));
    }
    Ok(things)
}

/// The cluster-wide objects of these kinds that bear our label, of every exercise.
pub(super) async fn all_labelled(
    cluster: &ClusterEngine,
    kinds: impl IntoIterator<Item = ApiResource>,
) -> Result<Vec<Labelled>, Unreachable> {
    let only = ListParams::default().labels(names::CLUSTER_LABEL);
    let mut all = Vec::new();
    for kind in kinds {
        let api: Api<DynamicObject> = Api::all_with(cluster.client.clone(), &kind);
        let found = api.list(&only).await.map_err(|error| cluster.why(error))?;
        all.extend(found.items.iter().map(|found| {
            let labels = found.metadata.labels.as_ref();
            let label = labels.and_then(|labels| labels.get(names::CLUSTER_LABEL)).cloned().unwrap_or_default();
            Labelled { label, thing: thing(kind_of(&kind), &found.metadata) }
        }));
    }
    Ok(all)
}

/// Refuses to take over a cluster-wide object that does not bear our label.
pub(super) async fn refuse_foreign(
    cluster: &ClusterEngine,
    resource: &ApiResource,
    name: &str,
    label: &str,
) -> Result<(), SandboxError> {
    let api: Api<DynamicObject> = Api::all_with(cluster.client.clone(), resource);
    match api.get_opt(name).await.map_err(|error| cluster.why(error))? {
        Some(found) if !is_ours(&found.metadata, label) => {
            Err(SandboxError::NotOurs { thing: thing(kind_of(resource), &found.metadata) })
        }
        _ => Ok(()),
    }
}

/// Deletes a thing, if it is still that very one, and waits until it is gone.
pub(super) async fn remove(cluster: &ClusterEngine, thing: &Thing) -> Result<(), SandboxError> {
    let resource = of(&thing.kind)?;
    let api: Api<DynamicObject> = Api::all_with(cluster.client.clone(), &resource);
    let Some(uid) = thing.id.clone() else {
        // A deletion without it would take whatever has the name by now.
        return Err(SandboxError::Refused { thing: thing.clone(), message: "it has no uid".to_owned() });
    };
    let same = Preconditions { uid: Some(uid), resource_version: None };
    match api.delete(&thing.name, &DeleteParams::foreground().preconditions(same)).await {
        Ok(_) => {}
        // Gone, being deleted already, or another thing by now: the wait tells which.
        Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409) => {}
        Err(kube::Error::Api(status)) if matches!(status.code, 403 | 422) => {
            return Err(SandboxError::Refused { thing: thing.clone(), message: status.message });
        }
        Err(error) => return Err(cluster.why(error).into()),
    }
    gone(cluster, thing).await
}

/// Waits until a thing that is being deleted is gone, or another one has its name.
async fn gone(cluster: &ClusterEngine, thing: &Thing) -> Result<(), SandboxError> {
    let api: Api<DynamicObject> = Api::all_with(cluster.client.clone(), &of(&thing.kind)?);
    let deadline = Instant::now() + GONE;
    let mut hurried = !thing.is_namespace();
    while let Some(found) = api.get_opt(&thing.name).await.map_err(|error| cluster.why(error))? {
        if found.metadata.uid != thing.id {
            return Ok(());
        }
        if !hurried && found.metadata.deletion_timestamp.is_some() {
            hurry(cluster, &thing.name).await;
            hurried = true;
        }
        if Instant::now() > deadline {
            return Err(SandboxError::Stuck { thing: thing.clone(), why: conditions(&found.data["status"]) });
        }
        sleep(PAUSE).await;
    }
    if thing.is_namespace() { released(cluster, &thing.name, deadline).await } else { Ok(()) }
}

/// Shortens the time that the Pods of a namespace may take to stop: nobody waits for their last words, and a shell that
/// ignores being asked would take half a minute. The namespace is going, so no new ones come.
async fn hurry(cluster: &ClusterEngine, namespace: &str) {
    let pods: Api<Pod> = Api::namespaced(cluster.client.clone(), namespace);
    let soon = DeleteParams::default().grace_period(1);
    if let Err(error) = pods.delete_collection(&soon, &ListParams::default()).await {
        tracing::debug!(%namespace, %error, "its Pods take their time");
    }
}

/// Waits for the volumes that the namespace's claims were given: they go a moment after it. One that stays is its
/// provisioner's business, and no reason to call the removal failed.
async fn released(cluster: &ClusterEngine, namespace: &str, deadline: Instant) -> Result<(), SandboxError> {
    let api: Api<PersistentVolume> = Api::all(cluster.client.clone());
    while Instant::now() < deadline {
        let volumes = api.list(&ListParams::default()).await.map_err(|error| cluster.why(error))?;
        let going = volumes.items.iter().filter_map(|volume| volume.spec.as_ref()).any(|spec| {
            let of = spec.claim_ref.as_ref().and_then(|claim| claim.namespace.as_deref());
            of == Some(namespace) && spec.persistent_volume_reclaim_policy.as_deref() == Some("Delete")
        });
        if !going {
            break;
        }
        sleep(PAUSE).await;
    }
    Ok(())
}

fn known(kind: &str) -> Result<ApiResource, SandboxError> {
    kinds::cluster_wide(kind).ok_or_else(|| SandboxError::UnknownKind { kind: kind.to_owned() })
}

/// How a thing is asked for; one of Docker's is not asked for here.
fn of(kind: &ThingKind) -> Result<ApiResource, SandboxError> {
    match kind {
        ThingKind::Namespace => known(NAMESPACE),
        ThingKind::Object(kind) => known(kind),
        ThingKind::Docker(kind) => Err(SandboxError::UnknownKind { kind: kind.word().to_owned() }),
    }
}

/// What a thing of a resource is.
fn kind_of(resource: &ApiResource) -> ThingKind {
    if resource.kind == NAMESPACE { ThingKind::Namespace } else { ThingKind::Object(resource.kind.clone()) }
}

pub(super) fn thing(kind: ThingKind, metadata: &ObjectMeta) -> Thing {
    let created = metadata.creation_timestamp.as_ref().and_then(|time| moment(time.0.as_second()));
    Thing { kind, name: metadata.name.clone().unwrap_or_default(), id: metadata.uid.clone(), created }
}

fn moment(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

/// What the cluster says keeps a namespace: the messages of the conditions that hold.
fn conditions(status: &serde_json::Value) -> String {
    let held = status["conditions"].as_array().into_iter().flatten().filter(|condition| condition["status"] == "True");
    held.filter_map(|condition| condition["message"].as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_namespace_that_does_not_go_says_what_holds_it() {
        let status = json!({"phase": "Terminating", "conditions": [
            {"status": "False", "message": "All resources successfully discovered"},
            {"status": "True", "message": "Some resources are remaining: widgets.x has 1 resource instances"},
        ]});
        assert_eq!(conditions(&status), "Some resources are remaining: widgets.x has 1 resource instances");
        assert_eq!(conditions(&json!(null)), "");
    }

    #[test]
    fn a_namespace_is_ours_by_the_value_of_its_label() {
        let ours = namespace("sampan-x", "docker.x").metadata;
        assert!(is_ours(&ours, "docker.x") && !is_ours(&ours, "docker.y"));
        assert!(!is_ours(&ObjectMeta::default(), "docker.x"));
    }
}
