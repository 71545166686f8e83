//! Runs an author's scripts and a page's commands: without a terminal, in a process group that is ended as a whole.
//!
//! The environment is what is handed in and nothing else; output is bounded.
#![expect(clippy::disallowed_methods, reason = "starts the scripts of a course, as its author asks to verify them")]

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// How long a script or a command of a page may take.
pub(super) const LIMIT: Duration = Duration::from_secs(120);
/// How long a program may take to say its version.
const ANSWERS: Duration = Duration::from_secs(5);
/// How much output is kept.
const OUTPUT: usize = 256 * 1024;
/// How long output may lag behind the end of its process.
const LAG: Duration = Duration::from_millis(200);

/// Reads commands from descriptor 3, each ended by a NUL, and says its code after each; `$0` marks that line. The
/// commands themselves read from nothing, as they must not read each other.
const LOOP: &str = r#"exec 3<&0 </dev/null 2>&1
while IFS= read -r -d '' -u 3 sampan_command; do
  eval "$sampan_command" 3<&-
  printf '\n%s %d\n' "$0" "$?"
done"#;

/// Where and with what a shell runs.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    pub(super) folder: PathBuf,
    pub(super) env: Vec<(String, String)>,
    /// The `setsid` program, where there is one: a session of one's own has no terminal that could be asked.
    pub(super) setsid: Option<PathBuf>,
}

/// What something that was run came to.
pub(super) struct Ran {
    /// None where it was ended by its limit or a signal.
    pub(super) code: Option<i32>,
    pub(super) output: String,
    /// What it left running in the background lives as long as this.
    pub(super) _group: Group,
}

/// A process group, all of which is ended with the value.
pub(super) struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        Self(child.id().and_then(|id| Pid::from_raw(id.try_into().ok()?)))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0 {
            // It may have ended by itself, which is as good.
            kill_process_group(leader, Signal::KILL).ok();
        }
    }
}

impl Surroundings {
    fn bash(&self) -> Command {
        let mut command = match &self.setsid {
            // `setsid` becomes bash, as a new process leads no group yet.
            Some(setsid) => {
                let mut command = Command::new(setsid);
                command.arg("bash");
                command
            }
            None => {
                let mut command = Command::new("bash");
                command.process_group(0);
                command
            }
        };
        command.args(["--noprofile", "--norc"]).current_dir(&self.folder).env_clear().envs(self.env.iter().cloned());
        command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        command
    }

    /// Runs a script under `bash -euo pipefail`.
    pub(super) async fn script(&self, path: &Path) -> io::Result<Ran> {
        let mut command = self.bash();
        command.args(["-c", r#"exec bash --noprofile --norc -euo pipefail "$0" 2>&1"#]).arg(path);
        let mut child = command.stdin(Stdio::null()).spawn()?;
        let group = Group::of(&child);
        let kept = Arc::new(Mutex::new(Vec::new()));
        let reader = tokio::spawn(keep(child.stdout.take(), kept.clone()));
        let code = timeout(LIMIT, child.wait()).await.ok().transpose()?.and_then(|status| status.code());
        // Something in the background may hold the pipe open for as long as it likes.
        timeout(LAG, reader).await.ok();
        let output = kept.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Ran { code, output: String::from_utf8_lossy(&output).into_owned(), _group: group })
    }

    /// What a program prints that is asked one thing.
    pub(super) async fn output(&self, program: &Path, arguments: &[&str]) -> io::Result<String> {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).env_clear().envs(self.env.iter().cloned());
        command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let late = || io::Error::from(io::ErrorKind::TimedOut);
        let output = timeout(ANSWERS, command.output()).await.map_err(|_| late())??;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Opens a bash that takes one command after another.
    pub(super) fn session(&self) -> io::Result<Session> {
        let mark = format!("sampan-{:016x}", getrandom::u64().map_err(io::Error::other)?);
        let mut child = self.bash().args(["-c", LOOP, &mark]).stdin(Stdio::piped()).spawn()?;
        let group = Group::of(&child);
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or_else(|| io::Error::other("bash has no pipes"))?;
        Ok(Session { _child: child, input, output, mark, _group: group })
    }
}

/// Reads to the end, and keeps as much as is allowed.
async fn keep(from: Option<ChildStdout>, kept: Arc<Mutex<Vec<u8>>>) {
    let Some(mut from) = from else { return };
    let mut piece = vec![0; 8192];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let room = OUTPUT.saturating_sub(kept.len());
        kept.extend_from_slice(&piece[..length.min(room)]);
    }
}

/// A bash between two commands.
pub(super) struct Session {
    _child: Child,
    input: ChildStdin,
    output: ChildStdout,
    mark: String,
    _group: Group,
}

/// What a command of a session came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Done {
        output: String,
        code: i32,
    },
    /// It took too long, or printed too much, or ended the shell; what it had printed.
    Cut {
        output: String,
    },
}

impl Session {
    /// Runs one command; after a `Cut` the session is of no more use.
    pub(super) async fn run(&mut self, command: &str) -> io::Result<Answer> {
        self.input.write_all(command.as_bytes()).await?;
        self.input.write_all(b"\0").await?;
        self.input.flush().await?;
        let mut seen = Vec::new();
        let answer = timeout(LIMIT, self.answer(&mut seen)).await;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(match answer {
            Ok(Some((end, code))) => Answer::Done { output: text(&seen[..end]), code },
            Ok(None) | Err(_) => Answer::Cut { output: text(&seen) },
        })
    }

    /// Reads until the mark; where the output ends, and the code.
    async fn answer(&mut self, seen: &mut Vec<u8>) -> Option<(usize, i32)> {
        let mark = format!("\n{} ", self.mark).into_bytes();
        let mut piece = vec![0; 8192];
        while seen.len() < OUTPUT {
            let length = self.output.read(&mut piece).await.ok().filter(|length| *length > 0)?;
            let from = seen.len().saturating_sub(mark.len() + 8);
            seen.extend_from_slice(&piece[..length]);
            let Some(at) = seen[from..].windows(mark.len()).position(|window| window == mark) else { continue };
            let (end, rest) = (from + at, &seen[from + at + mark.len()..]);
            if let Some(line) = rest.iter().position(|byte| *byte == b'\n') {
                return Some((end, str::from_utf8(&rest[..line]).ok()?.parse().ok()?));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(folder: &Path) -> Surroundings {
        let env = vec![("PATH".to_owned(), "/usr/local/bin:/usr/bin:/bin".to_owned())];
        Surroundings { folder: folder.to_owned(), env, setsid: None }
    }

    #[tokio::test]
    async fn a_session_keeps_its_state_and_tells_output_from_codes() {
        let folder = tempfile::tempdir().unwrap();
        let mut session = here(folder.path()).session().unwrap();
        let mut run = async |command: &str| session.run(command).await.unwrap();
        let done = |output: &str, code| Answer::Done { output: output.into(), code };
        assert_eq!(run("x=1; mkdir a; cd a").await, done("", 0));
        assert_eq!(run("echo $x; basename \"$PWD\"").await, done("1\na\n", 0));
        assert_eq!(run("printf 'no end'").await, done("no end", 0));
        assert_eq!(run("ls nothing 2>&1 >/dev/null | wc -l; (exit 3)").await, done("1\n", 3));
        assert_eq!(run("cat").await, done("", 0)); // reads nothing, above all not the next command
        assert_eq!(run("cat <<'E'\n$x\n\nE").await, done("$x\n\n", 0));
        assert_eq!(run("echo oops >&2; false").await, done("oops\n", 1));
        assert_eq!(run("if").await.code(), Some(2).or(Some(1)), "a mistake of syntax ends the command alone");
        assert_eq!(run("echo bye; exit 4").await, Answer::Cut { output: "bye\n".into() });
    }

    impl Answer {
        fn code(&self) -> Option<i32> {
            match self {
                Self::Done { code, .. } => Some(*code),
                Self::Cut { .. } => None,
            }
        }
    }

    #[tokio::test]
    async fn a_script_stops_at_its_first_failure_and_its_children_end_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("x.sh");
        std::fs::write(&script, "echo one; sleep 300 & echo $! > pid; false | true; echo two").unwrap();
        let ran = here(folder.path()).script(&script).await.unwrap();
        assert_eq!((ran.code, ran.output.as_str()), (Some(1), "one\n"));
        let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        assert!(rustix::process::test_kill_process(pid).is_ok(), "it lives as long as the trial");
        drop(ran);
        // What is killed stays a zombie until whoever adopted it looks; both are an end.
        for _ in 0..100 {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
            if stat.is_empty() || stat.contains(") Z") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the background process survived");
    }
}
