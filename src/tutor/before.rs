//! What a learner is told before a start: what other exercises still hold, and what must be pulled into how much room.

use crate::course::{Exercise, ExerciseId, Lang, Need};
use crate::words;

use super::sweep::leftover_lines;
use super::{BeforeView, Learner, Tutor, TutorError};

impl Tutor {
    /// What is worth knowing before this exercise is started; nothing of it refuses a start. Changes nothing.
    ///
    /// # Errors
    /// When there is no such exercise, or the memory cannot be read.
    pub async fn before(&self, learner: &Learner, id: &ExerciseId, lang: &Lang) -> Result<BeforeView, TutorError> {
        let exercise = self.find(id)?;
        let is_begun = self.0.store.start(learner, id).await?.is_some_and(|start| start.begun.is_some());
        // Nobody is asked, on this machine or elsewhere, for a course that is not trusted.
        if is_begun || !self.is_trusted() {
            return Ok(BeforeView::default());
        }
        let leftovers = self.leftovers(learner, id, lang).await?;
        let (to_pull, needed_bytes, free_bytes) = self.room_for(exercise).await;
        let mut lines: Vec<String> = leftovers.iter().flat_map(|of| leftover_lines(of, lang)).collect();
        lines.extend(pull_line(&to_pull, needed_bytes, free_bytes, lang));
        Ok(BeforeView { leftovers, to_pull, needed_bytes, free_bytes, lines })
    }

    /// The images that Docker lacks, what they take, and what is free. An engine that does not answer says so at the start.
    async fn room_for(&self, exercise: &Exercise) -> (Vec<String>, Option<u64>, Option<u64>) {
        if !exercise.needs(Need::Docker) || exercise.images.is_empty() {
            return (Vec::new(), None, None);
        }
        let sandbox = &self.0.sandbox;
        let states = sandbox.image_states(&exercise.images).await.unwrap_or_default();
        let missing: Vec<_> = states.into_iter().filter(|state| !state.there).map(|state| state.name).collect();
        if missing.is_empty() {
            return (Vec::new(), None, None);
        }
        let (needed, free) = tokio::join!(sandbox.pull_size(&missing), sandbox.room());
        (missing, needed, free)
    }
}

fn pull_line(to_pull: &[String], needed: Option<u64>, free: Option<u64>, lang: &Lang) -> Option<String> {
    if to_pull.is_empty() {
        return None;
    }
    let unknown = || words::say(lang, "sandbox-size-unknown", &[]);
    // A registry tells what is sent, and unpacked it is more.
    let at_least = |bytes| words::say(lang, "sandbox-at-least", &[("size", words::size(bytes).into())]);
    let names: Vec<String> = to_pull.iter().map(|name| format!("`{name}`")).collect();
    let args = [
        ("images", names.join(&words::say(lang, "tutor-list-comma", &[])).into()),
        ("needed", needed.map_or_else(unknown, at_least).into()),
        ("free", free.map_or_else(unknown, words::size).into()),
    ];
    Some(words::say(lang, "sandbox-to-pull", &args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_nobody_knows_is_said_to_be_unknown() {
        let line = |needed, free| pull_line(&["nginx:1".to_owned()], needed, free, &Lang::en()).unwrap();
        assert_eq!(
            line(None, Some(2_000_000_000)),
            "Will be pulled first: `nginx:1`. Space needed: unknown, space free: 2.0 GB."
        );
        assert!(line(Some(48_000_000), None).contains("needed: at least 48.0 MB, space free: unknown"));
        assert_eq!(pull_line(&[], None, None, &Lang::en()), None);
    }
}
