//! Docker's events: an allow-list of actions, since looking makes events of its own (`archive-path`, `mount`,
//! `unmount`, `exec_*`) and would otherwise be answered by itself for ever.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bollard::models::{EventActor, EventMessage, EventMessageTypeEnum};
use bollard::query_parameters::EventsOptionsBuilder;
use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::bell::{Listeners, Tone};
use super::gather::Gather;
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
    let mut gather = Gather::default();
    while let Some(event) = gather.next(&mut events).await {
        match event {
            Ok(event) => tell(&event, listeners),
            Err(error) => {
                tracing::debug!(why = ?engine.why(error), "docker's events broke off");
                return;
            }
        }
    }
}

/// Tells an event to all whom it concerns; one that does not say what it is about, to everybody.
fn tell(event: &EventMessage, listeners: &Listeners<Kinds>) {
    match (event.typ, &event.actor) {
        (Some(typ), Some(actor)) if event.action.as_deref().is_some_and(changes) => {
            if let Some(thing) = Thing::of(typ, actor) {
                listeners.tell(|kinds| thing.concerns(kinds));
            }
        }
        (Some(_), Some(_)) => {}
        (None, _) | (_, None) => listeners.tell_all(),
    }
}

/// What an event is about, found once for all who listen.
struct Thing<'a> {
    kind: DockerKind,
    /// A volume's id is its name; a container that is renamed had another.
    names: [Option<&'a str>; 3],
}

impl<'a> Thing<'a> {
    fn of(typ: EventMessageTypeEnum, actor: &'a EventActor) -> Option<Self> {
        let attribute = |name: &str| actor.attributes.as_ref()?.get(name).map(|name| name.trim_start_matches('/'));
        let names = [actor.id.as_deref(), attribute("name"), attribute("oldName")];
        Some(Self { kind: kind(typ)?, names })
    }

    /// Whether it is looked at, or is another of a kind that is.
    fn concerns(&self, kinds: &Kinds) -> Option<Tone> {
        kinds.get(&self.kind).map(|whose| whose.tone(self.names.into_iter().flatten()))
    }
}

fn kind(typ: EventMessageTypeEnum) -> Option<DockerKind> {
    match typ {
        EventMessageTypeEnum::CONTAINER => Some(DockerKind::Container),
        EventMessageTypeEnum::IMAGE => Some(DockerKind::Image),
        EventMessageTypeEnum::NETWORK => Some(DockerKind::Network),
        EventMessageTypeEnum::VOLUME => Some(DockerKind::Volume),
        EventMessageTypeEnum::EMPTY
        | EventMessageTypeEnum::BUILDER
        | EventMessageTypeEnum::CONFIG
        | EventMessageTypeEnum::DAEMON
        | EventMessageTypeEnum::NODE
        | EventMessageTypeEnum::PLUGIN
        | EventMessageTypeEnum::SECRET
        | EventMessageTypeEnum::SERVICE => None,
    }
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
            let event: EventMessage = serde_json::from_value(event).unwrap();
            Thing::of(event.typ.unwrap(), &event.actor.unwrap())?.concerns(&kinds)
        };
        assert_eq!(concerns("container", json!({ "name": "web" })), Some(Tone::AtOnce));
        assert_eq!(concerns("container", json!({ "name": "new", "oldName": "/web" })), Some(Tone::AtOnce));
        assert_eq!(concerns("container", json!({ "name": "other" })), Some(Tone::Soon));
        assert_eq!(concerns("image", json!({})), Some(Tone::AtOnce));
        assert_eq!(concerns("volume", json!({})), None);
    }
}
