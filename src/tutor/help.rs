//! Hints, one at a time, and the solution, after success or a second question.

use chrono::Utc;

use crate::course::{Exercise, ExerciseId, Lang};

use super::{FileView, HintView, Learner, SolutionView, Tutor, TutorError};

impl Tutor {
    /// Shows one more hint.
    ///
    /// # Errors
    /// When there is no such exercise, or that it was shown cannot be saved.
    pub async fn hint(&self, learner: &Learner, id: &ExerciseId, lang: &Lang) -> Result<HintView, TutorError> {
        let exercise = self.find(id)?;
        let texts = exercise.task.get(lang).map(|task| task.hints.clone()).unwrap_or_default();
        let total = texts.len();
        let shown = self.0.store.show_hint(learner, id, total, Utc::now()).await?;
        Ok(HintView { shown: shown.min(total), total, texts: texts.into_iter().take(shown).collect() })
    }

    /// Shows the solution: once solved, and before that only to somebody who is sure.
    ///
    /// # Errors
    /// `AskFirst` when it is neither.
    pub async fn solution(&self, learner: &Learner, id: &ExerciseId, sure: bool) -> Result<SolutionView, TutorError> {
        let exercise = self.find(id)?;
        let seen = self.0.store.solved(learner, id).await? || self.0.store.solution_shown(learner, id).await?;
        if !sure && !seen {
            return Err(TutorError::AskFirst);
        }
        self.0.store.show_solution(learner, id, Utc::now()).await?;
        Ok(SolutionView { files: files(exercise) })
    }
}

fn files(exercise: &Exercise) -> Vec<FileView> {
    let view = |file: &crate::course::File| FileView {
        path: file.path.clone(),
        text: String::from_utf8_lossy(&file.bytes).into_owned(),
    };
    exercise.solution.iter().map(view).collect()
}
