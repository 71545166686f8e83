//! The real program with folders of its own, and a script's way to talk to it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE};

/// A running `sampan serve`; stopped when it is dropped.
pub(crate) struct Program {
    child: Child,
    home: tempfile::TempDir,
    port: u16,
    token: String,
    pub(crate) client: reqwest::Client,
}

/// A page as a browser gets it.
pub(crate) struct Page {
    pub(crate) text: String,
    /// Bytes of the body on the wire.
    pub(crate) wire: usize,
}

impl Program {
    /// Starts the server, and gets a token for it.
    pub(crate) fn serve() -> Self {
        let mut program = Self::start();
        let output = command(program.home.path()).args(["open", "--bearer"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().clone_into(&mut program.token);
        program
    }

    /// Starts the server; done as soon as it says its address.
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = command(home.path());
        command
            .args(["--lang", "en", "serve", "--no-browser", "--port", "0"])
            .stderr(Stdio::piped())
            .stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| port_of(&line)).expect("an address");
        std::thread::spawn(move || lines.for_each(drop));
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { child, home, port, token: String::new(), client }
    }

    /// Solves an exercise as its author does, so that every check is asked.
    pub(crate) fn solve(&self, exercise: &str) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises").join(exercise).join("solution/solve.sh");
        let env = command(self.home.path()).args(["env", exercise, "--shell", "bash"]).output().unwrap();
        let both = format!("{}\n. {}", String::from_utf8_lossy(&env.stdout), script.display());
        let output = command_in(self.home.path(), "bash").args(["-euo", "pipefail", "-c", &both]).output().unwrap();
        assert!(output.status.success(), "{exercise}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// A page, compressed as a browser asks for it.
    pub(crate) async fn page(&self, path: &str) -> Page {
        let squeezed = self.client.get(self.url(path)).header(ACCEPT_ENCODING, "gzip").send().await.unwrap();
        let wire = squeezed.bytes().await.unwrap().len();
        let text = self.client.get(self.url(path)).send().await.unwrap().text().await.unwrap();
        Page { text, wire }
    }

    /// Does something with an exercise, and gives the answer.
    pub(crate) async fn act(&self, exercise: &str, wish: &str) -> String {
        let request = self.client.post(self.url(&format!("api/exercises/{exercise}/{wish}"))).bearer_auth(&self.token);
        let answer = request.header(CONTENT_TYPE, "application/json").body("{}").send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{wish} {exercise}: {status} {text}");
        text
    }

    /// The exercise's events, as they come.
    pub(crate) async fn events(&self, exercise: &str) -> reqwest::Response {
        let request = self.client.get(self.url(&format!("api/exercises/{exercise}/events"))).bearer_auth(&self.token);
        request.send().await.unwrap().error_for_status().unwrap()
    }

    pub(crate) fn resident_megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or("0 0");
        line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(home: &Path) -> Command {
    command_in(home, env!("CARGO_BIN_EXE_sampan"))
}

fn command_in(home: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("HOME", home).env("SAMPAN_DATA", home.join("data"));
    // The engines are the measurer's own, whatever the home.
    if std::env::var_os("KUBECONFIG").is_none()
        && let Some(real) = std::env::var_os("HOME")
    {
        command.env("KUBECONFIG", Path::new(&real).join(".kube/config"));
    }
    command
}

fn port_of(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// What a page loads, as paths from the root: styles, scripts, icons.
pub(crate) fn assets(html: &str) -> Vec<String> {
    let quoted = html.split(['"', '\'']).filter(|text| text.contains("static/") && !text.contains(' '));
    let mut paths: Vec<String> =
        quoted.map(|path| path.trim_start_matches("../").trim_start_matches('/').to_owned()).collect();
    paths.sort();
    paths.dedup();
    paths
}
