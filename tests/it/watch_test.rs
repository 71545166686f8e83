//! Watches on an API server that is busy, forgets, or tells of a thousand things nobody looks at: no change is lost,
//! and nobody is asked too often.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, Uri};
use futures_util::{Stream, StreamExt};
use sampan::check::watch::Watches;
use sampan::check::{Place, World};
use sampan::course::{Exercise, Look};
use sampan::engine::{EngineSettings, Engines};
use sampan::site::{Library, Source};
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::time::{sleep, timeout};
use tokio_stream::wrappers::BroadcastStream;

/// An API server with lists of nothing, and watches that tell what a test says.
#[derive(Clone)]
struct Api {
    /// When the kind was listed.
    lists: Arc<Mutex<Vec<Instant>>>,
    /// Whether lists are refused for two seconds.
    busy: bool,
    tell: broadcast::Sender<String>,
}

async fn answer(State(api): State<Api>, uri: Uri) -> Response<Body> {
    let watched = uri.query().is_some_and(|query| query.contains("watch=true"));
    match uri.path() {
        "/version" => whole(&json!({ "major": "1", "minor": "35", "gitVersion": "v1.35.1", "gitCommit": "",
            "gitTreeState": "", "buildDate": "", "goVersion": "", "compiler": "", "platform": "" })),
        _ if watched => {
            let lines = BroadcastStream::new(api.tell.subscribe()).take_while(|line| {
                // A server ends the watch that it has called too old.
                std::future::ready(line.as_ref().is_ok_and(|line| line != "end"))
            });
            Response::new(Body::from_stream(lines))
        }
        _ => api.list(),
    }
}

impl Api {
    fn list(&self) -> Response<Body> {
        self.lists.lock().unwrap().push(Instant::now());
        if self.busy {
            // As the server's own queues answer: the wish is in the header alone.
            let busy = Response::builder().status(StatusCode::TOO_MANY_REQUESTS).header("Retry-After", "2");
            return busy.body("Too many requests, please try again later.\n".into()).unwrap();
        }
        whole(&json!({ "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
            "metadata": { "resourceVersion": "7" }, "items": [] }))
    }

    fn tell(&self, event: &Value) {
        self.tell.send(format!("{event}\n")).unwrap();
    }

    fn change(&self, name: &str) {
        self.tell(&json!({ "type": "MODIFIED", "object": { "kind": "PartialObjectMetadata",
            "apiVersion": "meta.k8s.io/v1", "metadata": { "name": name, "resourceVersion": "8" } } }));
    }

    fn listed(&self) -> usize {
        self.lists.lock().unwrap().len()
    }
}

fn whole(value: &Value) -> Response<Body> {
    Response::builder().header("Content-Type", "application/json").body(value.to_string().into()).unwrap()
}

type Items = Pin<Box<dyn Stream<Item = ()> + Send>>;

/// Changes of an exercise that looks at the ConfigMap `ours`; the folder must outlive them.
async fn follow(busy: bool) -> (Api, Items, tempfile::TempDir) {
    let api = Api { lists: Arc::default(), busy, tell: broadcast::Sender::new(2000) };
    let router = Router::new().fallback(answer).with_state(api.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    let entry = json!({ "apiVersion": "v1", "kind": "Config", "current-context": "mine",
        "clusters": [{ "name": "c", "cluster": { "server": format!("http://{}", listener.local_addr().unwrap()) } }],
        "contexts": [{ "name": "mine", "context": { "cluster": "c", "user": "u" } }],
        "users": [{ "name": "u", "user": { "token": "t" } }] });
    std::fs::write(&file, entry.to_string()).unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let engines = Engines::new(EngineSettings { kubeconfigs: vec![file], ..EngineSettings::default() });
    let place = Place { namespace: "own".into(), begun: Some(chrono::Utc::now()), ..Place::default() };
    let items = Box::pin(Watches::new(&World::Real(engines)).changes(&exercise(), &place));
    (api, items, folder)
}

fn exercise() -> Exercise {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good");
    let (library, _) = Library::open(&Source::Dir(fixtures));
    let mut exercise: Exercise = library.course.exercises.values().next().unwrap().clone();
    let look = Look::Resource { kind: "ConfigMap".into(), api: None, name: "ours".into() };
    exercise.checks.truncate(1);
    exercise.checks[0].looks = [("object".to_owned(), look)].into();
    exercise
}

/// Reads until nothing comes any more.
async fn quieten(items: &mut Items) {
    while timeout(Duration::from_millis(1300), items.next()).await.is_ok() {}
}

/// How long it takes until the next item.
async fn heard(items: &mut Items) -> Duration {
    let began = Instant::now();
    timeout(Duration::from_secs(10), items.next()).await.expect("an item");
    began.elapsed()
}

#[tokio::test]
async fn f8_a_cluster_that_wishes_to_be_left_alone_is() {
    let (api, mut items, _folder) = follow(true).await;
    let reading = tokio::spawn(async move { while items.next().await.is_some() {} });
    let end = Instant::now() + Duration::from_secs(20);
    while api.listed() < 2 {
        assert!(Instant::now() < end, "it is asked again");
        sleep(Duration::from_millis(20)).await;
    }
    reading.abort();
    let lists = api.lists.lock().unwrap().clone();
    // The server's clock began a moment before ours.
    assert!(lists[1] - lists[0] > Duration::from_millis(1950), "{:?}", lists[1] - lists[0]);
}

#[tokio::test]
async fn f8_what_is_too_old_is_listed_anew_and_told() {
    let (api, mut items, _folder) = follow(false).await;
    quieten(&mut items).await;
    let before = api.listed();
    api.tell(&json!({ "type": "ERROR", "object": { "kind": "Status", "apiVersion": "v1", "metadata": {},
        "status": "Failure", "message": "too old resource version", "reason": "Expired", "code": 410 } }));
    api.tell.send("end".to_owned()).unwrap();
    // Sooner than any pause: nothing is broken.
    assert!(heard(&mut items).await < Duration::from_millis(450));
    assert_eq!(api.listed(), before + 1);
    quieten(&mut items).await;
    api.change("ours");
    assert!(heard(&mut items).await < Duration::from_millis(450), "and the new watch is heard");
}

#[tokio::test]
async fn a_thousand_others_are_one_item_a_second_and_hide_nothing() {
    let (api, mut items, _folder) = follow(false).await;
    quieten(&mut items).await;
    let began = Instant::now();
    (0..1000).for_each(|number| api.change(&format!("other-{number}")));
    let waited = heard(&mut items).await;
    assert!((Duration::from_millis(900)..Duration::from_secs(3)).contains(&waited), "{waited:?}");
    assert!(timeout(Duration::from_millis(500), items.next()).await.is_err(), "one for all of them");
    assert!(began.elapsed() < Duration::from_secs(4));
    api.change("other");
    api.change("ours");
    assert!(heard(&mut items).await < Duration::from_millis(450));
}

/// A Docker engine whose clock stands somewhere else, and what it is asked for.
#[derive(Clone)]
struct Docker(Arc<Mutex<Vec<String>>>);

const ITS_TIME: &str = "2019-02-03T04:05:06.789Z";

async fn docker(State(engine): State<Docker>, uri: Uri) -> Response<Body> {
    match uri.path().rsplit('/').next() {
        Some("version") => whole(&json!({ "Version": "29.1.2", "ApiVersion": "1.51", "MinAPIVersion": "1.24" })),
        Some("info") => whole(&json!({ "SystemTime": ITS_TIME })),
        Some("events") => {
            engine.0.lock().unwrap().push(uri.query().unwrap_or_default().to_owned());
            Response::new(Body::from_stream(futures_util::stream::pending::<std::io::Result<String>>()))
        }
        _ => Response::new("OK".into()),
    }
}

/// Ours may jump, and that of an engine in a virtual machine is another: only its own tells what happened since.
#[tokio::test]
async fn f18_an_engine_with_another_clock_is_asked_by_its_own() {
    let engine = Docker(Arc::default());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let router = Router::new().fallback(docker).with_state(engine.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let docker_host = Some(format!("unix://{}", path.display()));
    let engines = Engines::new(EngineSettings { docker_host, ..EngineSettings::default() });
    let mut exercise = exercise();
    exercise.checks[0].looks = [("object".to_owned(), Look::Volume { name: "notes".into() })].into();
    let mut items = Box::pin(Watches::new(&World::Real(engines)).changes(&exercise, &Place::default()));
    items.next().await;
    timeout(Duration::from_secs(5), items.next()).await.expect("the state is read anew with the stream");
    let end = Instant::now() + Duration::from_secs(5);
    while engine.0.lock().unwrap().is_empty() {
        assert!(Instant::now() < end, "events are asked for");
        sleep(Duration::from_millis(10)).await;
    }
    let asked = engine.0.lock().unwrap()[0].clone();
    assert!(asked.contains("since=1549166706.789"), "{asked}");
    // Looking makes events of its own, which the engine itself leaves out.
    assert!(asked.contains("health_status") && !asked.contains("exec") && !asked.contains("archive"), "{asked}");
}
