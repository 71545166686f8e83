//! What to say was found when the author says nothing: an absent thing, a missing field, or a value. Pure.

use cel::Value;
use cel::objects::OptionalValue;
use serde_json::{Value as Json, json};

use super::Question;
use crate::check::cel::walk::{Link, Path, Reach};
use crate::check::query::Fact;
use crate::course::{DockerKind, Finding, Inside, Look, Silence, SoughtKind};

/// The longest value that is shown, in characters.
const LONGEST: usize = 200;

/// What a path came to.
enum Seen {
    /// It does not lead to a value.
    Gap(Finding),
    Value(Finding),
}

/// The finding for the part of an expression that does not hold. Where it could not be evaluated, the first path
/// that leads nowhere is the reason; else the first one that it reads beyond asking whether something exists.
pub(super) fn of(question: &Question, paths: &[Path], failed: bool) -> Option<Finding> {
    let seen: Vec<(&Path, Seen)> = paths.iter().filter_map(|path| Some((path, see(question, path)?))).collect();
    let gap = seen.iter().find_map(|(_, seen)| match seen {
        Seen::Gap(finding) => Some(finding.clone()),
        Seen::Value(_) => None,
    });
    let first_gap = if failed { gap } else { None };
    let read = seen.iter().find(|(path, _)| !path.links.is_empty()).or(seen.first());
    let first = read.map(|(_, Seen::Gap(finding) | Seen::Value(finding))| finding.clone());
    first_gap.or(first)
}

/// An expression that reads nothing which was found.
pub(super) fn untrue(that: &str) -> Finding {
    Finding::Value { path: cut(that), value: "false".to_owned() }
}

/// Why nothing answered, if these paths read of a look that nothing answered.
pub(super) fn silence(question: &Question, paths: &[Path]) -> Option<Finding> {
    let facts = paths.iter().filter_map(|path| question.facts.get(&path.root));
    facts.into_iter().find_map(|fact| match &**fact {
        Fact::Silent(silence) => Some(Finding::Unanswered(silence.clone())),
        Fact::Object(_) | Fact::Objects(_) | Fact::Invalid(_) => None,
    })
}

/// What an expression sees where nothing answered.
pub(super) fn unanswered(silence: &Silence) -> Json {
    json!({ "status": 0, "error": silence.word(), "headers": {}, "body": "" })
}

/// Follows a path that starts at a look; none for other names, as `begun`.
fn see(question: &Question, path: &Path) -> Option<Seen> {
    let look = question.looks.get(&path.root)?;
    let fact = &**question.facts.get(&path.root)?;
    let value = |json: &Json| {
        let plain = || Finding::Value { path: path.to_string(), value: cut(&json.to_string()) };
        Seen::Value(rights(look, fact, path).unwrap_or_else(plain))
    };
    let reach = |root: &Json| match path.reach(root) {
        Reach::Whole(json) => value(json),
        Reach::Broken(path) => Seen::Gap(Finding::Missing { path: path.to_string() }),
    };
    Some(match fact {
        Fact::Object(Some(object)) => reach(object),
        Fact::Objects(objects) => match absent_many(look, objects) {
            Some(absent) => Seen::Gap(absent),
            None => reach(&Json::Array(objects.clone())),
        },
        Fact::Silent(silence) => Seen::Gap(Finding::Unanswered(silence.clone())),
        Fact::Object(None) | Fact::Invalid(_) => Seen::Gap(absent(look, &path.root)),
    })
}

/// What a subject may do and must not, where that is read, or must do and may not.
fn rights(look: &Look, fact: &Fact, path: &Path) -> Option<Finding> {
    let (Look::Can { subject, .. }, Fact::Object(Some(object))) = (look, fact) else { return None };
    let [Link::Field(field), ..] = path.links.as_slice() else { return None };
    let (must, list) = match field.as_str() {
        "allowed" | "surplus" => (false, "surplus"),
        "denied" | "lacking" => (true, "lacking"),
        _ => return None,
    };
    let deeds = object.get(list)?.as_array()?.iter().filter_map(Json::as_str);
    let deeds: Vec<String> = deeds.map(str::to_owned).collect();
    (!deeds.is_empty()).then(|| Finding::Rights { subject: subject.clone(), deeds, must })
}

/// Nothing fits the labels, or nothing happened.
fn absent_many(look: &Look, objects: &[Json]) -> Option<Finding> {
    if let Look::Events { .. } = look {
        return objects.is_empty().then(|| absent(look, ""));
    }
    let Look::Resources { kind, labels, .. } = look else { return None };
    let fits: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let kind = SoughtKind::Object(kind.clone());
    (objects.is_empty() && !fits.is_empty()).then(|| Finding::Absent { kind, name: fits.join(",") })
}

/// The thing that a look asked for, as absent; `variable` names what has no name of its own.
fn absent(look: &Look, variable: &str) -> Finding {
    let docker = |kind, name: &String| (SoughtKind::Docker(kind), name.clone());
    let (kind, name) = match look {
        Look::Container { name } => docker(DockerKind::Container, name),
        Look::ContainerFile { container, path } => (SoughtKind::File, format!("{container}:{path}")),
        Look::Image { name } => docker(DockerKind::Image, name),
        Look::Volume { name } => docker(DockerKind::Volume, name),
        Look::Network { name } => docker(DockerKind::Network, name),
        Look::Resource { kind, name, .. } => (SoughtKind::Object(kind.clone()), name.clone()),
        Look::Resources { kind, .. } => (SoughtKind::Object(kind.clone()), variable.to_owned()),
        Look::Release { name } => (SoughtKind::Release, name.clone()),
        Look::File { path } | Look::Dockerfile { path } | Look::Manifest { path } | Look::Compose { path } => {
            (SoughtKind::File, path.clone())
        }
        Look::Chart { path, .. } => (SoughtKind::File, format!("{path}/Chart.yaml")),
        Look::Answer => (SoughtKind::Answer, variable.to_owned()),
        Look::Can { subject, .. } | Look::Rules { subject, .. } => (SoughtKind::Subject, subject.clone()),
        Look::Events { kind, name } => (SoughtKind::Event, format!("{kind}/{name}")),
        Look::Logs { of, .. } => (SoughtKind::Log, container(of)),
        Look::Run { inside, .. } => (SoughtKind::Running, container(inside)),
        Look::Http { path, .. } => (SoughtKind::Response, path.clone()),
    };
    Finding::Absent { kind, name }
}

/// A container as it is shown: `web`, or `pod/web/side` where one of several is meant.
fn container(inside: &Inside) -> String {
    match inside {
        Inside::Container { name } => name.clone(),
        Inside::Pod { name, container: None } => format!("pod/{name}"),
        Inside::Pod { name, container: Some(container) } => format!("pod/{name}/{container}"),
    }
}

/// A value as it stands in the author's sentence: a text without quotes, all else as JSON.
pub(super) fn text(value: &Value) -> String {
    let text = match inside(value).unwrap_or(value) {
        Value::String(text) => text.to_string(),
        Value::Timestamp(time) => time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        other => other.json().map_or_else(|_| format!("{other:?}"), |json| json.to_string()),
    };
    cut(&text)
}

/// The inside of `object.?field` where the author left out `orValue`.
fn inside(value: &Value) -> Option<&Value> {
    let Value::Opaque(inside) = value else { return None };
    inside.downcast_ref::<OptionalValue>()?.value()
}

/// One line of at most 200 characters, without any that could steer a terminal or turn the text around.
pub(super) fn cut(text: &str) -> String {
    let tame = |c: char| match c {
        '\n' | '\r' | '\t' => Some(' '),
        c if c.is_control() => None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(c),
    };
    let mut short: String = text.chars().filter_map(tame).take(LONGEST + 1).collect();
    if short.chars().count() > LONGEST {
        short = short.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    short
}
