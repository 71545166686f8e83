//! The tutor in a terminal: flags, commands, dispatch. It holds no rules of its own: each command asks the tutor what
//! the page asks, and prints the answer.

mod build;
mod check;
mod cluster;
mod dev;
mod doctor;
mod env;
mod exercise;
mod exit;
mod images;
mod lint;
mod list;
mod open;
mod reset;
mod schema;
mod serve;
mod steps;
mod sweep;
mod ui;
mod verify;
mod wire;

use std::time::Duration;

use clap::{CommandFactory, Parser, Subcommand};

use crate::config::Config;
use crate::course::{Lang, Mirror};
use crate::quoting;
use crate::telemetry;
use crate::tutor::called;
use crate::words;

pub use exit::Exit;
use ui::Ui;
use wire::Wired;

/// Learn Docker, Kubernetes, Helm and RBAC on your own machine.
#[derive(Debug, Parser)]
#[command(name = "sampan", version, about, arg_required_else_help = false)]
pub struct Flags {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// Language of the answers, one of the course's: en, zh-cn (else the system's); `build` makes the pages of those named, as en,zh-cn
    #[arg(long, global = true, value_name = "LANG", value_parser = language, value_delimiter = ',')]
    lang: Vec<Lang>,
    /// Data as JSON
    #[arg(long, global = true)]
    json: bool,
    /// Another course than the embedded one
    #[arg(long, global = true, value_name = "DIR")]
    course: Option<std::path::PathBuf>,
    /// A context of your kubeconfig, even of a cluster that is not on this machine
    #[arg(long, global = true, value_name = "NAME")]
    context: Option<String>,
    /// A Docker engine, even one that is not on this machine; `verify` takes several
    #[arg(long, global = true, value_name = "HOST")]
    docker: Vec<String>,
    /// A mirror of Docker Hub, as mirror.example: every image of the course is taken from there (else SAMPAN_MIRROR, else the settings)
    #[arg(long, global = true, value_name = "HOST")]
    mirror: Option<Mirror>,
    /// Answers yes to every question
    #[arg(long, short, global = true)]
    yes: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the course and open it in the browser (what `sampan` alone does)
    Serve(serve::Args),
    #[command(flatten)]
    Wish(Wish),
    /// Make a new sign-in link for the running server
    Open(open::Args),
    /// Write the site to a folder
    Build(build::Args),
    /// Serve the pages of a course while you write it: each follows what you save, and shows what is wrong
    Dev(dev::Args),
    /// Name every problem in a course's files, and how far its translations are
    Lint(lint::Args),
    /// Print the JSON Schema of a file that you write, so that your editor completes and checks it
    Schema(schema::Args),
    /// Try exercises and lessons on real engines
    Verify(verify::Args),
    /// Print a script that completes commands in a shell
    Completions { shell: clap_complete::Shell },
}

/// What a learner wishes of a tutor; no server is needed.
#[derive(Debug, Subcommand)]
enum Wish {
    /// List parts, lessons and exercises, with what is done
    List,
    /// Start an exercise: its workspace, its namespace, its set-up
    Start(exercise::Args),
    /// Check an exercise; without ID, the one that was started last
    Check(check::Args),
    /// Show the next hint
    Hint(exercise::MaybeArgs),
    /// Show the solution
    Solution(exercise::MaybeArgs),
    /// Take an exercise down and start it again, after a preview
    Reset(exercise::MaybeArgs),
    /// Take an exercise down; files and progress stay
    Stop(exercise::MaybeArgs),
    /// Remove all that exercises hold in the engines, after a preview; files and progress stay
    Sweep(sweep::Args),
    /// Print what `eval` needs to work on an exercise
    Env(env::Args),
    /// List the images that the course needs; pull them, or move them as a file
    Images(images::Args),
    /// What is kept about the cluster that exercises meet
    Cluster(cluster::Args),
    /// Say which engines and programs are there, and what to do about those that are not
    Doctor,
    /// Show what is done
    Progress,
}

/// Any language may be wished for; the course says whether it has it.
#[expect(clippy::unnecessary_wraps, reason = "clap wants a parser that may fail")]
fn language(wish: &str) -> Result<Lang, std::convert::Infallible> {
    Ok(Lang::new(wish))
}

/// Runs the command line of this process to its exit code.
pub fn run() -> Exit {
    let flags = match Flags::try_parse() {
        Ok(flags) => flags,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::WrongUse } else { Exit::Passed };
        }
    };
    let config = match Config::read() {
        Ok(config) => config,
        Err(error) => {
            let _ = std::io::Write::write_fmt(&mut anstream::stderr(), format_args!("sampan: {error}\n"));
            return Exit::CannotTell;
        }
    };
    telemetry::start(config.log.as_deref());
    // Pages that are published are read on other machines.
    if !matches!(flags.command, Some(Command::Build(_))) {
        words::call_program(called_here(&flags.common, &config));
    }
    let lang = flags.common.lang.first().unwrap_or(&config.lang).clone();
    let ui = Ui { lang, json: flags.common.json, yes: flags.common.yes };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&ui, &error.into()),
    };
    let exit = runtime.block_on(dispatch(flags, config, &ui)).unwrap_or_else(|error| failed(&ui, &error));
    // A plugin of a kubeconfig may block a thread for ever; all that matters here has been waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    exit
}

/// How a command of ours is written that works on the same course, in whatever folder it is typed.
fn called_here(common: &Common, config: &Config) -> String {
    let program = called(&config.program, &config.programs);
    let course = common.course.as_deref().and_then(|course| std::path::absolute(course).ok());
    match course {
        Some(course) => format!("{program} --course {}", quoting::posix(&course.display().to_string())),
        None => program,
    }
}

fn failed(ui: &Ui, error: &anyhow::Error) -> Exit {
    ui.talk(&format!("sampan: {error:#}"));
    Exit::CannotTell
}

async fn dispatch(flags: Flags, config: Config, ui: &Ui) -> anyhow::Result<Exit> {
    let common = flags.common;
    let command = flags.command.unwrap_or(Command::Serve(serve::Args::default()));
    match command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Flags::command(), "sampan", &mut script);
            ui.raw(&String::from_utf8_lossy(&script));
            Ok(Exit::Passed)
        }
        Command::Build(args) => build::run(&args, &common, ui),
        Command::Dev(args) => dev::run(args, common, ui).await,
        Command::Lint(args) => lint::run(&args, &common, ui),
        Command::Schema(args) => schema::run(&args, ui),
        Command::Open(args) => open::run(&args, &config, ui).await,
        Command::Verify(args) => verify::run(args, common, config, ui).await,
        Command::Serve(args) => serve::run(args, common, config, ui).await,
        Command::Wish(wish) => with_tutor(wish, common, config, ui).await,
    }
}

async fn with_tutor(wish: Wish, common: Common, config: Config, ui: &Ui) -> anyhow::Result<Exit> {
    let (wired, ui) = match Wired::open(&common, config, ui).await {
        Ok(opened) => opened,
        Err(exit) => return Ok(exit),
    };
    let ui = &ui;
    match wish {
        Wish::List => list::run(&wired, ui).await,
        Wish::Progress => list::progress(&wired, ui).await,
        Wish::Start(args) => exercise::start(&args, &wired, ui).await,
        Wish::Check(args) => check::run(&args, &wired, ui).await,
        Wish::Hint(args) => exercise::hint(&args, &wired, ui).await,
        Wish::Solution(args) => exercise::solution(&args, &wired, ui).await,
        Wish::Reset(args) => reset::reset(&args, &wired, ui).await,
        Wish::Stop(args) => reset::stop(&args, &wired, ui).await,
        Wish::Sweep(args) => sweep::run(&args, &wired, ui).await,
        Wish::Env(args) => env::run(&args, &wired, ui).await,
        Wish::Images(args) => images::run(&args, &wired, ui).await,
        Wish::Cluster(args) => cluster::run(&args, &wired, ui).await,
        Wish::Doctor => doctor::run(&wired, ui).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_are_sound() {
        Flags::command().debug_assert();
    }
}
