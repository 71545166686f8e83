//! The table: three ways to ask the same, timed in turn.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sampan::check::{self, Place, World};
use sampan::course::{Look, Outcome};

use crate::things;

const ROUNDS: usize = 200;
/// A program is slow: it is run in one round of so many.
const SELDOM: usize = 10;
/// Connections, caches and schemas are made once, and are not what a learner waits for.
const WARM: usize = 5;

/// At most so many times the bare calls.
const BARE: f64 = 3.0;
/// At least so many times faster than the program.
const PROGRAM: f64 = 10.0;

/// Prints a row as soon as it is measured.
pub(crate) struct Table {
    only: Option<String>,
}

/// What is measured where there is a program to compare with, and what it is started with.
pub(crate) type Words<'a> = &'a [&'a str];

impl Table {
    pub(crate) fn begin(only: Option<String>) -> Self {
        println!(
            "| look | Sampan p50 | p95 | bare p50 | p95 | program p50 | p95 | × bare | program × | ≤ 3 × | ≥ 10 × |"
        );
        println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |");
        Self { only }
    }

    /// Whether anybody wants to know.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    /// One look through the whole of a reading: plan, look, judge.
    pub(crate) async fn look(
        &self,
        name: &str,
        (world, place): (&World, &Place),
        look: &Look,
        bare: impl AsyncFn(),
        program: Words<'_>,
    ) {
        let exists = if look.finds_many() { "objects.size() > 0" } else { "object != null" };
        let exercise = things::exercise(&[(look, exists)]);
        let ours = async || {
            let report = check::run(&exercise, world, place).await;
            assert_eq!(report.outcomes[0].1, Some(Outcome::Passed), "{name}");
        };
        self.row(name, ours, bare, program).await;
    }

    pub(crate) async fn row(&self, name: &str, ours: impl AsyncFn(), bare: impl AsyncFn(), program: Words<'_>) {
        if !self.wants(name) {
            return;
        }
        let (mut our, mut bares, mut programs) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..WARM + ROUNDS {
            // Neither way always has what the other one has just left in the engine's caches.
            if round % 2 == 0 {
                our.push(timed(&ours).await);
                bares.push(timed(&bare).await);
            } else {
                bares.push(timed(&bare).await);
                our.push(timed(&ours).await);
            }
            if round % SELDOM == 0 && !program.is_empty() {
                let before = Instant::now();
                run(program);
                programs.push(before.elapsed());
            }
        }
        print(name, &Times::of(our.split_off(WARM)), &Times::of(bares.split_off(WARM)), &Times::of(programs));
    }
}

async fn timed(work: impl AsyncFn()) -> Duration {
    let before = Instant::now();
    work().await;
    before.elapsed()
}

/// Runs a program as a script would, with what it prints read to its end.
fn run(words: Words<'_>) {
    let output = Command::new(words[0]).args(&words[1..]).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Sorted.
struct Times(Vec<Duration>);

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    /// In milliseconds; none where nothing was timed.
    fn at(&self, percent: usize) -> Option<f64> {
        let last = self.0.len().checked_sub(1)?;
        Some(self.0[(self.0.len() * percent / 100).min(last)].as_secs_f64() * 1000.0)
    }
}

fn print(name: &str, ours: &Times, bare: &Times, program: &Times) {
    let of = |times: &Times, percent| times.at(percent).map_or_else(|| "–".to_owned(), |ms| format!("{ms:.2} ms"));
    let slower = ours.at(50).zip(bare.at(50)).map(|(ours, bare)| ours / bare);
    let faster = ours.at(50).zip(program.at(50)).map(|(ours, program)| program / ours);
    let times = |ratio: Option<f64>| ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.1}"));
    let verdict = |good: Option<bool>| match good {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "–",
    };
    println!(
        "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        of(ours, 50),
        of(ours, 95),
        of(bare, 50),
        of(bare, 95),
        of(program, 50),
        of(program, 95),
        times(slower),
        times(faster),
        verdict(slower.map(|ratio| ratio <= BARE)),
        verdict(faster.map(|ratio| ratio >= PROGRAM)),
    );
}
