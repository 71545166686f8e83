//! A lesson's trial: its files and sessions in order, in one shell, and every command prints what the page says.

use std::time::Instant;

use chrono::Utc;

use crate::course::{Lesson, Need, Sessions, TrialKind};
use crate::sandbox::{Claim, Plot};
use crate::site::console::{self, Command, Mismatch};
use crate::site::{Session, Step};
use crate::tutor::Tutor;

use super::bench::{self, Bench};
use super::mine::Mine;
use super::shell::{self, Answer};
use super::workers::{Shared, Subject};
use super::{Failure, kept, publishes_port};

impl Tutor {
    /// The engines that a lesson's commands use.
    pub(super) fn needs_of(&self, lesson: &Lesson) -> Vec<Need> {
        let steps = self.steps_of(lesson);
        let text: Vec<_> = steps.iter().flat_map(commands).map(|command| command.text.as_str()).collect();
        let uses = |program: &str| text.iter().any(|text| names(text, program));
        let needs = [
            (Need::Docker, uses("docker")),
            (Need::Kubernetes, uses("kubectl") || uses("helm")),
            (Need::Helm, uses("helm")),
        ];
        needs.into_iter().filter(|(_, used)| *used).map(|(need, _)| need).collect()
    }

    /// The names that the course writes, in whatever is tried.
    pub(super) fn mine(&self) -> Mine {
        let mut mine = Mine::default();
        self.course().exercises.values().for_each(|exercise| mine.exercise(exercise));
        for lesson in self.course().lessons() {
            mine.owns(&lesson.owns);
            for step in self.steps_of(lesson) {
                match step {
                    Step::Session(session) => session.commands.iter().for_each(|command| mine.text(&command.text)),
                    Step::File { text, .. } => mine.text(&text),
                }
            }
        }
        mine
    }

    fn steps_of(&self, lesson: &Lesson) -> Vec<Step> {
        self.library().steps(&lesson.id, &self.course().source())
    }
}

/// The commands of a step that are run.
fn commands(step: &Step) -> &[Command] {
    match step {
        Step::Session(Session { skip: None, commands, .. }) => commands,
        Step::Session(_) | Step::File { .. } => &[],
    }
}

/// Whether a program is named as a word of its own.
fn names(text: &str, program: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_./".contains(c)).any(|word| word == program)
}

impl Shared<'_> {
    /// Tries a lesson, if there is something to run in it.
    pub(super) async fn lesson(&self, bench: &Bench, lesson: &Lesson, needs: &[Need], round: usize) {
        let steps = self.tutor.steps_of(lesson);
        if steps.iter().all(|step| commands(step).is_empty()) || !self.wants(TrialKind::Lesson, "") {
            return;
        }
        let publishes = steps.iter().flat_map(commands).any(|command| publishes_port(&command.text));
        let _ports = if publishes { Some(self.ports.lock().await) } else { None };
        let _cluster_wide = if lesson.owns.cluster.is_empty() { None } else { Some(self.cluster_wide.lock().await) };
        let since = Instant::now();
        let outcome = self.page(bench, lesson, needs, &steps).await;
        let (id, kind, sessions) = (lesson.id.as_str(), TrialKind::Lesson, Some(share(&steps)));
        self.done(Subject { id, kind, name: "", round, sessions }, since, outcome);
    }

    async fn page(&self, bench: &Bench, lesson: &Lesson, needs: &[Need], steps: &[Step]) -> Result<(), Failure> {
        let root = bench.root(&format!("lesson-{}", lesson.id.as_str().replace('/', "-")));
        let plot = bench.sandbox.lesson_plot(&lesson.id, needs, &root);
        self.makes(&plot.namespace);
        let claim = || Claim::lesson(lesson, needs);
        let before = match needs.contains(&Need::Docker) {
            true => Some(bench.sandbox.docker_inventory().await.map_err(|why| bench::unreachable(&why))?),
            false => None,
        };
        let since = Utc::now();
        let tried = match bench.set_up(claim(), &plot, None).await {
            Ok(_) => run(bench, &plot, needs, steps).await,
            Err(failure) => Err(failure),
        };
        let tried = match tried {
            Err(failure) if self.keeps() => {
                return Err(kept::told(failure, &bench.surroundings(&plot, needs).await?));
            }
            tried => tried,
        };
        let gone = bench.take_down(claim(), &plot, since).await;
        bench::judged(tried.and(gone), before, || bench.sandbox.docker_inventory()).await
    }
}

fn share(steps: &[Step]) -> Sessions {
    let all = steps.iter().filter(|step| matches!(step, Step::Session(_))).count();
    Sessions { run: steps.iter().filter(|step| !commands(step).is_empty()).count(), all }
}

async fn run(bench: &Bench, plot: &Plot, needs: &[Need], steps: &[Step]) -> Result<(), Failure> {
    let surroundings = bench.surroundings(plot, needs).await?;
    let mut session = surroundings.session()?;
    for step in steps {
        if let Step::File { path, text, .. } = step {
            bench::write(&plot.workspace.join(path), text)?;
        }
        for command in commands(step) {
            fits(command, session.run(&command.text).await?)?;
        }
    }
    Ok(())
}

fn fits(command: &Command, answer: Answer) -> Result<(), Failure> {
    let place = format!("line {}: `{}`", command.line, command.text);
    match answer {
        Answer::Cut { output } => {
            let limit = shell::LIMIT.as_secs();
            Err(Failure::new(format!("{place} ended the shell, or did not end within {limit} s"), output))
        }
        Answer::Done { output, code } => console::matches(command, &output, code).map_err(|mismatch| {
            let why = match mismatch {
                Mismatch::Code { expected, found } => format!("it ended with code {found}; the page says {expected}"),
                Mismatch::Line { number, expected, found } => {
                    let quoted = |line: Option<String>| line.map_or("nothing more".into(), |line| format!("`{line}`"));
                    format!("line {number} of its output is {}; the page says {}", quoted(found), quoted(expected))
                }
            };
            Failure::new(format!("{place}: {why}"), output)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_a_word_of_its_own() {
        assert!(names("cd x && docker ps", "docker") && names("$(docker ps)", "docker"));
        assert!(!names("cat docker-compose.yaml", "docker") && !names("ls /etc/docker", "docker"));
    }
}
