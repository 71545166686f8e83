//! `sampan build`: what it writes, what it leaves alone, and when it refuses.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::program::{House, copy};

/// The good course of the fixtures, in a house of its own.
fn course(house: &House) -> PathBuf {
    let course = house.path("course");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
    course
}

/// Every file below a folder by its path there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn a_site_of_one_language_names_no_other() {
    let house = House::new();
    course(&house);
    house.well(&["--course", "course", "build", "--lang", "zh-cn", "--out", "site"]);
    let files = files(&house.path("site"));
    assert!(files.contains_key("zh-cn/docker/volumes.html") && files.keys().all(|path| !path.starts_with("en/")));
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(!html.contains("hreflang=\"en\"") && !html.contains("en/index.html"), "{path}");
    }
    let front = String::from_utf8_lossy(&files["index.html"]);
    assert!(front.contains("url=zh-cn/index.html"), "{front}");
}

#[test]
fn what_cannot_be_built_is_wrong_use() {
    let house = House::new();
    course(&house);
    for (arguments, expected) in [
        (&["--base", "example.org"][..], "is no web address"),
        (&["--base", "https://example.org/?a"], "leave out what begins with"),
        (&["--lang", "en,tlh"], "no language `tlh`"),
    ] {
        let said = house.run(&[&["--course", "course", "build", "--out", "site"], arguments].concat());
        assert_eq!(said.code, Some(64), "{arguments:?}: {said:#?}");
        assert!(said.err.contains(expected), "{arguments:?}: {said:#?}");
        assert!(!house.path("site").exists(), "{arguments:?}");
    }
}
