//! Files of the learner's workspace: read within it, never outside, and never waiting for a pipe or a device.
//!
//! Names lie and change: the kernel resolves the path beneath the workspace's own handle. Where it cannot (no
//! `openat2`), no symbolic link is followed at all.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, SecondsFormat};
use rustix::fd::OwnedFd;
use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, openat};
use rustix::io::Errno;
use serde_json::json;
use tokio::task::JoinError;

use crate::beneath::{self, Links};
use crate::check::query::{Fact, Place};
use crate::course::{DiskFault, Flaw, Mistake, Unreachable};

/// The largest file that is read.
const LARGEST: u64 = 1 << 20;

const READ: OFlags = OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// A text file of the workspace.
pub(super) struct Text {
    pub(super) text: String,
    pub(super) modified: String,
    pub(super) size: u64,
}

/// Why there is no text.
pub(super) enum NoText {
    /// No such file.
    Absent,
    /// Something else than a text file that we read, and what it is.
    Unfit(Flaw),
    /// Our own disk, or its permissions.
    Disk(io::Error),
}

/// `object.text`, `object.modified`, `object.size`.
pub(super) async fn look(place: &Place, path: &str) -> Result<Fact, Unreachable> {
    let show =
        |file: Text| Fact::Object(Some(json!({ "text": file.text, "modified": file.modified, "size": file.size })));
    with_text(place, path, show).await
}

/// Reads a file and makes a fact of it, away from the threads that serve others.
pub(super) async fn with_text(
    place: &Place,
    path: &str,
    fact: impl FnOnce(Text) -> Fact + Send + 'static,
) -> Result<Fact, Unreachable> {
    try_with_text(place, path, |text| Ok(fact(text))).await
}

/// The same, where making the fact needs other files as well.
pub(super) async fn try_with_text(
    place: &Place,
    path: &str,
    fact: impl FnOnce(Text) -> Result<Fact, Unreachable> + Send + 'static,
) -> Result<Fact, Unreachable> {
    let (workspace, name) = (place.workspace.clone(), path.to_owned());
    let done = tokio::task::spawn_blocking(move || match read(&workspace, &name) {
        Ok(text) => fact(text),
        Err(NoText::Absent) => Ok(Fact::Object(None)),
        Err(NoText::Unfit(flaw)) => Ok(Fact::Invalid(vec![Mistake { file: name, line: 0, column: 0, flaw }])),
        Err(NoText::Disk(error)) => Err(disk(&workspace, &name, DiskFault::from(&error))),
    });
    let broken_off = |error: JoinError| disk(&place.workspace, path, DiskFault::Other { detail: error.to_string() });
    done.await.unwrap_or_else(|error| Err(broken_off(error)))
}

/// A fault of our disk at a file of the workspace.
pub(super) fn disk(workspace: &Path, name: &str, why: DiskFault) -> Unreachable {
    Unreachable::Disk { path: workspace.join(name).display().to_string(), why }
}

/// The text of a file beneath the workspace.
pub(super) fn read(workspace: &Path, name: &str) -> Result<Text, NoText> {
    let handle = open(workspace, name).map_err(|error| refusal(error, name))?;
    let stat = fstat(&handle).map_err(|error| refusal(error, name))?;
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => {}
        FileType::Directory => return Err(NoText::Unfit(Flaw::Folder)),
        _ => return Err(NoText::Unfit(Flaw::NotRegular)),
    }
    let mut bytes = Vec::new();
    File::from(handle).take(LARGEST + 1).read_to_end(&mut bytes).map_err(NoText::Disk)?;
    if bytes.len() as u64 > LARGEST {
        return Err(NoText::Unfit(Flaw::TooLarge { limit: LARGEST }));
    }
    let seconds = stat.st_mtime;
    let nanoseconds = u32::try_from(stat.st_mtime_nsec).unwrap_or_default();
    let modified = DateTime::from_timestamp(seconds, nanoseconds).unwrap_or_default();
    let modified = modified.to_rfc3339_opts(SecondsFormat::Nanos, true);
    let size = bytes.len() as u64;
    Ok(Text { text: decoded(bytes)?, modified, size })
}

/// UTF-8 with or without a byte order mark; other encodings by name.
fn decoded(bytes: Vec<u8>) -> Result<String, NoText> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(NoText::Unfit(Flaw::Utf16));
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(NoText::Unfit(Flaw::NotUtf8));
    };
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// What a failed opening means: an answer about the learner's files, or a fault of our disk.
fn refusal(error: Errno, name: &str) -> NoText {
    match error {
        Errno::NOENT | Errno::NOTDIR => NoText::Absent,
        Errno::XDEV => NoText::Unfit(Flaw::LeadsOut { name: name.to_owned() }),
        Errno::LOOP => NoText::Unfit(Flaw::BadLink { name: name.to_owned() }),
        Errno::NXIO | Errno::NODEV => NoText::Unfit(Flaw::NotRegular),
        other => NoText::Disk(other.into()),
    }
}

/// Opens a file beneath the workspace without waiting for a writer at its other end.
pub(super) fn open(workspace: &Path, name: &str) -> rustix::io::Result<OwnedFd> {
    let workspace = openat(CWD, workspace, FOLDER, Mode::empty())?;
    match beneath::open(&workspace, name, READ, Links::Inside) {
        Err(Errno::NOSYS | Errno::PERM) => step_by_step(workspace, name),
        opened => opened,
    }
}

/// Without `openat2`: one folder after the other, following no link.
fn step_by_step(workspace: OwnedFd, name: &str) -> rustix::io::Result<OwnedFd> {
    let parts: Vec<PathBuf> = Path::new(name)
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| match part {
            Component::Normal(part) => Ok(part.into()),
            _ => Err(Errno::XDEV),
        })
        .collect::<Result<_, _>>()?;
    let Some((file, folders)) = parts.split_last() else { return Err(Errno::XDEV) };
    let mut here = workspace;
    for part in folders {
        here = openat(&here, part, FOLDER.union(OFlags::NOFOLLOW), Mode::empty())?;
    }
    openat(&here, file, READ.union(OFlags::NOFOLLOW), Mode::empty())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "makes the files that are read")]

    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::time::{Duration, Instant};

    use super::*;

    /// What reading comes to, by both ways of opening.
    fn said(workspace: &Path, name: &str) -> [String; 2] {
        let text = |read: Result<Text, NoText>| match read {
            Ok(text) => text.text,
            Err(NoText::Absent) => "absent".to_owned(),
            Err(NoText::Unfit(flaw)) => format!("unfit: {flaw:?}"),
            Err(NoText::Disk(error)) => format!("disk: {error}"),
        };
        let folder = openat(CWD, workspace, OFlags::PATH, Mode::empty()).unwrap();
        let stepped = match step_by_step(folder, name) {
            Ok(handle) => {
                let mut bytes = Vec::new();
                match File::from(handle).read_to_end(&mut bytes) {
                    Ok(_) => String::from_utf8(bytes).unwrap(),
                    Err(error) => format!("disk: {error}"),
                }
            }
            Err(error) => text(Err(refusal(error, name))),
        };
        [text(read(workspace, name)), stepped]
    }

    #[test]
    fn only_files_of_the_workspace_are_read() {
        let root = tempfile::tempdir().unwrap();
        let workspace = root.path().join("ws");
        fs::create_dir_all(workspace.join("sub")).unwrap();
        fs::create_dir(root.path().join("ws-evil")).unwrap();
        fs::write(root.path().join("secret"), "secret").unwrap();
        fs::write(root.path().join("ws-evil/secret"), "secret").unwrap();
        fs::write(workspace.join("sub/a"), "a").unwrap();
        symlink("sub/a", workspace.join("inner")).unwrap();
        symlink("../secret", workspace.join("outer")).unwrap();
        symlink(root.path(), workspace.join("up")).unwrap();
        symlink("loop", workspace.join("loop")).unwrap();
        let magic = format!("/proc/{}/cwd", std::process::id());
        symlink(magic, workspace.join("magic")).unwrap();
        assert_eq!(said(&workspace, "sub/a"), ["a", "a"]);
        assert_eq!(said(&workspace, "./sub/a"), ["a", "a"]);
        assert_eq!(said(&workspace, "sub/none"), ["absent", "absent"]);
        assert_eq!(said(&workspace, "inner")[0], "a");
        for name in [
            "outer",
            "up/secret",
            "loop",
            "../secret",
            "../ws-evil/secret",
            "/etc/passwd",
            "sub/../../secret",
            "magic/Cargo.toml",
        ] {
            for said in said(&workspace, name) {
                assert!(said.starts_with("unfit: ") || said == "absent", "{name}: {said}");
            }
        }
    }

    #[test]
    fn what_is_no_text_file_is_refused_at_once() {
        let workspace = tempfile::tempdir().unwrap();
        let at = |name: &str| workspace.path().join(name);
        rustix::fs::mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR, 0).unwrap();
        let _listener = UnixListener::bind(at("socket")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        fs::write(at("large"), vec![b'a'; (LARGEST + 1) as usize]).unwrap();
        fs::write(at("latin1"), b"caf\xe9").unwrap();
        fs::write(at("utf16"), b"\xff\xfea\0").unwrap();
        let begun = Instant::now();
        for (name, expected) in [
            ("pipe", Flaw::NotRegular),
            ("socket", Flaw::NotRegular),
            ("folder", Flaw::Folder),
            ("large", Flaw::TooLarge { limit: LARGEST }),
            ("latin1", Flaw::NotUtf8),
            ("utf16", Flaw::Utf16),
        ] {
            let Err(NoText::Unfit(flaw)) = read(workspace.path(), name) else { panic!("{name}") };
            assert_eq!(flaw, expected, "{name}");
        }
        assert!(begun.elapsed() < Duration::from_secs(1));
        fs::write(at("bom"), "\u{feff}FROM a\r\n").unwrap();
        fs::set_permissions(at("bom"), fs::Permissions::from_mode(0o444)).unwrap();
        assert!(read(workspace.path(), "bom").is_ok_and(|file| file.text == "FROM a\r\n" && file.size == 11));
    }

    #[tokio::test]
    async fn a_file_tells_its_text_and_time_and_a_missing_workspace_is_absence() {
        let workspace = tempfile::tempdir().unwrap();
        fs::write(workspace.path().join("note"), "kept\n").unwrap();
        let mut place = Place { workspace: workspace.path().to_owned(), ..Place::default() };
        let Ok(Fact::Object(Some(file))) = look(&place, "note").await else { panic!("no file") };
        assert_eq!((&file["text"], &file["size"]), (&json!("kept\n"), &json!(5)));
        let modified: DateTime<chrono::Utc> = file["modified"].as_str().unwrap().parse().unwrap();
        assert!((chrono::Utc::now() - modified).num_seconds() < 60);
        place.workspace = workspace.path().join("gone");
        assert_eq!(look(&place, "note").await, Ok(Fact::Object(None)));
    }
}
