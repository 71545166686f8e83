//! `reset` and `stop`: taking an exercise down, after a look at what will go.

use crate::cli::exercise::MaybeArgs;
use crate::cli::exit::Exit;
use crate::cli::steps;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, refused};
use crate::course::ExerciseId;
use crate::tutor::ResetView;

/// Takes the exercise down, moves the workspace aside, and sets it up again.
pub(super) async fn reset(args: &MaybeArgs, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let Some(id) = wired.exercise(args.id.as_ref(), ui).await? else { return Ok(Exit::WrongUse) };
    let preview = match agreed(&id, "cli-reset-question", wired, ui).await? {
        Ok(preview) => preview,
        Err(exit) => return Ok(exit),
    };
    ui.talk(&ui.words("cli-set-aside", &[("name", preview.workspace.into()), ("aside", preview.aside.into())]));
    match wired.tutor.reset(&wired.learner, &id, &ui.lang, |step| steps::show(&step, ui)).await {
        Ok(view) => {
            ui.talk(&ui.words("cli-paste", &[]));
            ui.line(&format!("  {}", view.paste));
            Ok(Exit::Passed)
        }
        Err(error) => Ok(refused(&error, ui)),
    }
}

/// Takes the exercise down; files and progress stay.
pub(super) async fn stop(args: &MaybeArgs, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let Some(id) = wired.exercise(args.id.as_ref(), ui).await? else { return Ok(Exit::WrongUse) };
    if let Err(exit) = agreed(&id, "cli-stop-question", wired, ui).await? {
        return Ok(exit);
    }
    match wired.tutor.stop(&wired.learner, &id, &ui.lang).await {
        Ok(view) => {
            ui.talk(&ui.words("cli-stopped", &[("name", view.workspace.into())]));
            Ok(Exit::Passed)
        }
        Err(error) => Ok(refused(&error, ui)),
    }
}

/// Lists what would be removed and asks; with nothing to remove there is nothing to ask.
async fn agreed(id: &ExerciseId, question: &str, wired: &Wired, ui: &Ui) -> anyhow::Result<Result<ResetView, Exit>> {
    let preview = match wired.tutor.reset_preview(&wired.learner, id, &ui.lang).await {
        Ok(preview) => preview,
        Err(error) => return Ok(Err(refused(&error, ui))),
    };
    if preview.things.is_empty() {
        return Ok(Ok(preview));
    }
    ui.talk(&ui.words("cli-will-remove", &[]));
    for thing in &preview.things {
        ui.tinted(Tone::Open, &format!("  - {}", thing.text));
    }
    Ok(if ui.agreed(&ui.words(question, &[])) { Ok(preview) } else { Err(Exit::NotYet) })
}
