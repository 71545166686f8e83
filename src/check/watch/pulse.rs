//! Pulse: whether an engine answers, asked every second or two while somebody looks.
//!
//! A frozen engine breaks no stream, so its silence must be felt, and so must its return: "cannot tell" then appears
//! and disappears by itself.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Bell;
use crate::course::{Engine, Unreachable};
use crate::engine::Engines;

const WELL: Duration = Duration::from_secs(2);
const ILL: Duration = Duration::from_secs(1);
const LIMIT: Duration = Duration::from_secs(2);

/// What keeps us from an engine, if anything.
pub(super) type Health = watch::Receiver<Option<Unreachable>>;

/// Feels an engine's pulse from now on, and rings when it is lost, comes back, or is lost for another reason.
pub(super) fn start(engines: &Engines, engine: Engine, bell: &Bell, tasks: &mut JoinSet<()>) -> Health {
    let (say, health) = watch::channel(None);
    let (engines, bell) = (engines.clone(), bell.clone());
    tasks.spawn(async move {
        loop {
            let felt = timeout(LIMIT, feel(&engines, engine)).await;
            let why = felt.unwrap_or(Some(Unreachable::TooSlow { engine: Some(engine), limit: LIMIT }));
            let pause = if why.is_none() { WELL } else { ILL };
            let differs = |known: &mut Option<Unreachable>| {
                let differs = *known != why;
                *known = why;
                differs
            };
            if say.send_if_modified(differs) {
                tracing::debug!(?engine, well = pause == WELL, "an engine's health changed");
                bell.notify_one();
            }
            sleep(pause).await;
        }
    });
    health
}

async fn feel(engines: &Engines, engine: Engine) -> Option<Unreachable> {
    let felt = match engine {
        Engine::Docker => match engines.docker().await {
            Ok(docker) => docker.client.ping().await.map(drop).map_err(|error| docker.why(error)),
            Err(why) => Err(why),
        },
        Engine::Cluster => match engines.cluster().await {
            Ok(cluster) => cluster.client.apiserver_version().await.map(drop).map_err(|error| cluster.why(error)),
            Err(why) => Err(why),
        },
    };
    felt.err()
}
