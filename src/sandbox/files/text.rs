//! Text: what a file says, with a version that is another one as soon as it says something else.

use std::fs::File;
use std::io::Read;

use rustix::fd::OwnedFd;
use rustix::fs::{Access, AtFlags, OFlags, accessat, fstat};
use sha2::{Digest, Sha256};

use super::{LARGEST, fault, kind, look, modified, step};
use crate::course::{FileFault, FileKind};

/// Neither waits for the other end of a pipe nor makes a terminal ours, whatever takes the file's place meanwhile.
const READ: OFlags =
    OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// A text file of a workspace, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileText {
    pub text: String,
    pub version: String,
    pub modified: String,
    /// This user may not write it.
    pub read_only: bool,
}

/// The text under a name in a folder.
pub(super) fn read(folder: &OwnedFd, name: &str) -> Result<FileText, FileFault> {
    // Asked before it is opened: opening a device may already do something.
    regular(kind(&look(folder, name).map_err(fault)?))?;
    let handle = step(folder, name, READ).map_err(fault)?;
    let found = fstat(&handle).map_err(fault)?;
    regular(kind(&found))?;
    let mut bytes = Vec::new();
    let read = File::from(handle).take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| FileFault::Disk((&error).into()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(FileFault::TooLarge { limit: LARGEST });
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).ok_or(FileFault::NotText)?;
    let read_only = accessat(folder, name, Access::WRITE_OK, AtFlags::EACCESS).is_err();
    Ok(FileText { version: version(&text), text, modified: modified(&found), read_only })
}

/// The version of a text: equal texts have the same one, whenever they were written.
pub(super) fn version(text: &str) -> String {
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn regular(kind: FileKind) -> Result<(), FileFault> {
    match kind {
        FileKind::File => Ok(()),
        FileKind::Folder => Err(FileFault::Folder),
        FileKind::Link => Err(FileFault::Link),
        FileKind::Other => Err(FileFault::NotRegular),
    }
}
