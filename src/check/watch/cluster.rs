//! The cluster's watches: one for each kind that the looks name, of metadata alone, since any change counts.

use std::time::Duration;

use futures_util::StreamExt;
use kube::api::{Api, DynamicObject, PartialObjectMeta};
use kube::runtime::watcher::{self, Event, watcher};
use tokio::time::sleep;

use super::plan::Wanted;
use super::pulse::Health;
use super::{Bell, Pause};
use crate::engine::{ClusterEngine, Engines};

/// A kind that the cluster does not have may be what the learner is about to make.
const NO_SUCH_KIND: Duration = Duration::from_secs(2);
/// "Too old": the watch itself begins anew.
const GONE: u16 = 410;

/// Rings at each change of one kind, through breaks and restarts.
pub(super) async fn listen(engines: Engines, wanted: Wanted, mut health: Health, bell: Bell) {
    let mut pause = Pause::default();
    loop {
        if health.wait_for(Option::is_none).await.is_err() {
            return;
        }
        let Ok(engine) = engines.cluster().await else {
            pause.wait().await;
            continue;
        };
        match engine.kind(&wanted.kind, wanted.api.as_deref()).await {
            Ok(Some(kind)) => {
                if hear(&engine, kind.api(&engine.watch, &wanted.namespace), wanted.labels, &bell).await {
                    pause.reset();
                }
                pause.wait().await;
            }
            Ok(None) => sleep(NO_SUCH_KIND).await,
            Err(_) => pause.wait().await,
        }
    }
}

/// Hears one watch to its end, and says whether it ever told anything. What there is at its beginning counts as one
/// change, since it may differ from what the last reading saw.
async fn hear(engine: &ClusterEngine, api: Api<PartialObjectMeta<DynamicObject>>, labels: &str, bell: &Bell) -> bool {
    let mut events = watcher(api, watcher::Config::default().labels(labels)).boxed();
    let mut told = false;
    while let Some(event) = events.next().await {
        match event {
            Ok(Event::InitDone | Event::Apply(_) | Event::Delete(_)) => {
                bell.notify_one();
                told = true;
            }
            Ok(Event::Init | Event::InitApply(_)) => {}
            Err(watcher::Error::WatchError(status)) if status.code == GONE => {}
            Err(error) => {
                lost(engine, error);
                if told {
                    bell.notify_one();
                }
                break;
            }
        }
    }
    told
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
