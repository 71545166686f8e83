//! AppState: what every handler may reach. No generics; cheap to clone.

use std::sync::Arc;

use axum::extract::FromRef;
use tokio::sync::{Semaphore, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::keys::Keys;
use super::language::Langs;
use super::pages::{Pages, Shelf};
use super::terminal::{ShellSettings, Terminals};
use crate::course::ExerciseId;
use crate::tutor::{StepView, Tutor};

/// How many tabs may watch exercises at the same time.
const STREAMS: usize = 64;
/// How many steps of starts a slow tab may be behind.
const STEPS: usize = 64;

/// What every handler may reach.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    tutor: Tutor,
    langs: Langs,
    shelf: Shelf,
    keys: Arc<Keys>,
    streams: Arc<Semaphore>,
    terminals: Terminals,
    steps: broadcast::Sender<(ExerciseId, StepView)>,
    ending: CancellationToken,
    /// Wishes that go on when their tab is closed.
    wishes: TaskTracker,
}

impl AppState {
    /// Tells the tutor the port that `keys` were made for, so that no check asks our own server.
    pub fn new(tutor: Tutor, pages: Pages, keys: Keys, shell: ShellSettings) -> Self {
        tutor.set_own_port(keys.port());
        Self(Arc::new(Inner {
            langs: Langs::new(&tutor.course().langs),
            tutor,
            shelf: Shelf::new(pages),
            keys: Arc::new(keys),
            streams: Arc::new(Semaphore::new(STREAMS)),
            terminals: Terminals::new(shell),
            steps: broadcast::channel(STEPS).0,
            ending: CancellationToken::new(),
            wishes: TaskTracker::new(),
        }))
    }

    /// Puts a newly built site in the place of the old one.
    pub fn swap(&self, pages: Pages) {
        self.0.shelf.swap(pages);
    }

    pub(super) fn tutor(&self) -> &Tutor {
        &self.0.tutor
    }

    /// Where the steps of every start are told.
    pub(super) fn steps(&self) -> &broadcast::Sender<(ExerciseId, StepView)> {
        &self.0.steps
    }

    pub(super) fn langs(&self) -> &Langs {
        &self.0.langs
    }

    pub(super) fn keys(&self) -> &Arc<Keys> {
        &self.0.keys
    }

    pub(super) fn streams(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.streams)
    }

    pub(super) fn terminals(&self) -> &Terminals {
        &self.0.terminals
    }

    /// Cancelled when the server is being stopped.
    pub(super) fn ending(&self) -> &CancellationToken {
        &self.0.ending
    }

    pub(super) fn wishes(&self) -> &TaskTracker {
        &self.0.wishes
    }
}

impl FromRef<AppState> for Langs {
    fn from_ref(state: &AppState) -> Self {
        state.langs().clone()
    }
}

impl FromRef<AppState> for Shelf {
    fn from_ref(state: &AppState) -> Self {
        state.0.shelf.clone()
    }
}
