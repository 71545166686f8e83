//! Progress: what a learner has done, is doing, and could do next. The same in all languages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Course;
use super::id::ExerciseId;

/// Where a learner stands with one exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Untouched,
    /// Started, and not taken down.
    Open,
    /// Solved once; stays so.
    Done,
}

/// The first exercise, in the course's order, that is not done.
pub fn next<'a>(course: &'a Course, standings: &BTreeMap<ExerciseId, Standing>) -> Option<&'a ExerciseId> {
    let done = |id: &ExerciseId| standings.get(id) == Some(&Standing::Done);
    course.exercises_in_order().map(|exercise| &exercise.id).find(|id| !done(id))
}
