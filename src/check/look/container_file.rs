//! A file inside a container, running or not, through the archive call, which starts nothing.
//!
//! Finds `text` (at most 1 MB), `modified` (RFC 3339 with nanoseconds), `size` and `kind` (`file`, `directory` or
//! `other`; only a file has a text). Links are followed. An archive call mounts the container's file system, which takes
//! most of the time: nothing waits for anything that it need not, and a text that is known is not fetched again.

use std::io::Read;
use std::time::Instant;

use bollard::container::PathStatResponse;
use bollard::errors::Error;
use bollard::query_parameters::{ContainerArchiveInfoOptionsBuilder, DownloadFromContainerOptionsBuilder};
use futures_util::StreamExt;
use serde_json::{Value, json};

use super::docker;
use super::kept::{Kept, Key, Known, State};
use crate::check::query::Fact;
use crate::course::Unreachable;
use crate::engine::{DockerEngine, is_docker_name};

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

/// One for all engines: a file's key names its own.
static KEPT: Kept = Kept::new();

/// What one try came to.
enum Seen {
    Nothing,
    /// Another container bears the name by now than the one that was asked.
    Another,
    Something(Value),
}

/// A file of a container; none where either is absent. `container` is what this reading has seen of that name already.
pub(super) async fn look(
    engine: &DockerEngine,
    name: &str,
    path: &str,
    container: Option<&Fact>,
) -> Result<Option<Value>, Unreachable> {
    if !is_docker_name(name) {
        return Ok(None);
    }
    let seen = match container {
        Some(Fact::Object(None)) => return Ok(None),
        Some(Fact::Object(Some(found))) => Some(id(found)),
        Some(Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_)) | None => None,
    };
    let path = format!("/{}", path.trim_start_matches('/'));
    let key = Key { engine: engine.endpoint.clone(), container: name.to_owned(), path };
    let mut known = KEPT.get(&key).filter(|known| seen.is_none_or(|id| id == known.state.container));
    loop {
        match see(engine, &key, seen, known.as_ref()).await? {
            Seen::Nothing => return Ok(None),
            Seen::Another => known = None,
            Seen::Something(found) => return Ok(Some(found)),
        }
    }
}

/// Asks for all at once: the container by its name, and the file by what is known of both. What comes of that counts if
/// the name still leads to the container that was asked; a name alone may be the beginning of another one's id.
async fn see(engine: &DockerEngine, key: &Key, seen: Option<&str>, known: Option<&Known>) -> Result<Seen, Unreachable> {
    let asked_of = known.map(|known| known.state.container.as_str()).or(seen).unwrap_or(&key.container);
    let end = known.map_or(&key.path, |known| &known.state.end);
    let asked = Instant::now();
    let kept = known.and_then(|known| known.text(asked));
    let named = async {
        match seen {
            Some(id) => Ok(Some(id.to_owned())),
            None => Ok(docker::container(engine, &key.container).await?.map(|found| id(&found).to_owned())),
        }
    };
    let fetched = async { if kept.is_some() { Ok(None) } else { archive(engine, asked_of, end).await } };
    let (container, stat, fetched) = tokio::join!(named, followed(engine, asked_of, &key.path, end), fetched);
    let Some(container) = container? else { return Ok(Seen::Nothing) };
    if known.is_some_and(|known| known.state.container != container) {
        return Ok(Seen::Another);
    }
    let Some((now_end, stat)) = stat? else { return Ok(Seen::Nothing) };
    let kind = kind(&stat);
    let mut found = json!({ "kind": kind, "size": stat.size, "modified": stat.modification_time });
    if kind == "file" {
        let modified = stat.modification_time.unwrap_or_default();
        let state = State { container, end: now_end, modified, size: stat.size };
        let same = known.is_some_and(|known| known.state == state);
        let (text, at) = match kept {
            Some(text) if same => (text.to_string(), None),
            _ => {
                let late = kept.is_some() || state.end != *end;
                let at = if late { Instant::now() } else { asked };
                let bytes = if late { archive(engine, &state.container, &state.end).await } else { fetched };
                let Some(bytes) = bytes? else { return Ok(Seen::Nothing) };
                (first_file(&bytes), Some(at))
            }
        };
        KEPT.put(key.clone(), Known::after(known, state, at.map(|at| (text.as_str(), at)), Instant::now()));
        found["text"] = Value::String(text);
    }
    Ok(Seen::Something(found))
}

/// A container's id, as it is printed.
fn id(container: &Value) -> &str {
    container["Id"].as_str().unwrap_or_default()
}

fn kind(stat: &PathStatResponse) -> &'static str {
    match stat.file_mode {
        mode if mode & DIRECTORY != 0 => "directory",
        mode if mode & (SYMLINK | OTHER) != 0 => "other",
        _ => "file",
    }
}

/// The path at the end of its links, and what is there; `end` is where they ended last, which is asked at the same time.
async fn followed(
    engine: &DockerEngine,
    id: &str,
    path: &str,
    end: &str,
) -> Result<Option<(String, PathStatResponse)>, Unreachable> {
    if end != path {
        let (first, last) = tokio::join!(stat(engine, id, path), stat(engine, id, end));
        let Some(first) = first? else { return Ok(None) };
        let leads = target(path, &first).is_some_and(|target| target == end);
        if let Some(last) = last.ok().flatten().filter(|last| leads && last.file_mode & SYMLINK == 0) {
            return Ok(Some((end.to_owned(), last)));
        }
    }
    let mut path = path.to_owned();
    for _ in 0..=LINKS {
        let Some(stat) = stat(engine, id, &path).await? else { return Ok(None) };
        if stat.file_mode & SYMLINK == 0 {
            return Ok(Some((path, stat)));
        }
        let Some(target) = target(&path, &stat) else { return Ok(None) };
        path = target;
    }
    Ok(None)
}

/// What is at a path, links not followed.
async fn stat(engine: &DockerEngine, id: &str, path: &str) -> Result<Option<PathStatResponse>, Unreachable> {
    let options = ContainerArchiveInfoOptionsBuilder::new().path(path).build();
    match engine.client.get_container_archive_info(id, Some(options)).await {
        Err(Error::DockerResponseServerError { status_code: 500, .. }) => no_way(engine, id, path).await,
        answer => engine.found(answer),
    }
}

/// Where a link leads; none where the engine does not say, or there is no link.
fn target(path: &str, stat: &PathStatResponse) -> Option<String> {
    match stat.link_target.as_str() {
        "" => None,
        absolute if absolute.starts_with('/') => Some(absolute.to_owned()),
        relative => Some(format!("{}/{relative}", path.rsplit_once('/').map_or("", |(folder, _)| folder))),
    }
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
pub(super) fn first_file(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    let mut archive = tar::Archive::new(bytes);
    if let Some(Ok(entry)) = archive.entries().ok().and_then(|mut entries| entries.next()) {
        // A cut archive ends in an error after all that there was has been read.
        let _ = entry.take(LARGEST as u64).read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
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
