//! Why a wish was not fulfilled, told apart by what the learner can do about it.

use std::sync::Arc;

use crate::course::{Lang, Unreachable};
use crate::store::StoreError;
use crate::words;

use super::view::ThingView;

/// Why a learner's wish was not fulfilled. Cheap to clone, since several may wait for one reading.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TutorError {
    #[error("there is no exercise `{0}`")]
    NoSuchExercise(String),
    #[error("there is no check `{0}`")]
    NoSuchCheck(String),
    #[error("there is no question `{0}`")]
    NoSuchQuestion(String),
    #[error("the exercise has not been started")]
    NotStarted,
    #[error("names that the exercise needs are taken")]
    Taken { things: Vec<ThingView> },
    #[error("the exercise is not solved; ask whether the learner is sure")]
    AskFirst,
    #[error("an engine cannot be reached: {0:?}")]
    Unavailable(Unreachable),
    #[error("the set-up has not come to what it waits for: {found}")]
    SetUp { found: String },
    #[error("`{thing}` was not made by this exercise, so it is left alone")]
    NotOurs { thing: String },
    #[error("the course has not been trusted, so nothing of it is run")]
    NotTrusted,
    #[error("what happened could not be saved")]
    NotSaved,
    #[error("another process is writing")]
    Busy,
    #[error("something went wrong inside")]
    Internal(#[source] Arc<anyhow::Error>),
}

impl TutorError {
    /// A failure of ours, logged here once: the learner gets none of it.
    pub(super) fn internal(error: impl Into<anyhow::Error>) -> Self {
        let error = error.into();
        tracing::error!(error = format!("{error:#}"), "a wish failed");
        Self::Internal(Arc::new(error))
    }

    /// The kind, for programs: `taken`, `ask`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoSuchExercise(_) => "no-such-exercise",
            Self::NoSuchCheck(_) => "no-such-check",
            Self::NoSuchQuestion(_) => "no-such-question",
            Self::NotStarted => "not-started",
            Self::Taken { .. } => "taken",
            Self::AskFirst => "ask",
            Self::Unavailable(_) => "unavailable",
            Self::SetUp { .. } => "set-up",
            Self::NotOurs { .. } => "not-ours",
            Self::NotTrusted => "not-trusted",
            Self::NotSaved => "not-saved",
            Self::Busy => "busy",
            Self::Internal(_) => "internal",
        }
    }

    /// One sentence, and what to do.
    pub fn words(&self, lang: &Lang) -> (String, Option<String>) {
        let args = match self {
            Self::Unavailable(why) => {
                let (what, remedy) = words::unreachable(lang, why);
                return (what, Some(remedy));
            }
            Self::NoSuchExercise(name) | Self::NoSuchCheck(name) | Self::NoSuchQuestion(name) => {
                vec![("name", name.clone().into())]
            }
            Self::Taken { things } => {
                let names: Vec<_> = things.iter().map(|thing| thing.text.as_str()).collect();
                vec![("things", names.join(words::say(lang, "tutor-list-comma", &[]).as_str()).into())]
            }
            Self::SetUp { found } => vec![("found", found.clone().into())],
            Self::NotOurs { thing } => vec![("thing", thing.clone().into())],
            Self::NotStarted | Self::AskFirst | Self::NotTrusted | Self::NotSaved | Self::Busy | Self::Internal(_) => {
                vec![]
            }
        };
        let key = self.kind();
        let message = words::say(lang, &format!("tutor-error-{key}"), &args);
        (message, Some(words::say(lang, &format!("tutor-help-{key}"), &args)))
    }
}

impl From<StoreError> for TutorError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::NotSaved,
            StoreError::Busy => Self::Busy,
            other => Self::internal(other),
        }
    }
}

impl From<Unreachable> for TutorError {
    fn from(why: Unreachable) -> Self {
        Self::Unavailable(why)
    }
}
