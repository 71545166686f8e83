//! What helm has rendered, kept while nothing has changed of what it reads: to start it takes a hundred times as long as
//! to read a chart, and a chart is looked at again whenever anything of its exercise changes.
//!
//! A digest of the program, its arguments and every file stands for all that decides what is rendered. A chart with links
//! or with too much in it has none, and is rendered each time. Only what helm was content with is kept.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::check::look::files::open;
use crate::check::query::Fact;
use crate::course::KubernetesRelease;

/// How much of a chart is read: of more than this, helm takes the most of the time anyway.
const FILES: usize = 500;
const BYTES: u64 = 4 << 20;
/// How many renderings are kept, and of which length in print: 2 MB at most.
const MOST: usize = 16;
const LARGEST: usize = 128 << 10;

/// Stands for all that decides what is rendered.
pub(super) type Digest = [u8; 32];

/// What helm will read.
#[derive(Clone)]
pub(super) struct Sources {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    pub(super) workspace: PathBuf,
    /// The chart's folder and files of values, by their paths in the workspace.
    pub(super) folder: String,
    pub(super) values: Vec<String>,
    /// The release whose schemas the objects were judged by.
    pub(super) kubernetes: KubernetesRelease,
}

impl Sources {
    /// The digest, made away from the threads that serve others; none where the sources cannot all be read.
    pub(super) async fn digest(&self) -> Option<Digest> {
        let sources = self.clone();
        tokio::task::spawn_blocking(move || sources.read()).await.ok().flatten()
    }

    fn read(&self) -> Option<Digest> {
        let program = fs::metadata(&self.program).ok()?;
        let mut reading = Reading { workspace: &self.workspace, hash: Sha256::new(), files: 0, bytes: 0 };
        reading.add(self.kubernetes.to_string().as_bytes());
        reading.add(self.program.as_os_str().as_bytes());
        reading.add(format!("{:?} {}", program.modified().ok()?, program.len()).as_bytes());
        self.arguments.iter().for_each(|argument| reading.add(argument.as_bytes()));
        for name in &self.values {
            reading.file(Path::new(name))?;
        }
        reading.folder(Path::new(&self.folder))?;
        Some(reading.hash.finalize().into())
    }
}

/// A digest in the making.
struct Reading<'a> {
    workspace: &'a Path,
    hash: Sha256,
    files: usize,
    bytes: u64,
}

impl Reading<'_> {
    /// Adds a piece with its length, so that no two lists of pieces look alike.
    fn add(&mut self, piece: &[u8]) {
        self.hash.update(piece.len().to_le_bytes());
        self.hash.update(piece);
    }

    fn folder(&mut self, name: &Path) -> Option<()> {
        let entries: Result<Vec<_>, _> = fs::read_dir(self.workspace.join(name)).ok()?.collect();
        let mut entries = entries.ok()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (name, kind) = (name.join(entry.file_name()), entry.file_type().ok()?);
            if kind.is_dir() {
                self.folder(&name)?;
            } else if kind.is_file() {
                self.file(&name)?;
            } else {
                return None;
            }
        }
        Some(())
    }

    fn file(&mut self, name: &Path) -> Option<()> {
        self.files += 1;
        let mut bytes = Vec::new();
        let left = BYTES.checked_sub(self.bytes).filter(|_| self.files <= FILES)?;
        let file = File::from(open(self.workspace, name.as_os_str().to_str()?).ok()?);
        self.bytes += file.take(left + 1).read_to_end(&mut bytes).ok()? as u64;
        if self.bytes > BYTES {
            return None;
        }
        let path: &OsStr = name.as_os_str();
        self.add(path.as_bytes());
        self.add(&bytes);
        Some(())
    }
}

/// What was rendered last, of all charts.
pub(super) struct Kept(Mutex<VecDeque<(Digest, Fact)>>);

impl Kept {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    pub(super) fn get(&self, digest: &Digest) -> Option<Fact> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == digest).map(|(_, fact)| fact.clone())
    }

    /// Keeps what came of a print of this length, and forgets the one that was rendered the longest time ago.
    pub(super) fn put(&self, digest: Digest, fact: &Fact, printed: usize) {
        if printed > LARGEST {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != digest);
        kept.push_back((digest, fact.clone()));
        if kept.len() > MOST {
            kept.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A chart of two files, and one of values.
    fn sources(workspace: &Path) -> Sources {
        fs::create_dir_all(workspace.join("web/templates")).unwrap();
        fs::write(workspace.join("web/Chart.yaml"), "name: web").unwrap();
        fs::write(workspace.join("web/templates/a.yaml"), "a").unwrap();
        fs::write(workspace.join("night.yaml"), "n: 1").unwrap();
        fs::write(workspace.join("helm"), "3").unwrap();
        Sources {
            program: workspace.join("helm"),
            arguments: vec!["template".into(), "web".into()],
            workspace: workspace.to_owned(),
            folder: "web".into(),
            values: vec!["night.yaml".into()],
            kubernetes: KubernetesRelease::default(),
        }
    }

    #[test]
    fn whatever_helm_reads_changes_the_digest() {
        let folder = tempfile::tempdir().unwrap();
        let mut sources = sources(folder.path());
        let first = sources.read().unwrap();
        assert_eq!(sources.read(), Some(first), "and nothing else does");
        let mut seen = vec![first];
        let mut differs = |sources: &Sources, what: &str| {
            let digest = sources.read().unwrap();
            assert!(!seen.contains(&digest), "{what}");
            seen.push(digest);
        };
        fs::write(folder.path().join("web/templates/a.yaml"), "b").unwrap();
        differs(&sources, "another text");
        fs::rename(folder.path().join("web/templates/a.yaml"), folder.path().join("web/templates/b.yaml")).unwrap();
        differs(&sources, "another name");
        fs::write(folder.path().join("web/values.yaml"), "").unwrap();
        differs(&sources, "one more file");
        fs::write(folder.path().join("night.yaml"), "n: 2").unwrap();
        differs(&sources, "other values");
        fs::write(folder.path().join("helm"), "four").unwrap();
        differs(&sources, "another program");
        sources.arguments[1] = "shop".into();
        differs(&sources, "another release");
    }

    #[test]
    fn what_cannot_be_read_whole_has_no_digest() {
        let folder = tempfile::tempdir().unwrap();
        let sources = sources(folder.path());
        symlink("/etc/passwd", folder.path().join("web/link")).unwrap();
        assert_eq!(sources.read(), None);
        fs::remove_file(folder.path().join("web/link")).unwrap();
        fs::write(folder.path().join("web/large"), vec![b'a'; 4 << 20]).unwrap();
        assert_eq!(sources.read(), None);
        fs::remove_file(folder.path().join("web/large")).unwrap();
        assert!(sources.read().is_some());
        fs::remove_file(folder.path().join("night.yaml")).unwrap();
        assert_eq!(sources.read(), None);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let kept = Kept::new();
        let digest = |n: usize| [u8::try_from(n).unwrap(); 32];
        for n in 0..=MOST {
            kept.put(digest(n), &Fact::Objects(Vec::new()), 10);
            kept.put(digest(n), &Fact::Objects(Vec::new()), 10);
        }
        let there = [0, 1, MOST].map(|n| kept.get(&digest(n)).is_some());
        assert_eq!(there, [false, true, true]);
        kept.put(digest(99), &Fact::Objects(Vec::new()), LARGEST + 1);
        assert_eq!(kept.get(&digest(99)), None);
    }
}
