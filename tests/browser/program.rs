//! The real program, serving on a port of its own with folders of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running `sampan serve`; stopped when it is dropped.
pub(crate) struct Program {
    child: Child,
    home: tempfile::TempDir,
    pub(crate) port: u16,
    link: String,
}

impl Program {
    /// Starts the server and waits until it says its sign-in link.
    pub(crate) fn serve() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = command(home.path());
        command
            .args(["--lang", "en", "serve", "--no-browser", "--port", "0"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let link = lines.by_ref().map_while(Result::ok).find_map(|line| link_of(&line)).expect("a sign-in link");
        // The pipe must not fill up while the test runs.
        std::thread::spawn(move || lines.for_each(drop));
        let port = link.trim_start_matches("http://127.0.0.1:").split('/').next().unwrap().parse().unwrap();
        Self { child, home, port, link }
    }

    /// The link that signs a browser in, once.
    pub(crate) fn link(&self) -> &str {
        &self.link
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// What the same learner does in a terminal beside the page.
    pub(crate) fn run(&self, args: &[&str]) {
        let done = command(self.home.path()).args(args).output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The learner's folder for an exercise.
    pub(crate) fn workspace(&self, exercise: &str) -> PathBuf {
        self.home.path().join("sampan").join(exercise)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `sampan` with a home of its own; the engines are those of the test's environment.
pub(crate) fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sampan"));
    command.env("HOME", home).env("SAMPAN_DATA", home.join("data")).env_remove("XDG_RUNTIME_DIR").env_remove("LANG");
    command
}

fn link_of(line: &str) -> Option<String> {
    let at = line.find("http://127.0.0.1:")?;
    let link: String = line[at..].chars().take_while(|c| !c.is_whitespace() && *c != '`').collect();
    link.contains("#code=").then_some(link)
}
