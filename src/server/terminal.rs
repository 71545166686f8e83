//! Terminals over HTTP: open one in an exercise's workspace, list them, close one, and look at one through a socket.
//!
//! A shell belongs to who opened it, and a handler gets it only as `Owned<Terminal>` (R10). It outlives tabs and lines,
//! and ends with the exercise's start or with the server.

pub(super) mod frame;
mod open;
mod talk;

use std::pin::pin;

use axum::Json;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::request::Parts;
use axum::response::Response;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};

use super::body::{Body, Nothing};
use super::error::AppError;
use super::gate::SocketCookie;
use super::refusal::Refusal;
use super::state::AppState;
use crate::course::ExerciseId;
use crate::terminal::{Size, Terminal, Wish};
use crate::tutor::{Learner, TutorError};

pub use open::ShellSettings;
use open::Start;
pub(super) use open::{Terminals, scratch};
use talk::Limits;

/// What the socket's two ends speak.
const PROTOCOL: &str = "sampan.v1";
/// The longest message of a viewer (R40).
const MESSAGE: usize = 64 << 10;

/// How large a new terminal is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    rows: u16,
    columns: u16,
}

#[derive(Serialize)]
pub(super) struct Opened {
    id: String,
}

#[derive(Serialize)]
pub(super) struct Listed {
    terminals: Vec<Opened>,
}

/// A terminal that is the learner's own; another's is not found.
pub(super) struct Owned<T>(T);

/// `GET /api/exercises/{part}/{name}/terminals`
pub(super) async fn list(State(state): State<AppState>, learner: Learner, id: ExerciseId) -> Json<Listed> {
    let ids = state.terminals().of(&learner, &id).into_iter();
    Json(Listed { terminals: ids.map(|id| Opened { id }).collect() })
}

/// `POST /api/exercises/{part}/{name}/terminals`: a shell in the workspace, with what `sampan env` prints.
pub(super) async fn open(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    Body(Opening { rows, columns }): Body<Opening>,
) -> Result<Json<Opened>, AppError> {
    let view = state.tutor().env(&learner, &id).await?;
    let at = state.tutor().started(&learner, &id).await?.ok_or(TutorError::NotStarted)?;
    let shell = state.terminals().shell();
    let env = shell.env.iter().cloned().chain(view.variables).collect();
    let wish = Wish {
        shell: shell.shell.clone(),
        folder: view.workspace.into(),
        env,
        scratch: shell.scratch.clone(),
        label: id.name().to_owned(),
        size: Size::new(rows, columns),
    };
    let id = state.terminals().open(Start { learner, exercise: id, at }, &wish)?;
    Ok(Json(Opened { id }))
}

/// `POST /api/terminals/{id}/close`: ends the shell and all that it started.
pub(super) async fn close(
    Owned(terminal): Owned<Terminal>,
    Body(Nothing {}): Body<Nothing>,
) -> Json<serde_json::Value> {
    terminal.close().await;
    Json(serde_json::json!({}))
}

/// `GET /api/terminals/{id}/socket`: the gate has seen the cookie and the origin; the token comes in the first message.
pub(super) async fn socket(
    State(state): State<AppState>,
    cookie: SocketCookie,
    params: RawPathParams,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, AppError> {
    let upgrade = upgrade.map_err(|_| Refusal::Malformed)?;
    let id = params.iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned()).unwrap_or_default();
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(MESSAGE).max_frame_size(MESSAGE);
    Ok(upgrade.on_upgrade(move |socket| async move {
        // Counted among what must end before the server does.
        let _token = state.wishes().token();
        talk::talk(socket, &state, &cookie, &id, &Limits::default()).await;
    }))
}

/// Ends what belongs to exercises that are taken down, from a page or by a command, until the server ends.
pub(super) async fn follow(state: AppState) {
    let mut written = pin!(state.tutor().written());
    while written.next().await.is_some() {
        state.terminals().close_left(state.tutor()).await;
    }
}

impl FromRequestParts<AppState> for Owned<Terminal> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let learner = Learner::from_request_parts(parts, state).await?;
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Refusal::NoSuchTerminal)?;
        let id = params.iter().find(|(name, _)| *name == "id").map(|(_, id)| id).unwrap_or_default();
        Ok(Self(state.terminals().owned(&learner, id).ok_or(Refusal::NoSuchTerminal)?))
    }
}
