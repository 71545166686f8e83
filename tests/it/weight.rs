//! What a page weighs: its own bytes and those of all that it names, as a browser that takes gzip gets them.

use std::io::{Read, Write};
use std::net::TcpStream;

/// A page with what it loads.
pub(crate) struct Weight {
    /// By path from the root, the page itself first: bytes of the body on the wire.
    pub(crate) parts: Vec<(String, usize)>,
}

impl Weight {
    /// Asks the server on this port for a page and all that it names.
    pub(crate) fn of(port: u16, page: &str) -> Self {
        let text = String::from_utf8(ask(port, page, "identity")).unwrap();
        let paths = [page.to_owned()].into_iter().chain(named(&text));
        Self { parts: paths.map(|path| (path.clone(), ask(port, &path, "gzip").len())).collect() }
    }

    /// The same, and all that the page's workbench loads when everything in it is opened.
    pub(crate) fn opened(port: u16, page: &str) -> Self {
        let text = String::from_utf8(ask(port, page, "identity")).unwrap();
        // The page lists these from the root, for a script.
        let more = text.split('"').filter(|text| text.starts_with("static/")).map(str::to_owned);
        let parts = more.map(|path| (path.clone(), ask(port, &path, "gzip").len()));
        let mut weight = Self::of(port, page);
        weight.parts.extend(parts);
        weight
    }

    pub(crate) fn bytes(&self) -> usize {
        self.parts.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// What a browser loads for a page besides it: styles, scripts, pictures and the icon, as paths from the root. What is
/// named for others (a picture for those who share the page, an icon for a home screen) it does not load.
fn named(html: &str) -> Vec<String> {
    let loads = |tag: &str| {
        let link = tag.starts_with("link ") && (tag.contains("stylesheet") || tag.contains("rel=\"icon\""));
        link || tag.starts_with("script ") || tag.starts_with("img ")
    };
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).filter(|tag| loads(tag));
    let attributes = tags.flat_map(|tag| tag.split(['"', '\'']));
    let paths = attributes.filter(|text| text.contains("static/") && !text.contains(' '));
    let mut paths: Vec<String> =
        paths.map(|path| path.trim_start_matches("../").trim_start_matches('/').to_owned()).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// The body of an answer, as it is on the wire.
fn ask(port: u16, path: &str, encoding: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!(
        "GET /{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{path}: {}",
        String::from_utf8_lossy(&answer[..answer.len().min(80)])
    );
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    answer.split_off(head + 4)
}
