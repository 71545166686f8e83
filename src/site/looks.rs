//! Looks as written: externally tagged tables, so that a misspelt key is reported at the word → `course::Look`.

use std::collections::BTreeMap;

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
    Events {
        kind: Name,
        name: Name,
    },
    Logs(LogsFile),
    Run(RunFile),
    Rules {
        r#as: Name,
        namespace: Option<Name>,
    },
    Can(CanFile),
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

/// `allow` and `deny` are both rules to ask; the expression reads `object.denied` or `object.allowed`.
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogsFile {
    container: Option<Name>,
    pod: Option<Name>,
    #[serde(default)]
    previous: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunFile {
    container: Option<Name>,
    pod: Option<Name>,
    command: Spanned<Vec<String>>,
}

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
        LookFile::Events { kind, name } => {
            let (kind, name) = (sound(written, kind), sound(written, name));
            Look::Events { kind: kind?, name: name? }
        }
        LookFile::Logs(logs) => {
            let of = container_of(written, logs.container, logs.pod, &span)?;
            if logs.previous && matches!(of, Inside::Container { .. }) {
                let help = "a container of Docker has one log, which goes on when it is started again";
                written.refuse(span, "`previous` is asked of a Pod", help);
            }
            Look::Logs { of, previous: logs.previous }
        }
        LookFile::Run(run) => {
            if run.command.get_ref().is_empty() {
                let help = "a list of words, without a shell: `command = [\"cat\", \"/etc/hostname\"]`";
                written.refuse(run.command.span(), "no command is named", help);
            }
            Look::Run {
                inside: container_of(written, run.container, run.pod, &span)?,
                command: run.command.into_inner(),
            }
        }
        LookFile::Rules { r#as, namespace } => {
            let (subject, namespace) = (sound(written, r#as), maybe(written, namespace));
            Look::Rules { subject: subject?, namespace: namespace? }
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
            let rules: Vec<_> = can.allow.into_iter().chain(can.deny).map(|r| rule(written, r)).collect();
            Look::Can { subject: subject?, rules: rules.into_iter().collect::<Option<_>>()? }
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
                        "`published` is a port of this computer; a Service and a Pod have a `port` of their own",
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

/// A container, or a Pod with one of its containers: `pod = "web"`, then `container = "log"` beside it.
fn container_of(
    written: &mut Written<'_>,
    container: Option<Name>,
    pod: Option<Name>,
    span: &std::ops::Range<usize>,
) -> Option<Inside> {
    match (container, pod) {
        (container, Some(pod)) => {
            let (name, container) = (sound(written, pod), maybe(written, container));
            Some(Inside::Pod { name: name?, container: container? })
        }
        (Some(name), None) => Some(Inside::Container { name: sound(written, name)? }),
        (None, None) => {
            let help = "`container` is Docker's; with `pod`, it is one of the Pod's";
            written.refuse(span.clone(), "name a `container` or a `pod`", help);
            None
        }
    }
}

fn rule(written: &mut Written<'_>, rule: RuleFile) -> Option<CanRule> {
    if rule.verbs.get_ref().is_empty() {
        written.refuse(rule.verbs.span(), "no verb is named", "write `verbs = [\"get\"]`");
    }
    let (resource, namespace) = (sound(written, rule.resource), maybe(written, rule.namespace));
    let name = maybe(written, rule.name);
    Some(CanRule { verbs: rule.verbs.into_inner(), resource: resource?, namespace: namespace?, name: name? })
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
