//! Check and Look: the closed list of what an author may ask of a learner's world.
//!
//! A check names what to look at and an expression over what was found. Nothing here looks or judges; that is `check`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::id::CheckId;
use super::lang::Localized;

/// One question about the learner's world, with the words around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub id: CheckId,
    /// What to look at, by the name under which `that` sees it: `object` or `objects` where the author named none.
    pub looks: BTreeMap<String, Look>,
    /// What must be true.
    pub that: That,
    /// The names that its expressions may use, the exercise's own and the check's.
    pub lets: Lets,
    /// What to say was found, where the author wants to say it himself.
    pub found: Option<Found>,
    /// What was expected.
    pub say: Localized<String>,
    /// The command that shows it; `{namespace}` stands for the exercise's own.
    pub see: Option<String>,
    /// The section that explains it, as `docker/volumes.md#volumes`.
    pub learn: Option<String>,
    /// Checks that must have passed before this one is asked.
    pub after: Vec<CheckId>,
}

/// What must be true of what was found.
#[derive(Debug, Clone, PartialEq)]
pub enum That {
    /// A CEL expression, `that`.
    Holds(String),
    /// What was found fits one of these shapes, `matches_any`: partial objects, as JSON.
    Fits(Vec<serde_json::Value>),
}

impl From<&str> for That {
    fn from(expression: &str) -> Self {
        Self::Holds(expression.to_owned())
    }
}

/// Named CEL expressions, `let`: a name reads as its expression, wherever it stands.
pub type Lets = BTreeMap<String, String>;

/// What was found, in the author's words: `{name}` in `say` is the value of the expression `with[name]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub say: Localized<String>,
    pub with: BTreeMap<String, String>,
}

/// A CEL expression as its author wrote it, and what it may name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expression {
    pub text: String,
    /// None where what it looks at could not be read, so that any name may be right.
    pub variables: Option<Vec<String>>,
    /// The checks whose outcomes and facts it may ask for; none where it may ask for none.
    pub checks: Option<Vec<String>>,
    /// The named expressions that it may use, beside the variables.
    pub lets: Lets,
    pub of: Owner,
}

/// What an expression belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Owner {
    /// A step of the set-up.
    #[default]
    Step,
    /// The check of that id.
    Check(String),
    Hint,
    /// The name that others use for it.
    Let(String),
}

/// One thing to look at. Names may hold `{namespace}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// A container by its exact name, as `docker inspect` prints it.
    Container { name: String },
    /// A file in a container, running or not: `text` and `modified` (RFC 3339 with nanoseconds).
    ContainerFile { container: String, path: String },
    /// An image by reference, as `docker image inspect` prints it.
    Image { name: String },
    /// A volume by its exact name, as `docker volume inspect` prints it.
    Volume { name: String },
    /// A network by its exact name, as `docker network inspect` prints it.
    Network { name: String },
    /// A Kubernetes object of the exercise's namespace, or of the cluster, as `kubectl get -o json` prints it.
    Resource { kind: String, api: Option<String>, name: String },
    /// Many of them, by label; none means all of the namespace.
    Resources { kind: String, api: Option<String>, labels: BTreeMap<String, String> },
    /// What a subject may do: finds `allowed` and `denied`, lists of `verb resource`.
    Can { subject: String, rules: Vec<CanRule> },
    /// All that a subject may do in a namespace: finds `rules`.
    Rules { subject: String, namespace: Option<String> },
    /// The cluster's events about one object, newest last.
    Events { kind: String, name: String },
    /// What a container printed last, on both its streams: `text` and `lines`.
    Logs { of: Inside, previous: bool },
    /// A program run inside a container: `code`, `stdout` and `stderr`.
    Run { inside: Inside, command: Vec<String> },
    /// The highest revision of a Helm release.
    Release { name: String },
    /// An HTTP GET: finds `status`, `headers`, `body`, or `status` 0 and `error`.
    Http { to: HttpTarget, path: String },
    /// A file of the workspace: `text` and `modified`.
    File { path: String },
    /// A Dockerfile of the workspace, parsed: `stages`.
    Dockerfile { path: String },
    /// A manifest of the workspace, parsed and validated: a list of objects.
    Manifest { path: String },
    /// A Compose file of the workspace, parsed and validated, every short form made long.
    Compose { path: String },
    /// A chart of the workspace, rendered by `helm`: a list of objects. A value in `set` is JSON.
    Chart {
        path: String,
        values: Vec<String>,
        set: BTreeMap<String, String>,
        release: String,
        namespace: Option<String>,
    },
    /// What the learner typed for this check: `text`.
    Answer,
}

/// The longest expression, in bytes: a longer one could overflow the stack of who parses it.
pub const LONGEST_EXPRESSION: usize = 2048;

impl Look {
    /// Whether it finds many things.
    pub fn finds_many(&self) -> bool {
        matches!(self, Self::Resources { .. } | Self::Events { .. } | Self::Manifest { .. } | Self::Chart { .. })
    }

    /// The name under which the expression sees what was found, where the author named none.
    pub fn variable(&self) -> &'static str {
        if self.finds_many() { "objects" } else { "object" }
    }

    /// The engine that must be up to answer, if any.
    pub fn engine(&self) -> Option<super::Engine> {
        use super::Engine;
        match self {
            Self::Container { .. }
            | Self::ContainerFile { .. }
            | Self::Image { .. }
            | Self::Volume { .. }
            | Self::Network { .. } => Some(Engine::Docker),
            Self::Resource { .. }
            | Self::Resources { .. }
            | Self::Events { .. }
            | Self::Rules { .. }
            | Self::Can { .. }
            | Self::Release { .. } => Some(Engine::Cluster),
            Self::Logs { of: inside, .. } | Self::Run { inside, .. } => Some(inside.engine()),
            Self::Http { to: HttpTarget::Service { .. } | HttpTarget::Pod { .. }, .. } => Some(Engine::Cluster),
            Self::Http { to: HttpTarget::Published { .. }, .. } => Some(Engine::Docker),
            Self::File { .. }
            | Self::Dockerfile { .. }
            | Self::Manifest { .. }
            | Self::Compose { .. }
            | Self::Chart { .. }
            | Self::Answer => None,
        }
    }
}

/// Verbs on a resource, asked one by one. `resource` is written as kubectl does: `pods/log`, `deployments.apps`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct CanRule {
    pub verbs: Vec<String>,
    pub resource: String,
    /// Another namespace than the exercise's.
    pub namespace: Option<String>,
    /// One object's name.
    pub name: Option<String>,
    /// It must be allowed; else it must not.
    pub must: bool,
}

/// The container that a look goes into.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Inside {
    /// A container of Docker by its exact name.
    Container { name: String },
    /// A Pod of the exercise's namespace, and which of its containers; none means the one that `kubectl` would take.
    Pod { name: String, container: Option<String> },
}

impl Inside {
    /// Who runs it.
    pub fn engine(&self) -> super::Engine {
        match self {
            Self::Container { .. } => super::Engine::Docker,
            Self::Pod { .. } => super::Engine::Cluster,
        }
    }
}

/// Where an HTTP look goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpTarget {
    /// A port of this machine that a container publishes.
    Published { port: u16 },
    /// A Service's port, through the API server's proxy.
    Service { name: String, port: u16 },
    /// A port of a Pod, forwarded by the API server.
    Pod { name: String, port: u16 },
}
