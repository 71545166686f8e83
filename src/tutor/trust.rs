//! Trust: nothing of a course from a folder is run until its learner agreed, once for exactly these files.
//!
//! A library holds its files in memory, so what runs is the copy that was hashed (R24). Untrusted means: read only.

use crate::course::{Exercise, StepKind};

use super::{Tutor, TutorError};

impl Tutor {
    /// Whether the course may be run: the embedded one is ours, any other was agreed to as it stands now.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn trusted(&self) -> Result<bool, TutorError> {
        match self.0.library.digest() {
            None => Ok(true),
            Some(digest) => Ok(self.0.store.setting(&key(digest)).await?.is_some()),
        }
    }

    /// Keeps the learner's agreement to the course as it stands now.
    ///
    /// # Errors
    /// When it cannot be saved.
    pub async fn trust(&self) -> Result<(), TutorError> {
        match self.0.library.digest() {
            None => Ok(()),
            Some(digest) => Ok(self.0.store.set_setting(&key(digest), "yes").await?),
        }
    }

    /// Refuses to go on where the course may not be run.
    pub(super) async fn must_be_trusted(&self) -> Result<(), TutorError> {
        if self.trusted().await? { Ok(()) } else { Err(TutorError::NotTrusted) }
    }

    /// What agreeing would allow: for each exercise its images, the manifests it applies, and what it owns.
    pub fn would_run(&self) -> Vec<String> {
        self.course().exercises.values().map(of_exercise).collect()
    }
}

fn key(digest: &str) -> String {
    format!("trusted:{digest}")
}

fn of_exercise(exercise: &Exercise) -> String {
    let applied = exercise.setup.iter().filter_map(|step| match &step.what {
        StepKind::Apply(manifest) => Some(format!("apply {manifest}")),
        StepKind::Wait { .. } => None,
    });
    let images = exercise.images.iter().map(|image| format!("pull {image}"));
    let owns = &exercise.owns;
    let names = [&owns.containers, &owns.volumes, &owns.networks, &owns.images, &owns.cluster].into_iter().flatten();
    let names = names.map(|name| format!("remove {name}"));
    let all: Vec<String> = images.chain(applied).chain(names).collect();
    format!("{}: {}", exercise.id, if all.is_empty() { "-".to_owned() } else { all.join(", ") })
}
