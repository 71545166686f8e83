//! The workspace: rings when a file in it changes, and when the folder itself comes, goes or is another one.
//!
//! Reading is no change. Links are not followed, or one to `/` would have the whole disk watched.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{Config, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::time::sleep;

use super::bell::{Bell, Tone};

/// How often to see whether the folder is still the same; reset moves it aside and makes another.
const SAME: Duration = Duration::from_millis(500);

/// Rings at each change, for as long as anybody listens.
pub(super) async fn listen(workspace: PathBuf, bell: Bell) {
    loop {
        let here = identity(&workspace);
        let watcher = match here {
            Some(_) => watch(workspace.clone(), bell.clone()).await,
            None => None,
        };
        // What changed before the watcher was there.
        bell.ring(Tone::AtOnce);
        while identity(&workspace) == here {
            sleep(SAME).await;
            if here.is_some() && watcher.is_none() {
                // The system watches no more folders: look again every now and then instead.
                bell.ring(Tone::AtOnce);
            }
        }
    }
}

async fn watch(workspace: PathBuf, bell: Bell) -> Option<RecommendedWatcher> {
    let started = tokio::task::spawn_blocking(move || {
        let hear = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| matters(event.kind)) {
                bell.ring(Tone::AtOnce);
            }
        };
        let mut watcher = RecommendedWatcher::new(hear, Config::default().with_follow_symlinks(false))?;
        watcher.watch(&workspace, RecursiveMode::Recursive)?;
        notify::Result::Ok(watcher)
    });
    match started.await {
        Ok(Ok(watcher)) => Some(watcher),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the workspace cannot be watched");
            None
        }
        Err(_) => None,
    }
}

/// Whether an event changes what a look finds.
fn matters(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    }
}

fn identity(folder: &Path) -> Option<(u64, u64)> {
    folder.metadata().ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);
    const QUIET: Duration = Duration::from_millis(300);

    async fn rings(bell: &Bell, within: Duration) -> bool {
        timeout(within, bell.rung(Tone::Soon)).await.is_ok()
    }

    /// Waits until nothing rings any more.
    async fn settled(bell: &Bell) {
        while rings(bell, QUIET).await {}
    }

    #[tokio::test]
    async fn saving_rings_and_reading_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Dockerfile");
        let bell = Bell::default();
        let task = tokio::spawn(listen(folder.path().to_owned(), bell.clone()));
        settled(&bell).await;
        tokio::fs::write(&file, "FROM scratch").await.unwrap();
        assert!(rings(&bell, SOON).await);
        settled(&bell).await;
        tokio::fs::read(&file).await.unwrap();
        assert!(!rings(&bell, QUIET).await);
        task.abort();
    }

    #[tokio::test]
    async fn a_folder_made_anew_is_watched_again() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("ws");
        let bell = Bell::default();
        let task = tokio::spawn(listen(workspace.clone(), bell.clone()));
        settled(&bell).await;
        for name in ["old", "older"] {
            tokio::fs::create_dir(&workspace).await.unwrap();
            assert!(rings(&bell, SOON).await);
            settled(&bell).await;
            tokio::fs::write(workspace.join("a"), "x").await.unwrap();
            assert!(rings(&bell, SOON).await);
            settled(&bell).await;
            tokio::fs::rename(&workspace, folder.path().join(name)).await.unwrap();
            assert!(rings(&bell, SOON).await);
            settled(&bell).await;
        }
        task.abort();
    }
}
