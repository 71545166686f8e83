//! Run: a command in a container that runs already, as a list of words and never through a shell (R25): `code`, `stdout`,
//! `stderr`. One that does not run is absent.
//!
//! It is the only look that starts a process. The limit of the check ends the waiting; an engine offers no way to end
//! the process itself, so a command that may hang says so itself: `["timeout", "5", …]`.

use bollard::container::LogOutput;
use bollard::exec::{StartExecOptions, StartExecResults};
use bollard::models::ExecConfig;
use futures_util::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, AttachParams};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::super::query::{Fact, Place};
use super::cluster::is_name;
use super::docker;
use crate::course::{Engine, Unreachable};
use crate::engine::{ClusterEngine, DockerEngine, again};

/// As much of each stream as is kept.
const LARGEST: usize = 256 << 10;

/// Runs it in a container of Docker.
pub(super) async fn container(engine: &DockerEngine, name: &str, command: &[String]) -> Result<Fact, Unreachable> {
    let Some(found) = docker::container(engine, name).await? else { return Ok(Fact::Object(None)) };
    if found["State"]["Running"] != true || found["State"]["Paused"] == true {
        return Ok(Fact::Object(None));
    }
    let config = ExecConfig {
        cmd: Some(command.to_vec()),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        ..ExecConfig::default()
    };
    let why = |error| engine.why(error);
    let id = found["Id"].as_str().unwrap_or(name);
    let exec = engine.client.create_exec(id, config).await.map_err(why)?.id;
    let begun = engine.client.start_exec(&exec, None::<StartExecOptions>).await.map_err(why)?;
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    if let StartExecResults::Attached { mut output, .. } = begun {
        while let Some(piece) = output.next().await {
            let piece = piece.map_err(why)?;
            let kept = if matches!(piece, LogOutput::StdErr { .. }) { &mut stderr } else { &mut stdout };
            keep(kept, &piece.into_bytes());
        }
    }
    let code = engine.client.inspect_exec(&exec).await.map_err(why)?.exit_code;
    Ok(done(code, &stdout, &stderr))
}

/// Runs it in a container of a Pod: the named one, else the Pod's first.
pub(super) async fn pod(
    engine: &ClusterEngine,
    name: &str,
    container: Option<&str>,
    command: &[String],
    place: &Place,
) -> Result<Fact, Unreachable> {
    if !is_name(name) {
        return Ok(Fact::Object(None));
    }
    let pods = Api::<Pod>::namespaced(engine.client.clone(), &place.namespace);
    let found = again(|| pods.get_opt(name)).await.map_err(|error| engine.why(error))?;
    let Some(container) = found.and_then(|pod| running(&pod, container)) else { return Ok(Fact::Object(None)) };
    let params = AttachParams::default().container(container).stdin(false).stdout(true).stderr(true);
    let mut process = pods.exec(name, command.iter().map(String::as_str), &params).await.map_err(|e| engine.why(e))?;
    let (out, err) = (process.stdout(), process.stderr());
    let status = process.take_status();
    let read = async { tokio::join!(all_of(out), all_of(err)) };
    let (stdout, stderr) = read.await;
    let status = match status {
        Some(status) => status.await,
        None => None,
    };
    let failed = |detail: &str| Unreachable::Failed { engine: Engine::Cluster, detail: detail.to_owned() };
    let status = status.ok_or_else(|| failed("the command's end was not told"))?;
    let code = match status.status.as_deref() {
        Some("Success") => Some(0),
        _ => {
            let causes = status.details.and_then(|details| details.causes).unwrap_or_default();
            let code = causes.iter().find(|cause| cause.reason.as_deref() == Some("ExitCode"));
            code.and_then(|cause| cause.message.as_ref()?.parse().ok())
        }
    };
    match code {
        Some(code) => Ok(done(Some(code), &stdout, &stderr)),
        None => Err(failed(&status.message.unwrap_or_default())),
    }
}

/// The container that is meant, if it runs.
fn running(pod: &Pod, wanted: Option<&str>) -> Option<String> {
    let first = pod.spec.as_ref()?.containers.first()?.name.clone();
    let name = wanted.map_or(first, str::to_owned);
    let all = pod.status.as_ref()?.container_statuses.as_ref()?;
    let own = all.iter().find(|status| status.name == name)?;
    own.state.as_ref()?.running.as_ref().map(|_| name)
}

async fn all_of(stream: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let (mut kept, mut piece) = (Vec::new(), vec![0; 8192]);
    let Some(mut stream) = stream else { return kept };
    while let Ok(length @ 1..) = stream.read(&mut piece).await {
        keep(&mut kept, &piece[..length]);
    }
    kept
}

/// Keeps the beginning; all is read, or the process would stand still.
fn keep(kept: &mut Vec<u8>, piece: &[u8]) {
    let room = LARGEST.saturating_sub(kept.len());
    kept.extend_from_slice(&piece[..piece.len().min(room)]);
}

fn done(code: Option<i64>, stdout: &[u8], stderr: &[u8]) -> Fact {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Fact::Object(Some(json!({ "code": code, "stdout": text(stdout), "stderr": text(stderr) })))
}
