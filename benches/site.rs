//! The site of a large course, built by the real program: time and memory, growth, a second build, and mdBook's own
//! renderer on the same two books (feature `rival`).

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::book;
use crate::rows::{self, Row};

const GOAL: Duration = Duration::from_secs(1);
const MEMORY: f64 = 100.0;

pub(crate) fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let (small, large) = (folder.path().join("small"), folder.path().join("large"));
    book::write(&small, 500);
    book::write(&large, 5000);

    let first = build("site: 500 × 2 pages", &small, 7, |out| drop(std::fs::remove_dir_all(out)));
    first.row.print(Some(GOAL));
    first.print_peak(Some(MEMORY));
    let page = small.join(format!("content/en/{}.md", book::name(77)));
    let again = build("again, after a save", &small, 7, |_| {
        let text = std::fs::read_to_string(&page).unwrap();
        std::fs::write(&page, text + "\nOne more sentence.\n").unwrap();
    });
    again.row.print(None);

    let much = build("site: 5000 × 2 pages", &large, 3, |out| drop(std::fs::remove_dir_all(out)));
    much.row.print(Some(first.row.p50() * 11));
    much.print_peak(Some(first.peak * 11.0));
    ratio("how much more", much.row.p50(), first.row.p50(), "at most 11 ×");
    rival(&small, &first);
}

/// Several runs of the same.
struct Cost {
    row: Row,
    peak: f64,
}

impl Cost {
    fn print_peak(&self, goal: Option<f64>) {
        let goal = goal.map(|goal| format!("{goal:.0} MB")).unwrap_or_default();
        rows::one("memory at its peak", &format!("{:.1} MB", self.peak), &goal, "");
    }
}

fn ratio(name: &str, more: Duration, less: Duration, goal: &str) {
    rows::one(name, &format!("{:.1} ×", more.as_secs_f64() / less.as_secs_f64()), goal, "");
}

fn build(name: &str, course: &Path, times: usize, before: impl Fn(&Path)) -> Cost {
    let out = course.join("site");
    cost(name, times, || {
        before(&out);
        let mut command = Command::new(env!("CARGO_BIN_EXE_sampan"));
        command.args(["--lang", "en,zh-cn", "--course"]).arg(course).args(["build", "--out"]).arg(&out);
        command
    })
}

fn cost(name: &str, times: usize, command: impl Fn() -> Command) -> Cost {
    let runs: Vec<(Duration, f64)> = (0..times).map(|_| run(&mut command())).collect();
    let peak = runs.iter().map(|(_, peak)| *peak).fold(0.0, f64::max);
    Cost { row: Row::of(name, runs.into_iter().map(|(time, _)| time).collect()), peak }
}

/// How long a program takes, and the most memory that it has held a moment before its end, in MB.
fn run(command: &mut Command) -> (Duration, f64) {
    let begun = Instant::now();
    let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut peak = 0.0;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{command:?}: {status}");
            return (begun.elapsed(), peak);
        }
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = line.trim().trim_end_matches(" kB").parse().map_or(peak, |kilobytes: f64| kilobytes / 1024.0);
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[cfg(not(feature = "rival"))]
fn rival(_: &Path, _: &Cost) {
    rows::one("mdBook's own renderer", "not measured", "", "add `--features rival`");
}

/// mdBook in a process of its own, too: this program, called by another name.
#[cfg(feature = "rival")]
fn rival(course: &Path, ours: &Cost) {
    let theirs = cost("mdBook's own renderer and search on the two books", 3, || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(crate::RIVAL).arg(course);
        command
    });
    theirs.row.print(None);
    theirs.print_peak(None);
    ratio("how much faster than it", theirs.row.p50(), ours.row.p50(), "5×");
}

/// Both books of a course as mdBook makes them, with its search, which cannot find Chinese.
#[cfg(feature = "rival")]
pub(crate) fn be_the_rival(course: &Path) {
    use mdbook_driver::{MDBook, config::Config};
    for lang in ["en", "zh-cn"] {
        let mut config = Config::default();
        config.book.src = Path::new("content").join(lang);
        config.build.build_dir = Path::new("mdbook").join(lang);
        config.build.create_missing = false;
        let mut book = MDBook::load_with_config(course, config).unwrap();
        book.with_renderer(mdbook_html::HtmlHandlebars::new());
        book.build().unwrap();
    }
}
