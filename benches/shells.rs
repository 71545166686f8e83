//! Terminals in the page, measured at a viewer's socket: how soon a key is back, what a flood of output takes and
//! whether the page still answers, what a terminal costs that nobody uses, and how soon a viewer is back after its line
//! was frozen.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::client::Client;
use crate::program::signal;
use crate::rows::{self, Row};

/// An exercise that needs no engine.
const EXERCISE: &str = "docker/write-a-dockerfile";
const KEYS: usize = 500;
const FLOOD: usize = 100_000_000;
/// How many terminals stand open.
const MANY: usize = 200;
const FROZEN: Duration = Duration::from_secs(3);
/// How far the output that a viewer has shown may lag before it says so; a page's own measure.
const STEP: u64 = 65_536;

pub(crate) async fn measure() {
    let client = Client::begin();
    client.act(EXERCISE, "start").await;
    let browser = Browser::sign_in(&client).await;
    let id = browser.open(&client, EXERCISE).await;
    let mut viewer = browser.look(&client, &id, 0).await;
    viewer.enter("PS1=; stty -echo; echo re''ady").await;
    viewer.until("ready").await;
    viewer.enter("stty echo; cat").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    echo(&mut viewer).await;
    viewer.socket.send(Message::binary(b"\x03".to_vec())).await.unwrap();
    frozen(&client, &browser, &id, viewer).await;
    flood(&client, &browser).await;
    crowd(&client, &browser).await;
}

/// One key after the other, each shown before the next is struck.
async fn echo(viewer: &mut Viewer) {
    let mut times = Vec::new();
    for number in 0..KEYS {
        // Lines stay short, as typed ones do.
        let key = if number % 60 == 59 { b"\r" } else { b"k" };
        let before = Instant::now();
        viewer.socket.send(Message::binary(key.to_vec())).await.unwrap();
        let shown = viewer.shown;
        while viewer.shown == shown {
            viewer.next().await;
        }
        times.push(before.elapsed());
        viewer.settle().await;
    }
    Row::of("terminal: echo of a key", times).print(None);
}

/// The server does not run for a while, as behind a line that has frozen; the viewer comes anew, and misses nothing.
async fn frozen(client: &Client, browser: &Browser, id: &str, viewer: Viewer) {
    let process = client.program.server.child.id();
    let mut times = Vec::new();
    let mut seen = viewer.shown;
    let mut line = viewer;
    for _ in 0..5 {
        line.enter("echo be''fore").await;
        line.until("before").await;
        line.enter("(sleep 1; echo mis''sed) &").await;
        // Until the shell has it.
        tokio::time::sleep(Duration::from_millis(300)).await;
        signal(process, rustix::process::Signal::STOP);
        tokio::time::sleep(FROZEN).await;
        signal(process, rustix::process::Signal::CONT);
        let before = Instant::now();
        seen = line.shown.max(seen);
        drop(line);
        line = browser.look(client, id, seen).await;
        line.until("missed").await;
        times.push(before.elapsed());
    }
    Row::of("terminal: back with what was missed, after 3 s of a frozen line", times).print(None);
}

/// 100 MB of lines, while a page is asked for again and again.
async fn flood(client: &Client, browser: &Browser) {
    let id = browser.open(client, EXERCISE).await;
    let mut viewer = browser.look(client, &id, 0).await;
    viewer
        .enter(&format!(
            "yes 'a line of output, as long as those that a build prints' | head -c {FLOOD}; echo th''rough"
        ))
        .await;
    let (before, began, done) = (client.resident_megabytes(), Instant::now(), AtomicBool::new(false));
    let through = async {
        viewer.until("through").await;
        done.store(true, Ordering::Relaxed);
        began.elapsed()
    };
    let pages = async {
        let (mut times, mut most) = (Vec::new(), 0.0_f64);
        while !done.load(Ordering::Relaxed) {
            let asked = Instant::now();
            let _ = client.page("en/docker/volumes.html").await;
            times.push(asked.elapsed());
            most = most.max(client.resident_megabytes());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (times, most)
    };
    let (took, (times, most)) = tokio::join!(through, pages);
    let rate = FLOOD as f64 / 1e6 / took.as_secs_f64();
    rows::one("terminal: 100 MB of output", &format!("{:.1} s", took.as_secs_f64()), "", &format!("{rate:.0} MB/s"));
    rows::one(
        "the server's memory meanwhile, at most",
        &format!("{most:.1} MB"),
        "",
        &format!("{before:.1} MB before"),
    );
    Row::of("a page meanwhile", times).print(None);
}

/// Many terminals that stand open, half of them looked at.
async fn crowd(client: &Client, browser: &Browser) {
    let before = client.resident_megabytes();
    let mut viewers = Vec::new();
    for number in 0..MANY {
        let id = browser.open(client, EXERCISE).await;
        if number % 2 == 0 {
            viewers.push(browser.look(client, &id, 0).await);
        }
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    let each = (client.resident_megabytes() - before) * 1024.0 / MANY as f64;
    rows::one(&format!("{MANY} terminals open: the server's memory for each"), &format!("{each:.0} KB"), "", "");
    let cost = client.busy(tokio::time::sleep(Duration::from_secs(10))).await;
    rows::one("they while nothing happens", &format!("{:.2} %", cost * 100.0), "", "of a core");
}

/// A page's sign-in.
pub(crate) struct Browser {
    cookie: String,
    token: String,
}

impl Browser {
    pub(crate) async fn sign_in(client: &Client) -> Self {
        let link = client.program.new_link();
        let (_, code) = link.split_once("code=").unwrap();
        let request = client.http().post(client.program.url("api/sign-in")).header("Origin", origin(client));
        let answer = request.json(&json!({ "code": code })).send().await.unwrap().error_for_status().unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let body: Value = answer.json().await.unwrap();
        Self { cookie, token: body["token"].as_str().unwrap().to_owned() }
    }

    /// Another terminal of an exercise.
    pub(crate) async fn open(&self, client: &Client, exercise: &str) -> String {
        let size = json!({ "rows": 24, "columns": 80 });
        let answer = self.post(client, &format!("api/exercises/{exercise}/terminals"), &size).await;
        let body: Value = answer.json().await.unwrap();
        body["id"].as_str().unwrap().to_owned()
    }

    /// Ends a terminal with all that it started.
    pub(crate) async fn close(&self, client: &Client, id: &str) {
        self.post(client, &format!("api/terminals/{id}/close"), &json!({})).await;
    }

    async fn post(&self, client: &Client, path: &str, body: &Value) -> reqwest::Response {
        let request = client.http().post(client.program.url(path)).header("Cookie", &self.cookie);
        let request = request.header("X-Sampan-Token", &self.token).header("Origin", origin(client));
        request.json(body).send().await.unwrap().error_for_status().unwrap()
    }

    /// A viewer that has seen so many bytes already.
    pub(crate) async fn look(&self, client: &Client, id: &str, seen: u64) -> Viewer {
        let address = format!("127.0.0.1:{}", client.program.port);
        let mut request = format!("ws://{address}/api/terminals/{id}/socket").into_client_request().unwrap();
        request.headers_mut().insert("Origin", origin(client).parse().unwrap());
        request.headers_mut().insert("Cookie", self.cookie.parse().unwrap());
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        let hello = json!({ "token": self.token, "viewer": 1, "seen": seen, "rows": 24, "columns": 80 });
        socket.send(Message::text(hello.to_string())).await.unwrap();
        let Some(Ok(Message::Text(attached))) = socket.next().await else { panic!("no answer") };
        let attached: Value = serde_json::from_str(&attached).unwrap();
        let shown = attached["attached"]["from"].as_u64().unwrap();
        Viewer { socket, shown, told: shown, tail: Vec::new() }
    }
}

fn origin(client: &Client) -> String {
    format!("http://127.0.0.1:{}", client.program.port)
}

/// One who looks at a terminal, and says what has been shown as a page does.
pub(crate) struct Viewer {
    socket: WebSocketStream<TcpStream>,
    shown: u64,
    told: u64,
    /// The end of what was shown.
    tail: Vec<u8>,
}

impl Viewer {
    pub(crate) async fn enter(&mut self, line: &str) {
        self.socket.send(Message::binary(format!("{line}\r").into_bytes())).await.unwrap();
    }

    /// Takes the next message.
    async fn next(&mut self) {
        match self.socket.next().await {
            Some(Ok(Message::Binary(bytes))) => {
                self.shown += bytes.len() as u64;
                self.tail.extend_from_slice(&bytes);
                self.tail.drain(..self.tail.len().saturating_sub(4096));
                if self.shown - self.told >= STEP {
                    self.told = self.shown;
                    self.socket.send(Message::text(json!({ "seen": self.shown }).to_string())).await.unwrap();
                }
            }
            Some(Ok(_)) => {}
            other => panic!("the line ended: {other:?}"),
        }
    }

    /// Takes what is there already.
    async fn settle(&mut self) {
        while tokio::time::timeout(Duration::from_millis(2), self.next()).await.is_ok() {}
    }

    pub(crate) async fn until(&mut self, wanted: &str) {
        while !String::from_utf8_lossy(&self.tail).contains(wanted) {
            self.next().await;
        }
        self.tail.clear();
    }
}
