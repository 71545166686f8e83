//! Texts that Compose takes as numbers or as true and false, since a variable can only be a text. Pure.

use serde_json::Value;

/// What a text becomes.
#[derive(Clone, Copy)]
enum Cast {
    Integer,
    Number,
    Boolean,
}

/// Where: `*` is any name or place in a list.
const CASTS: [(&str, Cast); 31] = [
    ("services/*/cpu_count", Cast::Integer),
    ("services/*/cpu_percent", Cast::Number),
    ("services/*/cpu_period", Cast::Integer),
    ("services/*/cpu_quota", Cast::Integer),
    ("services/*/cpus", Cast::Number),
    ("services/*/cpu_shares", Cast::Integer),
    ("services/*/init", Cast::Boolean),
    ("services/*/deploy/replicas", Cast::Integer),
    ("services/*/deploy/restart_policy/max_attempts", Cast::Integer),
    ("services/*/healthcheck/retries", Cast::Integer),
    ("services/*/healthcheck/disable", Cast::Boolean),
    ("services/*/oom_kill_disable", Cast::Boolean),
    ("services/*/oom_score_adj", Cast::Integer),
    ("services/*/pids_limit", Cast::Integer),
    ("services/*/ports/*/target", Cast::Integer),
    ("services/*/privileged", Cast::Boolean),
    ("services/*/read_only", Cast::Boolean),
    ("services/*/scale", Cast::Integer),
    ("services/*/stdin_open", Cast::Boolean),
    ("services/*/tty", Cast::Boolean),
    ("services/*/ulimits/*", Cast::Integer),
    ("services/*/ulimits/*/hard", Cast::Integer),
    ("services/*/ulimits/*/soft", Cast::Integer),
    ("services/*/volumes/*/read_only", Cast::Boolean),
    ("services/*/volumes/*/volume/nocopy", Cast::Boolean),
    ("networks/*/external", Cast::Boolean),
    ("networks/*/internal", Cast::Boolean),
    ("networks/*/attachable", Cast::Boolean),
    ("volumes/*/external", Cast::Boolean),
    ("secrets/*/external", Cast::Boolean),
    ("configs/*/external", Cast::Boolean),
];

/// Casts what can be; what cannot stays a text, and the schema says so.
pub(super) fn cast(document: &mut Value) {
    for (path, cast) in CASTS {
        let steps: Vec<&str> = path.split('/').collect();
        follow(document, &steps, cast);
    }
}

fn follow(here: &mut Value, steps: &[&str], cast: Cast) {
    let Some((step, rest)) = steps.split_first() else {
        if let Some(value) = here.as_str().and_then(|text| made(text, cast)) {
            *here = value;
        }
        return;
    };
    match here {
        Value::Object(map) if *step == "*" => map.values_mut().for_each(|next| follow(next, rest, cast)),
        Value::Array(items) if *step == "*" => items.iter_mut().for_each(|next| follow(next, rest, cast)),
        Value::Object(map) => {
            if let Some(next) = map.get_mut(*step) {
                follow(next, rest, cast);
            }
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn made(text: &str, cast: Cast) -> Option<Value> {
    match cast {
        Cast::Integer => text.parse::<i64>().ok().map(Value::from),
        Cast::Number => text.parse::<f64>().ok().map(Value::from),
        Cast::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "y" | "yes" | "on" => Some(true.into()),
            "false" | "n" | "no" | "off" => Some(false.into()),
            _ => None,
        },
    }
}
