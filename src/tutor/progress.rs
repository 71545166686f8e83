//! Progress: where a learner stands with every exercise, and what could be next. The same in all languages.

use crate::course::progress;

use super::{Learner, ProgressView, Tutor, TutorError};

impl Tutor {
    /// Where a learner stands.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn progress(&self, learner: &Learner) -> Result<ProgressView, TutorError> {
        let known = self.0.store.standings(learner).await?;
        let next = progress::next(self.course(), &known).cloned();
        let standing = |id| (Clone::clone(id), known.get(id).copied().unwrap_or_default());
        Ok(ProgressView { exercises: self.course().exercises.keys().map(standing).collect(), next })
    }

    /// The exercises that anybody on this machine has started and not taken down.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn in_progress(&self) -> Result<Vec<String>, TutorError> {
        Ok(self.0.store.in_progress().await?)
    }
}
