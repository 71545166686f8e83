//! The images that the course needs: what is there, what is missing, and how they come onto a machine.

use std::collections::BTreeSet;
use std::path::Path;

use crate::course::{Lang, Need, Unreachable};
use crate::sandbox::Pulling;
use crate::words;

use super::error::of_sandbox;
use super::{ImageView, ImagesView, PullView, Tutor, TutorError};

impl Tutor {
    /// Every image of the course: whether it is where exercises need it, and its size.
    pub async fn images(&self, lang: &Lang) -> ImagesView {
        let (in_docker, in_cluster) =
            (self.needed(|need| need == Need::Docker), self.needed(|need| need != Need::Docker));
        let names: BTreeSet<&String> = in_docker.iter().chain(&in_cluster).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let sandbox = &self.0.sandbox;
        let lacks =
            async { if in_cluster.is_empty() { Ok(Vec::new()) } else { sandbox.cluster_lacks(&in_cluster).await } };
        let (docker, cluster, free_bytes) = tokio::join!(sandbox.image_states(&names), lacks, sandbox.room());
        let unseen = [docker.as_ref().err(), cluster.as_ref().err()].into_iter().flatten();
        let unseen = unseen.map(|why: &Unreachable| words::unreachable(lang, why).0).collect();
        let images = names.into_iter().map(|name| {
            let state = docker.as_ref().ok().and_then(|states| states.iter().find(|state| state.name == name));
            ImageView {
                docker: state.map(|state| state.there).filter(|_| in_docker.contains(&name)),
                cluster: cluster
                    .as_ref()
                    .ok()
                    .map(|lacks| !lacks.contains(&name))
                    .filter(|_| in_cluster.contains(&name)),
                bytes: state.and_then(|state| state.bytes),
                name,
            }
        });
        ImagesView { images: images.collect(), free_bytes, unseen }
    }

    /// Pulls what Docker lacks of the course's images, and tells how far each is; gives those that could not be pulled.
    ///
    /// # Errors
    /// When Docker cannot be asked.
    pub async fn pull_images(&self, tell: impl Fn(PullView) + Sync) -> Result<Vec<Unreachable>, TutorError> {
        let states = self.0.sandbox.image_states(&self.needed(|_| true)).await?;
        let mut failed = Vec::new();
        for state in states.iter().filter(|state| !state.there) {
            failed.extend(self.0.sandbox.pull(&state.name, &|pulling| tell(pulling.into())).await.err());
        }
        Ok(failed)
    }

    /// Writes all images of the course into one file; tells the bytes so far, and gives them all.
    ///
    /// # Errors
    /// When one is missing, Docker fails, or the file cannot be written.
    pub async fn save_images(&self, to: &Path, lang: &Lang, tell: impl Fn(u64) + Sync) -> Result<u64, TutorError> {
        let names = self.needed(|_| true);
        let states = self.0.sandbox.image_states(&names).await?;
        let missing = states.into_iter().filter(|state| !state.there);
        let missing: Vec<_> = missing.map(|state| Unreachable::ImageMissing { image: state.name }).collect();
        if !missing.is_empty() {
            return Err(TutorError::Unavailable(missing));
        }
        self.0.sandbox.save_images(&names, to, &tell).await.map_err(|error| of_sandbox(error, lang))
    }

    /// Gives Docker the images of a file; tells the bytes so far, and gives the names of what was loaded.
    ///
    /// # Errors
    /// When the file cannot be read, or holds no images.
    pub async fn load_images(
        &self,
        from: &Path,
        lang: &Lang,
        tell: impl Fn(u64) + Send + Sync + 'static,
    ) -> Result<Vec<String>, TutorError> {
        self.0.sandbox.load_images(from, tell).await.map_err(|error| of_sandbox(error, lang))
    }

    /// The images of exercises that need such an engine, each once.
    fn needed(&self, which: impl Fn(Need) -> bool) -> Vec<String> {
        let exercises =
            self.course().exercises.values().filter(|exercise| exercise.needs.iter().any(|need| which(*need)));
        let images: BTreeSet<&String> = exercises.flat_map(|exercise| &exercise.images).collect();
        images.into_iter().cloned().collect()
    }
}

impl From<Pulling> for PullView {
    fn from(Pulling { image, layers, layers_done, bytes, bytes_done }: Pulling) -> Self {
        Self { image, layers, layers_done, bytes, bytes_done }
    }
}
