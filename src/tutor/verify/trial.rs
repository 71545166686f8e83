//! The trials of an exercise: as shipped, with each wrong and each right answer, and with its solution.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Instant;

use chrono::Utc;

use crate::check::{self, Place};
use crate::course::{AnswersFile, Attempt, CheckId, Exercise, File, Need, Owns, TrialKind, UNTAGGED};
use crate::sandbox::Plot;

use super::bench::{self, Bench};
use super::expect::{Expected, holds, settles};
use super::flaws::hinted;
use super::shell::Ran;
use super::workers::{Shared, Subject};
use super::{Failure, kept, publishes};

/// The file of an attempt in which typed answers stand, by check.
const ANSWERS: &str = "answers.toml";

/// One thing to try.
pub(super) struct Trial<'a> {
    kind: TrialKind,
    name: &'a str,
    files: &'a [File],
    script: &'static str,
    expected: Expected,
    /// The hint that is due.
    pub(super) hint: Option<usize>,
    /// What it makes outside `owns`.
    leaves: Option<&'a Owns>,
}

impl<'a> Trial<'a> {
    fn of(kind: TrialKind, attempt: &'a Attempt, expected: Expected) -> Self {
        let Attempt { name, files, expect } = attempt;
        Self { kind, name, files, script: "attempt.sh", expected, hint: expect.hint, leaves: Some(&expect.leaves) }
    }

    /// Whether it may leave images without a tag, which no name could take down.
    fn leaves_untagged(&self) -> bool {
        self.leaves.is_some_and(|leaves| leaves.images.iter().any(|image| image == UNTAGGED))
    }
}

fn trials(exercise: &Exercise) -> Vec<Trial<'_>> {
    let wrong = exercise.wrong.iter().map(|attempt| {
        let expected = Expected::NotYet(attempt.expect.not_yet.iter().cloned().collect(), attempt.expect.diagnosis);
        Trial::of(TrialKind::Wrong, attempt, expected)
    });
    let right = exercise.right.iter().map(|attempt| Trial::of(TrialKind::Right, attempt, Expected::AllPass));
    let plain =
        |kind, files, expected| Trial { kind, name: "", files, script: "solve.sh", expected, hint: None, leaves: None };
    let shipped = plain(TrialKind::AsShipped, &[][..], Expected::AsShipped);
    let solution = plain(TrialKind::Solution, &exercise.solution[..], Expected::AllPass);
    [shipped].into_iter().chain(wrong).chain(right).chain([solution]).collect()
}

impl Shared<'_> {
    /// Tries an exercise in every way, one after the other.
    pub(super) async fn exercise(&self, bench: &Bench, exercise: &Exercise, round: usize) {
        let _ports = if publishes(exercise) { Some(self.ports.lock().await) } else { None };
        let leaves = exercise.wrong.iter().chain(&exercise.right).map(|attempt| &attempt.expect.leaves);
        let cluster_wide = leaves.chain([&exercise.owns]).any(|owns| !owns.cluster.is_empty());
        let _cluster_wide = if cluster_wide { Some(self.cluster_wide.lock().await) } else { None };
        for trial in trials(exercise).into_iter().filter(|trial| self.wants(trial.kind, trial.name)) {
            if self.has_kept() {
                return;
            }
            let since = Instant::now();
            let outcome = self.trial(bench, exercise, &trial).await;
            let Trial { kind, name, .. } = trial;
            self.done(Subject { id: exercise.id.as_str(), kind, name, round, sessions: None }, since, outcome);
        }
    }

    async fn trial(&self, bench: &Bench, exercise: &Exercise, trial: &Trial<'_>) -> Result<(), Failure> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let namespace = format!("{}-{number}", exercise.namespace());
        self.makes(&namespace);
        let root = bench.root(&namespace);
        let plot = bench.sandbox.plot_in(exercise, namespace, &root);
        // Taken down as if it owned what the attempt leaves.
        let exercise = &with(exercise, trial.leaves);
        let docker = exercise.needs(Need::Docker);
        let before = match docker {
            true => Some(bench.sandbox.docker_inventory().await.map_err(|why| bench::unreachable(&why))?),
            false => None,
        };
        let since = Utc::now();
        let tried = match self.attempt(bench, exercise, trial, &plot).await {
            Err(failure) if self.keeps() => {
                let surroundings = bench.surroundings(&plot, &exercise.needs).await?;
                return Err(kept::told(failure, &surroundings));
            }
            tried => tried,
        };
        let mut gone = bench.take_down(exercise, &plot, since).await;
        if let Some(before) = before.as_ref().filter(|_| trial.leaves_untagged()) {
            gone = gone.and(bench.clear_untagged(before).await);
        }
        bench::judged(tried.and(gone), before, || bench.sandbox.docker_inventory()).await
    }

    async fn attempt(&self, bench: &Bench, exercise: &Exercise, trial: &Trial<'_>, plot: &Plot) -> Result<(), Failure> {
        let mut place = bench.set_up(exercise, plot, Some(exercise)).await?;
        let ran = match trial.kind {
            TrialKind::AsShipped | TrialKind::Lesson | TrialKind::Leftovers => None,
            TrialKind::Wrong | TrialKind::Right | TrialKind::Solution => {
                Some(self.run(bench, exercise, trial, (plot, &mut place)).await?)
            }
        };
        let hold = holds(&exercise.needs);
        let settled = settles(&trial.expected, hold, async || check::run(exercise, &bench.world, &place).await).await;
        let settled = match trial.kind {
            TrialKind::Solution => self.valued(bench, exercise, &place, settled).await,
            TrialKind::Wrong => hinted(bench, exercise, trial, &place, settled).await,
            TrialKind::AsShipped | TrialKind::Right | TrialKind::Lesson | TrialKind::Leftovers => settled,
        };
        settled.map_err(|mut failure| {
            let output = ran.map(|ran| ran.output).filter(|output| !output.trim().is_empty());
            failure.details.extend(output.map(|output| format!("\nthe script printed:\n{output}")));
            failure
        })
    }

    async fn run(
        &self,
        bench: &Bench,
        exercise: &Exercise,
        trial: &Trial<'_>,
        (plot, place): (&Plot, &mut Place),
    ) -> Result<Ran, Failure> {
        let (answers, files): (Vec<&File>, Vec<&File>) = trial.files.iter().partition(|file| file.path == ANSWERS);
        place.answers = typed(answers.first().copied())?;
        let files: Vec<File> = files.into_iter().cloned().collect();
        let script = bench::lay_out(&files, trial.script, &plot.workspace, &bench.root(&plot.namespace))?;
        let surroundings = bench.surroundings(plot, &exercise.needs).await?;
        let ran = surroundings.script(&script).await?;
        match ran.code {
            Some(0) => Ok(ran),
            Some(code) => Err(Failure::new(format!("`{}` ended with code {code}", trial.script), ran.output)),
            None => Err(Failure::new(format!("`{}` did not end in time", trial.script), ran.output)),
        }
    }
}

/// The exercise with more names to take down.
fn with(exercise: &Exercise, leaves: Option<&Owns>) -> Exercise {
    let mut exercise = exercise.clone();
    if let Some(leaves) = leaves.cloned() {
        exercise.owns.containers.extend(leaves.containers);
        exercise.owns.volumes.extend(leaves.volumes);
        exercise.owns.networks.extend(leaves.networks);
        exercise.owns.images.extend(leaves.images);
        exercise.owns.cluster.extend(leaves.cluster);
    }
    exercise
}

fn typed(file: Option<&File>) -> Result<BTreeMap<CheckId, String>, Failure> {
    let Some(file) = file else { return Ok(BTreeMap::new()) };
    toml::from_slice::<AnswersFile>(&file.bytes)
        .map(|file| file.0)
        .map_err(|error| Failure::new(format!("`{ANSWERS}` cannot be read"), error.to_string()))
}
