//! Write: whole or not at all. A new text is written beside the old one, made durable, and put in its place.

use std::fs::File;
use std::io::{self, Write};

use rustix::fd::OwnedFd;
use rustix::fs::{
    Access, AtFlags, Gid, Mode, OFlags, Stat, Uid, accessat, fchmod, fchown, fsync, mkdirat, openat, renameat, unlinkat,
};
use rustix::io::Errno;

use super::text::{self, FileText};
use super::{FileError, LARGEST, fault, inner, kind, look};
use crate::course::{FileFault, FileKind};
use crate::sandbox::workspace::rename_new;

/// The name of a text that is not in its place yet. One at a time is written in a workspace.
const DRAFT: &str = ".sampan-draft";

/// Makes a new file.
pub(super) fn create(folder: &OwnedFd, name: &str, text: &str) -> Result<FileText, FileError> {
    match look(folder, name) {
        Ok(_) => return Err(FileFault::Taken.into()),
        Err(Errno::NOENT) => {}
        Err(error) => return Err(fault(error).into()),
    }
    let put = || rename_new(folder, DRAFT, folder, name);
    Ok(through_draft(folder, name, text, None, put)?)
}

/// Puts a text in the place of one that the learner has seen.
pub(super) fn replace(folder: &OwnedFd, name: &str, text: &str, seen: &str) -> Result<FileText, FileError> {
    same(folder, name, seen)?;
    accessat(folder, name, Access::WRITE_OK, AtFlags::EACCESS).map_err(fault)?;
    let before = look(folder, name).map_err(fault)?;
    let put = || renameat(folder, DRAFT, folder, name).map_err(io::Error::from);
    Ok(through_draft(folder, name, text, Some(&before), put)?)
}

/// Whether what is there is what the learner has seen.
fn same(folder: &OwnedFd, name: &str, seen: &str) -> Result<(), FileError> {
    match text::read(folder, name) {
        Ok(now) if now.version == seen => Ok(()),
        Ok(now) => Err(FileError::Changed(Some(now))),
        Err(FileFault::Absent) => Err(FileError::Changed(None)),
        Err(fault) => Err(fault.into()),
    }
}

/// Writes the draft and puts it in its place; whatever fails, no draft stays.
fn through_draft(
    folder: &OwnedFd,
    name: &str,
    text: &str,
    before: Option<&Stat>,
    put: impl FnOnce() -> io::Result<()>,
) -> Result<FileText, FileFault> {
    if text.len() as u64 > LARGEST {
        return Err(FileFault::TooLarge { limit: LARGEST });
    }
    // One that was left when we were cut off.
    match unlinkat(folder, DRAFT, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => return Err(fault(error)),
    }
    let done = write(folder, text, before).and_then(|()| put());
    if let Err(error) = done {
        let _ = unlinkat(folder, DRAFT, AtFlags::empty());
        return Err(of_io(&error));
    }
    // The name itself must outlast a loss of power; a file system that cannot promise it has written all the same.
    let _ = fsync(folder);
    text::read(folder, name)
}

/// Writes the draft, with the rights of what it replaces.
fn write(folder: &OwnedFd, text: &str, before: Option<&Stat>) -> io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let handle = openat(folder, DRAFT, flags, Mode::from_raw_mode(0o644))?;
    if let Some(before) = before {
        // Only root may give a file away; for anybody else it becomes their own.
        let (owner, group) = (Uid::from_raw(before.st_uid), Gid::from_raw(before.st_gid));
        let _ = fchown(&handle, Some(owner), Some(group));
        fchmod(&handle, Mode::from_raw_mode(before.st_mode & 0o777))?;
    }
    let mut draft = File::from(handle);
    draft.write_all(text.as_bytes())?;
    draft.sync_all()
}

/// Goes down to a folder, and makes what of it is missing.
pub(super) fn make_all<'a>(workspace: OwnedFd, names: impl Iterator<Item = &'a str>) -> Result<OwnedFd, FileFault> {
    let mut here = workspace;
    for name in names {
        match make(&here, name) {
            Ok(()) | Err(FileFault::Taken) => {}
            Err(fault) => return Err(fault),
        }
        here = inner(&here, name)?;
    }
    Ok(here)
}

pub(super) fn make(folder: &OwnedFd, name: &str) -> Result<(), FileFault> {
    mkdirat(folder, name, Mode::from_raw_mode(0o755)).map_err(fault)
}

pub(super) fn rename(from: &OwnedFd, old: &str, into: &OwnedFd, new: &str) -> Result<(), FileFault> {
    rename_new(from, old, into, new).map_err(|error| of_io(&error))
}

/// Removes what bears the name; a text only if it is the one that the learner has seen.
pub(super) fn remove(folder: &OwnedFd, name: &str, seen: Option<&str>) -> Result<(), FileError> {
    let flags = match (kind(&look(folder, name).map_err(fault)?), seen) {
        (FileKind::Folder, _) => AtFlags::REMOVEDIR,
        (FileKind::File, Some(seen)) => {
            same(folder, name, seen)?;
            AtFlags::empty()
        }
        (FileKind::File | FileKind::Link | FileKind::Other, _) => AtFlags::empty(),
    };
    Ok(unlinkat(folder, name, flags).map_err(fault)?)
}

/// What a failed write means, by the system's own number where it gave one.
fn of_io(error: &io::Error) -> FileFault {
    Errno::from_io_error(error).map_or_else(|| FileFault::Disk(error.into()), fault)
}
