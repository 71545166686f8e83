//! Views of the files of a workspace, and of what is wrong in one.

use serde::Serialize;

use crate::course::FileKind;

/// What a workspace holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilesView {
    /// Its path on this machine.
    pub workspace: String,
    /// In order: a folder is followed by what it holds.
    pub files: Vec<EntryView>,
    /// There is more than is listed.
    pub cut: bool,
}

/// One name in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntryView {
    /// From the workspace.
    pub path: String,
    pub kind: FileKind,
    /// Of a file, in bytes.
    pub size: Option<u64>,
    /// Another one as soon as it was written again.
    pub modified: String,
}

/// A text file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextView {
    pub path: String,
    /// Byte for byte, with whatever ends its lines.
    pub text: String,
    /// Of the text: equal texts have the same one.
    pub version: String,
    pub modified: String,
    pub read_only: bool,
}

/// Where a file of the workspace is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlawView {
    /// From the workspace.
    pub path: String,
    /// From 1; none where the whole file is meant.
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub text: String,
}
