//! The runtime directory's notice of a running server: where it listens, and how it proves that it is the one (R15, R17).
//!
//! A notice may be stale, its port taken over by another user and its process id by another program. So a client sends
//! a random number first, and goes on only with a server that answers as a reader of the notice can.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::secret::Secret;
use super::signin;
use super::terminal::scratch;
use crate::private;

/// How long a server may take to prove itself.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most that an answer to the question may have.
const LONGEST: u64 = 8192;

/// A server that runs on this data directory, and has proven it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    pub port: u16,
    pub pid: u32,
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeFile {
    port: u16,
    pid: u32,
    /// Proves who wrote it, and opens nothing.
    proof: String,
}

/// The notice of this process; it is taken down, with every code and token, when the server ends.
#[derive(Debug)]
pub(super) struct Notice {
    runtime: PathBuf,
    pub(super) proof: Secret,
}

impl Notice {
    /// Puts the notice up in the place of a stale one; whether that one is stale was asked before, with [`running`].
    pub(super) fn put_up(runtime: &Path, port: u16) -> io::Result<Self> {
        private::close(runtime)?;
        let proof = Secret::random();
        let file = NoticeFile { port, pid: std::process::id(), proof: proof.reveal().to_owned() };
        private::take(&path(runtime));
        private::write_new(&path(runtime), &serde_json::to_string(&file)?)?;
        signin::clear(runtime);
        // What a server that was killed left behind there serves nobody.
        let _ = std::fs::remove_dir_all(scratch(runtime));
        Ok(Self { runtime: runtime.to_owned(), proof })
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        // Another server may have put up its own meanwhile.
        let ours = private::read(&path(&self.runtime)).is_ok_and(|text| text.contains(self.proof.reveal()));
        if ours {
            private::take(&path(&self.runtime));
            signin::clear(&self.runtime);
        }
    }
}

/// The server that runs on this data directory, if one does and proves it.
pub async fn running(runtime: &Path) -> Option<Running> {
    let file: NoticeFile = serde_json::from_str(&private::read(&path(runtime)).ok()?).ok()?;
    let nonce = Secret::random();
    let answer = tokio::time::timeout(PATIENCE, ask(file.port, nonce.reveal())).await.ok()?.ok()?;
    let expected = Secret::claimed(&file.proof).answer(nonce.reveal());
    let proven = Secret::claimed(&answer).hash().same(&Secret::claimed(&expected).hash());
    proven.then_some(Running { port: file.port, pid: file.pid })
}

fn path(runtime: &Path) -> PathBuf {
    runtime.join("server.json")
}

/// Asks whoever listens there for its proof. What is sent is a random number and nothing else.
async fn ask(port: u16, nonce: &str) -> io::Result<String> {
    #[derive(Deserialize)]
    struct Answer {
        proof: String,
    }
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request = format!("GET /api/proof/{nonce} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    let (_, body) = text.split_once("\r\n\r\n").ok_or(io::ErrorKind::InvalidData)?;
    Ok(serde_json::from_str::<Answer>(body)?.proof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// Somebody else on the port, who answers each request with `body` and keeps what was sent.
    async fn stranger(body: &'static str) -> (u16, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 4096];
            let count = stream.read(&mut buffer).await.unwrap();
            stream.write_all(format!("HTTP/1.1 200 OK\r\n\r\n{body}").as_bytes()).await.unwrap();
            String::from_utf8_lossy(&buffer[..count]).into_owned()
        });
        (port, heard)
    }

    #[tokio::test]
    async fn r17_a22_a_stranger_on_our_port_is_not_believed_and_learns_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (port, heard) = stranger("{\"proof\":\"0000\"}").await;
        let notice = Notice::put_up(dir.path(), port).unwrap();
        assert_eq!(running(dir.path()).await, None);
        let heard = heard.await.unwrap();
        assert!(heard.starts_with("GET /api/proof/") && !heard.contains(notice.proof.reveal()), "{heard}");
    }

    #[tokio::test]
    async fn a22_a_stale_notice_is_no_server() {
        let dir = tempfile::tempdir().unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let _notice = Notice::put_up(dir.path(), free).unwrap();
        assert_eq!(running(dir.path()).await, None);
    }

    #[test]
    fn a_notice_comes_down_with_its_server_and_not_with_another() {
        let dir = tempfile::tempdir().unwrap();
        let first = Notice::put_up(dir.path(), 1).unwrap();
        let second = Notice::put_up(dir.path(), 2).unwrap();
        drop(first);
        assert!(path(dir.path()).exists());
        drop(second);
        assert!(!path(dir.path()).exists());
    }
}
