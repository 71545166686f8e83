//! The real program, in a house of its own: home, data, and engines that are not there unless a test names them.
//!
//! Shared by the suites and the benches: what a learner sees in a terminal, what a script gets over HTTP, and the
//! server behind a browser's page.
#![expect(clippy::disallowed_methods, reason = "writes courses, and starts the program")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A learner's home.
pub(crate) struct House {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

/// How a command ended, and what it said where.
#[derive(Debug)]
pub(crate) struct Said {
    /// None where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let environment = [("DOCKER_HOST", "unix:///nowhere/docker.sock"), ("KUBECONFIG", "/nowhere/kubeconfig")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { folder, environment }
    }

    /// A house whose engines are the tester's own, wherever that one's home is.
    pub(crate) fn with_engines() -> Self {
        let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
        let own = |name: &str| std::env::var(name).ok().map(|value| (name.to_owned(), value));
        let kubeconfig = || ("KUBECONFIG".to_owned(), home.join(".kube/config").display().to_string());
        let environment = own("DOCKER_HOST").into_iter().chain([own("KUBECONFIG").unwrap_or_else(kubeconfig)]);
        Self { folder: tempfile::tempdir().unwrap(), environment: environment.collect() }
    }

    /// The same house where a variable is set.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn workspace(&self, exercise: &str) -> PathBuf {
        self.path("sampan").join(exercise)
    }

    /// The program, with this house's environment and nothing of the tester's own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_sampan"), arguments)
    }

    /// Another program in the same house.
    pub(crate) fn command_of(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.folder.path()).env("SAMPAN_DATA", self.path("data"));
        command.envs(self.environment.iter().cloned()).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Runs a command that must succeed, and gives what it wrote.
    #[track_caller]
    pub(crate) fn well(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:#?}");
        said.out
    }

    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let said = self.run(arguments);
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {said:#?}"))
    }

    /// The states of an exercise's checks, in order.
    #[track_caller]
    pub(crate) fn states(&self, exercise: &str) -> Vec<String> {
        states(&self.json(&["--json", "--yes", "check", exercise]))
    }

    /// Starts the server and waits until it says its link.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        let fixed = ["--lang", "en", "serve", "--no-browser", "--port", "0"];
        Server::begin(self.command(&[arguments, &fixed].concat()))
    }
}

pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn states(report: &serde_json::Value) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap_or_else(|| panic!("no checks in {report}"));
    checks.iter().map(|check| check["state"].as_str().unwrap().to_owned()).collect()
}

/// A house with a server in it.
pub(crate) struct Program {
    pub(crate) house: House,
    pub(crate) server: Server,
    pub(crate) port: u16,
}

impl Program {
    /// Serves in a house without engines.
    pub(crate) fn serve() -> Self {
        Self::serve_in(House::new())
    }

    pub(crate) fn serve_in(house: House) -> Self {
        let server = house.serve(&[]);
        Self { port: server.port, house, server }
    }

    /// The link that signs a browser in, once.
    pub(crate) fn link(&self) -> &str {
        &self.server.link
    }

    /// Another such link, as `sampan open` makes it.
    pub(crate) fn new_link(&self) -> String {
        let said = self.house.run(&["open", "--no-browser"]);
        link_of(&said.err).unwrap_or_else(|| panic!("no link: {said:#?}"))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// What the same learner does in a terminal beside the page.
    pub(crate) fn run(&self, arguments: &[&str]) {
        self.house.well(arguments);
    }

    /// The learner's folder for an exercise.
    pub(crate) fn workspace(&self, exercise: &str) -> PathBuf {
        self.house.workspace(exercise)
    }
}

/// A running `sampan serve`; killed when it is dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) port: u16,
    link: String,
}

impl Server {
    pub(crate) fn begin(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let link = lines.by_ref().map_while(Result::ok).find_map(|line| link_of(&line)).expect("a sign-in link");
        // The pipe must not fill up while the test runs.
        std::thread::spawn(move || lines.for_each(drop));
        let port = link.trim_start_matches("http://127.0.0.1:").split('/').next().unwrap().parse().unwrap();
        Self { child, port, link }
    }

    /// A script's request with the token of `sampan open --bearer`: the status and the body, none where the server died.
    pub(crate) fn ask(&self, token: &str, line: &str, body: &str) -> Option<(u16, serde_json::Value)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let body = if line.starts_with("GET") {
            String::new()
        } else {
            format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        };
        let head = format!(
            "{line} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n",
            self.port
        );
        let end = if body.is_empty() { "\r\n" } else { "" };
        stream.write_all(format!("{head}{body}{end}").as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        // A cut answer is none: nothing was acknowledged.
        Some((head.split(' ').nth(1)?.parse().ok()?, serde_json::from_str(body).ok()?))
    }

    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the server to end, and says how it did and how long that took.
    pub(crate) fn terminate(&mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        signal(self.child.id(), rustix::process::Signal::TERM);
        let status = self.child.wait().unwrap();
        (status.code(), began.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends a signal to one process that the test started.
pub(crate) fn signal(process: u32, signal: rustix::process::Signal) {
    let process = rustix::process::Pid::from_raw(process.try_into().unwrap()).unwrap();
    rustix::process::kill_process(process, signal).unwrap();
}

fn link_of(line: &str) -> Option<String> {
    let at = line.find("http://127.0.0.1:")?;
    let link: String = line[at..].chars().take_while(|c| !c.is_whitespace() && *c != '`').collect();
    link.contains("#code=").then_some(link)
}

/// A copy of the good course in which `docker/keep-the-data` is another exercise.
pub(crate) fn course(folder: &Path, exercise: &str) -> PathBuf {
    let course = folder.join("course");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
    let files = course.join("exercises/docker/keep-the-data");
    std::fs::write(files.join("exercise.toml"), exercise).unwrap();
    std::fs::remove_dir_all(files.join("wrong")).unwrap();
    course
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}
