//! Answers that a learner types for a check.

use chrono::Utc;

use crate::course::{CheckId, ExerciseId, Lang, Look};

use super::{Learner, ReportView, Tutor, TutorError};

/// The longest answer that is kept, in bytes.
const LONGEST: usize = 4096;

impl Tutor {
    /// Remembers an answer, and checks the exercise with it.
    ///
    /// # Errors
    /// When the exercise has no such check or has not been started, or the answer cannot be saved.
    pub async fn answer(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        check: &CheckId,
        text: &str,
        lang: &Lang,
    ) -> Result<ReportView, TutorError> {
        let exercise = self.find(id)?;
        let asks = exercise.check(check).is_some_and(|check| check.looks.values().any(|look| *look == Look::Answer));
        if !asks {
            return Err(TutorError::NoSuchCheck(check.to_string()));
        }
        if self.0.store.start(learner, id).await?.is_none_or(|start| start.begun.is_none()) {
            return Err(TutorError::NotStarted);
        }
        self.0.store.answer(learner, id, check, bounded(text.trim()), Utc::now()).await?;
        let desk = self.desk(learner, id);
        let reading = self.fresh_reading(&desk).await?;
        desk.bell.notify_one();
        Ok(self.report_view(exercise, &reading, lang))
    }
}

/// An answer as far as it is kept.
pub(super) fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}
