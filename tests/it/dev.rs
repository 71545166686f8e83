//! A running `sampan dev`; shared by the suites and by the measurement.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::program::House;

/// Killed when it is dropped.
pub(crate) struct Dev {
    house: House,
    child: Child,
    /// `http://127.0.0.1:PORT/`
    pub(crate) address: String,
}

impl Dev {
    /// Starts it on the folder `course` of a house, and waits until it says its address.
    pub(crate) fn begin(house: House, arguments: &[&str]) -> Self {
        let fixed = ["--lang", "en", "--course", "course", "dev", "--no-browser", "--port", "0"];
        let mut command = house.command(&[&fixed, arguments].concat());
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| address_of(&line)).expect("an address");
        // The pipe must not fill up while it runs.
        std::thread::spawn(move || lines.for_each(drop));
        Self { house, child, address }
    }

    /// A file of the course.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.house.path("course").join(path)
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address_of(line: &str) -> Option<String> {
    let at = line.find("http://127.0.0.1:")?;
    Some(line[at..].split(' ').next()?.to_owned())
}
