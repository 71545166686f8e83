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
    let files = |preview: &ResetView| {
        let (name, aside) = (preview.workspace.clone().into(), preview.aside.clone().into());
        ui.talk(&ui.words("cli-set-aside", &[("name", name), ("aside", aside)]));
    };
    if let Err(exit) = agreed(&id, "cli-reset-question", files, wired, ui).await? {
        return Ok(exit);
    }
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
    if let Err(exit) = agreed(&id, "cli-stop-question", |_| {}, wired, ui).await? {
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

/// Lists what would be removed, says what else will happen, and asks; with nothing to remove there is nothing to ask.
async fn agreed(
    id: &ExerciseId,
    question: &str,
    say: impl Fn(&ResetView),
    wired: &Wired,
    ui: &Ui,
) -> anyhow::Result<Result<(), Exit>> {
    let preview = match wired.tutor.reset_preview(&wired.learner, id, &ui.lang).await {
        Ok(preview) => preview,
        Err(error) => return Ok(Err(refused(&error, ui))),
    };
    if preview.things.is_empty() {
        say(&preview);
        return Ok(Ok(()));
    }
    ui.talk(&ui.words("cli-will-remove", &[]));
    for thing in &preview.things {
        ui.tinted(Tone::Open, &format!("  - {}", thing.text));
    }
    say(&preview);
    Ok(if ui.agreed(&ui.words(question, &[])) { Ok(()) } else { Err(Exit::NotYet) })
}
