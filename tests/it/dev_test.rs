//! `sampan dev` from outside: each save is told to the pages, and what is wrong with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::dev::Dev;
use crate::program::{House, copy};

/// On a copy of the good course.
fn dev() -> Dev {
    let house = House::new();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &house.path("course"));
    Dev::begin(house, &[])
}

fn connect(dev: &Dev, path: &str) -> TcpStream {
    let host = dev.address.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

fn page(dev: &Dev, path: &str) -> String {
    let mut text = String::new();
    connect(dev, path).read_to_string(&mut text).unwrap();
    text
}

/// Changes a file as an editor does that puts a new one in its place.
fn save(dev: &Dev, file: &str, change: impl Fn(&str) -> String) {
    let file = dev.file(file);
    let text = change(&std::fs::read_to_string(&file).unwrap());
    let new = file.with_extension("new~");
    std::fs::write(&new, text).unwrap();
    std::fs::rename(new, file).unwrap();
}

/// The stream that a page reads.
struct News(BufReader<TcpStream>);

impl News {
    /// Waits for a build of which something is true.
    fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
            let Some(data) = line.strip_prefix("data: ") else { continue };
            let news: Value = serde_json::from_str(data).unwrap();
            if fits(&news) {
                return news;
            }
        }
    }
}

const PAGE: &str = "content/en/docker/volumes.md";

#[test]
fn a_save_reaches_the_page_and_so_does_what_is_wrong() {
    let dev = dev();
    let mut news = News(BufReader::new(connect(&dev, "~dev/news")));
    let first = news.until(|_| true);
    assert_eq!(first["flaws"], serde_json::json!([]), "{first}");
    let build = format!("live.js?build={}\"", first["build"]);
    assert!(page(&dev, "en/docker/volumes.html").contains(&build));

    save(&dev, PAGE, |text| format!("{text}\nA new sentence.\n"));
    let saved = news.until(|news| news["changed"] != serde_json::json!([]));
    assert_eq!(saved["changed"], serde_json::json!(["en/docker/volumes.html"]), "only that page");
    assert!(page(&dev, "en/docker/volumes.html").contains("A new sentence."));

    save(&dev, PAGE, |text| format!("{text}\n[x](nowhere.md)\n\n{{{{#figure none}}}}\n"));
    let broken = news.until(|news| news["flaws"] != serde_json::json!([]));
    let flaws = broken["flaws"].as_array().unwrap();
    assert_eq!(broken["title"], format!("{} problems in the course", flaws.len()), "all of them");
    for word in ["page `docker/nowhere.md`", "no figure `none`"] {
        let Some(flaw) = flaws.iter().find(|flaw| flaw["excerpt"].as_str().unwrap().contains(word)) else {
            panic!("no {word} in {flaws:?}")
        };
        assert!(flaw["place"].as_str().unwrap().starts_with(&format!("{PAGE}:")), "{flaw}");
        let excerpt = flaw["excerpt"].as_str().unwrap();
        assert!(excerpt.contains('^') && excerpt.contains("help:") && !excerpt.contains('\u{1b}'), "{excerpt}");
    }
    assert!(page(&dev, "en/docker/volumes.html").contains("A new sentence."), "what is sound is shown");

    save(&dev, PAGE, |text| text.replace("[x](nowhere.md)", "").replace("{{#figure none}}", ""));
    news.until(|news| news["flaws"] == serde_json::json!([]));
}

#[test]
fn where_there_is_no_course_it_says_so() {
    let house = House::new();
    let said = house.run(&["--lang", "en", "dev", "--no-browser", "--port", "0"]);
    assert_eq!(said.code, Some(64), "{said:#?}");
    assert!(said.err.contains("There is no course in `.`"), "{said:#?}");
}
