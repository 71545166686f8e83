//! Why a wish was not fulfilled, told apart by what the learner can do about it.

use std::sync::Arc;

use crate::course::{FileFault, Lang, Unreachable};
use crate::sandbox::{HeldPort, SandboxError, Thing};
use crate::store::StoreError;
use crate::words;

use super::show::thing_view;
use super::view::{TextView, ThingView};

/// Why a learner's wish was not fulfilled. Cheap to clone, since several may wait for one reading.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TutorError {
    #[error("there is no exercise `{0}`")]
    NoSuchExercise(String),
    #[error("there is no check `{0}`")]
    NoSuchCheck(String),
    #[error("there is no question `{0}`")]
    NoSuchQuestion(String),
    #[error("there is no `{0}` in the exercise's world")]
    NoSuchThing(String),
    #[error("the exercise has not been started")]
    NotStarted,
    #[error("names that the exercise needs are taken")]
    Taken { things: Vec<ThingView> },
    #[error("ports that the exercise needs are taken")]
    PortsTaken { ports: Vec<HeldPort> },
    #[error("the exercise is not solved; ask whether the learner is sure")]
    AskFirst,
    #[error("not everything that is needed is there: {0:?}")]
    Unavailable(Vec<Unreachable>),
    #[error("the set-up has not come to what it waits for: {found}")]
    SetUp { found: String },
    /// What went wrong at one step of a start, and what the step was to do.
    #[error("step {number} of {total} failed: {step}")]
    AtStep { number: usize, total: usize, step: String, why: Box<Self> },
    #[error("an engine refused: {detail}")]
    Refused { detail: String },
    #[error("the exercise's own files are broken: {detail}")]
    Broken { detail: String },
    #[error("the course has not been trusted, so nothing of it is run")]
    NotTrusted,
    #[error("what happened could not be saved")]
    NotSaved,
    #[error("another process is writing")]
    Busy,
    #[error("the database was written by a newer Sampan")]
    Newer,
    #[error("the database is damaged")]
    Damaged,
    #[error("the file `{path}` cannot be used: {}", why.kind())]
    File { path: String, why: FileFault },
    /// It is no longer what the learner has in view; this is what is there now, if anything.
    #[error("the file `{path}` was changed meanwhile")]
    FileChanged { path: String, now: Option<TextView> },
    /// The database was removed or moved away while it was open.
    #[error("the database is gone")]
    Gone,
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

    /// A folder or file of ours that cannot be used.
    pub fn of_disk(path: &std::path::Path, error: &std::io::Error) -> Self {
        Unreachable::Disk { path: path.display().to_string(), why: error.into() }.into()
    }

    /// What went wrong, whichever step it was.
    pub fn cause(&self) -> &Self {
        if let Self::AtStep { why, .. } = self { why.cause() } else { self }
    }

    /// The kind, for programs: `taken`, `ask`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AtStep { why, .. } => why.kind(),
            Self::NoSuchExercise(_) => "no-such-exercise",
            Self::NoSuchCheck(_) => "no-such-check",
            Self::NoSuchQuestion(_) => "no-such-question",
            Self::NoSuchThing(_) => "no-such-thing",
            Self::NotStarted => "not-started",
            Self::Taken { .. } => "taken",
            Self::PortsTaken { .. } => "ports-taken",
            Self::AskFirst => "ask",
            Self::Unavailable(_) => "unavailable",
            Self::SetUp { .. } => "set-up",
            Self::Refused { .. } => "refused",
            Self::Broken { .. } => "broken",
            Self::NotTrusted => "not-trusted",
            Self::NotSaved => "not-saved",
            Self::File { why, .. } => why.kind(),
            Self::FileChanged { .. } => "changed",
            Self::Busy => "busy",
            Self::Newer => "newer",
            Self::Damaged => "damaged",
            Self::Gone => "gone",
            Self::Internal(_) => "internal",
        }
    }

    /// One sentence, and what to do.
    pub fn words(&self, lang: &Lang) -> (String, Option<String>) {
        let args = match self {
            Self::Unavailable(causes) => return unavailable(causes, lang),
            Self::File { path, why } => return words::file_fault(lang, path, why),
            Self::FileChanged { path, now } => return words::file_changed(lang, path, now.is_some()),
            Self::AtStep { number, total, step, why } => {
                let (found, help) = why.words(lang);
                let args = [
                    ("number", (*number).into()),
                    ("total", (*total).into()),
                    ("step", step.clone().into()),
                    ("found", found.into()),
                ];
                let rest = words::say(lang, "sandbox-help-at-step", &[]);
                let help = [help.as_deref(), Some(rest.as_str())].into_iter().flatten().collect::<Vec<_>>();
                let help = help.join(&words::say(lang, "tutor-list-sentence", &[]));
                return (words::say(lang, "sandbox-error-at-step", &args), Some(help));
            }
            Self::NoSuchExercise(name)
            | Self::NoSuchCheck(name)
            | Self::NoSuchQuestion(name)
            | Self::NoSuchThing(name) => {
                vec![("name", name.clone().into())]
            }
            Self::Taken { things } => {
                let names: Vec<_> = things.iter().map(|thing| thing.text.as_str()).collect();
                vec![("things", names.join(words::say(lang, "tutor-list-comma", &[]).as_str()).into())]
            }
            Self::PortsTaken { ports } => {
                let names: Vec<String> = ports.iter().map(|held| held_words(held, lang)).collect();
                vec![("ports", names.join(&words::say(lang, "tutor-list-comma", &[])).into())]
            }
            Self::SetUp { found } => vec![("found", found.clone().into())],
            Self::Refused { detail } | Self::Broken { detail } => vec![("detail", detail.clone().into())],
            Self::NotStarted | Self::AskFirst | Self::NotTrusted | Self::NotSaved => vec![],
            Self::Busy | Self::Newer | Self::Damaged | Self::Gone | Self::Internal(_) => vec![],
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
            StoreError::Newer { .. } => Self::Newer,
            StoreError::Damaged => Self::Damaged,
            StoreError::Gone => Self::Gone,
            StoreError::File { path, source } => Unreachable::Disk { path, why: (&source).into() }.into(),
            other @ StoreError::Database(_) => Self::internal(other),
        }
    }
}

impl From<Unreachable> for TutorError {
    fn from(why: Unreachable) -> Self {
        Self::Unavailable(vec![why])
    }
}

/// A port and who holds it.
fn held_words(HeldPort { port, by }: &HeldPort, lang: &Lang) -> String {
    let args = [("port", port.to_string().into()), ("name", by.clone().unwrap_or_default().into())];
    words::say(lang, if by.is_some() { "sandbox-port-of-container" } else { "sandbox-port-of-program" }, &args)
}

/// All causes, and each different remedy.
fn unavailable(causes: &[Unreachable], lang: &Lang) -> (String, Option<String>) {
    let (what, mut remedies): (Vec<_>, Vec<_>) = causes.iter().map(|why| words::unreachable(lang, why)).unzip();
    remedies.dedup();
    let gap = words::say(lang, "tutor-list-sentence", &[]);
    (what.join(&gap), Some(remedies.join(&gap)))
}

/// What a sandbox could not do, in the learner's language where a thing is named.
pub(super) fn of_sandbox(error: SandboxError, lang: &Lang) -> TutorError {
    let text = |thing: &Thing| thing_view(thing, lang).text;
    match error {
        SandboxError::NotOurs { thing } => TutorError::Taken { things: vec![thing_view(&thing, lang)] },
        SandboxError::Engine(why) => why.into(),
        SandboxError::Disk { path, source } => TutorError::of_disk(&path, &source),
        SandboxError::Apply { kind, name, message, .. } => {
            TutorError::Refused { detail: format!("{kind} `{name}`: {message}") }
        }
        SandboxError::NotMade { thing, message }
        | SandboxError::Refused { thing, message }
        | SandboxError::Stuck { thing, why: message } => {
            TutorError::Refused { detail: format!("{}: {message}", text(&thing)) }
        }
        SandboxError::Archive { path, message } => {
            TutorError::Refused { detail: format!("`{}`: {message}", path.display()) }
        }
        SandboxError::Manifest { manifest, message } => {
            TutorError::Broken { detail: format!("`{manifest}`: {message}") }
        }
        SandboxError::UnknownKind { kind } => TutorError::Broken { detail: format!("`{kind}`") },
    }
}
