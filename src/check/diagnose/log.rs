//! Log: the last lines of a container in a Pod, for a diagnosis of its end.

use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, LogParams};

use super::super::World;
use super::super::query::Place;

/// As many lines, and bytes, as are worth looking at.
const LINES: i64 = 20;
const BYTES: i64 = 16 << 10;

/// What the kubelet answers, as if the container had printed it, where the log has gone with its container.
const GONE: &str = "unable to retrieve container logs for ";

/// The last lines; none where they cannot be had.
pub(super) async fn look(world: &World, place: &Place, pod: &str, container: &str, previous: bool) -> Option<String> {
    let engines = match world {
        World::Real(engines) => engines,
        World::Scripted(script) => return Some(script.log(pod, container).unwrap_or_default()),
    };
    let engine = engines.cluster().await.ok()?;
    let pods: Api<Pod> = Api::namespaced(engine.client.clone(), &place.namespace);
    let params = LogParams {
        container: Some(container.to_owned()),
        previous,
        tail_lines: Some(LINES),
        limit_bytes: Some(BYTES),
        ..LogParams::default()
    };
    // A log that has gone is an empty one: the end of its container is a fact all the same.
    let text = pods.logs(pod, &params).await.unwrap_or_default();
    Some(if text.starts_with(GONE) { String::new() } else { text })
}
