//! Faults of the machine itself, from outside: a disk without room, and no network. Which fault is tried where stands at
//! the top of `tests/it/fault_test.rs`.
#![expect(clippy::disallowed_methods, reason = "starts the program, and makes disks")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use sampan::course::{DiskFault, FileFault, FilePath};
use sampan::sandbox::{FileError, Files};

use crate::fault_test::{FILE, ID, Served, exercise, refused};
use crate::host;
use crate::program::{House, said};

/// A disk of 2 MB, for as long as the test runs.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Option<Self> {
        Self::with("size=2m")
    }

    fn with(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        let mounted = said(mount.args(["-t", "tmpfs", "-o", &format!("{size},mode=700"), "tmpfs"]).arg(folder.path()));
        if mounted.code == Some(0) {
            return Some(Self(folder));
        }
        host::skip("small disk", mounted.err.trim());
        None
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.path("filling")).unwrap();
        while std::io::Write::write_all(&mut file, &[0; 4096]).is_ok() {}
    }

    fn close(&self) {
        let done = said(Command::new("mount").args(["-o", "remount,ro"]).arg(self.0.path()));
        assert_eq!(done.code, Some(0), "{}", done.err);
    }

    fn free(&self) {
        std::fs::remove_file(self.path("filling")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

#[test]
fn f9_a_text_that_finds_no_room_is_told_and_the_old_one_stays() {
    let Some(disk) = Disk::mount() else { return };
    std::fs::create_dir(disk.path("ws")).unwrap();
    let files = Files::of(&disk.path("ws"));
    let (name, other): (FilePath, FilePath) = ("web.yaml".parse().unwrap(), "other.yaml".parse().unwrap());
    let old = files.save(&name, "kind: Pod\n", None).unwrap();
    let long = "# more\n".repeat(40_000);
    let refused = |why: DiskFault| Err(FileError::Fault(FileFault::Disk(why)));
    disk.fill();
    assert_eq!(files.save(&name, &long, Some(&old.version)), refused(DiskFault::Full));
    assert_eq!(files.save(&other, &long, None), refused(DiskFault::Full));
    assert_eq!(files.read(&name).unwrap(), old);
    assert_eq!(files.tree().unwrap().entries.len(), 1, "nothing half-written is left");
    disk.free();
    let new = files.save(&name, &long, Some(&old.version)).unwrap();
    assert_eq!(new.text, long);
    disk.close();
    assert_eq!(files.save(&name, "x", Some(&new.version)), refused(DiskFault::ReadOnly));
    assert_eq!(files.save(&other, "x", None), refused(DiskFault::ReadOnly));
    assert_eq!(files.remove(&name, Some(&new.version)), refused(DiskFault::ReadOnly).map(drop));
    let read = files.read(&name).unwrap();
    assert_eq!((read.text, read.read_only), (long, true));
}

#[test]
fn f9_a_full_disk_is_told_and_nothing_that_was_saved_is_lost() {
    let Some(disk) = Disk::mount() else { return };
    let house = House::new().with("SAMPAN_DATA", disk.path("data").to_str().unwrap());
    let course = exercise(&house, "needs = []");
    let course: Vec<&str> = course.iter().map(String::as_str).collect();
    house.well(&[&course[..], &["start", ID]].concat());
    let served = Served::begin(&house, &course);
    let answer = |text: &str| served.post(ID, "answers/number", &format!("{{\"text\":\"{text}\"}}"));
    assert_eq!(answer("1").0, 200);

    disk.fill();
    // The log may have room for a few more.
    let (mut kept, mut told) = (1, None);
    for number in 2..2000 {
        match answer(&number.to_string()) {
            (200, _) => kept = number,
            other => {
                told = Some(other);
                break;
            }
        }
    }
    let (status, error) = told.expect("the disk is full");
    assert_eq!((status, error["error"]["kind"].as_str()), (507, Some("not-saved")), "{error}");
    assert!(error["error"]["help"].as_str().unwrap().contains("df -h"), "{error}");
    refused(&house.run(&[&course[..], &["check", "--answer", "number=9999"]].concat()), "could not be saved", "df -h");
    refused(&house.run(&[&course[..], &["reset", ID]].concat()), "could not be saved", "df -h");
    let (status, view) = served.server.ask(&served.token, &format!("GET /api/exercises/{ID}"), "").unwrap();
    assert_eq!((status, &view["report"]["checks"][0]["answer"]), (200, &kept.to_string().into()), "{view}");

    disk.free();
    assert_eq!(answer("12345").0, 200, "the same server goes on");
    assert_eq!(house.run(&[&course[..], &["check"]].concat()).code, Some(0));
}

#[test]
fn f9_a_full_disk_leaves_no_half_of_a_workspace() {
    let Some(disk) = Disk::mount() else { return };
    let house = House::new().with("SAMPAN_WORKSPACES", disk.path("sampan").to_str().unwrap());
    disk.fill();
    refused(&house.run(&["start", FILE]), disk.path("sampan").to_str().unwrap(), "df -h");
    disk.free();
    house.well(&["start", FILE]);
    assert!(disk.path("sampan").join(FILE).join("site/drafts/winter.html").exists());
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises").join(FILE).join("start/site/index.html");
    let given = disk.path("sampan").join(FILE).join("site/index.html");
    assert_eq!(std::fs::read(given).unwrap(), std::fs::read(shipped).unwrap());
}

#[test]
fn f9_a_disk_without_inodes_is_told_and_leaves_no_half_of_a_workspace() {
    let Some(disk) = Disk::with("size=8m,nr_inodes=40") else { return };
    let house = House::new().with("SAMPAN_WORKSPACES", disk.path("sampan").to_str().unwrap());
    let fill =
        || (0..).map(|number| disk.path(&format!("f{number}"))).take_while(|file| std::fs::write(file, "").is_ok());
    let filling: Vec<PathBuf> = fill().collect();
    refused(&house.run(&["start", FILE]), disk.path("sampan").to_str().unwrap(), "df -h");
    filling.iter().for_each(|file| std::fs::remove_file(file).unwrap());
    house.well(&["start", FILE]);
    assert!(disk.path("sampan").join(FILE).join("site/drafts/winter.html").exists());
}

/// What a learner without engines does, in a network of its own that leads nowhere.
const LEARNER: &str = r"
sampan start docker/write-a-dockerfile
sampan check docker/write-a-dockerfile || [ $? = 1 ]
sampan list > list
sampan doctor > doctor || true
sampan serve --no-browser --port 7890 2> served & server=$!
for _ in $(seq 100); do curl -s http://127.0.0.1:7890/en/docker/volumes.html > page && break; sleep 0.1; done
kill $server
wait $server
";

/// Everything that needs no engine works, and no connection to anywhere but this machine is tried.
#[test]
fn f13_without_a_network_the_course_works_and_nobody_is_called() {
    let house = House::new();
    let programs = Path::new(env!("CARGO_BIN_EXE_sampan")).parent().unwrap().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let house = house.with("PATH", &path);
    std::fs::write(house.path("learner"), LEARNER).unwrap();
    let apart = "ip link set lo up; exec strace -f -qq -e trace=connect,sendto -o trace bash -eu learner";
    let isolated = said(&mut house.command_of("unshare", &["--net", "bash", "-euc", apart]));
    if ["unshare failed", "not found"].iter().any(|lack| isolated.err.contains(lack)) {
        return host::skip("network of its own, with `ip` and `strace`", isolated.err.trim());
    }
    assert_eq!(isolated.code, Some(0), "{isolated:#?}");
    let read = |file: &str| std::fs::read_to_string(house.path(file)).unwrap();
    assert!(read("page").contains("<h1") && read("list").contains(FILE), "the page and the list are there");
    let calls = read("trace");
    assert!(calls.contains("AF_INET"), "the trace sees what is called: {calls}");
    let near = |call: &str| !call.contains("AF_INET") || call.contains("\"127.0.0.1\"") || call.contains("\"::1\"");
    let far: Vec<&str> = calls.lines().filter(|call| !near(call)).collect();
    assert!(far.is_empty(), "{far:#?}");
}
