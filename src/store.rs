//! Remembers: learners' starts, attempts, hints, answers, notes, and what a sandbox is about to make. It decides nothing.
//!
//! One SQLite file that every process opens by itself: writers take turns, and a call returns once its commit is on
//! the disk. Times come in as arguments. Nobody else speaks SQL.

mod answers;
mod attempts;
mod changes;
mod copies;
mod error;
#[cfg(test)]
mod fuzz;
mod notes;
mod open;
mod place;
mod records;
mod settings;
mod shown;
mod starts;

use std::path::PathBuf;
use std::sync::Arc;

use changes::Watchers;
use chrono::{DateTime, Utc};
use sqlx::SqlitePool;

pub use attempts::{Attempt, Remembered};
pub use error::StoreError;
pub use notes::Note;
pub use records::{AttemptRecord, ExerciseRecords, HintRecord, NoteRecord, QuizRecord, Records, StartRecord};
pub use starts::Start;

/// The memory of one data directory.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
    /// None in memory, where no other process can write.
    file: Option<Arc<PathBuf>>,
    watchers: Watchers,
}

/// Who learns, by a short name; a local server knows one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Learner(Arc<str>);

impl Learner {
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The one learner of a local server.
    pub fn me() -> Self {
        Self::new("me")
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A time as it is stored.
fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A stored time; one that no calendar knows becomes the beginning of time.
fn time(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}
