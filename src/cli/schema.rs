//! `schema`: what an editor should know of the files that an author writes.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::site::Authored;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The kind of file; without it, all kinds are listed with the files that they stand for
    #[arg(value_name = "KIND", value_parser = kind())]
    kind: Option<Authored>,
}

fn kind() -> impl TypedValueParser<Value = Authored> {
    PossibleValuesParser::new(Authored::names()).try_map(|name| name.parse::<Authored>())
}

/// A kind of file as data.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    files: &'static str,
    about: String,
}

/// Prints the schema of a kind of file, or lists the kinds.
pub(super) fn run(args: &Args, ui: &Ui) -> anyhow::Result<Exit> {
    match args.kind {
        Some(kind) => ui.data(&kind.schema())?,
        None => list(ui)?,
    }
    Ok(Exit::Passed)
}

fn list(ui: &Ui) -> anyhow::Result<()> {
    let about = |kind: Authored| ui.words(&format!("schema-of-{}", kind.name()), &[]);
    let row = |kind: &Authored| Row { kind: kind.name(), files: kind.files(), about: about(*kind) };
    let rows: Vec<Row> = Authored::all().iter().map(row).collect();
    if ui.json {
        return ui.data(&rows);
    }
    for Row { kind, files, about } in rows {
        ui.line(&format!("{kind:<12} {files:<36} {about}"));
    }
    ui.talk(&ui.words("schema-how", &[]));
    Ok(())
}
