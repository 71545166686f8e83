//! The learner's folder for one exercise: made with its start files, and moved aside, never written over.
//!
//! Everything goes through handles, one name at a time, and no link below the workspaces' root is followed: names lie,
//! and change between two looks. A file appears whole or not at all, so a start that was cut off can be run again.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rustix::fs::{
    AtFlags, CWD, Dir, Mode, OFlags, RenameFlags, mkdirat, openat, renameat, renameat_with, statat, unlinkat,
};
use rustix::io::Errno;

use super::{SandboxError, names};
use crate::course::File;

/// The folder, below the workspaces' root, for what was moved aside.
const ASIDE: &str = ".aside";
/// How many copies of one workspace stay.
const COPIES: usize = 3;

/// Makes the workspace with those of `files` that are not there yet.
pub(super) fn create(root: &Path, folder: &str, files: &[File]) -> Result<(), SandboxError> {
    let at = root.join(folder);
    let made = DirBuilder::new().recursive(true).mode(0o700).create(root);
    let workspace = made.and_then(|()| open_root(root)).and_then(|root| walk(root, folder.split('/'), enter));
    let workspace = workspace.map_err(|source| SandboxError::disk(&at, source))?;
    for file in files {
        give(&workspace, file).map_err(|source| SandboxError::disk(&at.join(&file.path), source))?;
    }
    Ok(())
}

/// Moves the workspace to `.aside/`, and deletes its oldest copies there; none where there was nothing in it.
pub(super) fn set_aside(root: &Path, folder: &str, now: DateTime<Utc>) -> Result<Option<PathBuf>, SandboxError> {
    match move_aside(root, folder, now) {
        Ok(Some(name)) => {
            forget_oldest(&root.join(ASIDE), folder);
            Ok(Some(root.join(ASIDE).join(name)))
        }
        Ok(None) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SandboxError::disk(&root.join(folder), source)),
    }
}

fn move_aside(root: &Path, folder: &str, now: DateTime<Utc>) -> io::Result<Option<String>> {
    let (above, last) = folder.rsplit_once('/').map_or((None, folder), |(above, last)| (Some(above), last));
    let parent = walk(open_root(root)?, above.into_iter().flat_map(|above| above.split('/')), open)?;
    // An empty folder is nobody's work.
    match unlinkat(&parent, last, AtFlags::REMOVEDIR) {
        Ok(()) => return Ok(None),
        Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR) => {}
        Err(error) => return Err(error.into()),
    }
    let aside = enter(&open_root(root)?, ASIDE)?;
    let name = names::copy(folder, now);
    for count in 1..=u16::MAX {
        let name = if count == 1 { name.clone() } else { format!("{name}-{count}") };
        match rename_new(&parent, last, &aside, &name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(Some(name)),
        }
    }
    Err(Errno::EXIST.into())
}

/// Deletes all but the newest copies of one workspace. What cannot be deleted (a container wrote it as root) is left.
fn forget_oldest(aside: &Path, folder: &str) {
    let Ok(entries) = openat(CWD, aside, folder_flags(), Mode::empty()).and_then(Dir::new) else { return };
    let names = entries.flatten().filter_map(|entry| entry.file_name().to_str().ok().map(str::to_owned));
    let mut copies: Vec<String> = names.filter(|name| names::is_copy(name, folder)).collect();
    copies.sort_unstable();
    let old = copies.len().saturating_sub(COPIES);
    for name in &copies[..old] {
        // The standard library walks by handles too, and deletes links instead of following them.
        if let Err(error) = fs::remove_dir_all(aside.join(name)) {
            tracing::warn!(%name, %error, "an old copy of a workspace stays");
        }
    }
}

/// Writes a start file, unless something of its name is there.
fn give(workspace: &OwnedFd, file: &File) -> io::Result<()> {
    let (above, name) = file.path.rsplit_once('/').map_or((None, file.path.as_str()), |(a, name)| (Some(a), name));
    let folder = walk(workspace.try_clone()?, above.into_iter().flat_map(|above| above.split('/')), enter)?;
    plain(name)?;
    match statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => return Ok(()),
        Err(Errno::NOENT) => {}
        Err(error) => return Err(error.into()),
    }
    let draft = format!(".{name}.sampan");
    write_new(&folder, &draft, file)?;
    match rename_new(&folder, &draft, &folder, name) {
        // The learner was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(unlinkat(&folder, &draft, AtFlags::empty())?),
        other => other,
    }
}

fn write_new(folder: &OwnedFd, name: &str, file: &File) -> io::Result<()> {
    match unlinkat(folder, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => return Err(error.into()),
    }
    let mode = Mode::from_raw_mode(if file.executable { 0o755 } else { 0o644 });
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut out = fs::File::from(openat(folder, name, flags, mode)?);
    out.write_all(&file.bytes)?;
    out.sync_data()
}

/// Renames, unless the new name is taken.
fn rename_new(from: &OwnedFd, old: &str, to: &OwnedFd, new: &str) -> io::Result<()> {
    match renameat_with(from, old, to, new, RenameFlags::NOREPLACE) {
        // A file system that cannot do both at once.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => match statat(to, new, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(_) => Err(Errno::EXIST.into()),
            Err(_) => Ok(renameat(from, old, to, new)?),
        },
        other => Ok(other?),
    }
}

/// Goes down by plain names, one at a time.
fn walk<'a>(
    start: OwnedFd,
    names: impl Iterator<Item = &'a str>,
    step: impl Fn(&OwnedFd, &str) -> io::Result<OwnedFd>,
) -> io::Result<OwnedFd> {
    let mut here = start;
    for name in names {
        plain(name)?;
        here = step(&here, name)?;
    }
    Ok(here)
}

/// Opens a folder in a folder, never through a link; makes it where it is not there.
fn enter(parent: &OwnedFd, name: &str) -> io::Result<OwnedFd> {
    match mkdirat(parent, name, Mode::from_raw_mode(0o755)) {
        Ok(()) | Err(Errno::EXIST) => open(parent, name),
        Err(error) => Err(error.into()),
    }
}

fn open(parent: &OwnedFd, name: &str) -> io::Result<OwnedFd> {
    Ok(openat(parent, name, folder_flags(), Mode::empty())?)
}

/// Opens the root itself, which may be a link: people keep their home on another disk.
fn open_root(root: &Path) -> io::Result<OwnedFd> {
    Ok(openat(CWD, root, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?)
}

fn folder_flags() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

/// Refuses what is not one name: a course's paths are its author's words.
fn plain(name: &str) -> io::Result<()> {
    if matches!(name, "" | "." | "..") || name.contains(['/', '\0']) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("`{name}` is not a file's name")));
    }
    Ok(())
}
