//! Survey: what exists in an exercise's world at one moment, and how it hangs together. Values; `words` says them.

use serde::Serialize;

use super::outcome::Unreachable;

/// What exists in an exercise's world.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// By kind and name. All that an arrow leads to is among them.
    pub things: Vec<WorldThing>,
    /// There is more than is listed.
    pub cut: bool,
    /// What kept us from looking, each once.
    pub unseen: Vec<Unreachable>,
}

/// What a thing is called: `container` and Docker's other words, or a kind as Kubernetes writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ThingName {
    pub kind: String,
    pub name: String,
}

impl ThingName {
    pub fn new(kind: &str, name: &str) -> Self {
        Self { kind: kind.to_owned(), name: name.to_owned() }
    }
}

/// One thing of an exercise's world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorldThing {
    pub of: ThingName,
    pub state: WorldState,
    /// Since when it is so, or exists, as its engine writes it.
    pub since: Option<String>,
    /// How often its containers were started again.
    pub restarts: u64,
    /// What made it and keeps it: a Pod's ReplicaSet.
    pub owner: Option<ThingName>,
    /// What it sends its traffic or its rule to: a Service's Pods.
    pub selects: Vec<ThingName>,
    /// What it needs: a container's volumes, a Pod's claims.
    pub uses: Vec<ThingName>,
    /// As its engine's own program prints them: `8080:80/tcp`, `80/TCP`.
    pub ports: Vec<String>,
    pub image: Option<String>,
}

/// What a thing is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorldState {
    /// There is no more to say.
    Exists,
    /// A container that was never started.
    Created,
    Running,
    /// Running, and its health check has not passed yet.
    Starting,
    Unhealthy,
    Paused,
    Restarting,
    Exited {
        code: i64,
    },
    /// So many of its containers or Pods are ready.
    Ready {
        ready: u64,
        wanted: u64,
    },
    /// Not placed or not begun yet.
    Pending,
    /// What keeps it, in Kubernetes' own word: `ImagePullBackOff`.
    Waiting {
        reason: String,
    },
    Succeeded,
    /// Why, in Kubernetes' own word, if it says.
    Failed {
        reason: String,
    },
    /// Being deleted.
    Terminating,
    /// A Job: so many of its Pods have succeeded.
    Done {
        done: u64,
        wanted: u64,
    },
    /// A CronJob that starts nothing for now.
    Suspended,
    /// A volume or a network: so many containers use it.
    UsedBy {
        count: u64,
    },
    /// A Service: so many Pods are behind it.
    Reaches {
        count: u64,
    },
    /// A claim that has its volume.
    Bound,
    /// A ConfigMap or a Secret: so many keys.
    Holds {
        count: u64,
    },
    /// An image of so many bytes.
    Size {
        bytes: u64,
    },
    /// A Helm release, with Helm's own word.
    Release {
        status: String,
        revision: String,
    },
    /// Another word of its engine's own.
    Told {
        word: String,
    },
}

/// How a thing does, for a mark beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Well,
    /// On its way, or waiting.
    Busy,
    Ill,
    /// It neither runs nor fails.
    Plain,
}

impl WorldState {
    /// The word for programs; the sentence is `world-state-<word>`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Created => "created",
            Self::Running => "running",
            Self::Starting => "starting",
            Self::Unhealthy => "unhealthy",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Exited { .. } => "exited",
            Self::Ready { .. } => "ready",
            Self::Pending => "pending",
            Self::Waiting { .. } => "waiting",
            Self::Succeeded => "succeeded",
            Self::Failed { .. } => "failed",
            Self::Terminating => "terminating",
            Self::Done { .. } => "done",
            Self::Suspended => "suspended",
            Self::UsedBy { .. } => "used",
            Self::Reaches { .. } => "reaches",
            Self::Bound => "bound",
            Self::Holds { .. } => "holds",
            Self::Size { .. } => "size",
            Self::Release { .. } => "release",
            Self::Told { .. } => "told",
        }
    }

    pub fn health(&self) -> Health {
        match self {
            Self::Running | Self::Succeeded | Self::Bound | Self::Exited { code: 0 } => Health::Well,
            Self::Ready { ready, wanted } | Self::Done { done: ready, wanted } => match (ready, wanted) {
                (_, 0) => Health::Plain,
                (ready, wanted) if ready >= wanted => Health::Well,
                _ => Health::Busy,
            },
            Self::Release { status, .. } if status == "deployed" => Health::Well,
            Self::Release { status, .. } if status == "failed" => Health::Ill,
            Self::Waiting { reason } if is_on_its_way(reason) => Health::Busy,
            Self::Reaches { count: 0 } | Self::Unhealthy | Self::Exited { .. } => Health::Ill,
            Self::Waiting { .. } | Self::Failed { .. } => Health::Ill,
            Self::Starting | Self::Pending | Self::Restarting | Self::Terminating => Health::Busy,
            Self::Release { .. } | Self::Created | Self::Paused | Self::Suspended => Health::Plain,
            Self::Reaches { .. } => Health::Well,
            Self::Exists | Self::UsedBy { .. } | Self::Holds { .. } | Self::Size { .. } | Self::Told { .. } => {
                Health::Plain
            }
        }
    }
}

/// What every container goes through.
fn is_on_its_way(reason: &str) -> bool {
    matches!(reason, "ContainerCreating" | "PodInitializing")
}

/// Something that happened to one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// As its engine writes it.
    pub when: Option<String>,
    pub what: Occurrence,
    /// How often.
    pub count: u64,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occurrence {
    Created,
    Started,
    Ended {
        code: i64,
    },
    /// Killed, since it used more memory than it may.
    OutOfMemory,
    /// A health check ended so, and printed this.
    Checked {
        code: i64,
        output: String,
    },
    /// An event of the cluster, in its own words.
    Told {
        reason: String,
        message: String,
        warning: bool,
    },
}

impl Occurrence {
    /// Whether it is worth a learner's worry.
    pub fn is_warning(&self) -> bool {
        match self {
            Self::Created | Self::Started => false,
            Self::Ended { code } | Self::Checked { code, .. } => *code != 0,
            Self::OutOfMemory => true,
            Self::Told { warning, .. } => *warning,
        }
    }
}
