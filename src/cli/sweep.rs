//! `sweep`: removes all that exercises hold in the engines, after a look at it.

use crate::cli::exit::Exit;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, refused};
use crate::tutor::{SweepView, ThingView};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only show what would be removed
    #[arg(long)]
    dry_run: bool,
    /// Also what exercises of other courses made
    #[arg(long)]
    all: bool,
}

/// Shows what would go, asks, and removes it; files and progress stay.
pub(super) async fn run(args: &Args, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let found = match wired.tutor.sweep_preview(&wired.learner, args.all, &ui.lang).await {
        Ok(found) => found,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if args.dry_run && ui.json {
        ui.data(&found)?;
        return Ok(Exit::Passed);
    }
    show(&found, ui);
    if args.dry_run {
        return Ok(Exit::Passed);
    }
    let is_clean = found.exercises.is_empty() && found.loose.is_empty();
    // Starts that hold nothing are closed without a question.
    if !is_clean && !ui.agreed(&ui.words("sandbox-sweep-question", &[])) {
        return Ok(Exit::NotYet);
    }
    let swept = match wired.tutor.sweep(&wired.learner, args.all, &ui.lang).await {
        Ok(swept) => swept,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if ui.json {
        ui.data(&swept)?;
    } else if !is_clean {
        ui.talk(&ui.words("sandbox-swept", &[("count", swept.removed.len().into())]));
    }
    for failure in &swept.failed {
        ui.tinted_talk(Tone::Blind, failure);
    }
    Ok(if swept.failed.is_empty() { Exit::Passed } else { Exit::CannotTell })
}

fn show(found: &SweepView, ui: &Ui) {
    for exercise in &found.exercises {
        ui.talk(&ui.words("sandbox-sweep-exercise", &[("exercise", exercise.exercise.clone().into())]));
        list(&exercise.things, Tone::Open, ui);
    }
    if !found.loose.is_empty() {
        ui.talk(&ui.words("sandbox-sweep-loose", &[]));
        list(&found.loose, Tone::Open, ui);
    }
    if found.exercises.is_empty() && found.loose.is_empty() {
        ui.talk(&ui.words("sandbox-sweep-nothing", &[]));
    }
    if !found.strange.is_empty() {
        ui.talk(&ui.words("sandbox-sweep-strange", &[]));
        list(&found.strange, Tone::Faint, ui);
    }
    for why in &found.unseen {
        ui.talk(&ui.words("sandbox-sweep-unseen", &[("why", why.clone().into())]));
    }
}

fn list(things: &[ThingView], tone: Tone, ui: &Ui) {
    for thing in things {
        ui.tinted_talk(tone, &format!("  - {}", thing.text));
    }
}
