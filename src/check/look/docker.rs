//! Docker: a container, image, volume or network as `docker inspect` prints it.
//!
//! Names are compared exactly, since the engine also takes the beginning of an id for a name.

use bollard::query_parameters::{InspectContainerOptions, InspectNetworkOptions};
use serde_json::Value;

use crate::course::{Engine, Unreachable};
use crate::engine::{DockerEngine, full_reference, is_docker_name, is_reference};

pub(super) async fn container(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_container(name, None::<InspectContainerOptions>).await)?;
    let named = |found: &str| found.strip_prefix('/').unwrap_or(found) == name;
    let found = found.filter(|found| found.name.as_deref().is_some_and(named));
    found.map(|found| printed(&found)).transpose()
}

pub(super) async fn image(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_reference(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_image(name).await)?;
    let found = found.filter(|found| {
        let names = found.repo_tags.iter().flatten().chain(found.repo_digests.iter().flatten());
        found.id.as_deref() == Some(name)
            || names.map(|known| full_reference(known)).any(|known| known == full_reference(name))
    });
    found.map(|found| printed(&found)).transpose()
}

pub(super) async fn volume(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_volume(name).await)?;
    found.filter(|found| found.name == name).map(|found| printed(&found)).transpose()
}

pub(super) async fn network(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_network(name, None::<InspectNetworkOptions>).await)?;
    found.filter(|found| found.name.as_deref() == Some(name)).map(|found| printed(&found)).transpose()
}

fn printed(found: &impl serde::Serialize) -> Result<Value, Unreachable> {
    let failed = |error: serde_json::Error| Unreachable::Failed { engine: Engine::Docker, detail: error.to_string() };
    serde_json::to_value(found).map_err(failed)
}
