//! Looks as written: externally tagged tables, so that a misspelt key is reported at the word → `course::Look`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::written::Written;
use crate::course::{CanRule, HttpTarget, Inside, Look};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum LookFile {
    Container {
        name: Name,
    },
    ContainerFile {
        container: Name,
        path: Name,
    },
    Image {
        name: Name,
    },
    Volume {
        name: Name,
    },
    Network {
        name: Name,
    },
    Resource {
        kind: Name,
        api: Option<Name>,
        name: Name,
    },
    Resources {
        kind: Name,
        api: Option<Name>,
        #[serde(default)]
        labels: BTreeMap<String, String>,
    },
    Can(CanFile),
    Rules {
        r#as: Name,
        namespace: Option<Name>,
    },
    Events {
        kind: Name,
        name: Name,
    },
    Logs {
        pod: Option<Name>,
        container: Option<Name>,
        #[serde(default)]
        previous: bool,
    },
    Run {
        pod: Option<Name>,
        container: Option<Name>,
        command: Spanned<Vec<String>>,
    },
    Release {
        name: Name,
    },
    Http(HttpFile),
    File {
        path: Name,
    },
    Dockerfile {
        path: Name,
    },
    Manifest {
        path: Name,
    },
    Compose {
        path: Name,
    },
    Chart(ChartFile),
    Answer {},
}

type Name = Spanned<String>;

/// `allow` and `deny` are both rules to ask; what is not as it should be is `object.lacking` and `object.surplus`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CanFile {
    r#as: Name,
    #[serde(default)]
    allow: Vec<RuleFile>,
    #[serde(default)]
    deny: Vec<RuleFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    verbs: Spanned<Vec<String>>,
    resource: Name,
    namespace: Option<Name>,
    name: Option<Name>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HttpFile {
    published: Option<u16>,
    service: Option<Name>,
    pod: Option<Name>,
    port: Option<u16>,
    path: Name,
}

/// `set` takes values as TOML writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartFile {
    path: Name,
    #[serde(default)]
    values: Vec<Name>,
    #[serde(default)]
    set: BTreeMap<Spanned<String>, SetFile>,
    release: Option<Name>,
    namespace: Option<Name>,
}

/// A value that is set, of any type that TOML has.
type SetFile = serde_json::Value;

/// The look that was written; none, with problems, where it makes no sense.
#[expect(clippy::too_many_lines, reason = "a row for each look")]
pub(super) fn look(written: &mut Written<'_>, look: Spanned<LookFile>) -> Option<Look> {
    let span = look.span();
    Some(match look.into_inner() {
        LookFile::Container { name } => Look::Container { name: sound(written, name)? },
        LookFile::ContainerFile { container, path } => {
            if !path.get_ref().starts_with('/') {
                written.refuse(path.span(), "a path in a container begins with `/`", "write the whole path");
            }
            Look::ContainerFile { container: sound(written, container)?, path: path.into_inner() }
        }
        LookFile::Image { name } => Look::Image { name: sound(written, name)? },
        LookFile::Volume { name } => Look::Volume { name: sound(written, name)? },
        LookFile::Network { name } => Look::Network { name: sound(written, name)? },
        LookFile::Resource { kind, api, name } => {
            let (kind, api, name) = (sound(written, kind), maybe(written, api), sound(written, name));
            Look::Resource { kind: kind?, api: api?, name: name? }
        }
        LookFile::Resources { kind, api, labels } => {
            let (kind, api) = (sound(written, kind), maybe(written, api));
            Look::Resources { kind: kind?, api: api?, labels }
        }
        LookFile::Can(can) => {
            if can.allow.is_empty() && can.deny.is_empty() {
                written.refuse(
                    span,
                    "nothing is asked: give `allow` or `deny` a rule",
                    "write `allow = [{ verbs = [\"get\"], resource = \"pods\" }]`",
                );
                return None;
            }
            let subject = sound(written, can.r#as);
            let rules: Vec<_> = {
                let both = [(can.allow, true), (can.deny, false)].into_iter();
                both.flat_map(|(rules, must)| rules.into_iter().map(move |it| (it, must))).collect::<Vec<_>>()
            };
            let rules: Vec<_> = rules.into_iter().map(|(it, must)| rule(written, it, must)).collect();
            Look::Can { subject: subject?, rules: rules.into_iter().collect::<Option<_>>()? }
        }
        LookFile::Rules { r#as, namespace } => {
            let (subject, namespace) = (sound(written, r#as), maybe(written, namespace));
            Look::Rules { subject: subject?, namespace: namespace? }
        }
        LookFile::Events { kind, name } => {
            let (kind, name) = (sound(written, kind), sound(written, name));
            Look::Events { kind: kind?, name: name? }
        }
        LookFile::Logs { pod, container, previous } => {
            let of = which(written, &span, pod, container)?;
            if previous && matches!(of, Inside::Container { .. }) {
                let words = "Docker keeps no log of a container's earlier run apart";
                written.refuse(span, words, "leave `previous` out, or name a `pod`");
                return None;
            }
            Look::Logs { of, previous }
        }
        LookFile::Run { pod, container, command } => {
            let command = program(written, command);
            Look::Run { inside: which(written, &span, pod, container)?, command: command? }
        }
        LookFile::Release { name } => Look::Release { name: sound(written, name)? },
        LookFile::Http(http) => {
            let path = http.path.get_ref().clone();
            if !path.starts_with('/') {
                written.refuse(http.path.span(), "the path of a request begins with `/`", "write at least `/`");
            }
            let to = match (http.published, http.service, http.pod, http.port) {
                (Some(port), None, None, None) => HttpTarget::Published { port },
                (None, Some(name), None, Some(port)) => HttpTarget::Service { name: sound(written, name)?, port },
                (None, None, Some(name), Some(port)) => HttpTarget::Pod { name: sound(written, name)?, port },
                _ => {
                    written.refuse(
                        span,
                        "write either `published`, or `service` and `port`, or `pod` and `port`",
                        "`published` is a port of this computer; a service and a Pod have a `port` of their own",
                    );
                    return None;
                }
            };
            Look::Http { to, path }
        }
        LookFile::File { path } => Look::File { path: inside(written, path)? },
        LookFile::Dockerfile { path } => Look::Dockerfile { path: inside(written, path)? },
        LookFile::Manifest { path } => Look::Manifest { path: inside(written, path)? },
        LookFile::Compose { path } => Look::Compose { path: inside(written, path)? },
        LookFile::Chart(file) => chart(written, file)?,
        LookFile::Answer {} => Look::Answer,
    })
}

fn chart(written: &mut Written<'_>, chart: ChartFile) -> Option<Look> {
    let path = inside(written, chart.path);
    let values: Vec<_> = chart.values.into_iter().map(|name| inside(written, name)).collect();
    let set: Vec<_> = chart.set.into_iter().map(|(key, value)| setting(written, key, &value)).collect();
    let (release, namespace) = (maybe(written, chart.release), maybe(written, chart.namespace));
    Some(Look::Chart {
        path: path?,
        values: values.into_iter().collect::<Option<_>>()?,
        set: set.into_iter().collect::<Option<_>>()?,
        release: release?.unwrap_or_else(|| "release-name".to_owned()),
        namespace: namespace?,
    })
}

/// The path of a value, as `image.tag` or `hosts[0]`, and the value as JSON.
fn setting(written: &mut Written<'_>, key: Spanned<String>, value: &SetFile) -> Option<(String, String)> {
    let inner = |c: char| c.is_ascii_alphanumeric() || "_-.[]".contains(c);
    if key.get_ref().starts_with(|c: char| c.is_ascii_alphabetic()) && key.get_ref().chars().all(inner) {
        return Some((key.into_inner(), value.to_string()));
    }
    let words = format!("`{}` is no path of a value", key.get_ref());
    written.refuse(key.span(), words, "write it as `\"image.tag\" = \"1.29\"`");
    None
}

/// The container that a look goes into: one of Docker, or a Pod with or without one of its containers.
fn which(written: &mut Written<'_>, span: &Range<usize>, pod: Option<Name>, container: Option<Name>) -> Option<Inside> {
    let (pod, container) = (maybe(written, pod)?, maybe(written, container)?);
    match (pod, container) {
        (Some(name), container) => Some(Inside::Pod { name, container }),
        (None, Some(name)) => Some(Inside::Container { name }),
        (None, None) => {
            let help = "write `container = \"web\"` for Docker, `pod = \"web\"` for a cluster";
            written.refuse(span.clone(), "no container is named", help);
            None
        }
    }
}

/// A program and its arguments, which no shell reads.
fn program(written: &mut Written<'_>, command: Spanned<Vec<String>>) -> Option<Vec<String>> {
    let is_empty = command.get_ref().first().is_none_or(String::is_empty);
    if is_empty || command.get_ref().iter().any(|word| word.contains('\0')) {
        let help = "write the program and each of its arguments: `command = [\"id\", \"-u\"]`";
        written.refuse(command.span(), "no program is named", help);
        return None;
    }
    Some(command.into_inner())
}

fn rule(written: &mut Written<'_>, rule: RuleFile, must: bool) -> Option<CanRule> {
    if rule.verbs.get_ref().is_empty() {
        written.refuse(rule.verbs.span(), "no verb is named", "write `verbs = [\"get\"]`");
    }
    let (resource, namespace) = (sound(written, rule.resource), maybe(written, rule.namespace));
    let name = maybe(written, rule.name);
    Some(CanRule { verbs: rule.verbs.into_inner(), resource: resource?, namespace: namespace?, name: name?, must })
}

/// A name that an engine could take, and that could not be an option, a path or a piece of shell.
pub(super) fn is_sound(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "_.-/:@{}".contains(c);
    !name.is_empty() && name.len() <= 253 && !name.starts_with(['-', '.', '/']) && name.chars().all(inner)
}

fn sound(written: &mut Written<'_>, name: Name) -> Option<String> {
    if is_sound(name.get_ref()) {
        return Some(name.into_inner());
    }
    let words =
        format!("`{}` is no name: letters, digits and `_.-/:@`, beginning with a letter or digit", name.get_ref());
    written.refuse(name.span(), words, "write the name as the engine shows it");
    None
}

fn maybe(written: &mut Written<'_>, name: Option<Name>) -> Option<Option<String>> {
    match name {
        None => Some(None),
        Some(name) => sound(written, name).map(Some),
    }
}

/// A path in the workspace: relative, and never out of it.
pub(super) fn inside(written: &mut Written<'_>, path: Name) -> Option<String> {
    if is_inside(path.get_ref()) {
        return Some(path.into_inner());
    }
    written.refuse(
        path.span(),
        format!("`{}` is no path inside the workspace", path.get_ref()),
        "write it as `folder/file`, without `..`",
    );
    None
}

/// Whether a path stays below the folder that it is relative to.
pub(super) fn is_inside(path: &str) -> bool {
    let steps = path.split('/').all(|step| !matches!(step, "" | "." | ".."));
    steps && !path.contains('\\') && !path.chars().any(char::is_control)
}
