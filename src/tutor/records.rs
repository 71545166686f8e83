//! A learner's records: notes beside lessons, and everything that is remembered, taken away, brought back or forgotten.

use std::convert::Infallible;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::course::LessonId;
use crate::store::{Note, Records};

use super::view::{ForgottenView, NoteView};
use super::{Learner, Tutor, TutorError};

const HOUR: Duration = Duration::from_secs(3600);
/// The longest note, in bytes.
const LONGEST: usize = 64 << 10;

impl Tutor {
    /// The note beside a lesson; an empty one where none was written.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn note(&self, learner: &Learner, lesson: &LessonId) -> Result<NoteView, TutorError> {
        Ok(view(self.0.store.note(learner, lesson).await?, true))
    }

    /// Writes a note in the place of the one that was written `after` then. Where another page wrote one meanwhile,
    /// nothing is written, and the view is of that one.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub async fn write_note(
        &self,
        learner: &Learner,
        lesson: &LessonId,
        text: &str,
        after: Option<DateTime<Utc>>,
    ) -> Result<NoteView, TutorError> {
        let text = &text[..text.floor_char_boundary(LONGEST)];
        let written = self.0.store.write_note(learner, lesson, text, after, Utc::now()).await?;
        Ok(view(self.0.store.note(learner, lesson).await?, written))
    }

    /// Everything that is remembered of a learner.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn records(&self, learner: &Learner) -> Result<Records, TutorError> {
        Ok(self.0.store.records(learner).await?)
    }

    /// Merges records into what is there; nothing that was done is undone.
    ///
    /// # Errors
    /// When they cannot be saved; then none of them is.
    pub async fn merge_records(&self, learner: &Learner, records: &Records) -> Result<(), TutorError> {
        Ok(self.0.store.merge(learner, records).await?)
    }

    /// Copies the memory once a day, for as long as it is polled; a copy that fails is tried again in an hour.
    pub async fn keep_copies(&self) -> Infallible {
        loop {
            if let Err(error) = self.0.store.copy_daily(Utc::now()).await {
                tracing::warn!(%error, "today's copy of the memory could not be made");
            }
            tokio::time::sleep(HOUR).await;
        }
    }

    /// Forgets a learner and all settings, unless exercises are in progress: those have to be taken down first.
    ///
    /// # Errors
    /// When the memory fails.
    pub async fn forget_everything(&self, learner: &Learner) -> Result<ForgottenView, TutorError> {
        let forgotten = self.0.store.forget(learner).await?;
        let in_progress = if forgotten { Vec::new() } else { self.in_progress().await? };
        Ok(ForgottenView { forgotten, in_progress })
    }
}

fn view(note: Option<Note>, written: bool) -> NoteView {
    let (text, at) = note.map_or_else(Default::default, |note| (note.text, Some(note.at)));
    NoteView { text, at, written }
}
