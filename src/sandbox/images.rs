//! The images that a course needs: which are there, how large they are, how much room there is; and moved as one file
//! to a machine that reaches no registry.

use std::io;
use std::path::Path;
use std::time::Duration;

use bollard::errors::Error;
use bollard::query_parameters::ImportImageOptions;
use futures_util::future::join_all;
use futures_util::{StreamExt, TryStreamExt};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;

use super::{Pulling, Sandbox, SandboxError, pull, ready, registry};
use crate::course::Unreachable;

/// The longest that an engine may take for a file of images.
const LONG: Duration = Duration::from_secs(3600);

/// An image as an engine has it, or lacks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageState {
    pub name: String,
    pub there: bool,
    /// None where nobody could say.
    pub bytes: Option<u64>,
}

impl Sandbox {
    /// What Docker has of these images.
    pub async fn image_states(&self, names: &[String]) -> Result<Vec<ImageState>, Unreachable> {
        let docker = self.engines.docker().await?;
        let mut states = Vec::new();
        for name in names {
            let found = docker.found(docker.client.inspect_image(name).await)?;
            let bytes = found.as_ref().and_then(|found| found.size).and_then(|size| u64::try_from(size).ok());
            states.push(ImageState { name: name.clone(), there: found.is_some(), bytes });
        }
        Ok(states)
    }

    /// What pulls of these images would bring, all together; none where a registry does not say in time.
    pub async fn pull_size(&self, names: &[String]) -> Option<u64> {
        let version = self.engines.docker().await.ok()?.client.version().await.ok()?;
        let architecture = version.arch.unwrap_or_default();
        let sizes = join_all(names.iter().map(|name| registry::size(name, &architecture))).await;
        sizes.into_iter().sum()
    }

    /// Which of these images no node of the cluster is known to have.
    pub async fn cluster_lacks(&self, names: &[String]) -> Result<Vec<String>, Unreachable> {
        ready::cluster_lacks(&self.engines, names).await
    }

    /// How many bytes are free where Docker keeps its images; none where that is not on a disk of this machine.
    pub async fn room(&self) -> Option<u64> {
        let info = self.engines.docker().await.ok()?.client.info().await.ok()?;
        free(Path::new(&info.docker_root_dir?))
    }

    /// Pulls an image, and tells how far it is.
    pub async fn pull(&self, image: &str, tell: &(dyn Fn(Pulling) + Sync)) -> Result<(), Unreachable> {
        pull::pull(&self.engines.docker().await?, image, tell).await
    }

    /// Writes these images into one file, which appears whole or not at all; tells the bytes so far.
    pub async fn save_images(
        &self,
        names: &[String],
        to: &Path,
        tell: &(dyn Fn(u64) + Sync),
    ) -> Result<u64, SandboxError> {
        let docker = self.engines.docker().await?;
        let disk = |source: io::Error| SandboxError::disk(to, source);
        let draft = to.with_added_extension("part");
        let mut file = File::create(&draft).await.map_err(disk)?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut parts = docker.client.export_images(&names).boxed();
        let mut written = 0;
        while let Some(part) = parts.try_next().await.map_err(|error| docker.why(error))? {
            file.write_all(&part).await.map_err(disk)?;
            written += part.len() as u64;
            tell(written);
        }
        file.sync_all().await.map_err(disk)?;
        tokio::fs::rename(&draft, to).await.map_err(disk)?;
        Ok(written)
    }

    /// Gives Docker the images of a file; tells the bytes so far, and returns the names of what was loaded.
    pub async fn load_images(
        &self,
        from: &Path,
        tell: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<Vec<String>, SandboxError> {
        let docker = self.engines.docker().await?;
        let file = File::open(from).await.map_err(|source| SandboxError::disk(from, source))?;
        let mut read = 0;
        let parts = ReaderStream::with_capacity(file, 1 << 20).inspect_ok(move |part| {
            read += part.len() as u64;
            tell(read);
        });
        let refused = |error| match error {
            Error::DockerResponseServerError { message, .. } | Error::DockerStreamError { error: message } => {
                SandboxError::Archive { path: from.to_owned(), message }
            }
            error => docker.why(error).into(),
        };
        // The engine answers once it has read the whole file.
        let patient = docker.client.clone().with_timeout(LONG);
        let mut said = patient.import_image_stream(ImportImageOptions::default(), parts, None).boxed();
        let mut loaded = Vec::new();
        while let Some(line) = said.try_next().await.map_err(refused)? {
            loaded.extend(line.stream.as_deref().and_then(loaded_name));
        }
        Ok(loaded)
    }
}

/// The name in `Loaded image: nginx:1.29-alpine`.
fn loaded_name(line: &str) -> Option<String> {
    Some(line.trim().strip_prefix("Loaded image: ")?.to_owned())
}

fn free(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_loaded_is_told_by_name() {
        assert_eq!(loaded_name("Loaded image: nginx:1.29-alpine\n").as_deref(), Some("nginx:1.29-alpine"));
        assert_eq!(loaded_name("Loaded image ID: sha256:00\n"), None);
    }

    #[test]
    fn room_is_known_of_folders_that_are_here() {
        assert!(free(Path::new("/")).is_some_and(|bytes| bytes > 0));
        assert_eq!(free(Path::new("/no/such/engine")), None);
    }
}
