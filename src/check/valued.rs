//! Expressions that have no value where an exercise is solved: their author sees them written, and they do nothing.
//!
//! Not those that are false: those that stumble over a field that is not there, or a type that does not fit. One about
//! a thing that is gone, where that is the solution, is passed over.

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::{ExecutionError, Program};

use super::cel::{Stopped, apart, compile, ready, walk};
use super::hints::check_state;
use super::judge::hint::{self, State};
use super::judge::{Question, bind};
use super::query::{Fact, Place};
use super::sound::BadExpression;
use super::{World, question, read};
use crate::course::{Exercise, Expression, Owner};

/// Which of an exercise's expressions have no value in the learner's world as it is now, and why; `that`, `found` and
/// `hint_when` are evaluated.
pub async fn without_value(
    exercise: &Exercise,
    expressions: Vec<Expression>,
    world: &World,
    place: &Place,
) -> Vec<BadExpression> {
    let (outcomes, seen) = read(exercise, world, place).await;
    let asked = |check| Some((check, question(check, place, &seen).ok()?));
    let questions = exercise.checks.iter().filter_map(asked).map(|(check, question)| (check.id.to_string(), question));
    let questions: BTreeMap<String, Question> = questions.collect();
    let states =
        exercise.checks.iter().map(|check| (check.id.to_string(), check_state(check, place, &outcomes, &seen)));
    let state = State { begun: place.begun, lets: exercise.lets.clone(), checks: states.collect() };
    let each = move || {
        let bad = |(nth, expression): (usize, &Expression)| {
            let (at, message) = match &expression.of {
                Owner::Check(check) => of_check(expression, questions.get(check)?),
                Owner::Hint => of_hint(expression, &state),
                // What a name stands for is evaluated where it is used.
                Owner::Let(_) | Owner::Step => None,
            }?;
            Some(BadExpression { nth: Some(nth), at, message })
        };
        expressions.iter().enumerate().filter_map(bad).collect()
    };
    apart(exercise.within, each).await.unwrap_or_default()
}

type Bad = (Option<(usize, usize)>, String);

fn of_check(expression: &Expression, question: &Question) -> Option<Bad> {
    let program = compile(&expression.text).ok()?;
    let ready = ready(&expression.text, &expression.lets).ok()?;
    let stopped = ready.execute(&bind(question)).err()?;
    let read = walk::names(ready.expression());
    let is_gone = |fact: &Arc<Fact>| match &**fact {
        Fact::Object(found) => found.is_none(),
        Fact::Objects(found) => found.is_empty(),
        Fact::Silent(_) | Fact::Invalid(_) => false,
    };
    if question.facts.iter().any(|(name, fact)| read.contains(name) && is_gone(fact)) {
        return None;
    }
    Some(told(&program, &stopped))
}

fn of_hint(expression: &Expression, state: &State) -> Option<Bad> {
    let program = compile(&expression.text).ok()?;
    let ready = ready(&expression.text, &expression.lets).ok()?;
    let stopped = ready.execute(&hint::bind(state)).err()?;
    let asked = walk::asked(&program, &["facts"]);
    let gone = |fact: &Option<Arc<Fact>>| fact.as_ref().is_none_or(|fact| **fact == Fact::Object(None));
    let is_gone = |id: &String| state.checks.get(id).is_none_or(|check| check.facts.values().any(gone));
    if asked.iter().any(|(id, _)| is_gone(id)) {
        return None;
    }
    Some(told(&program, &stopped))
}

/// Why there is no value, and where in the expression.
fn told(program: &Program, stopped: &Stopped) -> Bad {
    match stopped {
        Stopped::Error(ExecutionError::NoSuchKey(key)) => {
            let message = format!("there is no `{key}` where the exercise is solved");
            (walk::selects(program, key), message)
        }
        Stopped::Error(_) | Stopped::TooDear => (None, format!("has no value where the exercise is solved: {stopped}")),
    }
}
