//! Exercises and lessons tested like code, on real engines: what an author wrote does what it says, and leaves nothing.
//!
//! Workers have a Docker engine each and take one exercise or lesson at a time; every trial has a namespace, a
//! workspace and data of its own, all temporary. Exercises that need no Docker run beside them.

mod bench;
mod expect;
mod flaws;
mod kept;
mod lesson;
mod mine;
mod mutate;
mod shell;
mod trial;
mod versions;
mod workers;

use std::collections::{BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::time::Instant;

use chrono::Utc;
use futures_util::future::join_all;

use crate::check::World;
use crate::course::{Exercise, HttpTarget, Lang, Look, Need, Selection, Tried, Verification};
use crate::engine::EngineSettings;
use crate::sandbox::{Thing, Turn, turn_on};

use super::error::of_sandbox;
use super::{Tutor, TutorError};
use bench::Bench;
use workers::{Job, Shared};

/// What to verify, and where.
#[derive(Debug, Clone)]
pub struct VerifyWish {
    /// Exercises and lessons by id; none means all.
    pub ids: Vec<String>,
    /// Trials; none means all.
    pub only: Vec<Selection>,
    /// A worker for each of these Docker engines; none means one worker on the learner's.
    pub docker: Vec<String>,
    /// How many trials may run side by side; none means one an engine, and two that need no Docker.
    pub jobs: Option<NonZeroUsize>,
    /// How often everything is tried.
    pub rounds: usize,
    /// Leave the first failure as it is, for somebody to look at, and end.
    pub keep: bool,
    /// Name the checks that no wrong answer notices.
    pub mutate: bool,
}

impl Default for VerifyWish {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            only: Vec::new(),
            docker: Vec::new(),
            jobs: None,
            rounds: 1,
            keep: false,
            mutate: false,
        }
    }
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

impl Tutor {
    /// Waits until nobody else tries a course on these engines; says so where that takes a while.
    ///
    /// # Errors
    /// When an engine that is needed cannot be asked, or the turn cannot be taken.
    pub async fn verify_turn(&self, wish: &VerifyWish, waits: impl FnOnce()) -> Result<Turn, TutorError> {
        let (docker, others) = self.jobs(wish);
        let mut engines = BTreeSet::new();
        if docker.iter().chain(&others).any(Job::needs_cluster) {
            engines.insert(Bench::new(self, self.engine_settings())?.sandbox.cluster_id().await?);
        }
        if !docker.is_empty() {
            for settings in self.worker_settings(wish) {
                engines.insert(Bench::new(self, settings)?.sandbox.docker_id().await?);
            }
        }
        turn_on(&engines, waits).await.map_err(|error| of_sandbox(error, &Lang::en()))
    }

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
        refusals.extend(
            found
                .iter()
                .map(|Thing { kind, name, .. }| format!("Sampan has made the {kind} `{name}`, which is still there")),
        );
        Ok(refusals)
    }

    /// Tries everything, tells each trial as it is done, and gives all of them in the course's order.
    ///
    /// # Errors
    /// When there is nothing of a wished name, or an engine cannot be asked.
    pub async fn verify(&self, wish: &VerifyWish, tell: impl Fn(&Tried) + Sync) -> Result<Verification, TutorError> {
        self.refuse_untrusted()?;
        self.refuse_unknown(wish)?;
        let (at, begun) = (Utc::now(), Instant::now());
        let (docker, others) = self.jobs(wish);
        let needs: BTreeSet<Need> = docker.iter().chain(&others).flat_map(Job::needs).copied().collect();
        let digests = docker.iter().chain(&others).map(|job| (job.id().to_owned(), self.library().digest_of(job.id())));
        let digests = digests.collect();
        let watcher = Bench::new(self, self.engine_settings())?;
        let engines = versions::of(&watcher, &needs).await;
        let shared = Shared::new(self, wish, &tell);
        let mut tried = Vec::new();
        for round in 1..=wish.rounds {
            tried.extend(self.round(wish, round, &shared).await?);
            if shared.has_kept() {
                break;
            }
        }
        let (program, seconds) = (env!("CARGO_PKG_VERSION").to_owned(), begun.elapsed().as_secs_f64());
        let exercises = self.course().exercises.values().filter(|_| wish.mutate);
        let unnoticed = exercises.flat_map(|exercise| mutate::unnoticed(exercise, &tried)).collect();
        Ok(Verification { format: Verification::FORMAT, program, at, seconds, engines, digests, tried, unnoticed })
    }

    /// Tries everything once.
    async fn round(&self, wish: &VerifyWish, round: usize, shared: &Shared<'_>) -> Result<Vec<Tried>, TutorError> {
        let (docker, others) = self.jobs(wish);
        let cluster = docker.iter().chain(&others).any(Job::needs_cluster);
        let watcher = Bench::new(self, self.engine_settings())?;
        let before = if cluster { watcher.sandbox.cluster_inventory().await? } else { Vec::new() };
        let engines = self.worker_settings(wish);
        // Two more, for what waits for a cluster most of its time.
        let beside = wish.jobs.map_or(2, |jobs| jobs.get().saturating_sub(engines.len()).max(1));
        let (docker, others) = (Mutex::new(docker), Mutex::new(others));
        let mut lanes = Vec::new();
        for settings in engines {
            lanes.push(shared.lane(Bench::new(self, settings)?, &docker, round));
        }
        for _ in 0..beside {
            lanes.push(shared.lane(Bench::new(self, self.engine_settings())?, &others, round));
        }
        join_all(lanes).await;
        if cluster && !shared.has_kept() {
            shared.cluster_is_as_before(&watcher, &before, round).await;
        }
        Ok(self.sorted(shared.take()))
    }

    fn refuse_unknown(&self, wish: &VerifyWish) -> Result<(), TutorError> {
        let known = |id: &&String| {
            self.course().exercises.keys().any(|one| one.as_str() == *id)
                || self.course().lessons().any(|one| one.id.as_str() == *id)
        };
        match wish.ids.iter().find(|id| !known(id)) {
            Some(unknown) => Err(TutorError::NoSuchExercise(unknown.clone())),
            None => Ok(()),
        }
    }

    /// What needs Docker, and all else.
    fn jobs(&self, wish: &VerifyWish) -> (VecDeque<Job<'_>>, VecDeque<Job<'_>>) {
        let wished = |id: &str| wish.ids.is_empty() || wish.ids.iter().any(|one| one == id);
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
    fn sorted(&self, mut tried: Vec<Tried>) -> Vec<Tried> {
        let lessons = self.course().lessons();
        let ids = lessons.flat_map(|lesson| {
            std::iter::once(lesson.id.to_string()).chain(lesson.exercises.iter().map(ToString::to_string))
        });
        let order: Vec<String> = ids.collect();
        tried.sort_by_key(|tried| order.iter().position(|id| *id == tried.id).unwrap_or(usize::MAX));
        tried
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
