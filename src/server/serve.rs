//! Serving: sockets in, answers out, an end within ten seconds (R40, R42, R45).
//!
//! axum's own loop sets none of hyper's limits, so this one does. A failure ends one connection, never the loop.

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use std::{io, net};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::listen::Listeners;
use super::state::AppState;
use crate::offspring;
use crate::terminal;

/// How long a request's head may take, an idle connection included.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long a client may take nothing of what is sent: one whose machine has gone, or that has stopped.
const SILENCE: Duration = Duration::from_secs(60);
/// How large a request's head may be.
const HEAD_SIZE: usize = 16 << 10;
/// Connections from one address. A browser has six, one more for each tab that watches, and one for each terminal.
const PER_PEER: usize = 512;
/// How long answers under way may take at the end.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// How long to wait when the system has no descriptor left for a new connection.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `shutdown`, then finishes what is under way.
///
/// # Errors
/// When a socket cannot be handed to the runtime.
pub async fn serve(listeners: Listeners, state: AppState, shutdown: CancellationToken) -> io::Result<()> {
    tokio::task::spawn_blocking(|| {
        match offspring::end_orphans() {
            0 => {}
            count => tracing::info!(count, "ended what a server that was killed had left"),
        }
        terminal::tidy();
    });
    let _follows = AbortOnDropHandle::new(tokio::spawn(super::terminal::follow(state.clone())));
    let held = hold(listeners, super::router(state.clone()), state.ending(), state.wishes(), shutdown).await;
    state.terminals().close_all().await;
    held
}

/// The same for any router: `ending` is cancelled when the end begins, and `wishes` are waited for.
pub(super) async fn hold(
    listeners: Listeners,
    router: Router,
    ending: &CancellationToken,
    wishes: &TaskTracker,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let room = Room { router, ending: ending.clone(), open: TaskTracker::new(), peers: Peers::default() };
    let sockets: Vec<TcpListener> =
        listeners.sockets.into_iter().map(TcpListener::from_std).collect::<Result<_, _>>()?;
    let loops = TaskTracker::new();
    for socket in sockets {
        loops.spawn(accept(socket, room.clone(), Limits::default()));
    }
    shutdown.cancelled().await;
    ending.cancel();
    for tracker in [&loops, &room.open, wishes] {
        tracker.close();
    }
    let finished = async { tokio::join!(loops.wait(), room.open.wait(), wishes.wait()) };
    if tokio::time::timeout(LAST_WORDS, finished).await.is_err() {
        tracing::warn!(connections = room.open.len(), wishes = wishes.len(), "cut off at the end");
    }
    Ok(())
}

/// How long a client is borne with.
#[derive(Debug, Clone, Copy)]
struct Limits {
    head: Duration,
    silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head: HEAD_TIME, silence: SILENCE }
    }
}

/// Lets the system cut a connection that takes nothing for that long; elsewhere its own limit counts.
#[cfg(target_os = "linux")]
fn bear(stream: &TcpStream, silence: Duration) {
    let limit = u32::try_from(silence.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, limit) {
        tracing::debug!(%error, "a connection bears silence as long as the system likes");
    }
}

#[cfg(not(target_os = "linux"))]
fn bear(_: &TcpStream, _: Duration) {}

/// What every connection shares.
#[derive(Clone)]
struct Room {
    router: Router,
    ending: CancellationToken,
    open: TaskTracker,
    peers: Peers,
}

async fn accept(socket: TcpListener, room: Room, limits: Limits) {
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            () = room.ending.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => welcome(stream, peer, &room, limits),
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn welcome(stream: TcpStream, peer: net::SocketAddr, room: &Room, limits: Limits) {
    let Some(seat) = room.peers.seat(peer.ip()) else {
        tracing::warn!(peer = %peer.ip(), "too many connections");
        return drop(
            stream.try_write(b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n"),
        );
    };
    let (router, ending) = (room.router.clone(), room.ending.clone());
    room.open.spawn(async move {
        let _seat = seat;
        if let Err(error) = talk(stream, router, ending, limits).await {
            tracing::debug!(error = %error, "a connection ended early");
        }
    });
}

async fn talk(
    stream: TcpStream,
    router: Router,
    ending: CancellationToken,
    limits: Limits,
) -> Result<(), hyper::Error> {
    let _ = stream.set_nodelay(true);
    bear(&stream, limits.silence);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(HEAD_SIZE)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        outcome = connection.as_mut() => return outcome,
        () = ending.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    connection.await
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Peers(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// The place of one connection, given back when it ends.
struct Seat {
    peers: Peers,
    peer: IpAddr,
}

impl Peers {
    fn seat(&self, peer: IpAddr) -> Option<Seat> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(peer).or_default();
        if *count == PER_PEER {
            return None;
        }
        *count += 1;
        Some(Seat { peers: self.clone(), peer })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn faulty() -> &'static str {
        panic!("on purpose")
    }

    async fn room(limits: Limits) -> (net::SocketAddr, Room) {
        let router = Router::new()
            .route("/", axum::routing::get(async || "hello"))
            .route("/large", axum::routing::get(async || vec![b'x'; 64 << 20]))
            .route("/panic", axum::routing::get(async || faulty()));
        let room = Room { router, ending: CancellationToken::new(), open: TaskTracker::new(), peers: Peers::default() };
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(accept(socket, room.clone(), limits));
        (address, room)
    }

    async fn all_of(mut stream: TcpStream) -> String {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn get(address: net::SocketAddr, path: &str, header: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        all_of(stream).await
    }

    /// How long a client is borne that sends a byte of its head now and then.
    async fn patience(head_time: Duration) -> Duration {
        let (address, _room) = room(Limits { head: head_time, ..Limits::default() }).await;
        let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
        let begun = Instant::now();
        let slow = tokio::spawn(async move {
            for byte in b"GET / HTTP/1.1\r\nX: ".iter().chain(std::iter::repeat(&b'x')).take(400) {
                let _ = writing.write_all(&[*byte]).await;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        let _ = reading.read_to_end(&mut Vec::new()).await;
        slow.abort();
        begun.elapsed()
    }

    #[tokio::test]
    async fn r40_a10_the_head_time_out_is_in_force() {
        let borne = patience(Duration::from_millis(200)).await;
        assert!((200..1500).contains(&borne.as_millis()), "{borne:?}");
        assert_eq!(HEAD_TIME, Duration::from_secs(30));
    }

    #[tokio::test]
    async fn r40_a10_a_head_of_64_kb_is_refused() {
        let (address, _room) = room(Limits::default()).await;
        let answer = get(address, "/", &format!("X: {}\r\n", "x".repeat(64 << 10))).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
        let answer = get(address, "/", &format!("X: {}\r\n", "x".repeat(8 << 10))).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    #[tokio::test]
    async fn r40_r42_a_panic_ends_one_connection_and_a_flood_one_peer() {
        let (address, room) = room(Limits::default()).await;
        assert_eq!(get(address, "/panic", "").await, "");
        assert!(get(address, "/", "").await.ends_with("hello"));
        let seats: Vec<_> = (0..PER_PEER).filter_map(|_| room.peers.seat(address.ip())).collect();
        assert!(get(address, "/", "").await.starts_with("HTTP/1.1 503"));
        drop(seats);
        assert!(get(address, "/", "").await.ends_with("hello"), "places are given back");
        room.open.close();
        room.open.wait().await;
        assert!(room.peers.0.lock().unwrap().is_empty());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn r40_f14_a_client_that_takes_nothing_is_cut() {
        let (address, room) = room(Limits { silence: Duration::from_millis(500), ..Limits::default() }).await;
        let mut stalled = TcpStream::connect(address).await.unwrap();
        stalled.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        stalled.readable().await.unwrap();
        room.open.close();
        let begun = Instant::now();
        tokio::time::timeout(Duration::from_secs(20), room.open.wait()).await.expect("it is borne with for ever");
        assert!(begun.elapsed() > Duration::from_millis(200), "{:?}", begun.elapsed());
        assert_eq!(SILENCE, Duration::from_secs(60));
    }

    #[tokio::test]
    async fn r45_the_end_closes_idle_connections() {
        let (address, room) = room(Limits::default()).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut some = [0; 16];
        assert!(idle.read(&mut some).await.unwrap() > 0);
        room.ending.cancel();
        room.open.close();
        tokio::time::timeout(Duration::from_secs(5), room.open.wait()).await.unwrap();
    }
}
