//! The layers around every route, in order, and why in that order.
//!
//! From outside: headers (refusals carry them too) → words (whatever failed inside is said in the reader's language) →
//! a log line → a panic ends one request → the gate → no new work at the end → compression → the route.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::TraceLayer;

use super::error::{AppError, in_words};
use super::gate::{self, Gate};
use super::headers;
use super::language::Langs;
use super::refusal::Refusal;

/// Puts all of them around the routes. The last one added is the first one to be asked.
pub(super) fn around(routes: Router, gate: Gate, langs: Langs, ending: CancellationToken) -> Router {
    routes
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(ending, refuse_at_the_end))
        .layer(from_fn_with_state(gate, gate::pass))
        .layer(CatchPanicLayer::custom(|_| AppError::from(Refusal::Panic).into_response()))
        .layer(TraceLayer::new_for_http())
        .layer(from_fn_with_state(langs, in_words))
        .layer(map_response(headers::on))
}

/// A server that is being stopped takes no new work (R45).
async fn refuse_at_the_end(
    State(ending): State<CancellationToken>,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    if ending.is_cancelled() {
        return Err(Refusal::Ending.into());
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Lang;
    use crate::server::{Access, Clock, Keys};
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use std::sync::Arc;
    use tower::ServiceExt;

    fn faulty() -> &'static str {
        panic!("on purpose")
    }

    /// The status and the text of an answer that carries the headers.
    async fn case(path: &'static str, ending: bool) -> (u16, String) {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::new(&dir.path().join("run"), dir.path(), 7890, Clock::system()).unwrap();
        let gate = Gate::new(Arc::new(keys), [("/ok", Access::Page), ("/panic", Access::Page)].into());
        let routes = Router::new().route("/ok", get(async || "fine")).route("/panic", get(async || faulty()));
        let token = CancellationToken::new();
        if ending {
            token.cancel();
        }
        let router = around(routes, gate, Langs::new(&[Lang::en()]), token);
        let request = Request::builder().uri(path).header("host", "localhost:7890").body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers().contains_key("retry-after"), answer.status() == 503);
        let status = answer.status().as_u16();
        (status, String::from_utf8(to_bytes(answer.into_body(), 4096).await.unwrap().to_vec()).unwrap())
    }

    #[tokio::test]
    async fn r42_a_panic_ends_one_request_and_says_nothing_of_itself() {
        let (status, text) = case("/panic", false).await;
        assert_eq!(status, 500);
        assert!(text.contains("\"kind\":\"internal\"") && !text.contains("on purpose"), "{text}");
        assert_eq!(case("/ok", false).await, (200, "fine".to_owned()));
    }

    #[tokio::test]
    async fn r45_at_the_end_there_is_no_new_work() {
        let (status, text) = case("/ok", true).await;
        assert_eq!(status, 503);
        assert!(text.contains("\"kind\":\"ending\""), "{text}");
    }
}
