//! What an exercise owns in Docker: found by exact name, and removed by id.
//!
//! Docker also takes the beginning of an id for a name, and names are used again, so every answer is compared with
//! what was asked. Volumes have no id; name and time of creation together stand for it.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use bollard::errors::Error;
use bollard::models::{ContainerSummary, Network};
use bollard::query_parameters::{
    InspectContainerOptions, ListContainersOptionsBuilder, ListNetworksOptionsBuilder, ListVolumesOptionsBuilder,
    RemoveContainerOptionsBuilder, RemoveImageOptions, RemoveVolumeOptions,
};
use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};

use super::{Labelled, SandboxError, Thing, names};
use crate::course::{DockerKind, Owns, ThingKind, UNTAGGED, Unreachable};
use crate::engine::{DockerEngine, full_reference, is_docker_name, is_reference};

/// How long a container that is being removed already may take.
const GONE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);

/// The things of these exact names that exist.
pub(super) async fn owned(docker: &DockerEngine, owns: &Owns) -> Result<Vec<Thing>, SandboxError> {
    let mut things = Vec::new();
    for name in owns.containers.iter().filter(|name| is_docker_name(name)) {
        things.extend(container(docker, name).await?);
    }
    for name in owns.volumes.iter().filter(|name| is_docker_name(name)) {
        things.extend(volume(docker, name).await?);
    }
    for name in owns.networks.iter().filter(|name| is_docker_name(name)) {
        things.extend(networks(docker, name).await?);
    }
    for name in owns.images.iter().filter(|name| is_reference(name)) {
        things.extend(image(docker, name).await?);
    }
    Ok(things)
}

/// What bears the label of one exercise: containers, volumes and networks.
pub(super) async fn labelled(docker: &DockerEngine, label: &str) -> Result<Vec<Thing>, Unreachable> {
    let found = labelled_by(docker, format!("{}={label}", names::DOCKER_LABEL)).await?;
    Ok(found.into_iter().map(|found| found.thing).collect())
}

/// What bears our label, of every exercise.
pub(super) async fn all_labelled(docker: &DockerEngine) -> Result<Vec<Labelled>, Unreachable> {
    labelled_by(docker, names::DOCKER_LABEL.to_owned()).await
}

async fn labelled_by(docker: &DockerEngine, wanted: String) -> Result<Vec<Labelled>, Unreachable> {
    let only = HashMap::from([("label".to_owned(), vec![wanted.clone()])]);
    let label = |labels: Option<&HashMap<String, String>>| {
        labels.and_then(|labels| labels.get(names::DOCKER_LABEL)).cloned().unwrap_or_default()
    };
    let found = summaries(docker, Some(wanted)).await?;
    let mut all: Vec<_> = found
        .into_iter()
        .map(|found| Labelled { label: label(found.labels.as_ref()), thing: of_summary(found) })
        .collect();
    let options = ListVolumesOptionsBuilder::new().filters(&only).build();
    let found = docker.client.list_volumes(Some(options)).await.map_err(|error| docker.why(error))?;
    all.extend(found.volumes.unwrap_or_default().into_iter().map(|found| Labelled {
        label: label(Some(&found.labels)),
        thing: thing(DockerKind::Volume, &found.name, None, found.created_at.as_deref()),
    }));
    let options = ListNetworksOptionsBuilder::new().filters(&only).build();
    let found = docker.client.list_networks(Some(options)).await.map_err(|error| docker.why(error))?;
    all.extend(found.into_iter().map(|found| Labelled { label: label(found.labels.as_ref()), thing: network(found) }));
    Ok(all)
}

/// All containers, running or not.
pub(super) async fn containers(docker: &DockerEngine) -> Result<Vec<Thing>, Unreachable> {
    Ok(summaries(docker, None).await?.into_iter().map(of_summary).collect())
}

/// The ports of this machine that these containers hold, each once.
pub(super) async fn published(docker: &DockerEngine, things: &[Thing]) -> Result<Vec<u16>, Unreachable> {
    let is_one = |id: &Option<String>| things.iter().any(|thing| thing.id.is_some() && thing.id == *id);
    let found = summaries(docker, None).await?.into_iter().filter(|found| is_one(&found.id));
    let ports = found.flat_map(|found| found.ports.unwrap_or_default()).filter_map(|port| port.public_port);
    let ports: BTreeSet<u16> = ports.collect();
    Ok(ports.into_iter().collect())
}

/// All containers, running or not, or those with a label: `key`, or `key=value`.
pub(super) async fn summaries(
    docker: &DockerEngine,
    label: Option<String>,
) -> Result<Vec<ContainerSummary>, Unreachable> {
    let only: HashMap<_, _> = label.map(|label| ("label".to_owned(), vec![label])).into_iter().collect();
    let options = ListContainersOptionsBuilder::new().all(true).filters(&only).build();
    docker.client.list_containers(Some(options)).await.map_err(|error| docker.why(error))
}

/// The name of a container in a list.
pub(super) fn name_of(found: &ContainerSummary) -> String {
    let first = found.names.iter().flatten().next();
    first.map_or("", |name| name.trim_start_matches('/')).to_owned()
}

fn of_summary(found: ContainerSummary) -> Thing {
    let name = name_of(&found);
    let created = found.created.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Thing { created, ..thing(DockerKind::Container, &name, found.id, None) }
}

/// Whether the engine has an image.
pub(super) async fn has_image(docker: &DockerEngine, name: &str) -> Result<bool, Unreachable> {
    Ok(docker.found(docker.client.inspect_image(name).await)?.is_some())
}

async fn container(docker: &DockerEngine, name: &str) -> Result<Option<Thing>, SandboxError> {
    let answer = docker.client.inspect_container(name, None::<InspectContainerOptions>).await;
    let answer = docker.found(answer)?.filter(|found| found.name.as_deref() == Some(&format!("/{name}")));
    Ok(answer.map(|found| thing(DockerKind::Container, name, found.id, found.created.as_deref())))
}

async fn volume(docker: &DockerEngine, name: &str) -> Result<Option<Thing>, SandboxError> {
    let answer = docker.found(docker.client.inspect_volume(name).await)?.filter(|found| found.name == name);
    Ok(answer.map(|found| thing(DockerKind::Volume, name, None, found.created_at.as_deref())))
}

async fn networks(docker: &DockerEngine, name: &str) -> Result<Vec<Thing>, SandboxError> {
    Ok(networks_of(docker, name).await?.into_iter().map(network).collect())
}

/// The networks of that very name: Docker lets several have it.
pub(super) async fn networks_of(docker: &DockerEngine, name: &str) -> Result<Vec<Network>, Unreachable> {
    let only = HashMap::from([("name".to_owned(), vec![name.to_owned()])]);
    let options = ListNetworksOptionsBuilder::new().filters(&only).build();
    let answer = docker.client.list_networks(Some(options)).await.map_err(|error| docker.why(error))?;
    Ok(answer.into_iter().filter(|found| found.name.as_deref() == Some(name)).collect())
}

fn network(found: Network) -> Thing {
    thing(DockerKind::Network, found.name.as_deref().unwrap_or_default(), found.id, found.created.as_deref())
}

/// An image came into being here when it was tagged here: its own date may be from its base or from a registry.
async fn image(docker: &DockerEngine, name: &str) -> Result<Option<Thing>, SandboxError> {
    let full = full_reference(name);
    let answer = docker.found(docker.client.inspect_image(name).await)?;
    let answer = answer.filter(|found| found.repo_tags.iter().flatten().any(|tag| full_reference(tag) == full));
    Ok(answer.map(|found| {
        let tagged = found.metadata.and_then(|metadata| metadata.last_tag_time);
        let created = tagged.as_deref().and_then(moment).max(found.created.as_deref().and_then(moment));
        Thing { created, ..thing(DockerKind::Image, name, found.id, None) }
    }))
}

/// Removes a thing, if it is still that very one; containers with their anonymous volumes, running or not.
pub(super) async fn remove(docker: &DockerEngine, thing: &Thing) -> Result<(), SandboxError> {
    let ThingKind::Docker(kind) = thing.kind else { return Ok(()) };
    match (kind, thing.id.as_deref()) {
        (DockerKind::Container, Some(id)) => remove_container(docker, thing, id).await,
        (DockerKind::Network, Some(id)) => settle(docker, thing, docker.client.remove_network(id).await),
        (DockerKind::Volume, _) => match volume(docker, &thing.name).await? {
            Some(now) if now.created == thing.created => {
                settle(docker, thing, docker.client.remove_volume(&thing.name, None::<RemoveVolumeOptions>).await)
            }
            Some(_) | None => Ok(()), // another thing by now
        },
        (DockerKind::Image, Some(id)) if thing.name == UNTAGGED => {
            let found = docker.found(docker.client.inspect_image(id).await)?;
            if found.is_none_or(|found| found.repo_tags.is_some_and(|tags| !tags.is_empty())) {
                return Ok(()); // somebody has named it since
            }
            let removed = docker.client.remove_image(id, None::<RemoveImageOptions>, None).await;
            settle(docker, thing, removed.map(drop))
        }
        (DockerKind::Image, Some(id)) => match image(docker, &thing.name).await? {
            // By its name, so that the same image under another name stays.
            Some(now) if now.id.as_deref() == Some(id) => {
                let removed = docker.client.remove_image(&thing.name, None::<RemoveImageOptions>, None).await;
                settle(docker, thing, removed.map(drop))
            }
            Some(_) | None => Ok(()),
        },
        // Without an id nobody could say whether it is still that very one.
        (DockerKind::Container | DockerKind::Network | DockerKind::Image, None) => Ok(()),
    }
}

async fn remove_container(docker: &DockerEngine, thing: &Thing, id: &str) -> Result<(), SandboxError> {
    let deadline = Instant::now() + GONE;
    loop {
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
        match docker.client.remove_container(id, Some(options)).await {
            // Somebody else is removing it.
            Err(Error::DockerResponseServerError { status_code: 409, .. }) if Instant::now() < deadline => {
                sleep(PAUSE).await;
            }
            other => return settle(docker, thing, other),
        }
    }
}

/// Gone already is as good; the engine's refusal is told from its failure.
fn settle(docker: &DockerEngine, thing: &Thing, answer: Result<(), Error>) -> Result<(), SandboxError> {
    match answer {
        Ok(()) | Err(Error::DockerResponseServerError { status_code: 404, .. }) => Ok(()),
        Err(Error::DockerResponseServerError { status_code: 403 | 409, message }) => {
            Err(SandboxError::Refused { thing: thing.clone(), message })
        }
        Err(error) => Err(docker.why(error).into()),
    }
}

pub(super) fn thing(kind: DockerKind, name: &str, id: Option<String>, created: Option<&str>) -> Thing {
    let created = created.and_then(moment);
    Thing { kind: ThingKind::Docker(kind), name: name.to_owned(), id, created }
}

pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}
