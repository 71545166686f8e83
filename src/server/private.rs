//! Folders and files that only this user may read, whatever the umask says (R16).
//!
//! New files are made with `O_EXCL` and `O_NOFOLLOW`, so that nobody can lay a link where we are about to write.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// More than any file of ours in the runtime directory has.
const LONGEST: u64 = 4096;

/// Makes a folder that is ours alone, or closes an existing one to everybody else.
///
/// # Errors
/// When it cannot be made, is a link, or belongs to another user.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let found = path.symlink_metadata()?;
    let ours = found.is_dir() && found.uid() == rustix::process::geteuid().as_raw();
    if !ours {
        let words = format!("`{}` is not a folder of this user", path.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, words));
    }
    if found.mode() & 0o777 != 0o700 {
        std::fs::set_permissions(path, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Writes a file that must not exist yet.
///
/// # Errors
/// `AlreadyExists` when anything has that name, a link that leads nowhere included.
pub(super) fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).custom_flags(no_follow());
    let mut file = options.open(path)?;
    // A umask can only take rights away; this gives the owner's back.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())
}

/// Reads a small file of ours, never through a link.
pub(super) fn read(path: &Path) -> io::Result<String> {
    let file: File = OpenOptions::new().read(true).custom_flags(no_follow()).open(path)?;
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// Removes a file and says whether it was there: of several who try, one succeeds.
pub(super) fn take(path: &Path) -> bool {
    std::fs::remove_file(path).is_ok()
}

fn no_follow() -> i32 {
    (OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK).bits().cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().mode() & 0o777
    }

    #[test]
    fn a_link_in_our_way_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("victim");
        let link = dir.path().join("server.json");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert_eq!(write_new(&link, "secret").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(!target.exists());
        write_new(&target, "theirs").unwrap();
        assert!(read(&link).is_err(), "read through a link");
    }

    #[test]
    fn an_open_folder_is_closed_and_a_link_refused() {
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("run");
        DirBuilder::new().mode(0o777).create(&open).unwrap();
        folder(&open).unwrap();
        assert_eq!(mode(&open), 0o700);
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&open, &link).unwrap();
        assert!(folder(&link).is_err());
    }
}
