//! Logs: what a container printed last, on both its streams: `text` and `lines`.
//!
//! Of the last 5000 lines, the last 256 KB at most, cut at a line. A container that has printed nothing has an empty
//! log; one that is not there has none.

use bollard::container::LogOutput;
use bollard::query_parameters::LogsOptionsBuilder;
use futures_util::{AsyncReadExt, StreamExt};
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, LogParams};
use serde_json::{Value, json};

use super::super::query::{Fact, Place};
use super::docker;
use super::pod::{self, State};
use crate::course::{Engine, Unreachable};
use crate::engine::{ClusterEngine, DockerEngine};

const LINES: u16 = 5000;
const LARGEST: usize = 256 << 10;

/// What the kubelet answers, as if the container had printed it, where the log cannot be had.
const GONE: &[u8] = b"unable to retrieve container logs for ";

pub(super) async fn container(engine: &DockerEngine, name: &str) -> Result<Fact, Unreachable> {
    let Some(found) = docker::container(engine, name).await? else { return Ok(Fact::Object(None)) };
    let id = found["Id"].as_str().unwrap_or(name);
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(&LINES.to_string()).build();
    let mut pieces = engine.client.logs(id, Some(options));
    let mut last = Last::default();
    while let Some(piece) = pieces.next().await {
        last.add(&LogOutput::into_bytes(piece.map_err(|error| engine.why(error))?));
    }
    Ok(Fact::Object(Some(last.printed())))
}

pub(super) async fn pod(
    engine: &ClusterEngine,
    (name, container): (&str, Option<&str>),
    previous: bool,
    place: &Place,
) -> Result<Fact, Unreachable> {
    let pods: Api<Pod> = Api::namespaced(engine.client.clone(), &place.namespace);
    let found = pod::found(engine, &pods, name).await?;
    let Some(chosen) = found.and_then(|found| pod::chosen(&found, container)) else { return Ok(Fact::Object(None)) };
    if previous && !chosen.has_previous {
        return Ok(Fact::Object(None));
    }
    if chosen.state == State::Waiting && !chosen.has_previous {
        return Ok(Fact::Object(Some(Last::default().printed())));
    }
    let params =
        LogParams { container: Some(chosen.name), previous, tail_lines: Some(LINES.into()), ..LogParams::default() };
    let stream = pods.log_stream(name, &params).await.map_err(|error| engine.why(error))?;
    let mut stream = std::pin::pin!(stream);
    let (mut last, mut piece) = (Last::default(), vec![0; 16 << 10]);
    loop {
        let read = stream.read(&mut piece).await;
        match read.map_err(|error| engine.why(kube::Error::ReadEvents(error)))? {
            0 => break,
            count => last.add(&piece[..count]),
        }
    }
    if last.bytes.starts_with(GONE) {
        let detail = String::from_utf8_lossy(&last.bytes).trim().to_owned();
        return Err(Unreachable::Failed { engine: Engine::Cluster, detail });
    }
    Ok(Fact::Object(Some(last.printed())))
}

/// The end of a text that is longer than what is kept.
#[derive(Default)]
struct Last {
    bytes: Vec<u8>,
    is_cut: bool,
}

impl Last {
    fn add(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
        // Only now and then, so that a long log is not moved with every piece.
        if self.bytes.len() > 2 * LARGEST {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if let Some(more) = self.bytes.len().checked_sub(LARGEST).filter(|more| *more > 0) {
            self.bytes.drain(..more);
            self.is_cut = true;
        }
    }

    fn printed(mut self) -> Value {
        self.cut();
        let line = self.bytes.iter().position(|byte| *byte == b'\n').filter(|_| self.is_cut);
        let text = String::from_utf8_lossy(&self.bytes[line.map_or(0, |end| end + 1)..]);
        json!({ "text": text, "lines": text.lines().collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_is_cut_at_a_line() {
        let mut last = Last::default();
        (0..100_000).for_each(|number| last.add(format!("line {number:06}\n").as_bytes()));
        let printed = last.printed();
        let text = printed["text"].as_str().unwrap();
        assert!(text.len() <= LARGEST && text.len() > LARGEST - 12, "{}", text.len());
        assert!(text.starts_with("line ") && text.ends_with("line 099999\n"));
        assert_eq!(printed["lines"].as_array().unwrap().len(), text.len() / 12);
    }

    #[test]
    fn a_short_log_is_whole() {
        let mut last = Last::default();
        last.add(b"first\nsec");
        last.add(b"ond\n");
        assert_eq!(last.printed(), json!({ "text": "first\nsecond\n", "lines": ["first", "second"] }));
        assert_eq!(Last::default().printed(), json!({ "text": "", "lines": [] }));
    }
}
