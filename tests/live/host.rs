//! The engines of this machine, as `DOCKER_HOST` and `KUBECONFIG` lead to them, and a way to cut and freeze them that
//! harms nobody: a proxy between an engine and one test.
//!
//! Without an engine a test is skipped, in a line that is counted; with `SAMPAN_LIVE=require` it fails.
#![expect(clippy::disallowed_methods, reason = "reads the environment that `tests/run` sets")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::print_stderr, reason = "says what was skipped")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sampan::course::Unreachable;
use sampan::engine::{ClusterEngine, DockerEngine, EngineSettings, Engines};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{Mutex, MutexGuard, watch};

static SKIPPED: AtomicUsize = AtomicUsize::new(0);

/// Where the environment says that the engines are, as `tests/host/env` sets it.
pub(crate) fn settings() -> EngineSettings {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let kubeconfigs = std::env::var_os("KUBECONFIG").map(|list| std::env::split_paths(&list).collect());
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    EngineSettings {
        docker_host: std::env::var("DOCKER_HOST").ok(),
        docker_config: home.join(".docker"),
        kubeconfigs: kubeconfigs.unwrap_or_else(|| vec![home.join(".kube/config")]),
        ..EngineSettings::default()
    }
}

/// Both engines of this run, not yet asked.
pub(crate) fn engines() -> Engines {
    Engines::new(settings())
}

/// Docker, for one of these tests at a time, since its events are everybody's; or none and a line that says so.
pub(crate) async fn docker() -> Option<(Engines, DockerEngine, MutexGuard<'static, ()>)> {
    static ONE: Mutex<()> = Mutex::const_new(());
    let alone = ONE.lock().await;
    let engines = engines();
    let docker = or_skip("Docker", engines.docker().await)?;
    Some((engines, docker, alone))
}

/// The cluster, or none and a line that says so.
pub(crate) async fn cluster() -> Option<(Engines, ClusterEngine)> {
    let engines = engines();
    let cluster = or_skip("a cluster", engines.cluster().await)?;
    Some((engines, cluster))
}

fn or_skip<T>(what: &str, found: Result<T, Unreachable>) -> Option<T> {
    match found {
        Ok(engine) => Some(engine),
        Err(why) => {
            skip(what, &format!("{why:?}"));
            None
        }
    }
}

/// Counts a test that lacks something; with `SAMPAN_LIVE=require` it fails.
pub(crate) fn skip(what: &str, why: &str) {
    let required = std::env::var("SAMPAN_LIVE").is_ok_and(|live| live == "require");
    assert!(!required, "SAMPAN_LIVE=require, and there is no {what}: {why}");
    let count = SKIPPED.fetch_add(1, Ordering::SeqCst) + 1;
    eprintln!("skipped {count}: no {what} ({why})");
}

/// What a proxy does with the bytes between a test and its engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Open,
    /// Accepts, and passes nothing on.
    Frozen,
    /// Every connection is broken, and none is accepted.
    Cut,
}

/// A proxy that the test holds in its hand.
#[derive(Clone)]
pub(crate) struct Proxy {
    line: Arc<watch::Sender<Line>>,
    connections: Arc<AtomicUsize>,
}

impl Proxy {
    fn new() -> Self {
        Self { line: Arc::new(watch::Sender::new(Line::Open)), connections: Arc::default() }
    }

    pub(crate) fn set(&self, line: Line) {
        self.line.send_replace(line);
    }

    /// How many connections go through it now.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Between a test and Docker; gives the socket to use.
    pub(crate) fn of_socket(folder: &Path, engine: &Path) -> (Self, String) {
        let proxy = Self::new();
        let (path, engine) = (folder.join("proxy.sock"), engine.to_owned());
        let (here, state) = (path.clone(), proxy.line.subscribe());
        let count = proxy.connections.clone();
        tokio::spawn(async move {
            let mut state = state;
            loop {
                if state.wait_for(|line| *line != Line::Cut).await.is_err() {
                    return;
                }
                let _ = std::fs::remove_file(&here);
                let listener = UnixListener::bind(&here).unwrap();
                while let Some(Ok((near, _))) = until_cut(&mut state, listener.accept()).await {
                    let far = UnixStream::connect(&engine).await.unwrap();
                    tokio::spawn(counted(count.clone(), join(near, far, state.clone())));
                }
            }
        });
        (proxy, format!("unix://{}", path.display()))
    }

    /// Between a test and an API server; gives the port to use.
    pub(crate) async fn of_port(engine: String) -> (Self, u16) {
        let proxy = Self::new();
        let mut listener = Some(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let port = listener.as_ref().unwrap().local_addr().unwrap().port();
        let state = proxy.line.subscribe();
        let count = proxy.connections.clone();
        tokio::spawn(async move {
            let mut state = state;
            loop {
                if state.wait_for(|line| *line != Line::Cut).await.is_err() {
                    return;
                }
                let open = match listener.take() {
                    Some(open) => open,
                    None => TcpListener::bind(("127.0.0.1", port)).await.unwrap(),
                };
                while let Some(Ok((near, _))) = until_cut(&mut state, open.accept()).await {
                    let far = TcpStream::connect(&engine).await.unwrap();
                    tokio::spawn(counted(count.clone(), join(near, far, state.clone())));
                }
            }
        });
        (proxy, port)
    }
}

async fn until_cut<T>(state: &mut watch::Receiver<Line>, work: impl Future<Output = T>) -> Option<T> {
    let mut state = state.clone();
    tokio::select! {
        done = work => Some(done),
        _ = state.wait_for(|line| *line == Line::Cut) => None,
    }
}

async fn counted(count: Arc<AtomicUsize>, connection: impl Future<Output = ()>) {
    count.fetch_add(1, Ordering::SeqCst);
    connection.await;
    count.fetch_sub(1, Ordering::SeqCst);
}

/// Passes bytes both ways while the line is open, and none while it is frozen.
async fn join<S>(near: S, far: S, mut state: watch::Receiver<Line>)
where
    S: AsyncRead + AsyncWrite,
{
    let (near_in, near_out) = tokio::io::split(near);
    let (far_in, far_out) = tokio::io::split(far);
    let (there, back) = (pass(near_in, far_out, state.clone()), pass(far_in, near_out, state.clone()));
    tokio::select! {
        _ = async { tokio::join!(there, back) } => {}
        _ = state.wait_for(|line| *line == Line::Cut) => {}
    }
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, mut state: watch::Receiver<Line>) {
    let mut bytes = vec![0; 16 << 10];
    loop {
        if state.wait_for(|line| *line == Line::Open).await.is_err() {
            return;
        }
        let Ok(count @ 1..) = from.read(&mut bytes).await else { break };
        if state.wait_for(|line| *line == Line::Open).await.is_err() || to.write_all(&bytes[..count]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

/// A name that no other test and no person uses.
pub(crate) fn name(what: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("dev-look-{what}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst))
}

pub(crate) fn ms(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1000.0)
}
