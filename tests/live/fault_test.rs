//! Faults of a real Docker engine and of our own process, from outside. Which fault is tried where stands
//! at the top of `tests/it/fault_test.rs`.
//!
//! The engine that is stopped, frozen and killed here is one of its own, which nobody else uses: number 8 of the test
//! host, whose folder `SAMPAN_TEST_HOST` names. Without a test host these tests are skipped and counted.
#![expect(clippy::disallowed_methods, reason = "starts the program and engines")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::host;
use crate::program::{House, Said, Server, course, said, signal, states};

pub(crate) const ID: &str = "docker/keep-the-data";
pub(crate) const FILE: &str = "docker/write-a-dockerfile";
const NUMBER: &str = "8";

/// A Docker engine of this test's own.
pub(crate) struct Engine {
    host: PathBuf,
    socket: String,
    pid: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Engine {
    /// Brings it up, or says that there is no test host.
    pub(crate) fn up() -> Option<Self> {
        static ONE: Mutex<()> = Mutex::new(());
        let Some(host) = std::env::var_os("SAMPAN_TEST_HOST") else {
            host::skip("test host", "SAMPAN_TEST_HOST is not set");
            return None;
        };
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let at = |ending: &str| format!("/run/testhost/learner-{NUMBER}.{ending}");
        let engine = Self { host: host.into(), socket: at("sock"), pid: at("pid").into(), _alone: alone };
        engine.start();
        Some(engine)
    }

    fn script(&self, more: &[&str]) -> Said {
        let mut script = Command::new(self.host.join("engine"));
        // The daemon keeps what it inherits open, so it must not inherit a pipe that is read to its end.
        let status = script.arg(NUMBER).args(more).stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
        Said { code: status.code(), out: String::new(), err: String::new() }
    }

    pub(crate) fn start(&self) {
        assert_eq!(self.script(&[]).code, Some(0));
    }

    pub(crate) fn stop(&self) {
        assert_eq!(self.script(&["stop"]).code, Some(0));
    }

    fn send(&self, what: Signal) {
        let pid = std::fs::read_to_string(&self.pid).unwrap();
        signal(pid.trim().parse().unwrap(), what);
    }

    /// Freezes it, and waits until each of its threads stands still: until then it may still answer.
    fn freeze(&self) {
        self.send(Signal::STOP);
        let pid = std::fs::read_to_string(&self.pid).unwrap();
        let tasks = format!("/proc/{}/task", pid.trim());
        let stands = |task: std::io::Result<std::fs::DirEntry>| {
            let stat = std::fs::read_to_string(task.unwrap().path().join("stat")).unwrap_or_default();
            stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
        };
        let end = Instant::now() + Duration::from_secs(10);
        while !std::fs::read_dir(&tasks).unwrap().all(stands) {
            assert!(Instant::now() < end, "it does not freeze");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Kills it, and waits until its socket is dead.
    pub(crate) fn kill(&self) {
        self.send(Signal::KILL);
        let end = Instant::now() + Duration::from_secs(10);
        while std::os::unix::net::UnixStream::connect(&self.socket).is_ok() {
            assert!(Instant::now() < end);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn docker(&self, arguments: &[&str]) -> Said {
        said(Command::new("docker").args(["--host", &format!("unix://{}", self.socket)]).args(arguments))
    }

    pub(crate) fn house(&self) -> House {
        House::new().with("DOCKER_HOST", &format!("unix://{}", self.socket))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Ok(pid) = std::fs::read_to_string(&self.pid) {
            let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap_or(0));
            let _ = pid.map(|pid| rustix::process::kill_process(pid, Signal::CONT));
        }
        // The next test begins without what this one made.
        let containers = self.docker(&["ps", "--all", "--quiet"]).out;
        for container in containers.split_whitespace() {
            self.docker(&["rm", "--force", "--volumes", container]);
        }
        self.docker(&["volume", "rm", "--force", "notes", "fallen-notes"]);
        self.script(&["stop"]);
    }
}

/// A refusal that names the cause and what to do, and ends with "cannot tell".
#[track_caller]
pub(crate) fn refused(said: &Said, cause: &str, remedy: &str) {
    assert_eq!(said.code, Some(2), "{said:#?}");
    let all = format!("{}{}", said.out, said.err);
    assert!(all.contains(cause) && all.contains(remedy) && !all.contains("not yet"), "{cause} / {remedy}: {said:#?}");
}

/// A server in the house, and a script that asks it.
pub(crate) struct Served {
    pub(crate) server: Server,
    pub(crate) token: String,
}

impl Served {
    pub(crate) fn begin(house: &House, arguments: &[&str]) -> Self {
        let server = house.serve(arguments);
        Self { server, token: house.well(&["open", "--bearer"]).trim().to_owned() }
    }

    pub(crate) fn post(&self, exercise: &str, what: &str, body: &str) -> (u16, serde_json::Value) {
        self.server.ask(&self.token, &format!("POST /api/exercises/{exercise}/{what}"), body).unwrap()
    }

    fn check(&self, exercise: &str) -> Vec<String> {
        let (status, report) = self.post(exercise, "check", "{}");
        assert_eq!(status, 200, "{report}");
        states(&report)
    }

    /// Asks for a check, and does not wait for the answer.
    fn ask_and_go(&self) -> TcpStream {
        let (port, token) = (self.server.port, &self.token);
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let head = format!("Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json");
        let line = format!("POST /api/exercises/{ID}/check HTTP/1.1\r\n{head}\r\nContent-Length: 2\r\n\r\n{{}}");
        std::io::Write::write_all(&mut stream, line.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        stream
    }

    /// Asks until nothing is unseen any more: the same server, without a restart.
    #[track_caller]
    fn recovers(&self, within: Duration) {
        let end = Instant::now() + within;
        while is_blind(&self.check(ID)) {
            assert!(Instant::now() < end, "it has not recovered");
            std::thread::sleep(Duration::from_millis(200));
        }
        assert!(self.check(ID).contains(&"not-yet".to_owned()));
    }
}

fn is_blind(states: &[String]) -> bool {
    states.iter().any(|state| state == "cannot-tell")
}

/// A `check --watch` and the lines it has written.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn begin(house: &House) -> Self {
        let mut child = house.command(&["check", "--watch", ID]).stdout(Stdio::piped()).spawn().unwrap();
        let (told, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        Self { child, lines }
    }

    /// Waits for a line with these words; lines before it are passed over.
    #[track_caller]
    fn until(&self, words: &str) {
        let end = Instant::now() + Duration::from_secs(40);
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("no line says {words:?}"));
            if line.contains(words) {
                return;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn f1_docker_that_is_stopped_is_told_and_found_again() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    engine.stop();
    let (cause, remedy) = ("Docker is not running: nothing answers at", "systemctl start docker");
    refused(&house.run(&["start", ID]), cause, remedy);
    refused(&house.run(&["doctor"]), cause, remedy);
    assert!(!house.workspace(ID).exists(), "nothing has been made");

    engine.start();
    house.well(&["start", ID]);
    let served = Served::begin(&house, &[]);
    let mut watch = Watch::begin(&house);
    watch.until("not yet");
    assert!(served.check(ID).contains(&"not-yet".to_owned()));

    engine.stop();
    watch.until("cannot tell");
    watch.until("systemctl start docker");
    refused(&house.run(&["check", ID]), cause, "to do:");
    assert!(is_blind(&served.check(ID)) && !served.check(ID).contains(&"not-yet".to_owned()));
    refused(&house.run(&["reset", "--yes", ID]), cause, remedy);

    engine.start();
    watch.until("not yet");
    served.recovers(Duration::from_secs(10));
    let solve = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises").join(ID).join("solution/solve.sh");
    let solved = said(&mut house.command_of("bash", &["-euo", "pipefail", solve.to_str().unwrap()]));
    assert_eq!(solved.code, Some(0), "{solved:#?}");
    watch.until("All checks have passed.");
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
    house.well(&["stop", "--yes", ID]);
    assert_eq!(engine.docker(&["volume", "ls", "--quiet"]).out, "");
}

#[test]
fn f1_docker_that_is_frozen_is_told_within_the_deadline_and_nothing_else_waits() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    house.well(&["start", ID]);
    house.well(&["start", FILE]);
    let mut served = Served::begin(&house, &[]);
    served.recovers(Duration::from_secs(10));

    engine.freeze();
    let began = Instant::now();
    let (frozen, other) = std::thread::scope(|all| {
        let frozen = all.spawn(|| served.check(ID));
        let other = all.spawn(|| (served.check(FILE), began.elapsed()));
        (frozen.join().unwrap(), other.join().unwrap())
    });
    assert!(began.elapsed() < Duration::from_secs(13), "{:?}", began.elapsed());
    assert!(is_blind(&frozen) && !frozen.contains(&"not-yet".to_owned()), "{frozen:?}");
    assert!(!is_blind(&other.0) && other.1 < Duration::from_secs(3), "{other:?}");
    let began = Instant::now();
    refused(&house.run(&["check", ID]), "Docker did not answer within", "docker ps");
    assert!(began.elapsed() < Duration::from_secs(13), "{:?}", began.elapsed());
    refused(&house.run(&["doctor"]), "Docker did not answer within", "docker ps");

    engine.send(Signal::CONT);
    served.recovers(Duration::from_secs(15));
    assert!(!is_blind(&house.states(ID)));

    // Nor does the end wait for an engine that says nothing.
    engine.freeze();
    let _pending = served.ask_and_go();
    let (code, took) = served.server.terminate();
    assert!(code == Some(0) && took < Duration::from_secs(11), "{code:?} after {took:?}");
}

#[test]
fn f2_docker_that_is_killed_is_told_and_found_again() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    house.well(&["start", ID]);
    let served = Served::begin(&house, &[]);
    served.recovers(Duration::from_secs(10));
    let watch = Watch::begin(&house);
    watch.until("not yet");
    engine.kill();
    watch.until("cannot tell");
    assert!(is_blind(&served.check(ID)));
    refused(&house.run(&["check", ID]), "Docker is not running", "systemctl start docker");
    engine.start();
    watch.until("not yet");
    served.recovers(Duration::from_secs(10));
}

#[test]
fn a_socket_that_is_not_the_learners_is_told() {
    let Some(engine) = Engine::up() else { return };
    // Another account, which may enter its own home and run a copy of the program.
    let house = engine.house();
    let program = house.path("sampan-copy");
    std::fs::copy(env!("CARGO_BIN_EXE_sampan"), &program).unwrap();
    std::fs::set_permissions(house.path(""), PermissionsExt::from_mode(0o777)).unwrap();
    let run = |arguments: &[&str]| {
        let other = ["--reuid=65534", "--regid=65534", "--clear-groups", program.to_str().unwrap()];
        said(&mut house.command_of("setpriv", &[&other[..], arguments].concat()))
    };
    let (cause, remedy) = ("You may not use Docker's socket", "usermod -aG docker");
    refused(&run(&["start", ID]), cause, remedy);
    refused(&run(&["doctor"]), cause, remedy);
}

/// An exercise of a course from a folder, with what it needs.
pub(crate) fn exercise(house: &House, needs: &str) -> [String; 3] {
    let manifest = format!(
        "format = 1\nlevel = \"beginner\"\nminutes = 5\n{needs}\n\n[[checks]]\nid = \"number\"\n\
         look = {{ answer = {{}} }}\nthat = \"object.text != '0'\"\nsay = {{ en = \"a number\", zh-cn = \"一个数\" }}\n"
    );
    let folder = course(&house.path(""), &manifest);
    ["--course".to_owned(), folder.to_str().unwrap().to_owned(), "--yes".to_owned()]
}

#[test]
fn f3_images_that_are_missing_are_told_before_anything_is_made() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    let images = "images = [\"sampan.invalid/a:1\", \"sampan.invalid/b:1\"]";
    let course = exercise(&house, &format!("needs = [\"docker\"]\n{images}"));
    let mut arguments: Vec<&str> = course.iter().map(String::as_str).collect();
    arguments.extend(["start", ID]);
    let began = Instant::now();
    let said = house.run(&arguments);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    for image in ["sampan.invalid/a:1", "sampan.invalid/b:1"] {
        refused(&said, &format!("The image `{image}` is not here"), &format!("docker pull {image}"));
    }
    refused(&said, "", "docker load");
    assert!(!house.workspace(ID).exists(), "nothing has been made");
}

#[test]
fn f4_names_that_are_taken_are_told_and_left_alone() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    assert_eq!(engine.docker(&["volume", "create", "notes"]).code, Some(0));
    assert_eq!(engine.docker(&["create", "--name", "writer", "busybox:1.37"]).code, Some(0));
    let taken = house.run(&["start", ID]);
    assert_eq!(taken.code, Some(1), "{taken:#?}");
    for name in ["the volume `notes`", "the container `writer`", "remove them yourself"] {
        assert!(taken.err.contains(name), "{name}: {taken:#?}");
    }
    assert!(!house.workspace(ID).exists(), "nothing has been made");
    for end in ["stop", "reset"] {
        house.run(&[end, "--yes", ID]);
    }
    assert_eq!(engine.docker(&["volume", "ls", "--quiet"]).out.trim(), "notes");
    assert_eq!(engine.docker(&["ps", "--all", "--format", "{{.Names}}"]).out.trim(), "writer");
    engine.docker(&["rm", "writer"]);
    engine.docker(&["volume", "rm", "notes"]);
    house.well(&["start", ID]);
}

const SETUP: &str = r"
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: dev-faults-role}
rules: []
---
apiVersion: v1
kind: ConfigMap
metadata: {name: first}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: second}
";

/// A start that makes things in the cluster, killed at moments all through it.
#[tokio::test]
async fn a_start_that_is_killed_leaves_nothing_that_stop_does_not_find() {
    let Some((_, cluster)) = host::cluster().await else { return };
    let house = House::new().with("KUBECONFIG", cluster.kubeconfig.to_str().unwrap());
    let needs = "needs = [\"kubernetes\"]\nowns = { cluster = [\"ClusterRole/dev-faults-role\"] }\n\n\
                 [[setup]]\napply = \"setup/world.yaml\"";
    let course = exercise(&house, needs);
    let setup = house.path("course/exercises/docker/keep-the-data/setup");
    std::fs::create_dir(&setup).unwrap();
    std::fs::write(setup.join("world.yaml"), SETUP).unwrap();
    let run = |more: &[&str]| {
        let course: Vec<&str> = course.iter().map(String::as_str).collect();
        house.command(&[&course, more].concat())
    };
    let kubectl = |arguments: &[&str]| said(&mut house.command_of("kubectl", arguments)).out;
    let left = || {
        let roles = kubectl(&["get", "clusterrole", "dev-faults-role", "--ignore-not-found", "--output", "name"]);
        roles + &kubectl(&["get", "namespace", "sampan-keep-the-data", "--ignore-not-found", "--output", "name"])
    };
    assert_eq!(left(), "", "nothing of it is there before");
    let began = Instant::now();
    let whole = said(&mut run(&["start", ID]));
    assert_eq!(whole.code, Some(0), "{whole:#?}");
    let mut whole = began.elapsed();
    assert!(left().contains("dev-faults-role") && left().contains("sampan-keep-the-data"));
    assert_eq!(said(&mut run(&["stop", ID])).code, Some(0));
    assert_eq!(left(), "");

    let mut cut = 0;
    for round in 1..=6 {
        let mut start = run(&["start", ID]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(round) / 6.5));
        let _ = start.kill();
        if start.wait().unwrap().code().is_none() {
            cut += 1;
        } else {
            // The machine is quicker now than it was.
            whole = whole.mul_f64(0.7);
        }
        let end = if round % 2 == 0 { "stop" } else { "reset" };
        let ended = said(&mut run(&[end, ID]));
        assert_eq!(ended.code, Some(0), "round {round}: {ended:#?}");
        if end == "reset" {
            assert!(left().contains("sampan-keep-the-data"), "round {round}: it starts anew");
            assert_eq!(said(&mut run(&["stop", ID])).code, Some(0));
        }
        assert_eq!(left(), "", "round {round}");
        let kube = std::fs::read_dir(house.path("data/kube")).map_or(0, Iterator::count);
        assert_eq!(kube, 0, "round {round}: its kubeconfig is gone too");
    }
    assert!(cut > 2, "only {cut} of 6 were cut off");
}
