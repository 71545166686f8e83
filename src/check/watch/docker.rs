//! Docker's events: an allow-list of actions, since looking makes events of its own (`archive-path`, `mount`,
//! `unmount`, `exec_*`) and would otherwise be answered by itself for ever.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bollard::models::EventMessage;
use bollard::query_parameters::EventsOptionsBuilder;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use tokio::time::Instant;

use super::plan::Whose;
use super::pulse::Health;
use super::{Bell, Pause};
use crate::course::DockerKind;
use crate::engine::{DockerEngine, Engines};

/// What changes a container, an image, a volume or a network.
const ACTIONS: &[&str] = &[
    "connect",
    "create",
    "delete",
    "destroy",
    "die",
    "disconnect",
    "health_status",
    "import",
    "kill",
    "load",
    "oom",
    "pause",
    "prune",
    "pull",
    "remove",
    "rename",
    "restart",
    "start",
    "stop",
    "tag",
    "unpause",
    "untag",
    "update",
];

type Kinds = BTreeMap<DockerKind, Whose>;

/// A stream that lived this long was a good one.
const LIVED: Duration = Duration::from_secs(30);

/// Rings at each event that may matter, through breaks and restarts.
pub(super) async fn listen(engines: Engines, kinds: Kinds, mut health: Health, bell: Bell) {
    let (mut pause, mut since, mut broke) = (Pause::default(), Utc::now(), false);
    loop {
        if health.wait_for(Option::is_none).await.is_err() {
            return;
        }
        if let Ok(engine) = engines.docker().await {
            if broke {
                bell.notify_one();
            }
            let began = Instant::now();
            hear(&engine, &kinds, since, &bell).await;
            bell.notify_one();
            (since, broke) = (Utc::now(), true);
            if began.elapsed() > LIVED {
                pause.reset();
            }
        }
        pause.wait().await;
    }
}

/// Hears one stream to its end. The engine repeats what happened since, so nothing falls between two streams.
async fn hear(engine: &DockerEngine, kinds: &Kinds, since: DateTime<Utc>, bell: &Bell) {
    let only = HashMap::from([("type", kinds.keys().map(|kind| kind.word()).collect::<Vec<_>>())]);
    let since = format!("{}.{:09}", since.timestamp(), since.timestamp_subsec_nanos());
    let mut events = engine.client.events(Some(EventsOptionsBuilder::new().since(&since).filters(&only).build()));
    while let Some(event) = events.next().await {
        match event {
            Ok(event) if matters(&event, kinds) => bell.notify_one(),
            Ok(_) => {}
            Err(error) => {
                tracing::debug!(why = ?engine.why(error), "docker's events broke off");
                return;
            }
        }
    }
}

/// Whether an event is of a thing that is looked at, and changes it.
fn matters(event: &EventMessage, kinds: &Kinds) -> bool {
    let (Some(typ), Some(actor)) = (event.typ, &event.actor) else { return true };
    let typ = typ.to_string();
    let Some((_, whose)) = kinds.iter().find(|(kind, _)| kind.word() == typ) else { return false };
    let attribute =
        |name: &str| actor.attributes.as_ref().and_then(|all| all.get(name)).map(|name| name.trim_start_matches('/'));
    // A volume's id is its name; a container that is renamed had another.
    let names = [actor.id.as_deref(), attribute("name"), attribute("oldName")];
    event.action.as_deref().is_some_and(changes) && names.into_iter().flatten().any(|name| whose.has(name))
}

/// Whether an action changes something; `health_status: healthy` is `health_status`.
fn changes(action: &str) -> bool {
    let action = action.split(':').next().unwrap_or(action);
    ACTIONS.contains(&action)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_looking_causes_does_not_matter() {
        for own in
            ["archive-path", "mount", "unmount", "exec_create: sh", "exec_start: sh", "exec_die", "top", "attach"]
        {
            assert!(!changes(own), "{own}");
        }
        for change in ["create", "die", "health_status: healthy", "disconnect"] {
            assert!(changes(change), "{change}");
        }
    }

    #[test]
    fn only_what_is_looked_at_matters() {
        let kinds = Kinds::from([
            (DockerKind::Container, Whose::Of(["web".to_owned()].into())),
            (DockerKind::Image, Whose::Anybodys),
        ]);
        let matters = |typ: &str, attributes: serde_json::Value| {
            let event = json!({ "Type": typ, "Action": "start", "Actor": { "ID": "0123", "Attributes": attributes } });
            matters(&serde_json::from_value(event).unwrap(), &kinds)
        };
        assert!(matters("container", json!({ "name": "web" })));
        assert!(matters("container", json!({ "name": "new", "oldName": "/web" })));
        assert!(!matters("container", json!({ "name": "other" })));
        assert!(matters("image", json!({})));
        assert!(!matters("volume", json!({})));
    }
}
