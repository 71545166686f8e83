//! One step of a set-up, within its limit: which file of the course, which engine, which maker.

use std::time::Duration;

use tokio::time::timeout;

use super::{Claim, Plot, Sandbox, SandboxError, apply, image, make, workspace};
use crate::course::{Engine, File, Filling, NewFile, Step, StepKind, Unreachable};

/// The limit of a manifest that is not among an exercise's steps.
const STEP: Duration = Duration::from_secs(30);

impl Sandbox {
    pub(super) async fn step(&self, step: &Step, claim: Claim<'_>, plot: &Plot) -> Result<(), SandboxError> {
        let label = plot.label.as_str();
        match &step.what {
            StepKind::Apply(manifest) => self.apply(manifest, claim, plot).await,
            StepKind::Wait { .. } => Ok(()),
            StepKind::File(file) => write(file, claim, plot),
            StepKind::Volume { name } => {
                self.in_docker(step, async |docker| make::volume(docker, name, label).await).await
            }
            StepKind::Network { name } => {
                self.in_docker(step, async |docker| make::network(docker, name, label).await).await
            }
            StepKind::Container(new) => {
                self.in_docker(step, async |docker| make::container(docker, new, label, &plot.workspace).await).await
            }
            StepKind::Build { image, context } => {
                let context = (context.as_str(), claim.manifests);
                self.in_docker(step, async |docker| image::build(docker, image, context, label).await).await
            }
            StepKind::Tag { image, name } => {
                self.in_docker(step, async |docker| image::tag(docker, image, name).await).await
            }
            StepKind::Copy { file, container, path } => {
                let file = given(claim, file)?;
                let copy =
                    async |docker: &_| make::copy(docker, &file.bytes, file.executable, (container, path), label).await;
                self.in_docker(step, copy).await
            }
        }
    }

    /// Does something in Docker within the step's limit.
    async fn in_docker(
        &self,
        step: &Step,
        work: impl AsyncFnOnce(&crate::engine::DockerEngine) -> Result<(), SandboxError>,
    ) -> Result<(), SandboxError> {
        let docker = self.engines.docker().await?;
        timeout(step.within, work(&docker)).await.unwrap_or_else(|_| Err(too_slow(Engine::Docker, step.within)))
    }

    pub(super) async fn apply(&self, manifest: &str, claim: Claim<'_>, plot: &Plot) -> Result<(), SandboxError> {
        let file = given(claim, manifest)?;
        let step = claim.setup.iter().find(|step| matches!(&step.what, StepKind::Apply(path) if path == manifest));
        let limit = step.map_or(STEP, |step| step.within);
        let cluster = self.engines.cluster().await?;
        let done = timeout(limit, apply::apply(&cluster, file, plot)).await;
        done.unwrap_or_else(|_| Err(too_slow(Engine::Cluster, limit)))
    }
}

/// Writes a file into the workspace, unless something of its name is there.
fn write(file: &NewFile, claim: Claim<'_>, plot: &Plot) -> Result<(), SandboxError> {
    let text;
    let filling = match &file.filling {
        Filling::Text(written) => {
            text = written.replace("{namespace}", &plot.namespace);
            workspace::Content::Bytes(text.as_bytes())
        }
        Filling::From(path) => workspace::Content::Bytes(&given(claim, path)?.bytes),
        Filling::Zeros(count) => workspace::Content::Zeros(*count),
    };
    workspace::add(&plot.root, &plot.folder, &file.path, filling, file.executable)
}

fn given<'a>(claim: Claim<'a>, path: &str) -> Result<&'a File, SandboxError> {
    let missing = || SandboxError::Manifest { manifest: path.to_owned(), message: "there is no such file".to_owned() };
    claim.manifests.iter().find(|file| file.path == path).ok_or_else(missing)
}

fn too_slow(engine: Engine, limit: Duration) -> SandboxError {
    SandboxError::Engine(Unreachable::TooSlow { engine: Some(engine), limit })
}
