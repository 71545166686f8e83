//! `open`: a new sign-in link for the server that runs, or a token for scripts.

use chrono::Utc;

use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::cli::wire::plain;
use crate::config::Config;
use crate::server::{running, signin};
use crate::tutor::TutorError;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A token for scripts instead of a link
    #[arg(long)]
    bearer: bool,
    /// Only print the link
    #[arg(long)]
    no_browser: bool,
}

/// Prints a link or token that only this user could make, and opens the link.
pub(super) async fn run(args: &Args, config: &Config, ui: &Ui) -> anyhow::Result<Exit> {
    let runtime = &config.places.runtime;
    let Some(server) = running(runtime).await else {
        ui.talk(&ui.words("cli-no-server", &[]));
        return Ok(Exit::CannotTell);
    };
    if args.bearer {
        ui.talk(&ui.words("cli-bearer", &[]));
        ui.raw(&format!("{}\n", signin::bearer(runtime)?.reveal()));
        return Ok(Exit::Passed);
    }
    sign_in(server.port, !args.no_browser, config, ui)?;
    Ok(Exit::Passed)
}

/// Says a new link, and lets the browser open a file that leads to it: arguments of programs are visible to others.
pub(super) fn sign_in(port: u16, browser: bool, config: &Config, ui: &Ui) -> anyhow::Result<()> {
    let runtime = &config.places.runtime;
    let code = signin::new_code(runtime, Utc::now())
        .map_err(|error| plain(&TutorError::of_disk(runtime, &error), &ui.lang))?;
    let link = signin::address(port, &code);
    ui.talk(&ui.words("cli-sign-in", &[("name", link.clone().into())]));
    if browser {
        // The link is said above: a folder that cannot be written to, or no browser, is no reason to end.
        let opened =
            signin::opening_file(&config.places.workspaces, &link).is_ok_and(|file| opener::open(file).is_ok());
        if !opened {
            ui.talk(&ui.words("cli-browser-failed", &[]));
        }
    }
    Ok(())
}
