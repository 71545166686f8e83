//! Looks at the world and says what it means: plan, look, judge.
//!
//! Only `look` waits, and it never creates, changes or deletes anything. Learners are unknown here: `tutor` hands in
//! the engines and the place to look at.

pub mod fake;
mod look;
mod query;
pub mod watch;

pub use query::{Fact, Place};

use crate::engine::Engines;

/// What can be looked at: the learner's engines and files, or a script for tests.
#[derive(Clone)]
pub enum World {
    Real(Engines),
    Scripted(fake::Script),
}
