//! Answers: what a learner typed for a check, where the last word counts, and in a quiz, where every word is kept.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::course::{CheckId, ExerciseId, LessonId};

use super::{Learner, Store, StoreError, millis};

/// Stands for no question, but for a quiz begun anew; no id can be this.
const ANEW: &str = "*";

impl Store {
    pub async fn answers(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
    ) -> Result<BTreeMap<CheckId, String>, StoreError> {
        const SQL: &str = "select check_id, answer from answers where learner = $1 and exercise = $2";
        let rows: Vec<(String, String)> =
            sqlx::query_as(SQL).bind(learner.as_str()).bind(exercise.as_str()).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().filter_map(|(check, answer)| Some((check.parse().ok()?, answer))).collect())
    }

    pub async fn answer(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        check: &CheckId,
        answer: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into answers (learner, exercise, check_id, answer, at) values ($1, $2, $3, $4, $5)
            on conflict (learner, exercise, check_id) do update set answer = excluded.answer, at = excluded.at";
        let row = sqlx::query(SQL).bind(learner.as_str()).bind(exercise.as_str()).bind(check.as_str());
        row.bind(answer).bind(millis(at)).execute(&self.pool).await?;
        Ok(())
    }

    /// Forgets the answers to an exercise's checks, as a reset does.
    pub async fn forget_answers(&self, learner: &Learner, exercise: &ExerciseId) -> Result<(), StoreError> {
        const SQL: &str = "delete from answers where learner = $1 and exercise = $2";
        sqlx::query(SQL).bind(learner.as_str()).bind(exercise.as_str()).execute(&self.pool).await?;
        Ok(())
    }

    /// Adds an answer to a quiz's question, as JSON.
    pub async fn quiz_answer(
        &self,
        learner: &Learner,
        quiz: &LessonId,
        question: &str,
        (answer, right): (&str, bool),
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into quiz_answers (learner, quiz, question, sequence, answer, right_given, at)
            select $1, $2, $3, coalesce(max(sequence), 0) + 1, $4, $5, $6 from quiz_answers
            where learner = $1 and quiz = $2 and question = $3";
        let row = sqlx::query(SQL).bind(learner.as_str()).bind(quiz.as_str()).bind(question);
        row.bind(answer).bind(i64::from(right)).bind(millis(at)).execute(&self.pool).await?;
        Ok(())
    }

    /// Begins a quiz anew: the answers so far are kept, and count no more.
    pub async fn quiz_again(&self, learner: &Learner, quiz: &LessonId, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.quiz_answer(learner, quiz, ANEW, ("", false), at).await
    }

    /// The last answer to each question of a quiz since it was begun, as JSON.
    pub async fn quiz_answers(
        &self,
        learner: &Learner,
        quiz: &LessonId,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        const SQL: &str = "select question, answer from quiz_answers
            where learner = $1 and quiz = $2 and question <> $3 and at >= coalesce(
                (select max(at) from quiz_answers where learner = $1 and quiz = $2 and question = $3), 0)
            order by question, sequence";
        let rows = sqlx::query_as(SQL).bind(learner.as_str()).bind(quiz.as_str()).bind(ANEW);
        let rows: Vec<(String, String)> = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().collect())
    }

    /// Every answer to a quiz's question in order, and whether it was right.
    pub async fn quiz_attempts(
        &self,
        learner: &Learner,
        quiz: &LessonId,
        question: &str,
    ) -> Result<Vec<(String, bool)>, StoreError> {
        const SQL: &str = "select answer, right_given from quiz_answers
            where learner = $1 and quiz = $2 and question = $3 order by sequence";
        let rows = sqlx::query_as::<_, (String, i64)>(SQL).bind(learner.as_str()).bind(quiz.as_str()).bind(question);
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(answer, right)| (answer, right == 1)).collect())
    }
}
