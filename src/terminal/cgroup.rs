//! Cgroup: a control group for what a shell starts, which nothing leaves without the right to (R41).
//!
//! On Linux with version 2 of them, where this account may make one below its own. Where systemd rules, that is only
//! where it has handed a part of the tree over ("Delegate="): all else there has a single writer, as
//! <https://systemd.io/CGROUP_DELEGATION/> asks.
#![expect(clippy::disallowed_methods, reason = "control groups are files")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where systemd shows that it runs.
const SYSTEMD: &str = "/run/systemd/system";
/// How it marks what it has handed over, to the system's services and to a user's.
const DELEGATED: [&str; 2] = ["trusted.delegate", "user.delegate"];
/// How the names of ours begin.
const PREFIX: &str = "sampan-terminal-";

/// A control group of its own; removed in the end.
#[derive(Debug)]
pub(super) struct Cgroup(PathBuf);

impl Cgroup {
    /// A new one that bears the mark in its name, where one can be had.
    pub(super) fn new(mark: &str) -> Option<Self> {
        let folder = above()?.join(format!("{PREFIX}{mark}"));
        fs::create_dir(&folder).ok()?;
        Some(Self(folder))
    }

    /// Takes a process in; what it starts from now on is in as well.
    pub(super) fn take(&self, process: u32) -> io::Result<()> {
        fs::write(self.0.join("cgroup.procs"), process.to_string())
    }

    /// The processes in it.
    pub(super) fn members(&self) -> Vec<u32> {
        let text = fs::read_to_string(self.0.join("cgroup.procs")).unwrap_or_default();
        text.lines().filter_map(|line| line.parse().ok()).collect()
    }

    /// Kills all at once, so that none can make another meanwhile.
    pub(super) fn kill(&self) {
        // Linux before 5.14 has no such file; then each is killed by itself.
        let _ = fs::write(self.0.join("cgroup.kill"), "1");
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        // What cannot go yet, goes at the next start.
        let _ = fs::remove_dir(&self.0);
    }
}

/// Removes what a program that was killed left behind; a group in which something runs cannot be removed.
pub fn tidy() {
    let all = above().and_then(|above| fs::read_dir(above).ok()).into_iter().flatten().flatten();
    for folder in all.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)) {
        let _ = fs::remove_dir(folder.path());
    }
}

/// This process's own group, where others may be made in it.
fn above() -> Option<PathBuf> {
    let read = |name: &str| fs::read_to_string(Path::new("/proc/self").join(name)).ok();
    let own = own(&read("cgroup")?, &read("mountinfo")?)?;
    (!Path::new(SYSTEMD).exists() || is_delegated(&own)).then_some(own)
}

fn is_delegated(folder: &Path) -> bool {
    let is_marked = |name: &str| matches!(rustix::fs::getxattr(folder, name, &mut [0; 1]), Ok(1));
    DELEGATED.iter().any(|name| is_marked(name))
}

/// The folder of this process's own group, by `/proc/self/cgroup` and `/proc/self/mountinfo` (cgroups(7), proc(5)).
fn own(groups: &str, mounts: &str) -> Option<PathBuf> {
    let group = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    mounts.lines().find_map(|line| {
        let (mount, file_system) = line.split_once(" - ")?;
        let mut fields = mount.split(' ').skip(3);
        let (root, point) = (fields.next()?, fields.next()?);
        let inside = Path::new(group).strip_prefix(root).ok()?;
        file_system.starts_with("cgroup2 ").then(|| Path::new(point).join(inside))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_group_is_found_where_version_2_is_mounted() {
        let mounts = "22 1 0:20 / /proc rw - proc proc rw\n\
                      30 25 0:26 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n\
                      42 30 0:39 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw\n";
        let own = |groups| own(groups, mounts).map(|own| own.display().to_string());
        assert_eq!(own("1:cpu:/x\n0::/\n").as_deref(), Some("/sys/fs/cgroup/unified/"));
        assert_eq!(own("0::/user.slice/a.scope\n").as_deref(), Some("/sys/fs/cgroup/unified/user.slice/a.scope"));
        assert_eq!(own("1:cpu:/x\n"), None);
        assert_eq!(super::own("0::/\n", mounts.split_once("42").unwrap().0), None);
        let part = "42 30 0:39 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
        assert_eq!(super::own("0::/docker/1/a\n", part).as_deref(), Some(Path::new("/sys/fs/cgroup/a")));
        assert_eq!(super::own("0::/elsewhere\n", part), None);
    }
}
