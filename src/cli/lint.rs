//! `lint`: everything that is wrong with a course, how far its translations are, and the word of a translator that one
//! is up to date (`--accept`).

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::cli::wire::{report, source, speaking};
use crate::course::Problem;
use crate::course::problem::only_gaps;
use crate::site::{Coverage, Source, accept};
use crate::tutor::open_course_as_author;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Take what a translation lacks for a problem, too
    #[arg(long)]
    strict: bool,
    /// Translated pages that say what their source says now, as content/zh-cn/docker/volumes.md: their `source_hash`
    /// is written, in the course of --course or of the current folder
    #[arg(long, value_name = "PAGE", num_args = 1..)]
    accept: Vec<PathBuf>,
}

/// The report as data.
#[derive(Serialize)]
struct Report<'a> {
    problems: &'a [Problem],
    languages: &'a [Coverage],
}

/// Lists every problem of every file, and a line for each translation.
pub(super) fn run(args: &Args, common: &Common, ui: &Ui) -> anyhow::Result<Exit> {
    let source = if args.accept.is_empty() {
        source(common)
    } else {
        let root = common.course.clone().unwrap_or_else(|| PathBuf::from("."));
        if !accepted(&root, &args.accept, ui)? {
            return Ok(Exit::WrongUse);
        }
        Source::Dir(root)
    };
    let (library, problems) = open_course_as_author(&source);
    let ui = match speaking(&library.course, common, ui) {
        Ok(ui) => ui,
        Err(exit) => return Ok(exit),
    };
    let languages = library.coverage();
    if ui.json {
        ui.data(&Report { problems: &problems, languages })?;
    } else {
        report(&library, &problems, &ui);
        if !library.passed_over().is_empty() {
            let names = library.passed_over().iter().map(|path| format!("`{path}`")).collect::<Vec<_>>();
            ui.talk(&ui.words("cli-passed-over", &[("names", names.join(", ").into())]));
        }
        languages.iter().for_each(|of| ui.line(&line(of, &ui)));
    }
    let is_sound = if args.strict { problems.is_empty() } else { only_gaps(&problems) };
    if is_sound {
        ui.talk(&ui.words("cli-sound", &[]));
    }
    Ok(if is_sound { Exit::Passed } else { Exit::NotYet })
}

/// Stamps the pages, or says which of them cannot be; then none is.
fn accepted(root: &Path, pages: &[PathBuf], ui: &Ui) -> anyhow::Result<bool> {
    match accept(root, pages)? {
        Ok(stamped) => {
            for page in stamped {
                ui.talk(&ui.words("cli-accepted", &[("name", page.into())]));
            }
            Ok(true)
        }
        Err(refused) => {
            for problem in refused {
                ui.talk(&format!(
                    "{problem}{}",
                    problem.help.iter().map(|help| format!(": {help}")).collect::<String>()
                ));
            }
            Ok(false)
        }
    }
}

/// How far a translation is: `zh-cn: 7 of 7 pages, 0 stale, 0 missing`.
fn line(of: &Coverage, ui: &Ui) -> String {
    let args = [
        ("name", of.lang.to_string().into()),
        ("count", of.translated.into()),
        ("total", of.pages.into()),
        ("stale", of.stale.into()),
        ("missing", of.missing.into()),
    ];
    let mut line = ui.words("cli-coverage", &args);
    if of.unstamped > 0 {
        line.push_str(&ui.words("cli-coverage-unstamped", &[("count", of.unstamped.into())]));
    }
    line
}
