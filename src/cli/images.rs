//! `images`: what the course needs and what is there; pulled, or moved as a file to a machine without a network.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use clap::Subcommand;

use crate::cli::exit::Exit;
use crate::cli::ui::{Tone, Ui};
use crate::cli::wire::{Wired, refused};
use crate::tutor::{ImageView, ImagesView};
use crate::words;

/// How many bytes go by between two lines about them.
const STRIDE: u64 = 50_000_000;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Pull what Docker lacks
    Pull,
    /// Write all of them into one file, for machines without a network
    Save { file: PathBuf },
    /// Give Docker the images of such a file
    Load { file: PathBuf },
}

pub(super) async fn run(args: &Args, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    match &args.what {
        None => list(wired, ui).await,
        Some(What::Pull) => pull(wired, ui).await,
        Some(What::Save { file }) => save(file, wired, ui).await,
        Some(What::Load { file }) => load(file, wired, ui).await,
    }
}

async fn list(wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let found = wired.tutor.images(&ui.lang).await;
    if ui.json {
        ui.data(&found)?;
    } else {
        show(&found, ui);
    }
    let is_missing = |image: &ImageView| image.docker == Some(false) || image.cluster == Some(false);
    Ok(match (found.unseen.is_empty(), found.images.iter().any(is_missing)) {
        (false, _) => Exit::CannotTell,
        (true, true) => Exit::NotYet,
        (true, false) => Exit::Passed,
    })
}

fn show(found: &ImagesView, ui: &Ui) {
    for image in &found.images {
        let size = image.bytes.map_or_else(|| ui.words("sandbox-size-unknown", &[]), words::size);
        let (mut places, mut tone) = (Vec::new(), Tone::Good);
        for (engine, there) in [("docker", image.docker), ("cluster", image.cluster)] {
            let Some(there) = there else { continue };
            if !there {
                tone = Tone::Open;
            }
            let state = if there { "there" } else { "missing" };
            places.push(ui.words(&format!("sandbox-image-{engine}-{state}"), &[]));
        }
        let gap = ui.words("tutor-list-comma", &[]);
        ui.tinted(tone, &format!("{:<40} {size:>10}  {}", image.name, places.join(&gap)));
    }
    if let Some(free) = found.free_bytes {
        ui.talk(&ui.words("sandbox-room", &[("free", words::size(free).into())]));
    }
    for why in &found.unseen {
        ui.talk(&ui.words("sandbox-sweep-unseen", &[("why", why.clone().into())]));
    }
}

async fn pull(wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let failed = match wired.tutor.pull_images(|pull| ui.passing(&pull.text(&ui.lang))).await {
        Ok(failed) => failed,
        Err(error) => return Ok(refused(&error, ui)),
    };
    ui.passed();
    for why in &failed {
        let (what, remedy) = words::unreachable(&ui.lang, why);
        ui.talk(&format!("{what} {remedy}"));
    }
    Ok(if failed.is_empty() { Exit::Passed } else { Exit::CannotTell })
}

async fn save(file: &Path, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let name = file.display().to_string();
    if file.exists() && !ui.agreed(&ui.words("sandbox-images-replace", &[("name", name.clone().into())])) {
        return Ok(Exit::NotYet);
    }
    let saved = wired.tutor.save_images(file, &ui.lang, bytes(ui.clone())).await;
    ui.passed();
    Ok(match saved {
        Ok(size) => {
            let args = [("name", name.into()), ("size", words::size(size).into())];
            ui.talk(&ui.words("sandbox-images-saved", &args));
            Exit::Passed
        }
        Err(error) => refused(&error, ui),
    })
}

async fn load(file: &Path, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let loaded = wired.tutor.load_images(file, &ui.lang, bytes(ui.clone())).await;
    ui.passed();
    Ok(match loaded {
        Ok(names) => {
            for name in &names {
                ui.line(name);
            }
            let args = [("count", names.len().into()), ("name", file.display().to_string().into())];
            ui.talk(&ui.words("sandbox-images-loaded", &args));
            Exit::Passed
        }
        Err(error) => refused(&error, ui),
    })
}

/// Tells bytes as they go by, not each time.
fn bytes(ui: Ui) -> impl Fn(u64) + Send + Sync + 'static {
    let told = AtomicU64::new(0);
    move |now| {
        if now / STRIDE > told.swap(now, Ordering::Relaxed) / STRIDE {
            ui.passing(&words::size(now));
        }
    }
}
