//! Logs: what a container has printed on both its streams, the end of it: `text`, and `lines` without their ends.
//!
//! A container that is not there has printed nothing, and is absent; one that has printed nothing has an empty text.

use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::query_parameters::LogsOptionsBuilder;
use futures_util::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, LogParams};
use serde_json::json;

use super::super::query::{Fact, Place};
use super::cluster::is_name;
use super::docker;
use crate::course::{Engine, Unreachable};
use crate::engine::{ClusterEngine, DockerEngine, again};

/// As much of the end as is read.
const LARGEST: usize = 256 << 10;
/// A line is seldom longer; the engine is asked for lines.
const LINES: &str = "5000";

/// What a container of Docker has printed, running or not.
pub(super) async fn container(engine: &DockerEngine, name: &str) -> Result<Fact, Unreachable> {
    let Some(found) = docker::container(engine, name).await? else { return Ok(Fact::Object(None)) };
    let id = found["Id"].as_str().unwrap_or(name);
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(LINES).build();
    let mut pieces = engine.client.logs(id, Some(options));
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(piece) => bytes.extend_from_slice(&LogOutput::into_bytes(piece)),
            Err(Error::DockerResponseServerError { status_code: 404, .. }) => return Ok(Fact::Object(None)),
            Err(error) => return Err(engine.why(error)),
        }
        if bytes.len() > LARGEST * 2 {
            bytes.drain(..bytes.len() - LARGEST);
        }
    }
    Ok(printed(&bytes))
}

/// What a container of a Pod has printed, or the one before it. One that has not begun has printed nothing.
pub(super) async fn pod(
    engine: &ClusterEngine,
    name: &str,
    container: Option<&str>,
    previous: bool,
    place: &Place,
) -> Result<Fact, Unreachable> {
    if !is_name(name) {
        return Ok(Fact::Object(None));
    }
    let pods = Api::<Pod>::namespaced(engine.client.clone(), &place.namespace);
    let params = LogParams {
        container: container.map(str::to_owned),
        previous,
        limit_bytes: i64::try_from(LARGEST * 4).ok(),
        ..LogParams::default()
    };
    match again(|| pods.logs(name, &params)).await {
        Ok(text) => Ok(printed(text.as_bytes())),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(Fact::Object(None)),
        // The API server's words for a container that waits, was never started, or is not in this Pod.
        Err(kube::Error::Api(status)) if status.code == 400 => match status.message.as_str() {
            said if said.contains("is waiting to start") || said.contains("previous terminated container") => {
                Ok(printed(b""))
            }
            said if said.contains("is not valid for pod") => Ok(Fact::Object(None)),
            said => Err(Unreachable::BadCheck { detail: said.to_owned() }),
        },
        Err(kube::Error::Api(status)) => Err(engine.why(kube::Error::Api(status))),
        Err(kube::Error::Service(_) | kube::Error::HyperError(_)) => {
            Err(Unreachable::Failed { engine: Engine::Cluster, detail: "the log broke off".to_owned() })
        }
        Err(error) => Err(engine.why(error)),
    }
}

/// The end of it, cut at a line's beginning.
fn printed(bytes: &[u8]) -> Fact {
    let mut end = &bytes[bytes.len().saturating_sub(LARGEST)..];
    if end.len() < bytes.len() {
        let line = end.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        end = &end[line..];
    }
    let text = String::from_utf8_lossy(end).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    Fact::Object(Some(json!({ "text": text, "lines": lines })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_is_cut_at_a_line() {
        let long = "0123456789abcde\n".repeat(LARGEST / 16 + 10) + "last";
        let Fact::Object(Some(found)) = printed(long.as_bytes()) else { panic!("an object") };
        let text = found["text"].as_str().unwrap();
        assert!(text.len() <= LARGEST && text.starts_with("0123456789abcde\n") && text.ends_with("\nlast"));
        assert_eq!(found["lines"].as_array().unwrap().last().unwrap(), "last");
        assert_eq!(printed(b""), Fact::Object(Some(json!({ "text": "", "lines": [] }))));
    }
}
