//! The files of a learner's workspace: shown, written, renamed and removed, one change at a time.
//!
//! They are the learner's own, so no trust in the course is asked for; but there are none before the start.

use std::path::PathBuf;

use crate::course::{ExerciseId, FilePath};
use crate::sandbox::{Entry, FileError, FileText, Files};

use super::{EntryView, FilesView, Learner, TextView, Tutor, TutorError};

/// A change of a workspace's names, asked for by its learner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileWish {
    Folder {
        path: FilePath,
    },
    Rename {
        path: FilePath,
        to: FilePath,
    },
    /// With the version that the learner has in view, of a text.
    Remove {
        path: FilePath,
        version: Option<String>,
    },
}

impl Tutor {
    /// What the workspace holds.
    ///
    /// # Errors
    /// When the exercise is not started, or the workspace cannot be read.
    pub async fn files(&self, learner: &Learner, id: &ExerciseId) -> Result<FilesView, TutorError> {
        let workspace = self.workspace(learner, id).await?;
        let shown = workspace.display().to_string();
        let files = Files::of(&workspace);
        let tree = on_disk(move || files.tree()).await?.map_err(|error| told(shown.clone(), error))?;
        let entry = |Entry { path, kind, size, modified }| EntryView { path, kind, size, modified };
        Ok(FilesView { workspace: shown, files: tree.entries.into_iter().map(entry).collect(), cut: tree.cut })
    }

    /// The text of one file.
    ///
    /// # Errors
    /// When the exercise is not started, or there is no such text.
    pub async fn file(&self, learner: &Learner, id: &ExerciseId, path: FilePath) -> Result<TextView, TutorError> {
        let files = Files::of(&self.workspace(learner, id).await?);
        let name = path.to_string();
        on_disk(move || files.read(&path).map(|found| view(path.as_str(), found)))
            .await?
            .map_err(|error| told(name, error))
    }

    /// Puts `text` in the place of what had the version `seen`; with none, makes a new file.
    ///
    /// # Errors
    /// When the exercise is not started, the file was changed meanwhile, or it cannot be written.
    pub async fn save_file(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        path: FilePath,
        (text, seen): (String, Option<String>),
    ) -> Result<TextView, TutorError> {
        let desk = self.desk(learner, id);
        let _pen = desk.pen.lock().await;
        let files = Files::of(&self.workspace(learner, id).await?);
        let name = path.to_string();
        let save = move || files.save(&path, &text, seen.as_deref()).map(|saved| view(path.as_str(), saved));
        on_disk(save).await?.map_err(|error| told(name, error))
    }

    /// Makes a folder, renames, or removes.
    ///
    /// # Errors
    /// When the exercise is not started, or it cannot be done.
    pub async fn change_files(&self, learner: &Learner, id: &ExerciseId, wish: FileWish) -> Result<(), TutorError> {
        let desk = self.desk(learner, id);
        let _pen = desk.pen.lock().await;
        let files = Files::of(&self.workspace(learner, id).await?);
        let (FileWish::Folder { path } | FileWish::Rename { path, .. } | FileWish::Remove { path, .. }) = &wish;
        let name = path.to_string();
        let change = move || match &wish {
            FileWish::Folder { path } => files.make_folder(path),
            FileWish::Rename { path, to } => files.rename(path, to),
            FileWish::Remove { path, version } => files.remove(path, version.as_deref()),
        };
        on_disk(change).await?.map_err(|error| told(name, error))
    }

    /// The workspace of an exercise that is started.
    async fn workspace(&self, learner: &Learner, id: &ExerciseId) -> Result<PathBuf, TutorError> {
        let exercise = self.find(id)?;
        let start = self.0.store.start(learner, id).await?;
        let begun = start.filter(|start| start.begun.is_some()).ok_or(TutorError::NotStarted)?;
        Ok(self.place(learner, exercise, Some(&begun)).await?.workspace)
    }
}

/// Waits for the disk away from the threads that serve others. What was begun goes on to its end.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, TutorError> {
    tokio::task::spawn_blocking(work).await.map_err(TutorError::internal)
}

fn view(path: &str, found: FileText) -> TextView {
    let FileText { text, version, modified, read_only } = found;
    TextView { path: path.to_owned(), text, version, modified, read_only }
}

fn told(path: String, error: FileError) -> TutorError {
    match error {
        FileError::Fault(why) => TutorError::File { path, why },
        FileError::Changed(now) => TutorError::FileChanged { now: now.map(|now| view(&path, now)), path },
    }
}
