//! `cluster`: what is kept about the cluster that exercises meet.

use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::cli::wire::{Wired, refused};
use crate::course::ExerciseId;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Forget the cluster that exercises meet; the next start meets the current context of your kubeconfig
    Forget,
}

pub(super) async fn run(args: &Args, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    match args.command {
        Command::Forget => forget(wired, ui).await,
    }
}

/// Forgets the kept cluster; asks where exercises still have things there, which nobody would find any more.
async fn forget(wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let (kept, there) = match (wired.tutor.kept_cluster().await, wired.tutor.started_in_cluster().await) {
        (Ok(kept), Ok(there)) => (kept, there),
        (Err(error), _) | (_, Err(error)) => return Ok(refused(&error, ui)),
    };
    let Some(kept) = kept else {
        ui.talk(&ui.words("cli-cluster-none", &[]));
        return Ok(Exit::Passed);
    };
    let names: Vec<&str> = there.iter().map(ExerciseId::as_str).collect();
    let args = [
        ("name", kept.context.into()),
        ("path", kept.kubeconfig.display().to_string().into()),
        ("list", names.join(" ").into()),
    ];
    if !there.is_empty() && !ui.agreed(&ui.words("cli-cluster-in-use", &args)) {
        return Ok(Exit::NotYet);
    }
    if let Err(error) = wired.tutor.forget_cluster().await {
        return Ok(refused(&error, ui));
    }
    ui.talk(&ui.words("cli-cluster-forgotten", &args));
    Ok(Exit::Passed)
}
