//! `serve`: builds the site in memory, takes the port, opens the browser, and serves until it is told to stop.

use tokio_util::sync::CancellationToken;

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::open::sign_in;
use crate::cli::ui::Ui;
use crate::cli::wire::{Wired, refused};
use crate::config::{Config, PORT};
use crate::server::{AppState, Clock, Keys, ListenError, Listeners, Pages, ShellSettings, listen, running, serve};
use crate::site::Options;
use crate::tutor::TutorError;

#[derive(Debug, Default, clap::Args)]
pub(super) struct Args {
    /// The port on 127.0.0.1 and ::1; 0 takes any
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Do not open the browser
    #[arg(long)]
    no_browser: bool,
}

/// Serves; a second server on the same data opens the page of the first.
pub(super) async fn run(args: Args, common: Common, config: Config, ui: &Ui) -> anyhow::Result<Exit> {
    if let Some(first) = running(&config.places.runtime).await {
        ui.talk(&ui.words("cli-already", &[]));
        sign_in(first.port, !args.no_browser, &config, ui)?;
        return Ok(Exit::Passed);
    }
    let listeners = match listen(args.port.unwrap_or(PORT)) {
        Ok(listeners) => listeners,
        Err(error) => return Ok(taken(error, "serve", ui)),
    };
    let (wired, ui) = match Wired::open(&common, config, ui).await {
        Ok(opened) => opened,
        Err(exit) => return Ok(exit),
    };
    let ui = &ui;
    // A course that is not trusted can still be read.
    let _ = wired.trusted(ui).await?;
    welcome(&wired, listeners, !args.no_browser, ui).await
}

async fn welcome(wired: &Wired, listeners: Listeners, browser: bool, ui: &Ui) -> anyhow::Result<Exit> {
    let (config, port) = (&wired.config, listeners.port());
    if config.is_root {
        ui.talk(&ui.words("cli-root", &[]));
    }
    let runtime = &config.places.runtime;
    let keys = match Keys::new(runtime, &config.places.data, port, Clock::system()) {
        Ok(keys) => keys,
        Err(error) => return Ok(refused(&TutorError::of_disk(runtime, &error), ui)),
    };
    let shell = ShellSettings::new(config.shell_program(), config.shell_env.clone(), runtime);
    let pages = Pages::new(wired.tutor.library().build(&Options::served()).files);
    let state = AppState::new(wired.tutor.clone(), pages, keys, shell);
    let shutdown = CancellationToken::new();
    let stop = asked_to_stop()?;
    let served = tokio::spawn(serve(listeners, state, shutdown.clone()));
    ui.talk(&ui.words("cli-serving", &[("name", format!("http://127.0.0.1:{port}").into())]));
    sign_in(port, browser, config, ui)?;
    ui.talk(&ui.words("cli-stop-hint", &[]));
    tokio::select! {
        () = stop => {}
        never = wired.tutor.keep_copies() => match never {},
    }
    shutdown.cancel();
    served.await??;
    ui.talk(&ui.words("cli-bye", &[]));
    Ok(Exit::Passed)
}

/// Ctrl-C, or what `kill` sends: heard from this call on, also before anybody waits for it.
pub(super) fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Says who has the port, and which is free.
pub(super) fn taken(error: ListenError, command: &'static str, ui: &Ui) -> Exit {
    let (port, holder, free) = match error {
        ListenError::Taken { port, holder, free } => (port, holder, free),
        ListenError::Io { port, source } => {
            let (port, detail) = (port.to_string().into(), source.to_string().into());
            let args = [("port", port), ("detail", detail), ("command", command.into())];
            ui.talk(&ui.words("cli-no-port", &args));
            return Exit::CannotTell;
        }
    };
    let holder = holder.unwrap_or_else(|| ui.words("cli-taken-unknown", &[]));
    let other = free.map_or_else(|| "0".to_owned(), |free| free.to_string());
    let (port, name, other) = (port.to_string().into(), holder.into(), other.into());
    let args = [("port", port), ("name", name), ("other", other), ("command", command.into())];
    ui.talk(&ui.words("cli-taken", &args));
    Exit::CannotTell
}
