//! Attempts: a row when a check's outcome changes, only ever added to; and where a learner stands.
//!
//! "Cannot tell" and "waiting" are never written: they say nothing about what the learner did. A finding that changes
//! while the check stays "not yet" makes no row either, or a clock in it would fill the disk.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::course::{ExerciseId, Outcome, Report, Standing};

use super::{Learner, Store, StoreError, millis, time};

/// The name under which the first reading in which all passed is written.
const ALL: &str = "*";

/// One remembered change of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub sequence: i64,
    /// A check's id, or `*` for "all passed for the first time".
    pub check: String,
    pub passed: bool,
    pub at: DateTime<Utc>,
}

/// What remembering a report came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// How many rows were added.
    pub added: usize,
    /// Solved now or at any time before.
    pub solved: bool,
}

type Last = BTreeMap<String, String>;

impl Store {
    /// Writes what changed since the last report; once this returns it is on the disk.
    pub async fn remember(
        &self,
        learner: &Learner,
        exercise: &ExerciseId,
        report: &Report,
        at: DateTime<Utc>,
    ) -> Result<Remembered, StoreError> {
        let last = last(&mut *self.pool.acquire().await?, learner, exercise).await?;
        if changes(&last, report).is_empty() {
            return Ok(Remembered { added: 0, solved: last.contains_key(ALL) });
        }
        // Looked at again with the turn in hand, since another process may have written the same in between.
        let mut turn = self.pool.begin_with("begin immediate").await?;
        let last = self::last(&mut turn, learner, exercise).await?;
        let changes = changes(&last, report);
        for change in &changes {
            insert(&mut turn, learner, exercise, change, at).await?;
        }
        turn.commit().await?;
        Ok(Remembered { added: changes.len(), solved: last.contains_key(ALL) || report.solved() })
    }

    /// Everything remembered of an exercise, in order.
    pub async fn attempts(&self, learner: &Learner, exercise: &ExerciseId) -> Result<Vec<Attempt>, StoreError> {
        const SQL: &str = "select sequence, check_id, outcome, at from attempts
            where learner = $1 and exercise = $2 order by sequence";
        let rows = sqlx::query_as::<_, (i64, String, String, i64)>(SQL).bind(learner.as_str()).bind(exercise.as_str());
        let rows = rows.fetch_all(&self.pool).await?;
        let attempt = |(sequence, check, outcome, at): (i64, String, String, i64)| Attempt {
            sequence,
            check,
            passed: outcome == "passed",
            at: time(at),
        };
        Ok(rows.into_iter().map(attempt).collect())
    }

    /// Whether all checks passed in one reading, ever.
    pub async fn solved(&self, learner: &Learner, exercise: &ExerciseId) -> Result<bool, StoreError> {
        const SQL: &str = "select count(*) from attempts where learner = $1 and exercise = $2 and check_id = '*'";
        let count: i64 =
            sqlx::query_scalar(SQL).bind(learner.as_str()).bind(exercise.as_str()).fetch_one(&self.pool).await?;
        Ok(count > 0)
    }

    /// Where a learner stands with every exercise that was touched.
    pub async fn standings(&self, learner: &Learner) -> Result<BTreeMap<ExerciseId, Standing>, StoreError> {
        const SQL: &str = "select exercise, 0 from starts where learner = $1 and stopped_at is null
            union all select exercise, 1 from attempts where learner = $1 and check_id = '*' order by 2";
        let rows: Vec<(String, i64)> = sqlx::query_as(SQL).bind(learner.as_str()).fetch_all(&self.pool).await?;
        let standing = |done: i64| if done == 1 { Standing::Done } else { Standing::Open };
        Ok(rows.into_iter().filter_map(|(id, done)| Some((id.parse().ok()?, standing(done)))).collect())
    }
}

/// The last remembered outcome of each check.
async fn last(on: &mut SqliteConnection, learner: &Learner, exercise: &ExerciseId) -> Result<Last, StoreError> {
    const SQL: &str = "select check_id, outcome from attempts a where learner = $1 and exercise = $2 and sequence =
        (select max(sequence) from attempts b where b.learner = $1 and b.exercise = $2 and b.check_id = a.check_id)";
    let rows: Vec<(String, String)> =
        sqlx::query_as(SQL).bind(learner.as_str()).bind(exercise.as_str()).fetch_all(on).await?;
    Ok(rows.into_iter().collect())
}

/// A row to be: check, outcome, finding.
type Change = (String, &'static str, Option<String>);

/// What a report says that was not so before; pure.
fn changes(last: &Last, report: &Report) -> Vec<Change> {
    let mut changes: Vec<Change> = report
        .outcomes
        .iter()
        .filter_map(|(check, outcome)| {
            let (word, finding) = match outcome.as_ref()? {
                Outcome::Passed => ("passed", None),
                Outcome::NotYet(finding) => ("not_yet", serde_json::to_string(finding).ok()),
                Outcome::CannotTell(_) => return None,
            };
            let differs = last.get(check.as_str()).is_none_or(|before| before != word);
            differs.then(|| (check.to_string(), word, finding))
        })
        .collect();
    if report.solved() && !last.contains_key(ALL) {
        changes.push((ALL.into(), "passed", None));
    }
    changes
}

async fn insert(
    on: &mut SqliteConnection,
    learner: &Learner,
    exercise: &ExerciseId,
    (check, outcome, finding): &Change,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    const SQL: &str = "insert into attempts (learner, exercise, sequence, check_id, outcome, finding, at)
        select $1, $2, coalesce(max(sequence), 0) + 1, $3, $4, $5, $6 from attempts
        where learner = $1 and exercise = $2";
    let row = sqlx::query(SQL).bind(learner.as_str()).bind(exercise.as_str()).bind(check).bind(*outcome);
    row.bind(finding).bind(millis(at)).execute(on).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Finding, Unreachable};

    fn not_yet() -> Option<Outcome> {
        Some(Outcome::NotYet(Finding::Missing { path: "object.x".into() }))
    }

    #[track_caller]
    fn case(last: &[(&str, &str)], report: &[(&str, Option<Outcome>)], expected: &[(&str, &str)]) {
        let last = last.iter().map(|(check, word)| ((*check).to_owned(), (*word).to_owned())).collect();
        let outcomes = report.iter().map(|(check, outcome)| (check.parse().unwrap(), outcome.clone())).collect();
        let changes = changes(&last, &Report { outcomes, ..Report::default() });
        let found: Vec<_> = changes.iter().map(|(check, word, _)| (check.as_str(), *word)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn only_what_changed_makes_a_row() {
        let cannot = || Some(Outcome::CannotTell(Unreachable::NotStarted));
        case(&[], &[("a", not_yet()), ("b", None)], &[("a", "not_yet")]);
        case(&[("a", "not_yet")], &[("a", not_yet())], &[]);
        case(&[("a", "passed")], &[("a", cannot())], &[]);
        case(&[("a", "passed")], &[("a", not_yet())], &[("a", "not_yet")]);
        case(&[("a", "not_yet")], &[("a", Some(Outcome::Passed))], &[("a", "passed"), ("*", "passed")]);
        case(&[("a", "passed"), ("*", "passed")], &[("a", Some(Outcome::Passed))], &[]);
    }
}
