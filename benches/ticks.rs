//! From a change in an engine to the outcome at the reader of the event stream.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::program::Program;
use crate::rows::Row;

const GOAL: Duration = Duration::from_millis(100);

/// A volume comes and goes; the check `volume` turns each time.
pub(crate) async fn docker(program: &Program) {
    let change =
        |there: bool| tool("docker", if there { &["volume", "create", "notes"] } else { &["volume", "rm", "notes"] });
    measure(program, "docker/keep-the-data", "volume", "docker: change to outcome at the page", change).await;
}

/// A Role and its binding come and go; the check `may-read` turns each time.
pub(crate) async fn cluster(program: &Program) {
    let change = |there: bool| {
        let namespace = "--namespace=sampan-read-only-role";
        if there {
            tool(
                "kubectl",
                &[
                    "create",
                    "rolebinding",
                    "reads",
                    "--clusterrole=view",
                    "--serviceaccount=sampan-read-only-role:robot",
                    namespace,
                ],
            );
        } else {
            tool("kubectl", &["delete", "rolebinding", "reads", namespace]);
        }
    };
    measure(program, "rbac/read-only-role", "may-read", "kubernetes: change to outcome at the page", change).await;
}

/// The time counts from the end of the tool, which is when the engine has said yes; an outcome that is there before is 0.
async fn measure(
    program: &Program,
    exercise: &str,
    check: &str,
    name: &str,
    change: impl Fn(bool) + Send + Sync + Copy + 'static,
) {
    program.act(exercise, "start").await;
    let mut events = Events { response: program.events(exercise).await, rest: String::new() };
    events.until(check, false).await;
    let mut times = Vec::new();
    for round in 0..40 {
        // After the echo of the last change, which comes a second later.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let there = round % 2 == 0;
        let changed = tokio::task::spawn_blocking(move || {
            change(there);
            Instant::now()
        });
        let seen = events.until(check, there).await;
        times.push(seen.saturating_duration_since(changed.await.unwrap()));
    }
    Row::of(name, times).print(Some(GOAL));
    program.act(exercise, "stop").await;
}

struct Events {
    response: reqwest::Response,
    rest: String,
}

impl Events {
    /// Waits until the check has passed, or has not.
    async fn until(&mut self, check: &str, passed: bool) -> Instant {
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

fn tool(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
