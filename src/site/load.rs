//! The only file that walks `content/` and `exercises/`: from disk or from the binary, into one `Tree`.
//!
//! Everything after it reads the tree, so that an embedded course and one in a folder take the same path. Hidden files
//! are left out; links, devices and what is larger than a course's file can sensibly be are refused.
#![expect(clippy::disallowed_methods, reason = "reads the content from disk")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::{Source, encoding, names};
use crate::course::{Mirror, Problem};

/// No file of a course is larger; what is, would only fill the memory.
const LARGEST: u64 = 4 << 20;
/// No course has more files.
const MOST: usize = 20_000;
/// No folder lies deeper.
const DEEPEST: usize = 12;

#[derive(RustEmbed)]
#[folder = "content/"]
#[allow_missing = true]
#[exclude = "**/.*"]
struct Content;

#[derive(RustEmbed)]
#[folder = "exercises/"]
#[allow_missing = true]
struct Exercises;

#[derive(RustEmbed)]
#[folder = "theme/"]
#[exclude = "**/.*"]
struct Theme;

/// One file as it was found.
#[derive(Debug, Clone)]
pub(super) struct Blob {
    pub(super) bytes: Cow<'static, [u8]>,
    pub(super) executable: bool,
    /// As its author wrote it, where a mirror changed it.
    written: Option<Cow<'static, [u8]>>,
}

impl Blob {
    /// Its bytes for whoever keeps them; those that are compiled in are not copied.
    pub(super) fn shared(&self) -> Bytes {
        match &self.bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::copy_from_slice(bytes),
        }
    }

    fn written(&self) -> &[u8] {
        self.written.as_ref().unwrap_or(&self.bytes)
    }
}

/// The files of a course by their path from its root, with `/`.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    files: BTreeMap<String, Blob>,
    /// What lies among them and is no part of the course.
    pub(super) passed_over: Vec<String>,
}

impl Tree {
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub(super) fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|blob| &*blob.bytes)
    }

    /// The same for whoever keeps them.
    pub(super) fn shared(&self, path: &str) -> Option<Bytes> {
        self.files.get(path).map(Blob::shared)
    }

    /// The same as its author wrote it.
    pub(super) fn written(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Blob::written)
    }

    /// Takes the images of the course from a mirror, wherever a text names one of them.
    pub(super) fn take_from(&mut self, mirror: &Mirror, images: &BTreeSet<String>) {
        for blob in self.files.values_mut() {
            let text = std::str::from_utf8(&blob.bytes).ok().filter(|text| !text.contains('\0'));
            if let Some(text) = text.and_then(|text| mirror.rewrite(text, images)) {
                blob.written = Some(std::mem::replace(&mut blob.bytes, Cow::Owned(text.into_bytes())));
            }
        }
    }

    /// The text of a file, without a byte order mark; none where it is absent or no text.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let text = self.bytes(path).and_then(|bytes| std::str::from_utf8(bytes).ok());
        text.filter(|text| !text.contains('\0')).map(|text| text.trim_start_matches('\u{feff}'))
    }

    /// A file as it can be shown to its author, whatever it is.
    pub(super) fn shown(&self, path: &str) -> Option<Cow<'_, str>> {
        let text = self.bytes(path).map(String::from_utf8_lossy)?;
        match self.text(path) {
            Some(text) => Some(Cow::Borrowed(text)),
            None => Some(Cow::Owned(text.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}"))),
        }
    }

    /// The files below a folder, by their path below it.
    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Blob)> {
        self.files
            .range(format!("{folder}/")..)
            .map_while(move |(path, blob)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, blob)))
    }

    /// SHA-256 over every path, mode and content.
    pub(super) fn digest(&self) -> String {
        self.digest_of(|_| true)
    }

    /// The same over some of the files.
    pub(super) fn digest_of(&self, is_meant: impl Fn(&str) -> bool) -> String {
        let mut hash = Sha256::new();
        for (path, blob) in self.files.iter().filter(|(path, _)| is_meant(path)) {
            // Lengths keep one file's end from being read as another's beginning.
            hash.update((path.len() as u64).to_be_bytes());
            hash.update(path);
            hash.update([u8::from(blob.executable)]);
            hash.update((blob.written().len() as u64).to_be_bytes());
            hash.update(blob.written());
        }
        hex(&hash.finalize())
    }

    /// A tree of these files.
    #[cfg(test)]
    pub(super) fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let blob = |text: &str| Blob { bytes: Cow::Owned(text.as_bytes().to_vec()), executable: false, written: None };
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), blob(text))).collect();
        Self { files, passed_over: Vec::new() }
    }

    fn insert(&mut self, path: String, bytes: Cow<'static, [u8]>, executable: bool) {
        // The binary keeps no modes, so what is plainly a script counts as one everywhere.
        let executable = executable || path.ends_with(".sh") || bytes.starts_with(b"#!");
        self.files.insert(path, Blob { bytes, executable, written: None });
    }
}

#[cfg(test)]
impl FromIterator<(String, String)> for Tree {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Self {
        let mut tree = Self::default();
        files.into_iter().for_each(|(path, text)| tree.insert(path, text.into_bytes().into(), false));
        tree
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The SHA-256 of a text, the same whatever its line ends and with or without a byte order mark.
pub(super) fn digest_of_text(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut hash = Sha256::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(text) => hash.update([text, b"\n"].concat()),
            None => hash.update(line),
        }
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a whole course, and names the files that cannot be read.
pub(super) fn load(source: &Source) -> (Tree, Vec<Problem>) {
    let mut tree = Tree::default();
    let mut problems = Vec::new();
    match source {
        Source::Embedded => {
            embedded::<Content>("content", &mut tree);
            embedded::<Exercises>("exercises", &mut tree);
            let settings = include_bytes!("../../book.toml").as_slice();
            tree.insert("book.toml".to_owned(), Cow::Borrowed(settings), false);
        }
        Source::Dir(root) => {
            for folder in ["content", "exercises"] {
                walk(&root.join(folder), folder, 0, &mut tree, &mut problems);
            }
            read_file(&root.join("book.toml"), "book.toml", &mut tree, &mut problems);
        }
    }
    not_text(&tree, &mut problems);
    (tree, problems)
}

/// Our own templates and static files; a course brings none.
pub(super) fn theme() -> Tree {
    let mut tree = Tree::default();
    embedded::<Theme>("theme", &mut tree);
    tree
}

/// The same from a folder, while somebody works on them.
pub(super) fn theme_of(folder: &Path) -> (Tree, Vec<Problem>) {
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    walk(folder, "theme", 0, &mut tree, &mut problems);
    (tree, problems)
}

fn embedded<E: RustEmbed>(folder: &str, tree: &mut Tree) {
    for path in E::iter() {
        let at = format!("{folder}/{path}");
        let is_hidden = at.match_indices('/').any(|(end, _)| {
            let name = at[end + 1..].split('/').next().unwrap_or_default();
            names::is_passed_over(&at[..end], name)
        });
        if let Some(file) = E::get(&path).filter(|_| !is_hidden) {
            tree.insert(at, file.data, false);
        }
    }
}

fn walk(dir: &Path, name: &str, depth: usize, tree: &mut Tree, problems: &mut Vec<Problem>) {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) => {
            return problems.push(
                Problem::of_file(name, format!("cannot read the folder: {e}"))
                    .help("a course has `book.toml`, `content/` and `exercises/`, all readable"),
            );
        }
    };
    if depth > DEEPEST {
        return problems.push(Problem::of_file(name, "this folder lies too deep").help("move it up"));
    }
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    entries.sort();
    problems.extend(names::twins(name, entries.iter().filter_map(|entry| entry.to_str())));
    for entry in entries {
        let Some(last) = entry.to_str().filter(|text| names::is_sound(text)) else {
            // Shown with escapes, since it could turn the line around that names it.
            let shown = entry.to_string_lossy().escape_debug().to_string();
            problems.push(Problem::of_file(name, format!("`{shown}` is no sound file name")).help("rename it"));
            continue;
        };
        if names::is_passed_over(name, last) {
            tree.passed_over.push(format!("{name}/{last}"));
            continue;
        }
        let (path, below) = (dir.join(last), format!("{name}/{last}"));
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => walk(&path, &below, depth + 1, tree, problems),
            _ => read_file(&path, &below, tree, problems),
        }
    }
}

/// Reads one plain file; a link, a pipe or a device is refused unopened.
fn read_file(path: &Path, name: &str, tree: &mut Tree, problems: &mut Vec<Problem>) {
    let refuse = |words: String| {
        Problem::of_file(name, words).help("a course consists of plain, readable files, none of them large")
    };
    match fs::symlink_metadata(path) {
        Err(e) => problems.push(refuse(format!("cannot be read: {e}"))),
        Ok(found) if !found.is_file() => problems.push(refuse("is neither a file nor a folder".to_owned())),
        Ok(found) if found.len() > LARGEST => problems.push(refuse(format!("is larger than {} MB", LARGEST >> 20))),
        Ok(_) if tree.files.len() >= MOST => problems.push(refuse(format!("the course has more than {MOST} files"))),
        Ok(found) => match fs::read(path) {
            Ok(bytes) => tree.insert(name.to_owned(), Cow::Owned(bytes), is_executable(&found)),
            Err(e) => problems.push(refuse(format!("cannot be read: {e}"))),
        },
    }
}

#[cfg(unix)]
fn is_executable(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}

/// What we parse must be UTF-8 text; files for the learner may be anything.
fn not_text(tree: &Tree, problems: &mut Vec<Problem>) {
    let parsed = |path: &str| [".md", ".toml", ".svg"].iter().any(|ending| path.ends_with(ending));
    for (path, blob) in tree.files.iter().filter(|(path, _)| parsed(path)) {
        problems.extend(encoding::problem(path, &blob.bytes));
    }
}
