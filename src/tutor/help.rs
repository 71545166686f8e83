//! Hints, one at a time, and the solution, after success or a second question.

use chrono::Utc;

use crate::check::{self, Place};
use crate::course::{Exercise, ExerciseId, Lang};
use crate::words;

use super::{FileView, HintView, Learner, SolutionView, Tutor, TutorError};

impl Tutor {
    /// Shows the next hint: the first that was not shown and fits what the learner has.
    ///
    /// # Errors
    /// When there is no such exercise, or that it was shown cannot be saved.
    pub async fn hint(&self, learner: &Learner, id: &ExerciseId, lang: &Lang) -> Result<HintView, TutorError> {
        let exercise = self.find(id)?;
        let texts = exercise.task.get(lang).map(|task| task.hints.clone()).unwrap_or_default();
        let mut shown = self.hints_shown(learner, exercise, texts.len()).await?;
        let hidden: Vec<usize> = (1..=texts.len()).filter(|number| !shown.contains(number)).collect();
        let next = match hidden.as_slice() {
            [] => None,
            hidden => self.fitting(learner, exercise, hidden).await?,
        };
        if let Some(next) = next {
            self.0.store.show_hint(learner, id, next, Utc::now()).await?;
            shown.push(next);
        }
        let waits = next.is_none() && !hidden.is_empty();
        let waits = waits.then(|| words::say(lang, "tutor-hint-waits", &[]));
        let total = texts.len();
        Ok(HintView { texts: shown.iter().map(|number| texts[number - 1].clone()).collect(), shown, total, waits })
    }

    /// Those that the exercise still has, of the hints that were shown.
    pub(super) async fn hints_shown(
        &self,
        learner: &Learner,
        exercise: &Exercise,
        total: usize,
    ) -> Result<Vec<usize>, TutorError> {
        let shown = self.0.store.hints_shown(learner, &exercise.id).await?;
        Ok(shown.into_iter().filter(|number| (1..=total).contains(number)).collect())
    }

    async fn fitting(
        &self,
        learner: &Learner,
        exercise: &Exercise,
        hidden: &[usize],
    ) -> Result<Option<usize>, TutorError> {
        let start = self.0.store.start(learner, &exercise.id).await?;
        let place = self.place(learner, exercise, start.as_ref()).await?;
        // What a course that is not trusted asks of the engines is not asked.
        let place = if self.is_trusted() { place } else { Place { begun: None, ..place } };
        Ok(check::fitting(exercise, hidden, &self.0.world, &place).await)
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
