//! What a learner's shell needs to work on an exercise, as `minikube docker-env` prints it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use futures_util::Stream;

use crate::course::ExerciseId;
use crate::engine::find_program;
use crate::quoting;

use super::{EnvView, Learner, Tutor, TutorError};

impl Tutor {
    /// When the exercise was started whose world is there now; none where it is being taken down.
    ///
    /// # Errors
    /// When the memory fails.
    pub async fn started(&self, learner: &Learner, id: &ExerciseId) -> Result<Option<DateTime<Utc>>, TutorError> {
        let start = self.0.store.start(learner, id).await?;
        Ok(start.filter(|start| start.begun.is_some()).map(|start| start.started))
    }

    /// An item whenever something was written to the memory, by this program or another.
    pub fn written(&self) -> impl Stream<Item = ()> + Send + use<> {
        self.0.store.changes()
    }

    /// The variables that point `docker`, `kubectl` and `helm` at this exercise.
    ///
    /// # Errors
    /// When there is no such exercise, it is not started, or the memory fails.
    pub async fn env(&self, learner: &Learner, id: &ExerciseId) -> Result<EnvView, TutorError> {
        let exercise = self.find(id)?;
        let start = self.0.store.start(learner, id).await?;
        // What is taken down has no access to the cluster any more: `kubectl` would go elsewhere without a word.
        if start.as_ref().is_none_or(|start| start.begun.is_none()) {
            return Err(TutorError::NotStarted);
        }
        let place = self.place(learner, exercise, start.as_ref()).await?;
        let variables = self.0.sandbox.env(&self.0.sandbox.plot(exercise)).await;
        Ok(EnvView { workspace: place.workspace.display().to_string(), variables })
    }
}

/// How a shell that looks for programs in `folders` calls this one: by its name where that leads to it, else by its path.
pub fn called(program: &Path, folders: &[PathBuf]) -> String {
    const NAME: &str = "sampan";
    let real = |path: &Path| path.canonicalize().ok();
    let found = find_program(folders, NAME);
    if found.is_some_and(|found| real(&found).is_some_and(|found| Some(found) == real(program))) {
        return NAME.to_owned();
    }
    quoting::posix(&program.display().to_string())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_program_that_the_shell_would_not_find_is_called_by_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let (bin, own) = (dir.path().join("bin"), dir.path().join("my builds/sampan"));
        std::fs::create_dir_all(own.parent().unwrap()).unwrap();
        std::fs::create_dir(&bin).unwrap();
        for file in [&own, &bin.join("other")] {
            std::fs::File::create(file).unwrap().set_permissions(PermissionsExt::from_mode(0o755)).unwrap();
        }
        let folders = [bin.clone()];
        let by_path = format!("'{}'", own.display());
        assert_eq!(called(&own, &folders), by_path);
        // Another program of that name is not this one.
        std::os::unix::fs::symlink(bin.join("other"), bin.join("sampan")).unwrap();
        assert_eq!(called(&own, &folders), by_path);
        std::fs::remove_file(bin.join("sampan")).unwrap();
        std::os::unix::fs::symlink(&own, bin.join("sampan")).unwrap();
        assert_eq!(called(&own, &folders), "sampan");
    }
}
