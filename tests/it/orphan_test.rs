//! Programs that a look runs, and what becomes of them when the machine has no memory or Sampan is killed.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::fault_test::ID;
use crate::program::{House, course, states};

const CHART: &str = r#"
format = 1
level = "beginner"
minutes = 5
within = "20s"

[[checks]]
id = "renders"
look = { chart = { path = "web", release = "web" } }
that = "objects.size() > 0"
say = { en = "the chart renders", zh-cn = "图表可以渲染" }
"#;

/// A started exercise with a chart, and a `helm` that does something else.
fn house(helm: &str) -> (House, String) {
    let house = House::new();
    let bin = house.path("bin");
    std::fs::create_dir(&bin).unwrap();
    let program = bin.join("helm");
    std::fs::write(&program, format!("#!/bin/sh\n{helm}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let house = house.with("PATH", &path);
    let root = course(&house.path(""), CHART);
    let chart = root.join("exercises/docker/keep-the-data/start/web");
    std::fs::create_dir_all(&chart).unwrap();
    std::fs::write(chart.join("Chart.yaml"), "apiVersion: v2\nname: web\nversion: 1.0.0\n").unwrap();
    let root = root.display().to_string();
    house.well(&["--course", &root, "--yes", "start", ID]);
    (house, root)
}

fn is_alive(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !stat.is_empty() && !stat.contains(") Z")
}

#[track_caller]
fn soon<T>(what: &str, ask: impl Fn() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn f15_a_program_that_the_system_ended_says_nothing_of_the_work() {
    let (house, root) = house("kill -9 $$");
    let said = house.run(&["--course", &root, "--yes", "check", ID]);
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert!(said.out.contains("was ended from outside") && said.out.contains("out of memory"), "{said:#?}");
    assert_eq!(states(&house.json(&["--course", &root, "--yes", "--json", "check", ID])), ["cannot-tell"]);
}

#[test]
fn f15_a_program_that_outlives_us_is_ended_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let note: PathBuf = folder.path().join("pid");
    let (house, root) = house(&format!("trap '' HUP TERM; echo $$ > {}; exec sleep 600", note.display()));
    let course = ["--course", &root, "--yes"];
    let mut first = house.serve(&course);
    let token = house.well(&["open", "--bearer"]).trim().to_owned();
    let pid = std::thread::scope(|all| {
        all.spawn(|| first.ask(&token, &format!("POST /api/exercises/{ID}/check"), "{}"));
        let read = || std::fs::read_to_string(&note).ok().filter(|text| text.ends_with('\n'));
        let pid = soon("helm is not started", read).trim().to_owned();
        crate::program::signal(first.child.id(), rustix::process::Signal::KILL);
        pid
    });
    first.kill();
    assert!(is_alive(&pid), "nobody could end it");
    let _second = house.serve(&course);
    soon("it is still there", || (!is_alive(&pid)).then_some(()));
}
