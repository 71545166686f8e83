//! What can go wrong with the memory, told apart by what the reader can do about it.

use sqlx::error::DatabaseError;

/// Why something was not read or not remembered.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database was written by a newer Sampan (schema {version})")]
    Newer { version: i64 },
    #[error("the database is damaged")]
    Damaged,
    #[error("the database is gone")]
    Gone,
    #[error("the disk is full")]
    Full,
    #[error("another process is writing")]
    Busy,
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    #[error("`{path}` cannot be used")]
    File { path: String, source: std::io::Error },
}

impl StoreError {
    pub(super) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::StorageFull {
            return Self::Full;
        }
        Self::File { path: path.display().to_string(), source }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Database(inner) => match code(inner.as_ref()) {
                Some(code) => by_code(code).unwrap_or(Self::Database(error)),
                None => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration, VersionMissing};
        match error {
            Execute(error) | ExecuteMigration(error, _) => error.into(),
            VersionMissing(version) => Self::Newer { version },
            other => Self::Database(sqlx::Error::Migrate(Box::new(other))),
        }
    }
}

/// SQLite's extended result code.
fn code(error: &dyn DatabaseError) -> Option<i64> {
    error.code()?.parse().ok()
}

/// SQLite's codes, the primary one in the lower eight bits.
fn by_code(code: i64) -> Option<StoreError> {
    const BUSY: i64 = 5;
    const LOCKED: i64 = 6;
    const CORRUPT: i64 = 11;
    const FULL: i64 = 13;
    const CANNOT_OPEN: i64 = 14;
    const NOT_A_DATABASE: i64 = 26;
    // Growing the WAL's index fails with a code of its own when the disk is full.
    const INDEX_CANNOT_GROW: i64 = 10 | (19 << 8);
    match (code & 0xff, code) {
        (BUSY | LOCKED, _) => Some(StoreError::Busy),
        (FULL, _) | (_, INDEX_CANNOT_GROW) => Some(StoreError::Full),
        (CANNOT_OPEN, _) => Some(StoreError::Gone),
        (CORRUPT | NOT_A_DATABASE, _) => Some(StoreError::Damaged),
        _ => None,
    }
}
