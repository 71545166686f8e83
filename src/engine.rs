//! Engines: which Docker and which cluster are the learner's, and the clients to talk to them. Nobody else connects.
//!
//! An engine that is not on this machine is refused unless the learner named it. Proxies are ignored, nothing in a
//! workspace or a course is taken as configuration, and every failure becomes a cause that says what the learner can
//! do about it (`course::Unreachable`), in one place.

mod cause;
mod certificate;
mod cluster;
mod docker;
#[cfg(test)]
mod fuzz;
mod kinds;
mod locality;
mod plugin;
mod program;
mod reference;
mod rest;
mod yaml;

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

use crate::course::{Engine, Unreachable};

pub use cause::{again, from_docker};
pub use kinds::{Kind, built_in, by_plural};
pub use program::find_program;
pub use reference::{full_reference, is_docker_name, is_reference, tagged};
pub use yaml::manifest_yaml;

/// The longest time that connecting may take, all steps together.
const CONNECT: Duration = Duration::from_secs(5);
/// The longest silence of an engine once connected; a check has a limit of its own, which is shorter.
const ANSWER: Duration = Duration::from_secs(30);

/// Where to find the engines; read by `config`, since nothing here reads the environment.
#[derive(Debug, Clone, Default)]
pub struct EngineSettings {
    /// `DOCKER_HOST`.
    pub docker_host: Option<String>,
    /// `DOCKER_CONTEXT`.
    pub docker_context: Option<String>,
    /// `DOCKER_CONFIG`, or `~/.docker`.
    pub docker_config: PathBuf,
    /// `KUBECONFIG` split, or `~/.kube/config`.
    pub kubeconfigs: Vec<PathBuf>,
    /// `~/.kube/config`, read where all of `kubeconfigs` are ours.
    pub kubeconfig_home: Option<PathBuf>,
    /// Our own data directory's `kube/`: a kubeconfig in there is ignored.
    pub ours: PathBuf,
    /// Workspaces and course: folders from which no configuration is ever taken.
    pub never: Vec<PathBuf>,
    /// `--docker HOST`, confirmed by the learner: may be somewhere else.
    pub docker_named: Option<String>,
    /// `--context NAME`, confirmed by the learner: may be somewhere else.
    pub context_named: Option<String>,
    /// The context chosen once and kept; must be local.
    pub context_chosen: Option<String>,
}

/// Both engines, connected when first asked for and kept until they fail.
#[derive(Clone)]
pub struct Engines(Arc<Inner>);

struct Inner {
    settings: EngineSettings,
    docker: Slot<DockerEngine>,
    cluster: Slot<ClusterEngine>,
    rest: rest::Rest,
}

/// A Docker daemon that answered.
#[derive(Clone)]
pub struct DockerEngine {
    pub client: bollard::Docker,
    /// As `unix:///var/run/docker.sock`.
    pub endpoint: String,
    /// The engine's own, as `29.1.2`.
    pub version: String,
    home: Weak<Inner>,
}

/// A cluster that answered.
#[derive(Clone)]
pub struct ClusterEngine {
    pub client: kube::Client,
    /// The same cluster without a limit on silence, for watches.
    pub watch: kube::Client,
    pub context: String,
    /// The file that defines the context.
    pub kubeconfig: PathBuf,
    /// The API server's address.
    pub server: String,
    /// As `v1.34.2`.
    pub version: String,
    entry: Arc<kube::config::Kubeconfig>,
    expires: Option<DateTime<Utc>>,
    kinds: kinds::Known,
    home: Weak<Inner>,
}

/// A context of the learner's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundContext {
    /// The file that defines it.
    pub kubeconfig: PathBuf,
    pub local: bool,
}

impl Engines {
    pub fn new(settings: EngineSettings) -> Self {
        let rest = rest::Rest::default();
        Self(Arc::new(Inner { settings, docker: Slot::default(), cluster: Slot::default(), rest }))
    }

    pub fn settings(&self) -> &EngineSettings {
        &self.0.settings
    }

    /// The learner's Docker, connected by now; at most `CONNECT`.
    pub async fn docker(&self) -> Result<DockerEngine, Unreachable> {
        let (settings, home) = (self.0.settings.clone(), Arc::downgrade(&self.0));
        self.0.docker.get(Engine::Docker, || docker::connect(settings, home)).await
    }

    /// The learner's cluster, connected by now; at most `CONNECT`.
    pub async fn cluster(&self) -> Result<ClusterEngine, Unreachable> {
        let (settings, home) = (self.0.settings.clone(), Arc::downgrade(&self.0));
        self.0.cluster.get(Engine::Cluster, || cluster::connect(settings, home)).await
    }

    /// The context that the learner named: where it is defined, and whether it leads to this machine by the rules for
    /// one that nobody named. Connects only where the address alone does not tell.
    pub async fn named_context(&self) -> Result<FoundContext, Unreachable> {
        let found = tokio::time::timeout(CONNECT, cluster::look_at(self.0.settings.clone())).await;
        found.unwrap_or(Err(Unreachable::TooSlow { engine: Some(Engine::Cluster), limit: CONNECT }))
    }

    /// How long the cluster wishes to be left alone; Docker never does.
    pub fn rest(&self) -> Duration {
        self.0.rest.left(Instant::now())
    }

    /// Makes the next reading connect anew: a mended engine may have another address or certificate.
    pub fn forget(&self, engine: Engine) {
        match engine {
            Engine::Docker => self.0.docker.forget(),
            Engine::Cluster => self.0.cluster.forget(),
        }
    }
}

impl DockerEngine {
    /// The cause of an error of this engine. One that a new connection may mend makes the next reading connect anew.
    pub fn why(&self, error: bollard::errors::Error) -> Unreachable {
        let why = cause::at(from_docker(error), &self.endpoint);
        forget_if_lost(&self.home, Engine::Docker, &why);
        why
    }

    /// What was asked for, or its absence, which is an answer; every other error kept us from looking.
    pub fn found<T>(&self, answer: Result<T, bollard::errors::Error>) -> Result<Option<T>, Unreachable> {
        match answer {
            Ok(found) => Ok(Some(found)),
            Err(bollard::errors::Error::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
            Err(error) => Err(self.why(error)),
        }
    }
}

impl ClusterEngine {
    /// The cause of an error of this cluster: a refusal after the certificate's end is an expiry. One that a new
    /// connection may mend makes the next reading connect anew.
    pub fn why(&self, error: kube::Error) -> Unreachable {
        let why = cause::expired(cause::at(cause::from_cluster(error), &self.server), self.expires, Utc::now());
        forget_if_lost(&self.home, Engine::Cluster, &why);
        why
    }

    /// The cause of a silence of this cluster.
    pub fn silent(&self, limit: Duration) -> Unreachable {
        let why = Unreachable::TooSlow { engine: Some(Engine::Cluster), limit };
        forget_if_lost(&self.home, Engine::Cluster, &why);
        why
    }

    /// A kubeconfig that holds this context, its cluster and its user, and nothing else; paths are absolute.
    pub fn entry(&self) -> &kube::config::Kubeconfig {
        &self.entry
    }
}

/// A mended engine may have another address, version or certificate.
fn forget_if_lost(home: &Weak<Inner>, engine: Engine, why: &Unreachable) {
    let Some(home) = home.upgrade().filter(|_| cause::is_lost(why)) else { return };
    Engines(home).forget(engine);
}

type Attempt<T> = Shared<BoxFuture<'static, Result<T, Unreachable>>>;

/// One engine's connection. Those who ask while it is being made wait for the same one, so that ten looks at a frozen
/// engine take one limit, not ten.
struct Slot<T>(Mutex<Option<Attempt<T>>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone + Send + Sync + 'static> Slot<T> {
    async fn get<F>(&self, engine: Engine, connect: impl FnOnce() -> F) -> Result<T, Unreachable>
    where
        F: Future<Output = Result<T, Unreachable>> + Send + 'static,
    {
        let attempt = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let sound = kept.take().filter(|attempt| !matches!(attempt.peek(), Some(Err(_))));
            kept.insert(sound.unwrap_or_else(|| begin(engine, connect()))).clone()
        };
        attempt.await
    }

    fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Connects on a task of its own: a look that gives up must not leave a half-made connection to the next one.
fn begin<T, F>(engine: Engine, connect: F) -> Attempt<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, Unreachable>> + Send + 'static,
{
    let limited = tokio::spawn(tokio::time::timeout(CONNECT, connect));
    async move {
        match limited.await {
            Ok(Ok(connected)) => connected,
            Ok(Err(_)) => Err(Unreachable::TooSlow { engine: Some(engine), limit: CONNECT }),
            Err(error) => Err(Unreachable::Failed { engine, detail: error.to_string() }),
        }
    }
    .boxed()
    .shared()
}
