//! The figures that Sampan holds, measured on the real program: start-up, page weight, memory, checks and ticks.
//!
//! `cargo bench` runs what this machine can: without `DOCKER_HOST` or a socket, and without `KUBECONFIG` or
//! `~/.kube/config`, the rows of that engine are left out and named. Where another way of asking is compared, both are
//! timed in this same run. Nothing here fails on a slow machine: it prints.
//!
//! `cargo bench -- site` measures what needs no engine and no server: builds, and saves under `sampan dev`. With
//! `--features rival`, mdBook's own renderer builds the same two books.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on says so by panicking")]
#![expect(clippy::disallowed_methods, reason = "starts the program, and the tools it is compared with")]

mod book;
mod dev;
mod program;
mod rows;
mod site;
mod ticks;

use std::process::Command;
use std::time::{Duration, Instant};

use program::Program;
use rows::Row;

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
    println!("{:<64} {:>9} {:>9} {:>9}", "", "p50", "p95", "goal");
    site::measure();
    dev::measure().await;
    if std::env::args().any(|argument| argument == "site") {
        return;
    }
    start().await;
    let program = Program::serve();
    weight(&program).await;
    memory(&program).await;
    if docker() {
        checks(&program, "docker/keep-the-data", DOCKER_SCRIPT, Duration::from_millis(5)).await;
        ticks::docker(&program).await;
    } else {
        println!("no Docker engine: its checks and ticks are not measured");
    }
    if cluster() {
        checks(&program, "rbac/read-only-role", CLUSTER_SCRIPT, Duration::from_millis(15)).await;
        ticks::cluster(&program).await;
    } else {
        println!("no cluster: its checks and ticks are not measured");
    }
}

/// From the start of the process to the first answer.
async fn start() {
    let mut times = Vec::new();
    for _ in 0..10 {
        let before = Instant::now();
        let program = Program::start();
        program.page("en/docker/volumes.html").await;
        times.push(before.elapsed());
    }
    Row::of("start to first page", times).print(Some(Duration::from_millis(300)));
}

/// The first lesson, with all that it loads, as a browser gets it.
async fn weight(program: &Program) {
    let page = program.page("en/docker/volumes.html").await;
    let mut sum = page.wire;
    let assets: Vec<String> = program::assets(&page.text);
    for asset in &assets {
        sum += program.page(asset).await.wire;
    }
    let (kilobytes, requests) = (sum as f64 / 1024.0, assets.len() + 1);
    println!("{:<64} {kilobytes:>6.1} KB in {requests} requests (goal: 40 KB in 6)", "first lesson, gzip");
}

async fn memory(program: &Program) {
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!("{:<64} {:>6.1} MB (goal: 40 MB)", "memory, idle", program.resident_megabytes());
}

/// All checks of an exercise, and the same questions asked by a script.
async fn checks(program: &Program, exercise: &str, script: &str, goal: Duration) {
    program.act(exercise, "start").await;
    program.solve(exercise);
    program.act(exercise, "check").await;
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for round in 0..200 {
        let before = Instant::now();
        program.act(exercise, "check").await;
        ours.push(before.elapsed());
        if round % 20 == 0 {
            let before = Instant::now();
            let _ = Command::new("bash").arg("-c").arg(script).output().unwrap();
            theirs.push(before.elapsed());
        }
    }
    let (ours, theirs) =
        (Row::of(&format!("checks of {exercise}, over HTTP"), ours), Row::of("  the same by a script", theirs));
    ours.print(Some(goal));
    theirs.print(None);
    println!("{:<64} {:>8.1}× (goal: 10×)", "  how much faster", theirs.p50().as_secs_f64() / ours.p50().as_secs_f64());
    program.act(exercise, "stop").await;
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
