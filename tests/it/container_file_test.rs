//! A file of a container, asked of an engine that counts: what is known is not fetched again, and nothing stale is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Response, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sampan::check::{self, Place, World};
use sampan::course::{Exercise, Finding, Look, Outcome, That};
use sampan::engine::{EngineSettings, Engines};
use sampan::site::{Library, Source};
use serde_json::json;

/// What the engine has, and how often it was asked for what.
#[derive(Debug, Clone)]
struct Engine {
    id: &'static str,
    modified: &'static str,
    text: &'static str,
    /// Where `/data/link` leads.
    link: &'static str,
    heads: usize,
    gets: usize,
}

type Shared = Arc<Mutex<Engine>>;

const FIRST: &str = "2026-01-02T03:04:05.123456789Z";
/// Longer than a tick of the engine's clock.
const TICK: Duration = Duration::from_millis(150);

/// Whatever version of the API is asked.
async fn answer(State(engine): State<Shared>, method: Method, uri: Uri) -> Response<Body> {
    let mut engine = engine.lock().unwrap();
    let parts: Vec<&str> = uri.path().rsplit('/').collect();
    match (parts[0], parts.get(1)) {
        ("version", _) => whole(&json!({ "Version": "29.1.2", "ApiVersion": "1.51", "MinAPIVersion": "1.24" })),
        ("json", Some(&"c")) => whole(&json!({ "Id": engine.id, "Name": "/c" })),
        ("archive", Some(asked)) if *asked == "c" || *asked == engine.id => {
            let link = uri.query().is_some_and(|query| query.contains("link"));
            if method == Method::HEAD { engine.state(link) } else { engine.text() }
        }
        _ => Response::builder().status(StatusCode::NOT_FOUND).body("{\"message\":\"no\"}".into()).unwrap(),
    }
}

fn whole(value: &serde_json::Value) -> Response<Body> {
    Response::builder().header("Content-Type", "application/json").body(value.to_string().into()).unwrap()
}

impl Engine {
    fn state(&mut self, link: bool) -> Response<Body> {
        self.heads += 1;
        let (mode, target): (u32, _) = if link { (1 << 27, self.link) } else { (0o644, "") };
        let size = self.text.len();
        let stat = json!({ "name": "today", "size": size, "mode": mode, "mtime": self.modified, "linkTarget": target });
        let stat = STANDARD.encode(stat.to_string());
        Response::builder().header("X-Docker-Container-Path-Stat", stat).body(Body::empty()).unwrap()
    }

    fn text(&mut self) -> Response<Body> {
        self.gets += 1;
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(self.text.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, "today", self.text.as_bytes()).unwrap();
        Response::builder().header("Content-Type", "application/x-tar").body(tar.into_inner().unwrap().into()).unwrap()
    }
}

/// A world with that engine; the folder must outlive it.
fn world() -> (World, Shared, tempfile::TempDir) {
    let engine = Engine { id: "0a", modified: FIRST, text: "kept", link: "/data/today", heads: 0, gets: 0 };
    let engine = Arc::new(Mutex::new(engine));
    let router = Router::new().fallback(answer).with_state(engine.clone());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let docker_host = Some(format!("unix://{}", path.display()));
    let engines = Engines::new(EngineSettings { docker_host, ..EngineSettings::default() });
    (World::Real(engines), engine, folder)
}

/// What one reading finds in the file, and how often the engine was asked for its state and for its text meanwhile.
async fn read(world: &World, engine: &Shared, path: &str) -> (String, usize, usize) {
    let before = engine.lock().unwrap().clone();
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good");
    let (library, _) = Library::open(&Source::Dir(fixtures));
    let mut exercise: Exercise = library.course.exercises.values().next().unwrap().clone();
    let look = Look::ContainerFile { container: "c".into(), path: path.into() };
    exercise.checks.truncate(1);
    exercise.checks[0].looks = [("object".to_owned(), look)].into();
    exercise.checks[0].that = That::Holds("object.text == ''".to_owned());
    let place = Place { begun: Some(chrono::Utc::now()), ..Place::default() };
    let report = check::run(&exercise, world, &place).await;
    let found = match &report.outcomes[0].1 {
        Some(Outcome::NotYet(Finding::Value { value, .. })) => value.trim_matches('"').to_owned(),
        other => format!("{other:?}"),
    };
    let after = engine.lock().unwrap().clone();
    (found, after.heads - before.heads, after.gets - before.gets)
}

fn change(engine: &Shared, change: impl FnOnce(&mut Engine)) {
    change(&mut engine.lock().unwrap());
}

fn seen(text: &str, heads: usize, gets: usize) -> (String, usize, usize) {
    (text.to_owned(), heads, gets)
}

#[tokio::test]
async fn a_text_is_fetched_until_its_file_has_stood_still_and_not_again() {
    let (world, engine, _folder) = world();
    assert_eq!(read(&world, &engine, "/data/today").await, seen("kept", 1, 1));
    tokio::time::sleep(TICK).await;
    assert_eq!(read(&world, &engine, "/data/today").await, seen("kept", 1, 1));
    for _ in 0..3 {
        assert_eq!(read(&world, &engine, "/data/today").await, seen("kept", 1, 0));
    }
}

#[tokio::test]
async fn a_change_is_seen_at_once() {
    let (world, engine, _folder) = world();
    let settle = async || {
        for _ in 0..2 {
            read(&world, &engine, "/data/today").await;
            tokio::time::sleep(TICK).await;
        }
    };
    settle().await;
    // Of the same size, a moment later.
    change(&engine, |engine| (engine.text, engine.modified) = ("lost", "2026-01-02T03:04:05.123456790Z"));
    assert_eq!(read(&world, &engine, "/data/today").await, seen("lost", 1, 1));
    settle().await;
    // In another container of that name, at the same time and of the same size.
    change(&engine, |engine| (engine.text, engine.id) = ("gone", "0b"));
    assert_eq!(read(&world, &engine, "/data/today").await.0, "gone");
    settle().await;
    // Written within one tick of the clock: nobody could tell, had the first of both been kept.
    change(&engine, |engine| (engine.text, engine.modified) = ("kept", "2026-01-02T03:04:06.000000001Z"));
    assert_eq!(read(&world, &engine, "/data/today").await.0, "kept");
    change(&engine, |engine| engine.text = "lost");
    assert_eq!(read(&world, &engine, "/data/today").await.0, "lost");
}

#[tokio::test]
async fn a_link_is_asked_about_together_with_its_end_and_followed_when_it_turns() {
    let (world, engine, _folder) = world();
    assert_eq!(read(&world, &engine, "/data/link").await, seen("kept", 2, 2));
    tokio::time::sleep(TICK).await;
    assert_eq!(read(&world, &engine, "/data/link").await, seen("kept", 2, 1));
    assert_eq!(read(&world, &engine, "/data/link").await, seen("kept", 2, 0));
    change(&engine, |engine| (engine.text, engine.link) = ("gone", "/data/yesterday"));
    assert_eq!(read(&world, &engine, "/data/link").await.0, "gone");
}
