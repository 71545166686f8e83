//! The door: a code for a credential, a proof for a client that wants one, and a sign of life. The gate lets all three
//! through without a credential.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::error::AppError;
use super::keys::Refused;
use super::refusal::Refusal;
use super::state::AppState;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    code: String,
}

#[derive(Serialize)]
pub(super) struct Token {
    token: String,
}

#[derive(Serialize)]
pub(super) struct Proof {
    proof: String,
}

#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
}

/// `POST /api/sign-in`: the cookie in a header that scripts cannot read, the token in the body.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    Body(SignIn { code }): Body<SignIn>,
) -> Result<(HeaderMap, Json<Token>), AppError> {
    let keys = state.keys();
    let signed_in = keys.exchange(&code).map_err(|refused| match refused {
        Refused::Missing | Refused::Wrong => Refusal::Code,
        Refused::TooMany => Refusal::TooManyGuesses,
    })?;
    let cookie = format!("{}={}; HttpOnly; SameSite=Strict; Path=/", keys.cookie_name(), signed_in.cookie.reveal());
    let mut headers = HeaderMap::new();
    headers.insert(SET_COOKIE, HeaderValue::from_str(&cookie).map_err(|_| Refusal::Panic)?);
    if signed_in.first {
        // The page stores its token after this answer, so it is not cleared with what an earlier program left.
        headers.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"storage\""));
    }
    Ok((headers, Json(Token { token: signed_in.token.reveal().to_owned() })))
}

/// `GET /api/proof/{nonce}`: shows a client of this user that we are the server of its runtime directory (R17).
pub(super) async fn proof(State(state): State<AppState>, Path(nonce): Path<String>) -> Result<Json<Proof>, AppError> {
    let proof = state.keys().prove(&nonce).ok_or(Refusal::Malformed)?;
    Ok(Json(Proof { proof }))
}

/// `GET /health`: says that somebody is at home, and nothing else.
pub(super) async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}
