//! What only a diagnosis asks: the last lines of a container that has ended.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, LogParams};

use super::super::World;
use super::super::query::Place;
use super::snapshot::LogWish;

/// As many lines, and bytes, as are worth looking at.
const LINES: i64 = 20;
const BYTES: i64 = 16 << 10;

/// What the kubelet answers, as if the container had printed it, where the log has gone with its container.
const GONE: &str = "unable to retrieve container logs for ";

/// The last lines; none where they cannot be had. A container that has ended prints no more, so its lines are kept:
/// the way to them leads over the node, and takes longer than all else that a reading asks.
pub(super) async fn log(world: &World, place: &Place, wish: &LogWish) -> Option<String> {
    static KEPT: Kept = Kept(Mutex::new(VecDeque::new()));
    let engines = match world {
        World::Real(engines) => engines,
        World::Scripted(script) => return Some(script.log(&wish.pod, &wish.container).unwrap_or_default()),
    };
    if let Some(kept) = KEPT.get(&wish.id) {
        return Some(kept.to_string());
    }
    let engine = engines.cluster().await.ok()?;
    let pods: Api<Pod> = Api::namespaced(engine.client.clone(), &place.namespace);
    let params = LogParams {
        container: Some(wish.container.clone()),
        previous: wish.previous,
        tail_lines: Some(LINES),
        limit_bytes: Some(BYTES),
        ..LogParams::default()
    };
    // A log that has gone is an empty one: the end of its container is a fact all the same.
    let text = pods.logs(&wish.pod, &params).await.unwrap_or_default();
    if text.is_empty() || text.starts_with(GONE) {
        return Some(String::new());
    }
    KEPT.put(&wish.id, &text);
    Some(text)
}

/// Lines of containers that have ended, by the containers' ids: 1 MB at most.
struct Kept(Mutex<VecDeque<(String, Arc<str>)>>);

impl Kept {
    const MOST: usize = 64;

    fn get(&self, id: &str) -> Option<Arc<str>> {
        let logs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        logs.iter().find(|(known, _)| known == id).map(|(_, text)| text.clone())
    }

    fn put(&self, id: &str, text: &str) {
        if id.is_empty() {
            return;
        }
        let mut logs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        logs.push_back((id.to_owned(), text.into()));
        if logs.len() > Self::MOST {
            logs.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_logs_are_kept_and_none_without_an_id() {
        let kept = Kept(Mutex::default());
        kept.put("", "x");
        assert_eq!(kept.get(""), None);
        for number in 0..=Kept::MOST {
            kept.put(&number.to_string(), "text");
        }
        assert_eq!((kept.get("0"), kept.get("1").as_deref()), (None, Some("text")));
    }
}
