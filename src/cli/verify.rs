//! `verify`: tries every exercise and every session of a lesson on real engines, and sums up in a table.
#![expect(clippy::disallowed_methods, reason = "writes the results where its author wants them")]

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, refused};
use crate::config::Config;
use crate::course::problem::only_gaps;
use crate::course::{Selection, TrialOutcome, Tried, Verification};
use crate::tutor::VerifyWish;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Exercises and lessons, as docker/keep-the-data; all of them where none is named
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Only these trials: as-shipped, wrong, right, solution, lesson, or one attempt, as wrong/bind-mount
    #[arg(long, value_name = "TRIAL")]
    only: Vec<Selection>,
    /// How many run side by side; by default one on each Docker engine, and two that need no Docker
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Try everything N times, and name what came out now so, now so
    #[arg(long, value_name = "N", default_value = "1")]
    repeat: NonZeroUsize,
    /// Leave the first failure as it is, say where it lies, and end
    #[arg(long)]
    keep: bool,
    /// Name the checks that no wrong answer would miss, were they always to pass
    #[arg(long)]
    mutate: bool,
    /// Write the results to a file, for `build --verified` and for other programs
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
}

/// Tries what was named; a course with problems in its files is not tried.
pub(super) async fn run(args: Args, common: Common, config: Config, ui: &Ui) -> anyhow::Result<Exit> {
    let Args { ids, only, jobs, repeat, keep, mutate, results } = args;
    let wish = VerifyWish { ids, only, docker: common.docker.clone(), jobs, rounds: repeat.get(), keep, mutate };
    let (wired, ui) = match Wired::open_as_author(&common, config, ui).await {
        Ok(opened) => opened,
        Err(exit) => return Ok(exit),
    };
    let ui = &ui;
    if !only_gaps(wired.tutor.problems()) {
        ui.talk(&ui.words("cli-verify-unsound", &[]));
        return Ok(Exit::NotYet);
    }
    if !wired.trusted(ui).await? {
        return Ok(Exit::NotYet);
    }
    let _turn = match wired.tutor.verify_turn(&wish, || ui.talk(&ui.words("cli-verify-waits", &[]))).await {
        Ok(turn) => turn,
        Err(error) => return Ok(refused(&error, ui)),
    };
    match wired.tutor.verify_refusals(&wish).await {
        Ok(refusals) if refusals.is_empty() => {}
        Ok(refusals) => {
            ui.talk(&ui.words("cli-verify-refused", &[]));
            refusals.iter().for_each(|refusal| ui.talk(&format!("  {refusal}")));
            return Ok(Exit::CannotTell);
        }
        Err(error) => return Ok(refused(&error, ui)),
    }
    let several = wish.rounds > 1;
    let verification = match wired.tutor.verify(&wish, |tried| ui.talk(&line(tried, several))).await {
        Ok(verification) => verification,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if verification.tried.is_empty() {
        ui.talk(&ui.words("cli-verify-nothing", &[]));
        return Ok(Exit::WrongUse);
    }
    if let Some(file) = results {
        save(&verification, &file)?;
    }
    if ui.json {
        ui.data(&verification)?;
    } else {
        sum_up(&verification, ui);
    }
    let is_ok = verification.tried.iter().all(|tried| tried.outcome == TrialOutcome::Ok);
    Ok(if is_ok && verification.unnoticed.is_empty() { Exit::Passed } else { Exit::NotYet })
}

fn save(verification: &Verification, file: &Path) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(verification)? + "\n";
    std::fs::write(file, text).with_context(|| format!("cannot write `{}`", file.display()))
}

fn line(tried: &Tried, several: bool) -> String {
    let mark = if tried.outcome == TrialOutcome::Ok { "ok  " } else { "FAIL" };
    let sessions = tried.sessions.map(|of| format!(" {} of {} sessions", of.run, of.all)).unwrap_or_default();
    let round = if several { format!(" (round {})", tried.round) } else { String::new() };
    format!("{mark} {:>6.1} s  {} {}{sessions}{round}", tried.seconds, tried.id, tried.what())
}

/// The failures with what was seen, then a row an exercise or lesson, then one line of counts.
fn sum_up(verification: &Verification, ui: &Ui) {
    let tried = &verification.tried;
    for one in tried {
        if let TrialOutcome::Failed { why, details } = &one.outcome {
            ui.tinted(Tone::Open, &format!("\n{} {}: {why}", one.id, one.what()));
            details.lines().for_each(|line| ui.line(&format!("    {line}")));
        }
    }
    ui.line("");
    let is_bad = |one: &&Tried| one.outcome != TrialOutcome::Ok;
    let mut ids: Vec<&str> = Vec::new();
    for one in tried {
        if !ids.contains(&one.id.as_str()) {
            ids.push(&one.id);
        }
    }
    for id in ids {
        let of: Vec<_> = tried.iter().filter(|one| one.id == id).collect();
        let bad = of.iter().filter(|one| is_bad(one)).count();
        let spent: f64 = of.iter().map(|one| one.seconds).sum();
        let tone = if bad == 0 { Tone::Plain } else { Tone::Open };
        ui.tinted(tone, &format!("{id:<40} {:>3} tried {bad:>3} failed {spent:>7.1} s", of.len()));
    }
    for one in verification.flaky() {
        ui.tinted(
            Tone::Open,
            &format!("flaky: {} {} failed in round {}, and not in all", one.id, one.what(), one.round),
        );
    }
    for one in &verification.unnoticed {
        ui.tinted(Tone::Open, &format!("unnoticed: no wrong answer to {} needs the check `{}`", one.id, one.check));
    }
    let failed = tried.iter().filter(is_bad).count();
    ui.line(&format!("\nverify: {} passed, {failed} failed; {:.0} s", tried.len() - failed, verification.seconds));
}
