//! A kubeconfig's `exec` plugin: a program of the learner's own that logs them in. It blocks, may be missing, may fail,
//! and may wait for ever; none of that is the cluster's fault.

use std::io::ErrorKind;
use std::time::Duration;

use kube::client::AuthError;
use kube::config::AuthInfo;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::{CONNECT, cause};
use crate::course::{Engine, Unreachable};

/// How long it may take: a moment less than connecting may, so that it is named.
const LIMIT: Duration = CONNECT.saturating_sub(Duration::from_secs(1));

/// The program that a user is logged in with, if there is one.
pub(super) fn of(user: &AuthInfo) -> Option<String> {
    user.exec.as_ref().and_then(|exec| exec.command.clone())
}

/// Makes clients, for which the plugin runs, on a thread that may block.
pub(super) async fn run<T: Send + 'static>(
    plugin: Option<&str>,
    make: impl FnOnce() -> Result<T, kube::Error> + Send + 'static,
) -> Result<T, Unreachable> {
    let name = plugin.unwrap_or_default();
    let failed = |detail| Unreachable::LoginFailed { program: name.to_owned(), detail };
    match timeout(LIMIT, spawn_blocking(make)).await {
        Ok(Ok(made)) => made.map_err(|error| why(error, name, failed)),
        Ok(Err(error)) => Err(Unreachable::Failed { engine: Engine::Cluster, detail: error.to_string() }),
        Err(_) if plugin.is_some() => Err(failed(format!("no end within {} s", LIMIT.as_secs()))),
        Err(_) => Err(Unreachable::TooSlow { engine: Some(Engine::Cluster), limit: LIMIT }),
    }
}

fn why(error: kube::Error, plugin: &str, failed: impl FnOnce(String) -> Unreachable) -> Unreachable {
    match error {
        kube::Error::Auth(AuthError::AuthExecStart(error)) if error.kind() == ErrorKind::NotFound => {
            Unreachable::ProgramMissing { program: plugin.to_owned() }
        }
        kube::Error::Auth(AuthError::AuthExecRun { out, .. }) => {
            let said = String::from_utf8_lossy(&out.stderr);
            let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
            failed(cause::short(&format!("{}: {last}", out.status)))
        }
        other => cause::from_cluster(other),
    }
}
