//! The files of one workspace, as a page shows and changes them. Nothing outside of it, ever.
//!
//! Everything goes through handles, one plain name at a time: no link is followed, no other disk is entered, and a pipe
//! or a device is never opened. What is written appears whole or not at all. The functions here wait for the disk, so
//! `tutor` calls them away from the threads that serve others.

mod text;
mod tree;
mod write;

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::Errno;

use crate::beneath::{self, Links};
use crate::course::{FileFault, FileKind, FilePath};

pub use text::FileText;
pub use tree::{Entry, Tree};

/// The largest file that is shown or written.
const LARGEST: u64 = 1 << 20;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// The files of one workspace.
#[derive(Debug, Clone)]
pub struct Files(PathBuf);

/// Why a wish about a file was not fulfilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    Fault(FileFault),
    /// It is no longer what the learner has in view; this is what is there now, if anything.
    Changed(Option<FileText>),
}

impl Files {
    pub fn of(workspace: &Path) -> Self {
        Self(workspace.to_owned())
    }

    /// What the workspace holds, bounded.
    ///
    /// # Errors
    /// When it is not there, or the disk fails.
    pub fn tree(&self) -> Result<Tree, FileError> {
        Ok(tree::tree(&self.open()?)?)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// When there is none, it is no text, it is too large, or the disk fails.
    pub fn read(&self, path: &FilePath) -> Result<FileText, FileError> {
        let (folder, name) = self.above(path)?;
        Ok(text::read(&folder, name)?)
    }

    /// Puts `text` in the place of what had the version `seen`; with none, makes a new file, and the folders above it.
    ///
    /// # Errors
    /// When the file has changed meanwhile, or the disk fails; then what was there is there still.
    pub fn save(&self, path: &FilePath, text: &str, seen: Option<&str>) -> Result<FileText, FileError> {
        match seen {
            Some(seen) => {
                let (folder, name) = self.above(path)?;
                write::replace(&folder, name, text, seen)
            }
            None if !path.is_printable() => Err(FileFault::BadPath.into()),
            None => {
                let (above, name) = path.parts();
                write::create(&write::make_all(self.open()?, above)?, name, text)
            }
        }
    }

    /// Makes a folder, and those above it.
    ///
    /// # Errors
    /// When something of that name is there, or the disk fails.
    pub fn make_folder(&self, path: &FilePath) -> Result<(), FileError> {
        if !path.is_printable() {
            return Err(FileFault::BadPath.into());
        }
        let (above, name) = path.parts();
        Ok(write::make(&write::make_all(self.open()?, above)?, name)?)
    }

    /// Gives a file, a folder or a link another name within the workspace.
    ///
    /// # Errors
    /// When it is not there, something of the new name is, or the disk fails.
    pub fn rename(&self, path: &FilePath, to: &FilePath) -> Result<(), FileError> {
        if !to.is_printable() {
            return Err(FileFault::BadPath.into());
        }
        let (from, old) = self.above(path)?;
        let (into, new) = self.above(to)?;
        Ok(write::rename(&from, old, &into, new)?)
    }

    /// Removes a file of the version `seen`, an empty folder, or whatever else bears the name, itself.
    ///
    /// # Errors
    /// When it is not there, has changed, holds something, or the disk fails.
    pub fn remove(&self, path: &FilePath, seen: Option<&str>) -> Result<(), FileError> {
        let (folder, name) = self.above(path)?;
        write::remove(&folder, name, seen)
    }

    /// The folder that holds the last name of a path, and that name.
    fn above<'a>(&self, path: &'a FilePath) -> Result<(OwnedFd, &'a str), FileFault> {
        let (mut above, name) = path.parts();
        Ok((above.try_fold(self.open()?, |folder, name| inner(&folder, name))?, name))
    }

    fn open(&self) -> Result<OwnedFd, FileFault> {
        openat(CWD, &self.0, FOLDER, Mode::empty()).map_err(|error| match error {
            Errno::NOENT | Errno::NOTDIR | Errno::LOOP => FileFault::NoWorkspace,
            other => fault(other),
        })
    }
}

/// Opens a folder in a folder.
fn inner(parent: &OwnedFd, name: &str) -> Result<OwnedFd, FileFault> {
    step(parent, name, FOLDER).map_err(|error| match error {
        // Without `openat2` a link to a folder is told like a file in its place.
        Errno::NOTDIR if look(parent, name).is_ok_and(|found| kind(&found) == FileKind::Link) => FileFault::Link,
        other => fault(other),
    })
}

/// Opens one name in a folder: no link, and no other disk that was mounted there.
fn step(parent: &OwnedFd, name: &str, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    match beneath::open(parent, name, flags, Links::Refused) {
        Err(Errno::NOSYS | Errno::PERM) => on_the_same_disk(parent, openat(parent, name, flags, Mode::empty())?),
        opened => opened,
    }
}

/// Without `openat2`, as far as it can be told.
fn on_the_same_disk(parent: &OwnedFd, opened: OwnedFd) -> rustix::io::Result<OwnedFd> {
    if fstat(parent)?.st_dev == fstat(&opened)?.st_dev { Ok(opened) } else { Err(Errno::XDEV) }
}

/// What bears a name, without following it.
fn look(folder: &OwnedFd, name: &str) -> rustix::io::Result<Stat> {
    statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
}

fn kind(found: &Stat) -> FileKind {
    match FileType::from_raw_mode(found.st_mode) {
        FileType::Directory => FileKind::Folder,
        FileType::RegularFile => FileKind::File,
        FileType::Symlink => FileKind::Link,
        _ => FileKind::Other,
    }
}

/// The time of a file's last change, as `2026-01-02T03:04:05.678901234Z`.
fn modified(found: &Stat) -> String {
    let nanoseconds = u32::try_from(found.st_mtime_nsec).unwrap_or_default();
    let modified = DateTime::from_timestamp(found.st_mtime, nanoseconds).unwrap_or_default();
    modified.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

fn fault(error: Errno) -> FileFault {
    match error {
        Errno::NOENT => FileFault::Absent,
        Errno::NOTDIR => FileFault::NotFolder,
        Errno::ISDIR => FileFault::Folder,
        Errno::LOOP | Errno::XDEV => FileFault::Link,
        Errno::NXIO | Errno::NODEV => FileFault::NotRegular,
        Errno::EXIST => FileFault::Taken,
        Errno::NOTEMPTY => FileFault::NotEmpty,
        Errno::INVAL | Errno::NAMETOOLONG | Errno::ILSEQ => FileFault::BadPath,
        other => FileFault::Disk((&io::Error::from(other)).into()),
    }
}

impl From<FileFault> for FileError {
    fn from(fault: FileFault) -> Self {
        Self::Fault(fault)
    }
}

#[cfg(test)]
mod tests;
