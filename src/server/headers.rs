//! The headers that every answer carries, refusals too (R19, R20). Never any `Access-Control-Allow-*`.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::map_response;
use axum::response::Response;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const OURS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (REFERRER_POLICY, "no-referrer"),
];

/// Puts the layer around everything that answers.
pub(super) fn around(router: Router) -> Router {
    router.layer(map_response(async |mut answer: Response| {
        put(answer.headers_mut());
        answer
    }))
}

fn put(headers: &mut HeaderMap) {
    for (name, value) in OURS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A learner's answers stay in no cache; pages say for themselves how they may be kept.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
