//! The files of a workspace over HTTP: a tree, texts with their versions, and changes that say what they replace.
//!
//! A path is a [`FilePath`] before any handler sees it, so none leads out by its words; the disk is asked by handles.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;

use crate::course::{ExerciseId, FilePath};
use crate::server::body::Body;
use crate::server::error::AppError;
use crate::server::state::AppState;
use crate::tutor::{FileWish, FilesView, Learner, TextView, TutorError};

type Answer<T> = Result<Json<T>, AppError>;

/// A text for a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Text {
    text: String,
    /// The version that it replaces; null for a new file.
    version: Option<String>,
}

/// A change of names: exactly one of these.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::server) enum Change {
    Folder(Folder),
    Rename(Rename),
    Remove(Remove),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Folder {
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Rename {
    path: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Remove {
    path: String,
    version: Option<String>,
}

/// `GET …/files`
pub(in crate::server) async fn list(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
) -> Answer<FilesView> {
    Ok(Json(state.tutor().files(&learner, &id).await?))
}

/// `GET …/files/{*path}`
pub(in crate::server) async fn read(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    path: FilePath,
) -> Answer<TextView> {
    Ok(Json(state.tutor().file(&learner, &id, path).await?))
}

/// `POST …/files/{*path}`
pub(in crate::server) async fn save(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    path: FilePath,
    Body(Text { text, version }): Body<Text>,
) -> Answer<TextView> {
    Ok(Json(state.tutor().save_file(&learner, &id, path, (text, version)).await?))
}

/// `POST …/files`
pub(in crate::server) async fn change(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    Body(change): Body<Change>,
) -> Answer<FilesView> {
    let wish = match change {
        Change::Folder(Folder { path }) => FileWish::Folder { path: parsed(&path)? },
        Change::Rename(Rename { path, to }) => FileWish::Rename { path: parsed(&path)?, to: parsed(&to)? },
        Change::Remove(Remove { path, version }) => FileWish::Remove { path: parsed(&path)?, version },
    };
    state.tutor().change_files(&learner, &id, wish).await?;
    Ok(Json(state.tutor().files(&learner, &id).await?))
}

fn parsed(path: &str) -> Result<FilePath, TutorError> {
    path.parse().map_err(|why| TutorError::File { path: super::shown(path), why })
}
