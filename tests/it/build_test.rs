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

#[test]
fn two_builds_of_one_course_are_equal_to_the_byte() {
    let house = House::new();
    let first = course(&house);
    // Another folder, its files made in another order and at another time.
    let second = house.path("elsewhere/copy of it");
    for (path, bytes) in files(&first).into_iter().rev() {
        let file = second.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes).unwrap();
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(long_ago).unwrap();
    }
    for (course, out) in [(&first, "one"), (&second, "two")] {
        let course = course.display().to_string();
        let more = ["--base", "https://example.org/course", "--single", "--out", out];
        house.well(&[&["--course", &course, "build"], &more[..]].concat());
    }
    let (one, two) = (files(&house.path("one")), files(&house.path("two")));
    assert!(one.len() > 10 && one.keys().eq(two.keys()), "{:?}", one.keys());
    let differ: Vec<_> = one.keys().filter(|path| one[*path] != two[*path]).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn a_course_with_problems_leaves_the_old_site_as_it_is() {
    let house = House::new();
    let page = course(&house).join("content/en/docker/volumes.md");
    house.well(&["--course", "course", "build", "--out", "site"]);
    let before = (files(&house.path("site")), modified(&house.path("site/index.html")));
    std::fs::write(&page, std::fs::read_to_string(&page).unwrap() + "\n[x](nowhere.md)\n\n{{#figure none}}\n").unwrap();
    let said = house.run(&["--course", "course", "build", "--out", "site"]);
    assert_eq!(said.code, Some(1), "{said:#?}");
    assert!(said.err.contains("nowhere.md") && said.err.contains("figure `none`"), "all are named: {said:#?}");
    assert_eq!((files(&house.path("site")), modified(&house.path("site/index.html"))), before);
    let beside: Vec<_> = std::fs::read_dir(house.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(beside.iter().all(|name| !name.to_string_lossy().starts_with(".sampan-")), "{beside:?}");
}

#[test]
fn only_what_differs_is_written() {
    let house = House::new();
    let page = course(&house).join("content/en/docker/volumes.md");
    let build = ["--course", "course", "build", "--out", "site"];
    house.well(&build);
    let before = modified(&house.path("site/zh-cn/docker/volumes.html"));
    assert!(house.run(&build).err.contains(" 0 of them new or changed"));
    std::fs::write(&page, std::fs::read_to_string(&page).unwrap() + "\nOne more sentence.\n").unwrap();
    // The page, the index of its language, and what says where that is.
    assert!(house.run(&build).err.contains(" 3 of them new or changed"));
    assert_eq!(modified(&house.path("site/zh-cn/docker/volumes.html")), before);
    let html = std::fs::read_to_string(house.path("site/en/docker/volumes.html")).unwrap();
    assert!(html.contains("One more sentence."));
}

/// What `docs/PUBLISHING.md` lets a web server keep for a year changes its name with its content.
#[test]
fn whatever_is_no_page_has_its_hash_in_its_name() {
    let house = House::new();
    course(&house);
    house.well(&["--course", "course", "build", "--base", "https://example.org", "--single", "--out", "site"]);
    let own_name = ["robots.txt", "sitemap.xml", "search.js", ".sampan-site"];
    for path in files(&house.path("site")).keys() {
        let name = path.rsplit('/').next().unwrap();
        if path.ends_with(".html") || own_name.contains(&name) || name.ends_with("feed.xml") {
            continue;
        }
        let is_hash = |part: &str| part.len() == 8 && part.chars().all(|c| c.is_ascii_hexdigit());
        assert!(path.starts_with("static/") && name.split('.').any(is_hash), "{path}");
    }
}

/// Every id stands once, and every link within the page leads to one.
#[test]
fn the_whole_course_fits_on_one_page() {
    let house = House::new();
    house.well(&["build", "--single", "--out", "site"]);
    for lang in ["en", "zh-cn"] {
        let html = std::fs::read_to_string(house.path("site").join(lang).join("single.html")).unwrap();
        let values = |name: &str| -> Vec<String> {
            html.split(name).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
        };
        let ids = values(" id=\"");
        let mut once = ids.clone();
        once.sort();
        once.dedup();
        assert!(ids.len() > 50 && once.len() == ids.len(), "{} ids, {} of them different", ids.len(), once.len());
        let links = values(" href=\"#");
        let dead: Vec<_> = links.iter().filter(|link| !once.contains(link)).collect();
        assert!(links.len() > 30 && dead.is_empty(), "{lang}: {} links, {dead:?}", links.len());
        let files = values(" href=\"").into_iter().filter(|link| !link.starts_with("https:") && !link.starts_with('#'));
        for link in files.chain(values(" src=\"")) {
            let file = house.path("site").join(lang).join(link.split('#').next().unwrap());
            assert!(file.is_file(), "{lang}: {link}");
        }
        assert!(!html.contains("<script") && !html.contains("<details class"), "{lang}");
    }
}

fn modified(file: &Path) -> std::time::SystemTime {
    file.metadata().unwrap().modified().unwrap()
}
