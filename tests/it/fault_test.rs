//! Clusters and Docker engines that are not as they should be, from outside: the program names the cause and what to
//! do, ends with 2, never says "not yet", makes nothing, and goes on by itself once the fault is mended.
//!
//! Which fault is tried where (F numbers as in the list of faults; `live/` needs engines). A test that bears a number
//! is the one from outside, of the whole program.
//!
//! | fault | cause | from outside |
//! | --- | --- | --- |
//! | F1 Docker stopped, frozen | `engine_test`, `live/watch_test` (a proxy) | `live/fault_test` |
//! | F2 Docker killed, in a check and in a stream | `live/watch_test` (a cut line) | `live/fault_test` |
//! | F2 containers that ended with Docker, a Docker that lost everything | `sandbox/fallen` | `live/fallen_test` |
//! | too old, refusing, no HTTP, elsewhere | `engine_test` | here: elsewhere |
//! | no permission on the socket | `engine_test` | `live/fault_test` |
//! | F3 image missing | `live/sandbox_test` | `live/fault_test` |
//! | F4 name taken | `live/sandbox_test` | `live/fault_test` |
//! | F4 port taken | `sandbox/ports` | `live/port_test`; the server's own: `cli_test` |
//! | F5 cluster stopped; F6 kubeconfig missing, empty, broken, unknown context, wrong port | `engine_test` | here |
//! | F6 wrong CA | `live/look_test`, `engine_test` (no TLS) | here (no TLS) |
//! | F6 a plugin that is missing, fails, hangs | | here |
//! | F6 a kubeconfig that others may read | | `access_test` |
//! | F7 token refused, certificate expired | `engine_test`, `engine/cause` | here |
//! | F7 a token that was revoked, and a new one | | `access_test` |
//! | F8 429, 500, 503, slow; 403 | `engine_test`; a watch: `watch_test` | here |
//! | F9 disk or inodes full | `store_test` (pages) | `live/machine_test` (a small disk) |
//! | F10 damaged database; one removed under a server | `store_test`, `store/place` | `cli_test`; here |
//! | F11 database locked, a second server | | here; `cli_test` |
//! | F12 port in use | `server/listen` (both families) | `cli_test` |
//! | F13 no network at all | | `live/machine_test` |
//! | F14 a client that is slow, says nothing or takes nothing | `server/serve`, `server/body` | `server_test` |
//! | F14 a line that breaks, of a terminal, of events | | `terminal_test`, `line_test` |
//! | F15 signals | | `cli_test`, here (SIGINT) |
//! | F15 killed, or out of memory, while a program of a look runs | `offspring` | `orphan_test` |
//! | F16 children of a terminal, of a `run` look | `terminal` | `live/run_test` |
//! | F17 homes, umask | | `cli_test` |
//! | F18 a machine that slept, a clock that is another | `watch_test` | here |
//! | F19 a Pod that was put out, a namespace that went | `sandbox/fallen` | `access_test`, `live/fallen_test` |
//! | killed at any moment | `live/sandbox_test` (set-up) | `kill_test`, `live/fault_test` (set-up) |

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::program::{House, course, states};

pub(crate) const ID: &str = "docker/keep-the-data";

pub(crate) const ONE_LOOK: &str = r#"
format = 1
level = "beginner"
minutes = 5
needs = ["kubernetes"]
within = "4s"

[[checks]]
id = "web"
look = { resource = { kind = "Deployment", name = "web" } }
that = "object.spec.replicas == 3"
say = { en = "three replicas", zh-cn = "三个副本" }
"#;

/// Enough of an API server to start an exercise with a namespace; it can be told to fail.
#[derive(Clone, Default)]
pub(crate) struct Api {
    /// The status that is answered to everything but the version; 0 where nothing fails.
    failing: Arc<AtomicU16>,
    /// How long every answer takes.
    slow: Arc<AtomicBool>,
    looks: Arc<AtomicUsize>,
    made: Arc<AtomicBool>,
}

impl Api {
    pub(crate) fn answer(&self, request: &Request) -> ResponseTemplate {
        let path = request.url.path();
        if path.ends_with("/deployments/web") {
            self.looks.fetch_add(1, Ordering::SeqCst);
        }
        let code = self.failing.load(Ordering::SeqCst);
        let answer = match path {
            "/version" => ResponseTemplate::new(200).set_body_json(version()),
            _ if code != 0 => failure(code),
            _ => self.object(request),
        };
        if self.slow.load(Ordering::SeqCst) { answer.set_delay(Duration::from_secs(60)) } else { answer }
    }

    fn object(&self, request: &Request) -> ResponseTemplate {
        let path = request.url.path();
        let found = |value: Value| ResponseTemplate::new(200).set_body_json(value);
        if request.method.as_str() == "POST" && path == "/api/v1/namespaces" {
            self.made.store(true, Ordering::SeqCst);
            return ResponseTemplate::new(201).set_body_json(namespace());
        }
        match path.rsplit('/').next() {
            Some("sampan-keep-the-data") if self.made.load(Ordering::SeqCst) => found(namespace()),
            Some("default") => {
                found(json!({"kind": "ServiceAccount", "apiVersion": "v1", "metadata": {"name": "default"}}))
            }
            Some("web") => found(
                json!({"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"name": "web"}, "spec": {"replicas": 1}}),
            ),
            Some("sampan-keep-the-data") => failure(404),
            _ => found(json!({"kind": "List", "apiVersion": "v1", "metadata": {}, "items": []})),
        }
    }

    /// As if the cluster had been made anew.
    pub(crate) fn lose_namespace(&self) {
        self.made.store(false, Ordering::SeqCst);
    }

    fn fail(&self, code: u16) {
        self.failing.store(code, Ordering::SeqCst);
    }
}

fn version() -> Value {
    json!({ "major": "1", "minor": "35", "gitVersion": "v1.35.1", "gitCommit": "", "gitTreeState": "",
            "buildDate": "", "goVersion": "", "compiler": "", "platform": "" })
}

fn namespace() -> Value {
    json!({ "kind": "Namespace", "apiVersion": "v1", "metadata": { "name": "sampan-keep-the-data", "uid": "u1",
            "labels": { "sampan/exercise": "docker.keep-the-data" }, "creationTimestamp": "2026-01-01T00:00:00Z" } })
}

pub(crate) fn failure(code: u16) -> ResponseTemplate {
    let status = json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code,
        "reason": if code == 404 { "NotFound" } else { "" },
        "message": format!("said by the server: {code}"), "details": { "retryAfterSeconds": 1 } });
    ResponseTemplate::new(code).set_body_json(status).insert_header("Retry-After", "1")
}

/// An API server that answers everything as `api` says.
pub(crate) async fn server(api: &Api) -> MockServer {
    let server = MockServer::start().await;
    let api = api.clone();
    Mock::given(any()).respond_with(move |request: &Request| api.answer(request)).mount(&server).await;
    server
}

/// A house with a kubeconfig of this server and user.
pub(crate) fn house(server: &str, user: &str) -> House {
    let house = House::new();
    let file = house.path("kubeconfig");
    std::fs::write(
        &file,
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: mine\n\
             clusters: [{{name: c, cluster: {{server: '{server}'}}}}]\n\
             contexts: [{{name: mine, context: {{cluster: c, user: u}}}}]\n\
             users: [{{name: u, user: {user}}}]\n"
        ),
    )
    .unwrap();
    house.with("KUBECONFIG", file.to_str().unwrap())
}

/// A start that must be refused, with the cause and what to do in both languages, soon, and without anything made.
#[track_caller]
fn refused(house: &House, more: &[&str], cause: &str, remedy: &str) {
    let id = "kubernetes/deploy-and-scale";
    let began = Instant::now();
    let said = house.run(&[more, &["start", id]].concat());
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:#?}");
    assert!(said.err.contains(cause) && said.err.contains(remedy), "{cause} / {remedy}: {said:#?}");
    assert!(!house.workspace(id).exists() && !house.path("data/kube").exists(), "nothing has been made");
    let doctor = house.run(&[more, &["doctor"]].concat());
    assert!(doctor.code == Some(2) && doctor.out.contains(cause), "{doctor:#?}");
    assert!(house.run(&[more, &["--lang", "zh-cn", "start", id]].concat()).err.contains('。'));
}

#[test]
fn f6_a_kubeconfig_that_leads_nowhere_is_named() {
    let missing = House::new();
    refused(&missing, &[], "There is no cluster in `/nowhere/kubeconfig`", "minikube start");

    let empty = House::new();
    let file = empty.path("kubeconfig");
    std::fs::write(&file, "").unwrap();
    let empty = empty.with("KUBECONFIG", file.to_str().unwrap());
    refused(&empty, &[], &format!("There is no cluster in `{}`", file.display()), "minikube start");

    std::fs::write(&file, "contexts: [").unwrap();
    refused(&empty, &[], &file.display().to_string(), "Mend it");

    let unknown = house("http://127.0.0.1:1", "{token: t}");
    let context = ["--context", "other", "--yes"];
    refused(&unknown, &context, "has no context `other`", "kubectl config get-contexts");
}

#[test]
fn f5_a_cluster_that_is_not_there_is_named_with_its_address() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let at = format!("https://127.0.0.1:{port}");
    refused(&house(&at, "{token: t}"), &[], &format!("nothing answers at `{at}`"), "minikube start");
    let far = house("https://203.0.113.5:6443", "{token: t}");
    refused(&far, &[], "does not look like one of this machine", "--context NAME");
    // Not even when it is named, until the learner has agreed.
    let named = far.run(&["--context", "mine", "start", "kubernetes/deploy-and-scale"]);
    assert!(named.code == Some(64) && named.err.contains("--yes"), "{named:#?}");
}

#[test]
fn f6_a_server_that_speaks_no_tls_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = std::io::Write::write_all(&mut stream.unwrap(), b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    refused(&house(&at, "{token: t}"), &[], "No trusted connection to the cluster", "minikube update-context");
}

#[test]
fn docker_elsewhere_is_left_alone() {
    let house = House::new().with("DOCKER_HOST", "tcp://203.0.113.5:2375");
    let said = house.run(&["start", ID]);
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert!(said.err.contains("is not on this machine") && said.err.contains("--docker"), "{said:#?}");
    let named = house.run(&["--docker", "tcp://203.0.113.5:2375", "start", ID]);
    assert!(named.code == Some(64) && named.err.contains("--yes"), "{named:#?}");
}

#[tokio::test]
async fn f7_a_refused_token_and_an_expired_certificate_are_told_apart() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(failure(401)).mount(&server).await;
    refused(&house(&server.uri(), "{token: t}"), &[], "The cluster refused the request: 401", "administrator");
    let data = |name: &str| STANDARD.encode(std::fs::read(fixture(name)).unwrap());
    let user =
        format!("{{client-certificate-data: {}, client-key-data: {}}}", data("expired.crt"), data("expired.key"));
    refused(&house(&server.uri(), &user), &[], "no longer valid", "minikube update-context");
}

fn fixture(name: &str) -> PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/faults").join(name)
}

/// The server that runs while the API fails is the one that goes on when it is mended.
#[tokio::test]
async fn f8_an_api_with_troubles_of_its_own_is_no_wrong_answer() {
    let api = Api::default();
    let cluster = server(&api).await;
    let house = house(&cluster.uri(), "{token: t}");
    let folder = course(&house.path(""), ONE_LOOK);
    let arguments = ["--course", folder.to_str().unwrap(), "--yes"];
    let check = || house.run(&[&arguments[..], &["check", ID]].concat());
    house.well(&[&arguments[..], &["start", ID]].concat());
    assert_eq!(check().code, Some(1));

    let served = house.serve(&arguments);
    let token = house.well(&["open", "--bearer"]).trim().to_owned();
    let over_http = || served.ask(&token, &format!("POST /api/exercises/{ID}/check"), "{}").unwrap();
    for (code, cause) in [
        (401, "refused the request: 401"),
        (403, "refused the request: said by the server: 403"),
        (429, "an error in the cluster itself: 429"),
        (500, "an error in the cluster itself: 500"),
        (503, "an error in the cluster itself: 503"),
    ] {
        api.fail(code);
        let before = api.looks.load(Ordering::SeqCst);
        let began = Instant::now();
        let said = check();
        let took = began.elapsed();
        assert_eq!(said.code, Some(2), "{code}: {said:#?}");
        assert!(said.out.contains(cause) && said.out.contains("to do:"), "{code}: {said:#?}");
        assert!(said.out.contains("cannot tell") && !said.out.contains("not yet"), "{code}: {said:#?}");
        assert!(took < Duration::from_secs(6), "{code}: {took:?}");
        let looks = api.looks.load(Ordering::SeqCst) - before;
        assert!((1..=4).contains(&looks), "{code}: asked {looks} times");
        let (status, report) = over_http();
        assert_eq!((status, states(&report)), (200, vec!["cannot-tell".to_owned()]), "{code}: {report}");
        api.fail(0);
        assert_eq!(states(&over_http().1), ["not-yet"], "after {code}");
    }

    api.slow.store(true, Ordering::SeqCst);
    let began = Instant::now();
    let (_, report) = over_http();
    assert!(began.elapsed() < Duration::from_secs(6), "the check's own limit: {:?}", began.elapsed());
    assert_eq!(states(&report), ["cannot-tell"], "{report}");
    assert!(report["checks"][0]["found"].as_str().unwrap().contains("did not answer within"), "{report}");
    api.slow.store(false, Ordering::SeqCst);
    assert_eq!(states(&over_http().1), ["not-yet"]);
    let attempts = sampan::store::Store::open(&house.path("data/sampan.db")).await.unwrap();
    let rows = attempts.attempts(&sampan::store::Learner::me(), &ID.parse().unwrap()).await.unwrap();
    assert_eq!(rows.len(), 1, "cannot tell is never an attempt: {rows:?}");
}

/// A user who is logged in by a program.
fn by_plugin(command: &str, arguments: &str) -> House {
    let exec = format!("apiVersion: client.authentication.k8s.io/v1, command: {command}, args: [{arguments}]");
    house("https://127.0.0.1:9", &format!("{{exec: {{{exec}, interactiveMode: Never}}}}"))
}

#[test]
fn f6_a_plugin_that_is_missing_fails_or_hangs_is_named() {
    refused(&by_plugin("no-such-plugin", ""), &[], "The program `no-such-plugin` is not installed", "Install");
    let fails = by_plugin("sh", "'-c', 'echo first >&2; echo you are logged out >&2; exit 3'");
    refused(&fails, &[], "The program `sh`, which your kubeconfig names to log you in", "`kubectl version` answers");
    refused(&fails, &[], "exit status: 3: you are logged out", "Log in");
    // Nor does the end wait for it: `refused` gives no command more than 8 s.
    refused(&by_plugin("sleep", "'25'"), &[], "The program `sleep`", "Log in");
}

const ANSWER: &str = r#"
format = 1
level = "beginner"
minutes = 5
needs = []

[[checks]]
id = "number"
look = { answer = {} }
that = "object.text == '1'"
say = { en = "one", zh-cn = "一" }
"#;

/// A server with one exercise that is started, and a script that answers it.
struct Answering {
    house: House,
    server: crate::program::Server,
    token: String,
    course: [String; 3],
}

impl Answering {
    fn begin() -> Self {
        let house = House::new();
        let folder = course(&house.path(""), ANSWER);
        let course = ["--course".to_owned(), folder.to_str().unwrap().to_owned(), "--yes".to_owned()];
        let arguments: Vec<&str> = course.iter().map(String::as_str).collect();
        house.well(&[&arguments[..], &["start", ID]].concat());
        let server = house.serve(&arguments);
        let token = house.well(&["open", "--bearer"]).trim().to_owned();
        Self { house, server, token, course }
    }

    fn answer(&self, text: &str) -> (u16, Value) {
        let line = format!("POST /api/exercises/{ID}/answers/number");
        self.server.ask(&self.token, &line, &format!("{{\"text\":\"{text}\"}}")).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> crate::program::Said {
        let course: Vec<&str> = self.course.iter().map(String::as_str).collect();
        self.house.run(&[&course[..], arguments].concat())
    }
}

#[test]
fn f10_a_database_that_is_removed_is_missed_and_found_again() {
    let it = Answering::begin();
    assert_eq!(it.answer("1").0, 200);
    let files = ["sampan.db", "sampan.db-wal", "sampan.db-shm"].map(|file| it.house.path("data").join(file));
    let aside = |file: &PathBuf| file.with_extension("aside-".to_owned() + file.extension().unwrap().to_str().unwrap());
    for file in files.iter().filter(|file| file.exists()) {
        std::fs::rename(file, aside(file)).unwrap();
    }
    for _ in 0..3 {
        let (status, said) = it.answer("2");
        assert_eq!(
            (status, said["error"]["kind"].as_str()),
            (503, Some("gone")),
            "nothing is taken that is lost: {said}"
        );
        assert!(said["error"]["help"].as_str().unwrap().contains("sampan.db.copy-"), "{said}");
    }
    assert!(!files[0].exists(), "no empty one takes its place");
    for file in files.iter().filter(|file| aside(file).exists()) {
        std::fs::rename(aside(file), file).unwrap();
    }
    let (status, view) = it.server.ask(&it.token, &format!("GET /api/exercises/{ID}"), "").unwrap();
    assert_eq!((status, view["report"]["checks"][0]["answer"].as_str()), (200, Some("1")), "{view}");
    assert_eq!(it.answer("3").0, 200, "the same server goes on");
}

/// Whoever else writes has five seconds; then it is said, and nothing is lost or half done.
#[tokio::test(flavor = "multi_thread")]
async fn f11_a_database_that_is_locked_is_waited_for_and_then_told() {
    let it = Answering::begin();
    assert_eq!(it.answer("1").0, 200);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(it.house.path("data/sampan.db"));
    let mut other = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
    let began = Instant::now();
    let (served, said) = std::thread::scope(|all| {
        let served = all.spawn(|| it.answer("2"));
        let said = all.spawn(|| it.run(&["check", "--answer", "number=3", ID]));
        (served.join().unwrap(), said.join().unwrap())
    });
    let took = began.elapsed();
    assert!((Duration::from_secs(4)..Duration::from_secs(9)).contains(&took), "{took:?}");
    assert_eq!((served.0, served.1["error"]["kind"].as_str()), (503, Some("busy")), "{}", served.1);
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert!(said.err.contains("Another program is writing"), "{said:#?}");
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    assert_eq!(it.answer("4").0, 200);
}

#[test]
fn f15_an_interrupt_ends_it_as_a_request_does() {
    let mut it = Answering::begin();
    let began = Instant::now();
    crate::program::signal(it.server.child.id(), rustix::process::Signal::INT);
    assert_eq!(it.server.child.wait().unwrap().code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(11), "{:?}", began.elapsed());
    assert!(!it.house.path("data/run/server.json").exists(), "its notice is down");
}

/// What changed while the machine slept is seen when it wakes, and the sleep itself is no fault.
#[test]
fn f18_a_machine_that_slept_sees_what_changed_meanwhile() {
    let house = House::new();
    let id = "docker/write-a-dockerfile";
    house.well(&["start", id]);
    let mut watch = house.command(&["check", "--watch", id]);
    let mut watch = watch.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(watch.stdout.take().unwrap()));
    let mut until = |words: &str| {
        let mut passed =
            lines.by_ref().map_while(Result::ok).inspect(|line| assert!(!line.contains("cannot tell"), "{line}"));
        assert!(passed.any(|line| line.contains(words)), "{words}");
    };
    until("not yet");
    crate::program::signal(watch.id(), rustix::process::Signal::STOP);
    crate::cli_test::solve(&house);
    std::thread::sleep(Duration::from_secs(3));
    crate::program::signal(watch.id(), rustix::process::Signal::CONT);
    until("All checks have passed.");
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}
