//! `build`: the site as files.
#![expect(clippy::disallowed_methods, reason = "reads the results that its author names")]

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::cli::wire::{named, report, source, speaking};
use crate::course::Verification;
use crate::course::problem::only_gaps;
use crate::site::{Base, Options};
use crate::tutor::open_course_as_author;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write; replaced as a whole, and only if it is empty or a site
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where the site will lie, as `https://example.org/course`; it then has a site map, a feed and whole addresses
    #[arg(long, value_name = "URL")]
    base: Option<Base>,
    /// One more page a language, LANG/single.html, that holds the whole course and is made to be printed
    #[arg(long)]
    single: bool,
    /// What `verify --results FILE` wrote: the pages then say on what they were tried, and a page lists it all
    #[arg(long, value_name = "FILE")]
    verified: Option<PathBuf>,
}

/// Writes the site; a course with problems is not written, one whose translations have gaps is.
pub(super) fn run(args: &Args, common: &Common, ui: &Ui) -> anyhow::Result<Exit> {
    let (library, problems) = open_course_as_author(&source(common));
    let (langs, ui) = match (named(&library.course, common, ui), speaking(&library.course, common, ui)) {
        (Ok(langs), Ok(ui)) => (langs, ui),
        (Err(exit), _) | (_, Err(exit)) => return Ok(exit),
    };
    if !only_gaps(&problems) {
        report(&library, &problems, &ui);
        return Ok(Exit::NotYet);
    }
    let verified = args.verified.as_deref().map(verification).transpose()?;
    let options = Options { base: args.base.clone(), langs, single: args.single, verified, ..Options::default() };
    let site = library.build(&options);
    let written = site.write(&args.out)?;
    let name = args.out.display().to_string();
    let count = ("count", site.files.len().into());
    ui.talk(&ui.words("build-done", &[count, ("changed", written.changed.into()), ("name", name.into())]));
    Ok(Exit::Passed)
}

/// The results that `verify` wrote; a mistake in them is told with its line and column.
fn verification(file: &Path) -> anyhow::Result<Verification> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let read: Verification = serde_json::from_str(&text)
        .with_context(|| format!("`{}` holds no results of `verify --results`", file.display()))?;
    if read.format != Verification::FORMAT {
        bail!("`{}` is of another version of sampan (format {}): verify again", file.display(), read.format);
    }
    Ok(read)
}
