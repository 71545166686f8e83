//! The API: what a learner can do, over HTTP. Ids that are none never reach a handler.

pub(super) mod exercises;
pub(super) mod files;
pub(super) mod records;
pub(super) mod world;

use axum::Json;
use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};

use super::body::{Body, Nothing};
use super::error::AppError;
use super::gate::{SignedIn, SocketCookie};
use super::language::In;
use super::refusal::Refusal;
use super::state::AppState;
use crate::course::{CheckId, ExerciseId, FileFault, FilePath, LessonId, QuizAnswer, ThingName};
use crate::tutor::{DoctorView, Learner, ProgressView, QuizView, TutorError, VerdictView};

#[derive(Serialize)]
pub(super) struct Doctor {
    items: Vec<DoctorView>,
}

/// An answer to a question: exactly one of `choice`, `text` and `order`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    question: String,
    choice: Option<Vec<usize>>,
    text: Option<String>,
    order: Option<Vec<usize>>,
}

/// `GET /api/progress`
pub(super) async fn progress(State(state): State<AppState>, learner: Learner) -> Result<Json<ProgressView>, AppError> {
    Ok(Json(state.tutor().progress(&learner).await?))
}

/// `GET /api/quizzes/{part}/{name}`
pub(super) async fn quiz(
    State(state): State<AppState>,
    learner: Learner,
    quiz: LessonId,
    In(lang): In,
) -> Result<Json<QuizView>, AppError> {
    Ok(Json(state.tutor().quiz_answers(&learner, &quiz, &lang).await?))
}

/// `POST /api/quizzes/{part}/{name}`
pub(super) async fn quiz_answer(
    State(state): State<AppState>,
    learner: Learner,
    quiz: LessonId,
    In(lang): In,
    Body(Answered { question, choice, text, order }): Body<Answered>,
) -> Result<Json<VerdictView>, AppError> {
    let answer = match (choice, text, order) {
        (Some(choice), None, None) => QuizAnswer::Choice(choice),
        (None, Some(text), None) => QuizAnswer::Text(text),
        (None, None, Some(order)) => QuizAnswer::Order(order),
        _ => return Err(Refusal::BadField.into()),
    };
    Ok(Json(state.tutor().quiz_answer(&learner, &quiz, &question, answer, &lang).await?))
}

/// `POST /api/quizzes/{part}/{name}/again`
pub(super) async fn quiz_again(
    State(state): State<AppState>,
    learner: Learner,
    quiz: LessonId,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<QuizView>, AppError> {
    Ok(Json(state.tutor().quiz_again(&learner, &quiz).await?))
}

/// `GET /api/doctor`
pub(super) async fn doctor(State(state): State<AppState>, _: Learner, In(lang): In) -> Json<Doctor> {
    Json(Doctor { items: state.tutor().doctor(&lang).await })
}

/// A handler that takes a learner cannot be reached without a credential, whatever the table says.
impl<S: Send + Sync> FromRequestParts<S> for Learner {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        let signed_in = parts.extensions.get::<SignedIn>();
        Ok(signed_in.map(|_| Self::me()).ok_or(Refusal::SignIn)?)
    }
}

/// A socket's handler cannot be reached without a cookie, either.
impl<S: Send + Sync> FromRequestParts<S> for SocketCookie {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        Ok(parts.extensions.get::<Self>().cloned().ok_or(Refusal::SignIn)?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ExerciseId {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let path = in_path(parts, state, &["part", "name"]).await;
        Ok(path.parse().map_err(|_| TutorError::NoSuchExercise(shown(&path)))?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LessonId {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let path = in_path(parts, state, &["part", "name"]).await;
        Ok(path.parse().map_err(|_| TutorError::NoSuchQuestion(shown(&path)))?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CheckId {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let path = in_path(parts, state, &["check"]).await;
        Ok(path.parse().map_err(|_| TutorError::NoSuchCheck(shown(&path)))?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for FilePath {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let path = in_path(parts, state, &["path"]).await;
        path.parse().map_err(|why: FileFault| TutorError::File { path: shown(&path), why }.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ThingName {
    type Rejection = AppError;

    /// Any words will do: it is looked for among the things that are there.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let kind = in_path(parts, state, &["kind"]).await;
        Ok(Self { kind, name: in_path(parts, state, &["thing"]).await })
    }
}

/// These parts of the path, joined; what is missing or not UTF-8 makes a text that is no id.
async fn in_path<S: Send + Sync>(parts: &mut Parts, state: &S, names: &[&str]) -> String {
    let Ok(params) = RawPathParams::from_request_parts(parts, state).await else { return String::new() };
    let value = |name: &&str| params.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value);
    names.iter().map(value).collect::<Vec<_>>().join("/")
}

/// What was asked for, as far as it can be told again: it may be anything.
fn shown(path: &str) -> String {
    path.chars().filter(|c| !c.is_control()).take(100).collect()
}
