//! A worker's bench: its engines, a sandbox with folders of its own, and the eye for what is left behind.
#![expect(clippy::disallowed_methods, reason = "writes an attempt's files into a temporary workspace")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::Utc;

use crate::check::{self, Place};
use crate::course::{Deed, Exercise, File, KubernetesRelease, Lang, Need, Outcome, StepKind, UNTAGGED, Unreachable};
use crate::engine::{EngineSettings, Engines, find_program};
use crate::sandbox::{Claim, Plot, Sandbox, Thing};
use crate::tutor::error::of_sandbox;
use crate::tutor::{Tutor, TutorError};
use crate::words;

use super::shell::Surroundings;
use super::{Failure, World};

/// How long something that is being removed may still be seen.
const GOES: Duration = Duration::from_secs(30);

/// What a worker works with; everything in its folder is gone with it.
pub(super) struct Bench {
    pub(super) engines: Engines,
    pub(super) sandbox: Sandbox,
    pub(super) world: World,
    programs: Vec<PathBuf>,
    kubernetes: KubernetesRelease,
    folder: tempfile::TempDir,
}

impl Bench {
    pub(super) fn new(tutor: &Tutor, settings: EngineSettings) -> Result<Self, TutorError> {
        let folder = tempfile::Builder::new().prefix("sampan-verify-").tempdir().map_err(TutorError::internal)?;
        let programs = tutor.0.machine.programs.clone();
        let settings = EngineSettings { ours: folder.path().join("kube"), ..settings };
        let engines = Engines::new(settings);
        let (workspaces, kube) = (folder.path().join("workspaces"), folder.path().join("kube"));
        let sandbox = Sandbox::new(engines.clone(), workspaces, kube, programs.clone());
        let world = World::Real(engines.clone());
        let kubernetes = tutor.library().kubernetes();
        Ok(Self { engines, sandbox, world, programs, kubernetes, folder })
    }

    /// Leaves its folder where it is, since something in it shall be looked at.
    pub(super) fn keep(&mut self) {
        self.folder.disable_cleanup(true);
    }

    /// The folders in which programs are looked for.
    pub(super) fn programs(&self) -> &[PathBuf] {
        &self.programs
    }

    /// A folder for one trial's workspace.
    pub(super) fn root(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Does all that a start does; gives the place as checks know it.
    pub(super) async fn set_up<'a>(
        &self,
        claim: impl Into<Claim<'a>>,
        plot: &Plot,
        exercise: Option<&Exercise>,
    ) -> Result<Place, Failure> {
        let claim = claim.into();
        let readiness = self.sandbox.ready(claim).await;
        if let Some(why) = readiness.lacking.first() {
            return Err(unreachable(why));
        }
        let taken = self.sandbox.conflicts(claim, plot).await.map_err(sandbox_failed)?;
        if !taken.is_empty() {
            return Err(Failure::new("names that it needs are taken", listed(&taken)));
        }
        let mut place = Place {
            namespace: plot.namespace.clone(),
            workspace: plot.workspace.clone(),
            programs: self.programs.clone(),
            kubernetes: self.kubernetes,
            ..Place::default()
        };
        for deed in self.sandbox.deeds(claim) {
            if let (Deed::Wait { step }, Some(exercise)) = (&deed, exercise) {
                self.wait(exercise, *step, &place).await?;
            } else {
                self.sandbox.perform(&deed, claim, plot).await.map_err(sandbox_failed)?;
            }
        }
        place.begun = Some(Utc::now());
        Ok(place)
    }

    async fn wait(&self, exercise: &Exercise, step: usize, place: &Place) -> Result<(), Failure> {
        let Some(step) = exercise.setup.get(step) else { return Ok(()) };
        let StepKind::Wait { look, until } = &step.what else { return Ok(()) };
        let waited = check::wait(look, until, &self.world, place, step.within).await;
        waited.or_else(|outcome| match outcome {
            Outcome::Passed => Ok(()),
            Outcome::CannotTell(why) => Err(unreachable(&why)),
            found @ Outcome::NotYet(_) => {
                let found = words::outcome(&Lang::en(), &found).found.unwrap_or_default();
                Err(Failure::new(format!("the set-up waits in vain for `{until}`"), found))
            }
        })
    }

    /// The surroundings of a script: allow-listed, with a home of its own, and no engine that was not asked for.
    pub(super) async fn surroundings(&self, plot: &Plot, needs: &[Need]) -> Result<Surroundings, Failure> {
        let home = self.root("home");
        std::fs::create_dir_all(&home)?;
        let path = std::env::join_paths(&self.programs).unwrap_or_default().to_string_lossy().into_owned();
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let nowhere = |name: &str| pair(name, "/dev/null".to_owned());
        let home = home.display().to_string();
        let docker_config = self.engines.settings().docker_config.display().to_string();
        let mut env = vec![
            pair("PATH", path),
            pair("HOME", home.clone()),
            pair("TMPDIR", home),
            pair("LANG", "C.UTF-8".to_owned()),
            pair("TERM", "dumb".to_owned()),
            pair("DOCKER_CONFIG", docker_config),
            nowhere("KUBECONFIG"),
            pair("NAMESPACE", plot.namespace.clone()),
        ];
        env.extend(self.sandbox.env(plot).await);
        // An engine that an exercise did not say it needs is not there for it.
        let docker = if needs.contains(&Need::Docker) {
            self.engines.docker().await.map_err(|why| unreachable(&why))?.endpoint
        } else {
            "unix:///dev/null".to_owned()
        };
        env.push(pair("DOCKER_HOST", docker));
        Ok(Surroundings { folder: plot.workspace.clone(), env, setsid: find_program(&self.programs, "setsid") })
    }

    /// Removes what a trial made.
    pub(super) async fn take_down<'a>(
        &self,
        claim: impl Into<Claim<'a>>,
        plot: &Plot,
        since: chrono::DateTime<Utc>,
    ) -> Result<(), Failure> {
        let things = self.sandbox.preview(claim, plot, since).await.map_err(sandbox_failed)?;
        self.sandbox.remove(&things, plot).await.map_err(sandbox_failed)
    }

    /// Removes the images without a tag that a trial has left.
    pub(super) async fn clear_untagged(&self, before: &[Thing]) -> Result<(), Failure> {
        let now = self.sandbox.docker_inventory().await.map_err(|why| unreachable(&why))?;
        self.sandbox.remove_all(&untagged_since(before, &now)).await.map_err(sandbox_failed)
    }
}

/// The images without a tag that were not there before.
pub(super) fn untagged_since(before: &[Thing], now: &[Thing]) -> Vec<Thing> {
    let (new, _) = difference(before, now);
    new.into_iter().filter(|thing| thing.name == UNTAGGED).collect()
}

/// Whether an engine holds what it held before; what has just been removed may take a moment to go.
pub(super) async fn unchanged(
    before: &[Thing],
    look: impl AsyncFn() -> Result<Vec<Thing>, Unreachable>,
) -> Result<(), Failure> {
    let deadline = Instant::now() + GOES;
    loop {
        let now = look().await.map_err(|why| unreachable(&why))?;
        let (left, lost) = difference(before, &now);
        if left.is_empty() && lost.is_empty() {
            return Ok(());
        }
        if !lost.is_empty() {
            return Err(Failure::new("it removed what was there before", listed(&lost)));
        }
        if Instant::now() > deadline {
            return Err(Failure::new("it left something behind", listed(&left)));
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// What a trial came to: its own failure first, with what it left; else that it left nothing.
pub(super) async fn judged(
    tried: Result<(), Failure>,
    before: Option<Vec<Thing>>,
    look: impl AsyncFn() -> Result<Vec<Thing>, Unreachable>,
) -> Result<(), Failure> {
    let Some(before) = before else { return tried };
    let Err(mut failure) = tried else { return unchanged(&before, look).await };
    // What was cut off in its middle leaves things by right: they are named, and not waited for.
    let left = look().await.map(|now| difference(&before, &now).0).unwrap_or_default();
    if !left.is_empty() {
        failure.details.push_str(&format!("\nleft behind:\n{}", listed(&left)));
    }
    Err(failure)
}

/// What is new, and what is gone.
fn difference(before: &[Thing], now: &[Thing]) -> (Vec<Thing>, Vec<Thing>) {
    let is_in = |thing: &Thing, things: &[Thing]| {
        things.iter().any(|other| (&other.kind, &other.name, &other.id) == (&thing.kind, &thing.name, &thing.id))
    };
    let only = |these: &[Thing], those: &[Thing]| these.iter().filter(|one| !is_in(one, those)).cloned().collect();
    (only(now, before), only(before, now))
}

/// Writes an attempt's files into the workspace, and its script beside it; gives the script's path.
pub(super) fn lay_out(files: &[File], script: &str, workspace: &Path, root: &Path) -> Result<PathBuf, Failure> {
    let mut found = None;
    for file in files {
        let path = if file.path == script { root.join(script) } else { workspace.join(&file.path) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, &file.bytes)?;
        if file.executable {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        }
        if file.path == script {
            found = Some(path);
        }
    }
    found.ok_or_else(|| Failure::new(format!("there is no `{script}`"), ""))
}

/// Writes a file that a page names.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, text)?)
}

pub(super) fn unreachable(why: &Unreachable) -> Failure {
    let (what, remedy) = words::unreachable(&Lang::en(), why);
    Failure::new(what, remedy)
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new("a file could not be written, or a program not be started", error.to_string())
    }
}

fn sandbox_failed(error: crate::sandbox::SandboxError) -> Failure {
    let (what, help) = of_sandbox(error, &Lang::en()).words(&Lang::en());
    Failure::new(what, help.unwrap_or_default())
}

fn listed(things: &[Thing]) -> String {
    let line = |thing: &Thing| {
        let id = thing.id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
        format!("{} {}{id}\n", thing.kind, thing.name)
    };
    things.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{DockerKind, ThingKind};

    fn thing(name: &str, id: &str) -> Thing {
        let (name, id) = (name.to_owned(), Some(id.to_owned()));
        Thing { kind: ThingKind::Docker(DockerKind::Image), name, id, created: None }
    }

    #[test]
    fn only_new_images_without_a_tag_may_be_left() {
        let before = [thing("<none>", "a"), thing("web:1", "b")];
        let now = [thing("<none>", "a"), thing("<none>", "b"), thing("web:1", "c")];
        assert_eq!(untagged_since(&before, &now), [thing("<none>", "b")]);
    }

    #[test]
    fn a_name_that_means_another_thing_now_is_new_and_lost() {
        let (left, lost) = difference(&[thing("web:1", "a"), thing("x", "b")], &[thing("web:1", "c"), thing("x", "b")]);
        assert_eq!((left, lost), (vec![thing("web:1", "c")], vec![thing("web:1", "a")]));
    }
}
