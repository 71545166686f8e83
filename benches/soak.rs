//! A learner who goes on for hours: pages, exercises in both engines, ticks, terminals that leave children behind. What
//! is there after each round is counted: memory, descriptors, processes, and what the engines still hold.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::crowd;
use crate::rows;
use crate::shells::Browser;
use crate::ticks::{Events, tool};

/// How long it goes on, in minutes.
const MINUTES: f64 = 20.0;
/// The share of the time in which caches fill.
const WARMING: f64 = 0.1;
/// How often a line is printed, to be able to see a slope.
const LINES: u32 = 40;
/// A learner's pace; a round without it would be a storm.
const PAUSE: Duration = Duration::from_millis(500);

/// What there is after a round.
#[derive(Debug, Clone, Copy)]
struct Sample {
    /// In MB; without the program's own file, which the system maps in as it likes.
    memory: f64,
    descriptors: usize,
    threads: usize,
    /// Children that have ended and were not waited for.
    zombies: usize,
    /// Processes that bear the server's mark.
    orphans: usize,
    /// What bears an exercise's label in the engines.
    labels: usize,
}

/// The same person all the time, and what they do.
struct Learner {
    client: Client,
    browser: Browser,
}

pub(crate) async fn measure() {
    let minutes = std::env::var("SAMPAN_SOAK_MINUTES").map_or(MINUTES, |minutes| minutes.parse().unwrap());
    let (begun, time) = (Instant::now(), Duration::from_secs_f64(minutes * 60.0));
    let client = Client::begin_with(crowd::course);
    let learner = Learner { browser: Browser::sign_in(&client).await, client };
    let (mut rounds, mut warm, mut last) = (0, None, None);
    let mut line = begun;
    while begun.elapsed() < time {
        learner.round(rounds % crowd::MANY).await;
        rounds += 1;
        let sample = learner.sample();
        if begun.elapsed() > time.mul_f64(WARMING) {
            warm.get_or_insert(sample);
        }
        if line.elapsed() >= time / LINES {
            line = Instant::now();
            rows::one(
                &format!("after {:.1} min, {rounds} rounds", begun.elapsed().as_secs_f64() / 60.0),
                "",
                "",
                &format!("{sample:?}"),
            );
        }
        last = Some(sample);
    }
    let (Some(warm), Some(last)) = (warm, last) else { return };
    let name = format!("soak of {minutes} min, {rounds} rounds");
    let growth = (last.memory / warm.memory - 1.0) * 100.0;
    rows::one(
        &format!("{name}: memory"),
        &format!("{growth:+.1} %"),
        "5 %",
        &format!("{:.1} to {:.1} MB", warm.memory, last.memory),
    );
    let more = last.descriptors.cast_signed() - warm.descriptors.cast_signed();
    rows::one("descriptors", &format!("{more:+}"), "± 5", &format!("{} to {}", warm.descriptors, last.descriptors));
    rows::one(
        "zombies, orphans, labels",
        &format!("{}, {}, {}", last.zombies, last.orphans, last.labels),
        "0, 0, 0",
        &format!("{} threads", last.threads),
    );
}

impl Learner {
    /// One exercise from its start to its end, in the engine that it is of.
    async fn round(&self, number: usize) {
        let exercise = crowd::exercise(number);
        for page in ["en/docker/volumes.html", "zh-CN/docker/volumes.html"] {
            let _ = self.client.page(page).await;
        }
        self.client.act(&exercise, "start").await;
        let mut events = Events::of(&self.client, &exercise).await;
        events.until("data", false).await;
        if number.is_multiple_of(2) {
            tool("docker", &["volume", "create", &format!("dev-crowd-{number}")]);
        } else {
            tool("kubectl", &["create", "configmap", "web", &format!("--namespace=sampan-crowd-{number}")]);
        }
        events.until("data", true).await;
        self.terminal(&exercise).await;
        tokio::time::sleep(PAUSE).await;
        drop(events);
        self.client.act(&exercise, "stop").await;
    }

    /// A terminal with a megabyte of output, a line that breaks, and children that do not want to go.
    async fn terminal(&self, exercise: &str) {
        let id = self.browser.open(&self.client, exercise).await;
        let mut viewer = self.browser.look(&self.client, &id, 0).await;
        viewer.enter("(trap '' HUP TERM; exec sleep 7200) & setsid --fork sleep 7200").await;
        viewer.enter("yes | head -c 1000000; echo th''rough").await;
        viewer.until("through").await;
        drop(viewer);
        let mut viewer = self.browser.look(&self.client, &id, 0).await;
        viewer.enter("echo ag''ain").await;
        viewer.until("again").await;
        self.browser.close(&self.client, &id).await;
    }

    fn sample(&self) -> Sample {
        let server = self.client.process();
        let mark = format!("SAMPAN_STARTED_BY={server}.");
        let parents = processes().filter_map(|folder| fs::read_to_string(folder.join("stat")).ok());
        // After the name, which may hold anything: the state and the parent.
        let is_zombie =
            |stat: &String| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with(&format!("Z {server} ")));
        let marked = processes().filter_map(|folder| fs::read(folder.join("environ")).ok());
        let is_ours = |environment: &Vec<u8>| {
            String::from_utf8_lossy(environment).split('\0').any(|pair| pair.starts_with(&mark))
        };
        let of = |what: &str| fs::read_dir(format!("/proc/{server}/{what}")).unwrap().count();
        Sample {
            memory: self.client.own_megabytes(),
            descriptors: of("fd"),
            threads: of("task"),
            zombies: parents.filter(is_zombie).count(),
            orphans: marked.filter(is_ours).count(),
            labels: labels(),
        }
    }
}

fn processes() -> impl Iterator<Item = PathBuf> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter(|entry| entry.file_name().to_string_lossy().parse::<u32>().is_ok()).map(|entry| entry.path())
}

/// What the engines hold of the crowd's exercises; a namespace that is being removed does not count.
fn labels() -> usize {
    let lines = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter(|line| line.contains("crowd-") && !line.contains("Terminating"))
            .count()
    };
    let docker = [["ps", "--all"], ["volume", "ls"], ["network", "ls"]];
    docker.iter().map(|arguments| lines("docker", arguments)).sum::<usize>() + lines("kubectl", &["get", "namespaces"])
}
