//! What exercises hold on this machine: named before another one is started, and swept away, after a look at it.
//!
//! Ours is what this course's exercises and lessons marked with their labels, and what was recorded of starts that are
//! open. What bears the label of another course is named, and left unless it is asked for too.

use std::collections::BTreeSet;

use crate::course::{ExerciseId, Lang, Unreachable};
use crate::sandbox::{Labelled, Thing, exercise_label, lesson_label};
use crate::store::{Learner, Start};
use crate::words;

use super::error::of_sandbox;
use super::show::thing_views;
use super::{LeftoverView, SweepView, SweptView, Tutor, TutorError};

/// All that a sweep would remove, and what could not be looked at.
#[derive(Default)]
struct Heap {
    /// Of starts that are open: their exercise, and what it holds.
    held: Vec<(String, Vec<Thing>)>,
    /// Ours by its label, and of no start that is open.
    loose: Vec<Thing>,
    /// Of another course, by its label.
    strange: Vec<Thing>,
    /// What kept us from looking.
    failures: Vec<TutorError>,
    /// Engines that nothing of ours is known to be in, and that do not answer.
    unseen: Vec<Unreachable>,
}

impl Tutor {
    /// The other exercises in progress that hold things, and the ports among these.
    ///
    /// What cannot be looked at is left out: it keeps nobody from starting.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn leftovers(
        &self,
        learner: &Learner,
        beside: &ExerciseId,
        lang: &Lang,
    ) -> Result<Vec<LeftoverView>, TutorError> {
        let mut heap = Heap::default();
        let starts = self.0.store.open_starts(learner).await?;
        let others = starts.into_iter().filter(|(exercise, _)| exercise != beside.as_str());
        self.collect(learner, others.collect(), &mut heap).await?;
        Ok(self.held_views(&heap, lang).await)
    }

    /// What a sweep would remove; with `all`, what bears the label of another course too. Changes nothing.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn sweep_preview(&self, learner: &Learner, all: bool, lang: &Lang) -> Result<SweepView, TutorError> {
        let heap = self.heap(learner).await?;
        let (loose, strange) = heap.chosen(all);
        Ok(SweepView {
            exercises: self.held_views(&heap, lang).await,
            loose: thing_views(&loose, lang),
            strange: thing_views(strange, lang),
            unseen: told(heap.failures.iter().cloned().chain(heap.unseen.iter().cloned().map(Into::into)), lang),
        })
    }

    /// Takes every exercise down, and removes what else is ours; files and progress stay.
    ///
    /// A thing that cannot be removed keeps none of the others.
    ///
    /// # Errors
    /// When the memory fails.
    pub async fn sweep(&self, learner: &Learner, all: bool, lang: &Lang) -> Result<SweptView, TutorError> {
        let heap = self.heap(learner).await?;
        let mut swept = SweptView { removed: Vec::new(), failed: told(heap.failures.iter().cloned(), lang) };
        for (exercise, things) in &heap.held {
            let done = match exercise.parse::<ExerciseId>() {
                Ok(id) if self.course().exercises.contains_key(&id) => self.stop(learner, &id, lang).await.map(drop),
                _ => self.forget(learner, exercise, things, lang).await,
            };
            match done {
                Ok(()) => swept.removed.extend(thing_views(things, lang)),
                Err(error) => swept.failed.push(error.words(lang).0),
            }
        }
        let (loose, _) = heap.chosen(all);
        match self.0.sandbox.remove_all(&loose).await {
            Ok(()) => swept.removed.extend(thing_views(&loose, lang)),
            Err(error) => swept.failed.push(of_sandbox(error, lang).words(lang).0),
        }
        swept.failed.dedup();
        Ok(swept)
    }

    /// Takes down what was recorded of an exercise that the course has no more.
    async fn forget(&self, learner: &Learner, exercise: &str, things: &[Thing], lang: &Lang) -> Result<(), TutorError> {
        self.0.sandbox.remove_all(things).await.map_err(|error| of_sandbox(error, lang))?;
        if let Ok(id) = exercise.parse::<ExerciseId>() {
            self.0.store.stop(learner, &id, chrono::Utc::now()).await?;
        }
        Ok(())
    }

    async fn heap(&self, learner: &Learner) -> Result<Heap, TutorError> {
        let mut heap = Heap::default();
        let starts = self.0.store.open_starts(learner).await?;
        self.collect(learner, starts, &mut heap).await?;
        let sandbox = &self.0.sandbox;
        let (docker, cluster) = tokio::join!(sandbox.all_in_docker(), sandbox.all_in_cluster());
        let ours = self.labels();
        for found in [docker, cluster] {
            match found {
                Ok(found) => heap.sort(found, &ours),
                Err(why) => heap.unseen.push(why),
            }
        }
        Ok(heap)
    }

    /// Adds what these starts hold.
    async fn collect(
        &self,
        learner: &Learner,
        starts: Vec<(String, Start)>,
        heap: &mut Heap,
    ) -> Result<(), TutorError> {
        for (exercise, start) in starts {
            let Ok(id) = exercise.parse::<ExerciseId>() else { continue };
            let found = match self.course().exercises.get(&id) {
                Some(known) => self.made_since(learner, known, &start).await,
                None => {
                    let images = self.0.store.recorded_images(learner, &id, &start).await?;
                    let found = self.0.sandbox.images_since(images, start.started).await;
                    found.map_err(|error| of_sandbox(error, &Lang::en()))
                }
            };
            match found {
                Ok(things) => heap.held.push((exercise, things)),
                Err(error) => heap.failures.push(error),
            }
        }
        Ok(())
    }

    /// The values of the labels that this course gives.
    fn labels(&self) -> BTreeSet<String> {
        let exercises = self.course().exercises.keys().map(exercise_label);
        exercises.chain(self.course().lessons().map(|lesson| lesson_label(&lesson.id))).collect()
    }

    async fn held_views(&self, heap: &Heap, lang: &Lang) -> Vec<LeftoverView> {
        let mut views = Vec::new();
        for (exercise, things) in heap.held.iter().filter(|(_, things)| !things.is_empty()) {
            let known = exercise.parse::<ExerciseId>().ok().and_then(|id| self.course().exercises.get(&id));
            let title = known.and_then(|known| known.task.get(lang)).map(|task| task.title.clone());
            let ports = self.0.sandbox.ports(things).await.unwrap_or_default();
            let things = thing_views(things, lang);
            views.push(LeftoverView { exercise: exercise.clone(), title, things, ports });
        }
        views
    }
}

impl Heap {
    /// Puts what bears a label where it belongs; what a start holds is known already.
    fn sort(&mut self, found: Vec<Labelled>, ours: &BTreeSet<String>) {
        for Labelled { label, thing } in found {
            if self.held.iter().flat_map(|(_, things)| things).any(|held| held.is_same(&thing)) {
                continue;
            }
            if ours.contains(&label) { self.loose.push(thing) } else { self.strange.push(thing) }
        }
    }

    /// What would go beside what is held, and what would stay.
    fn chosen(&self, all: bool) -> (Vec<Thing>, &[Thing]) {
        let strange = if all { self.strange.as_slice() } else { &[] };
        let loose = self.loose.iter().chain(strange).cloned().collect();
        (loose, if all { &[] } else { &self.strange })
    }
}

/// The sentences of failures, each once.
fn told(failures: impl Iterator<Item = TutorError>, lang: &Lang) -> Vec<String> {
    let sentences: BTreeSet<String> = failures.map(|failure| failure.words(lang).0).collect();
    sentences.into_iter().collect()
}

/// What another exercise holds, and what to do about it, for a terminal and a page.
pub(super) fn leftover_lines(of: &LeftoverView, lang: &Lang) -> [String; 2] {
    let comma = words::say(lang, "tutor-list-comma", &[]);
    let things: Vec<&str> = of.things.iter().map(|thing| thing.text.as_str()).collect();
    let ports: Vec<String> = of.ports.iter().map(ToString::to_string).collect();
    let args = [
        ("exercise", of.exercise.clone().into()),
        ("things", things.join(&comma).into()),
        ("ports", ports.join(&comma).into()),
    ];
    let line = if ports.is_empty() { "sandbox-leftover" } else { "sandbox-leftover-ports" };
    [words::say(lang, line, &args), words::say(lang, "sandbox-leftover-help", &args)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{DockerKind, ThingKind};

    fn found(label: &str, name: &str) -> Labelled {
        let thing = Thing {
            kind: ThingKind::Docker(DockerKind::Container),
            name: name.to_owned(),
            id: Some(name.to_owned()),
            created: None,
        };
        Labelled { label: label.to_owned(), thing }
    }

    #[test]
    fn what_bears_a_label_is_held_loose_or_of_another_course() {
        let mut heap = Heap { held: vec![("docker/a".to_owned(), vec![found("", "held").thing])], ..Heap::default() };
        let ours = BTreeSet::from(["docker.a".to_owned()]);
        let all = ["held", "loose", "strange"]
            .map(|name| found(if name == "strange" { "docker.ab" } else { "docker.a" }, name));
        heap.sort(all.to_vec(), &ours);
        let names = |things: &[Thing]| things.iter().map(|thing| thing.name.clone()).collect::<Vec<_>>();
        let (goes, stays) = heap.chosen(false);
        assert_eq!((names(&goes), names(stays)), (vec!["loose".to_owned()], vec!["strange".to_owned()]));
        let (goes, stays) = heap.chosen(true);
        assert_eq!((names(&goes).len(), stays.len()), (2, 0));
    }
}
