//! What is wrong with an exercise although its outcomes are as they should be: an expression that does nothing where it
//! is solved, and a hint that is not the one its author foresaw.

use crate::check::{self, BadExpression, Place};
use crate::course::Exercise;

use super::Failure;
use super::bench::Bench;
use super::trial::Trial;
use super::workers::Shared;

impl Shared<'_> {
    /// Names the expressions that have no value where the exercise is solved, each in its place in the file.
    pub(super) async fn valued(
        &self,
        bench: &Bench,
        exercise: &Exercise,
        place: &Place,
        settled: Result<(), Failure>,
    ) -> Result<(), Failure> {
        let library = self.tutor.library();
        let expressions = library.expressions().find(|(id, _)| **id == exercise.id);
        let expressions = expressions.map(|(_, expressions)| expressions).unwrap_or_default();
        let bad = check::without_value(exercise, expressions, &bench.world, place).await;
        if bad.is_empty() {
            return settled;
        }
        let told = |BadExpression { nth, at, message }: &BadExpression| {
            let problem = library.expression_problem(&exercise.id, *nth, *at, message);
            let problem = problem.help("read what may be missing with `.?`, as `object.?status.?phase.orValue('')`");
            library.excerpt(&problem, "error", "help", false)
        };
        let details = bad.iter().map(told).collect::<Vec<_>>().join("\n");
        Err(match settled {
            Ok(()) => Failure::new("an expression has no value where the exercise is solved", details),
            Err(failure) => Failure { details: format!("{}{details}", failure.details), ..failure },
        })
    }
}

/// Whether the hint that a learner with this wrong answer is given is the one that `expect.toml` names.
pub(super) async fn hinted(
    bench: &Bench,
    exercise: &Exercise,
    trial: &Trial<'_>,
    place: &Place,
    settled: Result<(), Failure>,
) -> Result<(), Failure> {
    settled?;
    let Some(wanted) = trial.hint else { return Ok(()) };
    let count = exercise.task.iter().map(|(_, task)| task.hints.len()).max().unwrap_or(0);
    let all: Vec<usize> = (1..=count).collect();
    let given = check::fitting(exercise, &all, &bench.world, place).await;
    if given == Some(wanted) {
        return Ok(());
    }
    let given = given.map_or_else(|| "none".to_owned(), |given| given.to_string());
    Err(Failure::new(format!("the hint that fits is {given}; `expect.toml` says: {wanted}"), ""))
}
