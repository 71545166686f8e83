//! DiskFault: why a file or folder of ours could not be used. A closed list, so that it can be told in any language.

use std::io::ErrorKind;

use serde::Serialize;

/// Why a file or folder of ours could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiskFault {
    /// It belongs to somebody else, or its rights do not fit.
    NoPermission,
    Full,
    ReadOnly,
    /// It, or a folder above it, is not there.
    Missing,
    /// Something rare, in the system's own words.
    Other {
        detail: String,
    },
}

impl From<&std::io::Error> for DiskFault {
    fn from(error: &std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied => Self::NoPermission,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::NotFound => Self::Missing,
            _ => Self::Other { detail: error.to_string() },
        }
    }
}
