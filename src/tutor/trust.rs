//! Trust: nothing of a course from a folder is run before the learner has agreed to this very course.
//!
//! A course is read into memory once, and what was hashed there is what runs: files that change afterwards change
//! nothing. The agreement is to the hash, so another version of the course is asked about again.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use crate::check;
use crate::course::{Exercise, HttpTarget, Inside, Lang, Look, Mirror, Problem, StepKind};
use crate::site::{Library, Source};
use crate::words::{self, FluentValue};

use super::{Tutor, TutorError};

/// Reads a course with the images of a mirror, if there is one, and lists what is wrong. Nothing of it is run.
pub fn open_course_through(source: &Source, mirror: Option<&Mirror>) -> (Library, Vec<Problem>) {
    compiled(Library::open_through(source, mirror))
}

/// The same for its author, whose preprocessors are run.
pub fn open_course_as_author_through(source: &Source, mirror: Option<&Mirror>) -> (Library, Vec<Problem>) {
    compiled(Library::open_as_author_through(source, mirror))
}

/// Reads a course, and lists what is wrong in its files and in its expressions. Nothing of it is run.
pub fn open_course(source: &Source) -> (Library, Vec<Problem>) {
    compiled(Library::open(source))
}

/// The same for its author, whose preprocessors are run.
pub fn open_course_as_author(source: &Source) -> (Library, Vec<Problem>) {
    compiled(Library::open_as_author(source))
}

fn compiled((library, mut problems): (Library, Vec<Problem>)) -> (Library, Vec<Problem>) {
    for (exercise, expressions) in library.expressions() {
        for bad in check::compile(expressions) {
            problems.push(library.expression_problem(exercise, bad.nth, bad.at, &bad.message));
        }
    }
    problems.sort();
    problems.dedup();
    (library, problems)
}

impl Tutor {
    /// Whether things of this course may be run.
    pub fn is_trusted(&self) -> bool {
        self.0.trusted.load(Ordering::Relaxed)
    }

    pub(super) fn refuse_untrusted(&self) -> Result<(), TutorError> {
        if self.is_trusted() { Ok(()) } else { Err(TutorError::NotTrusted) }
    }

    /// Remembers that the learner trusts this very course.
    ///
    /// # Errors
    /// When that cannot be saved.
    pub async fn trust(&self) -> Result<(), TutorError> {
        self.0.store.set_setting(&self.setting(), "yes").await?;
        self.0.trusted.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Takes what the learner said of this very course before.
    pub(super) async fn recall_trust(&self) -> Result<(), crate::store::StoreError> {
        let said = self.0.store.setting(&self.setting()).await?;
        self.0.trusted.store(said.is_some(), Ordering::Relaxed);
        Ok(())
    }

    fn setting(&self) -> String {
        format!("trusted {}", self.library().digest())
    }

    /// What the course would run or change, a line each: images, set-up, things it removes, addresses it asks.
    pub fn would_run(&self, lang: &Lang) -> Vec<String> {
        let lines: BTreeSet<String> = self.course().exercises.values().flat_map(|each| lines(each, lang)).collect();
        lines.into_iter().collect()
    }
}

fn lines(exercise: &Exercise, lang: &Lang) -> Vec<String> {
    let line = |key: &str, what: FluentValue<'static>| {
        words::say(lang, key, &[("exercise", exercise.id.to_string().into()), ("what", what)])
    };
    let mut lines: Vec<_> =
        exercise.images.iter().map(|image| line("tutor-would-use-image", image.to_string().into())).collect();
    lines.extend(exercise.setup.iter().filter_map(|step| set_up_line(&step.what, line)));
    let looks = exercise.checks.iter().flat_map(|check| check.looks.values());
    lines.extend(looks.filter_map(|look| match look {
        Look::Http { to: HttpTarget::Published { port }, path } => {
            Some(line("tutor-would-ask", format!("http://127.0.0.1:{port}{path}").into()))
        }
        Look::Run { inside: Inside::Container { name } | Inside::Pod { name, .. }, command } => {
            let what = format!("{name}: {}", command.join(" "));
            Some(line("tutor-would-run-inside", what.into()))
        }
        _ => None,
    }));
    let scripts = usize::from(!exercise.solution.is_empty()) + exercise.right.len() + exercise.wrong.len();
    if scripts > 0 {
        lines.push(line("tutor-would-run-scripts", scripts.into()));
    }
    let owns = &exercise.owns;
    let docker = [&owns.containers, &owns.volumes, &owns.networks, &owns.images];
    let owned = docker.into_iter().flatten().chain(&owns.cluster);
    lines.extend(owned.map(|name| line("tutor-would-remove", name.to_string().into())));
    lines
}

/// What a step of the set-up makes or runs; a wait changes nothing, and files are written by every start.
fn set_up_line(step: &StepKind, line: impl Fn(&str, FluentValue<'static>) -> String) -> Option<String> {
    let (key, what) = match step {
        StepKind::Apply(path) => ("apply", path.clone()),
        StepKind::Volume { name } => ("make-volume", name.clone()),
        StepKind::Network { name } => ("make-network", name.clone()),
        StepKind::Container(new) => ("run-container", new.name.clone()),
        StepKind::Build { image, .. } => ("build-image", image.clone()),
        StepKind::Tag { name, .. } => ("tag-image", name.clone()),
        StepKind::Wait { .. } | StepKind::File(_) | StepKind::Copy { .. } => return None,
    };
    Some(line(&format!("tutor-would-{key}"), what.into()))
}
