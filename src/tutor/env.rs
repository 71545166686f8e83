//! What a learner's shell needs to work on an exercise, as `minikube docker-env` prints it.

use crate::course::ExerciseId;

use super::{EnvView, Learner, Tutor, TutorError};

impl Tutor {
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
        let variables = self.0.sandbox.env(exercise, &self.0.sandbox.plot(exercise)).await;
        Ok(EnvView { workspace: place.workspace.display().to_string(), variables })
    }
}

/// A word as a POSIX shell reads it back.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
