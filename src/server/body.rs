//! The body of a request: JSON of exactly the fields that the handler names, whole, small, and soon.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::error::AppError;
use super::gate::BODY;
use super::refusal::Refusal;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the body says. `T` denies unknown fields.
pub(super) struct Body<T>(pub(super) T);

/// A request that says nothing: `{}`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        let limit = usize::try_from(BODY).unwrap_or(usize::MAX);
        let read = tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), limit)).await;
        let bytes = read.map_err(|_| Refusal::Slow)?.map_err(|_| Refusal::Malformed)?;
        // serde takes a list for a struct, field by field; nobody who writes an API by hand expects that.
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(Refusal::BadJson.into());
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| match error.classify() {
            Category::Data => Refusal::BadField.into(),
            Category::Syntax | Category::Eof | Category::Io => Refusal::BadJson.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn case(text: String) -> Option<u16> {
        let request = Request::new(text.into());
        let refused = Body::<Nothing>::from_request(request, &()).await.err()?;
        Some(axum::response::IntoResponse::into_response(refused).status().as_u16())
    }

    #[tokio::test]
    async fn r10_a10_a_body_is_json_of_known_fields() {
        assert_eq!(case("{}".into()).await, None);
        assert_eq!(case("{\"role\": \"leader\"}".into()).await, Some(422));
        assert_eq!(case("[".repeat(10_000)).await, Some(400));
        assert_eq!(case("[]".into()).await, Some(400));
        assert_eq!(case("{".into()).await, Some(400));
        assert_eq!(case(String::new()).await, Some(400));
        assert_eq!(case("{} {}".into()).await, Some(400));
    }
}
