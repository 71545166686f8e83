//! The real program with a script's token and client, as a measurement talks to it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reqwest::header::CONTENT_TYPE;

use crate::program::{House, Program, said};

/// A server with the measurer's own engines, and a way to ask it.
pub(crate) struct Client {
    pub(crate) program: Program,
    token: String,
    client: reqwest::Client,
}

impl Client {
    /// Starts the server, and gets a token for it.
    pub(crate) fn begin() -> Self {
        let mut client = Self::without_token();
        client.program.house.well(&["open", "--bearer"]).trim().clone_into(&mut client.token);
        client
    }

    /// Starts the server; done as soon as it says its address.
    pub(crate) fn without_token() -> Self {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { program: Program::serve_in(House::with_engines()), token: String::new(), client }
    }

    /// The same with a course of its own, written below a folder.
    pub(crate) fn begin_with(course: fn(&Path) -> PathBuf) -> Self {
        let house = House::with_engines();
        let folder = course(&house.path(""));
        let server = house.serve(&["--course", folder.to_str().unwrap(), "--yes"]);
        let token = house.well(&["open", "--bearer"]).trim().to_owned();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { program: Program { port: server.port, house, server }, token, client }
    }

    /// Solves an exercise as its author does, so that every check is asked.
    pub(crate) fn solve(&self, exercise: &str) {
        let script = format!("{}/exercises/{exercise}/solution/solve.sh", env!("CARGO_MANIFEST_DIR"));
        let env = self.program.house.well(&["env", exercise, "--shell", "bash"]);
        let both = format!("{env}\n. {script}");
        let done = said(&mut self.program.house.command_of("bash", &["-euo", "pipefail", "-c", &both]));
        assert_eq!(done.code, Some(0), "{exercise}: {done:#?}");
    }

    /// What sends requests, without a token of its own.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.client
    }

    /// A page, whole.
    pub(crate) async fn page(&self, path: &str) -> String {
        self.client.get(self.program.url(path)).send().await.unwrap().text().await.unwrap()
    }

    /// Does something with an exercise, and gives the answer.
    pub(crate) async fn act(&self, exercise: &str, wish: &str) -> String {
        let url = self.program.url(&format!("api/exercises/{exercise}/{wish}"));
        let request = self.client.post(url).bearer_auth(&self.token).header(CONTENT_TYPE, "application/json");
        let answer = request.body("{}").send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{wish} {exercise}: {status} {text}");
        text
    }

    /// The exercise's events, as they come.
    pub(crate) async fn events(&self, exercise: &str) -> reqwest::Response {
        let url = self.program.url(&format!("api/exercises/{exercise}/events"));
        self.client.get(url).bearer_auth(&self.token).send().await.unwrap().error_for_status().unwrap()
    }

    /// The share of one processor that the server takes while something goes on.
    pub(crate) async fn busy(&self, goes_on: impl Future<Output = ()>) -> f64 {
        let (before, began) = (self.on_processors(), Instant::now());
        goes_on.await;
        (self.on_processors() - before).as_secs_f64() / began.elapsed().as_secs_f64()
    }

    /// The time that the server has spent on processors so far.
    fn on_processors(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process())).unwrap();
        // After the name, which may hold anything: user and system time, in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        let hundredths: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().unwrap()).sum();
        Duration::from_millis(hundredths * 10)
    }

    /// The memory that is mapped in, with the part of the program's own file that is.
    pub(crate) fn resident_megabytes(&self) -> f64 {
        self.megabytes("VmRSS:")
    }

    /// The same without the file, which the system takes back when it needs room.
    pub(crate) fn own_megabytes(&self) -> f64 {
        self.megabytes("RssAnon:")
    }

    /// The number of the server's process.
    pub(crate) fn process(&self) -> u32 {
        self.program.server.child.id()
    }

    fn megabytes(&self, of: &str) -> f64 {
        let process = self.process();
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(of)).unwrap_or("0 0");
        line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    }
}
