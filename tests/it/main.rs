//! Tests of the rooms and faces that need no engine: one binary, since each would link for itself.
#![expect(clippy::disallowed_methods, reason = "tests read and write files, and start the program")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod access_test;
mod build_test;
mod cli_test;
mod container_file_test;
mod context_test;
mod dev;
mod dev_test;
mod diagnosis_test;
mod engine_test;
mod expression_test;
mod fault_test;
mod files_test;
mod gate_test;
mod given_test;
mod glossary_test;
mod hint_test;
mod kill_test;
mod languages_test;
mod layers;
mod line_test;
mod mirror_test;
mod orphan_test;
#[expect(dead_code, reason = "the other suites use the rest of it")]
mod program;
mod prose_test;
mod published_test;
mod quiz_test;
mod records_test;
mod route_test;
mod rules;
mod schema_test;
mod schemas_test;
mod search_test;
mod served;
mod server_test;
mod shell_test;
mod site_test;
mod start_test;
mod store_test;
mod terminal_test;
mod tutor_test;
mod user_test;
#[cfg(feature = "html")]
mod valid_test;
mod verify_test;
mod watch_test;
mod weight;
mod weight_test;
mod words_test;
mod workspace_files_test;
