//! What a learner has been shown: hints, one by one, and the solution.

use chrono::{DateTime, Utc};

use crate::course::ExerciseId;

use super::{Learner, Store, StoreError, millis};

impl Store {
    /// How many hints were shown.
    pub async fn hints_shown(&self, learner: &Learner, exercise: &ExerciseId) -> Result<usize, StoreError> {
        const SQL: &str = "select coalesce(max(number), 0) from hints where learner = $1 and exercise = $2";
        let shown: i64 =
            sqlx::query_scalar(SQL).bind(learner.as_str()).bind(exercise.as_str()).fetch_one(&self.pool).await?;
        Ok(usize::try_from(shown).unwrap_or_default())
    }

    /// Remembers one more hint, up to `total`; gives how many are shown now.
    pub async fn show_hint(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        total: usize,
        at: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        const SQL: &str = "insert into hints (learner, exercise, number, at)
            select $1, $2, coalesce(max(number), 0) + 1, $3 from hints where learner = $1 and exercise = $2
            having coalesce(max(number), 0) < $4";
        let total = i64::try_from(total).unwrap_or(i64::MAX);
        let insert = sqlx::query(SQL).bind(learner.as_str()).bind(exercise.as_str()).bind(millis(at));
        insert.bind(total).execute(&self.pool).await?;
        self.hints_shown(learner, exercise).await
    }

    pub async fn solution_shown(&self, learner: &Learner, exercise: &ExerciseId) -> Result<bool, StoreError> {
        const SQL: &str = "select count(*) from solutions where learner = $1 and exercise = $2";
        let count: i64 =
            sqlx::query_scalar(SQL).bind(learner.as_str()).bind(exercise.as_str()).fetch_one(&self.pool).await?;
        Ok(count > 0)
    }

    /// Remembers that the solution was shown; the first time counts.
    pub async fn show_solution(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into solutions (learner, exercise, at) values ($1, $2, $3) on conflict do nothing";
        self.touch(SQL, learner, exercise, at).await
    }
}
