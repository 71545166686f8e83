//! Tests against real engines (feature `live`).

mod blind_test;
mod diagnosis_test;
mod docker_fault_test;
mod fallen_test;
mod fault_test;
mod file_look_test;
mod guest_test;
mod host;
mod inside_test;
mod look_test;
mod machine_test;
mod manifest_look_test;
mod port_test;
#[path = "../it/program.rs"]
#[expect(dead_code, reason = "the other suites use the rest of it")]
mod program;
mod pull_test;
mod right_test;
mod run_test;
mod sandbox_test;
mod step_test;
mod sweep_test;
mod things;
mod watch_test;
mod world_test;
