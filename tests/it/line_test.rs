//! The line of events that breaks: what happened meanwhile is told at once when it is taken up again, and a broken line
//! costs nothing.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::fault_test::ID;
use crate::program::{House, Server, course, states};
use crate::verify_test::EXERCISE;

/// A stream of events that is read line by line.
struct Line(BufReader<TcpStream>);

impl Line {
    fn begin(server: &Server, token: &str) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let head = format!("Host: 127.0.0.1:{}\r\nAuthorization: Bearer {token}\r\n\r\n", server.port);
        stream.write_all(format!("GET /api/exercises/{ID}/events HTTP/1.1\r\n{head}").as_bytes()).unwrap();
        Self(BufReader::new(stream))
    }

    /// The states of the next report.
    fn report(&mut self) -> Vec<String> {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream has ended");
            if let Some(report) = line.strip_prefix("data: ").and_then(|data| serde_json::from_str::<Value>(data).ok())
                && report["checks"].is_array()
            {
                return states(&report);
            }
        }
    }
}

#[test]
fn f14_events_that_were_cut_begin_again_with_what_happened_meanwhile() {
    let house = House::new();
    let root = course(&house.path(""), EXERCISE).display().to_string();
    let arguments = ["--course", &root, "--yes"];
    house.well(&[&arguments[..], &["start", ID]].concat());
    let mut server = house.serve(&arguments);
    let token = house.well(&["open", "--bearer"]).trim().to_owned();
    let mut first = Line::begin(&server, &token);
    assert_eq!(first.report(), ["not-yet"]);
    // More lines than may be open at once, each cut without a word: none of them keeps its place.
    for _ in 0..100 {
        let mut line = Line::begin(&server, &token);
        assert_eq!(line.report(), ["not-yet"]);
        line.0.get_ref().shutdown(std::net::Shutdown::Both).unwrap();
    }
    drop(first);
    std::fs::write(house.workspace(ID).join("port"), "80\n").unwrap();
    let begun = Instant::now();
    // A loop that nobody has left yet tells first what it saw last.
    let mut again = Line::begin(&server, &token);
    while again.report() != ["passed"] {}
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let (code, took) = server.terminate();
    assert!(code == Some(0) && took < Duration::from_secs(5), "{code:?} after {took:?}");
}

/// Whether the server answers within two seconds.
fn is_served(port: u16) -> bool {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let head = format!("GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).is_ok_and(|_| answer.starts_with("HTTP/1.1 200"))
}

/// A connection that cannot be accepted is no reason to accept no other.
#[test]
fn r42_a_server_that_had_no_descriptor_left_serves_again() {
    let house = House::new();
    let program = env!("CARGO_BIN_EXE_sampan");
    let serve = format!("ulimit -n 64; exec '{program}' --lang en serve --no-browser --port 0");
    let server = Server::begin(house.command_of("bash", &["-c", &serve]));
    assert!(is_served(server.port));
    let flood: Vec<_> = (0..100).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    assert!(!is_served(server.port), "nothing is left for one more");
    drop(flood);
    let end = Instant::now() + Duration::from_secs(20);
    while !is_served(server.port) {
        assert!(Instant::now() < end, "the flood is over, and nobody is served");
    }
}
