//! From a save to the page that shows it, as a browser that follows `sampan dev` meets it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::book;
use crate::rows::Row;

const GOAL: Duration = Duration::from_millis(200);

pub(crate) async fn measure() {
    for lessons in [60, 500] {
        let folder = tempfile::tempdir().unwrap();
        book::write(folder.path(), lessons);
        let dev = Dev::begin(folder.path());
        let times = saves(&dev, folder.path()).await;
        Row::of(&format!("dev: save to the new page, of {lessons} × 2"), times).print((lessons == 60).then_some(GOAL));
    }
}

/// A page is saved, the news of it come, and the page is fetched.
async fn saves(dev: &Dev, course: &Path) -> Vec<Duration> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let file = course.join(format!("content/en/{}.md", book::name(7)));
    let page = format!("{}en/{}.html", dev.address, book::name(7));
    let whole = std::fs::read_to_string(&file).unwrap();
    let mut news = client.get(format!("{}~dev/news", dev.address)).send().await.unwrap();
    let mut told = String::new();
    let mut times = Vec::new();
    for round in 0..40 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let sentence = format!("A sentence of round {round}.");
        let saved = Instant::now();
        std::fs::write(&file, format!("{whole}\n{sentence}\n")).unwrap();
        loop {
            let piece = tokio::time::timeout(Duration::from_secs(20), news.chunk()).await.expect("news in time");
            told.push_str(&String::from_utf8_lossy(&piece.unwrap().expect("an open stream")));
            if std::mem::take(&mut told).contains("lesson-7.html")
                && client.get(&page).send().await.unwrap().text().await.unwrap().contains(&sentence)
            {
                break;
            }
        }
        times.push(saved.elapsed());
    }
    times
}

/// A running `sampan dev`; stopped when it is dropped.
struct Dev {
    child: Child,
    address: String,
}

impl Dev {
    fn begin(course: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sampan"));
        command.args(["--lang", "en", "dev", "--no-browser", "--port", "0", "--course"]).arg(course);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| address(&line)).expect("an address");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address(line: &str) -> Option<String> {
    let at = line.find("http://127.0.0.1:")?;
    Some(line[at..].split(' ').next()?.to_owned())
}
