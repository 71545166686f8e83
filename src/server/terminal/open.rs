//! The terminals that are open: whose they are, in which exercise, and how many there may be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use crate::course::ExerciseId;
use crate::server::refusal::Refusal;
use crate::server::secret::Secret;
use crate::terminal::{Shell, Terminal, Wish};
use crate::tutor::{Learner, Tutor};

/// More than any learner looks at; each is a shell and a quarter of a megabyte.
const MOST: usize = 256;

/// The learner's shell, and the environment that it has anywhere.
#[derive(Debug, Clone)]
pub struct ShellSettings {
    pub(super) shell: Shell,
    pub(super) env: Vec<(String, String)>,
    /// Where start-up files lie.
    pub(super) scratch: PathBuf,
}

impl ShellSettings {
    /// `runtime` is the runtime directory.
    pub fn new(program: PathBuf, env: Vec<(String, String)>, runtime: &Path) -> Self {
        Self { shell: Shell::new(program), env, scratch: scratch(runtime) }
    }
}

/// Where the start-up files of shells lie.
pub(in crate::server) fn scratch(runtime: &Path) -> PathBuf {
    runtime.join("terminals")
}

/// Every open terminal by its id, which nobody can guess.
#[derive(Debug, Clone)]
pub(in crate::server) struct Terminals {
    shell: Arc<ShellSettings>,
    open: Arc<Mutex<BTreeMap<String, Open>>>,
}

/// What a terminal was opened in; it ends with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    pub(super) learner: Learner,
    pub(super) exercise: ExerciseId,
    pub(super) at: DateTime<Utc>,
}

#[derive(Debug)]
struct Open {
    start: Start,
    terminal: Terminal,
    /// Those opened later come later.
    turn: usize,
}

impl Terminals {
    pub(in crate::server) fn new(shell: ShellSettings) -> Self {
        Self { shell: Arc::new(shell), open: Arc::default() }
    }

    pub(super) fn shell(&self) -> &ShellSettings {
        &self.shell
    }

    /// Starts a shell, and gives its id.
    pub(super) fn open(&self, start: Start, wish: &Wish) -> Result<String, Refusal> {
        let mut open = self.locked();
        if open.len() >= MOST {
            return Err(Refusal::TooManyTerminals);
        }
        let terminal = Terminal::open(wish).map_err(|error| {
            tracing::warn!(error = %error, "a terminal could not be opened");
            Refusal::NoTerminal
        })?;
        let id = Secret::random().reveal()[..22].to_owned();
        let turn = open.values().map(|one| one.turn + 1).max().unwrap_or_default();
        open.insert(id.clone(), Open { start, terminal, turn });
        Ok(id)
    }

    /// The learner's terminals of an exercise, in the order in which they were opened.
    pub(super) fn of(&self, learner: &Learner, exercise: &ExerciseId) -> Vec<String> {
        let open = self.locked();
        let is_own = |one: &Open| one.start.learner == *learner && one.start.exercise == *exercise;
        let mut own: Vec<_> = open.iter().filter(|(_, one)| is_own(one)).collect();
        own.sort_by_key(|(_, one)| one.turn);
        own.into_iter().map(|(id, _)| id.clone()).collect()
    }

    pub(super) fn owned(&self, learner: &Learner, id: &str) -> Option<Terminal> {
        self.locked().get(id).filter(|one| one.start.learner == *learner).map(|one| one.terminal.clone())
    }

    /// Ends the shells of exercises that were taken down since, or taken down and started anew: the folder where such a
    /// shell stands may be set aside, and nothing on the page leads to it any more.
    pub(in crate::server) async fn close_left(&self, tutor: &Tutor) {
        let starts: BTreeSet<Start> = self.locked().values().map(|one| one.start.clone()).collect();
        for start in starts {
            // While the memory cannot be asked, nobody's work is ended.
            let Ok(at) = tutor.started(&start.learner, &start.exercise).await else { continue };
            if at == Some(start.at) {
                continue;
            }
            let left: Vec<Terminal> = {
                let open = self.locked();
                open.values().filter(|one| one.start == start).map(|one| one.terminal.clone()).collect()
            };
            join_all(left.iter().map(Terminal::close)).await;
        }
    }

    /// Ends every shell.
    pub(in crate::server) async fn close_all(&self) {
        let all: Vec<Terminal> = self.locked().values().map(|one| one.terminal.clone()).collect();
        join_all(all.iter().map(Terminal::close)).await;
    }

    /// The list, without those that have ended.
    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Open>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, one| !one.terminal.has_ended());
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::Size;

    #[tokio::test]
    async fn r10_a31_a_terminal_is_found_by_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let terminals = Terminals::new(ShellSettings::new("/bin/sh".into(), Vec::new(), folder.path()));
        let wish = Wish {
            shell: terminals.shell().shell.clone(),
            folder: folder.path().to_owned(),
            env: Vec::new(),
            scratch: terminals.shell().scratch.clone(),
            label: "docker/x".into(),
            size: Size::new(24, 80),
        };
        let (me, you, exercise) = (Learner::me(), Learner::new("you"), "docker/x".parse::<ExerciseId>().unwrap());
        let start = Start { learner: me.clone(), exercise: exercise.clone(), at: Utc::now() };
        let id = terminals.open(start, &wish).unwrap();
        assert!(terminals.owned(&me, &id).is_some() && terminals.owned(&you, &id).is_none());
        assert_eq!(terminals.of(&me, &exercise), [id]);
        assert!(terminals.of(&you, &exercise).is_empty());
        terminals.close_all().await;
    }
}
