//! `dev`: serves the pages of a course while its author writes it. Each save makes them anew, and what is wrong stands in
//! the page and in the terminal.

use std::path::{Path, PathBuf};
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::serve::{asked_to_stop, taken};
use crate::cli::ui::Ui;
use crate::cli::wire::{report, speaking};
use crate::config::PORT;
use crate::course::Problem;
use crate::server::{Draft, Flaw, listen, serve_draft};
use crate::site::{Library, Options, Site, Source, Watch};
use crate::tutor::open_course_as_author;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The port on 127.0.0.1 and ::1; 0 takes any
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Do not open the browser
    #[arg(long)]
    no_browser: bool,
    /// Templates and static files from a folder, as `theme` of a checkout of Sampan, instead of those in the program
    #[arg(long, value_name = "DIR")]
    theme: Option<PathBuf>,
}

/// Where the author works.
#[derive(Clone)]
struct Bench {
    course: PathBuf,
    theme: Option<PathBuf>,
}

/// The course as it is now.
struct Made {
    library: Library,
    /// What translations lack is no mistake, and `lint` tells it.
    problems: Vec<Problem>,
    site: Site,
}

/// Serves until it is told to stop.
pub(super) async fn run(args: Args, mut common: Common, ui: &Ui) -> anyhow::Result<Exit> {
    let bench = Bench { course: common.course.take().unwrap_or_else(|| PathBuf::from(".")), theme: args.theme };
    if let Some(missing) = bench.missing(ui) {
        ui.talk(&missing);
        return Ok(Exit::WrongUse);
    }
    let listeners = match listen(args.port.unwrap_or(PORT)) {
        Ok(listeners) => listeners,
        Err(error) => return Ok(taken(error, "dev", ui)),
    };
    // Before the first reading: what is saved meanwhile is not missed.
    let mut watch = match Watch::begin(&bench.course, bench.theme.as_deref()) {
        Ok(watch) => watch,
        Err(error) => {
            ui.talk(&ui.words("dev-cannot-watch", &[("detail", format!("{error:#}").into())]));
            return Ok(Exit::CannotTell);
        }
    };
    let first = bench.clone().make().await?;
    let ui = &match speaking(&first.library.course, &common, ui) {
        Ok(ui) => ui,
        Err(exit) => return Ok(exit),
    };
    let draft = Draft::new(&first.library.course.langs, &ui.lang);
    let is_sound = first.problems.is_empty();
    show(&draft, first, ui);
    let (shutdown, stop) = (CancellationToken::new(), asked_to_stop()?);
    let address = format!("http://127.0.0.1:{}/", listeners.port());
    let served = tokio::spawn(serve_draft(listeners, draft.clone(), shutdown.clone()));
    say_where(&bench.course, &address, !args.no_browser, ui);
    tokio::select! {
        () = stop => {}
        broken = follow(&bench, &mut watch, &draft, is_sound, ui) => broken?,
    }
    shutdown.cancel();
    served.await??;
    Ok(Exit::Passed)
}

fn say_where(course: &Path, address: &str, browser: bool, ui: &Ui) {
    let folder = course.canonicalize().unwrap_or_else(|_| course.to_owned()).display().to_string();
    ui.talk(&ui.words("dev-serving", &[("folder", folder.into()), ("name", address.to_owned().into())]));
    ui.talk(&ui.words("cli-stop-hint", &[]));
    if browser && opener::open(address).is_err() {
        ui.talk(&ui.words("cli-browser-failed", &[]));
    }
}

/// Makes the course anew at each change; ends only when that fails.
async fn follow(bench: &Bench, watch: &mut Watch, draft: &Draft, mut was_sound: bool, ui: &Ui) -> anyhow::Result<()> {
    loop {
        watch.next().await;
        let begun = Instant::now();
        let made = bench.clone().make().await?;
        let is_sound = made.problems.is_empty();
        let count = show(draft, made, ui);
        let time = ("time", begun.elapsed().as_millis().to_string().into());
        match (was_sound, is_sound) {
            (false, true) => ui.talk(&ui.words("dev-mended", &[time])),
            (true, true) if count > 0 => ui.talk(&ui.words("dev-rebuilt", &[time, ("count", count.into())])),
            _ => {}
        }
        was_sound = is_sound;
    }
}

/// Shows a build in the pages and its problems in the terminal too; says how many pages differ.
fn show(draft: &Draft, made: Made, ui: &Ui) -> usize {
    let Made { library, problems, site } = made;
    report(&library, &problems, ui);
    let (error, help) = (ui.words("cli-word-error", &[]), ui.words("cli-word-help", &[]));
    let flaw =
        |problem: &Problem| Flaw { place: place(problem), excerpt: library.excerpt(problem, &error, &help, false) };
    draft.show(site.files, problems.iter().map(flaw).collect())
}

/// File, line and column, as far as they are known.
fn place(problem: &Problem) -> String {
    let numbers = [problem.line, problem.column].into_iter().take_while(|number| *number > 0);
    numbers.fold(problem.file.clone(), |place, number| format!("{place}:{number}"))
}

impl Bench {
    /// What is not there, in a sentence.
    fn missing(&self, ui: &Ui) -> Option<String> {
        let words = |key, folder: &Path| ui.words(key, &[("folder", folder.display().to_string().into())]);
        if !self.course.join("book.toml").is_file() {
            return Some(words("dev-no-course", &self.course));
        }
        let theme = self.theme.as_ref().filter(|theme| !theme.join("pages").is_dir() || !theme.join("static").is_dir());
        theme.map(|theme| words("dev-no-theme", theme))
    }

    /// Reads the course and makes its pages, on a thread that may be busy.
    async fn make(self) -> anyhow::Result<Made> {
        let made = tokio::task::spawn_blocking(move || {
            let (mut library, mut problems) = open_course_as_author(&Source::Dir(self.course));
            if let Some(theme) = &self.theme {
                problems.extend(library.wear(theme));
            }
            problems.retain(|problem| !problem.is_gap());
            let site = library.build(&Options::default());
            Made { library, problems, site }
        });
        Ok(made.await?)
    }
}
