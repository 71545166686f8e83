//! Snapshot: the real objects that one diagnosis is made of, and a note of those that it lacked. Pure.
//!
//! Whoever diagnoses reads on as if all were there. What was not there yet is noted, asked for, and then it reads again:
//! so a diagnosis costs no more questions than it needs, and the plan of them is nowhere written twice. Where a question
//! has failed, whatever was concluded without its answer is worth nothing.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::super::query::Fact;
use super::field::{Field, cut, named};
use crate::course::{Evidence, Look};

/// One more thing to ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wish {
    Look(Look),
    /// The last lines of a container; of the one before, where it runs again.
    Log {
        pod: String,
        container: String,
        previous: bool,
    },
}

/// What a wish came to.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Fact(Arc<Fact>),
    Log(String),
    /// It could not be told.
    Silent,
}

/// What was seen of the learner's world in one reading.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    seen: BTreeMap<Wish, Answer>,
    lacking: RefCell<BTreeSet<Wish>>,
    blind: Cell<bool>,
}

/// All objects of a kind, in the namespace or in the cluster.
pub(crate) fn every(kind: &str) -> Look {
    Look::Resources { kind: kind.to_owned(), api: None, labels: BTreeMap::new() }
}

impl Snapshot {
    pub(crate) fn add(&mut self, wish: Wish, answer: Answer) {
        self.seen.insert(wish, answer);
    }

    /// What was needed and not there, since this was asked last.
    pub(crate) fn lacking(&self) -> BTreeSet<Wish> {
        self.lacking.take()
    }

    /// Whether an answer was needed that could not be had, since this was asked last.
    pub(crate) fn is_blind(&self) -> bool {
        self.blind.take()
    }

    fn get(&self, wish: Wish) -> Option<&Answer> {
        match self.seen.get(&wish) {
            Some(Answer::Silent) => self.blind.set(true),
            Some(answer) => return Some(answer),
            None => _ = self.lacking.borrow_mut().insert(wish),
        }
        None
    }

    /// What a look has found.
    pub(crate) fn found(&self, look: &Look) -> Option<&Fact> {
        match self.get(Wish::Look(look.clone()))? {
            Answer::Fact(fact) => Some(fact),
            Answer::Log(_) | Answer::Silent => None,
        }
    }

    /// Every object of a kind, the oldest first.
    pub(crate) fn all(&self, kind: &str) -> Vec<Field<'_>> {
        let Some(Fact::Objects(objects)) = self.found(&every(kind)) else { return Vec::new() };
        let mut all: Vec<_> = objects.iter().map(Field::of).collect();
        all.sort_by_cached_key(|object| age(object.value()));
        all
    }

    /// One object by its kind and name.
    pub(crate) fn one(&self, kind: &str, name: &str) -> Option<Field<'_>> {
        if self.seen.contains_key(&Wish::Look(every(kind))) {
            return self.all(kind).into_iter().find(|object| object.is("metadata.name", name));
        }
        let look = Look::Resource { kind: kind.to_owned(), api: None, name: name.to_owned() };
        match self.found(&look)? {
            Fact::Object(Some(object)) => Some(Field::of(object)),
            Fact::Object(None) | Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid { .. } => None,
        }
    }

    /// Objects of a kind that belong to this one.
    pub(crate) fn owned_by(&self, kind: &str, owner: &Field<'_>) -> Vec<Field<'_>> {
        let uid = owner.text("metadata.uid").unwrap_or_default();
        let belongs = |object: &Field<'_>| object.list("metadata.ownerReferences").any(|of| of.is("uid", uid));
        self.all(kind).into_iter().filter(belongs).collect()
    }

    /// What was told of an object, the newest first.
    pub(crate) fn events(&self, about: &Field<'_>) -> Vec<Event<'_>> {
        let (kind, name) = (about.text("kind").unwrap_or_default(), about.text("metadata.name").unwrap_or_default());
        let uid = about.text("metadata.uid");
        let is_same = |of: Option<&str>| of.is_none_or(|of| uid.is_none_or(|uid| of == uid));
        let about = |event: &Field<'_>| {
            event.is("involvedObject.kind", kind)
                && event.is("involvedObject.name", name)
                && is_same(event.text("involvedObject.uid"))
        };
        self.all("Event").into_iter().rev().filter(about).map(Event).collect()
    }

    /// What a container printed last.
    pub(crate) fn log(&self, pod: &str, container: &str, previous: bool) -> Option<&str> {
        let wish = Wish::Log { pod: pod.to_owned(), container: container.to_owned(), previous };
        match self.get(wish)? {
            Answer::Log(text) => Some(text),
            Answer::Fact(_) | Answer::Silent => None,
        }
    }
}

/// When an object was made, and an event was told last.
fn age(object: &Value) -> DateTime<Utc> {
    let at = |path: &str| object.pointer(path).and_then(Value::as_str)?.parse::<DateTime<Utc>>().ok();
    let told = || at("/lastTimestamp").or_else(|| at("/series/lastObservedTime")).or_else(|| at("/eventTime"));
    told().or_else(|| at("/metadata/creationTimestamp")).unwrap_or_default()
}

/// An event of the cluster.
#[derive(Debug, Clone)]
pub(crate) struct Event<'a>(Field<'a>);

impl<'a> Event<'a> {
    pub(crate) fn reason(&self) -> &'a str {
        self.0.text("reason").unwrap_or_default()
    }

    pub(crate) fn message(&self) -> &'a str {
        self.0.text("message").unwrap_or_default().trim()
    }

    /// Whether it is about this container, of whichever sort.
    pub(crate) fn is_of(&self, container: &str) -> bool {
        self.0.text("involvedObject.fieldPath").is_some_and(|path| path.ends_with(&format!("{{{container}}}")))
    }

    pub(crate) fn evidence(&self) -> Evidence {
        let of = |key: &str| self.0.text(key).unwrap_or_default();
        let object = format!("{}/{}", of("involvedObject.kind"), of("involvedObject.name"));
        Evidence::Event { object, reason: self.reason().to_owned(), message: cut(self.message()) }
    }
}

/// The last lines that a container printed, as evidence; none where it printed nothing.
pub(crate) fn last_lines(pod: &Field<'_>, container: &str, text: &str) -> Option<Evidence> {
    const LINES: usize = 5;
    let lines: Vec<String> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(cut).collect();
    let lines = lines[lines.len().saturating_sub(LINES)..].to_vec();
    (!lines.is_empty()).then(|| Evidence::Lines { of: format!("{} {container}", named(pod.value())), lines })
}

/// Whether an object bears all these labels.
pub(crate) fn bears(object: &Field<'_>, labels: &BTreeMap<String, String>) -> bool {
    let own = object.at("metadata.labels");
    let has = |(key, value): (&String, &String)| {
        own.as_ref().and_then(|own| own.key(key)).is_some_and(|f| f.plain() == *value)
    };
    labels.iter().all(has)
}
