//! Programs of the learner's `PATH`.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A program that may be run, in the first of these folders that has it.
pub fn find_program(folders: &[PathBuf], program: &str) -> Option<PathBuf> {
    let runs = |path: &Path| path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0);
    folders.iter().map(|folder| folder.join(program)).find(|path| runs(path))
}
