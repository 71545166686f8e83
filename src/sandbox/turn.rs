//! Turn: who tries a course on an engine does so alone. Whoever comes later waits, whatever its data directory.
//!
//! A lock of the system's, on a file of this user's among the temporary ones: it ends with the process that holds it,
//! however that ends. The file stays, since to remove it would let two hold "it".

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::SandboxError;
use crate::private;

/// The turn on some engines, given up when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _held: Vec<File>,
}

/// Takes the turn on these engines, in an order that all keep; tells once when it has to wait.
///
/// # Errors
/// When a lock cannot be made.
pub async fn turn_on(engines: &BTreeSet<String>, waits: impl FnOnce()) -> Result<Turn, SandboxError> {
    turn_in(&std::env::temp_dir(), engines, waits).await
}

async fn turn_in(folder: &Path, engines: &BTreeSet<String>, waits: impl FnOnce()) -> Result<Turn, SandboxError> {
    let (mut held, mut waits) = (Vec::new(), Some(waits));
    for engine in engines {
        let path = place(folder, engine);
        let failed = |source| SandboxError::disk(&path, source);
        let file = private::open(&path).map_err(failed)?;
        let taken = match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::Error(error)) => Err(error),
            Err(TryLockError::WouldBlock) => {
                if let Some(tell) = waits.take() {
                    tell();
                }
                let lock = move || file.lock().map(|()| file);
                tokio::task::spawn_blocking(lock).await.map_err(io::Error::other).and_then(|locked| locked)
            }
        };
        held.push(taken.map_err(failed)?);
    }
    Ok(Turn { _held: held })
}

/// The file of an engine; another user's would not be ours to open.
fn place(folder: &Path, engine: &str) -> PathBuf {
    let user = rustix::process::geteuid().as_raw();
    let name: String = Sha256::digest(engine).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    folder.join(format!("sampan-turn-{user}-{name}"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn who_comes_later_is_told_and_waits() {
        let folder = tempfile::tempdir().unwrap();
        let of = |engines: &[&str]| engines.iter().map(|engine| (*engine).to_owned()).collect::<BTreeSet<_>>();
        let first = turn_in(folder.path(), &of(&["a", "b"]), || panic!("nobody was there")).await.unwrap();
        turn_in(folder.path(), &of(&["c"]), || panic!("that is another engine")).await.unwrap();
        let told = AtomicBool::new(false);
        let (both, tell) = (of(&["b", "c"]), || told.store(true, Ordering::SeqCst));
        let mut second = Box::pin(turn_in(folder.path(), &both, tell));
        assert!(tokio::time::timeout(Duration::from_millis(100), &mut second).await.is_err());
        assert!(told.load(Ordering::SeqCst));
        drop(first);
        tokio::time::timeout(Duration::from_secs(5), second).await.unwrap().unwrap();
    }
}
