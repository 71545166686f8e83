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
use crate::course::{DockerKind, Evidence, Look};

/// One more thing to ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wish {
    Look(Look),
    /// The last lines of a container of Docker.
    Printed {
        container: String,
    },
    /// Whether there is such a path on the machine that Docker runs on.
    Path(String),
    /// Everything of a kind in Docker, as the engine lists it.
    Docker(DockerKind),
    /// Objects of a kind in the whole cluster: of a name, with labels, or all.
    Whole {
        kind: String,
        api: Option<String>,
        name: Option<String>,
        labels: String,
    },
    Log(LogWish),
}

/// The last lines that a container printed which has ended; of the one before, where it runs again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogWish {
    pub(crate) pod: String,
    pub(crate) container: String,
    pub(crate) previous: bool,
    /// The container's own id, which no other will ever have.
    pub(crate) id: String,
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
    /// The exercise's own.
    namespace: String,
    /// Manifests of the workspace, by their paths.
    manifests: Vec<String>,
    /// Containers of Docker that the checks name.
    containers: BTreeSet<String>,
    seen: BTreeMap<Wish, Answer>,
    lacking: RefCell<BTreeSet<Wish>>,
    blind: Cell<bool>,
}

/// All objects of a kind, in the namespace or in the cluster.
pub(crate) fn every(kind: &str) -> Look {
    Look::Resources { kind: kind.to_owned(), api: None, labels: BTreeMap::new() }
}

impl Snapshot {
    pub(crate) fn new(namespace: &str, manifests: Vec<String>) -> Self {
        Self { namespace: namespace.to_owned(), manifests, ..Self::default() }
    }

    /// The same, where the checks name these containers.
    pub(crate) fn about(self, containers: BTreeSet<String>) -> Self {
        Self { containers, ..self }
    }

    /// Whether a container is what the checks are about: one that they name, or any where they name none.
    pub(crate) fn is_about(&self, container: &str) -> bool {
        self.containers.is_empty() || self.containers.contains(container)
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

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
            Fact::Object(None) | Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_) => None,
        }
    }

    /// The one thing that a look has found.
    pub(crate) fn thing(&self, look: &Look) -> Option<Field<'_>> {
        match self.found(look)? {
            Fact::Object(Some(object)) => Some(Field::of(object)),
            Fact::Object(None) | Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_) => None,
        }
    }

    fn list(&self, wish: Wish) -> Vec<Field<'_>> {
        match self.get(wish) {
            Some(Answer::Fact(fact)) => match &**fact {
                Fact::Objects(objects) => objects.iter().map(Field::of).collect(),
                Fact::Object(_) | Fact::Silent(_) | Fact::Invalid(_) => Vec::new(),
            },
            Some(Answer::Log(_) | Answer::Silent) | None => Vec::new(),
        }
    }

    /// Everything of a kind in Docker, as the engine lists it.
    pub(crate) fn docker(&self, kind: DockerKind) -> Vec<Field<'_>> {
        self.list(Wish::Docker(kind))
    }

    /// Every object of a kind in the exercise's namespace, whosever API it is.
    pub(crate) fn all_of(&self, kind: &str, api: Option<&str>) -> Vec<Field<'_>> {
        let look = Look::Resources { kind: kind.to_owned(), api: api.map(str::to_owned), labels: BTreeMap::new() };
        self.list(Wish::Look(look))
    }

    /// Objects of that name in every namespace.
    pub(crate) fn everywhere(&self, kind: &str, api: Option<&str>, name: &str) -> Vec<Field<'_>> {
        let (kind, api, name) = (kind.to_owned(), api.map(str::to_owned), Some(name.to_owned()));
        self.list(Wish::Whole { kind, api, name, labels: String::new() })
    }

    /// Every object of a kind of Kubernetes' own, in the whole cluster.
    pub(crate) fn whole(&self, kind: &str) -> Vec<Field<'_>> {
        self.list(Wish::Whole { kind: kind.to_owned(), api: None, name: None, labels: String::new() })
    }

    /// The Secrets that Helm keeps releases in, of the whole cluster.
    pub(crate) fn releases(&self) -> Vec<Field<'_>> {
        let labels = "owner=helm".to_owned();
        self.list(Wish::Whole { kind: "Secret".to_owned(), api: None, name: None, labels })
    }

    /// Whether a path of the machine is known to be missing.
    pub(crate) fn lacks_path(&self, path: &str) -> bool {
        match self.get(Wish::Path(path.to_owned())) {
            Some(Answer::Fact(fact)) => **fact == Fact::Object(None),
            Some(Answer::Log(_) | Answer::Silent) | None => false,
        }
    }

    /// What a container of Docker printed last.
    pub(crate) fn printed(&self, container: &str) -> Option<&str> {
        match self.get(Wish::Printed { container: container.to_owned() })? {
            Answer::Log(text) => Some(text),
            Answer::Fact(_) | Answer::Silent => None,
        }
    }

    /// Objects of a kind that stand in the workspace's manifests, each with its file.
    pub(crate) fn written(&self, kind: &str) -> Vec<(&str, Field<'_>)> {
        let of = |path: &String| self.found(&Look::Manifest { path: path.clone() });
        let found = self.manifests.iter().filter_map(|path| match of(path)? {
            Fact::Objects(objects) => Some(objects.iter().map(|object| (path.as_str(), Field::of(object)))),
            Fact::Object(_) | Fact::Silent(_) | Fact::Invalid(_) => None,
        });
        found.flatten().filter(|(_, object)| object.is("kind", kind)).collect()
    }

    /// Objects of a kind that belong to this one.
    pub(crate) fn owned_by(&self, kind: &str, owner: &Field<'_>) -> Vec<Field<'_>> {
        let uid = owner.text("metadata.uid").unwrap_or_default();
        let belongs = |object: &Field<'_>| object.list("metadata.ownerReferences").any(|of| of.is("uid", uid));
        self.all(kind).into_iter().filter(belongs).collect()
    }

    /// What was told of an object, the newest first.
    pub(crate) fn events(&self, about: &Field<'_>) -> Vec<Event<'_>> {
        let text = |keys: &str| about.text(keys).unwrap_or_default().to_owned();
        let told = self.found(&Look::Events { kind: text("kind"), name: text("metadata.name") });
        let Some(Fact::Objects(events)) = told else { return Vec::new() };
        let uid = about.text("metadata.uid");
        // One of the same name may have gone before it.
        let is_same =
            |event: &Field<'_>| event.text("involvedObject.uid").is_none_or(|of| uid.is_none_or(|uid| of == uid));
        let mut events: Vec<_> = events.iter().map(Field::of).filter(is_same).collect();
        events.sort_by_cached_key(|event| std::cmp::Reverse(age(event.value())));
        events.into_iter().map(Event).collect()
    }

    /// What a container printed before it ended.
    pub(crate) fn log(&self, wish: LogWish) -> Option<&str> {
        match self.get(Wish::Log(wish))? {
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

    /// When it was told last.
    pub(crate) fn at(&self) -> DateTime<Utc> {
        age(self.0.value())
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
    last_of(format!("{} {container}", named(pod.value())), text)
}

/// The last lines of something, as evidence.
pub(crate) fn last_of(of: String, text: &str) -> Option<Evidence> {
    const LINES: usize = 5;
    let lines: Vec<String> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(cut).collect();
    let lines = lines[lines.len().saturating_sub(LINES)..].to_vec();
    (!lines.is_empty()).then_some(Evidence::Lines { of, lines })
}

/// A table of texts, as labels and selectors are.
pub(crate) fn table(of: &Field<'_>) -> BTreeMap<String, String> {
    of.entries().map(|(key, value)| (key.to_owned(), value.plain())).collect()
}

/// Whether an object bears all these labels.
pub(crate) fn bears(object: &Field<'_>, labels: &BTreeMap<String, String>) -> bool {
    let own = object.at("metadata.labels");
    let has = |(key, value): (&String, &String)| {
        own.as_ref().and_then(|own| own.key(key)).is_some_and(|f| f.plain() == *value)
    };
    labels.iter().all(has)
}
