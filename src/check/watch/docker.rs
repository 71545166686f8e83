//! Docker's events: an allow-list of actions, since looking makes events of its own (`archive-path`, `mount`,
//! `unmount`, `exec_*`) and would otherwise be answered by itself for ever.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bollard::models::EventMessage;
use bollard::query_parameters::EventsOptionsBuilder;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use tokio::time::Instant;

use super::bell::{Listeners, Tone};
use super::pause::Pause;
use super::plan::Kinds;
use super::pulse::Pulse;
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

/// Hears the engine's events for all who listen, through breaks and restarts.
pub(super) async fn hear(engines: Engines, pulse: Arc<Pulse>, listeners: Arc<Listeners<Kinds>>) {
    let (mut pause, mut health) = (Pause::default(), pulse.health());
    while health.wait_for(Option::is_none).await.is_ok() {
        let began = Instant::now();
        if let Ok(engine) = engines.docker().await
            && let Some(since) = clock(&engine).await
        {
            // The state is read anew, and what happens from that moment on is told by the stream.
            listeners.tell_all();
            tokio::select! {
                () = follow(&engine, since, &listeners) => {}
                // A line that froze may be dead without ever saying so.
                _ = health.wait_for(Option::is_some) => {}
            }
            listeners.tell_all();
        }
        pause.wait(began.elapsed(), Duration::ZERO).await;
    }
}

/// The engine's own time: ours may be another, and may jump.
async fn clock(engine: &DockerEngine) -> Option<DateTime<Utc>> {
    match engine.client.info().await {
        Ok(info) => info.system_time?.parse().ok(),
        Err(error) => {
            tracing::debug!(why = ?engine.why(error), "docker does not tell its time");
            None
        }
    }
}

/// Hears one stream to its end. The engine leaves out what matters to nobody, and repeats what happened since.
async fn follow(engine: &DockerEngine, since: DateTime<Utc>, listeners: &Listeners<Kinds>) {
    let kinds = [DockerKind::Container, DockerKind::Image, DockerKind::Network, DockerKind::Volume];
    let only = HashMap::from([("type", kinds.map(DockerKind::word).to_vec()), ("event", ACTIONS.to_vec())]);
    let since = format!("{}.{:09}", since.timestamp(), since.timestamp_subsec_nanos());
    let mut events = engine.client.events(Some(EventsOptionsBuilder::new().since(&since).filters(&only).build()));
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => listeners.tell(|kinds| concerns(&event, kinds)),
            Err(error) => {
                tracing::debug!(why = ?engine.why(error), "docker's events broke off");
                return;
            }
        }
    }
}

/// Whether an event is of a thing that is looked at, or of another of its kind.
fn concerns(event: &EventMessage, kinds: &Kinds) -> Option<Tone> {
    let (Some(typ), Some(actor)) = (event.typ, &event.actor) else { return Some(Tone::AtOnce) };
    let typ = typ.to_string();
    let (_, whose) = kinds.iter().find(|(kind, _)| kind.word() == typ)?;
    let attribute =
        |name: &str| actor.attributes.as_ref().and_then(|all| all.get(name)).map(|name| name.trim_start_matches('/'));
    // A volume's id is its name; a container that is renamed had another.
    let names = [actor.id.as_deref(), attribute("name"), attribute("oldName")];
    event.action.as_deref().is_some_and(changes).then(|| whose.tone(names.into_iter().flatten()))
}

/// Whether an action changes something; `health_status: healthy` is `health_status`.
fn changes(action: &str) -> bool {
    let action = action.split(':').next().unwrap_or(action);
    ACTIONS.contains(&action)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::plan::Whose;
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
    fn what_is_looked_at_is_told_at_once_and_others_of_its_kind_soon() {
        let kinds = Kinds::from([
            (DockerKind::Container, Whose::Of(["web".to_owned()].into())),
            (DockerKind::Image, Whose::Anybodys),
        ]);
        let concerns = |typ: &str, attributes: serde_json::Value| {
            let event = json!({ "Type": typ, "Action": "start", "Actor": { "ID": "0123", "Attributes": attributes } });
            concerns(&serde_json::from_value(event).unwrap(), &kinds)
        };
        assert_eq!(concerns("container", json!({ "name": "web" })), Some(Tone::AtOnce));
        assert_eq!(concerns("container", json!({ "name": "new", "oldName": "/web" })), Some(Tone::AtOnce));
        assert_eq!(concerns("container", json!({ "name": "other" })), Some(Tone::Soon));
        assert_eq!(concerns("image", json!({})), Some(Tone::AtOnce));
        assert_eq!(concerns("volume", json!({})), None);
    }
}
