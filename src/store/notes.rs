//! Notes: what a learner writes beside a lesson, where the last word counts, unless another was written in between.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::course::LessonId;

use super::{Learner, Store, StoreError, millis, time};

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub text: String,
    pub at: DateTime<Utc>,
}

impl Store {
    /// All notes, by the lesson's id as it was when they were written.
    pub async fn notes(&self, learner: &Learner) -> Result<BTreeMap<String, Note>, StoreError> {
        const SQL: &str = "select lesson, text, at from notes where learner = $1";
        let rows: Vec<(String, String, i64)> = sqlx::query_as(SQL).bind(learner.as_str()).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(lesson, text, at)| (lesson, Note { text, at: time(at) })).collect())
    }

    /// The note beside a lesson.
    pub async fn note(&self, learner: &Learner, lesson: &LessonId) -> Result<Option<Note>, StoreError> {
        const SQL: &str = "select text, at from notes where learner = $1 and lesson = $2";
        let row = sqlx::query_as::<_, (String, i64)>(SQL).bind(learner.as_str()).bind(lesson.as_str());
        Ok(row.fetch_optional(&self.pool).await?.map(|(text, at)| Note { text, at: time(at) }))
    }

    /// Writes a note in the place of the one of that time; an empty text removes it. False, and nothing is written,
    /// where another one stands there by now.
    pub async fn write_note(
        &self,
        learner: &Learner,
        lesson: &LessonId,
        text: &str,
        after: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        const INSERT: &str = "insert into notes (learner, lesson, text, at) values ($1, $2, $3, $4)
            on conflict (learner, lesson) do nothing";
        const UPDATE: &str = "update notes set text = $3, at = $4 where learner = $1 and lesson = $2 and at = $5";
        const DELETE: &str = "delete from notes where learner = $1 and lesson = $2 and at = $3";
        let (learner, lesson) = (learner.as_str(), lesson.as_str());
        let done = match after.map(millis) {
            None if text.is_empty() => return Ok(true),
            None => sqlx::query(INSERT).bind(learner).bind(lesson).bind(text).bind(millis(at)),
            Some(before) if text.is_empty() => sqlx::query(DELETE).bind(learner).bind(lesson).bind(before),
            // A clock that stands still would make two notes one.
            Some(before) => {
                sqlx::query(UPDATE).bind(learner).bind(lesson).bind(text).bind(millis(at).max(before + 1)).bind(before)
            }
        };
        Ok(done.execute(&self.pool).await?.rows_affected() == 1)
    }
}
