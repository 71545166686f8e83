//! Workers: each has a bench, and takes one exercise or lesson after another until there is none.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::{Mutex as Turn, Semaphore};

use crate::course::{Exercise, Lesson, Need, Sessions, TrialKind, TrialOutcome, Tried};
use crate::sandbox::Thing;
use crate::tutor::Tutor;

use super::bench::{self, Bench};
use super::mine::Mine;
use super::{Failure, VerifyWish};

/// What a worker takes from the queue.
pub(super) enum Job<'a> {
    Exercise(&'a Exercise),
    Lesson(&'a Lesson, Vec<Need>),
}

/// What the workers share.
pub(super) struct Shared<'a> {
    pub(super) tutor: &'a Tutor,
    pub(super) wish: &'a VerifyWish,
    tell: &'a (dyn Fn(&Tried) + Sync),
    tried: Mutex<Vec<Tried>>,
    /// Numbers the namespaces.
    pub(super) count: AtomicUsize,
    /// As many as may work at once.
    seats: Semaphore,
    /// Held by who publishes ports: all engines of one machine share them.
    pub(super) ports: Turn<()>,
    /// Held by who makes cluster-wide objects, whose names have no namespace.
    pub(super) cluster_wide: Turn<()>,
    /// What in a cluster this run answers for.
    mine: Mutex<Mine>,
    /// Whether a failure was left as it is.
    kept: AtomicBool,
}

/// What is tried: of which exercise or lesson, how, and in which round.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) id: &'a str,
    pub(super) kind: TrialKind,
    pub(super) name: &'a str,
    pub(super) round: usize,
    pub(super) sessions: Option<Sessions>,
}

impl Job<'_> {
    pub(super) fn id(&self) -> &str {
        match self {
            Job::Exercise(exercise) => exercise.id.as_str(),
            Job::Lesson(lesson, _) => lesson.id.as_str(),
        }
    }

    pub(super) fn needs(&self) -> &[Need] {
        match self {
            Job::Exercise(exercise) => &exercise.needs,
            Job::Lesson(_, needs) => needs,
        }
    }

    pub(super) fn needs_cluster(&self) -> bool {
        self.needs().iter().any(|need| matches!(need, Need::Kubernetes | Need::Helm))
    }
}

impl<'a> Shared<'a> {
    pub(super) fn new(tutor: &'a Tutor, wish: &'a VerifyWish, tell: &'a (dyn Fn(&Tried) + Sync)) -> Self {
        Self {
            tutor,
            wish,
            tell,
            tried: Mutex::default(),
            count: 1.into(),
            seats: Semaphore::new(wish.jobs.map_or(Semaphore::MAX_PERMITS, usize::from)),
            ports: Turn::default(),
            cluster_wide: Turn::default(),
            mine: Mutex::new(tutor.mine()),
            kept: AtomicBool::default(),
        }
    }

    /// A worker: takes job after job until there is none.
    pub(super) async fn lane(&self, mut bench: Bench, queue: &Mutex<VecDeque<Job<'_>>>, round: usize) {
        while !self.has_kept() {
            let job = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(job) = job else { break };
            let _seat = self.seats.acquire().await;
            match job {
                Job::Exercise(exercise) => self.exercise(&bench, exercise, round).await,
                Job::Lesson(lesson, needs) => self.lesson(&bench, lesson, &needs, round).await,
            }
        }
        if self.has_kept() {
            bench.keep();
        }
    }

    /// Whether this trial is wished for.
    pub(super) fn wants(&self, kind: TrialKind, name: &str) -> bool {
        self.wish.only.is_empty() || self.wish.only.iter().any(|wished| wished.has(kind, name))
    }

    /// Whether a failure was left as it is, so that nothing more is tried.
    pub(super) fn has_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }

    /// Whether this failure shall be left as it is: the first one, where that is wished.
    pub(super) fn keeps(&self) -> bool {
        self.wish.keep && !self.kept.swap(true, Ordering::Relaxed)
    }

    pub(super) fn done(&self, subject: Subject<'_>, since: Instant, outcome: Result<(), Failure>) {
        let outcome = match outcome {
            Ok(()) => TrialOutcome::Ok,
            Err(Failure { why, details }) => TrialOutcome::Failed { why, details },
        };
        let Subject { id, kind, name, round, sessions } = subject;
        let seconds = since.elapsed().as_secs_f64();
        let tried = Tried { id: id.to_owned(), kind, name: name.to_owned(), round, outcome, seconds, sessions };
        (self.tell)(&tried);
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).push(tried);
    }

    /// What has been tried since this was asked last.
    pub(super) fn take(&self) -> Vec<Tried> {
        std::mem::take(&mut self.tried.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A namespace that this run is about to make.
    pub(super) fn makes(&self, namespace: &str) {
        self.mine.lock().unwrap_or_else(PoisonError::into_inner).make(namespace);
    }

    /// A cluster may be somebody else's too, so what has gone, and what is not this run's own, count for nothing.
    pub(super) async fn cluster_is_as_before(&self, watcher: &Bench, before: &[Thing], round: usize) {
        let since = Instant::now();
        let namespaces = self.mine.lock().unwrap_or_else(PoisonError::into_inner).namespaces().clone();
        let look = async || {
            let (now, claimed) = (watcher.sandbox.cluster_inventory(), watcher.sandbox.claimed_by(&namespaces));
            let (now, claimed) = (now.await?, claimed.await?);
            let mine = self.mine.lock().unwrap_or_else(PoisonError::into_inner);
            let is_mine = |thing: &Thing| mine.has(thing) || claimed.iter().any(|one| one.is_same(thing));
            let now = now.into_iter().filter(|thing| is_mine(thing) && !before.iter().any(|one| one.id == thing.id));
            Ok(now.chain(before.iter().cloned()).collect())
        };
        let outcome = bench::unchanged(before, look).await;
        let subject = Subject { id: "cluster", kind: TrialKind::Leftovers, name: "", round, sessions: None };
        self.done(subject, since, outcome);
    }
}
