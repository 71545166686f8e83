//! What was found, and an expression over it, become an outcome. Pure; runs on the thread that `cel::apart` gives.
//!
//! A null object, a missing field and a type that does not fit are "not yet": that is what a learner's unfinished work
//! looks like. An expression that could never be evaluated is "cannot tell", and its author is told.

mod finding;
pub(crate) mod hint;
mod shape;
pub(crate) mod unmet;

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::{Context, ExecutionError, Value};
use chrono::{DateTime, Utc};

use super::cel::{Ready, Stopped, context, ready, to_cel, walk};
use super::query::Fact;
use crate::course::{Finding, Found, Lets, Look, Outcome, That, Unreachable};

/// An expression and all it needs, owned, so that it can go to a thread of its own.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) looks: BTreeMap<String, Look>,
    /// What was found, by the looks' names.
    pub(crate) facts: BTreeMap<String, Arc<Fact>>,
    pub(crate) begun: Option<DateTime<Utc>>,
    pub(crate) that: That,
    /// What expressions may name beside what was found.
    pub(crate) lets: Lets,
    pub(crate) found: Option<Found>,
}

/// Judges one check by what was found.
pub(crate) fn judge(question: &Question) -> Outcome {
    if let Some(invalid) = question.facts.values().find_map(|fact| invalid(fact)) {
        return Outcome::NotYet(invalid);
    }
    match &question.that {
        That::Holds(that) => holds(that, question),
        That::Fits(shapes) => fits(shapes, question),
    }
}

/// Whether an expression is true.
fn holds(that: &str, question: &Question) -> Outcome {
    let ready = match ready(that, &question.lets) {
        Ok(ready) => ready,
        Err(refused) => return bad_check(&refused.message),
    };
    let context = bind(question);
    match ready.execute(&context) {
        Ok(Value::Bool(true)) => Outcome::Passed,
        Ok(Value::Bool(false)) => Outcome::NotYet(found(question, that, &ready, &context)),
        Ok(other) => bad_check(&format!("`that` must be true or false, and is {}", finding::text(&other))),
        Err(Stopped::Error(error)) if !never_evaluates(&error) => {
            Outcome::NotYet(found(question, that, &ready, &context))
        }
        Err(stopped @ (Stopped::Error(_) | Stopped::TooDear)) => bad_check(&stopped.to_string()),
    }
}

/// Whether what the one look found fits one of these shapes.
fn fits(shapes: &[serde_json::Value], question: &Question) -> Outcome {
    let Some((name, fact)) = question.facts.first_key_value() else { return bad_check("it looks at nothing") };
    let path = walk::Path { root: name.clone(), links: Vec::new() };
    let differs = match &**fact {
        Fact::Object(Some(object)) => shape::one(shapes, object),
        Fact::Objects(objects) => shape::any(shapes, objects, name).map(|differs| {
            if objects.is_empty() { finding::of(question, &[path], true).unwrap_or(differs) } else { differs }
        }),
        Fact::Silent(silence) => {
            shape::one(shapes, &finding::unanswered(silence)).map(|_| Finding::Unanswered(silence.clone()))
        }
        Fact::Object(None) | Fact::Invalid(_) => finding::of(question, &[path], true),
    };
    let Some(differs) = differs else { return Outcome::Passed };
    let is_there = matches!(differs, Finding::Differs { .. } | Finding::NoItem { .. });
    let authors = question.found.as_ref().filter(|_| is_there);
    Outcome::NotYet(authors.and_then(|found| said(found, &question.lets, &bind(question))).unwrap_or(differs))
}

fn invalid(fact: &Fact) -> Option<Finding> {
    let Fact::Invalid(mistakes) = fact else { return None };
    Some(Finding::Invalid(mistakes.clone()))
}

fn bad_check(detail: &str) -> Outcome {
    Outcome::CannotTell(Unreachable::BadCheck { detail: finding::cut(detail) })
}

/// Everything that was found, under the names of its looks, and `begun`.
pub(super) fn bind(question: &Question) -> Context<'static, 'static> {
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
fn found(question: &Question, that: &str, ready: &Ready, context: &Context<'_, '_>) -> Finding {
    let part = walk::conjuncts(ready.expression()).into_iter().find_map(|part| {
        let value = Ready::execute_part(part, context);
        (value != Ok(Value::Bool(true))).then_some((part, value.is_err()))
    });
    let (part, failed) = part.unwrap_or((ready.expression(), true));
    let paths = walk::paths(part);
    let authors = || question.found.as_ref().and_then(|found| said(found, &question.lets, context));
    let silence = finding::silence(question, &paths);
    let seen = || finding::of(question, &paths, failed);
    silence.or_else(authors).or_else(seen).unwrap_or_else(|| finding::untrue(that))
}

/// The author's words with every `{name}` filled; none where an expression of `with` has no value.
fn said(found: &Found, lets: &Lets, context: &Context<'_, '_>) -> Option<Finding> {
    let mut values = BTreeMap::new();
    for (name, expression) in &found.with {
        let value = ready(expression, lets).ok()?.execute(context).ok()?;
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
