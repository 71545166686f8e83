//! Offspring: the programs that this one starts bear a mark in their environment, by which those of one that died are
//! found and ended at the next start (R41).
//!
//! A process that is killed cannot end its children: a shell that ignores the hang-up, or a program that a look runs,
//! would stay for ever. The mark names the process that started them, by its number and the second of its birth, since
//! numbers are used again.

use rustix::process::{Pid, Signal, kill_process};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

/// The variable that marks them.
const MARK: &str = "SAMPAN_STARTED_BY";
/// How far apart the system may date one birth when it is asked twice: its clock may have been set meanwhile.
const APART: u64 = 2;

/// Who has started a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parent {
    pid: u32,
    born: u64,
}

/// The variable for the environment of a program that is started.
pub(crate) fn mark() -> (&'static str, String) {
    let pid = std::process::id();
    let own = sysinfo::Pid::from_u32(pid);
    let mut system = System::new();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[own]), false, ProcessRefreshKind::nothing());
    let born = system.process(own).map_or(0, sysinfo::Process::start_time);
    (MARK, format!("{pid}.{born}"))
}

/// Ends what was started by programs of ours that are no more, and says how many there were.
pub(crate) fn end_orphans() -> usize {
    let kind = ProcessRefreshKind::nothing().with_environ(UpdateKind::Always).without_tasks();
    let mut system = System::new();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind);
    let is_alive = |parent: Parent| {
        let found = system.process(sysinfo::Pid::from_u32(parent.pid));
        found.is_some_and(|found| is_it(parent, found.start_time()))
    };
    let marks = system.processes().values().filter_map(|process| {
        let mark = process.environ().iter().find_map(|pair| parent_of(pair.to_str()?))?;
        Some((process.pid().as_u32(), mark))
    });
    // This program may itself have been started in the terminal of one that died.
    let others = marks.filter(|(pid, parent)| *pid != std::process::id() && !is_alive(*parent));
    let orphans = others.filter_map(|(pid, _)| Pid::from_raw(pid.cast_signed()));
    // One that has gone meanwhile is what was wanted.
    orphans.filter(|pid| kill_process(*pid, Signal::KILL).is_ok()).count()
}

fn is_it(parent: Parent, born: u64) -> bool {
    parent.born.abs_diff(born) <= APART
}

/// The parent that a pair of an environment names, if it is our mark.
fn parent_of(pair: &str) -> Option<Parent> {
    let (pid, born) = pair.strip_prefix(MARK)?.strip_prefix('=')?.split_once('.')?;
    Some(Parent { pid: pid.parse().ok()?, born: born.parse().ok()? })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "starts programs that bear marks")]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn r41_f15_orphans_are_ended_and_nobody_else() {
        let sleeper = |mark: &str| {
            let mut command = Command::new("sleep");
            command.arg("600").env(MARK, mark).stdout(Stdio::null()).spawn().unwrap()
        };
        let (_, own) = mark();
        let mut gone = Command::new("true").spawn().unwrap();
        let dead = gone.id();
        gone.wait().unwrap();
        let (mut mine, mut orphan) = (sleeper(&own), sleeper(&format!("{dead}.1")));
        // The number of one that lives, at another birth: the number was used again.
        let mut reused = sleeper(&format!("{}.1", std::process::id()));
        assert!(end_orphans() >= 2);
        assert_eq!(orphan.wait().unwrap().signal(), Some(9));
        assert_eq!(reused.wait().unwrap().signal(), Some(9));
        assert!(mine.try_wait().unwrap().is_none(), "its parent lives");
        mine.kill().unwrap();
        mine.wait().unwrap();
    }
}
