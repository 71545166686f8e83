//! Copies of the whole memory beside it: one a day, the last seven kept, and one before each change of its shape.

use std::path::{Path, PathBuf};
use std::{fs, io};

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, SqlitePool};

use super::open::{beside, make_private};
use super::{Store, StoreError};

/// How many daily copies are kept.
const KEPT: usize = 7;
/// What the names of daily copies have before the day.
const DAILY: &str = "copy-";
const BEFORE: &str = "before-";

impl Store {
    /// Copies the memory unless it has been copied on that day, and removes the copies that are older than the last seven.
    ///
    /// # Errors
    /// When the copy cannot be written; the one before stays.
    pub async fn copy_daily(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(path) = self.file.as_deref() else { return Ok(()) };
        let copy = beside(path, &format!("{DAILY}{}", now.format("%F")));
        if copy.exists() {
            return Ok(());
        }
        // A name of a whole copy never stands on half of one.
        let half = beside(path, "half");
        write(&self.pool, &half).await?;
        fs::rename(&half, &copy).map_err(|source| StoreError::file(&copy, source))?;
        let copies = copies(path, &[DAILY])?;
        let old = copies.len().saturating_sub(KEPT);
        remove(&copies[..old])
    }

    /// Removes every copy.
    pub(super) fn remove_copies(&self) -> Result<(), StoreError> {
        match self.file.as_deref() {
            Some(path) => remove(&copies(path, &[DAILY, BEFORE])?),
            None => Ok(()),
        }
    }
}

/// Copies the database before it gets the shape after `version`.
pub(super) async fn before(pool: &SqlitePool, path: &Path, version: i64) -> Result<(), StoreError> {
    write(pool, &beside(path, &format!("{BEFORE}{}", version + 1))).await
}

/// Writes a copy; the file alone would lack what is still in the WAL.
async fn write(pool: &SqlitePool, copy: &Path) -> Result<(), StoreError> {
    match fs::remove_file(copy) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(StoreError::file(copy, source)),
        _ => {}
    }
    // The file must be there, empty, for its mode to be ours from the first byte on.
    make_private(copy).map_err(|source| StoreError::file(copy, source))?;
    let name = copy.to_string_lossy().replace('\'', "''");
    sqlx::query(AssertSqlSafe(format!("vacuum into '{name}'"))).execute(pool).await?;
    Ok(())
}

/// The copies beside the memory whose names have one of these words, the oldest first.
fn copies(path: &Path, words: &[&str]) -> Result<Vec<PathBuf>, StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let begins: Vec<String> = words.iter().map(|word| beside(path, word).to_string_lossy().into_owned()).collect();
    let is_copy = |file: &PathBuf| begins.iter().any(|begin| file.to_string_lossy().starts_with(begin));
    let listed = fs::read_dir(folder).map_err(|source| StoreError::file(folder, source))?;
    let mut copies: Vec<_> = listed.filter_map(|entry| Some(entry.ok()?.path())).filter(is_copy).collect();
    copies.sort();
    Ok(copies)
}

fn remove(copies: &[PathBuf]) -> Result<(), StoreError> {
    copies.iter().try_for_each(|copy| fs::remove_file(copy).map_err(|source| StoreError::file(copy, source)))
}
