//! What exists in an exercise's world, over HTTP: all of it, and one thing from close by.

use axum::Json;
use axum::extract::State;

use crate::course::{ExerciseId, ThingName};
use crate::server::error::AppError;
use crate::server::language::In;
use crate::server::state::AppState;
use crate::tutor::{CloseView, Learner, WorldView};

/// `GET …/world`
pub(in crate::server) async fn all(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
) -> Result<Json<WorldView>, AppError> {
    Ok(Json(state.tutor().world(&learner, &id, &lang).await?))
}

/// `GET …/world/{kind}/{thing}`
pub(in crate::server) async fn one(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    of: ThingName,
    In(lang): In,
) -> Result<Json<CloseView>, AppError> {
    Ok(Json(state.tutor().close_up(&learner, &id, &of, &lang).await?))
}
