//! `build` and `lint`: the site as files, and everything that is wrong with a course.

use std::path::PathBuf;

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::cli::wire::{report, source, speaking};
use crate::course::problem::only_gaps;
use crate::site::{Base, Options};
use crate::tutor::open_course;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write; replaced as a whole, and only if it is empty or a site
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where the site will lie, as https://example.org/course; it then has a site map, a feed and whole addresses
    #[arg(long, value_name = "URL")]
    base: Option<Base>,
    /// One more page a language, LANG/single.html, that holds the whole course and is made to be printed
    #[arg(long)]
    single: bool,
}

/// Writes the site; a course with problems is not written.
pub(super) fn run(args: &Args, common: &Common, ui: &Ui) -> anyhow::Result<Exit> {
    let (library, problems) = open_course(&source(common));
    report(&library, &problems, ui);
    if !only_gaps(&problems) {
        return Ok(Exit::NotYet);
    }
    let ui = match speaking(&library.course, common, ui) {
        Ok(ui) => ui,
        Err(exit) => return Ok(exit),
    };
    let langs = common.lang.iter().filter_map(|lang| lang.nearest(&library.course.langs)).cloned().collect();
    let options = Options { base: args.base.clone(), langs, single: args.single, ..Options::default() };
    let site = library.build(&options);
    let written = site.write(&args.out)?;
    let name = args.out.display().to_string();
    let count = ("count", site.files.len().into());
    ui.talk(&ui.words("build-done", &[count, ("changed", written.changed.into()), ("name", name.into())]));
    Ok(Exit::Passed)
}

/// Lists every problem of every file.
pub(super) fn lint(common: &Common, ui: &Ui) -> anyhow::Result<Exit> {
    let (library, problems) = open_course(&source(common));
    if ui.json {
        ui.data(&problems)?;
    } else {
        report(&library, &problems, ui);
    }
    if problems.is_empty() {
        ui.talk(&ui.words("cli-sound", &[]));
    }
    Ok(if problems.is_empty() { Exit::Passed } else { Exit::NotYet })
}
