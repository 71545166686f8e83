//! Which hint fits: conditions over what the checks found and came to. Pure; runs on the thread that `cel::apart` gives.
//!
//! `outcome('web')` is a word, `facts('web').object` what that check's look found, null where it found nothing or was
//! not asked. A condition that cannot be evaluated, a missing field above all, does not hold.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cel::objects::{Key, Map};
use cel::{Context, ExecutionError, Value};
use chrono::{DateTime, Utc};

use super::{context, moment, ready, value};
use crate::check::query::Fact;
use crate::course::{Lets, Outcome};

/// What conditions are asked about: a reading of the exercise.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    pub(crate) begun: Option<DateTime<Utc>>,
    /// What conditions may name beside that.
    pub(crate) lets: Lets,
    /// By the checks' ids.
    pub(crate) checks: BTreeMap<String, CheckState>,
}

/// What one check came to, and what its looks found; none where they were not asked or could not be.
#[derive(Debug, Clone)]
pub(crate) struct CheckState {
    pub(crate) outcome: &'static str,
    pub(crate) facts: BTreeMap<String, Option<Arc<Fact>>>,
}

/// An outcome as conditions know it.
pub(crate) fn word(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        None => "waiting",
        Some(Outcome::Passed) => "passed",
        Some(Outcome::NotYet(_)) => "not-yet",
        Some(Outcome::CannotTell(_)) => "cannot-tell",
    }
}

/// The first of these numbers whose condition holds.
pub(crate) fn first(conditions: &[(usize, String)], state: &State) -> Option<usize> {
    let context = bind(state);
    let holds = |text: &str| ready(text, &state.lets).is_ok_and(|it| it.execute(&context) == Ok(Value::Bool(true)));
    conditions.iter().find(|(_, condition)| holds(condition)).map(|(number, _)| *number)
}

pub(crate) fn bind(state: &State) -> Context<'static, 'static> {
    let mut context = context();
    context.add_variable_from_value("begun", moment(state.begun));
    let outcomes: HashMap<String, &str> = state.checks.iter().map(|(id, check)| (id.clone(), check.outcome)).collect();
    let outcome = move |id: Arc<String>| -> Result<Value, ExecutionError> {
        let word = outcomes.get(id.as_str()).ok_or_else(|| ExecutionError::no_such_key(&id))?;
        Ok(Value::String(Arc::new((*word).to_owned())))
    };
    let facts: HashMap<String, Value> = state.checks.iter().map(|(id, check)| (id.clone(), found(check))).collect();
    let facts = move |id: Arc<String>| -> Result<Value, ExecutionError> {
        facts.get(id.as_str()).cloned().ok_or_else(|| ExecutionError::no_such_key(&id))
    };
    context.add_function("outcome", outcome).expect("added once");
    context.add_function("facts", facts).expect("added once");
    context
}

/// What a check's looks found, by their names.
fn found(check: &CheckState) -> Value {
    let entry = |(name, fact): (&String, &Option<Arc<Fact>>)| {
        (Key::String(Arc::new(name.clone())), fact.as_ref().map_or(Value::Null, |fact| value(fact)))
    };
    Value::Map(Map { map: Arc::new(check.facts.iter().map(entry).collect()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn state() -> State {
        let object = |json| Some(Arc::new(Fact::Object(json)));
        let check = |outcome, fact| CheckState { outcome, facts: [("object".to_owned(), fact)].into() };
        let checks = [
            ("web-runs", check("passed", object(Some(json!({"n": 3}))))),
            ("gone", check("not-yet", object(None))),
            ("later", check("waiting", None)),
        ];
        State {
            begun: None,
            lets: [("three".to_owned(), "facts('web-runs').object.n".to_owned())].into(),
            checks: checks.into_iter().map(|(id, check)| (id.to_owned(), check)).collect(),
        }
    }

    #[track_caller]
    fn case(conditions: &[&str], number: Option<usize>) {
        let conditions: Vec<_> = (1..).zip(conditions.iter().map(|text| (*text).to_owned())).collect();
        assert_eq!(first(&conditions, &state()), number, "{conditions:?}");
    }

    #[test]
    fn the_first_whose_condition_holds_is_the_one() {
        case(&["outcome('web-runs') != 'passed'", "outcome('gone') == 'not-yet'", "true"], Some(2));
        case(&["facts('web-runs').object.n == 2", "facts('web-runs').object.n == 3"], Some(2));
        case(&["facts('gone').object == null && facts('later').object == null"], Some(1));
        case(&["outcome('later') == 'waiting' && begun == null"], Some(1));
        case(&["three == 2", "three == 3"], Some(2));
    }

    #[test]
    fn what_cannot_be_evaluated_does_not_hold() {
        case(&["facts('gone').object.n == 3", "outcome('other') == 'passed'", "facts('web-runs').object.n", "("], None);
        case(&[], None);
    }
}
