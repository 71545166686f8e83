//! Which hint a learner needs next, by what they actually have.

use std::collections::{BTreeMap, HashMap};

use super::judge::hint::{CheckState, State, first, word};
use super::query::{Place, Query};
use super::{Answer, TOGETHER, World, cel, plan, read};
use crate::course::{Check, CheckId, Exercise, Outcome};

/// The first of these hints that fits now; one without a condition always does, and then nothing has to be asked.
pub async fn fitting(exercise: &Exercise, hidden: &[usize], world: &World, place: &Place) -> Option<usize> {
    let always = hidden.iter().position(|number| !exercise.hint_when.contains_key(number));
    let before = &hidden[..always.unwrap_or(hidden.len())];
    let conditions = before.iter().filter_map(|number| Some((*number, exercise.hint_when.get(number)?.clone())));
    let conditions: Vec<_> = conditions.collect();
    let otherwise = always.map(|at| hidden[at]);
    if conditions.is_empty() {
        return otherwise;
    }
    let (outcomes, seen) = read(exercise, world, place).await;
    let checks = exercise.checks.iter();
    let checks = checks.map(|check| (check.id.to_string(), check_state(check, place, &outcomes, &seen))).collect();
    let state = State { begun: place.begun, lets: exercise.lets.clone(), checks };
    let held = cel::apart(TOGETHER, move || first(&conditions, &state)).await;
    held.ok().flatten().or(otherwise)
}

pub(super) fn check_state(
    check: &Check,
    place: &Place,
    outcomes: &BTreeMap<CheckId, Outcome>,
    seen: &HashMap<Query, Answer>,
) -> CheckState {
    let found = |query| seen.get(&query).and_then(|answer| answer.clone().ok());
    let facts = plan::asks(check, &place.namespace).into_iter().map(|(name, query)| (name, found(query))).collect();
    let outcome = if place.begun.is_some() { word(outcomes.get(&check.id)) } else { "unknown" };
    CheckState { outcome, facts }
}
