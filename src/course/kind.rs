//! Kinds of things: what an engine holds, and what a look may find absent. Closed lists, written as one word each.

use std::fmt;

use serde::Serialize;

/// A kind of thing in Docker, in the order in which they can be removed: each may be held by those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DockerKind {
    Container,
    Volume,
    Network,
    Image,
}

impl DockerKind {
    /// Docker's own word, which its events bear too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Volume => "volume",
            Self::Network => "network",
            Self::Image => "image",
        }
    }
}

/// A kind of thing that can be made in an engine outside a namespace, and the namespace itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub enum ThingKind {
    Docker(DockerKind),
    Namespace,
    /// A cluster-wide kind as Kubernetes writes it: `ClusterRole`.
    Object(String),
}

impl ThingKind {
    /// The engine that holds such things.
    pub fn engine(&self) -> super::Engine {
        match self {
            Self::Docker(_) => super::Engine::Docker,
            Self::Namespace | Self::Object(_) => super::Engine::Cluster,
        }
    }

    pub fn word(&self) -> &str {
        match self {
            Self::Docker(kind) => kind.word(),
            Self::Namespace => "namespace",
            Self::Object(kind) => kind,
        }
    }
}

impl fmt::Display for ThingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl From<ThingKind> for String {
    fn from(kind: ThingKind) -> Self {
        kind.to_string()
    }
}

/// A kind of thing that a look asked for and did not find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub enum SoughtKind {
    Docker(DockerKind),
    File,
    Release,
    Response,
    Subject,
    /// An event of the cluster.
    Event,
    /// What a container printed.
    Log,
    /// A container that runs now.
    Running,
    /// What the learner types.
    Answer,
    /// A kind as Kubernetes writes it: `Deployment`.
    Object(String),
}

impl SoughtKind {
    pub fn word(&self) -> &str {
        match self {
            Self::Docker(kind) => kind.word(),
            Self::File => "file",
            Self::Release => "release",
            Self::Response => "response",
            Self::Subject => "subject",
            Self::Event => "event",
            Self::Log => "log",
            Self::Running => "running",
            Self::Answer => "answer",
            Self::Object(kind) => kind,
        }
    }
}

impl From<SoughtKind> for String {
    fn from(kind: SoughtKind) -> Self {
        kind.word().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_written_as_one_word() {
        assert_eq!(serde_json::to_string(&ThingKind::Docker(DockerKind::Volume)).unwrap(), "\"volume\"");
        assert_eq!(serde_json::to_string(&SoughtKind::Object("Deployment".into())).unwrap(), "\"Deployment\"");
    }

    #[test]
    fn what_holds_others_is_removed_before_them() {
        let mut kinds = [DockerKind::Image, DockerKind::Network, DockerKind::Volume, DockerKind::Container];
        kinds.sort();
        assert_eq!(kinds.map(DockerKind::word), ["container", "volume", "network", "image"]);
    }
}
