//! A learner's records over HTTP: notes, and everything that is remembered as one file.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::course::LessonId;
use crate::server::body::Body;
use crate::server::error::AppError;
use crate::server::state::AppState;
use crate::tutor::{ForgottenView, Learner, NoteView, Records};

/// A note to be, and the time of the one it replaces.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Written {
    text: String,
    after: Option<DateTime<Utc>>,
}

/// All records, as a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Exported {
    format: Format,
    exported: DateTime<Utc>,
    records: Records,
}

/// What the file is, for whoever finds it.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "sampan-records-1")]
    One,
}

/// Whether it was meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Sure {
    sure: bool,
}

/// `GET /api/notes/{part}/{name}`
pub(in crate::server) async fn note(
    State(state): State<AppState>,
    learner: Learner,
    lesson: LessonId,
) -> Result<Json<NoteView>, AppError> {
    Ok(Json(state.tutor().note(&learner, &lesson).await?))
}

/// `POST /api/notes/{part}/{name}`
pub(in crate::server) async fn write_note(
    State(state): State<AppState>,
    learner: Learner,
    lesson: LessonId,
    Body(Written { text, after }): Body<Written>,
) -> Result<Json<NoteView>, AppError> {
    Ok(Json(state.tutor().write_note(&learner, &lesson, &text, after).await?))
}

/// `GET /api/records`
pub(in crate::server) async fn export(
    State(state): State<AppState>,
    learner: Learner,
) -> Result<Json<Exported>, AppError> {
    let records = state.tutor().records(&learner).await?;
    Ok(Json(Exported { format: Format::One, exported: Utc::now(), records }))
}

/// `POST /api/records`: a file as exported, or a part of it.
pub(in crate::server) async fn import(
    State(state): State<AppState>,
    learner: Learner,
    Body(Exported { records, .. }): Body<Exported>,
) -> Result<Json<serde_json::Value>, AppError> {
    state.tutor().merge_records(&learner, &records).await?;
    Ok(Json(serde_json::json!({})))
}

/// `POST /api/records/forget`
pub(in crate::server) async fn forget(
    State(state): State<AppState>,
    learner: Learner,
    Body(Sure { sure }): Body<Sure>,
) -> Result<Json<ForgottenView>, AppError> {
    if !sure {
        return Ok(Json(ForgottenView { forgotten: false, in_progress: Vec::new() }));
    }
    Ok(Json(state.tutor().forget_everything(&learner).await?))
}
