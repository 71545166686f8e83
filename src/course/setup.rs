//! Set-up: the closed list of what an exercise may have made before the learner begins, and the deeds of a start.
//!
//! A step says what must be there, never how: each can be done again, and what is there already stays.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::check::Look;

/// One typed step of an exercise's set-up.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub what: StepKind,
    pub within: Duration,
}

#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// Applies a manifest of the exercise's folder, by its path there (`setup/shop.yaml`).
    Apply(String),
    /// Waits until the expression holds of what the look finds.
    Wait { look: Look, until: String },
    /// Makes a volume.
    Volume { name: String },
    /// Makes a bridge network.
    Network { name: String },
    /// Makes a container and starts it.
    Container(Box<NewContainer>),
    /// Builds an image from a folder of the exercise's (`setup/shop`).
    Build { image: String, context: String },
    /// Gives an image another name.
    Tag { image: String, name: String },
    /// Writes a file into the workspace, unless something of its name is there.
    File(NewFile),
    /// Copies a file of the exercise's folder into a container that a step above made.
    Copy { file: String, container: String, path: String },
}

impl StepKind {
    /// The image that this step takes from the engine, if it takes one.
    pub fn uses_image(&self) -> Option<&str> {
        match self {
            Self::Container(new) => Some(&new.image),
            Self::Tag { image, .. } => Some(image),
            Self::Apply(_) | Self::Wait { .. } | Self::Volume { .. } | Self::Network { .. } => None,
            Self::Build { .. } | Self::File(_) | Self::Copy { .. } => None,
        }
    }
}

/// A container as `docker run --detach` would make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewContainer {
    pub name: String,
    pub image: String,
    /// In place of the image's own, where it is not empty.
    pub command: Vec<String>,
    pub entrypoint: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub ports: Vec<Publish>,
    pub mounts: Vec<Mount>,
    pub network: Option<String>,
    pub user: Option<String>,
    /// As `always`, in Docker's words.
    pub restart: Option<String>,
    /// The limit in bytes.
    pub memory: Option<u64>,
}

/// A port that is published, as `-p` writes it: `127.0.0.1:8080:80`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    pub address: Option<IpAddr>,
    /// Docker chooses where it is none.
    pub published: Option<u16>,
    pub port: u16,
    pub udp: bool,
}

impl Publish {
    /// Reads `80`, `8080:80`, `127.0.0.1:8080:80`, `[::1]:8080:80`, each with `/udp` or without.
    pub fn parse(written: &str) -> Option<Self> {
        let (rest, udp) = match written.split_once('/') {
            None | Some((_, "tcp")) => (written.split('/').next()?, false),
            Some((rest, "udp")) => (rest, true),
            Some(_) => return None,
        };
        let number = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
        let Some((before, port)) = rest.rsplit_once(':') else {
            return Some(Self { address: None, published: None, port: number(rest)?, udp });
        };
        let (address, published) = match before.rsplit_once(':') {
            None => (None, before),
            Some((address, published)) => (Some(address.trim_matches(['[', ']']).parse().ok()?), published),
        };
        let published = if published.is_empty() { None } else { Some(number(published)?) };
        Some(Self { address, published, port: number(port)?, udp })
    }
}

/// Something mounted into a container, as `-v` writes it: `notes:/data:ro`, `./site:/usr/share/nginx/html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    pub source: MountSource,
    pub target: String,
    pub read_only: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSource {
    Volume(String),
    /// A path in the workspace; empty for the workspace itself.
    Workspace(String),
}

impl Mount {
    /// Reads `source:target`, with `:ro` or without; a source that begins with `.` lies in the workspace.
    pub fn parse(written: &str) -> Option<Self> {
        let (rest, read_only) = match written.strip_suffix(":ro") {
            Some(rest) => (rest, true),
            None => (written.strip_suffix(":rw").unwrap_or(written), false),
        };
        let (source, target) = rest.split_once(':')?;
        let is_whole = target.starts_with('/') && !target.contains(':') && !target.split('/').any(|step| step == "..");
        let source = match source.strip_prefix('.') {
            Some("" | "/") => MountSource::Workspace(String::new()),
            Some(path) => MountSource::Workspace(path.strip_prefix('/')?.to_owned()),
            None => MountSource::Volume(source.to_owned()),
        };
        is_whole.then(|| Self { source, target: target.to_owned(), read_only })
    }
}

/// A file of the workspace, by its path there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub path: String,
    pub filling: Filling,
    pub executable: bool,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filling {
    /// `{namespace}` stands for the exercise's own.
    Text(String),
    /// What is in a file of the exercise's folder (`setup/page.html`).
    From(String),
    /// As many zeros, which take no room on most disks.
    Zeros(u64),
}

/// One thing a start does; doing it again changes nothing. A step is its place in the set-up, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Makes the workspace and those start files that are not there.
    Workspace,
    /// Makes the namespace.
    Namespace,
    /// Writes a kubeconfig that leads there.
    Kubeconfig,
    /// Applies a manifest of the set-up.
    Apply {
        manifest: String,
    },
    /// Waits for the state that the step names.
    Wait {
        step: usize,
    },
    Volume {
        step: usize,
        name: String,
    },
    Network {
        step: usize,
        name: String,
    },
    Container {
        step: usize,
        name: String,
    },
    /// Builds an image, or gives one another name.
    Image {
        step: usize,
        name: String,
    },
    File {
        step: usize,
        path: String,
    },
    Copy {
        step: usize,
        container: String,
        path: String,
    },
}

impl Deed {
    /// What a step of the set-up comes to.
    pub fn of(step: usize, what: &StepKind) -> Self {
        match what {
            StepKind::Apply(manifest) => Self::Apply { manifest: manifest.clone() },
            StepKind::Wait { .. } => Self::Wait { step },
            StepKind::Volume { name } => Self::Volume { step, name: name.clone() },
            StepKind::Network { name } => Self::Network { step, name: name.clone() },
            StepKind::Container(new) => Self::Container { step, name: new.name.clone() },
            StepKind::Build { image: name, .. } | StepKind::Tag { name, .. } => {
                Self::Image { step, name: name.clone() }
            }
            StepKind::File(file) => Self::File { step, path: file.path.clone() },
            StepKind::Copy { container, path, .. } => {
                Self::Copy { step, container: container.clone(), path: path.clone() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_written_as_docker_writes_them() {
        let port = |address: Option<&str>, published, udp| {
            Some(Publish { address: address.map(|it| it.parse().unwrap()), published, port: 80, udp })
        };
        assert_eq!(Publish::parse("80"), port(None, None, false));
        assert_eq!(Publish::parse("8080:80/tcp"), port(None, Some(8080), false));
        assert_eq!(Publish::parse("127.0.0.1:8080:80"), port(Some("127.0.0.1"), Some(8080), false));
        assert_eq!(Publish::parse("[::1]:8080:80/udp"), port(Some("::1"), Some(8080), true));
        assert_eq!(Publish::parse("127.0.0.1::80"), port(Some("127.0.0.1"), None, false));
        for bad in ["", "0", "x:80", "80/sctp", "1.2.3:80:80", "8080:80:90:1", "70000:80"] {
            assert_eq!(Publish::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_mounted_is_a_volume_or_lies_in_the_workspace() {
        let workspace = |path: &str| MountSource::Workspace(path.to_owned());
        let of = |written: &str| Mount::parse(written).map(|mount| (mount.source, mount.read_only));
        assert_eq!(of("notes:/data"), Some((MountSource::Volume("notes".to_owned()), false)));
        assert_eq!(of("./site:/html:ro"), Some((workspace("site"), true)));
        assert_eq!(of(".:/src"), Some((workspace(""), false)));
        for bad in ["notes", "notes:data", "notes:/a:/b", "notes:/a/../b", ".ssh:/x", ":ro"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
