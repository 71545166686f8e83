//! `list` and `progress`: the course, and how much of it is done.

use crate::cli::exit::Exit;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, refused};
use crate::course::{Exercise, Standing};
use crate::tutor::ProgressView;

/// Parts, lessons and exercises, in reading order.
fn list(wired: &Wired, ui: &Ui, progress: &ProgressView) {
    let course = wired.tutor.course();
    for part in &course.parts {
        ui.line(part.title.text(&ui.lang));
        for lesson in &part.lessons {
            ui.tinted(Tone::Faint, &format!("  {}", lesson.title.text(&ui.lang)));
            for exercise in lesson.exercises.iter().filter_map(|id| course.exercises.get(id)) {
                line(exercise, progress, ui);
            }
        }
    }
}

fn line(exercise: &Exercise, progress: &ProgressView, ui: &Ui) {
    let (mark, tone, word) = match progress.exercises.get(&exercise.id).copied().unwrap_or_default() {
        Standing::Done => ("✓", Tone::Good, "cli-done"),
        Standing::Open => ("○", Tone::Open, "cli-open"),
        Standing::Untouched => ("·", Tone::Plain, "cli-untouched"),
    };
    let title = exercise.task.get(&ui.lang).map_or("", |task| task.title.as_str());
    let minutes = ui.words("cli-minutes", &[("minutes", exercise.minutes.into())]);
    ui.tinted(tone, &format!("    {mark} {:<36} {title} ({}; {minutes})", exercise.id.as_str(), ui.words(word, &[])));
}

/// `sampan list`.
pub(super) async fn run(wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let progress = match wired.tutor.progress(&wired.learner).await {
        Ok(progress) => progress,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if ui.json {
        ui.data(&progress)?;
    } else {
        list(wired, ui, &progress);
    }
    Ok(Exit::Passed)
}

/// `sampan progress`: how much is done, and what could come next.
pub(super) async fn progress(wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let progress = match wired.tutor.progress(&wired.learner).await {
        Ok(progress) => progress,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if ui.json {
        ui.data(&progress)?;
        return Ok(Exit::Passed);
    }
    let done = progress.exercises.values().filter(|standing| **standing == Standing::Done).count();
    ui.line(&ui.words("cli-progress", &[("count", done.into()), ("total", progress.exercises.len().into())]));
    if let Some(next) = &progress.next {
        ui.line(&ui.words("cli-next", &[("name", next.to_string().into())]));
    }
    Ok(Exit::Passed)
}
