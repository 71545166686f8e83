//! `sampan dev` in a browser: the page follows what its author saves, where the author was reading.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::program::command;
use crate::tab::Tab;

/// A running `sampan dev` on a copy of our own course and theme; killed when it is dropped.
struct Dev {
    home: tempfile::TempDir,
    child: Child,
    address: String,
}

impl Dev {
    fn begin() -> Self {
        let home = tempfile::tempdir().unwrap();
        for folder in ["content", "exercises", "theme"] {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &home.path().join(folder));
        }
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("book.toml"), home.path().join("book.toml")).unwrap();
        let mut command = command(home.path());
        command.current_dir(home.path()).args([
            "--lang",
            "en",
            "dev",
            "--no-browser",
            "--port",
            "0",
            "--theme",
            "theme",
        ]);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| address_of(&line)).expect("an address");
        std::thread::spawn(move || lines.for_each(drop));
        Self { home, child, address }
    }

    fn file(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    fn save(&self, path: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.file(path)).unwrap();
        assert!(text.contains(from), "{path}: {from}");
        std::fs::write(self.file(path), text.replacen(from, to, 1)).unwrap();
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

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() { copy(&from, &to) } else { _ = std::fs::copy(from, to).unwrap() }
    }
}

const PAGE: &str = "content/en/docker/volumes.md";
const OVERLAY: &str = "document.getElementById('sampan-dev')?.shadowRoot";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_follows_a_save_where_its_author_was_reading() {
    let dev = Dev::begin();
    let tab = Tab::open(&format!("{}en/docker/volumes.html", dev.address)).await;
    let _: bool = tab.eval("(scrollTo(0, 400), window.before = true)").await;
    dev.save(PAGE, "\n## ", "\nA sentence of the author.\n\n## ");
    tab.until("!window.before && document.body.innerText.includes('A sentence of the author.')").await;
    tab.until("scrollY === 400").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_lies_over_the_page_until_it_is_mended() {
    let dev = Dev::begin();
    let tab = Tab::open(&format!("{}en/docker/volumes.html", dev.address)).await;
    dev.save(PAGE, "\n## ", "\n[one](nowhere.md)\n\n{{#figure none}}\n\n## ");
    let text = format!("{OVERLAY}?.textContent");
    for words in [PAGE, "nowhere.md", "figure `none`", "^^^", "help:"] {
        tab.until(&format!("{text}?.includes({words:?})")).await;
    }
    tab.until(&format!("{OVERLAY}?.querySelectorAll('li').length >= 2")).await;
    // It is dressed by its own style, which the policy of our pages lets through.
    tab.until(&format!("getComputedStyle({OVERLAY}?.querySelector('section') ?? document.body).position === 'fixed'"))
        .await;
    dev.save(PAGE, "[one](nowhere.md)\n\n{{#figure none}}\n\n", "");
    tab.until("!document.getElementById('sampan-dev')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_style_is_swapped_under_the_page() {
    let dev = Dev::begin();
    let tab = Tab::open(&format!("{}en/docker/volumes.html", dev.address)).await;
    let _: bool = tab.eval("(window.before = true)").await;
    let css = std::fs::read_to_string(dev.file("theme/static/site.css")).unwrap();
    std::fs::write(dev.file("theme/static/site.css"), css + "\nh1 { color: rgb(1, 2, 3) }\n").unwrap();
    tab.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'").await;
    let kept: bool = tab.eval("window.before === true").await;
    assert!(kept, "the page was loaded anew");
}
