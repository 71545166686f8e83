//! The learner's folder for one exercise: made with its start files, and moved aside, never written over.
//!
//! Everything goes through handles, one name at a time, and no link below the workspaces' root is followed: names lie,
//! and change between two looks. A file appears whole or not at all, so a start that was cut off can be run again.

use std::fs;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, Utc};
use rustix::fs::{
    AtFlags, CWD, Dir, Mode, OFlags, RenameFlags, mkdirat, openat, renameat, renameat_with, statat, unlinkat,
};
use rustix::io::Errno;

use super::{SandboxError, names};
use crate::course::File;
use crate::private;

/// The folder, below the workspaces' root, for what was moved aside.
pub(super) const ASIDE: &str = ".aside";
/// How many copies of one workspace stay.
const COPIES: usize = 3;

/// What a file is filled with.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    Zeros(u64),
}

/// Makes the workspace with those of `files` that are not there yet.
pub(super) fn create(root: &Path, folder: &str, files: &[File]) -> Result<(), SandboxError> {
    let at = root.join(folder);
    let workspace = enter_whole(root, folder).map_err(|source| SandboxError::disk(&at, source))?;
    for file in files {
        let given = give(&workspace, &file.path, Content::Bytes(&file.bytes), file.executable);
        given.map_err(|source| SandboxError::disk(&at.join(&file.path), source))?;
    }
    Ok(())
}

/// Adds one file to a workspace, unless something of its name is there.
pub(super) fn add(
    root: &Path,
    folder: &str,
    path: &str,
    content: Content<'_>,
    executable: bool,
) -> Result<(), SandboxError> {
    let added = enter_whole(root, folder).and_then(|workspace| give(&workspace, path, content, executable));
    added.map_err(|source| SandboxError::disk(&root.join(folder).join(path), source))
}

/// Opens the workspace, and makes it where it is not there.
fn enter_whole(root: &Path, folder: &str) -> io::Result<OwnedFd> {
    private::make(root)?;
    walk(open_root(root)?, folder.split('/'), enter)
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
    // Past those of the same second: a number that is free again, since the oldest went, would make this one the oldest.
    let taken = copies(&root.join(ASIDE), folder)?;
    let of_now = taken.iter().filter(|((at, _), _)| at.and_utc().timestamp() == now.timestamp());
    let first = of_now.map(|((_, count), _)| count.saturating_add(1)).max().unwrap_or(1);
    for count in first..=u16::MAX {
        let name = if count == 1 { name.clone() } else { format!("{name}-{count}") };
        match rename_new(&parent, last, &aside, &name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(Some(name)),
        }
    }
    Err(Errno::EXIST.into())
}

/// The copies of one workspace, the oldest first.
fn copies(aside: &Path, folder: &str) -> io::Result<Vec<((NaiveDateTime, u16), String)>> {
    let entries = openat(CWD, aside, folder_flags(), Mode::empty()).and_then(Dir::new)?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().to_str().ok().map(str::to_owned));
    let mut copies: Vec<_> = names.filter_map(|name| Some((names::copied(&name, folder)?, name))).collect();
    copies.sort_unstable();
    Ok(copies)
}

/// Deletes all but the newest copies of one workspace. What cannot be deleted (a container wrote it as root) is left.
fn forget_oldest(aside: &Path, folder: &str) {
    let Ok(copies) = copies(aside, folder) else { return };
    let old = copies.len().saturating_sub(COPIES);
    for (_, name) in &copies[..old] {
        // The standard library walks by handles too, and deletes links instead of following them.
        if let Err(error) = fs::remove_dir_all(aside.join(name)) {
            tracing::warn!(%name, %error, "an old copy of a workspace stays");
        }
    }
}

/// Writes a file, unless something of its name is there.
fn give(workspace: &OwnedFd, path: &str, content: Content<'_>, executable: bool) -> io::Result<()> {
    let (above, name) = path.rsplit_once('/').map_or((None, path), |(above, name)| (Some(above), name));
    let folder = walk(workspace.try_clone()?, above.into_iter().flat_map(|above| above.split('/')), enter)?;
    plain(name)?;
    match statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => return Ok(()),
        Err(Errno::NOENT) => {}
        Err(error) => return Err(error.into()),
    }
    let draft = format!(".{name}.sampan");
    write_new(&folder, &draft, content, executable)?;
    match rename_new(&folder, &draft, &folder, name) {
        // The learner was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(unlinkat(&folder, &draft, AtFlags::empty())?),
        other => other,
    }
}

fn write_new(folder: &OwnedFd, name: &str, content: Content<'_>, executable: bool) -> io::Result<()> {
    match unlinkat(folder, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => return Err(error.into()),
    }
    let mode = Mode::from_raw_mode(if executable { 0o755 } else { 0o644 });
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut out = fs::File::from(openat(folder, name, flags, mode)?);
    match content {
        Content::Bytes(bytes) => out.write_all(bytes)?,
        // A hole: it is read as zeros, and takes no room.
        Content::Zeros(count) => out.set_len(count)?,
    }
    out.sync_data()
}

/// Renames, unless the new name is taken.
pub(super) fn rename_new(from: &OwnedFd, old: &str, to: &OwnedFd, new: &str) -> io::Result<()> {
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    const FOLDER: &str = "docker/keep-the-data";

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), bytes: text.into(), executable: path.ends_with(".sh") }
    }

    fn read(path: &Path) -> String {
        io::read_to_string(fs::File::open(path).unwrap()).unwrap()
    }

    fn put(path: &Path, text: &str) {
        fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_323_045 + seconds, 0).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn starting_again_gives_what_is_missing_and_keeps_the_learners_work() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("sampan");
        let files = [file("Dockerfile", "FROM scratch"), file("bin/run.sh", "#!/bin/sh")];
        create(&root, FOLDER, &files).unwrap();
        let workspace = root.join(FOLDER);
        put(&workspace.join("Dockerfile"), "FROM mine");
        fs::remove_file(workspace.join("bin/run.sh")).unwrap();
        create(&root, FOLDER, &files).unwrap();
        assert_eq!(read(&workspace.join("Dockerfile")), "FROM mine");
        assert_eq!(read(&workspace.join("bin/run.sh")), "#!/bin/sh");
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&root), 0o700);
        assert_eq!(mode(&workspace.join("bin/run.sh")) & 0o100, 0o100, "a script may be run");
        assert_eq!(names(&workspace), ["Dockerfile", "bin"]);
    }

    #[test]
    fn r31_d2_a_start_that_was_cut_off_in_a_file_is_finished() {
        let root = tempfile::tempdir().unwrap();
        let workspace = root.path().join(FOLDER);
        fs::create_dir_all(&workspace).unwrap();
        put(&workspace.join(".web.yaml.sampan"), "kind: Dep");
        create(root.path(), FOLDER, &[file("web.yaml", "kind: Deployment")]).unwrap();
        assert_eq!(
            (names(&workspace), read(&workspace.join("web.yaml"))),
            (vec!["web.yaml".into()], "kind: Deployment".into())
        );
    }

    #[test]
    fn r29_no_link_is_followed_and_no_path_leads_out() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let workspace = root.path().join(FOLDER);
        fs::create_dir_all(&workspace).unwrap();
        symlink(outside.path(), workspace.join("sub")).unwrap();
        symlink(outside.path().join("new"), workspace.join("dangling")).unwrap();
        for path in ["sub/a", "../a", "/a", "x/../../a", "./a", "a//b"] {
            let refused = create(root.path(), FOLDER, &[file(path, "x")]);
            assert!(matches!(refused, Err(SandboxError::Disk { .. })), "{path}");
        }
        create(root.path(), FOLDER, &[file("dangling", "x")]).unwrap(); // something of that name is there
        assert!(names(outside.path()).is_empty());
        fs::remove_dir_all(root.path().join("docker")).unwrap();
        symlink(outside.path(), root.path().join("docker")).unwrap();
        assert!(create(root.path(), FOLDER, &[]).is_err());
        assert!(set_aside(root.path(), FOLDER, at(0)).is_err());
        assert!(names(outside.path()).is_empty());
    }

    #[test]
    fn r29_the_newest_three_copies_stay_and_those_of_others() {
        let root = tempfile::tempdir().unwrap();
        create(root.path(), "docker/keep", &[file("other", "x")]).unwrap();
        set_aside(root.path(), "docker/keep", at(0)).unwrap();
        for second in [1, 2, 2, 3] {
            create(root.path(), FOLDER, &[file("note", &second.to_string())]).unwrap();
            let copy = set_aside(root.path(), FOLDER, at(second)).unwrap().unwrap();
            assert_eq!(read(&copy.join("note")), second.to_string());
            assert!(!root.path().join(FOLDER).exists());
        }
        let expected = [
            "docker-keep-20260102T030405Z",
            "docker-keep-the-data-20260102T030407Z",
            "docker-keep-the-data-20260102T030407Z-2",
            "docker-keep-the-data-20260102T030408Z",
        ];
        assert_eq!(names(&root.path().join(ASIDE)), expected);
    }

    #[test]
    fn of_many_copies_in_a_second_the_newest_stay() {
        let root = tempfile::tempdir().unwrap();
        for round in 1..=12 {
            create(root.path(), FOLDER, &[file("note", &round.to_string())]).unwrap();
            set_aside(root.path(), FOLDER, at(0)).unwrap();
        }
        let aside = root.path().join(ASIDE);
        let mut kept: Vec<String> = names(&aside).iter().map(|name| read(&aside.join(name).join("note"))).collect();
        kept.sort();
        assert_eq!(kept, ["10", "11", "12"]);
    }

    #[test]
    fn where_there_is_nothing_nothing_is_moved() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(set_aside(&root.path().join("none"), FOLDER, at(0)).unwrap(), None);
        assert_eq!(set_aside(root.path(), FOLDER, at(0)).unwrap(), None);
        create(root.path(), FOLDER, &[]).unwrap();
        assert_eq!(set_aside(root.path(), FOLDER, at(0)).unwrap(), None, "an empty folder is no copy");
        assert!(!root.path().join(ASIDE).exists());
    }

    #[test]
    fn a_link_in_place_of_the_workspace_is_moved_itself() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        put(&outside.path().join("mine"), "x");
        fs::create_dir_all(root.path().join("docker")).unwrap();
        symlink(outside.path(), root.path().join(FOLDER)).unwrap();
        let copy = set_aside(root.path(), FOLDER, at(0)).unwrap().unwrap();
        assert!(copy.is_symlink());
        for second in 1..=COPIES {
            create(root.path(), FOLDER, &[file("note", "x")]).unwrap();
            set_aside(root.path(), FOLDER, at(second.try_into().unwrap())).unwrap();
        }
        assert!(!copy.is_symlink() && outside.path().join("mine").exists(), "the oldest copy, a link, went by itself");
    }
}
