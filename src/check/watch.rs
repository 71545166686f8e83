//! Changes: tells when something in an exercise's world may have changed, so that it is asked again.
//!
//! Docker's events, watches on the cluster, the workspace's files, and the engines' coming and going. It says that
//! something happened, never what: the next reading looks at everything. Bursts are coalesced, and each is followed by
//! one more item a second later, since authorizers answer from caches. What engines tell is heard once for all
//! exercises (`Watches`), and every stream ends with the last one who listens.

mod bell;
mod cluster;
mod docker;
mod files;
mod gather;
mod pause;
mod plan;
mod pulse;
mod times;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, stream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::World;
use super::fake::Script;
use super::query::Place;
use crate::course::{Engine, Exercise};
use crate::engine::Engines;
use crate::shared::Shared;
use bell::{Bell, Ear, Heard, Tone};
use plan::{Kinds, Plan, Wanted, Whose};
use pulse::Pulse;
use times::Times;

/// What is listened to in a world, for all exercises that somebody follows: one stream for each engine and kind,
/// begun with the first who listens and ended with the last.
#[derive(Clone)]
pub struct Watches(Arc<Inner>);

struct Inner {
    sources: Sources,
    /// Held by each who follows an exercise, and here.
    followers: Arc<()>,
}

enum Sources {
    Real(Streams),
    Scripted(Script),
}

/// The streams of both engines that somebody listens to now.
struct Streams {
    engines: Engines,
    docker: Shared<(), Heard<Kinds>>,
    cluster: Shared<Wanted, Heard<Whose>>,
    pulses: Shared<Engine, Pulse>,
}

impl Watches {
    pub fn new(world: &World) -> Self {
        let sources = match world {
            World::Real(engines) => Sources::Real(Streams::new(engines.clone())),
            World::Scripted(script) => Sources::Scripted(script.clone()),
        };
        Self(Arc::new(Inner { sources, followers: Arc::default() }))
    }

    /// Says whenever the world of an exercise may have changed; the first item comes at once, with everything
    /// listened to by then.
    pub fn changes(&self, exercise: &Exercise, place: &Place) -> impl Stream<Item = ()> + Send + use<> {
        self.stream_of(plan::of(exercise, place), place.workspace.clone())
    }

    /// Says whenever anything of an exercise may have come, changed or gone in these engines; the first item at once.
    pub fn around(
        &self,
        exercise: &Exercise,
        place: &Place,
        engines: &[Engine],
    ) -> impl Stream<Item = ()> + Send + use<> {
        self.stream_of(plan::around(exercise, place, engines), place.workspace.clone())
    }

    /// Says whenever a file of the workspace may have changed; the first item at once.
    pub fn files(&self, place: &Place) -> impl Stream<Item = ()> + Send + use<> {
        self.stream_of(plan::of_files(), place.workspace.clone())
    }

    /// How long the engines wish to be left alone.
    pub fn rest(&self) -> Duration {
        match &self.0.sources {
            Sources::Real(streams) => streams.engines.rest(),
            Sources::Scripted(_) => Duration::ZERO,
        }
    }

    fn stream_of(&self, plan: Plan, workspace: PathBuf) -> impl Stream<Item = ()> + Send + use<> {
        stream::unfold(State::New(self.clone(), plan, workspace), async |state| {
            let live = match state {
                State::New(watches, plan, workspace) => watches.listen(plan, workspace),
                State::Live(mut live) => {
                    live.next().await;
                    live
                }
            };
            Some(((), State::Live(live)))
        })
    }

    fn listen(&self, plan: Plan, workspace: PathBuf) -> Live {
        let follower = self.0.followers.clone();
        let others = Arc::strong_count(&follower) - 2;
        let mut live = Live {
            bell: Bell::default(),
            times: Times::new(plan.ticks, others, Instant::now()),
            ears: Ears::default(),
            tasks: JoinSet::new(),
            _follower: follower,
        };
        if plan.files {
            live.tasks.spawn(files::listen(workspace, live.bell.clone()));
        }
        match &self.0.sources {
            Sources::Real(streams) => streams.listen(plan, &mut live),
            Sources::Scripted(script) => {
                live.tasks.spawn(follow(script.changes(), live.bell.clone()));
            }
        }
        live
    }
}

impl Streams {
    fn new(engines: Engines) -> Self {
        Self { engines, docker: Shared::default(), cluster: Shared::default(), pulses: Shared::default() }
    }

    /// Listens to the engines that the looks need, and to no other.
    fn listen(&self, plan: Plan, live: &mut Live) {
        if !plan.docker.is_empty() {
            let pulse = self.pulse(Engine::Docker);
            live.tasks.spawn(follow(pulse.health(), live.bell.clone()));
            let begin = || Heard::begin(|all| docker::hear(self.engines.clone(), pulse, all));
            live.ears.docker = Some(self.docker.get((), begin).join(plan.docker, &live.bell));
        }
        if !plan.cluster.is_empty() {
            let pulse = self.pulse(Engine::Cluster);
            live.tasks.spawn(follow(pulse.health(), live.bell.clone()));
            for (wanted, whose) in plan.cluster {
                let begin =
                    || Heard::begin(|all| cluster::hear(self.engines.clone(), wanted.clone(), pulse.clone(), all));
                live.ears.cluster.push(self.cluster.get(wanted.clone(), begin).join(whose, &live.bell));
            }
        }
    }

    fn pulse(&self, engine: Engine) -> Arc<Pulse> {
        self.pulses.get(engine, || Pulse::begin(self.engines.clone(), engine))
    }
}

/// Rings at each change of a value, until nobody can change it any more.
async fn follow<T>(mut value: watch::Receiver<T>, bell: Bell) {
    while value.changed().await.is_ok() {
        bell.ring(Tone::AtOnce);
    }
}

enum State {
    /// What to listen to, before anybody listens.
    New(Watches, Plan, PathBuf),
    Live(Live),
}

struct Live {
    bell: Bell,
    times: Times,
    /// Dropped with the stream, as the tasks are, and so ended.
    ears: Ears,
    tasks: JoinSet<()>,
    /// Counts it among those who follow an exercise.
    _follower: Arc<()>,
}

#[derive(Default)]
struct Ears {
    docker: Option<Ear<Kinds>>,
    cluster: Vec<Ear<Whose>>,
}

impl Live {
    /// Waits until it is time to look again.
    async fn next(&mut self) {
        loop {
            tokio::select! {
                tone = self.bell.rung(self.times.listens_for()) => self.times.rung(tone, Instant::now()),
                () = at(self.times.soonest()) => {
                    self.bell.hush();
                    self.times.spoken(Instant::now());
                    return;
                }
            }
        }
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use serde_json::json;
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::course::Look;

    fn scripted(script: &Script) -> impl Stream<Item = ()> + Send + use<> {
        Watches::new(&World::Scripted(script.clone())).stream_of(Plan::default(), PathBuf::new())
    }

    async fn within(stream: &mut (impl Stream<Item = ()> + Unpin), limit: Duration) -> bool {
        timeout(limit, stream.next()).await.is_ok_and(|item| item.is_some())
    }

    #[tokio::test]
    async fn the_first_item_comes_at_once_and_silence_stays_silent() {
        let script = Script::default();
        let mut stream = Box::pin(scripted(&script));
        assert!(within(&mut stream, Duration::from_millis(100)).await);
        assert!(!within(&mut stream, Duration::from_millis(100)).await);
    }

    #[tokio::test]
    async fn a_change_during_a_reading_is_not_lost() {
        let script = Script::default();
        let mut stream = Box::pin(scripted(&script));
        stream.next().await;
        script.found(&Look::Volume { name: "v".into() }, json!({}));
        sleep(Duration::from_millis(200)).await;
        assert!(within(&mut stream, Duration::from_millis(500)).await);
        assert!(within(&mut stream, Duration::from_secs(5)).await, "and once more afterwards");
        assert!(!within(&mut stream, Duration::from_millis(100)).await);
    }
}
