//! The terminals that are open: whose they are, in which exercise, and how many there may be.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;

use crate::course::ExerciseId;
use crate::server::refusal::Refusal;
use crate::server::secret::Secret;
use crate::terminal::{Shell, Terminal, Wish};
use crate::tutor::Learner;

/// More than any learner looks at; each is a shell and a quarter of a megabyte.
const MOST: usize = 256;

/// The learner's shell, and the environment that it has anywhere.
#[derive(Debug, Clone)]
pub struct ShellSettings {
    pub(super) shell: Shell,
    pub(super) env: Vec<(String, String)>,
}

impl ShellSettings {
    pub fn new(program: PathBuf, env: Vec<(String, String)>) -> Self {
        Self { shell: Shell::new(program), env }
    }
}

/// Every open terminal by its id, which nobody can guess.
#[derive(Debug, Clone)]
pub(in crate::server) struct Terminals {
    shell: Arc<ShellSettings>,
    open: Arc<Mutex<BTreeMap<String, Open>>>,
}

#[derive(Debug)]
struct Open {
    learner: Learner,
    exercise: ExerciseId,
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
    pub(super) fn open(&self, learner: Learner, exercise: ExerciseId, wish: &Wish) -> Result<String, Refusal> {
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
        open.insert(id.clone(), Open { learner, exercise, terminal, turn });
        Ok(id)
    }

    /// The learner's terminals of an exercise, in the order in which they were opened.
    pub(super) fn of(&self, learner: &Learner, exercise: &ExerciseId) -> Vec<String> {
        let open = self.locked();
        let is_own = |one: &Open| one.learner == *learner && one.exercise == *exercise;
        let mut own: Vec<_> = open.iter().filter(|(_, one)| is_own(one)).collect();
        own.sort_by_key(|(_, one)| one.turn);
        own.into_iter().map(|(id, _)| id.clone()).collect()
    }

    pub(super) fn owned(&self, learner: &Learner, id: &str) -> Option<Terminal> {
        self.locked().get(id).filter(|one| one.learner == *learner).map(|one| one.terminal.clone())
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
        let terminals = Terminals::new(ShellSettings::new("/bin/sh".into(), Vec::new()));
        let wish = Wish {
            shell: terminals.shell().shell.clone(),
            folder: folder.path().to_owned(),
            env: Vec::new(),
            label: "docker/x".into(),
            size: Size::new(24, 80),
        };
        let (me, you, exercise) = (Learner::me(), Learner::new("you"), "docker/x".parse::<ExerciseId>().unwrap());
        let id = terminals.open(me.clone(), exercise.clone(), &wish).unwrap();
        assert!(terminals.owned(&me, &id).is_some() && terminals.owned(&you, &id).is_none());
        assert_eq!(terminals.of(&me, &exercise), [id]);
        assert!(terminals.of(&you, &exercise).is_empty());
        terminals.close_all().await;
    }
}
