//! Folders and files that only this user may read, whatever the umask says (R16). Nobody else makes such a thing.
//!
//! Nothing is written through a link: a new file is made with `O_EXCL` and `O_NOFOLLOW`, and one that takes another's
//! place is renamed over it, whole. Two folders are told apart: one of our own is closed to everybody else, and one
//! that the learner may have chosen is made private where it is missing, and left as it is where it is there.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// More than any small file of ours has.
const LONGEST: u64 = 4096;

/// Makes a folder where there is none; one that is there stays as its owner wants it.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes a folder that is ours alone, or closes an existing one to everybody else.
///
/// # Errors
/// When it cannot be made, is a link, or belongs to another user.
pub(crate) fn close(path: &Path) -> io::Result<()> {
    make(path)?;
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
pub(crate) fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).custom_flags(no_follow());
    let mut file = options.open(path)?;
    // A umask can only take rights away; this gives the owner's back.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes())
}

/// Puts a file in the place of an older one: never a half-written one, on the disk before it has the name. What a write
/// that was cut off leaves behind has a name that begins with [`draft`].
///
/// # Errors
/// When the folder cannot be written to.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut new = tempfile::Builder::new().prefix(&draft(path)).tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_data()?;
    new.persist(path)?;
    Ok(())
}

/// How the names of unfinished files begin that were to become this one.
pub(crate) fn draft(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Opens a file to add to it, and makes it where it is missing; never through a link.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(no_follow()).open(path)
}

/// Reads a small file of ours, never through a link.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let file: File = OpenOptions::new().read(true).custom_flags(no_follow()).open(path)?;
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

/// Removes a file and says whether it was there: of several who try, one succeeds.
pub(crate) fn take(path: &Path) -> bool {
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
    fn r16_a_link_in_our_way_is_not_followed() {
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
    fn r16_an_open_folder_is_closed_and_a_link_refused() {
        let dir = tempfile::tempdir().unwrap();
        let open = dir.path().join("run");
        DirBuilder::new().mode(0o777).create(&open).unwrap();
        close(&open).unwrap();
        assert_eq!(mode(&open), 0o700);
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&open, &link).unwrap();
        assert!(close(&link).is_err());
    }

    #[test]
    fn a_folder_that_the_learner_chose_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let theirs = dir.path().join("theirs");
        DirBuilder::new().mode(0o755).create(&theirs).unwrap();
        make(&theirs).unwrap();
        make(&theirs.join("new/data")).unwrap();
        assert_eq!((mode(&theirs), mode(&theirs.join("new"))), (0o755, 0o700));
    }

    #[test]
    fn r16_a_file_takes_anothers_place_whole_and_never_through_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (dir.path().join("kubeconfig"), dir.path().join("elsewhere"));
        write_new(&elsewhere, "theirs").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        assert!(open(&path).is_err(), "opened through a link");
        replace(&path, b"ours").unwrap();
        assert!(!path.is_symlink() && read(&elsewhere).unwrap() == "theirs");
        assert_eq!((read(&path).unwrap().as_str(), mode(&path)), ("ours", 0o600));
    }
}
