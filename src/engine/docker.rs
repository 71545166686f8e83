//! Which Docker: the endpoint as the `docker` program finds it, refused unless it is a socket of this machine.
#![expect(clippy::disallowed_methods, reason = "reads Docker's own configuration from disk")]

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Weak;

use bollard::Docker;

use super::{ANSWER, DockerEngine, EngineSettings, Inner, cause, from_docker, locality};
use crate::course::{Engine, Unreachable};

/// The oldest API that has all that the looks use.
const OLDEST: (usize, usize) = (1, 41);

/// Connects to the learner's Docker and asks for its version.
pub(super) async fn connect(settings: EngineSettings, home: Weak<Inner>) -> Result<DockerEngine, Unreachable> {
    let endpoint = endpoint(&settings)?;
    let why = |error| cause::at(from_docker(error), &endpoint);
    if let Some(path) = endpoint.strip_prefix("unix://") {
        reachable(Path::new(path), &endpoint)?;
    }
    let client = Docker::connect_with_host(&endpoint).map_err(why)?.with_timeout(ANSWER);
    let said = client.version().await.map_err(why)?;
    let api = said.api_version.unwrap_or_default();
    if parse(&api).is_none_or(|api| api < OLDEST) {
        return Err(Unreachable::TooOld { engine: Engine::Docker, version: said.version.unwrap_or(api) });
    }
    let client = client.negotiate_version().await.map_err(why)?;
    Ok(DockerEngine { client, endpoint, version: said.version.unwrap_or_default(), home })
}

/// The endpoint that the learner named, else the one that the `docker` program would use, if it is local.
fn endpoint(settings: &EngineSettings) -> Result<String, Unreachable> {
    if let Some(named) = filled(settings.docker_named.as_ref()) {
        return Ok(named);
    }
    let endpoint = configured(settings)?;
    if locality::is_local_socket(&endpoint) {
        return Ok(endpoint);
    }
    Err(Unreachable::NotLocal { engine: Engine::Docker, at: endpoint })
}

/// `DOCKER_HOST`, else the current Docker context, else the usual socket.
fn configured(settings: &EngineSettings) -> Result<String, Unreachable> {
    if let Some(host) = filled(settings.docker_host.as_ref()) {
        return Ok(host);
    }
    let folder = &settings.docker_config;
    let trusted = !settings.never.iter().any(|never| super::cluster::is_inside(folder, never));
    let current = || json(folder.join("config.json"))?["currentContext"].as_str().map(str::to_owned);
    let name = filled(settings.docker_context.as_ref()).or_else(|| trusted.then(current).flatten());
    match name.as_deref() {
        None | Some("" | "default") => Ok(usual().to_owned()),
        Some(name) => trusted.then(|| of_context(folder, name)).flatten().ok_or_else(|| Unreachable::NoContext {
            file: folder.join("config.json").display().to_string(),
            context: name.to_owned(),
        }),
    }
}

/// The host of a Docker context, found in the file of that name among all contexts.
fn of_context(folder: &Path, name: &str) -> Option<String> {
    let metas = std::fs::read_dir(folder.join("contexts/meta")).ok()?;
    let found =
        metas.flatten().filter_map(|entry| json(entry.path().join("meta.json"))).find(|meta| meta["Name"] == name);
    found.and_then(|meta| meta["Endpoints"]["docker"]["Host"].as_str().map(str::to_owned))
}

fn usual() -> &'static str {
    if cfg!(windows) { "npipe:////./pipe/docker_engine" } else { "unix:///var/run/docker.sock" }
}

/// Tells a missing socket from one whose folder may not be entered; the client reports both as missing.
fn reachable(path: &Path, endpoint: &str) -> Result<(), Unreachable> {
    let (engine, at) = (Engine::Docker, endpoint.to_owned());
    match path.metadata() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Unreachable::NoPermission { engine, at }),
        Err(_) => Err(Unreachable::Down { engine, at }),
    }
}

fn filled(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

fn json(path: PathBuf) -> Option<serde_json::Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

fn parse(api: &str) -> Option<(usize, usize)> {
    let (major, minor) = api.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
