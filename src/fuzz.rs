//! Fuzzing: draws input for a parser over and over, and holds what comes of each to a property. For tests alone.
//!
//! A room's fuzz tests stand in its `fuzz.rs`. Each goes on for a second, or for `SAMPAN_FUZZ_SECONDS`. Every case has a
//! seed, and a thread of its own by that name: so a panic, a full stack and a case without end all name the seed, and
//! `SAMPAN_FUZZ_SEED` tries that one again. `CONTRIBUTING.md` says how to go on for longer.
#![expect(clippy::disallowed_methods, reason = "reads how long to go on, and the files that are mutated")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "tells how far it came, and the input that failed")]

mod corpus;

use std::env;
use std::fmt::Debug;
use std::fs;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) use arbtest::arbitrary::{Result, Unstructured};
use arbtest::arbtest;
pub(crate) use corpus::{Corpus, files};

/// As the threads have that serve.
const STACK: usize = 2 << 20;
/// No case takes longer, however slow the machine.
const LIMIT: Duration = Duration::from_secs(10);
/// How often a case is looked at that goes on.
const LOOK: Duration = Duration::from_millis(100);
/// The most memory, in KB, that this process may have while a case goes on.
const LARGEST: u64 = 2 << 20;
/// What is said of a case that panics.
const FAILS: &str = "fails";
/// How much of an input is shown.
const SHOWN: usize = 4000;
/// How long a smaller case is looked for that fails as well.
const SHRINKING: Duration = Duration::from_secs(5);

/// Draws input until the time is up; `holds` panics where something is wrong with what came of it.
pub(crate) fn run<I: Debug + 'static>(
    draw: impl Fn(&mut Unstructured<'_>) -> Result<I> + Send + Sync + 'static,
    holds: impl Fn(&I) + Send + Sync + 'static,
) {
    let each = Arc::new(move |u: &mut Unstructured<'_>| {
        // What has no input left to draw is no case.
        if let Ok(input) = draw(u) {
            let _shown = Shown::new(&input);
            holds(&input);
        }
    });
    let each = move |seed| case(seed, each.clone());
    match env::var("SAMPAN_FUZZ_SEED") {
        Ok(seed) => {
            let seed = u64::from_str_radix(seed.trim_start_matches("0x"), 16).expect("a seed, as it was printed");
            each(seed).unwrap_or_else(|why| panic!("{why}"));
        }
        Err(_) => search(&each),
    }
}

/// Tries one case after the other, until one fails or the time is up.
fn search(each: &impl Fn(u64) -> std::result::Result<Duration, &'static str>) {
    let time = env::var("SAMPAN_FUZZ_SECONDS").map_or(1.0, |seconds| seconds.parse().expect("a number of seconds"));
    let begun = Instant::now();
    let (mut cases, mut slowest) = (0, (Duration::ZERO, 0));
    while begun.elapsed().as_secs_f64() < time {
        // Few words make small cases, which are understood when they fail.
        let seed = fresh(16 << (cases % 7));
        match each(seed) {
            Ok(took) => slowest = slowest.max((took, seed)),
            Err(why) => {
                // One that goes on takes the machine from all others, so that those would fail as well.
                let seed = if why == FAILS { shrunk(each, seed) } else { seed };
                let test = test();
                panic!(
                    "a case {why}; to try it again: SAMPAN_FUZZ_SEED={seed:#x} cargo test --all-features --lib {test}"
                );
            }
        }
        cases += 1;
    }
    let (took, seed) = slowest;
    println!("{}: {cases} cases in {:?}; the slowest, {seed:#x}, took {took:?}", test(), begun.elapsed());
}

/// A seed that draws from so many random bytes: arbtest has the random part in the upper half, the number in the lower.
fn fresh(bytes: u32) -> u64 {
    let random = getrandom::u32().expect("the system has random numbers");
    u64::from(random.max(1)) << 32 | u64::from(bytes)
}

/// A case of fewer bytes that fails as well, if one is found soon.
fn shrunk(each: &impl Fn(u64) -> std::result::Result<Duration, &'static str>, seed: u64) -> u64 {
    let begun = Instant::now();
    let mut small = seed;
    while begun.elapsed() < SHRINKING {
        let size = u32::try_from(small & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        let less = fresh(size / 2 + size / 4);
        if size < 2 {
            break;
        }
        match each(less) {
            Err(why) if why == FAILS => small = less,
            Err(_) => break,
            Ok(_) => {}
        }
    }
    small
}

/// One case on its own thread, and how long it took; else what happened.
fn case(
    seed: u64,
    each: Arc<impl Fn(&mut Unstructured<'_>) + Send + Sync + 'static>,
) -> std::result::Result<Duration, &'static str> {
    let begun = Instant::now();
    let (done, ended) = channel();
    let work = move || {
        let property = |u: &mut Unstructured<'_>| {
            each(u);
            Ok(())
        };
        arbtest(property).seed(seed).run();
        let _ = done.send(());
    };
    let thread = thread::Builder::new().name(format!("{} SAMPAN_FUZZ_SEED={seed:#x}", test())).stack_size(STACK);
    let thread = thread.spawn(work).expect("a thread");
    loop {
        match ended.recv_timeout(LOOK) {
            // It is waited for, since `check::cel` says what else may come of it.
            Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                return thread.join().map(|()| begun.elapsed()).map_err(|_| FAILS);
            }
            Err(RecvTimeoutError::Timeout) if begun.elapsed() > LIMIT => return Err("does not end"),
            Err(RecvTimeoutError::Timeout) if resident() > LARGEST => return Err("fills the memory"),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The memory of this process in KB, where the system tells.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

/// The name of the test, which is its thread's; libtest has none for a test that runs alone.
fn test() -> String {
    thread::current().name().filter(|name| *name != "main").unwrap_or("fuzz").to_owned()
}

/// An input that is shown when its case fails; where it is tried again, before: a full stack leaves no time for it.
struct Shown<'a, I: Debug>(&'a I);

impl<'a, I: Debug> Shown<'a, I> {
    fn new(input: &'a I) -> Self {
        let shown = Self(input);
        if env::var("SAMPAN_FUZZ_SEED").is_ok() {
            shown.show();
        }
        shown
    }

    fn show(&self) {
        let text = format!("{:?}", self.0);
        let end = text.floor_char_boundary(SHOWN);
        eprintln!("the input: {}{}", &text[..end], if end < text.len() { " …" } else { "" });
    }
}

impl<I: Debug> Drop for Shown<'_, I> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.show();
        }
    }
}

/// Holds that a place lies in a text: line and column from 1, 0 where unknown.
#[track_caller]
pub(crate) fn lies_in(text: &str, line: usize, column: usize, what: &impl Debug) {
    // To YAML and to most editors a lone carriage return ends a line, to others it does not.
    let lies = |text: &str| match line.checked_sub(1) {
        Some(above) => text.split('\n').nth(above).is_some_and(|line| column <= line.chars().count() + 1),
        None => column == 0,
    };
    let is_there = lies(text) || lies(&text.replace("\r\n", "\n").replace('\r', "\n"));
    assert!(is_there, "{line}:{column} is no place of a text of {} lines: {what:?}", text.split('\n').count());
}

#[test]
fn a_case_that_fails_or_fills_its_memory_is_told() {
    let fails = |u: &mut Unstructured<'_>| assert!(u.is_empty(), "there is something");
    assert!(case(fresh(0), Arc::new(fails)).is_ok());
    assert_eq!(case(fresh(8), Arc::new(fails)), Err(FAILS));
    let seed = shrunk(&|seed| case(seed, Arc::new(fails)), fresh(1000));
    assert_eq!(seed & 0xffff_ffff, 1, "one byte is enough");
    assert!(cfg!(not(target_os = "linux")) || resident() > 1000);
}

#[test]
fn a_place_counts_characters_and_lines() {
    for (line, column) in [(0, 0), (1, 0), (1, 3), (2, 4)] {
        lies_in("卷 \nabc", line, column, &"");
    }
    for (line, column) in [(0, 1), (1, 4), (2, 5), (3, 0)] {
        let far = std::panic::catch_unwind(|| lies_in("卷 \nabc", line, column, &""));
        assert!(far.is_err(), "{line}:{column}");
    }
}
