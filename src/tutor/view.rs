//! Views: what a page or a line of text shows, in the reader's language. HTTP sends them as they are.
//!
//! Texts may hold `code` in backticks; those of hints are the author's Markdown, those of quizzes HTML made of it.

mod file;
mod world;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::course::{CauseKind, CheckId, ExerciseId, QuizAnswer, Standing, ThingKind};

pub use file::{EntryView, FilesView, FlawView, TextView};
pub use world::{CloseView, HappeningView, WorldThingView, WorldView};

/// An exercise as its learner meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExerciseView {
    pub id: ExerciseId,
    pub title: String,
    pub standing: Standing,
    /// Set-up is done, and nothing was taken down since.
    pub started: bool,
    pub solved: bool,
    pub needs: Vec<crate::course::Need>,
    /// The line to paste into a terminal.
    pub paste: String,
    pub workspace: String,
    /// The numbers of the hints that were shown, the newest last.
    pub hints_shown: Vec<usize>,
    pub hints_total: usize,
    pub solution_shown: bool,
    /// None where it has not been started.
    pub report: Option<ReportView>,
}

/// One reading of all checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportView {
    pub checks: Vec<CheckView>,
    /// What an engine has lost of the set-up since the start.
    pub fallen: Option<FallenView>,
    /// As in the exercise: whoever started or stopped it, the next report says so.
    pub started: bool,
    /// Solved in this reading or at any time before.
    pub solved: bool,
    pub standing: Standing,
    /// Later readings have greater numbers, as long as one process lives.
    pub sequence: u64,
}

/// What fell with an engine, and that starting again brings it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FallenView {
    pub text: String,
    pub help: String,
}

/// One check and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckView {
    pub id: CheckId,
    pub state: CheckState,
    /// What was expected.
    pub say: String,
    /// What was found, or why nothing could be.
    pub found: Option<String>,
    /// Where files of the workspace are wrong, if that is what was found.
    pub flaws: Vec<FlawView>,
    /// Why it is so, where the engine's own objects tell.
    pub diagnosis: Option<DiagnosisView>,
    /// The command that shows it.
    pub see: Option<String>,
    pub learn: Option<LinkView>,
    /// What to do where we cannot tell.
    pub remedy: Option<String>,
    /// Wants a typed answer.
    pub asks: bool,
    pub answer: Option<String>,
}

/// Why a check is not yet: the cause, what shows it, what to do, and the lesson that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagnosisView {
    pub cause: CauseKind,
    pub text: String,
    pub evidence: Vec<String>,
    pub remedy: String,
    pub learn: Option<LinkView>,
}

/// A check's outcome as a word: `passed`, `not-yet`, `cannot-tell`, `waiting` for another, `unknown` before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    Passed,
    NotYet,
    CannotTell,
    Waiting,
    Unknown,
}

/// A link to a lesson's section, from the server's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    pub href: String,
    /// The title of the lesson.
    pub title: String,
}

/// A step of a start or a reset: as it begins, as it goes on, and as it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    pub step: StepKind,
    /// Which of all steps, from 1.
    pub number: usize,
    pub total: usize,
    pub text: String,
    pub state: StepState,
    /// How long it took, once it has ended.
    pub took_ms: Option<u64>,
    /// How far the image is that is being pulled.
    pub pull: Option<PullView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    Begun,
    Done,
    Failed,
}

/// How far a pull is, as far as the engine knows yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PullView {
    pub image: String,
    pub layers: usize,
    pub layers_done: usize,
    pub bytes: u64,
    pub bytes_done: u64,
}

/// What a start does, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    Ready,
    Workspace,
    Namespace,
    Kubeconfig,
    Apply,
    Wait,
    Volume,
    Network,
    Container,
    Image,
    File,
    Copy,
    Remove,
    Done,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HintView {
    /// The numbers of those shown so far, the newest last.
    pub shown: Vec<usize>,
    pub total: usize,
    /// Their texts, as the author wrote them (Markdown).
    pub texts: Vec<String>,
    /// Why there is no new one although not all were shown: none fits the work as it is.
    pub waits: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SolutionView {
    pub files: Vec<FileView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileView {
    pub path: String,
    pub text: String,
}

/// A thing in an engine, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThingView {
    pub kind: ThingKind,
    pub name: String,
    pub text: String,
}

/// What a reset would remove, and the folder that it would move aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResetView {
    pub things: Vec<ThingView>,
    pub workspace: String,
    /// The folder that it would be moved to.
    pub aside: String,
}

/// What a learner may want to know before a start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BeforeView {
    /// Other exercises in progress that hold things.
    pub leftovers: Vec<LeftoverView>,
    /// Images that will be pulled.
    pub to_pull: Vec<String>,
    /// What they will take at least, where all of their registries say.
    pub needed_bytes: Option<u64>,
    /// What is free where they will lie, where that can be told.
    pub free_bytes: Option<u64>,
    /// All of it in sentences; empty where there is nothing to say.
    pub lines: Vec<String>,
}

/// The images that the course needs, and what is free where Docker keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImagesView {
    pub images: Vec<ImageView>,
    pub free_bytes: Option<u64>,
    /// What kept us from looking everywhere.
    pub unseen: Vec<String>,
}

/// An image that the course needs, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImageView {
    pub name: String,
    /// Whether Docker has it; none where no exercise needs it there, or nobody could say.
    pub docker: Option<bool>,
    /// The same of the cluster.
    pub cluster: Option<bool>,
    pub bytes: Option<u64>,
}

/// What another exercise holds that is in progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftoverView {
    pub exercise: String,
    /// None where the course has it no more.
    pub title: Option<String>,
    pub things: Vec<ThingView>,
    /// The ports of this machine among them.
    pub ports: Vec<u16>,
}

/// What a sweep would remove, and what it would leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SweepView {
    /// Exercises in progress, and what each holds.
    pub exercises: Vec<LeftoverView>,
    /// Ours, and of no exercise in progress.
    pub loose: Vec<ThingView>,
    /// Of another course; left.
    pub strange: Vec<ThingView>,
    /// What kept us from looking everywhere.
    pub unseen: Vec<String>,
}

/// What a sweep has removed, and what it could not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SweptView {
    pub removed: Vec<ThingView>,
    pub failed: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgressView {
    /// Every exercise of the course.
    pub exercises: BTreeMap<ExerciseId, Standing>,
    pub next: Option<ExerciseId>,
}

/// A note beside a lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteView {
    /// Empty where none was written.
    pub text: String,
    pub at: Option<DateTime<Utc>>,
    /// Whether it is the one that was asked for, and not one that another page wrote meanwhile.
    pub written: bool,
}

/// Whether everything was forgotten, or what has to be taken down first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForgottenView {
    pub forgotten: bool,
    pub in_progress: Vec<String>,
}

/// What a learner has answered to a quiz, by question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct QuizView {
    pub answers: BTreeMap<String, AnsweredView>,
}

/// An answer, with the numbers of the page, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnsweredView {
    pub answer: QuizAnswer,
    pub verdict: VerdictView,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictView {
    pub right: bool,
    /// What was chosen, each with what is said of it.
    pub chosen: Vec<ChosenView>,
    /// All that was chosen is right, and something right was not.
    pub incomplete: bool,
    /// What is said of the whole answer; none where each chosen answer says its own.
    pub text: Option<String>,
    pub learn: Option<LinkView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChosenView {
    /// The number on the page, from 0.
    pub number: usize,
    pub right: bool,
    pub because: String,
}

/// One thing that the doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoctorView {
    pub name: String,
    pub state: Health,
    pub text: String,
    pub help: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Ok,
    /// Worth knowing; nothing fails for it.
    Remark,
    Missing,
    Bad,
}

/// What a shell needs to work on an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnvView {
    pub workspace: String,
    pub variables: Vec<(String, String)>,
}
