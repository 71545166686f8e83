//! Close: the last that happened to one thing, and the last that it printed.

use serde_json::Value;

use super::super::query::{Fact, Place, Query};
use super::super::{World, look};
use super::{LIMIT, count, list, text};
use crate::course::{Happening, Inside, Look, Occurrence, ThingName, Unreachable};

/// How many happenings and lines are told.
const MOST: usize = 100;
/// How long a line may be.
const LONGEST: usize = 500;

/// What is told of one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Close {
    /// Newest last.
    pub happened: Vec<Happening>,
    /// None of what prints nothing.
    pub log: Option<Vec<String>>,
    pub unseen: Vec<Unreachable>,
}

/// Looks at one thing that belongs to the exercise.
pub async fn close_up(world: &World, place: &Place, of: &ThingName) -> Close {
    let ThingName { kind, name } = of.clone();
    let (happened, printed) = match kind.as_str() {
        "container" => {
            let of = Inside::Container { name: name.clone() };
            (Some(Look::Container { name }), Some(Look::Logs { of, previous: false }))
        }
        "volume" | "network" | "image" | "Release" => (None, None),
        "Pod" => {
            let of = Inside::Pod { name: name.clone(), container: None };
            (Some(Look::Events { kind, name }), Some(Look::Logs { of, previous: false }))
        }
        _ => (Some(Look::Events { kind, name }), None),
    };
    let ask = async |wanted: Option<Look>| {
        let query = Query::of(&wanted?, None, &place.namespace);
        Some(look(world, &query, None, place, LIMIT).await)
    };
    let (happened, printed) = tokio::join!(ask(happened), ask(printed));
    let mut close = Close::default();
    for answer in [happened, printed].into_iter().flatten() {
        match answer.as_deref() {
            Ok(Fact::Objects(events)) => close.happened = last(events.iter().map(event).collect()),
            Ok(Fact::Object(Some(object))) if object["lines"].is_array() => close.log = Some(lines(object)),
            Ok(Fact::Object(Some(object))) => close.happened = last(container(object)),
            Ok(Fact::Object(None) | Fact::Silent(_) | Fact::Invalid(_)) => {}
            Err(why) => close.unseen.push(why.clone()),
        }
    }
    close
}

/// The newest of them, which come last.
fn last<T>(mut all: Vec<T>) -> Vec<T> {
    all.split_off(all.len().saturating_sub(MOST))
}

fn lines(object: &Value) -> Vec<String> {
    last(list(&object["lines"]).filter_map(Value::as_str).map(clean).collect())
}

/// A line without what would move a cursor or colour a terminal (R28).
fn clean(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            // An escape sequence ends with a letter, unless it is one of two characters.
            '\u{1b}' if rest.next() == Some('[') => drop(rest.by_ref().find(|c| matches!(c, '@'..='~'))),
            '\t' => kept.push(c),
            c if c.is_control() => {}
            c => kept.push(c),
        }
        if kept.chars().count() >= LONGEST {
            kept.push('…');
            break;
        }
    }
    kept
}

/// What the cluster tells.
fn event(event: &Value) -> Happening {
    let words = |field: &str| clean(event[field].as_str().unwrap_or_default());
    Happening {
        when: look::events::written(event).map(str::to_owned),
        what: Occurrence::Told {
            reason: words("reason"),
            message: words("message"),
            warning: event["type"] == "Warning",
        },
        count: count(&event["series"]["count"]).max(count(&event["count"])).max(1),
    }
}

/// What a container went through, as far as it remembers it: Docker keeps its last start and end alone.
fn container(object: &Value) -> Vec<Happening> {
    let state = &object["State"];
    let once = |when: &Value, what: Occurrence| text(when).map(|when| Happening { when: Some(when), what, count: 1 });
    let mut happened: Vec<Happening> = once(&object["Created"], Occurrence::Created).into_iter().collect();
    happened.extend(once(&state["StartedAt"], Occurrence::Started));
    for check in list(&state["Health"]["Log"]) {
        let (code, output) =
            (check["ExitCode"].as_i64().unwrap_or_default(), clean(check["Output"].as_str().unwrap_or_default()));
        happened.extend(once(&check["End"], Occurrence::Checked { code, output }));
    }
    if state["OOMKilled"] == true {
        happened.extend(once(&state["FinishedAt"], Occurrence::OutOfMemory));
    }
    let code = state["ExitCode"].as_i64().unwrap_or_default();
    happened.extend(once(&state["FinishedAt"], Occurrence::Ended { code }));
    // A container that was started again has ended before that.
    happened.sort_by_key(|one| one.when.as_deref().and_then(|when| chrono::DateTime::parse_from_rfc3339(when).ok()));
    happened
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a73_a_line_is_text_whatever_it_holds() {
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m\tplain\r\u{7}"), "red\tplain");
        assert_eq!(clean("\u{1b}]52;c;ZXZpbA==\u{7}网站"), "52;c;ZXZpbA==网站");
        assert_eq!(clean(&"長".repeat(600)).chars().count(), LONGEST + 1);
        let many = json!({ "lines": (0..250).map(|n| n.to_string()).collect::<Vec<_>>() });
        let kept = lines(&many);
        assert_eq!((kept.len(), kept.last().map(String::as_str)), (MOST, Some("249")));
    }

    #[test]
    fn a_container_remembers_its_last_start_and_end() {
        let told = |state: Value| {
            let object = json!({ "Created": "2026-01-01T00:00:00Z", "State": state });
            container(&object).into_iter().map(|one| one.what).collect::<Vec<_>>()
        };
        let never =
            json!({ "Status": "created", "StartedAt": "0001-01-01T00:00:00Z", "FinishedAt": "0001-01-01T00:00:00Z" });
        assert_eq!(told(never), [Occurrence::Created]);
        let ended = json!({ "StartedAt": "2026-01-01T00:00:01Z", "FinishedAt": "2026-01-01T00:00:02.5Z", "ExitCode": 137,
            "OOMKilled": true });
        let expected =
            [Occurrence::Created, Occurrence::Started, Occurrence::OutOfMemory, Occurrence::Ended { code: 137 }];
        assert_eq!(told(ended), expected);
        let again = json!({ "StartedAt": "2026-01-01T00:00:03Z", "FinishedAt": "2026-01-01T00:00:02Z", "ExitCode": 0 });
        assert_eq!(told(again), [Occurrence::Created, Occurrence::Ended { code: 0 }, Occurrence::Started]);
    }

    #[test]
    fn the_clusters_events_are_told_in_its_words() {
        let told = event(&json!({ "type": "Warning", "reason": "BackOff", "message": "Back-off restarting",
            "lastTimestamp": "2026-01-01T00:00:00Z", "count": 7 }));
        let what = Occurrence::Told { reason: "BackOff".into(), message: "Back-off restarting".into(), warning: true };
        assert_eq!(told, Happening { when: Some("2026-01-01T00:00:00Z".into()), what, count: 7 });
    }
}
