//! Engines that are not as they should be: each fault becomes its own cause. Small listeners play the engines.

use std::io::Write;
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sampan::course::{Engine, Unreachable};
use sampan::engine::{EngineSettings, Engines, again, from_docker};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What a player says to every request.
#[derive(Clone)]
struct Lines(String);

impl Lines {
    fn new(status: u16, body: &str) -> Self {
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n");
        Self(format!("{head}content-length: {}\r\n\r\n{body}", body.len()))
    }

    /// Words that are not HTTP.
    fn noise() -> Self {
        Self("220 mail.example ESMTP\r\n".into())
    }

    async fn play(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte).await {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let _ = stream.write_all(self.0.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}

fn version(api: &str) -> Lines {
    Lines::new(200, &json!({ "Version": "99.1.2", "ApiVersion": api, "MinAPIVersion": "1.24" }).to_string())
}

fn status(code: u16, message: &str) -> Lines {
    let body = json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "message": message });
    Lines::new(code, &body.to_string())
}

fn docker_at(endpoint: &str) -> EngineSettings {
    EngineSettings { docker_host: Some(endpoint.into()), ..EngineSettings::default() }
}

/// A Docker engine on a socket of its own that says these lines; the folder must outlive it.
fn docker_player(lines: Lines) -> (tempfile::TempDir, EngineSettings) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    play_unix(&path, lines);
    let settings = docker_at(&format!("unix://{}", path.display()));
    (folder, settings)
}

fn play_unix(path: &Path, lines: Lines) {
    let listener = tokio::net::UnixListener::bind(path).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(lines.clone().play(stream));
        }
    });
}

async fn play_tcp(lines: Lines) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(lines.clone().play(stream));
        }
    });
    port
}

async fn docker(settings: EngineSettings) -> Result<String, Unreachable> {
    Engines::new(settings).docker().await.map(|engine| engine.version)
}

#[tokio::test]
async fn docker_is_found_where_it_listens() {
    let (_folder, settings) = docker_player(version("1.41"));
    assert_eq!(docker(settings).await, Ok("99.1.2".into()));
}

#[tokio::test]
async fn docker_that_does_not_run_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    let endpoint = format!("unix://{}", path.display());
    let down = Err(Unreachable::Down { engine: Engine::Docker, at: endpoint.clone() });
    assert_eq!(docker(docker_at(&endpoint)).await, down);
    // A socket file that a killed engine left behind.
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    assert_eq!(docker(docker_at(&endpoint)).await, down);
}

#[tokio::test]
async fn docker_that_is_mended_is_found_by_the_next_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    let engines = Engines::new(docker_at(&format!("unix://{}", path.display())));
    assert!(engines.docker().await.is_err());
    play_unix(&path, version("1.51"));
    assert!(engines.docker().await.is_ok());
}

#[tokio::test]
async fn r37_f1_a_frozen_docker_is_too_slow_once_for_all_who_ask() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("docker.sock");
    let _frozen = UnixListener::bind(&path).unwrap();
    let engines = Engines::new(docker_at(&format!("unix://{}", path.display())));
    let began = Instant::now();
    let (one, two) = tokio::join!(engines.docker(), engines.docker());
    let limit = Duration::from_secs(5);
    for answer in [one, two] {
        assert_eq!(answer.err(), Some(Unreachable::TooSlow { engine: Some(Engine::Docker), limit }));
    }
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test]
async fn docker_answers_that_are_none() {
    let (_a, old) = docker_player(version("1.40"));
    assert_eq!(docker(old).await, Err(Unreachable::TooOld { engine: Engine::Docker, version: "99.1.2".into() }));
    let (_b, refusing) = docker_player(Lines::new(403, r#"{"message":"no"}"#));
    assert_eq!(docker(refusing).await, Err(Unreachable::Denied { engine: Engine::Docker, what: "no".into() }));
    for lines in [Lines::new(500, r#"{"message":"no"}"#), Lines::new(200, "<html>"), Lines::noise()] {
        let (_c, failing) = docker_player(lines);
        let why = docker(failing).await.unwrap_err();
        assert!(matches!(&why, Unreachable::Failed { engine: Engine::Docker, .. }), "{why:?}");
    }
}

#[test]
fn a_socket_that_may_not_be_used_is_no_permission() {
    let error = bollard_io(std::io::ErrorKind::PermissionDenied);
    assert_eq!(from_docker(error), Unreachable::NoPermission { engine: Engine::Docker, at: String::new() });
}

fn bollard_io(kind: std::io::ErrorKind) -> bollard::errors::Error {
    std::io::Error::from(kind).into()
}

#[tokio::test]
async fn docker_elsewhere_is_refused_unless_it_is_named() {
    let port = play_tcp(version("1.51")).await;
    let endpoint = format!("tcp://127.0.0.1:{port}");
    let far = |at: &str| Err(Unreachable::NotLocal { engine: Engine::Docker, at: at.into() });
    assert_eq!(docker(docker_at(&endpoint)).await, far(&endpoint));
    assert_eq!(docker(docker_at("ssh://me@example.org")).await, far("ssh://me@example.org"));
    let named = EngineSettings { docker_named: Some(endpoint.clone()), ..docker_at("ssh://me@example.org") };
    assert_eq!(docker(named).await, Ok("99.1.2".into()));
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

#[tokio::test]
async fn a_docker_context_leads_to_its_socket() {
    let (folder, player) = docker_player(version("1.51"));
    let config = folder.path().join("config");
    let host = player.docker_host.unwrap();
    write(&config.join("config.json"), r#"{"currentContext":"mine"}"#);
    let meta = json!({ "Name": "mine", "Endpoints": { "docker": { "Host": host } } });
    write(&config.join("contexts/meta/abc/meta.json"), &meta.to_string());
    let settings = EngineSettings { docker_config: config.clone(), ..EngineSettings::default() };
    assert_eq!(docker(settings.clone()).await, Ok("99.1.2".into()));
    let other = EngineSettings { docker_context: Some("other".into()), ..settings.clone() };
    let why = docker(other).await.unwrap_err();
    assert!(matches!(&why, Unreachable::NoContext { context, .. } if context == "other"), "{why:?}");
    // Nothing of a workspace configures us.
    let never = EngineSettings { never: vec![folder.path().into()], docker_context: Some("mine".into()), ..settings };
    assert!(matches!(docker(never).await, Err(Unreachable::NoContext { .. })));
}

fn kubeconfig(server: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: mine\n\
         clusters: [{{name: c, cluster: {{server: '{server}'}}}}]\n\
         contexts: [{{name: mine, context: {{cluster: c, user: u}}}}]\n\
         users: [{{name: u, user: {{token: secret}}}}]\n"
    )
}

/// Settings that lead to a server by a kubeconfig of its own.
fn cluster_at(server: &str) -> (tempfile::TempDir, EngineSettings) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    write(&file, &kubeconfig(server));
    let settings = EngineSettings { kubeconfigs: vec![file], ..EngineSettings::default() };
    (folder, settings)
}

async fn cluster(settings: EngineSettings) -> Result<(String, PathBuf), Unreachable> {
    Engines::new(settings).cluster().await.map(|engine| (engine.version, engine.kubeconfig))
}

async fn asked(server: &str) -> Result<String, Unreachable> {
    let (_folder, settings) = cluster_at(server);
    cluster(settings).await.map(|(version, _)| version)
}

fn info() -> Lines {
    let body = json!({ "major": "1", "minor": "35", "gitVersion": "v1.35.1", "gitCommit": "", "gitTreeState": "",
        "buildDate": "", "goVersion": "", "compiler": "", "platform": "" });
    Lines::new(200, &body.to_string())
}

#[tokio::test]
async fn a_cluster_is_found_by_its_context() {
    let port = play_tcp(info()).await;
    assert_eq!(asked(&format!("http://127.0.0.1:{port}")).await, Ok("v1.35.1".into()));
    assert_eq!(asked(&format!("http://localhost:{port}")).await, Ok("v1.35.1".into()));
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_down() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for server in [format!("http://127.0.0.1:{port}"), format!("https://127.0.0.1:{port}")] {
        assert_eq!(asked(&server).await, Err(Unreachable::Down { engine: Engine::Cluster, at: server }));
    }
}

#[tokio::test]
async fn a_frozen_cluster_is_too_slow() {
    let frozen = TcpListener::bind("127.0.0.1:0").unwrap();
    let limit = Duration::from_secs(5);
    let why = asked(&format!("https://{}", frozen.local_addr().unwrap())).await;
    assert_eq!(why, Err(Unreachable::TooSlow { engine: Some(Engine::Cluster), limit }));
}

#[tokio::test]
async fn a_cluster_that_refuses_us_says_how() {
    for (lines, expected) in
        [(status(401, "Unauthorized"), "401 Unauthorized"), (status(403, "no rights"), "no rights")]
    {
        let port = play_tcp(lines).await;
        let why = asked(&format!("http://127.0.0.1:{port}")).await;
        assert_eq!(why, Err(Unreachable::Denied { engine: Engine::Cluster, what: expected.into() }));
    }
}

#[tokio::test]
async fn a_cluster_with_troubles_of_its_own_failed() {
    for lines in [status(429, "busy"), status(500, "no"), status(503, "no"), Lines::new(200, "<html>"), Lines::noise()]
    {
        let port = play_tcp(lines).await;
        let why = asked(&format!("http://127.0.0.1:{port}")).await.unwrap_err();
        assert!(matches!(&why, Unreachable::Failed { engine: Engine::Cluster, .. }), "{why:?}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_a_tls_failure() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let tls = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let why = asked(&format!("https://127.0.0.1:{tls}")).await.unwrap_err();
    assert!(matches!(&why, Unreachable::Tls { engine: Engine::Cluster, .. }), "{why:?}");
}

#[tokio::test]
async fn r26_a_cluster_elsewhere_is_refused_before_anything_is_sent() {
    let began = Instant::now();
    let server = "https://203.0.113.5:6443";
    let (_folder, settings) = cluster_at(server);
    let far = Err(Unreachable::NotLocal { engine: Engine::Cluster, at: server.into() });
    assert_eq!(cluster(settings.clone()).await, far);
    let chosen = EngineSettings { context_chosen: Some("mine".into()), ..settings };
    assert_eq!(cluster(chosen).await, far);
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn without_a_context_the_file_is_named() {
    let (folder, settings) = cluster_at("http://127.0.0.1:1");
    let none = |file: &Path, context: &str| {
        Err(Unreachable::NoContext { file: file.display().to_string(), context: context.into() })
    };
    let file = settings.kubeconfigs[0].clone();
    let unknown = EngineSettings { context_named: Some("other".into()), ..settings.clone() };
    assert_eq!(cluster(unknown).await, none(&file, "other"));
    let chosen = EngineSettings { context_chosen: Some("gone".into()), ..settings.clone() };
    assert_eq!(cluster(chosen).await, none(&file, "gone"));
    let missing = folder.path().join("missing");
    let absent = EngineSettings { kubeconfigs: vec![missing.clone()], ..EngineSettings::default() };
    assert_eq!(cluster(absent).await, none(&missing, ""));
    let empty = folder.path().join("empty");
    write(&empty, "");
    let nothing = EngineSettings { kubeconfigs: vec![empty.clone()], ..EngineSettings::default() };
    assert_eq!(cluster(nothing).await, none(&empty, ""));
    write(&empty, "current-context: [\n");
    let broken = EngineSettings { kubeconfigs: vec![empty.clone()], ..EngineSettings::default() };
    let why = cluster(broken).await.unwrap_err();
    let Unreachable::BadConfig { file, detail } = &why else { panic!("{why:?}") };
    assert_eq!((file.as_str(), detail.lines().count()), (empty.display().to_string().as_str(), 1), "{detail}");
}

#[tokio::test]
async fn r26_a53_kubeconfigs_of_ours_and_of_workspaces_are_ignored() {
    let port = play_tcp(info()).await;
    let server = format!("http://127.0.0.1:{port}");
    let (home, settings) = cluster_at(&server);
    let theirs = settings.kubeconfigs[0].clone();
    let ours = home.path().join("kube");
    let of_ours = ours.join("docker-x.yaml");
    write(&of_ours, &kubeconfig("http://127.0.0.1:1"));
    let workspace = home.path().join("sampan/x");
    let of_workspace = workspace.join("kubeconfig");
    write(&of_workspace, &kubeconfig("http://127.0.0.1:1"));
    let hostile = EngineSettings {
        kubeconfigs: vec![of_ours, of_workspace],
        kubeconfig_home: Some(theirs.clone()),
        ours,
        never: vec![home.path().join("sampan")],
        ..EngineSettings::default()
    };
    assert_eq!(cluster(hostile).await, Ok(("v1.35.1".into(), theirs)));
}

#[tokio::test]
async fn f8_a_busy_cluster_is_asked_four_times_at_most() {
    for (code, times) in [(429, 4), (503, 4), (403, 1), (500, 1)] {
        let asked = AtomicUsize::new(0);
        let ask = || {
            asked.fetch_add(1, Ordering::SeqCst);
            let said = kube::core::Status::failure("no", "").with_code(code);
            async move { Err::<(), _>(kube::Error::Api(said.boxed())) }
        };
        assert!(again(ask).await.is_err());
        assert_eq!(asked.load(Ordering::SeqCst), times, "{code}");
    }
}
