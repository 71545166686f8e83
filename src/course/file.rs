//! FilePath, FileKind, FileFault: how a file of a workspace may be named, what it is, why it could not be used. Pure.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::disk::DiskFault;

/// The longest name that file systems take, and the longest path that the kernel does.
const LONGEST_NAME: usize = 255;
const LONGEST_PATH: usize = 1024;
/// How deep below the workspace a file may lie.
const DEEPEST: usize = 16;

/// A path below a workspace that cannot lead out of it by its words: plain names with `/` between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FilePath(String);

impl FilePath {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names of the folders above, and the last name.
    pub fn parts(&self) -> (impl Iterator<Item = &str>, &str) {
        let (above, name) =
            self.0.rsplit_once('/').map_or((None, self.0.as_str()), |(above, name)| (Some(above), name));
        (above.into_iter().flat_map(|above| above.split('/')), name)
    }

    /// Whether a new file may be called so: nothing in the name moves a cursor or turns the line round.
    pub fn is_printable(&self) -> bool {
        !self.0.chars().any(|c| c.is_control() || is_unseen(c))
    }
}

/// Characters that have no width of their own, or change the direction of what follows.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl FromStr for FilePath {
    type Err = FileFault;

    fn from_str(path: &str) -> Result<Self, FileFault> {
        let plain = |name: &str| !matches!(name, "" | "." | "..") && name.len() <= LONGEST_NAME && !name.contains('\0');
        let fits = path.len() <= LONGEST_PATH && path.split('/').count() <= DEEPEST;
        if fits && path.split('/').all(plain) { Ok(Self(path.to_owned())) } else { Err(FileFault::BadPath) }
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands under a name in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Folder,
    File,
    /// A symbolic link, which is shown and not followed.
    Link,
    /// A pipe, a socket or a device; or a name that is not UTF-8.
    Other,
}

/// Why a file of a workspace could not be read or changed. Nothing of the learner's is lost by any of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFault {
    /// No path below a workspace: `..`, an absolute one, or a name that no file system takes.
    BadPath,
    /// The workspace is not there.
    NoWorkspace,
    Absent,
    /// A folder, where a file is meant.
    Folder,
    /// A file, where a folder is meant.
    NotFolder,
    /// A symbolic link, which is not followed, or a folder of another disk.
    Link,
    /// A pipe, a socket or a device.
    NotRegular,
    /// Not UTF-8, or with a NUL in it.
    NotText,
    /// Larger than `limit` bytes.
    TooLarge {
        limit: u64,
    },
    /// Something of that name is there.
    Taken,
    /// A folder that holds something.
    NotEmpty,
    Disk(DiskFault),
}

impl FileFault {
    /// The word for programs; the sentences are `file-error-<kind>` and `file-help-<kind>`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BadPath => "bad-path",
            Self::NoWorkspace => "no-workspace",
            Self::Absent => "no-such-file",
            Self::Folder => "folder",
            Self::NotFolder => "not-a-folder",
            Self::Link => "link",
            Self::NotRegular => "not-regular",
            Self::NotText => "not-text",
            Self::TooLarge { .. } => "long-file",
            Self::Taken => "name-taken",
            Self::NotEmpty => "not-empty",
            Self::Disk(DiskFault::NoPermission) => "no-permission",
            Self::Disk(DiskFault::Full) => "disk-full",
            Self::Disk(DiskFault::ReadOnly) => "read-only",
            Self::Disk(DiskFault::Missing) => "no-such-file",
            Self::Disk(DiskFault::Other { .. }) => "disk",
        }
    }

    /// Every one of them, for the test that each has its sentences.
    #[cfg(test)]
    pub(crate) fn all() -> Vec<Self> {
        let disk = [DiskFault::NoPermission, DiskFault::Full, DiskFault::ReadOnly, DiskFault::Missing];
        let other = Self::Disk(DiskFault::Other { detail: "d".to_owned() });
        let plain = [
            Self::BadPath,
            Self::NoWorkspace,
            Self::Absent,
            Self::Folder,
            Self::NotFolder,
            Self::Link,
            Self::NotRegular,
            Self::NotText,
            Self::TooLarge { limit: 1 << 20 },
            Self::Taken,
            Self::NotEmpty,
            other,
        ];
        plain.into_iter().chain(disk.map(Self::Disk)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a11_no_path_leads_out_by_its_words() {
        for good in ["a", "a/b.yaml", ".env", "..a", "a..", "名字", "a b", "a\\b", "-rf"] {
            assert_eq!(good.parse::<FilePath>().map(|path| path.to_string()), Ok(good.to_owned()));
        }
        let (long, deep) = ("n".repeat(256), "d/".repeat(16) + "f");
        for bad in ["", "/", "/etc/passwd", "..", "../a", "a/../b", "a/..", "./a", "a//b", "a/", "a\0b", &long, &deep] {
            assert_eq!(bad.parse::<FilePath>(), Err(FileFault::BadPath), "{bad:?}");
        }
    }

    #[test]
    fn w7_a_new_name_moves_no_cursor() {
        let printable = |path: &str| path.parse::<FilePath>().unwrap().is_printable();
        assert!(printable("k8s/网站.yaml"));
        for odd in ["a\nb", "a\u{1b}[2J", "a\u{202e}lmay.exe", "a\u{200b}b", "\u{feff}a"] {
            assert!(!printable(odd), "{odd:?}");
        }
    }

    #[test]
    fn a_path_knows_its_folders() {
        let path: FilePath = "a/b/c".parse().unwrap();
        let (above, name) = path.parts();
        assert_eq!((above.collect::<Vec<_>>(), name), (vec!["a", "b"], "c"));
        let path: FilePath = "c".parse().unwrap();
        assert_eq!((path.parts().0.count(), path.parts().1), (0, "c"));
    }
}
