//! Docker's events: an allow-list of actions, since looking makes events of its own (`archive-path`, `mount`,
//! `unmount`, `exec_*`) and would otherwise be answered by itself for ever.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use bollard::query_parameters::EventsOptionsBuilder;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use tokio::time::Instant;

use super::pulse::Health;
use super::{Bell, Pause};
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

/// A stream that lived this long was a good one.
const LIVED: Duration = Duration::from_secs(30);

/// Rings at each event that may matter, through breaks and restarts.
pub(super) async fn listen(engines: Engines, types: BTreeSet<&'static str>, mut health: Health, bell: Bell) {
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
            hear(&engine, &types, since, &bell).await;
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
async fn hear(engine: &DockerEngine, types: &BTreeSet<&'static str>, since: DateTime<Utc>, bell: &Bell) {
    let only = HashMap::from([("type", types.iter().copied().collect::<Vec<_>>())]);
    let since = format!("{}.{:09}", since.timestamp(), since.timestamp_subsec_nanos());
    let mut events = engine.client.events(Some(EventsOptionsBuilder::new().since(&since).filters(&only).build()));
    while let Some(event) = events.next().await {
        match event {
            Ok(event) if event.action.as_deref().is_some_and(matters) => bell.notify_one(),
            Ok(_) => {}
            Err(error) => {
                tracing::debug!(why = ?engine.why(error), "docker's events broke off");
                return;
            }
        }
    }
}

/// Whether an action changes something; `health_status: healthy` is `health_status`.
fn matters(action: &str) -> bool {
    let action = action.split(':').next().unwrap_or(action);
    ACTIONS.contains(&action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looking_causes_does_not_matter() {
        for own in
            ["archive-path", "mount", "unmount", "exec_create: sh", "exec_start: sh", "exec_die", "top", "attach"]
        {
            assert!(!matters(own), "{own}");
        }
        for change in ["create", "die", "health_status: healthy", "disconnect"] {
            assert!(matters(change), "{change}");
        }
    }
}
