//! Looks at the world and says what it means: plan, look, judge, diagnose.
//!
//! Only `look` waits, and it never creates, changes or deletes anything. Learners are unknown here: `tutor` hands in
//! the engines and the place to look at.

mod cel;
mod diagnose;
pub mod fake;
#[cfg(test)]
mod fuzz;
mod hints;
mod judge;
mod look;
mod plan;
mod query;
mod sound;
mod survey;
mod valued;
pub mod watch;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant;

use crate::course::{Check, CheckId, Exercise, Lets, Look, Outcome, Report, Unreachable};
use crate::engine::Engines;
pub use hints::fitting;
use judge::{Question, judge};
use query::Query;
pub use query::{Fact, Place};
pub use sound::{BadExpression, compile};
pub use survey::{Close, close_up, survey};
pub use valued::without_value;

/// How often a set-up step's `wait` asks again.
const AGAIN: Duration = Duration::from_millis(100);

/// A look that had less time than this, because its step was about to end, says nothing of its engine when it is cut.
const FAIR: Duration = Duration::from_secs(1);

/// How long a round's expressions may take together before each is judged by itself; they take microseconds.
const TOGETHER: Duration = Duration::from_secs(1);

/// What can be looked at: the learner's engines and files, or a script for tests.
#[derive(Clone)]
pub enum World {
    Real(Engines),
    Scripted(fake::Script),
}

/// What a query came to in one reading.
type Answer = Result<Arc<Fact>, Unreachable>;

/// Reads an exercise once: asks each question once, side by side, and judges every check by its answer. A check whose
/// `after` have not passed is asked nothing and has no outcome. What is not yet is diagnosed, where more questions help.
pub async fn run(exercise: &Exercise, world: &World, place: &Place) -> Report {
    let (mut outcomes, seen) = read(exercise, world, place).await;
    let diagnoses = diagnose::run(exercise, &outcomes, &seen, (world, place)).await;
    let outcomes = exercise.checks.iter().map(|check| (check.id.clone(), outcomes.remove(&check.id)));
    Report { outcomes: outcomes.collect(), diagnoses }
}

/// What the checks came to, and what was seen for that.
async fn read(
    exercise: &Exercise,
    world: &World,
    place: &Place,
) -> (BTreeMap<CheckId, Outcome>, HashMap<Query, Answer>) {
    let mut outcomes = BTreeMap::new();
    let mut seen = HashMap::new();
    loop {
        let ready = plan::ready(&exercise.checks, &outcomes);
        if ready.is_empty() {
            break;
        }
        if place.begun.is_some() {
            ask(&ready, world, place, exercise.within, &mut seen).await;
        }
        let mut questions = Vec::new();
        for check in ready {
            match question(check, place, &seen) {
                Ok(question) => questions.push((check.id.clone(), question)),
                Err(why) => drop(outcomes.insert(check.id.clone(), Outcome::CannotTell(why))),
            }
        }
        outcomes.extend(judged(questions, exercise.within).await);
    }
    (outcomes, seen)
}

/// Asks what these checks need and nobody asked yet in this reading.
async fn ask(checks: &[&Check], world: &World, place: &Place, within: Duration, seen: &mut HashMap<Query, Answer>) {
    let fresh = plan::queries(checks, &place.namespace).into_iter().filter(|query| !seen.contains_key(query));
    let asked = fresh.map(async |query| {
        let container = query.container().and_then(|container| seen.get(&container)?.clone().ok());
        let answer = look(world, &query, container.as_deref(), place, within).await;
        (query, answer)
    });
    let answers = join_all(asked).await;
    seen.extend(answers);
}

/// Asks one question; `container` is the one that a file's question is about, where this reading has seen it already.
async fn look(world: &World, query: &Query, container: Option<&Fact>, place: &Place, limit: Duration) -> Answer {
    let late = || Err(Unreachable::TooSlow { engine: query.look.engine(), limit });
    tokio::time::timeout(limit, world.look(query, container, place)).await.unwrap_or_else(|_| late()).map(Arc::new)
}

/// A check's expression with what was found; the error is what kept us from looking.
fn question(check: &Check, place: &Place, seen: &HashMap<Query, Answer>) -> Result<Question, Unreachable> {
    let (mut looks, mut facts) = (BTreeMap::new(), BTreeMap::new());
    for (name, query) in plan::asks(check, &place.namespace) {
        let answer = seen.get(&query).cloned().unwrap_or(Err(Unreachable::NotStarted));
        facts.insert(name.clone(), answer?);
        looks.insert(name, query.look);
    }
    let (that, lets, found) = (check.that.clone(), check.lets.clone(), check.found.clone());
    Ok(Question { looks, facts, begun: place.begun, that, lets, found })
}

/// Judges all of a round on one thread; where that takes long, each by itself, so that one which never ends takes
/// nothing from the others.
async fn judged(questions: Vec<(CheckId, Question)>, limit: Duration) -> Vec<(CheckId, Outcome)> {
    let all = questions.clone();
    let together = move || all.iter().map(|(id, question)| (id.clone(), judge(question))).collect();
    if let Ok(outcomes) = cel::apart(TOGETHER.min(limit), together).await {
        return outcomes;
    }
    let alone = questions.into_iter().map(async |(id, question)| (id, judged_alone(question, limit).await));
    join_all(alone).await
}

async fn judged_alone(question: Question, limit: Duration) -> Outcome {
    let outcome = cel::apart(limit, move || judge(&question)).await;
    outcome.unwrap_or_else(|detail| Outcome::CannotTell(Unreachable::BadCheck { detail }))
}

/// Waits until the expression holds of what the look finds; the error is what was there last.
pub async fn wait(look: &Look, until: &str, world: &World, place: &Place, within: Duration) -> Result<(), Outcome> {
    let end = Instant::now() + within;
    let mut before = None;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        let outcome = once(look, until, world, place, left).await;
        if outcome == Outcome::Passed {
            return Ok(());
        }
        let cut = left < FAIR && matches!(outcome, Outcome::CannotTell(Unreachable::TooSlow { .. }));
        let seen = before.filter(|_| cut).unwrap_or(outcome);
        if Instant::now() + AGAIN >= end {
            return Err(seen);
        }
        before = Some(seen);
        tokio::time::sleep(AGAIN).await;
    }
}

/// Looks once and judges once.
async fn once(wanted: &Look, until: &str, world: &World, place: &Place, left: Duration) -> Outcome {
    let query = Query::of(wanted, None, &place.namespace);
    let fact = match look(world, &query, None, place, left).await {
        Ok(fact) => fact,
        Err(why) => return Outcome::CannotTell(why),
    };
    let name = wanted.variable().to_owned();
    let looks = [(name.clone(), query.look)].into();
    let facts = [(name, fact)].into();
    let question = Question { looks, facts, begun: place.begun, that: until.into(), lets: Lets::new(), found: None };
    judged_alone(question, left.max(AGAIN)).await
}

#[cfg(test)]
mod tests;
