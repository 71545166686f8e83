//! The one form that an expression reads: every short form of a Compose file made long, as `docker compose config`
//! prints it. Pure; it is given a document that fits the schema.

use serde_json::{Map, Value, json};

use super::short;
use crate::check::look::yaml::{Wrong, below};
use crate::course::{ComposeFlaw, Flaw, Form};

type Table = Map<String, Value>;

/// Makes every service of a document long; what cannot be made long stays as it is, and is told.
pub(super) fn services(document: &mut Value, wrong: &mut Vec<Wrong>) {
    let Some(services) = document["services"].as_object_mut() else { return };
    for (name, service) in services {
        let pointer = below("/services", name);
        if service.is_null() {
            *service = json!({});
        }
        if let Some(service) = service.as_object_mut() {
            lists_and_tables(service);
            ports(service, &pointer, wrong);
            mounts(service, &pointer, wrong);
            commands(service, &pointer, wrong);
            amounts(service, &pointer, wrong);
            build(service);
        }
    }
}

/// What may be written as a list or as a table, or as one text instead of a list.
fn lists_and_tables(service: &mut Table) {
    change(service, "environment", table);
    for key in ["labels", "annotations", "sysctls"] {
        change(service, key, labels);
    }
    change(service, "extra_hosts", hosts);
    for key in ["dns", "dns_search", "tmpfs", "env_file", "label_file"] {
        change(service, key, list);
    }
    change(service, "expose", |value| {
        value.as_array_mut().into_iter().flatten().for_each(as_text);
    });
    change(service, "depends_on", |value| {
        *value = keyed(value, || json!({ "condition": "service_started" }));
        for (_, one) in value.as_object_mut().into_iter().flatten() {
            if let Some(one) = one.as_object_mut() {
                one.entry("required").or_insert(true.into());
            }
        }
    });
    change(service, "networks", |value| *value = keyed(value, || Value::Null));
    for key in ["secrets", "configs"] {
        change(service, key, |value| granted(value, key));
    }
    change(service, "env_file", |files| {
        for file in files.as_array_mut().into_iter().flatten().filter(|file| file.is_string()) {
            *file = json!({ "path": file, "required": true });
        }
    });
    change(service, "extends", |value| {
        if value.is_string() {
            *value = json!({ "service": value });
        }
    });
    if let Some(options) = service.get_mut("logging").and_then(|logging| logging.get_mut("options")) {
        texts(options);
    }
}

fn change(table: &mut Table, key: &str, make: impl FnOnce(&mut Value)) {
    if let Some(value) = table.get_mut(key)
        && !value.is_null()
    {
        make(value);
    }
}

/// `["A=1", "B"]` as a table whose values are texts; a variable without a value has none yet.
fn table(value: &mut Value) {
    if let Value::Array(items) = value {
        let pair = |item: &Value| {
            let text = plain(item);
            match text.split_once('=') {
                Some((key, value)) => (key.to_owned(), value.into()),
                None => (text, Value::Null),
            }
        };
        *value = Value::Object(items.iter().map(pair).collect());
    }
    texts(value);
}

/// As a table whose values are texts, empty where there is none.
fn labels(value: &mut Value) {
    table(value);
    value
        .as_object_mut()
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.is_null())
        .for_each(|(_, value)| *value = "".into());
}

/// The values of a table as texts.
fn texts(value: &mut Value) {
    value
        .as_object_mut()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .for_each(|(_, value)| as_text(value));
}

fn as_text(value: &mut Value) {
    *value = plain(value).into();
}

/// A scalar as it was written.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `a:1.2.3.4` or a table as a list of `a=1.2.3.4`.
fn hosts(value: &mut Value) {
    let lines = match &*value {
        Value::Object(map) => {
            let lines = |(name, ips): (&String, &Value)| {
                let ips = ips.as_array().cloned().unwrap_or_else(|| vec![ips.clone()]);
                ips.iter().map(|ip| Value::from(format!("{name}={}", plain(ip)))).collect::<Vec<_>>()
            };
            map.iter().flat_map(lines).collect()
        }
        Value::Array(items) => {
            let line = |item: &Value| {
                let text = plain(item);
                if text.contains('=') { text.into() } else { Value::from(text.replacen(':', "=", 1)) }
            };
            items.iter().map(line).collect()
        }
        _ => return,
    };
    *value = Value::Array(lines);
}

fn list(value: &mut Value) {
    if !value.is_array() {
        *value = json!([value]);
    }
}

/// A list of names as a table.
fn keyed(value: &Value, each: impl Fn() -> Value) -> Value {
    match value {
        Value::Array(names) => Value::Object(names.iter().map(|name| (plain(name), each())).collect()),
        other => other.clone(),
    }
}

/// Secrets and configs that a service is given.
fn granted(value: &mut Value, key: &str) {
    for item in value.as_array_mut().into_iter().flatten() {
        if item.is_string() {
            *item = json!({ "source": item });
        }
        let source = plain(&item["source"]);
        if let Some(item) = item.as_object_mut() {
            let folder = if key == "secrets" { "/run/secrets/" } else { "/" };
            if !item.contains_key("target") {
                item.insert("target".to_owned(), format!("{folder}{source}").into());
            }
        }
    }
}

fn ports(service: &mut Table, pointer: &str, wrong: &mut Vec<Wrong>) {
    let Some(written) = service.get("ports").and_then(Value::as_array) else { return };
    let mut all = Vec::new();
    for (n, port) in written.iter().enumerate() {
        if let Value::Object(port) = port {
            let mut port = port.clone();
            change(&mut port, "published", as_text);
            port.entry("mode").or_insert("ingress".into());
            port.entry("protocol").or_insert("tcp".into());
            all.push(Value::Object(port));
        } else {
            let text = plain(port);
            match short::ports(&text) {
                Some(long) => all.extend(long),
                None => wrong.push(form(&format!("{pointer}/ports/{n}"), Form::Port, &text)),
            }
        }
    }
    service.insert("ports".to_owned(), Value::Array(all));
}

fn mounts(service: &mut Table, pointer: &str, wrong: &mut Vec<Wrong>) {
    for (key, wanted, long) in
        [("volumes", Form::Mount, short::mount as fn(&str) -> Option<Value>), ("devices", Form::Device, short::device)]
    {
        let items = service.get_mut(key).and_then(Value::as_array_mut);
        for (n, item) in items.into_iter().flatten().enumerate() {
            if let Some(text) = item.as_str() {
                match long(text) {
                    Some(long) => *item = long,
                    None => wrong.push(form(&format!("{pointer}/{key}/{n}"), wanted, text)),
                }
            }
            if key == "volumes"
                && let Some(target) = item["target"].as_str()
                && target.len() > 1
            {
                item["target"] = target.trim_end_matches('/').into();
            }
        }
    }
}

/// A command in one text is split as a shell would; a health check in one text is a shell's.
fn commands(service: &mut Table, pointer: &str, wrong: &mut Vec<Wrong>) {
    for key in ["command", "entrypoint"] {
        if let Some(Value::String(text)) = service.get(key) {
            match shlex::split(text) {
                Some(words) => _ = service.insert(key.to_owned(), words.into()),
                None => wrong.push(form(&format!("{pointer}/{key}"), Form::Command, text)),
            }
        }
    }
    let Some(test) = service.get_mut("healthcheck").and_then(|check| check.get_mut("test")) else { return };
    if test.is_string() {
        *test = json!(["CMD-SHELL", test]);
    }
    let first = test[0].as_str().unwrap_or_default();
    if !["CMD", "CMD-SHELL", "NONE"].contains(&first) {
        wrong.push(form(&format!("{pointer}/healthcheck/test"), Form::HealthTest, first));
    }
}

/// Times and sizes.
fn amounts(service: &mut Table, pointer: &str, wrong: &mut Vec<Wrong>) {
    let duration = |text: &str| short::duration(text).map(Value::from);
    wrong.extend(each(service, pointer, &["stop_grace_period"], Form::Duration, &duration));
    if let Some(check) = service.get_mut("healthcheck").and_then(Value::as_object_mut) {
        let keys = ["interval", "timeout", "start_period", "start_interval"];
        wrong.extend(each(check, &format!("{pointer}/healthcheck"), &keys, Form::Duration, &duration));
    }
    let keys = ["mem_limit", "mem_reservation", "memswap_limit", "shm_size"];
    wrong.extend(each(service, pointer, &keys, Form::Bytes, &bytes));
    let Some(deploy) = service.get_mut("deploy").and_then(Value::as_object_mut) else { return };
    deploy.entry("placement").or_insert(json!({}));
    change(deploy, "labels", labels);
    for what in ["limits", "reservations"] {
        let here = deploy.get_mut("resources").and_then(|resources| resources.get_mut(what));
        let Some(here) = here.and_then(Value::as_object_mut) else { continue };
        let pointer = format!("{pointer}/deploy/resources/{what}");
        wrong.extend(each(here, &pointer, &["memory"], Form::Bytes, &bytes));
        let number = |text: &str| text.parse::<f64>().ok().map(Value::from);
        wrong.extend(each(here, &pointer, &["cpus"], Form::Number, &number));
    }
}

fn bytes(text: &str) -> Option<Value> {
    if text == "-1" { Some(text.into()) } else { Some(short::bytes(text)?.to_string().into()) }
}

/// Puts the same form into each of these fields, and tells which of them have another.
fn each(
    table: &mut Table,
    pointer: &str,
    keys: &[&str],
    wanted: Form,
    make: &dyn Fn(&str) -> Option<Value>,
) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for key in keys {
        if let Some(value) = table.get_mut(*key).filter(|value| !value.is_null()) {
            let text = plain(value);
            match make(&text) {
                Some(made) => *value = made,
                None => wrong.push(form(&format!("{pointer}/{key}"), wanted, &text)),
            }
        }
    }
    wrong
}

fn build(service: &mut Table) {
    let Some(build) = service.get_mut("build").filter(|build| !build.is_null()) else { return };
    if build.is_string() {
        *build = json!({ "context": build });
    }
    if let Some(build) = build.as_object_mut() {
        build.entry("context").or_insert(".".into());
        if !build.contains_key("dockerfile_inline") {
            build.entry("dockerfile").or_insert("Dockerfile".into());
        }
        change(build, "args", table);
        change(build, "labels", labels);
        for key in ["cache_from", "cache_to", "tags"] {
            change(build, key, list);
        }
    }
}

/// A text that is not written as it must be.
pub(super) fn form(pointer: &str, form: Form, found: &str) -> Wrong {
    let found = found.chars().take(60).collect();
    Wrong::new(pointer, Flaw::Compose { flaw: ComposeFlaw::Form { form, found } })
}
