//! Tests against real engines (feature `live`).
#![expect(clippy::disallowed_methods, reason = "tests read the environment, and start programs")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::print_stderr, reason = "says what was skipped, and what was measured")]

mod host;
mod look_test;
mod sandbox_test;
