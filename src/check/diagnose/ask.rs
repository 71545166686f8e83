//! Asks for what a diagnosis lacks: once, within the deadline of all. What cannot be had is no answer.

use bollard::container::LogOutput;
use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListImagesOptions, ListNetworksOptions, ListVolumesOptions, LogsOptionsBuilder,
};
use futures_util::StreamExt;
use kube::api::{Api, DynamicObject, ListParams};
use serde::Serialize;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::super::query::{Fact, Place, Query};
use super::super::{World, look};
use super::snapshot::{Answer, Wish};
use super::told;
use crate::course::DockerKind;
use crate::engine::{DockerEngine, Engines};

/// As many lines, and bytes, as are worth looking at.
const LINES: &str = "20";
const BYTES: usize = 16 << 10;
/// More objects than this are not looked through.
const MOST: u32 = 500;

/// Asks one thing; whatever keeps us from looking is no answer.
pub(super) async fn ask(wish: &Wish, world: &World, place: &Place, until: Instant) -> Answer {
    let answer = async {
        match wish {
            Wish::Look(look) => {
                let query = Query { look: look.clone(), answer_to: None };
                world.look(&query, None, place).await.ok().map(|fact| Answer::Fact(fact.into()))
            }
            Wish::Log(wish) => told::log(world, place, wish).await.map(Answer::Log),
            Wish::Printed { container } => match world {
                World::Real(engines) => printed(engines, container).await.map(Answer::Log),
                World::Scripted(_) => Some(Answer::Log(String::new())),
            },
            Wish::Path(path) => Some(Answer::Fact(Fact::Object(there(world, path).await?).into())),
            Wish::Docker(kind) => many(world, async |engines| docker(engines, *kind).await).await,
            Wish::Whole { kind, api, name, labels } => {
                let selection = (name.as_deref(), labels.as_str());
                many(world, async |engines| whole(engines, kind, api.as_deref(), selection).await).await
            }
        }
    };
    timeout_at(until, answer).await.ok().flatten().unwrap_or(Answer::Silent)
}

/// A path that can be mounted, or its absence; nobody knows of an engine on another machine.
async fn there(world: &World, path: &str) -> Option<Option<Value>> {
    let World::Real(engines) = world else { return Some(Some(Value::Bool(true))) };
    let is_here = engines.docker().await.ok()?.endpoint.starts_with("unix://");
    let found = tokio::fs::try_exists(path).await.ok().filter(|_| is_here)?;
    Some(found.then_some(Value::Bool(true)))
}

/// A list of things; a script has none but those that it names.
async fn many(world: &World, list: impl AsyncFnOnce(&Engines) -> Option<Vec<Value>>) -> Option<Answer> {
    let objects = match world {
        World::Real(engines) => list(engines).await?,
        World::Scripted(_) => Vec::new(),
    };
    Some(Answer::Fact(Fact::Objects(objects).into()))
}

/// Everything of a kind in Docker, as the engine lists it.
async fn docker(engines: &Engines, kind: DockerKind) -> Option<Vec<Value>> {
    let DockerEngine { client, .. } = engines.docker().await.ok()?;
    match kind {
        DockerKind::Container => {
            let options = ListContainersOptionsBuilder::new().all(true).build();
            listed(&client.list_containers(Some(options)).await.ok()?)
        }
        DockerKind::Image => listed(&client.list_images(None::<ListImagesOptions>).await.ok()?),
        DockerKind::Volume => {
            listed(&client.list_volumes(None::<ListVolumesOptions>).await.ok()?.volumes.unwrap_or_default())
        }
        DockerKind::Network => listed(&client.list_networks(None::<ListNetworksOptions>).await.ok()?),
    }
}

fn listed<T: Serialize>(found: &[T]) -> Option<Vec<Value>> {
    found.iter().map(|one| serde_json::to_value(one).ok()).collect()
}

/// What a container of Docker printed last, on both its streams.
async fn printed(engines: &Engines, container: &str) -> Option<String> {
    let docker = engines.docker().await.ok()?;
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(LINES).build();
    let mut pieces = docker.client.logs(container, Some(options));
    let mut bytes = Vec::new();
    while let Some(Ok(piece)) = pieces.next().await {
        bytes.extend_from_slice(&LogOutput::into_bytes(piece));
        if bytes.len() > BYTES {
            break;
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Objects of a kind in the whole cluster, all of them or those of a name; labels as a selector.
async fn whole(
    engines: &Engines,
    kind: &str,
    api: Option<&str>,
    (name, labels): (Option<&str>, &str),
) -> Option<Vec<Value>> {
    let engine = engines.cluster().await.ok()?;
    let found = engine.kind(kind, api).await.ok()??;
    let all: Api<DynamicObject> = Api::all_with(engine.client.clone(), &found.resource());
    let params = ListParams { limit: Some(MOST), ..ListParams::default().labels(labels) };
    let params = match name {
        Some(name) if look::is_name(name) => params.fields(&format!("metadata.name={name}")),
        Some(_) => return Some(Vec::new()),
        None => params,
    };
    let items = all.list(&params).await.ok()?.items;
    items.into_iter().map(|one| look::printed(one, &found).ok()).collect()
}
