//! One viewer's socket: a token first, then bytes both ways, until one side or the line ends (R9, R34, R40).
//!
//! Every message is authorised by what the credential is worth at that moment, not by what it was at the first one.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, interval_at, timeout};

use super::frame::{Heard, Hello, Said};
use crate::server::gate::SocketCookie;
use crate::server::state::AppState;
use crate::terminal::{Attached, News, Size, Terminal, Viewer};
use crate::tutor::Learner;

/// The close code for a terminal that there is not, or not for this learner.
const GONE: u16 = 4404;
/// The close code for a viewer whose terminal another one looks at now.
const TAKEN: u16 = 4409;

/// How long each side bears with the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For the first message.
    pub(super) hello: Duration,
    /// Between signs of life that are asked for.
    pub(super) pulse: Duration,
    /// For a sign of life, and for a message to leave.
    pub(super) silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { hello: seconds(5), pulse: seconds(20), silence: seconds(60) }
    }
}

type Out = SplitSink<WebSocket, Message>;

/// Talks until the end, and says why it ends.
pub(super) async fn talk(socket: WebSocket, state: &AppState, cookie: &SocketCookie, id: &str, limits: &Limits) {
    let (mut out, mut heard) = socket.split();
    let ending = state.ending().clone();
    let talked = converse((&mut out, &mut heard), state, cookie, id, limits);
    let (code, reason) = tokio::select! {
        end = talked => end,
        () = ending.cancelled() => (close_code::AWAY, "the server ends"),
    };
    let goodbye = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
    let _ = timeout(limits.hello, out.send(goodbye)).await;
}

async fn converse(
    (out, heard): (&mut Out, &mut SplitStream<WebSocket>),
    state: &AppState,
    cookie: &SocketCookie,
    id: &str,
    limits: &Limits,
) -> (u16, &'static str) {
    let first = timeout(limits.hello, heard.next()).await;
    let hello = first.ok().flatten().and_then(Result::ok).and_then(|message| Hello::read(&message));
    let Some(hello) = hello.filter(|hello| state.keys().knows_pair(&cookie.0, &hello.token).is_ok()) else {
        return (close_code::POLICY, "the first message brings a good token");
    };
    let Some(terminal) = state.terminals().owned(&Learner::me(), id) else {
        return (GONE, "there is no such terminal");
    };
    let viewer = Viewer { id: hello.viewer, seen: hello.seen, size: Size::new(hello.rows, hello.columns) };
    let Some(attached) = terminal.attach(viewer).await else { return (GONE, "there is no such terminal") };
    let is_allowed = || state.keys().knows_pair(&cookie.0, &hello.token).is_ok();
    bridge((out, heard), &terminal, attached, hello.viewer, is_allowed, limits).await
}

/// Bytes of the shell to the viewer and of the viewer to the shell.
async fn bridge(
    (out, heard): (&mut Out, &mut SplitStream<WebSocket>),
    terminal: &Terminal,
    attached: Attached,
    viewer: u64,
    is_allowed: impl Fn() -> bool,
    limits: &Limits,
) -> (u16, &'static str) {
    let Attached { replay, from, typed, mut news } = attached;
    let welcome = Said::Attached { from, replay: replay.len(), typed }.message();
    let begun = [welcome, Message::binary(replay)];
    for message in begun {
        if let Some(end) = say(out, message, limits).await {
            return end;
        }
    }
    let mut pulse = interval_at(Instant::now() + limits.pulse, limits.pulse);
    let mut alive = Instant::now();
    loop {
        tokio::select! {
            message = heard.next() => {
                alive = Instant::now();
                let Some(Ok(message)) = message else { return (close_code::NORMAL, "") };
                if !is_allowed() {
                    return (close_code::POLICY, "the sign-in has ended");
                }
                match Heard::read(message) {
                    Some(heard) => if let Some(end) = obey(heard, terminal, viewer).await { return end },
                    None => return (close_code::POLICY, "this is no message of a terminal"),
                }
            }
            new = news.recv() => {
                let end = match new {
                    Some(News::Output(bytes)) => say(out, Message::binary(bytes), limits).await,
                    Some(News::Typed(typed)) => say(out, Said::Typed(typed).message(), limits).await,
                    Some(News::Ended(code)) => {
                        say(out, Said::Ended { code }.message(), limits).await;
                        Some((close_code::NORMAL, "the shell has ended"))
                    }
                    None if terminal.has_ended() => Some((GONE, "the terminal was closed")),
                    None => Some((TAKEN, "another page looks at it")),
                };
                if let Some(end) = end {
                    return end;
                }
            }
            _ = pulse.tick() => {
                if alive.elapsed() > limits.silence {
                    return (close_code::AWAY, "no sign of life");
                }
                if let Some(end) = say(out, Message::Ping(Vec::new().into()), limits).await {
                    return end;
                }
            }
        }
    }
}

async fn obey(heard: Heard, terminal: &Terminal, viewer: u64) -> Option<(u16, &'static str)> {
    match heard {
        Heard::Typed(bytes) => terminal.type_in(viewer, bytes).await,
        Heard::Seen(offset) => terminal.seen(viewer, offset).await,
        Heard::Size { rows, columns } => terminal.resize(Size::new(rows, columns)).await,
        Heard::Alive => {}
        Heard::Closed => return Some((close_code::NORMAL, "")),
    }
    None
}

/// Sends a message; the end where the line does not take it.
async fn say(out: &mut Out, message: Message, limits: &Limits) -> Option<(u16, &'static str)> {
    match timeout(limits.silence, out.send(message)).await {
        Ok(Ok(())) => None,
        Ok(Err(_)) | Err(_) => Some((close_code::AWAY, "the line is broken")),
    }
}
