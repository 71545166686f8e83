//! Starts: a learner's world for an exercise, and each deed that a sandbox is about to do for it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use crate::course::{Deed, ExerciseId};

use super::{Learner, Store, StoreError, millis, time};

/// A world that was started and not yet taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// From 1, for each learner and exercise.
    pub sequence: i64,
    pub namespace: String,
    pub workspace: PathBuf,
    pub started: DateTime<Utc>,
    /// None while its set-up is under way or was cut short.
    pub begun: Option<DateTime<Utc>>,
}

impl FromRow<'_, SqliteRow> for Start {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            sequence: row.try_get("sequence")?,
            namespace: row.try_get("namespace")?,
            workspace: row.try_get::<String, _>("workspace")?.into(),
            started: time(row.try_get("started_at")?),
            begun: row.try_get::<Option<i64>, _>("begun_at")?.map(time),
        })
    }
}

const OPEN: &str = "select sequence, namespace, workspace, started_at, begun_at from starts
    where learner = $1 and exercise = $2 and stopped_at is null";

impl Store {
    /// The start that is open, if there is one.
    pub async fn start(&self, learner: &Learner, exercise: &ExerciseId) -> Result<Option<Start>, StoreError> {
        let open = sqlx::query_as(OPEN).bind(learner.as_str()).bind(exercise.as_str());
        Ok(open.fetch_optional(&self.pool).await?)
    }

    /// Opens a start, or gives the one that is open already.
    pub async fn open_start(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        namespace: &str,
        workspace: &Path,
        at: DateTime<Utc>,
    ) -> Result<Start, StoreError> {
        const INSERT: &str = "insert into starts (learner, exercise, sequence, namespace, workspace, started_at)
            select $1, $2, coalesce(max(sequence), 0) + 1, $3, $4, $5 from starts where learner = $1 and exercise = $2";
        let mut turn = self.pool.begin_with("begin immediate").await?;
        let open = sqlx::query_as::<_, Start>(OPEN).bind(learner.as_str()).bind(exercise.as_str());
        if let Some(start) = open.fetch_optional(&mut *turn).await? {
            return Ok(start);
        }
        let insert = sqlx::query(INSERT).bind(learner.as_str()).bind(exercise.as_str()).bind(namespace);
        insert.bind(workspace.to_string_lossy()).bind(millis(at)).execute(&mut *turn).await?;
        let start = sqlx::query_as(OPEN).bind(learner.as_str()).bind(exercise.as_str()).fetch_one(&mut *turn).await?;
        turn.commit().await?;
        Ok(start)
    }

    /// Remembers that the set-up is done.
    pub async fn begin(&self, learner: &Learner, exercise: &ExerciseId, at: DateTime<Utc>) -> Result<(), StoreError> {
        const SQL: &str = "update starts set begun_at = $3 where learner = $1 and exercise = $2 and stopped_at is null";
        self.touch(SQL, learner, exercise, at).await
    }

    /// Remembers that the world is being taken down: it is open, and no longer one to look at.
    pub async fn unbegin(&self, learner: &Learner, exercise: &ExerciseId) -> Result<(), StoreError> {
        const SQL: &str =
            "update starts set begun_at = null where learner = $1 and exercise = $2 and stopped_at is null";
        sqlx::query(SQL).bind(learner.as_str()).bind(exercise.as_str()).execute(&self.pool).await?;
        Ok(())
    }

    /// Remembers that the world was taken down.
    pub async fn stop(&self, learner: &Learner, exercise: &ExerciseId, at: DateTime<Utc>) -> Result<(), StoreError> {
        const SQL: &str =
            "update starts set stopped_at = $3 where learner = $1 and exercise = $2 and stopped_at is null";
        self.touch(SQL, learner, exercise, at).await
    }

    /// Remembers a deed that is about to be done.
    pub async fn about_to(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        start: &Start,
        deed: &Deed,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into made (learner, exercise, start, sequence, deed, at)
            select $1, $2, $3, coalesce(max(sequence), 0) + 1, $4, $5 from made
            where learner = $1 and exercise = $2 and start = $3";
        let deed = serde_json::to_string(deed).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let insert = sqlx::query(SQL).bind(learner.as_str()).bind(exercise.as_str()).bind(start.sequence);
        insert.bind(deed).bind(millis(at)).execute(&self.pool).await?;
        Ok(())
    }

    /// The deeds of a start, as JSON, in order; one that was cut short is among them.
    pub async fn made(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        start: &Start,
    ) -> Result<Vec<String>, StoreError> {
        const SQL: &str = "select deed from made where learner = $1 and exercise = $2 and start = $3 order by sequence";
        let deeds = sqlx::query_scalar(SQL).bind(learner.as_str()).bind(exercise.as_str()).bind(start.sequence);
        Ok(deeds.fetch_all(&self.pool).await?)
    }

    /// Every exercise of anybody whose world is not taken down.
    pub async fn in_progress(&self) -> Result<Vec<String>, StoreError> {
        const SQL: &str = "select distinct exercise from starts where stopped_at is null order by exercise";
        Ok(sqlx::query_scalar(SQL).fetch_all(&self.pool).await?)
    }

    /// Every start of a learner that is open, with the exercise as it was called then.
    pub async fn open_starts(&self, learner: &Learner) -> Result<Vec<(String, Start)>, StoreError> {
        const SQL: &str = "select exercise, sequence, namespace, workspace, started_at, begun_at from starts
            where learner = $1 and stopped_at is null order by started_at";
        let rows = sqlx::query(SQL).bind(learner.as_str()).fetch_all(&self.pool).await?;
        let starts = rows.iter().map(|row| Ok((row.try_get("exercise")?, Start::from_row(row)?)));
        Ok(starts.collect::<sqlx::Result<_>>()?)
    }

    /// The images that a start was about to make, whatever the course says now.
    pub async fn recorded_images(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        start: &Start,
    ) -> Result<Vec<String>, StoreError> {
        let deeds = self.made(learner, exercise, start).await?;
        // A deed that a newer program wrote is none that could be undone here.
        let deeds = deeds.iter().filter_map(|deed| serde_json::from_str(deed).ok());
        Ok(deeds.filter_map(|deed| if let Deed::Image { name, .. } = deed { Some(name) } else { None }).collect())
    }

    /// The exercise whose world was started last and is not taken down.
    pub async fn started_last(&self, learner: &Learner) -> Result<Option<String>, StoreError> {
        const SQL: &str =
            "select exercise from starts where learner = $1 and stopped_at is null order by started_at desc limit 1";
        Ok(sqlx::query_scalar(SQL).bind(learner.as_str()).fetch_optional(&self.pool).await?)
    }

    pub(super) async fn touch(
        &self,
        sql: &'static str,
        learner: &Learner,
        exercise: &ExerciseId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let query = sqlx::query(sql).bind(learner.as_str()).bind(exercise.as_str()).bind(millis(at));
        query.execute(&self.pool).await?;
        Ok(())
    }
}
