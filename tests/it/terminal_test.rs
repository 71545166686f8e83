//! Terminals through the real server: who gets a socket, what a socket says, and that nothing reaches a shell before.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::program::course;
use crate::served::{Browser, Served};

const PATH: &str = "/api/exercises/docker/keep-the-data";

/// An exercise that needs no engine.
const EXERCISE: &str = r#"
format = 1
level = "beginner"
minutes = 5

[[checks]]
id = "note"
look = { file = { path = "note.txt" } }
that = "object != null"
say = { en = "a note", zh-cn = "一张便条" }
"#;

/// A server with an exercise that is started, and a terminal in it.
struct Room {
    served: Served,
    browser: Browser,
    id: String,
    _course: tempfile::TempDir,
}

async fn room() -> Room {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::of(&course(folder.path(), EXERCISE)).await;
    let browser = served.sign_in().await;
    let early = served.ask(&browser, &format!("POST {PATH}/terminals"), SIZE).await;
    assert_eq!((early.status, early.kind().as_str()), (409, "not-started"), "{early:?}");
    assert_eq!(served.ask(&browser, &format!("POST {PATH}/start"), "{}").await.status, 200);
    let opened = served.ask(&browser, &format!("POST {PATH}/terminals"), SIZE).await;
    assert_eq!(opened.status, 200, "{opened:?}");
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    Room { served, browser, id, _course: folder }
}

const SIZE: &str = r#"{"rows":24,"columns":80}"#;

type Socket = WebSocketStream<TcpStream>;

impl Room {
    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.served.port)
    }

    /// The socket, or the status of the refusal.
    async fn knock(&self, id: &str, headers: &[(&str, &str)]) -> Result<Socket, u16> {
        let stream = TcpStream::connect(("127.0.0.1", self.served.port)).await.unwrap();
        let address = format!("ws://127.0.0.1:{}/api/terminals/{id}/socket", self.served.port);
        let mut request = address.into_client_request().unwrap();
        for (name, value) in headers {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(socket),
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    async fn enter(&self, id: &str) -> Socket {
        self.knock(id, &[("Origin", &self.origin()), ("Cookie", &self.browser.cookie)]).await.unwrap()
    }

    fn hello(&self, viewer: u64, seen: u64) -> Message {
        let token = &self.browser.token;
        Message::text(json!({ "token": token, "viewer": viewer, "seen": seen, "rows": 24, "columns": 80 }).to_string())
    }

    /// A socket that looks at the terminal: what was replayed, and what the server said of it.
    async fn look(&self, viewer: u64, seen: u64) -> (Socket, String, Value) {
        let mut socket = self.enter(&self.id).await;
        socket.send(self.hello(viewer, seen)).await.unwrap();
        let Some(Ok(Message::Text(text))) = socket.next().await else { panic!("an answer") };
        let Some(Ok(Message::Binary(replay))) = socket.next().await else { panic!("a replay") };
        let attached: Value = serde_json::from_str(&text).unwrap();
        (socket, String::from_utf8_lossy(&replay).into_owned(), attached["attached"].clone())
    }
}

/// What the shell prints until it holds a text.
async fn until(socket: &mut Socket, wanted: &str) -> String {
    let mut text = String::new();
    let mut seen = Vec::new();
    while !text.contains(wanted) {
        let message = tokio::time::timeout(Duration::from_secs(10), socket.next()).await;
        match message.unwrap_or_else(|_| panic!("{wanted:?} did not come: {text:?}")) {
            Some(Ok(Message::Binary(bytes))) => {
                seen.extend_from_slice(&bytes);
                text = String::from_utf8_lossy(&seen).into_owned();
            }
            Some(Ok(_)) => {}
            other => panic!("{wanted:?} did not come, but {other:?}: {text:?}"),
        }
    }
    text
}

/// How a socket ends.
async fn end(socket: &mut Socket) -> u16 {
    loop {
        match tokio::time::timeout(Duration::from_secs(10), socket.next()).await.expect("an end") {
            Some(Ok(Message::Close(frame))) => return frame.map_or(0, |frame| frame.code.into()),
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// How a socket ends that tells nothing before: what the shell has shown is as secret as what it would do.
async fn shut(socket: &mut Socket) -> u16 {
    match tokio::time::timeout(Duration::from_secs(10), socket.next()).await.expect("an end") {
        Some(Ok(Message::Close(frame))) => frame.map_or(0, |frame| frame.code.into()),
        other => panic!("something is told: {other:?}"),
    }
}

#[tokio::test]
async fn r3_r12_a3_a_socket_is_opened_for_our_own_pages_alone() {
    let room = room().await;
    let (port, cookie) = (room.served.port, room.browser.cookie.clone());
    let other_port = format!("http://127.0.0.1:{}", port + 1);
    let longer = format!("http://127.0.0.1:{port}0");
    let lookalike = format!("http://127.0.0.1:{port}.evil.test");
    let secure = format!("https://127.0.0.1:{port}");
    for origin in ["https://evil.test", "null", &other_port, &longer, &lookalike, &secure] {
        let refused = room.knock(&room.id, &[("Origin", origin), ("Cookie", &cookie)]).await.err();
        assert_eq!(refused, Some(403), "{origin}");
    }
    assert_eq!(room.knock(&room.id, &[("Cookie", &cookie)]).await.err(), Some(403), "no origin");
    let ours = room.origin();
    assert_eq!(room.knock(&room.id, &[("Origin", &ours)]).await.err(), Some(401), "no cookie");
    let forged = format!("sampan-{port}={}", "x".repeat(43));
    assert_eq!(room.knock(&room.id, &[("Origin", &ours), ("Cookie", &forged)]).await.err(), Some(401));
    assert!(room.knock(&room.id, &[("Origin", &ours), ("Cookie", &cookie)]).await.is_ok());
    room.served.end().await;
}

#[tokio::test]
async fn r9_a4_nothing_reaches_the_shell_before_a_good_token() {
    let room = room().await;
    let canary = room.served.dir.path().join("canary");
    let attack = || Message::binary(format!("touch {}\r", canary.display()).into_bytes());
    let wrong = Message::text(json!({ "token": "x", "viewer": 1, "seen": 0, "rows": 1, "columns": 1 }).to_string());
    for first in [attack(), wrong, Message::text("not json"), Message::text("{\"seen\":1}")] {
        let mut socket = room.enter(&room.id).await;
        socket.send(first.clone()).await.unwrap();
        let _ = socket.send(attack()).await;
        assert_eq!(shut(&mut socket).await, 1008, "{first:?}");
    }
    let mut silent = room.enter(&room.id).await;
    let begun = Instant::now();
    assert_eq!(shut(&mut silent).await, 1008);
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    let mut elsewhere = room.enter("nosuchterminal").await;
    elsewhere.send(room.hello(1, 0)).await.unwrap();
    let _ = elsewhere.send(attack()).await;
    assert_eq!(shut(&mut elsewhere).await, 4404);
    // The real one still works, and shows that the shell would have done it.
    let (mut socket, ..) = room.look(1, 0).await;
    socket.send(Message::binary(b"ls canary; echo do$((1))ne\r".to_vec())).await.unwrap();
    until(&mut socket, "do1ne").await;
    assert!(!canary.exists());
    socket.send(attack()).await.unwrap();
    for _ in 0..100 {
        if canary.exists() {
            return room.served.end().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the shell takes no input at all");
}

#[tokio::test]
async fn r9_a32_a_sign_in_that_has_ended_is_missed_at_the_next_message() {
    let room = room().await;
    let (mut socket, ..) = room.look(1, 0).await;
    let canary = room.served.dir.path().join("canary");
    let wish = Message::binary(format!("touch {}\r", canary.display()).into_bytes());
    // The oldest sign-in goes when more browsers come than there is room for.
    for _ in 0..64 {
        room.served.sign_in().await;
    }
    let ask = room.served.ask(&room.browser, "GET /api/progress", "").await;
    assert_eq!((ask.status, ask.kind().as_str()), (401, "sign-in"));
    socket.send(wish.clone()).await.unwrap();
    assert_eq!(end(&mut socket).await, 1008);
    // The shell is there, and does what a good sign-in wishes; of the other one it has heard nothing.
    let room = Room { browser: room.served.sign_in().await, ..room };
    let (mut socket, ..) = room.look(1, 0).await;
    socket.send(Message::binary(b"ls canary; echo do$((1))ne\r".to_vec())).await.unwrap();
    until(&mut socket, "do1ne").await;
    assert!(!canary.exists());
    room.served.end().await;
}

#[tokio::test]
async fn w9_bytes_that_are_no_text_and_a_line_without_end_lose_nothing_after_them() {
    let room = room().await;
    let (mut socket, ..) = room.look(1, 0).await;
    // A sign of three bytes in two messages, and bytes that are none of any.
    for part in [&b"printf '%s|' \xe4\xbd"[..], b"\xa0 | od -An -tx1\r", b"printf '\\377\\xfe'; echo whole$((1))\r"] {
        socket.send(Message::binary(part.to_vec())).await.unwrap();
    }
    let shown = until(&mut socket, "whole1").await;
    assert!(shown.contains("e4 bd a0 7c"), "{shown:?}");
    let line = "head -c 16777216 /dev/zero | tr '\\0' x; echo; echo af$((2))ter\r";
    socket.send(Message::binary(line.as_bytes().to_vec())).await.unwrap();
    let (mut seen, mut tail) = (0_u64, Vec::new());
    while !String::from_utf8_lossy(&tail).contains("af2ter") {
        let message = tokio::time::timeout(Duration::from_secs(20), socket.next()).await.expect("the line goes on");
        if let Some(Ok(Message::Binary(bytes))) = message {
            seen += bytes.len() as u64;
            tail = [&tail[tail.len().saturating_sub(64)..], &bytes].concat();
            socket.send(Message::text(json!({ "seen": seen + shown.len() as u64 }).to_string())).await.unwrap();
        }
    }
    assert!(seen > 16 << 20, "{seen} bytes came");
    room.served.end().await;
}

#[tokio::test]
async fn f14_a_line_that_broke_goes_on_where_it_was() {
    let room = room().await;
    let (mut socket, replay, attached) = room.look(7, 0).await;
    assert_eq!((attached["typed"].as_u64(), attached["from"].as_u64()), (Some(0), Some(0)));
    let line = b"echo fi$((1))rst; sleep 0.3; echo se$((2))cond\r";
    socket.send(Message::binary(line.to_vec())).await.unwrap();
    let shown = until(&mut socket, "fi1rst").await;
    drop(socket);
    tokio::time::sleep(Duration::from_millis(600)).await;
    let seen = (replay.len() + shown.len()) as u64;
    let (mut socket, replay, attached) = room.look(7, seen).await;
    assert_eq!((attached["from"].as_u64(), attached["typed"].as_u64()), (Some(seen), Some(line.len() as u64)));
    assert!(replay.contains("se2cond") && !replay.contains("fi1rst"), "{replay:?}");
    // Another page takes over, with all that there was; the first one is told.
    let (mut other, replay, attached) = room.look(8, 0).await;
    assert!(replay.contains("fi1rst") && attached["typed"] == 0, "{attached}");
    assert_eq!(end(&mut socket).await, 4409);
    other.send(Message::binary(b"exit 3\r".to_vec())).await.unwrap();
    let said = loop {
        match other.next().await {
            Some(Ok(Message::Text(text))) if text.contains("ended") => break text,
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(said.as_str(), "{\"ended\":{\"code\":3}}");
    assert_eq!(end(&mut other).await, 1000);
    let listed = room.served.ask(&room.browser, &format!("GET {PATH}/terminals"), "").await;
    assert_eq!(listed.json(), json!({ "terminals": [] }));
    room.served.end().await;
}

#[tokio::test]
async fn w11_w12_sizes_are_clamped_and_nonsense_ends_one_socket() {
    let room = room().await;
    let (mut socket, ..) = room.look(1, 0).await;
    socket.send(Message::text("{\"size\":{\"rows\":0,\"columns\":65535}}")).await.unwrap();
    socket.send(Message::binary(b"stty size\r".to_vec())).await.unwrap();
    until(&mut socket, "1 1000").await;
    socket.send(Message::text("{\"size\":{\"rows\":-1,\"columns\":1}}")).await.unwrap();
    assert_eq!(end(&mut socket).await, 1008);
    let (mut socket, ..) = room.look(2, 0).await;
    socket.send(Message::binary(b"echo st$((1))ill\r".to_vec())).await.unwrap();
    until(&mut socket, "st1ill").await;
    room.served.end().await;
}

#[tokio::test]
async fn r41_r45_closing_ends_the_shell_and_the_server_ends_all_of_them() {
    let room = room().await;
    let (mut socket, ..) = room.look(1, 0).await;
    let wrong = room.served.ask(&room.browser, "POST /api/terminals/nosuch/close", "{}").await;
    assert_eq!((wrong.status, wrong.kind().as_str()), (404, "no-such-terminal"));
    let closed = room.served.ask(&room.browser, &format!("POST /api/terminals/{}/close", room.id), "{}").await;
    assert_eq!(closed.status, 200, "{closed:?}");
    assert_eq!(end(&mut socket).await, 4404);
    // Another one, whose shell tells its number, and a server that is stopped under it.
    let opened = room.served.ask(&room.browser, &format!("POST {PATH}/terminals"), SIZE).await;
    let room = Room { id: opened.json()["id"].as_str().unwrap().to_owned(), ..room };
    let (mut socket, ..) = room.look(1, 0).await;
    socket.send(Message::binary(b"echo 'pi'd=$$.\r".to_vec())).await.unwrap();
    // The shell shows what is typed as well, so the words come together in its answer alone.
    let mut shown = until(&mut socket, "pid=").await;
    if !shown.rsplit("pid=").next().unwrap().contains('.') {
        shown += &until(&mut socket, ".").await;
    }
    let pid = shown.rsplit("pid=").next().unwrap().split('.').next().unwrap().to_owned();
    assert!(std::path::Path::new(&format!("/proc/{pid}")).exists(), "{pid}");
    room.served.shutdown.cancel();
    assert_eq!(end(&mut socket).await, 1001);
    room.served.task.await.unwrap().unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    assert!(stat.is_empty() || stat.contains(") Z"), "{stat}");
}

#[tokio::test]
async fn r41_a_terminal_ends_with_the_start_that_it_was_opened_in() {
    for end_of_it in ["stop", "reset"] {
        let room = room().await;
        let (mut socket, ..) = room.look(1, 0).await;
        // Nobody has to look, and what ignores a hang-up ends as well.
        socket.send(Message::binary(b"(trap '' HUP; sleep 600) & echo 'chi'ld=$!.\r".to_vec())).await.unwrap();
        let mut shown = until(&mut socket, "child=").await;
        while !shown.rsplit("child=").next().unwrap().contains('.') {
            shown += &until(&mut socket, ".").await;
        }
        let child = shown.rsplit("child=").next().unwrap().split('.').next().unwrap().to_owned();
        drop(socket);
        let done = room.served.ask(&room.browser, &format!("POST {PATH}/{end_of_it}"), "{}").await;
        assert_eq!(done.status, 200, "{done:?}");
        let begun = Instant::now();
        let stat = || std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
        while !stat().is_empty() && !stat().contains(") Z") {
            assert!(begun.elapsed() < Duration::from_secs(5), "{end_of_it}: {}", stat());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        while room.served.ask(&room.browser, &format!("GET {PATH}/terminals"), "").await.json()["terminals"]
            != json!([])
        {
            assert!(begun.elapsed() < Duration::from_secs(5), "{end_of_it}: it is still listed");
        }
    }
}
