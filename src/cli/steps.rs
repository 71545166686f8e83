//! The steps of a start in a terminal: one line each, rewritten while it goes on, with its time where it took a while.

use std::io::{self, IsTerminal};

use crate::cli::ui::Ui;
use crate::tutor::{StepState, StepView};

/// Prints a step as it begins, goes on, and ends. Where no line can be rewritten, only what is new gets one.
pub(super) fn show(step: &StepView, ui: &Ui) {
    if step.state == StepState::Begun && io::stderr().is_terminal() {
        return ui.passing(&line(step));
    }
    ui.passed();
    let is_news = step.state != StepState::Done || took_long(step) || step.took_ms.is_none();
    if step.pull.is_some() || !(is_news || io::stderr().is_terminal()) {
        return;
    }
    ui.talk(&line(step));
}

fn line(step: &StepView) -> String {
    let sign = match step.state {
        StepState::Begun => "·",
        StepState::Done => "✓",
        StepState::Failed => "✗",
    };
    let time = step.took_ms.filter(|_| took_long(step));
    let time = time.map(|ms| format!(" ({}.{} s)", ms / 1000, ms % 1000 / 100)).unwrap_or_default();
    format!("{sign} {}/{} {}{time}", step.number, step.total, step.text)
}

/// Whether a reader would want to know how long.
fn took_long(step: &StepView) -> bool {
    step.took_ms.is_some_and(|ms| ms >= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tutor::StepKind;

    #[test]
    fn a_line_tells_which_step_of_how_many_and_a_long_time() {
        let step = |state, took_ms| StepView {
            step: StepKind::Wait,
            number: 3,
            total: 5,
            text: "Waiting".to_owned(),
            state,
            took_ms,
            pull: None,
        };
        assert_eq!(line(&step(StepState::Begun, None)), "· 3/5 Waiting");
        assert_eq!(line(&step(StepState::Done, Some(999))), "✓ 3/5 Waiting");
        assert_eq!(line(&step(StepState::Failed, Some(61_250))), "✗ 3/5 Waiting (61.2 s)");
    }
}
