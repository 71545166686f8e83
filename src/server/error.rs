//! AppError: every way in which a request fails, as a status and one shape of JSON, in the request's language.
//!
//! Handlers and the gate return values; [`in_words`] is the layer that makes sentences of them at the very end.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::language::Langs;
use super::refusal::Refusal;
use crate::course::{DiskFault, FileFault, Lang};
use crate::tutor::{TextView, ThingView, TutorError};
use crate::words;

/// Why there is no good answer.
#[derive(Debug, Clone)]
pub enum AppError {
    Refused(Refusal),
    Tutor(TutorError),
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<TutorError> for AppError {
    fn from(error: TutorError) -> Self {
        Self::Tutor(error)
    }
}

/// The body of every failure.
#[derive(Debug, Serialize)]
pub(super) struct ErrorBody {
    error: ErrorView,
}

#[derive(Debug, Serialize)]
struct ErrorView {
    kind: &'static str,
    message: String,
    help: Option<String>,
    /// What stands in the way, for `taken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    things: Option<Vec<ThingView>>,
    /// What is there now, for `changed`: null where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Option<TextView>>,
}

impl AppError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => refusal.status(),
            Self::Tutor(error) => status(error),
        }
    }

    /// What a reader is told.
    pub(super) fn body(&self, lang: &Lang) -> ErrorBody {
        let error = match self {
            Self::Refused(refusal) => {
                let kind = refusal.kind();
                let say = |what: &str| words::say(lang, &format!("server-{what}-{kind}"), &[]);
                ErrorView { kind, message: say("error"), help: Some(say("help")), things: None, now: None }
            }
            Self::Tutor(failure) => {
                let (message, help) = failure.words(lang);
                ErrorView { kind: failure.kind(), message, help, things: things(failure), now: now(failure) }
            }
        };
        ErrorBody { error }
    }
}

fn status(error: &TutorError) -> StatusCode {
    match error {
        TutorError::AtStep { why, .. } => status(why),
        TutorError::NoSuchExercise(_)
        | TutorError::NoSuchCheck(_)
        | TutorError::NoSuchQuestion(_)
        | TutorError::NoSuchThing(_) => StatusCode::NOT_FOUND,
        TutorError::NotStarted | TutorError::Taken { .. } | TutorError::PortsTaken { .. } | TutorError::AskFirst => {
            StatusCode::CONFLICT
        }
        TutorError::File { why, .. } => of_file(why),
        TutorError::FileChanged { .. } => StatusCode::CONFLICT,
        TutorError::NotTrusted => StatusCode::FORBIDDEN,
        TutorError::Unavailable(_)
        | TutorError::SetUp { .. }
        | TutorError::Refused { .. }
        | TutorError::Busy
        | TutorError::Gone => StatusCode::SERVICE_UNAVAILABLE,
        TutorError::NotSaved => StatusCode::INSUFFICIENT_STORAGE,
        TutorError::Broken { .. } | TutorError::Newer | TutorError::Damaged | TutorError::Internal(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

fn things(error: &TutorError) -> Option<Vec<ThingView>> {
    if let TutorError::Taken { things } = error.cause() { Some(things.clone()) } else { None }
}

fn now(error: &TutorError) -> Option<Option<TextView>> {
    if let TutorError::FileChanged { now, .. } = error.cause() { Some(now.clone()) } else { None }
}

/// What a fault of a learner's file is to a client.
fn of_file(fault: &FileFault) -> StatusCode {
    match fault {
        FileFault::BadPath => StatusCode::BAD_REQUEST,
        FileFault::Absent | FileFault::Disk(DiskFault::Missing) => StatusCode::NOT_FOUND,
        FileFault::Folder | FileFault::NotFolder | FileFault::Link | FileFault::NotRegular => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        FileFault::NotText | FileFault::TooLarge { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        FileFault::NoWorkspace | FileFault::Taken | FileFault::NotEmpty => StatusCode::CONFLICT,
        FileFault::Disk(DiskFault::NoPermission | DiskFault::ReadOnly) => StatusCode::FORBIDDEN,
        FileFault::Disk(DiskFault::Full) => StatusCode::INSUFFICIENT_STORAGE,
        FileFault::Disk(DiskFault::Other { .. }) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl IntoResponse for AppError {
    /// The status, with the failure beside it for [`in_words`].
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

/// Writes the words of a failure into its answer.
pub(super) async fn in_words(State(langs): State<Langs>, request: Request, next: Next) -> Response {
    let lang = langs.choose(request.uri(), request.headers());
    let mut answer = next.run(request).await;
    let Some(failure) = answer.extensions_mut().remove::<AppError>() else { return answer };
    let mut told = (failure.status(), Json(failure.body(&lang))).into_response();
    let headers = told.headers_mut();
    match failure.status() {
        StatusCode::METHOD_NOT_ALLOWED => drop(headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"))),
        StatusCode::TOO_MANY_REQUESTS => drop(headers.insert(RETRY_AFTER, HeaderValue::from_static("60"))),
        StatusCode::SERVICE_UNAVAILABLE => drop(headers.insert(RETRY_AFTER, HeaderValue::from_static("2"))),
        _ => {}
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_sentences_in_both_languages() {
        for lang in [Lang::en(), Lang::new("zh-cn")] {
            for refusal in Refusal::ALL {
                let body = AppError::from(refusal).body(&lang).error;
                for text in [Some(body.message), body.help] {
                    assert!(text.is_some_and(|text| !text.contains("Unknown")), "{refusal:?} in {lang}");
                }
            }
        }
    }
}
