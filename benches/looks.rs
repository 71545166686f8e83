//! What each look costs, beside the bare calls of its API and beside the program that a script would run.
//!
//! `cargo bench --bench looks` prints one Markdown table. All three ways are timed in turn in the same run, so that
//! whatever else the machine does is in all of them. A row is good where Sampan takes at most three times as long as the
//! bare calls, and the program at least ten times as long as Sampan. What is made for it is removed again.
//!
//! `cargo bench --bench looks -- release` asks only the looks with that word in their name.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on says so by panicking")]
#![expect(clippy::disallowed_methods, reason = "starts the programs that it is compared with, and writes their files")]

#[path = "looks/cluster.rs"]
mod cluster;
#[path = "looks/docker.rs"]
mod docker;
#[path = "looks/files.rs"]
mod files;
#[path = "../tests/live/host.rs"]
#[expect(dead_code, reason = "the live tests use the rest of it")]
mod host;
#[path = "../tests/it/program.rs"]
#[expect(dead_code, reason = "the suites use the rest of it")]
mod program;
#[path = "looks/table.rs"]
mod table;
#[path = "../tests/live/things.rs"]
#[expect(dead_code, reason = "the live tests use the rest of it")]
mod things;
#[path = "looks/whole.rs"]
mod whole;

use table::Table;

#[tokio::main]
async fn main() {
    // `cargo test --benches` asks for a list; there is nothing to run in a test.
    if std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        return;
    }
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let table = Table::begin(only);
    if let Some((engines, docker, _alone)) = host::docker().await {
        docker::measure(&engines, &docker, &table).await;
    }
    if let Some((engines, cluster)) = host::cluster().await {
        cluster::measure(&engines, &cluster, &table).await;
    }
    files::measure(&table).await;
    whole::measure(&table).await;
}
