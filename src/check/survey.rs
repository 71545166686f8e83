//! Survey: looks at everything that belongs to an exercise, and says what it does and how it hangs together.
//!
//! It asks with the same looks as the checks. What belongs is handed in: things of Docker and of the cluster by their
//! exact names, and the exercise's namespace with all in it.

mod close;
mod cluster;
mod docker;
mod links;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::Value;

use super::query::{Fact, Place, Query};
use super::{World, look};
use crate::course::{DockerKind, Exercise, Look, Survey, ThingKind, ThingName, WorldThing};
use crate::engine::built_in;

pub use close::{Close, close_up};

/// How long one survey may take.
const LIMIT: Duration = Duration::from_secs(10);
/// How many things are listed.
const MOST: usize = 300;

/// The kinds of a namespace that learners meet, in the order in which they are shown.
const KINDS: [&str; 20] = [
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "CronJob",
    "Job",
    "Pod",
    "Service",
    "Ingress",
    "NetworkPolicy",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "PersistentVolumeClaim",
    "ConfigMap",
    "Secret",
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ResourceQuota",
    "LimitRange",
];

/// A kind and, where it is not Kubernetes' own, its API.
pub(in crate::check) type Listed = (String, Option<String>);

/// A thing, and the object that it was read from.
pub(super) type Seen = (WorldThing, Value);

/// Looks at these things, and at all in the namespace if that is among them.
pub async fn survey(exercise: &Exercise, world: &World, place: &Place, belongs: &[(ThingKind, String)]) -> Survey {
    let looks = plan(exercise, belongs);
    let asked = looks.iter().map(async |wanted| {
        let query = Query::of(wanted, None, &place.namespace);
        look(world, &query, None, place, LIMIT).await
    });
    let answers = join_all(asked).await;
    let (mut things, mut unseen) = (Vec::new(), Vec::new());
    for (wanted, answer) in looks.iter().zip(answers) {
        match answer {
            Ok(fact) => things.extend(seen(wanted, &fact, &place.namespace)),
            Err(why) if unseen.contains(&why) => {}
            Err(why) => unseen.push(why),
        }
    }
    let cut = things.len() > MOST;
    things.truncate(MOST);
    Survey { things: links::linked(&things), cut, unseen }
}

/// The kinds that are listed in an exercise's namespace: those that learners meet, and those that its checks name.
pub(in crate::check) fn kinds(exercise: &Exercise) -> Vec<Listed> {
    let mut kinds: Vec<Listed> = KINDS.map(|kind| (kind.to_owned(), None)).into();
    for look in exercise.checks.iter().flat_map(|check| check.looks.values()) {
        let (Look::Resource { kind, api, .. } | Look::Resources { kind, api, .. }) = look else { continue };
        let is_namespaced = api.is_some() || built_in(kind).is_some_and(|known| known.namespaced);
        if is_namespaced && !is_derived(kind) && !kinds.iter().any(|(known, _)| known == kind) {
            kinds.push((kind.clone(), api.clone()));
        }
    }
    kinds
}

/// What the cluster writes beside other things by itself.
fn is_derived(kind: &str) -> bool {
    matches!(kind, "Event" | "Endpoints" | "EndpointSlice" | "Lease" | "ControllerRevision")
}

/// What to look at, in the order in which it is shown.
fn plan(exercise: &Exercise, belongs: &[(ThingKind, String)]) -> Vec<Look> {
    let mut looks = Vec::new();
    for (kind, name) in belongs {
        let name = name.clone();
        match kind {
            ThingKind::Docker(DockerKind::Container) => looks.push(Look::Container { name }),
            ThingKind::Docker(DockerKind::Volume) => looks.push(Look::Volume { name }),
            ThingKind::Docker(DockerKind::Network) => looks.push(Look::Network { name }),
            ThingKind::Docker(DockerKind::Image) => looks.push(Look::Image { name }),
            ThingKind::Object(kind) => looks.push(Look::Resource { kind: kind.clone(), api: None, name }),
            ThingKind::Namespace => {
                let all = |(kind, api)| Look::Resources { kind, api, labels: BTreeMap::new() };
                looks.extend(kinds(exercise).into_iter().map(all));
            }
        }
    }
    looks
}

/// The things that an answer shows.
fn seen(wanted: &Look, fact: &Fact, namespace: &str) -> Vec<Seen> {
    let objects: &[Value] = match fact {
        Fact::Object(Some(object)) => std::slice::from_ref(object),
        Fact::Objects(objects) => objects,
        Fact::Object(None) | Fact::Silent(_) | Fact::Invalid(_) => &[],
    };
    // A kind of another's API may turn out to have no namespaces; then its objects are anybody's.
    let is_ours = |object: &Value| !wanted.finds_many() || object["metadata"]["namespace"] == namespace;
    let ours = objects.iter().filter(|object| is_ours(object));
    let mut seen: Vec<Seen> = ours.filter_map(|object| Some((thing(wanted, object)?, object.clone()))).collect();
    seen.sort_by(|(one, _), (other, _)| one.of.name.cmp(&other.of.name));
    cluster::newest_releases(seen)
}

fn thing(wanted: &Look, object: &Value) -> Option<WorldThing> {
    match wanted {
        Look::Container { name } => Some(docker::container(name, object)),
        Look::Volume { name } => Some(docker::plain("volume", name, object)),
        Look::Network { name } => Some(docker::plain("network", name, object)),
        Look::Image { name } => Some(docker::image(name, object)),
        Look::Resource { kind, .. } | Look::Resources { kind, .. } => cluster::thing(kind, object),
        Look::ContainerFile { .. }
        | Look::Can { .. }
        | Look::Rules { .. }
        | Look::Events { .. }
        | Look::Logs { .. }
        | Look::Run { .. }
        | Look::Release { .. }
        | Look::Http { .. }
        | Look::File { .. }
        | Look::Dockerfile { .. }
        | Look::Manifest { .. }
        | Look::Compose { .. }
        | Look::Chart { .. }
        | Look::Answer => None,
    }
}

/// A thing of which nothing but its name is known.
fn bare(kind: &str, name: &str) -> WorldThing {
    WorldThing {
        of: ThingName::new(kind, name),
        state: crate::course::WorldState::Exists,
        since: None,
        restarts: 0,
        owner: None,
        selects: Vec::new(),
        uses: Vec::new(),
        ports: Vec::new(),
        image: None,
    }
}

/// A text that is there and says something; Docker writes a moment that never was as the year 1.
fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty() && !text.starts_with("0001-")).map(str::to_owned)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

#[cfg(test)]
mod tests;
