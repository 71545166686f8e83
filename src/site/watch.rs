//! Tells an author's program when the files of a course have changed.
//!
//! Folders are watched rather than files, since editors save by putting a new file in an old one's place. Of the course's
//! root only its own entries are watched: a whole repository, and the built site, may lie beside them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::names;

/// What belongs to one save comes this close together.
const QUIET: Duration = Duration::from_millis(15);
/// Whoever saves without a pause still sees something.
const LONGEST: Duration = Duration::from_millis(100);
/// The folders that a course consists of.
const FOLDERS: [&str; 2] = ["content", "exercises"];

/// Watches a course from its beginning on; ends when it is dropped.
pub struct Watch {
    watcher: RecommendedWatcher,
    changed: Arc<Notify>,
    root: PathBuf,
}

impl Watch {
    /// Begins to watch a course's folder, and a theme's.
    ///
    /// # Errors
    /// When the system watches no more folders, or the course's cannot be read.
    pub fn begin(root: &Path, theme: Option<&Path>) -> anyhow::Result<Self> {
        let root = root.canonicalize()?;
        let changed = Arc::new(Notify::new());
        let (bell, own) = (Arc::clone(&changed), root.clone());
        let hear = move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| matters(&event, &own)) {
                bell.notify_one();
            }
        };
        let mut watcher = RecommendedWatcher::new(hear, Config::default().with_follow_symlinks(false))?;
        watcher.watch(&root, RecursiveMode::NonRecursive)?;
        if let Some(theme) = theme {
            watcher.watch(&theme.canonicalize()?, RecursiveMode::Recursive)?;
        }
        let mut watch = Self { watcher, changed, root };
        watch.folders();
        Ok(watch)
    }

    /// Waits for a change, and a moment for all that belongs to it.
    pub async fn next(&mut self) {
        self.changed.notified().await;
        let first = Instant::now();
        while first.elapsed() < LONGEST && timeout(QUIET, self.changed.notified()).await.is_ok() {}
        // A folder may have come, or be another one since somebody switched branches.
        self.folders();
    }

    fn folders(&mut self) {
        for folder in FOLDERS.map(|folder| self.root.join(folder)).iter().filter(|folder| folder.is_dir()) {
            if let Err(error) = self.watcher.watch(folder, RecursiveMode::Recursive) {
                tracing::warn!(%error, folder = %folder.display(), "cannot be watched");
            }
        }
    }
}

/// Whether an event may change what is read: reading does not, nor does what lies beside the course or is passed over.
fn matters(event: &Event, root: &Path) -> bool {
    let changes = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    };
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let beside = path.parent() == Some(root) && name != "book.toml" && !FOLDERS.contains(&name);
        let folder = path.parent().and_then(|folder| folder.strip_prefix(root).ok()).unwrap_or(Path::new(""));
        !names::is_passed_over(&folder.to_string_lossy(), name) && !beside && path != root
    };
    changes && (event.paths.is_empty() || event.paths.iter().any(ours))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "writes what is watched")]
mod tests {
    use std::fs;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);
    const SILENCE: Duration = Duration::from_millis(300);

    async fn tells(watch: &mut Watch, within: Duration) -> bool {
        timeout(within, watch.next()).await.is_ok()
    }

    fn course() -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let page = root.path().join("content/en/docker/volumes.md");
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        fs::write(&page, "one").unwrap();
        (root, page)
    }

    #[tokio::test]
    async fn a_save_is_told_however_an_editor_does_it() {
        let (root, page) = course();
        let mut watch = Watch::begin(root.path(), None).unwrap();
        fs::write(&page, "two").unwrap();
        assert!(tells(&mut watch, SOON).await, "written in place");
        let new = page.with_file_name(".volumes.md.swp");
        for _ in 0..2 {
            fs::write(&new, "three").unwrap();
            fs::rename(&new, &page).unwrap();
            assert!(tells(&mut watch, SOON).await, "put in its place");
        }
        fs::write(root.path().join("book.toml"), "").unwrap();
        assert!(tells(&mut watch, SOON).await, "the settings");
        fs::read(&page).unwrap();
        fs::create_dir(root.path().join("site")).unwrap();
        fs::write(root.path().join("notes.txt"), "").unwrap();
        assert!(!tells(&mut watch, SILENCE).await, "reading, and what lies beside");
    }

    #[tokio::test]
    async fn a_folder_that_is_put_in_anothers_place_is_watched_again() {
        let (root, page) = course();
        let mut watch = Watch::begin(root.path(), None).unwrap();
        fs::rename(root.path().join("content"), root.path().join("old")).unwrap();
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        while tells(&mut watch, SILENCE).await {}
        fs::write(&page, "new").unwrap();
        assert!(tells(&mut watch, SOON).await);
    }
}
