//! `doctor`: which engines and programs are there, and what to do about those that are not.

use crate::cli::exit::Exit;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::Wired;
use crate::tutor::Health;

/// Prints one line a thing; ends with "cannot tell" where something is missing or bad.
pub(super) async fn run(wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let items = wired.tutor.doctor(&ui.lang).await;
    if ui.json {
        ui.data(&items)?;
    } else {
        for item in &items {
            let (mark, tone) = match item.state {
                Health::Ok => ("✓", Tone::Good),
                Health::Remark => ("!", Tone::Open),
                Health::Missing => ("○", Tone::Open),
                Health::Bad => ("?", Tone::Blind),
            };
            ui.tinted(tone, &format!("{mark} {}: {}", item.name, item.text));
            if let Some(help) = &item.help {
                ui.line(&format!("    {help}"));
            }
        }
    }
    let well = items.iter().all(|item| matches!(item.state, Health::Ok | Health::Remark));
    Ok(if well { Exit::Passed } else { Exit::CannotTell })
}
