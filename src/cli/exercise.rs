//! `start`, `hint`, `solution`: what a learner asks for while working on one exercise.

use crate::cli::exit::Exit;
use crate::cli::steps;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, exercise_id, refused};
use crate::course::ExerciseId;
use crate::tutor::TutorError;

/// An exercise that must be named.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The exercise, as docker/keep-the-data
    #[arg(value_parser = exercise_id)]
    pub(super) id: ExerciseId,
}

/// An exercise, else the one that was started last.
#[derive(Debug, clap::Args)]
pub(super) struct MaybeArgs {
    /// The exercise, as docker/keep-the-data; else the one started last
    #[arg(value_parser = exercise_id)]
    pub(super) id: Option<ExerciseId>,
}

/// Starts an exercise, says each step, and prints the task and the line to paste.
pub(super) async fn start(args: &Args, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    if !wired.trusted(ui).await? {
        return Ok(Exit::NotYet);
    }
    match wired.tutor.before(&wired.learner, &args.id, &ui.lang).await {
        Ok(before) => before.lines.iter().for_each(|line| ui.talk(line)),
        Err(error) => return Ok(refused(&error, ui)),
    }
    let steps = |step| steps::show(&step, ui);
    let view = match wired.tutor.start(&wired.learner, &args.id, &ui.lang, steps).await {
        Ok(view) => view,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if ui.json {
        ui.data(&view)?;
        return Ok(Exit::Passed);
    }
    if let Some(task) = wired.tutor.course().exercises.get(&args.id).and_then(|exercise| exercise.task.get(&ui.lang)) {
        ui.line(&format!("\n{}\n\n{}\n", task.title, task.body.trim()));
    }
    ui.talk(&ui.words("cli-paste", &[]));
    ui.tinted(Tone::Plain, &format!("  {}", view.paste));
    ui.talk(&ui.words("cli-then-check", &[]));
    Ok(Exit::Passed)
}

/// Shows the next hint, after those that were shown before.
pub(super) async fn hint(args: &MaybeArgs, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let Some(id) = wired.exercise(args.id.as_ref(), ui).await? else { return Ok(Exit::WrongUse) };
    let hints = match wired.tutor.hint(&wired.learner, &id, &ui.lang).await {
        Ok(hints) => hints,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if ui.json {
        ui.data(&hints)?;
        return Ok(Exit::Passed);
    }
    for (number, text) in hints.shown.iter().zip(&hints.texts) {
        ui.tinted(Tone::Faint, &ui.words("cli-hint", &[("number", (*number).into()), ("total", hints.total.into())]));
        ui.line(&format!("{}\n", text.trim()));
    }
    if let Some(waits) = &hints.waits {
        ui.talk(waits);
    }
    Ok(Exit::Passed)
}

/// Prints the solution; before the exercise is solved, only to someone who is sure.
pub(super) async fn solution(args: &MaybeArgs, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let Some(id) = wired.exercise(args.id.as_ref(), ui).await? else { return Ok(Exit::WrongUse) };
    let mut answer = wired.tutor.solution(&wired.learner, &id, false).await;
    if let Err(error @ TutorError::AskFirst) = &answer {
        let (question, _) = error.words(&ui.lang);
        if !ui.agreed(&question) {
            return Ok(Exit::NotYet);
        }
        answer = wired.tutor.solution(&wired.learner, &id, true).await;
    }
    let solution = match answer {
        Ok(solution) => solution,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if ui.json {
        ui.data(&solution)?;
        return Ok(Exit::Passed);
    }
    for file in &solution.files {
        ui.tinted(Tone::Faint, &format!("# {}", file.path));
        ui.raw(&format!("{}\n", file.text.trim_end()));
    }
    Ok(Exit::Passed)
}
