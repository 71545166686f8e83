//! `check`: one reading of an exercise, or a new one whenever something changes.

use std::pin::pin;

use futures_util::StreamExt;

use crate::cli::exit::Exit;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, exercise_id, refused};
use crate::course::{CheckId, ExerciseId};
use crate::tutor::{CheckState, CheckView, LinkView, ReportView};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The exercise, as docker/keep-the-data; else the one started last
    #[arg(value_parser = exercise_id)]
    id: Option<ExerciseId>,
    /// Check again whenever something changes, until all is solved
    #[arg(long)]
    watch: bool,
    /// The answer to a check that asks for one
    #[arg(long, value_name = "CHECK=TEXT", value_parser = answer)]
    answer: Vec<(CheckId, String)>,
}

fn answer(text: &str) -> Result<(CheckId, String), String> {
    let (check, answer) = text.split_once('=').ok_or("an answer is written CHECK=TEXT")?;
    Ok((check.parse::<CheckId>().map_err(|error| error.to_string())?, answer.to_owned()))
}

/// Checks an exercise; the exit code is the outcome.
pub(super) async fn run(args: &Args, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let Some(id) = wired.exercise(args.id.as_ref(), ui).await? else { return Ok(Exit::WrongUse) };
    if !wired.trusted(ui).await? {
        return Ok(Exit::NotYet);
    }
    for (check, text) in &args.answer {
        if let Err(error) = wired.tutor.answer(&wired.learner, &id, check, text, &ui.lang).await {
            return Ok(refused(&error, ui));
        }
    }
    if args.watch {
        return watch(&id, wired, ui).await;
    }
    match wired.tutor.check(&wired.learner, &id, &ui.lang).await {
        Ok(report) => {
            show(&id, &report, wired, ui)?;
            Ok(exit(&report))
        }
        Err(error) => Ok(refused(&error, ui)),
    }
}

async fn watch(id: &ExerciseId, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let mut reports = pin!(wired.tutor.live(&wired.learner, id, &ui.lang));
    let mut last = Exit::CannotTell;
    while let Some(report) = reports.next().await {
        let report = match report {
            Ok(report) => report,
            Err(error) => return Ok(refused(&error, ui)),
        };
        show(id, &report, wired, ui)?;
        last = exit(&report);
        if last == Exit::Passed {
            break;
        }
    }
    Ok(last)
}

fn exit(report: &ReportView) -> Exit {
    let any = |state: CheckState| report.checks.iter().any(|check| check.state == state);
    if report.checks.iter().all(|check| check.state == CheckState::Passed) {
        Exit::Passed
    } else if any(CheckState::NotYet) {
        Exit::NotYet
    } else {
        Exit::CannotTell
    }
}

/// One reading: a line a check, what a "not yet" or "cannot tell" adds to it, and the author's last words.
fn show(id: &ExerciseId, report: &ReportView, wired: &Wired, ui: &Ui) -> anyhow::Result<()> {
    if ui.json {
        return ui.data(report);
    }
    ui.tinted(Tone::Faint, &format!("{id}"));
    for check in &report.checks {
        line(check, ui);
    }
    if let Some(fallen) = &report.fallen {
        ui.tinted(Tone::Blind, &fallen.text);
        ui.line(&format!("    {} {}", ui.words("cli-do", &[]), fallen.help));
    }
    if report.checks.iter().all(|check| check.state == CheckState::Passed) {
        ui.tinted(Tone::Good, &ui.words("cli-solved", &[]));
        let task = wired.tutor.course().exercises.get(id).and_then(|exercise| exercise.task.get(&ui.lang));
        if let Some(task) = task.filter(|task| !task.after.trim().is_empty()) {
            ui.line(&format!("\n{}", task.after.trim()));
        }
    }
    ui.line("");
    Ok(())
}

fn line(check: &CheckView, ui: &Ui) {
    let (mark, tone, word) = match check.state {
        CheckState::Passed => ("✓", Tone::Good, "cli-state-passed"),
        CheckState::NotYet => ("○", Tone::Open, "cli-state-not-yet"),
        CheckState::CannotTell => ("?", Tone::Blind, "cli-state-cannot-tell"),
        CheckState::Waiting => ("·", Tone::Faint, "cli-state-waiting"),
        CheckState::Unknown => ("·", Tone::Faint, "cli-state-unknown"),
    };
    ui.tinted(tone, &format!("{mark} {}: {}", ui.words(word, &[]), check.say));
    if !matches!(check.state, CheckState::NotYet | CheckState::CannotTell) {
        return;
    }
    let part = |word: &'static str, text: Option<&String>| {
        if let Some(text) = text {
            // What is found may be several lines, one for each mistake in a file.
            ui.line(&format!("    {} {}", ui.words(word, &[]), text.replace('\n', "\n      ")));
        }
    };
    part("cli-found", check.found.as_ref());
    if let Some(diagnosis) = &check.diagnosis {
        part("cli-cause", Some(&diagnosis.text));
        diagnosis.evidence.iter().for_each(|shown| ui.tinted(Tone::Faint, &format!("      {shown}")));
        part("cli-do", Some(&diagnosis.remedy));
        part("cli-learn", diagnosis.learn.as_ref().map(place).as_ref());
    }
    part("cli-do", check.remedy.as_ref());
    if check.state == CheckState::NotYet {
        part("cli-see", check.see.as_ref());
        part("cli-learn", check.learn.as_ref().map(place).as_ref());
        if check.asks {
            ui.line(&format!("    {}", ui.words("cli-answer", &[("check", check.id.to_string().into())])));
        }
    }
}

/// A link as a title and a path, since a terminal may not follow it.
fn place(link: &LinkView) -> String {
    format!("{} ({})", link.title, link.href.trim_start_matches('/'))
}
