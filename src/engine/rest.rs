//! Rest: how long a cluster wishes to be left alone, by the `Retry-After` of its refusals.

use std::sync::{Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use http::header::RETRY_AFTER;
use http::{HeaderMap, Response, StatusCode};
use kube::client::ClientBuilder;
use kube::{Client, Config};
use tower::util::MapResponseLayer;

use super::Inner;

/// A longer wish than this is not obeyed: the learner waits.
const LONGEST: Duration = Duration::from_secs(30);

/// Until when a cluster wishes to be left alone.
#[derive(Default)]
pub(super) struct Rest(Mutex<Option<Instant>>);

impl Rest {
    fn wish(&self, rest: Duration, now: Instant) {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(Some(now + rest));
    }

    /// How much of it is left.
    pub(super) fn left(&self, now: Instant) -> Duration {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }
}

/// A client that remembers what the cluster wishes.
pub(super) fn client(config: Config, home: Weak<Inner>) -> Result<Client, kube::Error> {
    let hear = move |response: Response<_>| {
        let wished = wished(response.status(), response.headers());
        if let Some((rest, home)) = wished.zip(home.upgrade()) {
            home.rest.wish(rest, Instant::now());
        }
        response
    };
    Ok(ClientBuilder::try_from(config)?.with_layer(&MapResponseLayer::new(hear)).build())
}

fn wished(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let seconds = headers.get(RETRY_AFTER).filter(|_| busy)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_kept_until_it_is_over_and_a_shorter_one_does_not_end_it() {
        let (rest, now) = (Rest::default(), Instant::now());
        assert_eq!(rest.left(now), Duration::ZERO);
        rest.wish(Duration::from_secs(3), now);
        rest.wish(Duration::from_secs(1), now);
        assert_eq!(rest.left(now + Duration::from_secs(1)), Duration::from_secs(2));
        assert_eq!(rest.left(now + Duration::from_secs(4)), Duration::ZERO);
    }

    #[test]
    fn only_a_refusal_wishes_and_not_for_ever() {
        let case = |status: u16, after: &str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, after.parse().unwrap())]);
            wished(StatusCode::from_u16(status).unwrap(), &headers).map(|rest| rest.as_secs())
        };
        assert_eq!((case(429, "2"), case(503, "7"), case(429, "3600")), (Some(2), Some(7), Some(30)));
        assert_eq!((case(200, "2"), case(500, "2"), case(429, "soon")), (None, None, None));
    }
}
