//! A scripted world: canned facts and causes by look, changeable while a test of any room runs.
//!
//! What the script does not mention is absent; files of the workspace and typed answers are really read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::query::{Fact, Query};
use crate::course::{Engine, Look, Unreachable};

/// What a scripted world answers. Clones share one script.
#[derive(Debug, Clone)]
pub struct Script {
    lines: Arc<Mutex<Lines>>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Lines {
    answers: BTreeMap<Look, Result<Fact, Unreachable>>,
    /// What containers printed, by Pod and container.
    logs: BTreeMap<(String, String), String>,
    down: BTreeMap<Engine, Unreachable>,
    delay: Duration,
    asked: Vec<Look>,
}

impl Default for Script {
    fn default() -> Self {
        Self { lines: Arc::default(), changed: watch::Sender::new(0) }
    }
}

impl Script {
    /// The look finds this one thing, as its engine prints it.
    pub fn found(&self, look: &Look, object: Value) {
        self.set(look, Ok(Fact::Object(Some(object))));
    }

    /// The look finds nothing.
    pub fn absent(&self, look: &Look) {
        let nothing = if look.finds_many() { Fact::Objects(Vec::new()) } else { Fact::Object(None) };
        self.set(look, Ok(nothing));
    }

    /// The look comes to this fact or this cause.
    pub fn set(&self, look: &Look, answer: Result<Fact, Unreachable>) {
        self.edit(|lines| {
            lines.answers.insert(look.clone(), answer);
        });
    }

    /// A container of a Pod has printed this.
    pub fn printed(&self, pod: &str, container: &str, text: &str) {
        self.edit(|lines| {
            lines.logs.insert((pod.to_owned(), container.to_owned()), text.to_owned());
        });
    }

    /// Everything of this engine cannot be looked at, for this reason; none mends it.
    pub fn engine(&self, engine: Engine, why: Option<Unreachable>) {
        self.edit(|lines| {
            match why {
                Some(why) => lines.down.insert(engine, why),
                None => lines.down.remove(&engine),
            };
        });
    }

    /// Each look takes this long.
    pub fn delay(&self, delay: Duration) {
        self.edit(|lines| lines.delay = delay);
    }

    /// The looks asked so far, in order, with `{namespace}` filled.
    pub fn asked(&self) -> Vec<Look> {
        self.lines().asked.clone()
    }

    /// What a container of a Pod has printed.
    pub(crate) fn log(&self, pod: &str, container: &str) -> Option<String> {
        self.lines().logs.get(&(pod.to_owned(), container.to_owned())).cloned()
    }

    /// Tells of each change of the script, as an engine's events do.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// What the script says to a query; none where it says nothing.
    pub(crate) async fn answer(&self, query: &Query) -> Option<Result<Fact, Unreachable>> {
        let delay = {
            let mut lines = self.lines();
            lines.asked.push(query.look.clone());
            lines.delay
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let lines = self.lines();
        let down = query.look.engine().and_then(|engine| lines.down.get(&engine));
        down.map(|why| Err(why.clone())).or_else(|| lines.answers.get(&query.look).cloned())
    }

    fn edit(&self, edit: impl FnOnce(&mut Lines)) {
        edit(&mut self.lines());
        self.changed.send_modify(|version| *version += 1);
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
