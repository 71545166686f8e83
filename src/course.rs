//! The words we speak: course, part, lesson, exercise, check, outcome, progress; and the rules a good course obeys.
//!
//! Pure: no I/O, no clock, no HTML, no SQL. Every other room builds on this one, and it knows none of them.

mod cause;
mod check;
mod diagnosis;
mod disk;
mod exercise;
mod file;
mod flaw;
mod id;
mod kind;
mod kubernetes;
mod lang;
pub mod lint;
mod mirror;
mod outcome;
pub mod problem;
pub mod progress;
mod quiz;
mod setup;
mod silence;
mod survey;
mod verification;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use cause::{Cause, CauseKind, ConfigSource, ExitMeaning};
pub use check::{CanRule, Check, Expression, Found, HttpTarget, Inside, LONGEST_EXPRESSION, Lets, Look, Owner, That};
pub use diagnosis::{Diagnosis, Evidence};
pub use disk::DiskFault;
pub use exercise::{AnswersFile, Attempt, Exercise, Expect, File, Level, Need, Owns, Task, UNTAGGED};
pub use file::{FileFault, FileKind, FilePath};
pub use flaw::{
    Arity, ChartFlaw, ComposeFlaw, ComposePart, Flaw, Form, Given, ManifestFlaw, Mistake, NameRule, Slip, Type,
};
pub use id::{BadId, CheckId, ExerciseId, LessonId};
pub use kind::{DockerKind, SoughtKind, ThingKind};
pub use kubernetes::{BadRelease, KubernetesRelease};
pub use lang::{Lang, Localized};
pub use mirror::{BadMirror, Mirror};
pub use outcome::{Engine, Finding, Outcome, Report, Unreachable};
pub use problem::Problem;
pub use progress::Standing;
pub use quiz::{Answers, Choice, Near, Order, Question, Quiz, QuizAnswer, Typed, Verdict, folded};
pub use setup::{Deed, Filling, Mount, MountSource, NewContainer, NewFile, Publish, Step, StepKind};
pub use silence::Silence;
pub use survey::{Happening, Health, Occurrence, Survey, ThingName, WorldState, WorldThing};
pub use verification::{
    EngineVersions, Selection, Sessions, TrialKind, TrialOutcome, Tried, Unnoticed, Verification, Verified,
};

/// Everything a learner can be taught, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// The languages, the source language first.
    pub langs: Vec<Lang>,
    pub parts: Vec<Part>,
    pub exercises: BTreeMap<ExerciseId, Exercise>,
    pub quizzes: BTreeMap<LessonId, Quiz>,
}

/// A part of the course: `docker`.
#[derive(Debug, Clone)]
pub struct Part {
    /// The folder of its lessons.
    pub name: String,
    pub title: Localized<String>,
    pub lessons: Vec<Lesson>,
}

/// A page of the course, without its prose.
#[derive(Debug, Clone)]
pub struct Lesson {
    pub id: LessonId,
    pub title: Localized<String>,
    pub summary: Localized<String>,
    pub minutes: Option<u16>,
    /// The day of its last change that a reader should know of, as each language's page says.
    pub updated: Localized<NaiveDate>,
    /// That change, in one line.
    pub change: Localized<String>,
    /// What its sessions make in Docker and leave there.
    pub owns: Owns,
    /// The causes that it explains, so that a diagnosis can lead there.
    pub diagnoses: Vec<CauseKind>,
    /// The exercises embedded in it, in order.
    pub exercises: Vec<ExerciseId>,
}

impl Course {
    pub fn lessons(&self) -> impl Iterator<Item = &Lesson> {
        self.parts.iter().flat_map(|part| &part.lessons)
    }

    /// The lesson that explains a cause: the first one that says so.
    pub fn explains(&self, cause: CauseKind) -> Option<&Lesson> {
        self.lessons().find(|lesson| lesson.diagnoses.contains(&cause))
    }

    /// Exercises as a reader of the lessons meets them.
    pub fn exercises_in_order(&self) -> impl Iterator<Item = &Exercise> {
        self.lessons().flat_map(|lesson| &lesson.exercises).filter_map(|id| self.exercises.get(id))
    }

    /// The source language; English where the course has none.
    pub fn source(&self) -> Lang {
        self.langs.first().cloned().unwrap_or_else(Lang::en)
    }
}
