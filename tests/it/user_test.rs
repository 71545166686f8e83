//! Who else is there: another user of the machine, root, and the author of a course that nobody has agreed to.
//!
//! Only root may become somebody else, so elsewhere these cases are not tried; CI runs as root.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli_test::OWN;
use crate::program::{House, course, said};

/// Whoever owns nothing here.
const NOBODY: [&str; 3] = ["--reuid=65534", "--regid=65534", "--clear-groups"];

fn is_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    let required = std::env::var("SAMPAN_LIVE").is_ok_and(|live| live == "require");
    assert!(root || !required, "SAMPAN_LIVE=require, and this is not root, who alone can become another user");
    root
}

/// Whether another user can read a file or list a folder.
fn can_open(path: &Path) -> bool {
    let tool = if path.is_dir() { "ls" } else { "cat" };
    Command::new("setpriv").args(NOBODY).arg(tool).arg(path).output().unwrap().status.success()
}

fn all(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { [all(&path), vec![path]].concat() } else { vec![path] }).collect()
}

#[test]
fn a21_another_user_opens_nothing_of_ours() {
    if !is_root() {
        return;
    }
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    let server = house.serve(&[]);
    house.well(&["open", "--bearer"]);
    house.well(&["start", "docker/write-a-dockerfile"]);
    let home = house.path("");
    // What lies on the way is open to everybody, as homes once were.
    std::fs::set_permissions(&home, std::fs::Permissions::from_mode(0o755)).unwrap();
    let canary = house.path("canary");
    std::fs::write(&canary, "x").unwrap();
    assert!(can_open(&home) && can_open(&canary), "another user gets as far as the home");
    for folder in ["data", "sampan"] {
        let paths = [all(&house.path(folder)), vec![house.path(folder)]].concat();
        assert!(paths.len() > 2, "{paths:?}");
        for path in paths {
            assert!(!can_open(&path), "{}", path.display());
        }
    }
    drop(server);
}

#[test]
fn a20_another_user_is_a_stranger_to_the_server() {
    if !is_root() {
        return;
    }
    let house = House::new();
    let server = house.serve(&[]);
    let address = format!("http://127.0.0.1:{}", server.port);
    let ask = |more: &[&str]| {
        let mut curl = Command::new("setpriv");
        curl.args(NOBODY).args(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}"]);
        said(curl.args(more)).out
    };
    assert_eq!(ask(&[&format!("{address}/health")]), "200", "loopback is everybody's");
    for path in ["progress", "doctor", "records", "exercises/docker/keep-the-data/files"] {
        assert_eq!(ask(&[&format!("{address}/api/{path}")]), "401", "{path}");
    }
    let start = format!("{address}/api/exercises/docker/write-a-dockerfile/start");
    assert_eq!(ask(&["--header", "Content-Type: application/json", "--data", "{}", &start]), "401");
    assert!(!house.workspace("docker/write-a-dockerfile").exists());
}

/// A server whose words and log lines go to a file.
struct Logged {
    child: Child,
    log: PathBuf,
}

impl Logged {
    fn begin(house: &House) -> Self {
        let log = house.path("log");
        let mut command = house.command(&["--lang", "en", "serve", "--no-browser", "--port", "0"]);
        command.stdout(Stdio::null()).stderr(std::fs::File::create(&log).unwrap());
        let server = Self { child: command.spawn().unwrap(), log };
        let end = Instant::now() + Duration::from_secs(20);
        while !server.log().contains("Ctrl-C") {
            assert!(Instant::now() < end, "it does not serve: {}", server.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A log is what people paste into a report, so even one that tells everything holds nothing that opens anything.
#[test]
fn r16_no_log_line_holds_a_secret() {
    let house = House::new().with("SAMPAN_LOG", "trace");
    let server = Logged::begin(&house);
    let log = server.log();
    let link = log.split_whitespace().find(|word| word.contains("#code=")).unwrap();
    let (address, code) = link.split_once("/#code=").unwrap();
    let curl = |more: &[&str]| said(Command::new("curl").args(["--silent", "--include"]).args(more)).out;
    let json = ["--header", "Content-Type: application/json", "--data", &format!("{{\"code\":\"{code}\"}}")];
    let signed_in = curl(&[&json[..], &[&format!("{address}/api/sign-in")]].concat());
    let token = signed_in.split("\"token\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token");
    let cookie = signed_in.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next()).expect("a cookie");
    let bearer = house.well(&["open", "--bearer"]).trim().to_owned();
    let asked = format!("{address}/api/progress");
    let pair = [format!("Cookie: {cookie}"), format!("X-Sampan-Token: {token}")];
    assert!(curl(&["--header", &pair[0], "--header", &pair[1], &asked]).starts_with("HTTP/1.1 200"));
    assert!(curl(&["--header", &format!("Authorization: Bearer {bearer}"), &asked]).starts_with("HTTP/1.1 200"));
    let log = server.log();
    assert!(log.contains("/api/progress"), "it tells of every request: {log}");
    for secret in [token, cookie.split_once('=').unwrap().1, &bearer] {
        assert!(!log.contains(secret), "{log}");
    }
    assert_eq!(log.matches(code).count(), 1, "the link is told to the learner, and to nobody again: {log}");
}

#[test]
fn r18_root_is_told_once_and_carries_on() {
    const WORDS: &str = "Sampan runs as root";
    let house = House::new();
    let doctor = house.run(&["--lang", "en", "doctor"]);
    let times = usize::from(rustix::process::geteuid().is_root());
    assert_eq!(doctor.out.matches(WORDS).count(), times, "{doctor:#?}");
    let server = Logged::begin(&house);
    assert_eq!(server.log().matches(WORDS).count(), times, "{}", server.log());
    drop(server);
    let list = house.run(&["--lang", "en", "list"]);
    assert!(list.code == Some(0) && !list.err.contains(WORDS), "a short command says nothing of it: {list:#?}");
}

/// The terminal asks before it begins; this is the wall behind that question, which no face can forget.
#[test]
fn r24_a50_a_course_that_nobody_agreed_to_is_read_and_runs_nothing() {
    let house = House::new();
    let folder = course(&house.path(""), OWN);
    let id = "docker/keep-the-data";
    let server = house.serve(&["--course", folder.to_str().unwrap()]);
    let token = house.well(&["open", "--bearer"]).trim().to_owned();
    let ask = |line: &str| server.ask(&token, line, "{}").unwrap();
    let (status, view) = ask(&format!("GET /api/exercises/{id}"));
    assert_eq!((status, view["standing"].as_str()), (200, Some("untouched")), "it may be read: {view}");
    let (status, refused) = ask(&format!("POST /api/exercises/{id}/start"));
    assert_eq!((status, refused["error"]["kind"].as_str()), (403, Some("not-trusted")), "{refused}");
    for wish in ["terminals", "check", "reset"] {
        let (status, refused) = server
            .ask(&token, &format!("POST /api/exercises/{id}/{wish}"), if wish == "terminals" { SIZE } else { "{}" })
            .unwrap();
        assert!([403, 409].contains(&status), "{wish}: {status} {refused}");
    }
    assert!(!house.workspace(id).exists(), "nothing of it has been made");
}

const SIZE: &str = r#"{"rows":24,"columns":80}"#;
