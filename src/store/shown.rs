//! What a learner has been shown: hints, one by one, and the solution.

use chrono::{DateTime, Utc};

use crate::course::ExerciseId;

use super::{Learner, Store, StoreError, millis};

impl Store {
    /// The numbers of the hints that were shown, in the order in which they were.
    pub async fn hints_shown(&self, learner: &Learner, exercise: &ExerciseId) -> Result<Vec<usize>, StoreError> {
        const SQL: &str = "select number from hints where learner = $1 and exercise = $2 order by at, number";
        let shown: Vec<i64> =
            sqlx::query_scalar(SQL).bind(learner.as_str()).bind(exercise.as_str()).fetch_all(&self.pool).await?;
        Ok(shown.into_iter().filter_map(|number| usize::try_from(number).ok()).collect())
    }

    /// Remembers that a hint was shown; the first time counts.
    pub async fn show_hint(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        number: usize,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str =
            "insert into hints (learner, exercise, number, at) values ($1, $2, $3, $4) on conflict do nothing";
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let insert = sqlx::query(SQL).bind(learner.as_str()).bind(exercise.as_str()).bind(number);
        insert.bind(millis(at)).execute(&self.pool).await?;
        Ok(())
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
