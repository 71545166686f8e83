//! Tests against real engines (feature `live`).

mod host;
mod look_test;
mod sandbox_test;
mod things;
mod watch_test;
