//! Exercises and lessons tested like code, on real engines: what an author wrote does what it says, and leaves nothing.
//!
//! Workers have a Docker engine each and take one exercise or lesson at a time; every trial has a namespace, a
//! workspace and data of its own, all temporary. Exercises that need no Docker run beside them.

mod bench;
mod expect;
mod lesson;
mod shell;
mod trial;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use futures_util::future::join_all;
use serde::Serialize;

use crate::check::World;
use crate::course::{Exercise, HttpTarget, Lesson, Look, Need};
use crate::engine::EngineSettings;
use crate::sandbox::Thing;

use super::{Tutor, TutorError};
use bench::Bench;

/// What to verify, and where.
#[derive(Debug, Clone, Default)]
pub struct VerifyWish {
    /// Exercises and lessons by id; none means all.
    pub only: Vec<String>,
    /// A worker for each of these Docker engines; none means one worker on the learner's.
    pub docker: Vec<String>,
}

/// One trial and what it came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerifyItem {
    /// The exercise or lesson.
    pub id: String,
    pub kind: VerifyKind,
    /// The attempt's own name, or nothing.
    pub name: String,
    pub outcome: VerifyOutcome,
    pub seconds: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifyKind {
    AsShipped,
    Wrong,
    Right,
    Solution,
    Lesson,
    /// What is left in the cluster when all is done.
    Leftovers,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifyOutcome {
    Ok,
    Failed {
        why: String,
        /// What the script printed, or what every check said.
        details: String,
    },
}

/// Why a trial failed.
#[derive(Debug)]
struct Failure {
    why: String,
    details: String,
}

impl Failure {
    fn new(why: impl Into<String>, details: impl Into<String>) -> Self {
        Self { why: why.into(), details: details.into() }
    }
}

/// What a worker takes from the queue.
enum Job<'a> {
    Exercise(&'a Exercise),
    Lesson(&'a Lesson, Vec<Need>),
}

/// What the workers share.
struct Shared<'a> {
    tutor: &'a Tutor,
    tell: &'a (dyn Fn(&VerifyItem) + Sync),
    items: Mutex<Vec<VerifyItem>>,
    /// Numbers the namespaces.
    count: std::sync::atomic::AtomicUsize,
    /// Held by who publishes ports: all engines of one machine share them.
    ports: tokio::sync::Mutex<()>,
    /// Held by who makes cluster-wide objects, whose names have no namespace.
    cluster_wide: tokio::sync::Mutex<()>,
}

impl Tutor {
    /// What forbids to verify here, in plain words: an exercise in progress, or things of ours in an engine.
    ///
    /// # Errors
    /// When an engine that is needed cannot be asked.
    pub async fn verify_refusals(&self, wish: &VerifyWish) -> Result<Vec<String>, TutorError> {
        let started = self.in_progress().await?;
        let mut refusals: Vec<_> = started.iter().map(|id| format!("the exercise `{id}` is in progress")).collect();
        let (docker, others) = self.jobs(wish);
        let jobs = || docker.iter().chain(&others);
        let mut found = Vec::new();
        if jobs().any(Job::needs_cluster) {
            found.extend(Bench::new(self, self.engine_settings())?.sandbox.cluster_labelled().await?);
        }
        if !docker.is_empty() {
            for settings in self.worker_settings(wish) {
                found.extend(Bench::new(self, settings)?.sandbox.docker_labelled().await?);
            }
        }
        refusals.extend(found.iter().map(|Thing { kind, name, .. }| format!("there is our {kind} `{name}`")));
        Ok(refusals)
    }

    /// Tries everything, tells each item as it is done, and gives all of them in the course's order.
    ///
    /// # Errors
    /// When there is nothing of a wished name, or an engine cannot be asked.
    pub async fn verify(
        &self,
        wish: &VerifyWish,
        tell: impl Fn(&VerifyItem) + Sync,
    ) -> Result<Vec<VerifyItem>, TutorError> {
        self.refuse_untrusted()?;
        self.refuse_unknown(wish)?;
        let (docker, others) = self.jobs(wish);
        let shared = Shared::new(self, &tell);
        let cluster = docker.iter().chain(&others).any(Job::needs_cluster);
        let watcher = Bench::new(self, self.engine_settings())?;
        let before = if cluster { watcher.sandbox.cluster_inventory().await? } else { Vec::new() };
        let (docker, others) = (Mutex::new(docker), Mutex::new(others));
        let mut lanes = Vec::new();
        for settings in self.worker_settings(wish) {
            lanes.push(shared.lane(Bench::new(self, settings)?, &docker));
        }
        // Two more, for what waits for a cluster most of its time.
        for _ in 0..2 {
            lanes.push(shared.lane(Bench::new(self, self.engine_settings())?, &others));
        }
        join_all(lanes).await;
        if cluster {
            shared.cluster_is_as_before(&watcher, &before).await;
        }
        Ok(self.sorted(shared.items.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }

    fn refuse_unknown(&self, wish: &VerifyWish) -> Result<(), TutorError> {
        let known = |id: &&String| {
            self.course().exercises.keys().any(|one| one.as_str() == *id)
                || self.course().lessons().any(|one| one.id.as_str() == *id)
        };
        match wish.only.iter().find(|id| !known(id)) {
            Some(unknown) => Err(TutorError::NoSuchExercise(unknown.clone())),
            None => Ok(()),
        }
    }

    /// What needs Docker, and all else.
    fn jobs(&self, wish: &VerifyWish) -> (VecDeque<Job<'_>>, VecDeque<Job<'_>>) {
        let wished = |id: &str| wish.only.is_empty() || wish.only.iter().any(|one| one == id);
        let exercises = self.course().exercises.values().filter(|exercise| wished(exercise.id.as_str()));
        let lessons = self.course().lessons().filter(|lesson| wished(lesson.id.as_str()));
        let lessons = lessons.map(|lesson| Job::Lesson(lesson, self.needs_of(lesson)));
        exercises.map(Job::Exercise).chain(lessons).partition(|job| job.needs().contains(&Need::Docker))
    }

    fn engine_settings(&self) -> EngineSettings {
        match &self.0.world {
            World::Real(engines) => engines.settings().clone(),
            World::Scripted(_) => EngineSettings::default(),
        }
    }

    fn worker_settings(&self, wish: &VerifyWish) -> Vec<EngineSettings> {
        let base = self.engine_settings();
        if wish.docker.is_empty() {
            return vec![base];
        }
        wish.docker.iter().map(|host| EngineSettings { docker_named: Some(host.clone()), ..base.clone() }).collect()
    }

    /// Exercises and lessons as a reader meets them, attempts in the order in which they were tried.
    fn sorted(&self, mut items: Vec<VerifyItem>) -> Vec<VerifyItem> {
        let lessons = self.course().lessons();
        let ids = lessons.flat_map(|lesson| {
            std::iter::once(lesson.id.to_string()).chain(lesson.exercises.iter().map(ToString::to_string))
        });
        let order: Vec<String> = ids.collect();
        items.sort_by_key(|item| order.iter().position(|id| *id == item.id).unwrap_or(usize::MAX));
        items
    }
}

impl Job<'_> {
    fn needs(&self) -> &[Need] {
        match self {
            Job::Exercise(exercise) => &exercise.needs,
            Job::Lesson(_, needs) => needs,
        }
    }

    fn needs_cluster(&self) -> bool {
        self.needs().iter().any(|need| matches!(need, Need::Kubernetes | Need::Helm))
    }
}

impl<'a> Shared<'a> {
    fn new(tutor: &'a Tutor, tell: &'a (dyn Fn(&VerifyItem) + Sync)) -> Self {
        Self {
            tutor,
            tell,
            items: Mutex::default(),
            count: 1.into(),
            ports: tokio::sync::Mutex::default(),
            cluster_wide: tokio::sync::Mutex::default(),
        }
    }

    /// A worker: takes job after job until there is none.
    async fn lane(&self, bench: Bench, queue: &Mutex<VecDeque<Job<'_>>>) {
        loop {
            let job = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            match job {
                Some(Job::Exercise(exercise)) => self.exercise(&bench, exercise).await,
                Some(Job::Lesson(lesson, needs)) => self.lesson(&bench, lesson, &needs).await,
                None => return,
            }
        }
    }

    fn done(&self, id: &str, kind: VerifyKind, name: &str, since: Instant, outcome: Result<(), Failure>) {
        let outcome = match outcome {
            Ok(()) => VerifyOutcome::Ok,
            Err(Failure { why, details }) => VerifyOutcome::Failed { why, details },
        };
        let seconds = since.elapsed().as_secs_f64();
        let item = VerifyItem { id: id.to_owned(), kind, name: name.to_owned(), outcome, seconds };
        (self.tell)(&item);
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(item);
    }

    /// A cluster may be somebody else's too, so what has gone, and namespaces that are not ours, count for nothing.
    async fn cluster_is_as_before(&self, watcher: &Bench, before: &[Thing]) {
        let since = Instant::now();
        let foreign = |thing: &Thing| thing.is_namespace() && !thing.name.starts_with("sampan-");
        let look = async || {
            let now = watcher.sandbox.cluster_inventory().await?;
            let now = now.into_iter().filter(|thing| !foreign(thing) && !before.iter().any(|one| one.id == thing.id));
            Ok(now.chain(before.iter().cloned()).collect())
        };
        let outcome = bench::unchanged(before, look).await;
        self.done("cluster", VerifyKind::Leftovers, "", since, outcome);
    }
}

/// Whether an exercise uses ports of this machine, which all engines share.
fn publishes(exercise: &Exercise) -> bool {
    let looks = exercise.checks.iter().flat_map(|check| check.looks.values());
    let mut looks = looks.filter(|look| matches!(look, Look::Http { to: HttpTarget::Published { .. }, .. }));
    let attempts = exercise.right.iter().chain(&exercise.wrong).flat_map(|attempt| &attempt.files);
    let mut files = attempts.chain(&exercise.solution);
    looks.next().is_some() || files.any(|file| publishes_port(&String::from_utf8_lossy(&file.bytes)))
}

/// Whether a `docker` command of this text publishes a port.
fn publishes_port(text: &str) -> bool {
    let flags = ["-p", "-P", "--publish", "--publish-all"];
    let is_flag = |word: &str| flags.contains(&word) || word.starts_with("--publish=");
    text.replace("\\\n", " ").lines().any(|line| line.contains("docker") && line.split_whitespace().any(is_flag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_publishes_ports_is_known() {
        assert!(publishes_port("docker run -d -p 8080:80 nginx"));
        assert!(publishes_port("docker run --name web \\\n  --publish=8080:80 nginx"));
        assert!(!publishes_port("mkdir -p site\ndocker run nginx"));
    }
}
