//! Tests against real engines (feature `live`).

mod fault_test;
mod host;
mod look_test;
mod machine_test;
#[path = "../it/program.rs"]
#[expect(dead_code, reason = "the other suites use the rest of it")]
mod program;
mod sandbox_test;
mod step_test;
mod things;
mod watch_test;
