//! The cluster's watches: one for each kind that the looks name, of metadata alone, since any change counts.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use kube::api::{Api, DynamicObject, PartialObjectMeta};
use kube::runtime::watcher::{self, Event, watcher};
use tokio::time::{Instant, sleep};

use super::bell::Listeners;
use super::gather::Gather;
use super::pause::Pause;
use super::plan::{Wanted, Whose};
use super::pulse::Pulse;
use crate::course::Unreachable;
use crate::engine::{ClusterEngine, Engines};

/// A kind that the cluster does not have may be what the learner is about to make.
const NO_SUCH_KIND: Duration = Duration::from_secs(2);
/// "Too old": the watch itself lists anew.
const GONE: u16 = 410;
/// The kind itself is gone, since a list of nothing is an answer.
const NOT_FOUND: u16 = 404;

type Metadata = PartialObjectMeta<DynamicObject>;

/// How a watch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Broken,
    NoSuchKind,
}

/// Hears the changes of one kind for all who listen, through breaks and restarts.
pub(super) async fn hear(engines: Engines, wanted: Wanted, pulse: Arc<Pulse>, listeners: Arc<Listeners<Whose>>) {
    let (mut pause, mut health) = (Pause::default(), pulse.health());
    while health.wait_for(Option::is_none).await.is_ok() {
        let began = Instant::now();
        let end = match find(&engines, &wanted).await {
            Ok(Some((engine, api))) => {
                let end = tokio::select! {
                    end = follow(&engine, api, wanted.labels, &listeners) => end,
                    // A line that froze may be dead without ever saying so.
                    _ = health.wait_for(Option::is_some) => End::Broken,
                };
                listeners.tell_all();
                end
            }
            Ok(None) => End::NoSuchKind,
            Err(_) => End::Broken,
        };
        match end {
            End::Broken => pause.wait(began.elapsed(), engines.rest()).await,
            End::NoSuchKind => sleep(NO_SUCH_KIND.max(engines.rest())).await,
        }
    }
}

/// The calls for the kind, if the cluster has it.
async fn find(engines: &Engines, wanted: &Wanted) -> Result<Option<(ClusterEngine, Api<Metadata>)>, Unreachable> {
    let engine = engines.cluster().await?;
    let kind = engine.kind(&wanted.kind, wanted.api.as_deref()).await?;
    Ok(kind.map(|kind| {
        let api = kind.api(&engine.watch, &wanted.namespace);
        (engine, api)
    }))
}

/// Hears one watch to its end. What there is at its beginning counts as one change, since it may differ from what the
/// last reading saw.
async fn follow(engine: &ClusterEngine, api: Api<Metadata>, labels: &str, listeners: &Listeners<Whose>) -> End {
    let mut events = watcher(api, watcher::Config::default().labels(labels)).boxed();
    let mut gather = Gather::default();
    while let Some(event) = gather.next(&mut events).await {
        match event {
            Ok(Event::InitDone) => listeners.tell_all(),
            Ok(Event::Apply(object) | Event::Delete(object)) => {
                let name = object.metadata.name.as_deref();
                listeners.tell(|whose| Some(whose.tone(name.into_iter())));
            }
            Ok(Event::Init | Event::InitApply(_)) => {}
            Err(watcher::Error::WatchError(status)) if status.code == GONE => {}
            Err(watcher::Error::InitialListFailed(kube::Error::Api(status))) if status.code == NOT_FOUND => {
                return End::NoSuchKind;
            }
            Err(error) => {
                lost(engine, error);
                return End::Broken;
            }
        }
    }
    End::Broken
}

/// Lets the engine learn why a watch broke, so that the next one connects anew if that may help.
fn lost(engine: &ClusterEngine, error: watcher::Error) {
    let why = match error {
        watcher::Error::InitialListFailed(error)
        | watcher::Error::WatchStartFailed(error)
        | watcher::Error::WatchFailed(error) => engine.why(error),
        watcher::Error::WatchError(status) => engine.why(kube::Error::Api(status)),
        watcher::Error::NoResourceVersion => return,
    };
    tracing::debug!(?why, "a watch broke off");
}
