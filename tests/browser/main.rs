//! Tests in a real browser against the real program (feature `browser`): what a learner sees and does.
//!
//! `SAMPAN_CHROMIUM` names the browser, else `chromium` is looked for; without one every test fails, so
//! `tests/run` does not build this suite where there is none.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read and write files, and start the program")]

mod access_test;
mod attack_test;
mod desk;
#[path = "../it/dev.rs"]
mod dev;
mod dev_test;
mod exercise_test;
mod hands_test;
mod keeping_test;
mod keyboard_test;
mod picture_test;
mod print_test;
#[path = "../it/program.rs"]
#[expect(dead_code, reason = "the other suites use the rest of it")]
mod program;
mod quiz_test;
mod reading_test;
mod search_test;
mod shell_test;
mod still_test;
mod tab;
mod term_test;
mod workbench_test;
