//! Beneath: opens a name beneath a folder's handle, confined by the kernel itself, so that no name and no change of one
//! leads out of the folder or onto another disk (R29).

use rustix::fd::OwnedFd;
use rustix::fs::OFlags;

/// What becomes of symbolic links on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    /// Followed as long as they stay beneath the folder.
    Inside,
    Refused,
}

/// Opens `name` beneath `folder`.
///
/// # Errors
/// `NOSYS` or `PERM` where the system has no `openat2`: then the caller goes step by step.
#[cfg(target_os = "linux")]
pub(crate) fn open(folder: &OwnedFd, name: &str, flags: OFlags, links: Links) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::{Mode, ResolveFlags, openat2};
    use rustix::io::Errno;
    let links = match links {
        Links::Inside => ResolveFlags::NO_MAGICLINKS,
        Links::Refused => ResolveFlags::NO_SYMLINKS,
    };
    let inside = ResolveFlags::BENEATH.union(ResolveFlags::NO_XDEV).union(links);
    // A rename elsewhere at the same moment makes the kernel ask again.
    let mut tries = 0..8;
    loop {
        match openat2(folder, name, flags, Mode::empty(), inside) {
            Err(Errno::AGAIN | Errno::INTR) if tries.next().is_some() => {}
            opened => return opened,
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn open(_: &OwnedFd, _: &str, _: OFlags, _: Links) -> rustix::io::Result<OwnedFd> {
    Err(rustix::io::Errno::NOSYS)
}
