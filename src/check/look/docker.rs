//! Docker: a container, image, volume or network as `docker inspect` prints it, and a file inside a container.
//!
//! Names are compared exactly, since the engine also takes the beginning of an id for a name. A container's file is
//! read through the archive call, which starts nothing and works on a stopped container: it finds `text` (at most
//! 1 MB), `modified` (RFC 3339 with nanoseconds), `size` and `kind` (`file`, `directory` or `other`; only a file has a
//! text). Links are followed.

use std::io::Read;

use bollard::container::PathStatResponse;
use bollard::errors::Error;
use bollard::query_parameters::{
    ContainerArchiveInfoOptionsBuilder, DownloadFromContainerOptionsBuilder, InspectContainerOptions,
    InspectNetworkOptions,
};
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::course::{Engine, Unreachable};
use crate::engine::{DockerEngine, full_reference, is_docker_name, is_reference};

/// How much of a file is read.
const LARGEST: usize = 1 << 20;
/// The archive's own headers, long names and times included.
const HEADERS: usize = 64 << 10;
/// Links that lead on to links.
const LINKS: usize = 8;

/// How the engine says that a path of the container leads nowhere.
const NO_WAY: &[&str] = &["too many l", "not a directory", "file name too long"];

/// Go's bits of a file's mode, as the engine sends them.
const DIRECTORY: u32 = 1 << 31;
const SYMLINK: u32 = 1 << 27;
const OTHER: u32 = 1 << 26 | 1 << 25 | 1 << 24 | 1 << 21 | 1 << 19;

pub(super) async fn container(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_container(name, None::<InspectContainerOptions>).await)?;
    let named = |found: &str| found.strip_prefix('/').unwrap_or(found) == name;
    let found = found.filter(|found| found.name.as_deref().is_some_and(named));
    found.map(|found| printed(&found)).transpose()
}

pub(super) async fn image(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_reference(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_image(name).await)?;
    let found = found.filter(|found| {
        let names = found.repo_tags.iter().flatten().chain(found.repo_digests.iter().flatten());
        found.id.as_deref() == Some(name)
            || names.map(|known| full_reference(known)).any(|known| known == full_reference(name))
    });
    found.map(|found| printed(&found)).transpose()
}

pub(super) async fn volume(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_volume(name).await)?;
    found.filter(|found| found.name == name).map(|found| printed(&found)).transpose()
}

pub(super) async fn network(engine: &DockerEngine, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let found = engine.found(engine.client.inspect_network(name, None::<InspectNetworkOptions>).await)?;
    found.filter(|found| found.name.as_deref() == Some(name)).map(|found| printed(&found)).transpose()
}

/// A file of a container; none where either is absent.
///
/// An archive call mounts the container's file system, which takes most of the time, so nothing waits for anything
/// here: the file is fetched as if its path led to it, and once more only where that was a link.
pub(super) async fn file(engine: &DockerEngine, name: &str, path: &str) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let path = format!("/{}", path.trim_start_matches('/'));
    // An archive call takes the beginning of an id as well, and does not say whose file it found.
    let (container, end, bytes) =
        tokio::join!(container(engine, name), followed(engine, name, &path), archive(engine, name, &path));
    if container?.is_none() {
        return Ok(None);
    }
    let Some((end, stat)) = end? else { return Ok(None) };
    let kind = match stat.file_mode {
        mode if mode & DIRECTORY != 0 => "directory",
        mode if mode & (SYMLINK | OTHER) != 0 => "other",
        _ => "file",
    };
    let mut found = json!({ "kind": kind, "size": stat.size, "modified": stat.modification_time });
    if kind == "file" {
        let bytes = if end == path { bytes? } else { archive(engine, name, &end).await? };
        let Some(bytes) = bytes else { return Ok(None) };
        found["text"] = Value::String(first_file(&bytes));
    }
    Ok(Some(found))
}

/// The path at the end of its links, and what is there.
async fn followed(
    engine: &DockerEngine,
    id: &str,
    path: &str,
) -> Result<Option<(String, PathStatResponse)>, Unreachable> {
    let mut path = path.to_owned();
    for _ in 0..=LINKS {
        let options = ContainerArchiveInfoOptionsBuilder::new().path(&path).build();
        let stat = match engine.client.get_container_archive_info(id, Some(options)).await {
            Err(Error::DockerResponseServerError { status_code: 500, .. }) => return no_way(engine, id, &path).await,
            answer => engine.found(answer)?,
        };
        let Some(stat) = stat else { return Ok(None) };
        if stat.file_mode & SYMLINK == 0 {
            return Ok(Some((path, stat)));
        }
        path = match stat.link_target.as_str() {
            "" => return Ok(None),
            absolute if absolute.starts_with('/') => absolute.to_owned(),
            relative => format!("{}/{relative}", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
        };
    }
    Ok(None)
}

/// Why a path leads nowhere: the engine calls a loop of links, or a file where a folder should be, a failure of its own,
/// and says so only where an answer has a body.
async fn no_way<T>(engine: &DockerEngine, id: &str, path: &str) -> Result<Option<T>, Unreachable> {
    let options = DownloadFromContainerOptionsBuilder::new().path(path).build();
    match engine.client.download_from_container(id, Some(options)).boxed().next().await {
        Some(Err(Error::DockerResponseServerError { message, .. })) if NO_WAY.iter().any(|no| message.contains(no)) => {
            Ok(None)
        }
        Some(Err(error)) => Err(engine.why(error)),
        Some(Ok(_)) | None => Ok(None),
    }
}

/// The beginning of a file's archive; none where the file has gone meanwhile.
async fn archive(engine: &DockerEngine, id: &str, path: &str) -> Result<Option<Vec<u8>>, Unreachable> {
    let options = DownloadFromContainerOptionsBuilder::new().path(path).build();
    let mut parts = engine.client.download_from_container(id, Some(options)).boxed();
    let mut bytes = Vec::new();
    while let Some(part) = parts.next().await {
        let Some(part) = engine.found(part)? else { return Ok(None) };
        bytes.extend_from_slice(&part);
        if bytes.len() > LARGEST + HEADERS {
            break;
        }
    }
    Ok(Some(bytes))
}

/// The text of the first entry of an archive, which may be cut.
fn first_file(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    let mut archive = tar::Archive::new(bytes);
    if let Some(Ok(entry)) = archive.entries().ok().and_then(|mut entries| entries.next()) {
        // A cut archive ends in an error after all that there was has been read.
        let _ = entry.take(LARGEST as u64).read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}

fn printed(found: &impl serde::Serialize) -> Result<Value, Unreachable> {
    let failed = |error: serde_json::Error| Unreachable::Failed { engine: Engine::Docker, detail: error.to_string() };
    serde_json::to_value(found).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_archive_gives_what_there_is() {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(3000);
        header.set_cksum();
        builder.append_data(&mut header, "today", &[b'x'; 3000][..]).unwrap();
        let whole = builder.into_inner().unwrap();
        assert_eq!(first_file(&whole).len(), 3000);
        assert_eq!(first_file(&whole[..1536]).len(), 1024);
        assert_eq!(first_file(b"no archive"), "");
    }
}
