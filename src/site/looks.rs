//! Looks as written: externally tagged tables, so that a misspelt key is reported at the word → `course::Look`.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use super::near::did_you_mean;
use super::spanned::Spanned;
use super::written::Written;
use crate::course::{CanRule, HttpTarget, Inside, Look};

/// The verbs that a role may name (<https://kubernetes.io/docs/reference/access-authn-authz/authorization/>).
const VERBS: [&str; 14] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
    "approve",
    "sign",
];

/// One thing to look at; in its names `{namespace}` stands for the exercise's own.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum LookFile {
    /// Finds a container as `docker inspect` prints it.
    Container {
        /// Its exact name.
        name: Name,
    },
    /// Finds a file in a container, running or not: `object.text`, `modified`, `size`, `kind`.
    ContainerFile {
        /// The container's exact name.
        container: Name,
        /// The whole path, from `/`.
        path: Name,
    },
    /// Finds an image as `docker image inspect` prints it.
    Image {
        /// Its reference, as `shop:1`.
        name: Name,
    },
    /// Finds a volume as `docker volume inspect` prints it.
    Volume {
        /// Its exact name.
        name: Name,
    },
    /// Finds a network as `docker network inspect` prints it.
    Network {
        /// Its exact name.
        name: Name,
    },
    /// Finds an object of the cluster as `kubectl get -o json` prints it.
    Resource {
        /// Its kind, as `Deployment`.
        kind: Name,
        /// The API group and version of a kind that is not Kubernetes' own, as `cert-manager.io/v1`.
        api: Option<Name>,
        /// Its exact name.
        name: Name,
    },
    /// Finds all objects of a kind, or those that bear labels: `objects`.
    Resources {
        /// Their kind, as `Pod`.
        kind: Name,
        /// The API group and version of a kind that is not Kubernetes' own, as `cert-manager.io/v1`.
        api: Option<Name>,
        /// Labels that each of them bears.
        #[serde(default)]
        labels: BTreeMap<String, String>,
    },
    /// Asks what a subject may do: `object.allowed` and `object.denied`, lists of `verb resource`.
    Can(CanFile),
    /// Finds all that a subject may do: `object.rules`.
    Rules {
        /// The subject: a user, or `system:serviceaccount:{namespace}:name`.
        r#as: Name,
        /// Another namespace than the exercise's.
        namespace: Option<Name>,
    },
    /// Finds what the cluster has told of one object, newest last: `objects`.
    Events {
        /// The object's kind, as `Pod`.
        kind: Name,
        /// The object's exact name.
        name: Name,
    },
    /// Finds what a container of Docker's or of a Pod has printed: `object.text`, `object.lines`.
    Logs(LogsFile),
    /// Runs a program in a container of Docker's or of a Pod: `object.code`, `stdout`, `stderr`.
    Run(RunFile),
    /// Finds the highest revision of a Helm release.
    Release {
        /// The release's exact name.
        name: Name,
    },
    /// Asks a port over HTTP: `object.status`, `headers`, `body`; `status` 0 and `error` where nothing answers.
    Http(HttpFile),
    /// Finds a file of the workspace: `object.text`, `modified`, `size`.
    File {
        /// Its path in the workspace.
        path: Name,
    },
    /// Reads a Dockerfile of the workspace: `object.stages`, each with its `instructions`.
    Dockerfile {
        /// Its path in the workspace.
        path: Name,
    },
    /// Reads a manifest of the workspace, validated as Kubernetes does: `objects`.
    Manifest {
        /// Its path in the workspace.
        path: Name,
    },
    /// Reads a Compose file of the workspace, as `docker compose config` prints it.
    Compose {
        /// Its path in the workspace.
        path: Name,
    },
    /// Renders a chart of the workspace by `helm template`, validated as a manifest: `objects`.
    Chart(ChartFile),
    /// Finds what the learner typed for this check: `object.text`.
    Answer {},
}

type Name = Spanned<String>;

/// `allow` and `deny` are both rules to ask; what is not as it should be is `object.lacking` and `object.surplus`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["allow"], "properties": { "allow": { "minItems": 1 } } },
    { "required": ["deny"], "properties": { "deny": { "minItems": 1 } } },
]))]
pub(super) struct CanFile {
    /// The subject: a user, or `system:serviceaccount:{namespace}:name`.
    r#as: Name,
    /// What it should be allowed, so that `object.lacking == []`.
    #[serde(default)]
    allow: Vec<RuleFile>,
    /// What it should be denied, so that `object.surplus == []`.
    #[serde(default)]
    deny: Vec<RuleFile>,
}

/// Verbs on a resource, asked one by one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    /// Verbs as Kubernetes has them: `get`, `list`, `create`.
    #[schemars(length(min = 1))]
    verbs: Spanned<Vec<String>>,
    /// The resource as `kubectl` writes it: `pods/log`, `deployments.apps`.
    resource: Name,
    /// Another namespace than the exercise's.
    namespace: Option<Name>,
    /// One object's name; all of them where none is written.
    name: Option<Name>,
}

/// Whose log: a container's of Docker, or a Pod's.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["pod"] },
    { "required": ["container"], "properties": { "previous": { "const": false } } },
]))]
pub(super) struct LogsFile {
    /// The Pod's exact name.
    pod: Option<Name>,
    /// The container's exact name; in a Pod, the one that `kubectl` would take where none is written.
    container: Option<Name>,
    /// Whether the run before this one is meant; Docker keeps none.
    #[serde(default)]
    previous: bool,
}

/// Where to run what: in a container of Docker, or of a Pod.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["pod"] }, { "required": ["container"] }]))]
pub(super) struct RunFile {
    /// The Pod's exact name.
    pod: Option<Name>,
    /// The container's exact name; in a Pod, the one that `kubectl` would take where none is written.
    container: Option<Name>,
    /// The program and each of its arguments, which no shell reads; it must change nothing.
    #[schemars(length(min = 1))]
    command: Spanned<Vec<String>>,
}

/// Where an HTTP look goes: a published port of this computer, a port of a Service, or a port of a Pod.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    { "required": ["published"], "properties": { "service": false, "pod": false, "port": false } },
    { "required": ["service", "port"], "properties": { "published": false, "pod": false } },
    { "required": ["pod", "port"], "properties": { "published": false, "service": false } },
]))]
pub(super) struct HttpFile {
    /// A port of this computer that a container publishes.
    published: Option<u16>,
    /// A Service's exact name.
    service: Option<Name>,
    /// A Pod's exact name.
    pod: Option<Name>,
    /// The port of the Service or Pod.
    port: Option<u16>,
    /// The path of the request, from `/`.
    #[schemars(extend("pattern" = "^/"))]
    path: Name,
}

/// `set` takes values as TOML writes them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartFile {
    /// The chart's folder in the workspace.
    path: Name,
    /// Files of values in the workspace, as `--values` takes them.
    #[serde(default)]
    values: Vec<Name>,
    /// Values of any type by their path, as `"image.tag" = "1.29"`.
    #[serde(default)]
    set: BTreeMap<Spanned<String>, SetFile>,
    /// The name of the release: `release-name` where none is written.
    release: Option<Name>,
    /// Another namespace than the exercise's.
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
        LookFile::Logs(LogsFile { pod, container, previous }) => {
            let of = which(written, &span, pod, container)?;
            if previous && matches!(of, Inside::Container { .. }) {
                let words = "Docker keeps no log of a container's earlier run apart";
                written.refuse(span, words, "leave `previous` out, or name a `pod`");
                return None;
            }
            Look::Logs { of, previous }
        }
        LookFile::Run(RunFile { pod, container, command }) => {
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
    // Kubernetes takes any word, but nobody may do what is no verb: a slip in `deny` would hold for ever.
    for verb in rule.verbs.get_ref().iter().filter(|verb| !VERBS.contains(&verb.as_str())) {
        if let Some(help) = did_you_mean(&verb.to_lowercase(), VERBS) {
            written.refuse(rule.verbs.span(), format!("`{verb}` is no verb of Kubernetes"), help);
        }
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
