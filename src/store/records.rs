//! Records: everything that is remembered of a learner as one value, to be taken away, brought back, or forgotten.
//!
//! What comes in is merged into what is there: nothing that was done is undone by it, and to bring the same in twice
//! changes nothing. A world that is set up belongs to its machine and stays out.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::{Learner, Store, StoreError, millis, time};

/// All records of one learner. Ids are those of the course at the time; nobody checks them here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Records {
    pub exercises: BTreeMap<String, ExerciseRecords>,
    /// By the quiz's lesson, in the order in which they were given.
    pub quizzes: BTreeMap<String, Vec<QuizRecord>>,
    /// By their lesson.
    pub notes: BTreeMap<String, NoteRecord>,
}

/// What is remembered of one exercise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExerciseRecords {
    pub starts: Vec<StartRecord>,
    pub attempts: Vec<AttemptRecord>,
    pub hints: Vec<HintRecord>,
    /// When the solution was shown.
    pub solution: Option<DateTime<Utc>>,
    /// By their check.
    pub answers: BTreeMap<String, NoteRecord>,
}

/// A world that was set up, and whether it was taken down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartRecord {
    pub started: DateTime<Utc>,
    pub begun: Option<DateTime<Utc>>,
    pub stopped: Option<DateTime<Utc>>,
}

/// A change of a check's outcome; of `*` when all passed for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptRecord {
    pub check: String,
    pub outcome: String,
    /// JSON.
    pub finding: Option<String>,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HintRecord {
    pub number: i64,
    pub at: DateTime<Utc>,
}

/// An answer to a question; to `*` where the quiz was begun anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuizRecord {
    pub question: String,
    /// JSON.
    pub answer: String,
    pub right: bool,
    pub at: DateTime<Utc>,
}

/// A text of the learner's own, and when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteRecord {
    pub text: String,
    pub at: DateTime<Utc>,
}

impl Store {
    /// Everything of a learner.
    pub async fn records(&self, learner: &Learner) -> Result<Records, StoreError> {
        // One transaction: all of it is of one moment.
        let mut turn = self.pool.begin().await?;
        let mut records = Records::default();
        for (exercise, started, begun, stopped) in starts(&mut turn, learner).await? {
            let start = StartRecord { started: time(started), begun: begun.map(time), stopped: stopped.map(time) };
            records.exercises.entry(exercise).or_default().starts.push(start);
        }
        for (exercise, check, outcome, finding, at) in attempts(&mut turn, learner).await? {
            let attempt = AttemptRecord { check, outcome, finding, at: time(at) };
            records.exercises.entry(exercise).or_default().attempts.push(attempt);
        }
        const HINTS: &str = "select exercise, number, at from hints where learner = $1 order by at, number";
        let hints = sqlx::query_as::<_, (String, i64, i64)>(HINTS).bind(learner.as_str());
        for (exercise, number, at) in hints.fetch_all(&mut *turn).await? {
            records.exercises.entry(exercise).or_default().hints.push(HintRecord { number, at: time(at) });
        }
        const SOLUTIONS: &str = "select exercise, at from solutions where learner = $1";
        let solutions = sqlx::query_as::<_, (String, i64)>(SOLUTIONS).bind(learner.as_str());
        for (exercise, at) in solutions.fetch_all(&mut *turn).await? {
            records.exercises.entry(exercise).or_default().solution = Some(time(at));
        }
        const ANSWERS: &str = "select exercise, check_id, answer, at from answers where learner = $1";
        let answers = sqlx::query_as::<_, (String, String, String, i64)>(ANSWERS).bind(learner.as_str());
        for (exercise, check, text, at) in answers.fetch_all(&mut *turn).await? {
            let answer = NoteRecord { text, at: time(at) };
            records.exercises.entry(exercise).or_default().answers.insert(check, answer);
        }
        const QUIZZES: &str =
            "select quiz, question, answer, right_given, at from quiz_answers where learner = $1 order by at, sequence";
        let quizzes = sqlx::query_as::<_, (String, String, String, i64, i64)>(QUIZZES).bind(learner.as_str());
        for (quiz, question, answer, right, at) in quizzes.fetch_all(&mut *turn).await? {
            let given = QuizRecord { question, answer, right: right == 1, at: time(at) };
            records.quizzes.entry(quiz).or_default().push(given);
        }
        const NOTES: &str = "select lesson, text, at from notes where learner = $1";
        let notes = sqlx::query_as::<_, (String, String, i64)>(NOTES).bind(learner.as_str());
        for (lesson, text, at) in notes.fetch_all(&mut *turn).await? {
            records.notes.insert(lesson, NoteRecord { text, at: time(at) });
        }
        Ok(records)
    }

    /// Merges records into what is there, all or nothing. Of two answers or notes the younger stays.
    pub async fn merge(&self, learner: &Learner, records: &Records) -> Result<(), StoreError> {
        let mut turn = self.pool.begin_with("begin immediate").await?;
        for (exercise, of) in &records.exercises {
            merge_exercise(&mut turn, learner, exercise, of).await?;
        }
        for (quiz, given) in &records.quizzes {
            for QuizRecord { question, answer, right, at } in given {
                const SQL: &str =
                    "insert into quiz_answers (learner, quiz, question, sequence, answer, right_given, at)
                    select $1, $2, $3, coalesce(max(sequence), 0) + 1, $4, $5, $6 from quiz_answers
                    where learner = $1 and quiz = $2 and question = $3 having not exists (select 1 from quiz_answers
                    where learner = $1 and quiz = $2 and question = $3 and answer = $4 and at = $6)";
                let row = sqlx::query(SQL).bind(learner.as_str()).bind(quiz).bind(question).bind(answer);
                row.bind(i64::from(*right)).bind(millis(*at)).execute(&mut *turn).await?;
            }
        }
        for (lesson, NoteRecord { text, at }) in &records.notes {
            const SQL: &str = "insert into notes (learner, lesson, text, at) values ($1, $2, $3, $4)
                on conflict (learner, lesson) do update set text = excluded.text, at = excluded.at
                where excluded.at > notes.at";
            let row = sqlx::query(SQL).bind(learner.as_str()).bind(lesson).bind(text).bind(millis(*at));
            row.execute(&mut *turn).await?;
        }
        Ok(turn.commit().await?)
    }

    /// Forgets a learner and all settings, in every copy as well. False, and nothing is forgotten, while a world is not taken down: its
    /// records are the way to do that.
    pub async fn forget(&self, learner: &Learner) -> Result<bool, StoreError> {
        const OPEN: &str = "select count(*) from starts where learner = $1 and stopped_at is null";
        const EACH: [&str; 8] = [
            "delete from attempts where learner = $1",
            "delete from hints where learner = $1",
            "delete from solutions where learner = $1",
            "delete from answers where learner = $1",
            "delete from quiz_answers where learner = $1",
            "delete from notes where learner = $1",
            "delete from made where learner = $1",
            "delete from starts where learner = $1",
        ];
        let mut turn = self.pool.begin_with("begin immediate").await?;
        let open: i64 = sqlx::query_scalar(OPEN).bind(learner.as_str()).fetch_one(&mut *turn).await?;
        if open > 0 {
            return Ok(false);
        }
        for sql in EACH {
            sqlx::query(sql).bind(learner.as_str()).execute(&mut *turn).await?;
        }
        sqlx::query("delete from settings").execute(&mut *turn).await?;
        turn.commit().await?;
        self.remove_copies()?;
        Ok(true)
    }
}

type StartRow = (String, i64, Option<i64>, Option<i64>);

async fn starts(on: &mut SqliteConnection, learner: &Learner) -> Result<Vec<StartRow>, StoreError> {
    const SQL: &str = "select exercise, started_at, begun_at, stopped_at from starts where learner = $1
        order by exercise, sequence";
    Ok(sqlx::query_as(SQL).bind(learner.as_str()).fetch_all(on).await?)
}

type AttemptRow = (String, String, String, Option<String>, i64);

async fn attempts(on: &mut SqliteConnection, learner: &Learner) -> Result<Vec<AttemptRow>, StoreError> {
    const SQL: &str = "select exercise, check_id, outcome, finding, at from attempts where learner = $1
        order by exercise, sequence";
    Ok(sqlx::query_as(SQL).bind(learner.as_str()).fetch_all(on).await?)
}

async fn merge_exercise(
    turn: &mut Transaction<'static, Sqlite>,
    learner: &Learner,
    exercise: &str,
    of: &ExerciseRecords,
) -> Result<(), StoreError> {
    // A world that another machine holds is a thing of the past on this one.
    for StartRecord { started, begun, stopped } in of.starts.iter().filter(|start| start.stopped.is_some()) {
        const SQL: &str = "insert into starts
            (learner, exercise, sequence, namespace, workspace, started_at, begun_at, stopped_at)
            select $1, $2, coalesce(max(sequence), 0) + 1, '', '', $3, $4, $5 from starts
            where learner = $1 and exercise = $2 having not exists (select 1 from starts
            where learner = $1 and exercise = $2 and started_at = $3)";
        let row = sqlx::query(SQL).bind(learner.as_str()).bind(exercise).bind(millis(*started));
        row.bind(begun.map(millis)).bind(stopped.map(millis)).execute(&mut **turn).await?;
    }
    for AttemptRecord { check, outcome, finding, at } in &of.attempts {
        // Solved once is solved; of anything else, the same change at the same time is the same.
        const SQL: &str = "insert into attempts (learner, exercise, sequence, check_id, outcome, finding, at)
            select $1, $2, coalesce(max(sequence), 0) + 1, $3, $4, $5, $6 from attempts
            where learner = $1 and exercise = $2 having not exists (select 1 from attempts
            where learner = $1 and exercise = $2 and check_id = $3 and ($3 = '*' or (outcome = $4 and at = $6)))";
        let row = sqlx::query(SQL).bind(learner.as_str()).bind(exercise).bind(check).bind(outcome);
        row.bind(finding).bind(millis(*at)).execute(&mut **turn).await?;
    }
    for HintRecord { number, at } in &of.hints {
        const SQL: &str =
            "insert into hints (learner, exercise, number, at) values ($1, $2, $3, $4) on conflict do nothing";
        let row = sqlx::query(SQL).bind(learner.as_str()).bind(exercise).bind(number).bind(millis(*at));
        row.execute(&mut **turn).await?;
    }
    if let Some(at) = of.solution {
        const SQL: &str = "insert into solutions (learner, exercise, at) values ($1, $2, $3) on conflict do nothing";
        let row = sqlx::query(SQL).bind(learner.as_str()).bind(exercise).bind(millis(at));
        row.execute(&mut **turn).await?;
    }
    for (check, NoteRecord { text, at }) in &of.answers {
        const SQL: &str = "insert into answers (learner, exercise, check_id, answer, at) values ($1, $2, $3, $4, $5)
            on conflict (learner, exercise, check_id) do update set answer = excluded.answer, at = excluded.at
            where excluded.at > answers.at";
        let row = sqlx::query(SQL).bind(learner.as_str()).bind(exercise).bind(check).bind(text).bind(millis(*at));
        row.execute(&mut **turn).await?;
    }
    Ok(())
}
