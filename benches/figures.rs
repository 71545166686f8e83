//! The figures that Sampan holds, measured on the real program: start-up, page weight, memory, checks and ticks, as a
//! Markdown table.
//!
//! `cargo bench` runs what this machine can: without `DOCKER_HOST` or a socket, and without `KUBECONFIG` or
//! `~/.kube/config`, the rows of that engine are left out and named. Where another way of asking is compared, both are
//! timed in this same run. Nothing here fails on a slow machine: it prints. With the feature `browser`, ticks are
//! measured in the page of a real Chromium as well.
//!
//! `cargo bench -- watches` measures what it costs to follow exercises while nothing, or too much, happens.
//!
//! `cargo bench -- terminals` measures the terminals of the workbench.
//!
//! `cargo bench -- soak` goes on as a learner for twenty minutes, or for `SAMPAN_SOAK_MINUTES`, and looks for what grows.
//!
//! `cargo bench -- site` measures what needs no engine and no server: builds, and saves under `sampan dev`. With
//! `--features rival`, mdBook's own renderer builds the same two books.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on says so by panicking")]
#![expect(clippy::disallowed_methods, reason = "starts the program, and the tools it is compared with")]

mod book;
mod client;
mod crowd;
#[path = "../tests/it/dev.rs"]
mod dev;
#[cfg(feature = "browser")]
mod dom;
#[path = "../tests/it/program.rs"]
#[expect(dead_code, reason = "the suites use the rest of it")]
mod program;
mod rows;
mod saves;
mod shells;
mod site;
mod soak;
mod storm;
#[cfg(feature = "browser")]
#[path = "../tests/browser/tab.rs"]
#[expect(dead_code, reason = "the suite uses the rest of it")]
mod tab;
mod ticks;
#[path = "../tests/it/weight.rs"]
mod weight;

use std::process::Command;
use std::time::{Duration, Instant};

use client::Client;
use rows::Row;
use weight::Weight;

/// Tells this program to be mdBook.
#[cfg(feature = "rival")]
const RIVAL: &str = "--be-mdbook";

#[tokio::main]
async fn main() {
    // `cargo test --benches` asks for a list; there is nothing to run in a test.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return;
    }
    #[cfg(feature = "rival")]
    if let Some(course) = std::env::args().skip_while(|argument| argument != RIVAL).nth(1) {
        return site::be_the_rival(course.as_ref());
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    rows::head();
    if std::env::args().any(|argument| argument == "watches") {
        return watches().await;
    }
    if std::env::args().any(|argument| argument == "terminals") {
        return shells::measure().await;
    }
    if std::env::args().any(|argument| argument == "soak") {
        return soak::measure().await;
    }
    site::measure();
    saves::measure().await;
    if std::env::args().any(|argument| argument == "site") {
        return;
    }
    start().await;
    let client = Client::begin();
    weight(&client);
    memory(&client).await;
    if docker() {
        checks(&client, "docker/keep-the-data", DOCKER_SCRIPT, Duration::from_millis(5)).await;
        turns(&client, &ticks::DOCKER).await;
    } else {
        rows::one("Docker: checks and ticks", "not measured", "", "no engine");
    }
    if cluster() {
        checks(&client, "rbac/read-only-role", CLUSTER_SCRIPT, Duration::from_millis(15)).await;
        turns(&client, &ticks::CLUSTER).await;
    } else {
        rows::one("Kubernetes: checks and ticks", "not measured", "", "no cluster");
    }
    watches().await;
}

/// What it costs to follow exercises.
async fn watches() {
    let (docker, cluster) = (docker(), cluster());
    if docker {
        storm::docker().await;
    }
    if cluster {
        storm::cluster().await;
    }
    if docker && cluster {
        crowd::measure().await;
    } else {
        rows::one("a crowd of exercises", "not measured", "", "not both engines");
    }
}

/// From a change to what a learner sees of it.
async fn turns(client: &Client, turn: &ticks::Turn) {
    ticks::at_the_stream(client, turn).await;
    #[cfg(feature = "browser")]
    dom::in_the_page(client, turn).await;
}

/// From the start of the process to the first answer.
async fn start() {
    let mut times = Vec::new();
    for _ in 0..10 {
        let before = Instant::now();
        let client = Client::without_token();
        let _ = client.page("en/docker/volumes.html").await;
        times.push(before.elapsed());
    }
    Row::of("start to first page", times).print(Some(Duration::from_millis(300)));
}

/// The first lesson, with all that it loads, as a browser gets it.
fn weight(client: &Client) {
    let weight = Weight::of(client.program.port, "en/docker/volumes.html");
    let (kilobytes, requests) = (weight.bytes() as f64 / 1024.0, weight.parts.len());
    rows::one("first lesson, gzip", &format!("{kilobytes:.1} KB"), "40 KB in 6", &format!("in {requests} requests"));
    let opened = Weight::opened(client.program.port, "en/docker/volumes.html").bytes() as f64 / 1024.0;
    rows::one("the same with its workbench open, gzip", &format!("{opened:.1} KB"), "300 KB", "");
}

async fn memory(client: &Client) {
    tokio::time::sleep(Duration::from_secs(2)).await;
    rows::one("memory, idle", &format!("{:.1} MB", client.resident_megabytes()), "40 MB", "");
}

/// All checks of an exercise, and the same questions asked by a script.
async fn checks(client: &Client, exercise: &str, script: &str, goal: Duration) {
    client.act(exercise, "start").await;
    client.solve(exercise);
    client.act(exercise, "check").await;
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for round in 0..200 {
        let before = Instant::now();
        client.act(exercise, "check").await;
        ours.push(before.elapsed());
        if round % 20 == 0 {
            let before = Instant::now();
            let _ = Command::new("bash").arg("-c").arg(script).output().unwrap();
            theirs.push(before.elapsed());
        }
    }
    let (ours, theirs) =
        (Row::of(&format!("checks of {exercise}, over HTTP"), ours), Row::of("the same by a script", theirs));
    ours.print(Some(goal));
    theirs.print(None);
    let faster = theirs.p50().as_secs_f64() / ours.p50().as_secs_f64();
    rows::one("how much faster", &format!("{faster:.1} ×"), "10 ×", "");
    client.act(exercise, "stop").await;
}

/// What `docker/keep-the-data` asks, with the learner's own tools.
const DOCKER_SCRIPT: &str =
    "docker volume inspect notes; docker inspect writer; docker inspect reader; docker cp reader:/data/today -";

/// What `rbac/read-only-role` asks.
const CLUSTER_SCRIPT: &str = r"
n=sampan-read-only-role; as=system:serviceaccount:$n:robot
for v in get list watch create update patch delete deletecollection; do kubectl -n $n auth can-i $v pods --as $as; done
kubectl -n $n auth can-i get pods --subresource log --as $as
for v in create get; do kubectl -n $n auth can-i $v pods --subresource exec --as $as; done
for v in get list watch; do kubectl -n $n auth can-i $v secrets --as $as; done
for v in get list; do kubectl -n $n auth can-i $v configmaps --as $as; done
kubectl -n kube-system auth can-i list pods --as $as
kubectl -n $n get role pod-reader -o json; kubectl -n $n get rolebinding robot-reads-pods -o json";

fn docker() -> bool {
    let found = Command::new("docker").args(["version", "--format", "{{.Server.Version}}"]).output();
    found.is_ok_and(|output| output.status.success())
}

fn cluster() -> bool {
    let found = Command::new("kubectl").args(["version", "--request-timeout=5s"]).output();
    found.is_ok_and(|output| output.status.success())
}
