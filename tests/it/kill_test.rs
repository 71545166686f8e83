//! The program killed at any moment (SIGKILL): what was acknowledged is there afterwards, and what a start made half
//! is found by `stop` and `reset`.
//!
//! The moments are spread by chance and named by a seed, so that a failure can be had again: `SAMPAN_SEED=…`. How often
//! the server is killed is `SAMPAN_KILLS=…`.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sampan::store::{Learner, Store};

use crate::program::{House, Server, course};

const ID: &str = "docker/keep-the-data";

/// Each right answer after a wrong one is a change of outcome, so an attempt.
const ANSWERS: &str = r#"
format = 1
level = "beginner"
minutes = 5
needs = []

[[checks]]
id = "even"
look = { answer = {} }
that = "int(object.text) % 2 == 0"
say = { en = "an even number", zh-cn = "一个偶数" }
"#;

/// Numbers that look random, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let named = std::env::var("SAMPAN_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = named.unwrap_or_else(|| u64::from(std::process::id()) << 16 | 1);
        Self(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Gives answers one after the other until the server is gone; says which number was acknowledged last.
fn work(server: &Server, token: &str, from: u64, acknowledged: &AtomicU64) -> u64 {
    let mut number = from;
    loop {
        let body = format!("{{\"text\":\"{}\"}}", number + 1);
        let line = format!("POST /api/exercises/{ID}/answers/even");
        match server.ask(token, &line, &body) {
            Some((200, report)) => {
                number += 1;
                acknowledged.fetch_add(1, Ordering::SeqCst);
                let state = if number.is_multiple_of(2) { "passed" } else { "not-yet" };
                assert_eq!(report["checks"][0]["state"], state, "{number}: {report}");
            }
            Some((status, body)) => panic!("{status} {body}"),
            None => return number,
        }
    }
}

fn wait_for(acknowledged: &AtomicU64, count: u64) {
    // A worker that has failed must not be waited for.
    let end = Instant::now() + Duration::from_secs(20);
    while acknowledged.load(Ordering::SeqCst) < count && Instant::now() < end {
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// How many outcomes are remembered, and the last answer.
async fn remembered(data: &Path) -> (u64, u64) {
    let store = Store::open(&data.join("sampan.db")).await.unwrap();
    let (me, id) = (Learner::me(), ID.parse().unwrap());
    let attempts = store.attempts(&me, &id).await.unwrap().iter().filter(|row| row.check == "even").count();
    let answer = store.answers(&me, &id).await.unwrap().into_values().next();
    store.close().await;
    (attempts as u64, answer.map_or(0, |text| text.parse().unwrap()))
}

#[tokio::test]
async fn r43_d1_no_acknowledged_attempt_is_lost() {
    let house = House::new();
    let folder = course(&house.path(""), ANSWERS);
    let course = ["--course", folder.to_str().unwrap(), "--yes"];
    house.well(&[&course[..], &["start", ID]].concat());
    let mut chance = Chance::new();
    let seed = chance.0;
    // The first reading, without an answer, is an attempt; each answer after the first changes the outcome.
    let mut number = 0;
    let kills = std::env::var("SAMPAN_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8);
    for round in 0..kills {
        let mut server = house.serve(&course);
        let token = house.well(&["open", "--bearer"]).trim().to_owned();
        let (process, after, moment) = (server.child.id(), chance.below(30), chance.below(8000));
        let acknowledged = AtomicU64::new(0);
        let last = std::thread::scope(|both| {
            both.spawn(|| {
                wait_for(&acknowledged, after);
                std::thread::sleep(Duration::from_micros(moment));
                crate::program::signal(process, rustix::process::Signal::KILL);
            });
            work(&server, &token, number, &acknowledged)
        });
        server.kill();
        let (attempts, answer) = remembered(&house.path("data")).await;
        // The one that was under way may have been saved although nobody was told.
        assert!(
            answer == last || answer == last + 1,
            "SAMPAN_SEED={seed}, round {round}: {last} was acknowledged, {answer} is there"
        );
        assert!(
            (last.max(1)..=answer.max(1)).contains(&attempts),
            "SAMPAN_SEED={seed}, round {round}: {attempts} attempts of {last}"
        );
        house.run(&[&course[..], &["check", ID]].concat());
        assert_eq!(remembered(&house.path("data")).await, (answer.max(1), answer), "SAMPAN_SEED={seed}, round {round}");
        number = answer;
    }
    assert!(number > 20, "only {number} answers: nothing was tried");
}

#[test]
fn r31_d2_a_start_that_was_killed_is_completed_or_taken_down() {
    const OWN: &str = "docker/write-a-dockerfile";
    let mut chance = Chance::new();
    let seed = chance.0;
    let mut whole = {
        let house = House::new();
        let began = Instant::now();
        house.well(&["start", OWN]);
        began.elapsed()
    };
    let mut cut = 0;
    for round in 0..10 {
        let house = House::new();
        let mut start = house.command(&["start", OWN]);
        let mut start = start.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(0.3 + 0.07 * f64::from(round)) + Duration::from_millis(chance.below(5)));
        let _ = start.kill();
        if start.wait().unwrap().code().is_none() {
            cut += 1;
        } else {
            // The machine is quicker now than it was.
            whole = whole.mul_f64(0.7);
        }
        if round % 2 == 0 {
            house.well(&["start", OWN]);
            let begun = house.workspace(OWN).join("site/drafts/winter.html");
            assert!(begun.exists(), "SAMPAN_SEED={seed}, round {round}");
            assert!(house.states(OWN).iter().all(|state| state == "not-yet"), "SAMPAN_SEED={seed}, round {round}");
        } else {
            house.well(&["stop", OWN]);
            house.well(&["reset", OWN]);
            assert!(house.states(OWN).iter().all(|state| state == "not-yet"), "SAMPAN_SEED={seed}, round {round}");
        }
        let names = std::fs::read_dir(house.workspace(OWN)).unwrap().map(|entry| entry.unwrap().file_name());
        let half = names.filter(|name| name.to_str().unwrap().ends_with(".sampan")).count();
        assert_eq!(half, 0, "SAMPAN_SEED={seed}, round {round}: nothing is left half written");
    }
    assert!(cut > 2, "only {cut} of 10 were cut off");
}
