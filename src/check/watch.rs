//! Changes: tells when something in an exercise's world may have changed, so that it is asked again.
//!
//! Docker's events, watches on the cluster, the workspace's files, and the engines' coming and going. It says that
//! something happened, never what: the next reading looks at everything. Bursts are coalesced, and each is followed by
//! one more item a second later, since authorizers answer from caches. Everything ends when the stream is dropped.

mod cluster;
mod docker;
mod files;
mod plan;
mod pulse;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, stream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::World;
use super::query::Place;
use crate::course::{DockerKind, Engine, Exercise};
use crate::engine::Engines;
use plan::Plan;

/// Events closer together than this are one.
const TOGETHER: Duration = Duration::from_millis(20);
/// After the last event, when everything behind the engine has followed.
const AFTERWARDS: Duration = Duration::from_secs(1);
/// How often to ask what no event tells.
const TICK: Duration = Duration::from_secs(1);

/// Says whenever the world of an exercise may have changed; the first item comes at once.
pub fn changes(exercise: &Exercise, world: &World, place: &Place) -> impl Stream<Item = ()> + Send + use<> {
    let plan = plan::of(exercise, place);
    let sources = match world {
        World::Real(engines) => Sources::Real(engines.clone()),
        World::Scripted(script) => Sources::Scripted(script.changes()),
    };
    stream_of(Begin { plan, sources, workspace: place.workspace.clone() })
}

fn stream_of(begin: Begin) -> impl Stream<Item = ()> + Send + use<> {
    stream::unfold(State::New(begin), async |state| {
        let live = match state {
            State::New(begin) => begin.start(),
            State::Live(mut live) => {
                live.next().await;
                live
            }
        };
        Some(((), State::Live(live)))
    })
}

enum State {
    New(Begin),
    Live(Live),
}

/// What to listen to, before anybody listens.
struct Begin {
    plan: Plan,
    sources: Sources,
    workspace: PathBuf,
}

enum Sources {
    Real(Engines),
    Scripted(watch::Receiver<u64>),
}

/// Rung when something may have changed; ringing twice before anybody hears is ringing once.
type Bell = Arc<Notify>;

impl Begin {
    fn start(self) -> Live {
        let (bell, mut tasks) = (Bell::default(), JoinSet::new());
        if self.plan.files {
            tasks.spawn(files::listen(self.workspace, bell.clone()));
        }
        match self.sources {
            Sources::Real(engines) => listen(self.plan.docker, self.plan.cluster, &engines, &bell, &mut tasks),
            Sources::Scripted(script) => {
                tasks.spawn(follow(script, bell.clone()));
            }
        }
        let tick = self.plan.ticks.then(|| Instant::now() + TICK);
        Live { bell, times: Times { tick, ..Times::default() }, _tasks: tasks }
    }
}

/// Listens to the engines that the looks need, and to no other.
fn listen(
    kinds: BTreeMap<DockerKind, plan::Whose>,
    wanted: BTreeSet<plan::Wanted>,
    engines: &Engines,
    bell: &Bell,
    tasks: &mut JoinSet<()>,
) {
    if !kinds.is_empty() {
        let health = pulse::start(engines, Engine::Docker, bell, tasks);
        tasks.spawn(docker::listen(engines.clone(), kinds, health, bell.clone()));
    }
    if !wanted.is_empty() {
        let health = pulse::start(engines, Engine::Cluster, bell, tasks);
        for one in wanted {
            tasks.spawn(cluster::listen(engines.clone(), one, health.clone(), bell.clone()));
        }
    }
}

/// Rings at each change of a script, until nobody can change it any more.
async fn follow(mut script: watch::Receiver<u64>, bell: Bell) {
    while script.changed().await.is_ok() {
        bell.notify_one();
    }
}

struct Live {
    bell: Bell,
    times: Times,
    /// Dropped with the stream, and so ended.
    _tasks: JoinSet<()>,
}

impl Live {
    /// Waits until it is time to look again.
    async fn next(&mut self) {
        loop {
            tokio::select! {
                () = self.bell.notified() => self.times.rung(Instant::now()),
                () = at(self.times.soonest()) => {
                    self.times.spoken(Instant::now());
                    return;
                }
            }
        }
    }
}

/// When to speak next.
#[derive(Debug, Default)]
struct Times {
    /// Soon after the first event of a burst.
    due: Option<Instant>,
    /// A second after its last.
    afterwards: Option<Instant>,
    tick: Option<Instant>,
}

impl Times {
    fn soonest(&self) -> Option<Instant> {
        [self.due, self.afterwards, self.tick].into_iter().flatten().min()
    }

    fn rung(&mut self, now: Instant) {
        self.due.get_or_insert(now + TOGETHER);
        self.afterwards = Some(now + AFTERWARDS);
    }

    fn spoken(&mut self, now: Instant) {
        self.due = self.due.filter(|at| *at > now);
        self.afterwards = self.afterwards.filter(|at| *at > now);
        self.tick = self.tick.map(|_| now + TICK);
    }
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// The pause before a broken stream is opened again: half a second at first, half a minute at most, never quite even.
#[derive(Default)]
struct Pause(u32);

impl Pause {
    async fn wait(&mut self) {
        let mut noise = [0; 1];
        // Without randomness all pauses are simply the longest.
        let _ = getrandom::fill(&mut noise);
        sleep(self.longest().mul_f64(1.0 - f64::from(noise[0]) / 512.0)).await;
        self.0 += 1;
    }

    fn longest(&self) -> Duration {
        Duration::from_millis(500).saturating_mul(1 << self.0.min(6)).min(Duration::from_secs(30))
    }

    /// A stream that lived is opened again without delay.
    fn reset(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use serde_json::json;
    use tokio::time::timeout;

    use super::super::fake::Script;
    use super::*;
    use crate::course::Look;

    /// The milliseconds at which it speaks within five seconds, if it is rung at those times.
    fn spoken(rings: &[u64], ticks: bool) -> Vec<u64> {
        let began = Instant::now();
        let after = |ms: u64| began + Duration::from_millis(ms);
        let mut times = Times { tick: ticks.then(|| after(1000)), ..Times::default() };
        let mut said = Vec::new();
        for ms in 0..5000 {
            if rings.contains(&ms) {
                times.rung(after(ms));
            }
            if times.soonest().is_some_and(|at| at <= after(ms)) {
                times.spoken(after(ms));
                said.push(ms);
            }
        }
        said
    }

    #[test]
    fn a_burst_is_one_item_and_one_more_a_second_later() {
        assert!(spoken(&[], false).is_empty());
        assert_eq!(spoken(&[500], false), [520, 1500]);
        assert_eq!(spoken(&[500, 503, 506, 512], false), [520, 1512]);
        assert_eq!(spoken(&[500, 600], false), [520, 620, 1600]);
    }

    #[test]
    fn a_storm_is_neither_silent_nor_endless() {
        let storm: Vec<u64> = (0..1000).collect();
        assert_eq!(spoken(&storm, false).len(), 49);
    }

    #[test]
    fn what_no_event_tells_is_asked_every_second() {
        assert_eq!(spoken(&[], true), [1000, 2000, 3000, 4000]);
        assert_eq!(spoken(&[500], true), [520, 1500, 2500, 3500, 4500]);
    }

    fn scripted(script: &Script) -> impl Stream<Item = ()> + Send + use<> {
        let sources = Sources::Scripted(script.changes());
        stream_of(Begin { plan: Plan::default(), sources, workspace: PathBuf::new() })
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

    #[test]
    fn pauses_grow_to_half_a_minute() {
        let pauses: Vec<u128> = (0..9).map(|tries| Pause(tries).longest().as_millis()).collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    }
}
