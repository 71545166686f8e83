//! Tests against real engines (feature `live`).

mod host;
mod sandbox_test;
