//! A set-up step → a volume, a network, a container, a file in one: made, or found as ours from a start before.
//!
//! Every thing bears our label from the moment it exists, so that one whose making was cut off is found. A thing of
//! that name without it is somebody else's, and is left as it is.

use std::collections::HashMap;
use std::path::Path;

use bollard::errors::Error;
use bollard::models::{
    ContainerCreateBody, ContainerInspectResponse, HostConfig, NetworkCreateRequest, PortBinding, RestartPolicy,
    RestartPolicyNameEnum, VolumeCreateRequest,
};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, StartContainerOptions, UploadToContainerOptionsBuilder,
};

use super::{SandboxError, Thing, archive, docker, names};
use crate::course::{DockerKind, Mount, MountSource, NewContainer, Publish};
use crate::engine::DockerEngine;

/// Makes a volume: Docker gives the one that is there, and its labels say whose it is.
pub(super) async fn volume(docker: &DockerEngine, name: &str, label: &str) -> Result<(), SandboxError> {
    let wish = VolumeCreateRequest {
        name: Some(name.to_owned()),
        labels: Some(labels(label)),
        ..VolumeCreateRequest::default()
    };
    let made = docker.client.create_volume(wish).await;
    let made = made.map_err(|error| told(docker, &thing(DockerKind::Volume, name), error))?;
    if names::is_ours(Some(&made.labels), label) { Ok(()) } else { Err(not_ours(DockerKind::Volume, name)) }
}

/// Makes a bridge network.
pub(super) async fn network(docker: &DockerEngine, name: &str, label: &str) -> Result<(), SandboxError> {
    loop {
        let found = docker::networks_of(docker, name).await?;
        if found.iter().any(|found| names::is_ours(found.labels.as_ref(), label)) {
            return Ok(());
        }
        if !found.is_empty() {
            return Err(not_ours(DockerKind::Network, name));
        }
        let wish = NetworkCreateRequest {
            name: name.to_owned(),
            driver: Some("bridge".to_owned()),
            labels: Some(labels(label)),
            ..NetworkCreateRequest::default()
        };
        match docker.client.create_network(wish).await {
            Ok(_) => return Ok(()),
            Err(Error::DockerResponseServerError { status_code: 409, .. }) => {} // look again whose it is
            Err(error) => return Err(told(docker, &thing(DockerKind::Network, name), error)),
        }
    }
}

/// Makes a container, and starts it unless it has been started before: one that has ended since is the learner's case.
pub(super) async fn container(
    docker: &DockerEngine,
    new: &NewContainer,
    label: &str,
    workspace: &Path,
) -> Result<(), SandboxError> {
    let failed = |error| told(docker, &thing(DockerKind::Container, &new.name), error);
    loop {
        if let Some(found) = ours(docker, &new.name, label).await? {
            return if is_new(&found) { start(docker, &new.name).await } else { Ok(()) };
        }
        let options = CreateContainerOptionsBuilder::new().name(&new.name).build();
        match docker.client.create_container(Some(options), body(new, label, workspace)).await {
            Ok(_) | Err(Error::DockerResponseServerError { status_code: 409, .. }) => {} // look whose it is
            Err(Error::DockerResponseServerError { status_code: 404, .. }) => {
                return Err(crate::course::Unreachable::ImageMissing { image: new.image.clone() }.into());
            }
            Err(error) => return Err(failed(error)),
        }
    }
}

/// Starts a container that is there; one that runs stays as it is.
pub(super) async fn start(docker: &DockerEngine, name: &str) -> Result<(), SandboxError> {
    let started = docker.client.start_container(name, None::<StartContainerOptions>).await;
    started.map_err(|error| told(docker, &thing(DockerKind::Container, name), error))
}

/// Copies a file into a container of ours, running or not; the one that is there is replaced.
pub(super) async fn copy(
    docker: &DockerEngine,
    bytes: &[u8],
    executable: bool,
    (name, path): (&str, &str),
    label: &str,
) -> Result<(), SandboxError> {
    let asked = thing(DockerKind::Container, name);
    if ours(docker, name, label).await?.is_none() {
        let message = format!("it is gone, and `{path}` was to be copied into it");
        return Err(SandboxError::NotMade { thing: asked, message });
    }
    // The folders above come along, so that one that is not there is made.
    let body = archive::of_one(path.trim_start_matches('/'), bytes, executable)
        .map_err(|source| SandboxError::disk(Path::new(path), source))?;
    let options = UploadToContainerOptionsBuilder::new().path("/").build();
    let done = docker.client.upload_to_container(name, Some(options), bollard::body_full(body.into())).await;
    done.map_err(|error| told(docker, &asked, error))
}

/// The container of that very name, which is ours; none where there is none.
pub(super) async fn ours(
    docker: &DockerEngine,
    name: &str,
    label: &str,
) -> Result<Option<ContainerInspectResponse>, SandboxError> {
    let found = docker.found(docker.client.inspect_container(name, None::<InspectContainerOptions>).await)?;
    let Some(found) = found.filter(|found| found.name.as_deref() == Some(&format!("/{name}"))) else { return Ok(None) };
    let labels = found.config.as_ref().and_then(|config| config.labels.as_ref());
    if names::is_ours(labels, label) { Ok(Some(found)) } else { Err(not_ours(DockerKind::Container, name)) }
}

/// Whether a container was made and never started.
fn is_new(found: &ContainerInspectResponse) -> bool {
    let started = found.state.as_ref().and_then(|state| state.started_at.as_deref());
    started.is_none_or(|at| at.is_empty() || at.starts_with("0001-"))
}

/// What `docker run` would ask for.
fn body(new: &NewContainer, label: &str, workspace: &Path) -> ContainerCreateBody {
    let some = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
    let ports = new.ports.iter().map(port).collect::<Vec<_>>();
    let mut bindings: HashMap<String, Option<Vec<PortBinding>>> = HashMap::new();
    for (port, binding) in &ports {
        bindings.entry(port.clone()).or_default().get_or_insert_default().push(binding.clone());
    }
    let host = HostConfig {
        binds: Some(new.mounts.iter().map(|mount| bind(mount, workspace)).collect()),
        port_bindings: Some(bindings),
        network_mode: new.network.clone(),
        restart_policy: new.restart.as_deref().map(restart),
        memory: new.memory.and_then(|bytes| i64::try_from(bytes).ok()),
        ..HostConfig::default()
    };
    ContainerCreateBody {
        image: Some(new.image.clone()),
        cmd: some(&new.command),
        entrypoint: some(&new.entrypoint),
        env: Some(new.env.iter().map(|(name, value)| format!("{name}={value}")).collect()),
        user: new.user.clone(),
        labels: Some(labels(label)),
        exposed_ports: Some(ports.into_iter().map(|(port, _)| port).collect()),
        host_config: Some(host),
        ..ContainerCreateBody::default()
    }
}

fn port(publish: &Publish) -> (String, PortBinding) {
    let binding = PortBinding {
        host_ip: publish.address.map(|address| address.to_string()),
        host_port: publish.published.map(|port| port.to_string()),
    };
    (format!("{}/{}", publish.port, if publish.udp { "udp" } else { "tcp" }), binding)
}

fn bind(mount: &Mount, workspace: &Path) -> String {
    let source = match &mount.source {
        MountSource::Volume(name) => name.clone(),
        MountSource::Workspace(path) if path.is_empty() => workspace.display().to_string(),
        MountSource::Workspace(path) => workspace.join(path).display().to_string(),
    };
    format!("{source}:{}{}", mount.target, if mount.read_only { ":ro" } else { "" })
}

fn restart(word: &str) -> RestartPolicy {
    let name = word.parse::<RestartPolicyNameEnum>().unwrap_or(RestartPolicyNameEnum::NO);
    RestartPolicy { name: Some(name), maximum_retry_count: None }
}

fn labels(label: &str) -> HashMap<String, String> {
    HashMap::from([(names::DOCKER_LABEL.to_owned(), label.to_owned())])
}

fn thing(kind: DockerKind, name: &str) -> Thing {
    docker::thing(kind, name, None, None)
}

fn not_ours(kind: DockerKind, name: &str) -> SandboxError {
    SandboxError::NotOurs { thing: thing(kind, name) }
}

/// Tells the engine's refusal of a wish from an engine that could not answer.
pub(super) fn told(docker: &DockerEngine, thing: &Thing, error: Error) -> SandboxError {
    match error {
        Error::DockerResponseServerError { message, .. } | Error::DockerStreamError { error: message } => {
            SandboxError::NotMade { thing: thing.clone(), message }
        }
        error => docker.why(error).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_is_asked_for_as_docker_run_would() {
        let new = NewContainer {
            name: "web".to_owned(),
            image: "nginx:1".to_owned(),
            env: [("MODE".to_owned(), "demo".to_owned())].into(),
            ports: ["127.0.0.1:8080:80", "8081:80", "53/udp"].iter().filter_map(|it| Publish::parse(it)).collect(),
            mounts: ["notes:/data:ro", "./site:/html", ".:/src"].iter().filter_map(|it| Mount::parse(it)).collect(),
            restart: Some("unless-stopped".to_owned()),
            ..NewContainer::default()
        };
        let body = body(&new, "docker.x", Path::new("/home/x/w"));
        let host = body.host_config.unwrap();
        assert_eq!(body.labels.unwrap()[names::DOCKER_LABEL], "docker.x");
        assert_eq!((body.env.unwrap(), body.cmd), (vec!["MODE=demo".to_owned()], None));
        assert_eq!(host.binds.unwrap(), ["notes:/data:ro", "/home/x/w/site:/html", "/home/x/w:/src"]);
        let bindings = host.port_bindings.unwrap();
        let http: Vec<_> = bindings["80/tcp"].iter().flatten().map(|it| it.host_port.as_deref()).collect();
        assert_eq!(http, [Some("8080"), Some("8081")]);
        assert_eq!(bindings["53/udp"].as_ref().unwrap()[0].host_port, None);
        assert_eq!(host.restart_policy.unwrap().name, Some(RestartPolicyNameEnum::UNLESS_STOPPED));
    }

    #[test]
    fn only_a_container_that_never_ran_is_started() {
        let of = |at: &str| ContainerInspectResponse {
            state: Some(bollard::models::ContainerState {
                started_at: Some(at.to_owned()),
                ..bollard::models::ContainerState::default()
            }),
            ..ContainerInspectResponse::default()
        };
        assert!(is_new(&of("0001-01-01T00:00:00Z")) && !is_new(&of("2026-01-02T03:04:05Z")));
    }
}
