//! From a change in an engine to the outcome at the reader of the event stream.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::rows::Row;

pub(crate) const GOAL: Duration = Duration::from_millis(100);
/// How often a thing comes or goes.
pub(crate) const ROUNDS: usize = 40;
/// A change has an echo: one more reading a second later, which must be over before the next one.
pub(crate) const ECHO: Duration = Duration::from_millis(1200);

/// A check that turns as a thing comes and goes.
pub(crate) struct Turn {
    pub(crate) engine: &'static str,
    pub(crate) exercise: &'static str,
    pub(crate) lesson: &'static str,
    pub(crate) check: &'static str,
    /// Makes the thing, or removes it.
    pub(crate) change: fn(bool),
}

/// A volume comes and goes.
pub(crate) const DOCKER: Turn = Turn {
    engine: "docker",
    exercise: "docker/keep-the-data",
    lesson: "en/docker/volumes.html",
    check: "volume",
    change: |there| tool("docker", &["volume", if there { "create" } else { "rm" }, "notes"]),
};

/// A binding comes and goes.
pub(crate) const CLUSTER: Turn = Turn {
    engine: "kubernetes",
    exercise: "rbac/read-only-role",
    lesson: "en/rbac/roles.html",
    check: "may-read",
    change: |there| {
        let namespace = "--namespace=sampan-read-only-role";
        let account = "--serviceaccount=sampan-read-only-role:robot";
        if there {
            tool("kubectl", &["create", "rolebinding", "reads", "--clusterrole=view", account, namespace]);
        } else {
            tool("kubectl", &["delete", "rolebinding", "reads", namespace]);
        }
    },
};

/// The time counts from the end of the tool, which is when the engine has said yes; an outcome that is there before is 0.
pub(crate) async fn at_the_stream(client: &Client, turn: &Turn) {
    client.act(turn.exercise, "start").await;
    let mut events = Events::of(client, turn.exercise).await;
    events.until(turn.check, false).await;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        tokio::time::sleep(ECHO).await;
        let (there, change) = (round % 2 == 0, turn.change);
        let changed = tokio::task::spawn_blocking(move || {
            change(there);
            Instant::now()
        });
        let seen = events.until(turn.check, there).await;
        times.push(seen.saturating_duration_since(changed.await.unwrap()));
    }
    Row::of(&format!("{}: change to outcome at the event stream", turn.engine), times).print(Some(GOAL));
    client.act(turn.exercise, "stop").await;
}

/// An exercise's events, as they come.
pub(crate) struct Events {
    response: reqwest::Response,
    rest: String,
}

impl Events {
    pub(crate) async fn of(client: &Client, exercise: &str) -> Self {
        Self { response: client.events(exercise).await, rest: String::new() }
    }

    /// Waits until the check has passed, or has not.
    pub(crate) async fn until(&mut self, check: &str, passed: bool) -> Instant {
        loop {
            while let Some((event, rest)) =
                self.rest.split_once("\n\n").map(|(event, rest)| (event.to_owned(), rest.to_owned()))
            {
                self.rest = rest;
                if state(&event, check).is_some_and(|state| (state == "passed") == passed) {
                    return Instant::now();
                }
            }
            let piece =
                tokio::time::timeout(Duration::from_secs(20), self.response.chunk()).await.expect("an event in time");
            self.rest.push_str(&String::from_utf8_lossy(&piece.unwrap().expect("an open stream")));
        }
    }
}

/// What a report event says of a check.
fn state(event: &str, check: &str) -> Option<String> {
    let data = event.lines().find_map(|line| line.strip_prefix("data:"))?;
    let report: serde_json::Value = serde_json::from_str(data).ok()?;
    let of = report["checks"].as_array()?.iter().find(|one| one["id"] == check)?;
    of["state"].as_str().map(str::to_owned)
}

pub(crate) fn tool(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
