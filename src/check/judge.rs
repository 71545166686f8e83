//! What was found, and an expression over it, become an outcome. Pure; runs on the thread that `cel::apart` gives.
//!
//! A null object, a missing field and a type that does not fit are "not yet": that is what a learner's unfinished work
//! looks like. An expression that could never be evaluated is "cannot tell", and its author is told.

mod finding;
pub(crate) mod hint;

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::{Context, ExecutionError, Program, Value};
use chrono::{DateTime, Utc};

use super::cel::{compile, context, to_cel, walk};
use super::query::Fact;
use crate::course::{Finding, Found, Look, Outcome, Unreachable};

/// An expression and all it needs, owned, so that it can go to a thread of its own.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) looks: BTreeMap<String, Look>,
    /// What was found, by the looks' names.
    pub(crate) facts: BTreeMap<String, Arc<Fact>>,
    pub(crate) begun: Option<DateTime<Utc>>,
    pub(crate) that: String,
    pub(crate) found: Option<Found>,
}

/// Judges one expression by what was found.
pub(crate) fn judge(question: &Question) -> Outcome {
    if let Some(invalid) = question.facts.values().find_map(|fact| invalid(fact)) {
        return Outcome::NotYet(invalid);
    }
    let program = match compile(&question.that) {
        Ok(program) => program,
        Err(refused) => return bad_check(&refused.message),
    };
    let context = bind(question);
    match program.execute(&context) {
        Ok(Value::Bool(true)) => Outcome::Passed,
        Ok(Value::Bool(false)) => Outcome::NotYet(found(question, &program, &context)),
        Ok(other) => bad_check(&format!("`that` must be true or false, and is {}", finding::text(&other))),
        Err(error) if never_evaluates(&error) => bad_check(&error.to_string()),
        Err(_) => Outcome::NotYet(found(question, &program, &context)),
    }
}

fn invalid(fact: &Fact) -> Option<Finding> {
    let Fact::Invalid(mistakes) = fact else { return None };
    Some(Finding::Invalid(mistakes.clone()))
}

fn bad_check(detail: &str) -> Outcome {
    Outcome::CannotTell(Unreachable::BadCheck { detail: finding::cut(detail) })
}

/// Everything that was found, under the names of its looks, and `begun`.
fn bind(question: &Question) -> Context<'static, 'static> {
    let mut context = context();
    for (name, fact) in &question.facts {
        context.add_variable_from_value(name.clone(), value(fact));
    }
    context.add_variable_from_value("begun", moment(question.begun));
    context
}

/// What was found, as expressions see it.
fn value(fact: &Fact) -> Value {
    match fact {
        Fact::Object(Some(object)) => to_cel(object),
        Fact::Objects(objects) => Value::List(Arc::new(objects.iter().map(to_cel).collect())),
        Fact::Silent(silence) => to_cel(&finding::unanswered(silence)),
        Fact::Object(None) | Fact::Invalid(_) => Value::Null,
    }
}

fn moment(begun: Option<DateTime<Utc>>) -> Value {
    begun.map_or(Value::Null, |begun| Value::Timestamp(begun.fixed_offset()))
}

/// Whether an error is the author's alone: no learner's world would mend it.
fn never_evaluates(error: &ExecutionError) -> bool {
    matches!(
        error,
        ExecutionError::UndeclaredReference(_)
            | ExecutionError::InvalidArgumentCount { .. }
            | ExecutionError::MissingArgumentOrTarget
            | ExecutionError::InternalError(_)
    )
}

/// What to say was found: that nothing answered where something should have, the author's words, or where they cannot
/// be filled, what the expression stumbled on.
fn found(question: &Question, program: &Program, context: &Context<'_, '_>) -> Finding {
    let part = walk::conjuncts(program.expression()).into_iter().find_map(|part| {
        let value = Value::resolve(part, context);
        (value != Ok(Value::Bool(true))).then_some((part, value.is_err()))
    });
    let (part, failed) = part.unwrap_or((program.expression(), true));
    let paths = walk::paths(part);
    let authors = || question.found.as_ref().and_then(|found| said(found, context));
    let silence = finding::silence(question, &paths);
    silence.or_else(authors).unwrap_or_else(|| finding::of(question, &paths, failed))
}

/// The author's words with every `{name}` filled; none where an expression of `with` has no value.
fn said(found: &Found, context: &Context<'_, '_>) -> Option<Finding> {
    let mut values = BTreeMap::new();
    for (name, expression) in &found.with {
        let value = compile(expression).ok()?.execute(context).ok()?;
        values.insert(name.as_str(), finding::text(&value));
    }
    Some(Finding::Said(found.say.map(|say| fill(say, &values))))
}

/// Replaces `{name}` in one pass, so that a value which holds braces stays as it is.
fn fill(say: &str, values: &BTreeMap<&str, String>) -> String {
    let mut filled = String::new();
    let mut rest = say;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, after)| Some((values.get(name)?, after))) {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests;
