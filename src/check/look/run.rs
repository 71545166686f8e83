//! Run: an author's program inside a container that runs already: `code`, `stdout` and `stderr`.
//!
//! A list of arguments, which no shell reads. Its author answers for what it does. Where nothing of the name runs there
//! is nothing to find. Neither engine can end a program that was run inside: where the container has `timeout`, that
//! ends it when its time is over. Either way we cannot tell then. What it left running in a container of Docker, however
//! it left it, bears a mark and is killed by a shell of that container, where it has one.

use std::time::Duration;

use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::exec::StartExecResults;
use bollard::models::ExecConfig;
use futures_util::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Status;
use kube::api::{Api, AttachParams};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use super::super::query::{Fact, Place};
use super::docker;
use super::pod::{self, State};
use crate::course::{Engine, Unreachable};
use crate::engine::{ClusterEngine, DockerEngine};

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(5);
/// What `timeout` needs beyond that to end it and to say so.
const GRACE: Duration = Duration::from_secs(2);
/// How much of each stream is kept; the rest is read and let go, so that the program does not wait for us.
const LARGEST: usize = 256 << 10;
/// What ends a program that takes too long, and the code of one that was ended so.
const TIMEOUT: &[&str] = &["timeout", "-s", "KILL", "5"];
const ENDED: i64 = 137;
/// Kills whatever bears the mark that is its first argument.
const CLEAR: &str = r#"for p in /proc/[0-9]*; do grep -qs "$0" "$p/environ" && kill -9 "${p#/proc/}"; done"#;
/// How the engines say that there is no such program.
const LACKING: &str = "exec: \"timeout\": executable file not found";

/// A container that runs, and how to get into it.
enum Running<'a> {
    Docker { engine: &'a DockerEngine, id: &'a str },
    Pod { engine: &'a ClusterEngine, pods: &'a Api<Pod>, name: &'a str, container: &'a str },
}

impl Running<'_> {
    fn engine(&self) -> Engine {
        match self {
            Self::Docker { .. } => Engine::Docker,
            Self::Pod { .. } => Engine::Cluster,
        }
    }

    /// None where the container has ended since it was looked at.
    async fn run(&self, command: Vec<String>, mark: &str) -> Result<Option<Ran>, Unreachable> {
        match *self {
            Self::Docker { engine, id } => in_docker(engine, id, command, Some(mark)).await,
            Self::Pod { engine, pods, name, container } => in_pod(engine, pods, (name, container), command).await,
        }
    }
}

impl Running<'_> {
    /// Kills what a program left behind. A cluster gives no variables along, so nothing is known by a mark there.
    async fn clear(&self, mark: &str) {
        let Self::Docker { engine, id } = *self else { return };
        let command = ["sh", "-c", CLEAR, mark].map(str::to_owned).to_vec();
        // What cannot be cleared stays, and the look says all the same that it could not be told.
        timeout(GRACE, in_docker(engine, id, command, None)).await.ok();
    }
}

/// What a program came to.
#[derive(Default)]
struct Ran {
    code: i64,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Ran {
    /// Whether it was `timeout` that was not there, rather than the program.
    fn lacks_timeout(&self) -> bool {
        let says = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(LACKING);
        matches!(self.code, 126 | 127) && (says(&self.stdout) || says(&self.stderr))
    }

    fn fact(&self) -> Fact {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&self.stdout), text(&self.stderr));
        Fact::Object(Some(json!({ "code": self.code, "stdout": stdout, "stderr": stderr })))
    }
}

pub(super) async fn container(engine: &DockerEngine, name: &str, command: &[String]) -> Result<Fact, Unreachable> {
    let found = docker::container(engine, name).await?;
    let Some(found) = found.filter(|found| found["State"]["Status"] == "running") else {
        return Ok(Fact::Object(None));
    };
    let id = found["Id"].as_str().unwrap_or(name);
    bounded(&Running::Docker { engine, id }, command).await
}

pub(super) async fn pod(
    engine: &ClusterEngine,
    (name, container): (&str, Option<&str>),
    command: &[String],
    place: &Place,
) -> Result<Fact, Unreachable> {
    let pods: Api<Pod> = Api::namespaced(engine.client.clone(), &place.namespace);
    let found = pod::found(engine, &pods, name).await?;
    let chosen = found.and_then(|found| pod::chosen(&found, container));
    let Some(chosen) = chosen.filter(|chosen| chosen.state == State::Running) else { return Ok(Fact::Object(None)) };
    bounded(&Running::Pod { engine, pods: &pods, name, container: &chosen.name }, command).await
}

/// Runs it within its time, and clears away what is still there after that.
async fn bounded(inside: &Running<'_>, command: &[String]) -> Result<Fact, Unreachable> {
    let failed = |error: getrandom::Error| Unreachable::Failed { engine: inside.engine(), detail: error.to_string() };
    let mark = format!("SAMPAN_RUN={:016x}", getrandom::u64().map_err(failed)?);
    let done = in_time(inside, command, &mark).await;
    if matches!(done, Err(Unreachable::TooSlow { .. })) {
        inside.clear(&mark).await;
    }
    done
}

/// Runs it under `timeout`, or without where the container has none.
async fn in_time(inside: &Running<'_>, command: &[String], mark: &str) -> Result<Fact, Unreachable> {
    let late = || Unreachable::TooSlow { engine: Some(inside.engine()), limit: LIMIT };
    let begun = tokio::time::Instant::now();
    let ended = TIMEOUT.iter().map(|word| (*word).to_owned()).chain(command.iter().cloned()).collect();
    let Some(ran) = timeout(LIMIT + GRACE, inside.run(ended, mark)).await.map_err(|_| late())?? else {
        return Ok(Fact::Object(None));
    };
    if ran.lacks_timeout() {
        let alone = timeout(LIMIT, inside.run(command.to_vec(), mark)).await.map_err(|_| late())??;
        return Ok(alone.map_or(Fact::Object(None), |ran| ran.fact()));
    }
    if ran.code == ENDED && begun.elapsed() >= LIMIT {
        return Err(late());
    }
    Ok(ran.fact())
}

async fn in_docker(
    engine: &DockerEngine,
    id: &str,
    command: Vec<String>,
    mark: Option<&str>,
) -> Result<Option<Ran>, Unreachable> {
    let config = ExecConfig {
        cmd: Some(command),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        env: mark.map(|mark| vec![mark.to_owned()]),
        ..ExecConfig::default()
    };
    let exec = match engine.client.create_exec(id, config).await {
        Ok(exec) => exec.id,
        Err(Error::DockerResponseServerError { status_code: 404 | 409, .. }) => return Ok(None),
        Err(error) => return Err(engine.why(error)),
    };
    let mut ran = Ran::default();
    let begun = engine.client.start_exec(&exec, None).await.map_err(|error| engine.why(error))?;
    let StartExecResults::Attached { mut output, .. } = begun else { return Ok(None) };
    while let Some(piece) = output.next().await {
        match piece.map_err(|error| engine.why(error))? {
            LogOutput::StdErr { message } => keep(&mut ran.stderr, &message),
            LogOutput::StdOut { message } | LogOutput::Console { message } => keep(&mut ran.stdout, &message),
            LogOutput::StdIn { .. } => {}
        }
    }
    let seen = engine.client.inspect_exec(&exec).await.map_err(|error| engine.why(error))?;
    let no_code = || Unreachable::Failed { engine: Engine::Docker, detail: "a program has no exit code".to_owned() };
    ran.code = seen.exit_code.ok_or_else(no_code)?;
    Ok(Some(ran))
}

async fn in_pod(
    engine: &ClusterEngine,
    pods: &Api<Pod>,
    (name, container): (&str, &str),
    command: Vec<String>,
) -> Result<Option<Ran>, Unreachable> {
    let params = AttachParams::default().stdin(false).stdout(true).stderr(true).container(container);
    let mut program = pods.exec(name, command, &params).await.map_err(|error| engine.why(error))?;
    let (stdout, stderr, status) = (program.stdout(), program.stderr(), program.take_status());
    let (stdout, stderr) = tokio::join!(whole(stdout), whole(stderr));
    let broken_off = || Unreachable::Failed { engine: Engine::Cluster, detail: "the API server broke off".to_owned() };
    let status = match status {
        Some(status) => status.await.ok_or_else(broken_off)?,
        None => return Err(broken_off()),
    };
    let mut ran = Ran { code: 0, stdout, stderr };
    ran.code = match code(&status) {
        Some(code) => code,
        None => {
            let said = status.message.unwrap_or_default();
            if !said.contains("executable file not found") {
                return Err(Unreachable::Failed { engine: Engine::Cluster, detail: said });
            }
            keep(&mut ran.stderr, said.as_bytes());
            127
        }
    };
    Ok(Some(ran))
}

/// The exit code that a status tells; none where the program was not run.
fn code(status: &Status) -> Option<i64> {
    if status.status.as_deref() == Some("Success") {
        return Some(0);
    }
    let mut causes = status.details.iter().flat_map(|details| details.causes.iter().flatten());
    let code = causes.find(|cause| cause.reason.as_deref() == Some("ExitCode"))?;
    code.message.as_deref()?.parse().ok()
}

fn keep(kept: &mut Vec<u8>, piece: &[u8]) {
    kept.extend_from_slice(&piece[..piece.len().min(LARGEST.saturating_sub(kept.len()))]);
}

async fn whole(stream: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let (mut kept, mut piece) = (Vec::new(), vec![0; 16 << 10]);
    let Some(mut stream) = stream else { return kept };
    while let Ok(count @ 1..) = stream.read(&mut piece).await {
        keep(&mut kept, &piece[..count]);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_missing_timeout_is_left_out() {
        let ran = |code, said: &str| Ran { code, stderr: said.into(), ..Ran::default() }.lacks_timeout();
        assert!(ran(127, "OCI runtime exec failed: exec: \"timeout\": executable file not found in $PATH"));
        assert!(!ran(127, "exec: \"curl\": executable file not found in $PATH"));
        assert!(!ran(0, "exec: \"timeout\": executable file not found in $PATH"));
    }

    #[test]
    fn a_status_tells_the_code() {
        let failed = json!({ "status": "Failure", "reason": "NonZeroExitCode",
            "details": { "causes": [{ "reason": "ExitCode", "message": "3" }] } });
        let of = |status| code(&serde_json::from_value(status).unwrap());
        assert_eq!(of(failed), Some(3));
        assert_eq!(of(json!({ "status": "Success" })), Some(0));
        assert_eq!(of(json!({ "status": "Failure", "reason": "InternalError" })), None);
    }

    #[test]
    fn r25_a55_no_more_is_kept_than_fits() {
        let mut kept = vec![0; LARGEST - 1];
        keep(&mut kept, b"abc");
        keep(&mut kept, b"d");
        assert_eq!((kept.len(), kept.last()), (LARGEST, Some(&b'a')));
    }
}
