//! Pulse: whether an engine answers, asked every second or two while somebody looks, once for all who do.
//!
//! A frozen engine breaks no stream, so its silence must be felt, and so must its return: "cannot tell" then appears
//! and disappears by itself.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use crate::course::{Engine, Unreachable};
use crate::engine::Engines;

const WELL: Duration = Duration::from_secs(2);
const ILL: Duration = Duration::from_secs(1);
const LIMIT: Duration = Duration::from_secs(2);

/// What keeps us from an engine, if anything.
pub(super) type Health = watch::Receiver<Option<Unreachable>>;

/// An engine's pulse, felt for as long as somebody holds it.
pub(super) struct Pulse {
    health: Health,
    _task: AbortOnDropHandle<()>,
}

impl Pulse {
    pub(super) fn begin(engines: Engines, engine: Engine) -> Self {
        let (say, health) = watch::channel(None);
        Self { health, _task: AbortOnDropHandle::new(tokio::spawn(keep_feeling(engines, engine, say))) }
    }

    /// Changes when the engine is lost, comes back, or is lost for another reason.
    pub(super) fn health(&self) -> Health {
        self.health.clone()
    }
}

async fn keep_feeling(engines: Engines, engine: Engine, say: watch::Sender<Option<Unreachable>>) {
    loop {
        let felt = timeout(LIMIT, feel(&engines, engine)).await;
        let why = felt.unwrap_or(Some(Unreachable::TooSlow { engine: Some(engine), limit: LIMIT }));
        let pause = if why.is_none() { WELL } else { ILL.max(engines.rest()) };
        let differs = |known: &mut Option<Unreachable>| {
            let differs = *known != why;
            *known = why;
            differs
        };
        if say.send_if_modified(differs) {
            tracing::debug!(?engine, well = pause == WELL, "an engine's health changed");
        }
        sleep(pause).await;
    }
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
