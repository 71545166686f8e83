//! Events: what the cluster tells about one object, as `kubectl get events -o json` prints it, newest last.

use chrono::DateTime;
use kube::api::{Api, DynamicObject, ListParams};
use serde_json::Value;

use super::super::query::{Fact, Place};
use super::cluster::{is_name, printed};
use crate::course::{Engine, Unreachable};
use crate::engine::{ClusterEngine, again, built_in};

/// One object has a few; of more than this we would not know which are the newest.
const MOST: u32 = 1000;

/// The namespace that holds the events about an object of this kind: `default` for an object that has none.
pub(in crate::check) fn about<'a>(kind: &str, own: &'a str) -> &'a str {
    if built_in(kind).is_some_and(|kind| !kind.namespaced) { "default" } else { own }
}

pub(super) async fn look(engine: &ClusterEngine, kind: &str, name: &str, place: &Place) -> Result<Fact, Unreachable> {
    let is_kind = !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric());
    let Some(event) = built_in("Event").filter(|_| is_kind && is_name(name)) else {
        return Ok(Fact::Objects(Vec::new()));
    };
    let api: Api<DynamicObject> = event.api(&engine.client, about(kind, &place.namespace));
    let fields = format!("involvedObject.kind={kind},involvedObject.name={name}");
    let params = ListParams { limit: Some(MOST), ..ListParams::default().fields(&fields) };
    let found = again(|| api.list(&params)).await.map_err(|error| engine.why(error))?;
    if found.metadata.continue_.is_some_and(|more| !more.is_empty()) {
        let detail = format!("more than {MOST} events about {kind}/{name}");
        return Err(Unreachable::Failed { engine: Engine::Cluster, detail });
    }
    let mut events: Vec<Value> =
        found.items.into_iter().map(|found| printed(found, &event)).collect::<Result<_, _>>()?;
    events.sort_by_key(when);
    Ok(Fact::Objects(events))
}

/// When it happened last, as written: reporters of the old and the new kind write it in different fields.
pub(in crate::check) fn written(event: &Value) -> Option<&str> {
    let times = [
        &event["series"]["lastObservedTime"],
        &event["lastTimestamp"],
        &event["eventTime"],
        &event["firstTimestamp"],
        &event["metadata"]["creationTimestamp"],
    ];
    times.into_iter().find_map(Value::as_str)
}

/// The same in microseconds.
fn when(event: &Value) -> Option<i64> {
    DateTime::parse_from_rfc3339(written(event)?).ok().map(|time| time.timestamp_micros())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_newest_is_last_whoever_reports() {
        let old = json!({ "lastTimestamp": "2026-11-26T00:00:02Z", "eventTime": null });
        let new = json!({ "lastTimestamp": null, "eventTime": "2026-11-26T00:00:01.500000Z" });
        let again = json!({ "eventTime": "2026-11-26T00:00:00.000000Z",
            "series": { "count": 3, "lastObservedTime": "2026-11-26T00:00:02.000001Z" } });
        let mut events = [again.clone(), old.clone(), new.clone()];
        events.sort_by_key(when);
        assert_eq!(events, [new, old, again]);
    }
}
