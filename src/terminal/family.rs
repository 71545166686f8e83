//! Family: everything that came of a shell, so that nothing of it stays when its terminal is closed (R41).
//!
//! An interactive shell gives each job a process group of its own, and a job may leave the session, ignore a hang-up or
//! outlive its parent. So several things make a process one of the family: a control group, where one can be had, the
//! session, a parent in it, and a mark in the environment that children inherit.

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

use super::cgroup::Cgroup;

/// The variable that marks a family.
const MARK: &str = "SAMPAN_TERMINAL";
/// How long a hang-up may take to be obeyed.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often what has not gone is killed: it may still have been making children.
const ROUNDS: usize = 20;

/// A shell and what came of it.
#[derive(Debug)]
pub(super) struct Family {
    mark: String,
    shell: Option<u32>,
    cgroup: Option<Cgroup>,
}

/// A process, as far as a family is told by it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    pid: u32,
    parent: Option<u32>,
    session: Option<u32>,
    is_marked: bool,
}

impl Family {
    /// A family without members.
    pub(super) fn new() -> io::Result<Self> {
        let mark = getrandom::u64().map_err(io::Error::other)?;
        let mark = format!("{mark:016x}");
        let cgroup = Cgroup::new(&mark);
        Ok(Self { mark, shell: None, cgroup })
    }

    /// The variable that its first member must have.
    pub(super) fn mark(&self) -> (&'static str, &str) {
        (MARK, &self.mark)
    }

    /// The family of that shell.
    pub(super) fn of(self, shell: Option<u32>) -> Self {
        if let (Some(cgroup), Some(shell)) = (&self.cgroup, shell)
            && let Err(error) = cgroup.take(shell)
        {
            tracing::debug!(%error, "a terminal is not in its control group");
        }
        Self { shell, ..self }
    }

    /// Hangs up, and then kills what is still there.
    pub(super) async fn end(self) {
        for round in 0..ROUNDS {
            let members = self.members();
            if members.is_empty() {
                return;
            }
            if let Some(cgroup) = self.cgroup.as_ref().filter(|_| round > 0) {
                cgroup.kill();
            }
            let signals = if round == 0 { &[Signal::HUP, Signal::CONT][..] } else { &[Signal::KILL] };
            for pid in members.into_iter().filter_map(|pid| Pid::from_raw(pid.cast_signed())) {
                for signal in signals {
                    // One that has gone meanwhile is what was wanted.
                    let _ = kill_process(pid, *signal);
                }
            }
            tokio::time::sleep(if round == 0 { PATIENCE } else { PATIENCE / 10 }).await;
        }
        tracing::warn!(members = self.members().len(), "something of a terminal does not end");
    }

    fn members(&self) -> BTreeSet<u32> {
        let kind = ProcessRefreshKind::nothing().with_environ(UpdateKind::Always).without_tasks();
        let mut system = System::new();
        system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind);
        let mark = format!("{MARK}={}", self.mark);
        let alive = system.processes().values().filter(|process| process.status() != sysinfo::ProcessStatus::Zombie);
        let all: Vec<Member> = alive
            .map(|process| Member {
                pid: process.pid().as_u32(),
                parent: process.parent().map(sysinfo::Pid::as_u32),
                session: process.session_id().map(sysinfo::Pid::as_u32),
                is_marked: process.environ().iter().any(|pair| *pair == *mark),
            })
            .collect();
        let mut members = related(&all, self.shell);
        members.extend(self.cgroup.iter().flat_map(Cgroup::members));
        members
    }
}

/// Who belongs to the family of a shell, by mark, session and descent.
fn related(all: &[Member], shell: Option<u32>) -> BTreeSet<u32> {
    let is_in = |member: &&Member| {
        member.is_marked || shell.is_some() && (member.session == shell || Some(member.pid) == shell)
    };
    let mut found: BTreeSet<u32> = all.iter().filter(is_in).map(|member| member.pid).collect();
    loop {
        let is_child = |member: &&Member| member.parent.is_some_and(|parent| found.contains(&parent));
        let more: Vec<u32> =
            all.iter().filter(is_child).map(|member| member.pid).filter(|pid| !found.contains(pid)).collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_told_by_mark_session_and_descent() {
        let member =
            |pid, parent, session, is_marked| Member { pid, parent: Some(parent), session: Some(session), is_marked };
        let all = [
            member(1, 0, 1, false),
            member(10, 1, 10, true),   // the shell
            member(11, 10, 10, true),  // a job
            member(12, 1, 12, true),   // left the session, and its parent
            member(13, 12, 13, false), // its child, with an environment of its own
            member(14, 1, 10, false),  // cleared its environment and stayed in the session
            member(20, 1, 20, false),  // somebody else's
        ];
        assert_eq!(related(&all, Some(10)), [10, 11, 12, 13, 14].into());
        assert_eq!(related(&all[..1], None), [].into());
    }
}
