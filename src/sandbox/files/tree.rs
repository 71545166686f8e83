//! Tree: what a workspace holds, level by level until a bound is met, so that a large folder hides none beside it.

use std::collections::VecDeque;

use rustix::fd::OwnedFd;
use rustix::fs::Dir;

use super::{fault, inner, kind, modified};
use crate::course::{FileFault, FileKind};

/// How many entries are listed.
const MOST: usize = 1000;
/// How deep below the workspace folders are opened.
const DEEPEST: usize = 12;

/// What a workspace holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// In order: a folder is followed by what it holds, folders come before files.
    pub entries: Vec<Entry>,
    /// There is more than is listed.
    pub cut: bool,
}

/// One name in a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From the workspace. A name that is not UTF-8 is shown as well as it can be, and its kind is `other`.
    pub path: String,
    pub kind: FileKind,
    /// Of a file, in bytes.
    pub size: Option<u64>,
    pub modified: String,
}

/// A folder still to be listed.
struct Level {
    path: String,
    folder: OwnedFd,
    depth: usize,
}

/// Lists the workspace; a folder that cannot be opened is listed by its name alone.
pub(super) fn tree(workspace: &OwnedFd) -> Result<Tree, FileFault> {
    let top = Dir::read_from(workspace).map_err(fault)?;
    let mut found = Tree { entries: Vec::new(), cut: false };
    let mut levels = VecDeque::new();
    let own = workspace.try_clone().map_err(|error| FileFault::Disk((&error).into()))?;
    levels.push_back((top, Level { path: String::new(), folder: own, depth: 0 }));
    while let Some((dir, level)) = levels.pop_front() {
        let first = found.entries.len();
        list(dir, &level, &mut found);
        let folders = found.entries[first..].iter().filter(|entry| entry.kind == FileKind::Folder);
        for path in folders.map(|entry| entry.path.clone()) {
            let name = path.rsplit_once('/').map_or(path.as_str(), |(_, name)| name);
            let Ok(folder) = inner(&level.folder, name) else { continue };
            let Ok(dir) = Dir::read_from(&folder) else { continue };
            if level.depth + 1 < DEEPEST && found.entries.len() < MOST {
                levels.push_back((dir, Level { path, folder, depth: level.depth + 1 }));
            } else {
                found.cut |= dir.into_iter().flatten().any(|entry| !is_dots(entry.file_name().to_bytes()));
            }
        }
    }
    found.entries.sort_by_cached_key(place);
    Ok(found)
}

/// Adds what one folder holds, as far as there is room.
fn list(dir: Dir, level: &Level, found: &mut Tree) {
    for entry in dir.flatten() {
        let name = entry.file_name();
        if is_dots(name.to_bytes()) {
            continue;
        }
        if found.entries.len() >= MOST {
            found.cut = true;
            return;
        }
        let shown = name.to_string_lossy();
        // What has gone meanwhile is no part of it.
        let Ok(stat) = rustix::fs::statat(&level.folder, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW) else { continue };
        let kind = if name.to_str().is_ok() { kind(&stat) } else { FileKind::Other };
        let path = if level.path.is_empty() { shown.into_owned() } else { format!("{}/{shown}", level.path) };
        let size = (kind == FileKind::File).then(|| u64::try_from(stat.st_size).unwrap_or_default());
        found.entries.push(Entry { path, kind, size, modified: modified(&stat) });
    }
}

fn is_dots(name: &[u8]) -> bool {
    matches!(name, b"." | b"..")
}

/// Where an entry stands in the list; every name but the last is a folder's.
fn place(entry: &Entry) -> Vec<(bool, String)> {
    let names: Vec<&str> = entry.path.split('/').collect();
    let last = names.len() - 1;
    let is_leaf = |at: usize| at == last && entry.kind != FileKind::Folder;
    names.iter().enumerate().map(|(at, name)| (is_leaf(at), (*name).to_owned())).collect()
}
