//! The one place where an engine's error becomes a cause: what kept us from looking, and so what can be done about it.

use std::error::Error as StdError;
use std::io::ErrorKind;
use std::time::Duration;

use bollard::errors::Error as DockerError;
use chrono::{DateTime, Utc};

use super::ANSWER;
use crate::course::{Engine, Unreachable};

/// A cluster asks us to come back at most this often before that is what we tell the learner.
const TRIES: u32 = 4;
/// A longer `Retry-After` than this would eat a check's whole time.
const PATIENCE: Duration = Duration::from_secs(2);
/// What of an engine's own words is kept.
const WORDS: usize = 300;

/// The cause of Docker's error; `at` is empty where the error does not say it (`DockerEngine::why` knows it).
pub fn from_docker(error: DockerError) -> Unreachable {
    let engine = Engine::Docker;
    match error {
        DockerError::DockerResponseServerError { status_code: 401 | 403, message } => {
            Unreachable::Denied { engine, what: short(&message) }
        }
        DockerError::DockerResponseServerError { status_code, message } => {
            Unreachable::Failed { engine, detail: short(&format!("{status_code}: {message}")) }
        }
        DockerError::RequestTimeoutError => Unreachable::TooSlow { engine: Some(engine), limit: ANSWER },
        DockerError::SocketNotFoundError(path) => Unreachable::Down { engine, at: format!("unix://{path}") },
        // Shown as if it were the I/O error itself, which so would be passed over.
        DockerError::IOError { err } => from_chain(engine, &err),
        other => from_chain(engine, &other),
    }
}

/// The cause of a cluster's error; `at` is empty where the error does not say it (`ClusterEngine::why` knows it).
pub(super) fn from_cluster(error: kube::Error) -> Unreachable {
    let engine = Engine::Cluster;
    match error {
        kube::Error::Api(status) if status.code == 401 => {
            Unreachable::Denied { engine, what: "401 Unauthorized".into() }
        }
        kube::Error::Api(status) if status.code == 403 => Unreachable::Denied { engine, what: short(&status.message) },
        kube::Error::Api(status) => {
            Unreachable::Failed { engine, detail: short(&format!("{}: {}", status.code, status.message)) }
        }
        other => from_chain(engine, &other),
    }
}

/// Asks again where the cluster is busy (429, 503, 504), when it says so, four times at most.
pub async fn again<T, F>(ask: impl Fn() -> F) -> Result<T, kube::Error>
where
    F: Future<Output = Result<T, kube::Error>>,
{
    let mut tried = 1;
    loop {
        let error = match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(pause) = pause(&error, tried) else { return Err(error) };
        tokio::time::sleep(pause).await;
        tried += 1;
    }
}

/// How long to wait before the next try, if there should be one.
fn pause(error: &kube::Error, tried: u32) -> Option<Duration> {
    let kube::Error::Api(status) = error else { return None };
    let wished = status.details.as_ref().map_or(0, |details| details.retry_after_seconds);
    let pause = Duration::from_millis(100 << tried).max(Duration::from_secs(wished.into()));
    (matches!(status.code, 429 | 503 | 504) && tried < TRIES && pause <= PATIENCE).then_some(pause)
}

/// Fills in where the engine is, for the causes that name it.
pub(super) fn at(why: Unreachable, place: &str) -> Unreachable {
    match why {
        Unreachable::Down { engine, at } if at.is_empty() => Unreachable::Down { engine, at: place.to_owned() },
        Unreachable::NoPermission { engine, at } if at.is_empty() => {
            Unreachable::NoPermission { engine, at: place.to_owned() }
        }
        why => why,
    }
}

/// A refusal (401) after the certificate's end is an expiry.
pub(super) fn expired(why: Unreachable, expires: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Unreachable {
    match why {
        Unreachable::Denied { engine, what } if what.starts_with("401") && expires.is_some_and(|end| end < now) => {
            tracing::debug!(?engine, "the client certificate is past its end");
            Unreachable::Expired { engine }
        }
        why => why,
    }
}

/// Whether a new connection might mend it: the engine is gone, silent, or knows us no more.
pub(super) fn is_lost(why: &Unreachable) -> bool {
    match why {
        Unreachable::Down { .. }
        | Unreachable::TooSlow { .. }
        | Unreachable::NoPermission { .. }
        | Unreachable::Expired { .. }
        | Unreachable::Tls { .. } => true,
        Unreachable::Denied { what, .. } => what.starts_with("401"),
        Unreachable::TooOld { .. }
        | Unreachable::NoContext { .. }
        | Unreachable::BadConfig { .. }
        | Unreachable::NotLocal { .. }
        | Unreachable::ImageMissing { .. }
        | Unreachable::ProgramMissing { .. }
        | Unreachable::ProgramEnded { .. }
        | Unreachable::LoginFailed { .. }
        | Unreachable::NotFollowed { .. }
        | Unreachable::NotStarted
        | Unreachable::Disk { .. }
        | Unreachable::Failed { .. }
        | Unreachable::BadCheck { .. } => false,
    }
}

/// The cause hidden in an error's sources: what the system or TLS said.
fn from_chain(engine: Engine, error: &(dyn StdError + 'static)) -> Unreachable {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(cause) = of_tls(engine, error).or_else(|| of_io(engine, error)) {
            return cause;
        }
        next = inner(error);
    }
    Unreachable::Failed { engine, detail: short(&words(error)) }
}

/// The next error inside; an I/O error hides the one that it carries, and gives that one's source instead.
fn inner<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    let carried = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    carried.map(|carried| carried as &(dyn StdError + 'static)).or_else(|| error.source())
}

fn of_tls(engine: Engine, error: &(dyn StdError + 'static)) -> Option<Unreachable> {
    let error = error.downcast_ref::<rustls::Error>()?;
    match error {
        rustls::Error::AlertReceived(rustls::AlertDescription::CertificateExpired) => {
            Some(Unreachable::Expired { engine })
        }
        other => Some(Unreachable::Tls { engine, detail: short(&other.to_string()) }),
    }
}

fn of_io(engine: Engine, error: &(dyn StdError + 'static)) -> Option<Unreachable> {
    let error = error.downcast_ref::<std::io::Error>()?;
    let at = String::new();
    match error.kind() {
        ErrorKind::PermissionDenied => Some(Unreachable::NoPermission { engine, at }),
        ErrorKind::TimedOut => Some(Unreachable::TooSlow { engine: Some(engine), limit: ANSWER }),
        ErrorKind::NotFound
        | ErrorKind::ConnectionRefused
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::UnexpectedEof
        | ErrorKind::BrokenPipe
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => Some(Unreachable::Down { engine, at }),
        _ => None,
    }
}

/// An error's words and those of its sources, each once.
fn words(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = inner(error);
    while let Some(error) = next {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = inner(error);
    }
    text
}

/// An engine's words on one line, cut, without control characters.
pub(super) fn short(words: &str) -> String {
    let line: String = words.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS).collect();
    line
}
