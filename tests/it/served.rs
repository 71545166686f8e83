//! A served course for tests of the HTTP face: a real server on a free port, and requests as raw bytes, since a
//! client library would mend the ones that matter.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use sampan::check::World;
use sampan::check::fake::Script;
use sampan::engine::{EngineSettings, Engines};
use sampan::sandbox::Sandbox;
use sampan::server::{AppState, Clock, Keys, Pages, ShellSettings, listen, serve, signin};
use sampan::site::{Library, Source};
use sampan::store::Store;
use sampan::tutor::{Machine, Tutor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// A running server with the course of the fixtures and a small site.
pub(crate) struct Served {
    pub(crate) port: u16,
    pub(crate) dir: tempfile::TempDir,
    pub(crate) state: AppState,
    pub(crate) shutdown: CancellationToken,
    pub(crate) task: tokio::task::JoinHandle<std::io::Result<()>>,
    seconds: Arc<AtomicI64>,
}

/// What a browser has after signing in.
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) token: String,
}

/// One answer, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Served {
    pub(crate) async fn begin() -> Self {
        Self::of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good")).await
    }

    /// The same with the course of another folder.
    pub(crate) async fn of(course: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let ticking = seconds.clone();
        let clock = Clock::new(move || DateTime::from_timestamp(ticking.load(Ordering::SeqCst), 0).unwrap());
        let listeners = listen(0).unwrap();
        let port = listeners.port();
        let keys = Keys::new(&dir.path().join("run"), &dir.path().join("data"), port, clock).unwrap();
        let script = Script::default();
        let state =
            AppState::new(tutor(dir.path(), course, &script).await, Pages::new(site()), keys, shell(dir.path()));
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(serve(listeners, state.clone(), shutdown.clone()));
        Self { port, dir, state, shutdown, task, seconds }
    }

    pub(crate) fn runtime(&self) -> PathBuf {
        self.dir.path().join("run")
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.seconds.load(Ordering::SeqCst), 0).unwrap()
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn code(&self) -> String {
        signin::new_code(&self.runtime(), self.now()).unwrap().reveal().to_owned()
    }

    pub(crate) async fn exchange(&self, code: &str) -> Answer {
        self.send("POST /api/sign-in", &[], &serde_json::json!({ "code": code }).to_string()).await
    }

    pub(crate) async fn sign_in(&self) -> Browser {
        let answer = self.exchange(&self.code()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        Browser { cookie, token }
    }

    /// A well-formed request; a body makes it JSON.
    pub(crate) async fn send(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut text = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            text += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if line.starts_with("POST") {
            text += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        }
        self.raw(&format!("{text}\r\n{body}")).await
    }

    /// The request of a signed-in page.
    pub(crate) async fn ask(&self, browser: &Browser, line: &str, body: &str) -> Answer {
        let headers = [("Cookie", browser.cookie.as_str()), ("X-Sampan-Token", browser.token.as_str())];
        self.send(line, &headers, body).await
    }

    /// Exactly these bytes; `PORT` stands for ours.
    pub(crate) async fn raw(&self, text: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let _ = stream.write_all(text.replace("PORT", &self.port.to_string()).as_bytes()).await;
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        let _ = tokio::time::timeout(Duration::from_secs(20), read).await.expect("an answer in time");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Opens the events of an exercise.
    pub(crate) async fn watch(&self, browser: &Browser, exercise: &str) -> Watching {
        self.watch_at(browser, &format!("{exercise}/events")).await
    }

    /// Opens a stream.
    pub(crate) async fn watch_at(&self, browser: &Browser, path: &str) -> Watching {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let Browser { cookie, token } = browser;
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {cookie}\r\nX-Sampan-Token: {token}\r\n\r\n",
            self.port
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        Watching { stream, seen: String::new() }
    }

    /// Stops the server and waits for it.
    pub(crate) async fn end(self) {
        self.shutdown.cancel();
        self.task.await.unwrap().unwrap();
    }
}

/// An open stream of events.
pub(crate) struct Watching {
    stream: TcpStream,
    seen: String,
}

impl Watching {
    /// Reads until `words` have come, and returns all of it.
    pub(crate) async fn until(&mut self, words: &str) -> String {
        let mut some = [0; 4096];
        while !self.seen.contains(words) {
            let read = tokio::time::timeout(Duration::from_secs(20), self.stream.read(&mut some));
            let count = read.await.unwrap_or_else(|_| panic!("no `{words}` in {}", self.seen)).unwrap();
            assert!(count > 0, "the stream ended without `{words}`: {}", self.seen);
            self.seen += &String::from_utf8_lossy(&some[..count]);
        }
        self.seen.clone()
    }

    /// Waits until the server has ended the stream.
    pub(crate) async fn ended(mut self) {
        let read = self.stream.read_to_end(&mut Vec::new()).await;
        assert!(read.is_ok(), "{read:?}");
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn kind(&self) -> String {
        self.json()["error"]["kind"].as_str().unwrap_or_default().to_owned()
    }
}

/// A shell that reads nobody's profile.
fn shell(home: &Path) -> ShellSettings {
    let env = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", &home.display().to_string()), ("LANG", "C.UTF-8")];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned()));
    ShellSettings::new("/bin/bash".into(), env.into(), home)
}

/// Two pages in two languages, and a file that never changes.
pub(crate) fn site() -> BTreeMap<String, Bytes> {
    let page = |text: &str| format!("<!doctype html><p>{text}</p>{}", "<p>filler</p>".repeat(50)).into();
    [
        ("en/index.html", page("contents")),
        ("en/docker/volumes.html", page("volumes")),
        ("zh-cn/index.html", page("目录")),
        ("zh-cn/docker/volumes.html", page("卷")),
        ("static/base.0123abcd.css", Bytes::from_static(b"body { margin: 0 }")),
    ]
    .map(|(path, bytes)| (path.to_owned(), bytes))
    .into()
}

/// A course where no engine is up, and a memory of its own.
async fn tutor(dir: &Path, course: &Path, script: &Script) -> Tutor {
    let (library, problems) = Library::open(&Source::Dir(course.to_owned()));
    let nowhere = format!("unix://{}", dir.join("no.sock").display());
    let engines = Engines::new(EngineSettings { docker_host: Some(nowhere), ..EngineSettings::default() });
    let sandbox = Sandbox::new(engines, dir.join("sampan"), dir.join("kube"), Vec::new());
    let store = Store::open(&dir.join("sampan.db")).await.unwrap();
    Tutor::new(library, problems, World::Scripted(script.clone()), sandbox, store, Machine::default())
}
