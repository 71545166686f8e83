//! Sandbox: gives a learner a world for an exercise, and takes it down again. Never judges.
//!
//! A start is a list of deeds (workspace, namespace, kubeconfig, set-up), each of which converges: it may be cut off at
//! any moment and done again. What is removed was previewed, and is ours by label, or by exact name and time.
//!
//! *Invariant*: nothing that bears neither our label nor a name that the exercise owns is ever changed or removed.

mod apply;
mod archive;
mod claim;
mod cluster;
mod docker;
mod error;
mod fallen;
mod files;
mod image;
mod images;
mod inventory;
mod kinds;
mod kubeconfig;
mod leftovers;
mod make;
mod names;
mod ports;
mod pull;
mod ready;
mod registry;
mod steps;
mod sweep;
mod turn;
mod workspace;

use std::path::{Path, PathBuf};

use crate::course::{Deed, Exercise, LessonId, Need, ThingKind};
use crate::engine::Engines;
use chrono::{DateTime, Utc};

pub use claim::{Claim, engines_of, needs_cluster};
pub use error::{Readiness, SandboxError};
pub use fallen::Fallen;
pub use files::{Entry, FileError, FileText, Files, Tree};
pub use images::ImageState;
pub use leftovers::Labelled;
pub use names::{CLUSTER_LABEL, DOCKER_LABEL, exercise_label, lesson_label};
pub use ports::HeldPort;
pub use pull::Pulling;
pub use turn::{Turn, turn_on};

/// The socket that the `docker` program uses when nothing else is said.
const DEFAULT_SOCKET: &str = "unix:///var/run/docker.sock";

/// Makes worlds for exercises on the learner's engines.
#[derive(Clone)]
pub struct Sandbox {
    engines: Engines,
    /// `~/sampan`.
    workspaces: PathBuf,
    /// The data directory's `kube/`.
    kube: PathBuf,
    /// Where programs are looked for: the learner's `PATH`.
    programs: Vec<PathBuf>,
}

/// The place of one exercise or lesson, before it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    pub namespace: String,
    pub workspace: PathBuf,
    /// A kubeconfig of our own, where a cluster is needed.
    pub kubeconfig: Option<PathBuf>,
    /// The value of the labels on what is made here.
    pub label: String,
    /// The folder of all workspaces, and this one's path below it.
    root: PathBuf,
    folder: String,
}

/// One thing in an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    pub kind: ThingKind,
    pub name: String,
    /// None for a volume.
    pub id: Option<String>,
    pub created: Option<DateTime<Utc>>,
}

impl Sandbox {
    pub fn new(engines: Engines, workspaces: PathBuf, kube: PathBuf, programs: Vec<PathBuf>) -> Self {
        Self { engines, workspaces, kube, programs }
    }

    /// The learner's own place for an exercise.
    pub fn plot(&self, exercise: &Exercise) -> Plot {
        let id = &exercise.id;
        let kubeconfig = format!("{}.yaml", names::dashed(id.as_str()));
        Plot {
            kubeconfig: self.kubeconfig(exercise.into(), &kubeconfig),
            ..self.plot_in(exercise, exercise.namespace(), &self.workspaces)
        }
    }

    /// Another place for it: a namespace of that name, and a workspace below `root`.
    pub fn plot_in(&self, exercise: &Exercise, namespace: String, root: &Path) -> Plot {
        Plot {
            kubeconfig: self.kubeconfig(exercise.into(), &format!("{namespace}.yaml")),
            workspace: root.join(exercise.id.as_str()),
            label: names::exercise_label(&exercise.id),
            root: root.to_owned(),
            folder: exercise.id.as_str().to_owned(),
            namespace,
        }
    }

    /// The place of a lesson's sessions, with a workspace below `root`.
    pub fn lesson_plot(&self, lesson: &LessonId, needs: &[Need], root: &Path) -> Plot {
        let namespace = names::lesson_namespace(lesson);
        let folder = format!("lesson-{}", names::dashed(lesson.as_str()));
        let needs_cluster = Claim::only(needs).needs_cluster();
        Plot {
            kubeconfig: needs_cluster.then(|| self.kube.join(format!("{namespace}.yaml"))),
            workspace: root.join(&folder),
            label: names::lesson_label(lesson),
            root: root.to_owned(),
            folder,
            namespace,
        }
    }

    fn kubeconfig(&self, claim: Claim<'_>, name: &str) -> Option<PathBuf> {
        claim.needs_cluster().then(|| self.kube.join(name))
    }

    /// What is missing before a start; pulls the images that Docker lacks.
    pub async fn ready<'a>(&self, what: impl Into<Claim<'a>>) -> Readiness {
        self.get_ready(what, &|_| {}).await
    }

    /// The same, and tells how far each pull is.
    pub async fn get_ready<'a>(&self, what: impl Into<Claim<'a>>, tell: &(dyn Fn(Pulling) + Sync)) -> Readiness {
        ready::ready(&self.engines, &self.programs, what.into(), tell).await
    }

    /// Things that bear the exercise's names and that it did not make: a start must refuse.
    pub async fn conflicts<'a>(&self, what: impl Into<Claim<'a>>, plot: &Plot) -> Result<Vec<Thing>, SandboxError> {
        sweep::conflicts(&self.engines, what.into(), plot).await
    }

    /// Ports that the set-up publishes and that others hold: a start must refuse.
    pub async fn ports_held<'a>(&self, what: impl Into<Claim<'a>>, plot: &Plot) -> Result<Vec<HeldPort>, SandboxError> {
        ports::held(&self.engines, what.into(), plot).await
    }

    /// What a start does, in order.
    pub fn deeds<'a>(&self, what: impl Into<Claim<'a>>) -> Vec<Deed> {
        what.into().deeds()
    }

    /// Does one deed; doing it again, or after it was cut off, comes to the same.
    pub async fn perform<'a>(&self, deed: &Deed, what: impl Into<Claim<'a>>, plot: &Plot) -> Result<(), SandboxError> {
        let claim = what.into();
        match deed {
            Deed::Workspace => workspace::create(&plot.root, &plot.folder, claim.start),
            Deed::Namespace => cluster::make(&self.engines.cluster().await?, &plot.namespace, &plot.label).await,
            Deed::Kubeconfig => match &plot.kubeconfig {
                Some(path) => kubeconfig::write(path, self.engines.cluster().await?.entry(), &plot.namespace),
                None => Ok(()),
            },
            Deed::Apply { manifest } => self.apply(manifest, claim, plot).await,
            Deed::Wait { .. } => Ok(()),
            Deed::Volume { step, .. }
            | Deed::Network { step, .. }
            | Deed::Container { step, .. }
            | Deed::Image { step, .. }
            | Deed::File { step, .. }
            | Deed::Copy { step, .. } => match claim.setup.get(*step) {
                Some(step) => self.step(step, claim, plot).await,
                None => Ok(()),
            },
        }
    }

    /// What an engine has lost of the set-up since it was done.
    pub async fn fallen<'a>(
        &self,
        what: impl Into<Claim<'a>>,
        plot: &Plot,
        begun: DateTime<Utc>,
    ) -> Result<Fallen, SandboxError> {
        fallen::look(&self.engines, what.into(), plot, begun).await
    }

    /// The deeds that bring it back, in order.
    pub fn deeds_again<'a>(&self, what: impl Into<Claim<'a>>, fallen: &Fallen) -> Vec<Deed> {
        fallen.deeds(what.into())
    }

    /// Does one of these deeds: what lies there still is started, or makes room for what takes its place.
    pub async fn perform_again<'a>(
        &self,
        deed: &Deed,
        what: impl Into<Claim<'a>>,
        plot: &Plot,
        fallen: &Fallen,
    ) -> Result<(), SandboxError> {
        match deed {
            Deed::Container { name, .. } if fallen.containers.contains(name) => {
                return fallen::start(&self.engines.docker().await?, name, &plot.label).await;
            }
            Deed::Apply { .. } => {
                for pod in &fallen.pods {
                    fallen::clear(&self.engines.cluster().await?, pod, plot).await?;
                }
            }
            Deed::Workspace | Deed::Namespace | Deed::Kubeconfig | Deed::Wait { .. } | Deed::Container { .. } => {}
            Deed::Volume { .. } | Deed::Network { .. } | Deed::Image { .. } | Deed::File { .. } | Deed::Copy { .. } => {
            }
        }
        self.perform(deed, what, plot).await
    }

    /// What taking down would remove; `since` is when the exercise was started.
    pub async fn preview<'a>(
        &self,
        what: impl Into<Claim<'a>>,
        plot: &Plot,
        since: DateTime<Utc>,
    ) -> Result<Vec<Thing>, SandboxError> {
        sweep::preview(&self.engines, what.into(), plot, since).await
    }

    /// Removes what was previewed, and our kubeconfig, and waits until it is gone.
    ///
    /// A thing that was made anew since then is left alone; one that is gone already is fine.
    pub async fn remove(&self, things: &[Thing], plot: &Plot) -> Result<(), SandboxError> {
        sweep::remove(&self.engines, things).await?;
        plot.kubeconfig.as_deref().map_or(Ok(()), kubeconfig::remove)
    }

    /// Moves the workspace aside and says where to; the newest three copies stay. None where there was nothing in it.
    pub fn set_aside(&self, plot: &Plot, now: DateTime<Utc>) -> Result<Option<PathBuf>, SandboxError> {
        workspace::set_aside(&plot.root, &plot.folder, now)
    }

    /// The folder that workspaces are moved to.
    pub fn aside(&self, plot: &Plot) -> PathBuf {
        plot.root.join(workspace::ASIDE)
    }

    /// The variables that lead the learner's programs to this place.
    pub async fn env(&self, plot: &Plot) -> Vec<(String, String)> {
        let mut env = Vec::new();
        if let Some(kubeconfig) = &plot.kubeconfig {
            env.push(("KUBECONFIG".to_owned(), kubeconfig.display().to_string()));
            env.push(("NAMESPACE".to_owned(), plot.namespace.clone()));
        }
        // An exercise that looks at no container may still be one where images are built.
        let settings = self.engines.settings();
        let wished = || settings.docker_named.clone().or_else(|| settings.docker_host.clone());
        let endpoint = self.engines.docker().await.map_or_else(|_| wished(), |docker| Some(docker.endpoint));
        let endpoint = endpoint.filter(|endpoint| endpoint != DEFAULT_SOCKET);
        env.extend(endpoint.map(|endpoint| ("DOCKER_HOST".to_owned(), endpoint)));
        env
    }
}

impl Thing {
    pub fn is_namespace(&self) -> bool {
        self.kind == ThingKind::Namespace
    }

    /// Whether it came into being at that time or later; to the second, since engines count in seconds.
    fn is_since(&self, since: DateTime<Utc>) -> bool {
        self.created.is_some_and(|created| created.timestamp() >= since.timestamp())
    }

    /// Whether both are one thing, found in two ways.
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name == other.name && self.id == other.id
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::course::{DockerKind, Level, Localized, Look, Owns, Step, StepKind};

    use crate::engine::EngineSettings;

    const STEP: Duration = Duration::from_secs(30);

    fn sandbox() -> Sandbox {
        Sandbox::new(Engines::new(EngineSettings::default()), "/home/x/sampan".into(), "/data/kube".into(), vec![])
    }

    fn exercise(needs: &[Need]) -> Exercise {
        let step = |what| Step { what, within: STEP };
        let wait = StepKind::Wait { look: Look::Answer, until: "true".to_owned() };
        Exercise {
            id: "kubernetes/scale".parse().unwrap(),
            level: Level::Beginner,
            minutes: 5,
            needs: needs.to_vec(),
            images: Vec::new(),
            owns: Owns::default(),
            within: STEP,
            setup: vec![step(StepKind::Apply("setup/a.yaml".to_owned())), step(wait)],
            checks: Vec::new(),
            hint_when: std::collections::BTreeMap::default(),
            lets: std::collections::BTreeMap::default(),
            task: Localized::default(),
            start: Vec::new(),
            manifests: Vec::new(),
            solution: Vec::new(),
            right: Vec::new(),
            wrong: Vec::new(),
        }
    }

    #[test]
    fn a_start_makes_the_place_before_the_set_up() {
        let apply = Deed::Apply { manifest: "setup/a.yaml".to_owned() };
        let expected = [Deed::Workspace, Deed::Namespace, Deed::Kubeconfig, apply, Deed::Wait { step: 1 }];
        assert_eq!(sandbox().deeds(&exercise(&[Need::Helm])), expected);
        let without = Exercise { setup: Vec::new(), ..exercise(&[Need::Docker]) };
        assert_eq!(sandbox().deeds(&without), [Deed::Workspace]);
    }

    #[test]
    fn a_plot_is_the_exercises_own_or_anywhere_else() {
        let exercise = exercise(&[Need::Kubernetes]);
        let own = sandbox().plot(&exercise);
        assert_eq!((own.namespace.as_str(), own.label.as_str()), ("sampan-scale", "kubernetes.scale"));
        assert_eq!(own.workspace, Path::new("/home/x/sampan/kubernetes/scale"));
        assert_eq!(own.kubeconfig.as_deref(), Some(Path::new("/data/kube/kubernetes-scale.yaml")));
        let other = sandbox().plot_in(&exercise, "sampan-scale-2".to_owned(), Path::new("/tmp/v"));
        assert_eq!(other.workspace, Path::new("/tmp/v/kubernetes/scale"));
        assert_eq!(other.kubeconfig.as_deref(), Some(Path::new("/data/kube/sampan-scale-2.yaml")));
        assert_eq!(other.label, own.label);
    }

    #[test]
    fn a_lesson_has_a_place_beside_the_exercises() {
        let plot = sandbox().lesson_plot(&"docker/volumes".parse().unwrap(), &[Need::Docker], Path::new("/tmp/v"));
        assert_eq!(plot.namespace, "sampan-lesson-docker-volumes");
        assert_eq!((plot.workspace.as_path(), plot.kubeconfig), (Path::new("/tmp/v/lesson-docker-volumes"), None));
    }

    #[test]
    fn engines_that_count_in_seconds_do_not_lose_what_was_made_at_once() {
        let start = DateTime::from_timestamp(100, 700_000_000).unwrap();
        let made = |seconds| Thing {
            kind: ThingKind::Docker(DockerKind::Volume),
            name: "notes".to_owned(),
            id: None,
            created: DateTime::from_timestamp(seconds, 0),
        };
        assert!(made(100).is_since(start) && made(101).is_since(start) && !made(99).is_since(start));
        assert!(!Thing { created: None, ..made(101) }.is_since(start), "a thing without a time is nobody's to remove");
    }

    #[tokio::test]
    async fn an_exercise_without_engines_asks_none() {
        let exercise = Exercise { setup: Vec::new(), ..exercise(&[]) };
        let (sandbox, plot) = (sandbox(), sandbox().plot(&exercise));
        assert!(sandbox.ready(&exercise).await.is_ready());
        assert_eq!(sandbox.conflicts(&exercise, &plot).await.unwrap(), []);
        assert_eq!(sandbox.preview(&exercise, &plot, DateTime::UNIX_EPOCH).await.unwrap(), []);
        assert_eq!(sandbox.env(&plot).await, []);
    }
}
