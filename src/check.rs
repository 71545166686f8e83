//! Looks at the world and says what it means: plan, look, judge.
//!
//! Only `look` waits, and it never creates, changes or deletes anything. Learners are unknown here: `tutor` hands in
//! the engines and the place to look at.

mod cel;
pub mod fake;
mod judge;
mod look;
mod plan;
mod query;
mod sound;
pub mod watch;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant;

use crate::course::{Check, CheckId, Exercise, Look, Outcome, Report, Unreachable};
use crate::engine::Engines;
use judge::{Question, judge};
use query::Query;
pub use query::{Fact, Place};
pub use sound::{BadExpression, compile};

/// How often a set-up step's `wait` asks again.
const AGAIN: Duration = Duration::from_millis(100);

/// What can be looked at: the learner's engines and files, or a script for tests.
#[derive(Clone)]
pub enum World {
    Real(Engines),
    Scripted(fake::Script),
}

/// What a query came to in one reading.
type Answer = Result<Arc<Fact>, Unreachable>;

/// Reads an exercise once: asks each question once, side by side, and judges every check by its answer. A check whose
/// `after` have not passed is asked nothing and has no outcome.
pub async fn run(exercise: &Exercise, world: &World, place: &Place) -> Report {
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
        let judged = ready.iter().map(|check| answer(check, place, exercise.within, &seen));
        outcomes.extend(join_all(judged).await);
    }
    let outcomes = exercise.checks.iter().map(|check| (check.id.clone(), outcomes.remove(&check.id)));
    Report { outcomes: outcomes.collect() }
}

/// Asks what these checks need and nobody asked yet in this reading.
async fn ask(checks: &[&Check], world: &World, place: &Place, within: Duration, seen: &mut HashMap<Query, Answer>) {
    let fresh = plan::queries(checks, &place.namespace).into_iter().filter(|query| !seen.contains_key(query));
    let asked = fresh.map(async |query| {
        let answer = look(world, &query, place, within).await;
        (query, answer)
    });
    let answers = join_all(asked).await;
    seen.extend(answers);
}

async fn look(world: &World, query: &Query, place: &Place, limit: Duration) -> Answer {
    let late = || Err(Unreachable::TooSlow { engine: query.look.engine(), limit });
    tokio::time::timeout(limit, world.look(query, place)).await.unwrap_or_else(|_| late()).map(Arc::new)
}

/// What a check comes to: whatever kept us from looking, else the judgement.
async fn answer(check: &Check, place: &Place, within: Duration, seen: &HashMap<Query, Answer>) -> (CheckId, Outcome) {
    let not_started = Err(Unreachable::NotStarted);
    let facts: Result<BTreeMap<_, _>, Unreachable> = plan::asks(check, &place.namespace)
        .into_iter()
        .map(|(name, query)| Ok((name, seen.get(&query).unwrap_or(&not_started).clone()?)))
        .collect();
    let outcome = match facts {
        Err(why) => Outcome::CannotTell(why),
        Ok(facts) => {
            let (that, found) = (check.that.clone(), check.found.clone());
            let looks = check.looks.clone();
            judged(Question { looks, facts, begun: place.begun, that, found }, within).await
        }
    };
    (check.id.clone(), outcome)
}

/// Judges on a thread of its own.
async fn judged(question: Question, limit: Duration) -> Outcome {
    let outcome = cel::apart(limit, move || judge(&question)).await;
    outcome.unwrap_or_else(|detail| Outcome::CannotTell(Unreachable::BadCheck { detail }))
}

/// Waits until the expression holds of what the look finds; the error is what was there last.
pub async fn wait(look: &Look, until: &str, world: &World, place: &Place, within: Duration) -> Result<(), Outcome> {
    let end = Instant::now() + within;
    loop {
        let outcome = once(look, until, world, place, end).await;
        if outcome == Outcome::Passed {
            return Ok(());
        }
        if Instant::now() + AGAIN >= end {
            return Err(outcome);
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Looks once and judges once.
async fn once(wanted: &Look, until: &str, world: &World, place: &Place, end: Instant) -> Outcome {
    let left = end.saturating_duration_since(Instant::now());
    let query = Query::of(wanted, None, &place.namespace);
    let fact = match look(world, &query, place, left).await {
        Ok(fact) => fact,
        Err(why) => return Outcome::CannotTell(why),
    };
    let name = if wanted.finds_many() { "objects" } else { "object" };
    let looks = [(name.to_owned(), wanted.clone())].into();
    let facts = [(name.to_owned(), fact)].into();
    let question = Question { looks, facts, begun: place.begun, that: until.to_owned(), found: None };
    judged(question, left.max(AGAIN)).await
}

#[cfg(test)]
mod tests;
