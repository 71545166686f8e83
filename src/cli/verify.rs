//! `verify`: tries every exercise and every session of a lesson on real engines, and sums up in a table.

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, refused};
use crate::config::Config;
use crate::course::problem::only_gaps;
use crate::tutor::{VerifyItem, VerifyKind, VerifyOutcome, VerifyWish};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Exercises and lessons, as docker/keep-the-data; all of them where none is named
    #[arg(value_name = "ID")]
    ids: Vec<String>,
}

/// Tries what was named; a course with problems in its files is not tried.
pub(super) async fn run(args: Args, common: Common, config: Config, ui: &Ui) -> anyhow::Result<Exit> {
    let wish = VerifyWish { only: args.ids, docker: common.docker.clone() };
    let (wired, ui) = match Wired::open_as_author(&common, config, ui).await {
        Ok(opened) => opened,
        Err(exit) => return Ok(exit),
    };
    let ui = &ui;
    if !only_gaps(wired.tutor.problems()) || !wired.trusted(ui).await? {
        return Ok(Exit::NotYet);
    }
    match wired.tutor.verify_refusals(&wish).await {
        Ok(refusals) if refusals.is_empty() => {}
        Ok(refusals) => {
            ui.talk(&ui.words("cli-verify-refused", &[]));
            refusals.iter().for_each(|refusal| ui.talk(&format!("  {refusal}")));
            return Ok(Exit::CannotTell);
        }
        Err(error) => return Ok(refused(&error, ui)),
    }
    let started = std::time::Instant::now();
    let items = match wired.tutor.verify(&wish, |item| ui.talk(&line(item))).await {
        Ok(items) => items,
        Err(error) => return Ok(refused(&error, ui)),
    };
    sum_up(&items, started.elapsed().as_secs_f64(), ui)
}

fn line(item: &VerifyItem) -> String {
    let mark = if item.outcome == VerifyOutcome::Ok { "ok  " } else { "FAIL" };
    format!("{mark} {:>6.1} s  {} {}", item.seconds, item.id, what(item))
}

/// What was tried, as `wrong/bind-mount`.
fn what(item: &VerifyItem) -> String {
    match item.kind {
        VerifyKind::AsShipped => "as shipped".into(),
        VerifyKind::Wrong => format!("wrong/{}", item.name),
        VerifyKind::Right => format!("right/{}", item.name),
        VerifyKind::Solution => "solution".into(),
        VerifyKind::Lesson => "lesson".into(),
        VerifyKind::Leftovers => "leftovers".into(),
    }
}

/// The failures with what was seen, then a row an exercise or lesson, then one line of counts.
fn sum_up(items: &[VerifyItem], seconds: f64, ui: &Ui) -> anyhow::Result<Exit> {
    let failed = items.iter().filter(|item| item.outcome != VerifyOutcome::Ok).count();
    let exit = if failed == 0 { Exit::Passed } else { Exit::NotYet };
    if ui.json {
        ui.data(&items)?;
        return Ok(exit);
    }
    for item in items {
        if let VerifyOutcome::Failed { why, details } = &item.outcome {
            ui.tinted(Tone::Open, &format!("\n{} {}: {why}", item.id, what(item)));
            details.lines().for_each(|line| ui.line(&format!("    {line}")));
        }
    }
    ui.line("");
    let mut ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    ids.dedup();
    for id in ids {
        let of: Vec<_> = items.iter().filter(|item| item.id == id).collect();
        let bad = of.iter().filter(|item| item.outcome != VerifyOutcome::Ok).count();
        let spent: f64 = of.iter().map(|item| item.seconds).sum();
        let tone = if bad == 0 { Tone::Plain } else { Tone::Open };
        ui.tinted(tone, &format!("{id:<40} {:>3} tried {bad:>3} failed {spent:>7.1} s", of.len()));
    }
    ui.line(&format!("\nverify: {} passed, {failed} failed; {seconds:.0} s", items.len() - failed));
    Ok(exit)
}
