//! Arrows between the rooms point one way; a wrong one is named with its file and line.

use std::fs;
use std::path::{Path, PathBuf};

const ROOMS: &[(&str, &[&str])] = &[
    ("course", &[]),
    ("words", &["course"]),
    ("config", &["course"]),
    ("telemetry", &[]),
    ("private", &[]),
    ("quoting", &[]),
    ("offspring", &[]),
    ("beneath", &[]),
    ("shared", &[]),
    (FOR_TESTS, &[]),
    ("terminal", &["quoting", "offspring", "private"]),
    ("engine", &["course"]),
    ("check", &["course", "engine", "offspring", "beneath", "shared"]),
    ("sandbox", &["course", "engine", "private", "beneath"]),
    ("store", &["course", "private", "shared"]),
    ("site", &["course", "words"]),
    ("tutor", &["check", "sandbox", "store", "site", "course", "engine", "quoting", "words", "shared"]),
    ("server", &["tutor", "course", "config", "words", "private", "offspring", "terminal"]),
    ("cli", &["server", "tutor", "site", "course", "config", "quoting", "telemetry", "words"]),
];

/// The room that every other may use, since only tests can.
const FOR_TESTS: &str = "fuzz";

/// Who may name an outside crate.
const CRATES: &[(&str, &[&str])] = &[
    ("bollard::", &["engine", "check", "sandbox"]),
    ("kube::", &["engine", "check", "sandbox"]),
    ("sqlx::", &["store"]),
    ("mdbook_driver::", &["site"]),
    ("axum::", &["server"]),
    ("clap::", &["cli", "config"]),
];

/// A file is looked at again at 400 lines, and split by this many.
const LONGEST: usize = 600;

#[test]
fn rooms_look_down_only() {
    let mut wrong = Vec::new();
    for (name, text) in sources("src") {
        let room = name.split('/').next().unwrap_or_default().to_owned();
        let Some((_, allowed)) = ROOMS.iter().find(|(known, _)| *known == room) else {
            if !["lib", "main"].contains(&room.as_str()) {
                wrong.push(format!("{name}: `{room}` is not a room; list it in tests/it/layers.rs"));
            }
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            wrong.extend(wrong_arrows(&room, allowed, line).map(|what| format!("{name}:{}: {what}", number + 1)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn wrong_arrows<'a>(room: &'a str, allowed: &'a [&str], line: &'a str) -> impl Iterator<Item = String> + 'a {
    let may = move |used: &str| used == room || used == FOR_TESTS || allowed.contains(&used);
    let inside = line.split("crate::").skip(1).map(first_word).filter(move |used| !may(used));
    let inside = inside.map(move |used| format!("`{room}` must not use `{used}`"));
    let outside = CRATES.iter().filter(move |(name, rooms)| names(line, name) && !rooms.contains(&room));
    inside.chain(outside.map(|(name, rooms)| format!("`{name}` belongs to {rooms:?}")))
}

/// Whether `line` names the crate itself, and not a word that ends like it.
fn names(line: &str, outside: &str) -> bool {
    line.match_indices(outside)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

#[test]
fn a_planted_arrow_is_found() {
    let found: Vec<_> =
        wrong_arrows("store", &["course"], "use crate::check::Fact; use sqlx::Row; axum::serve()").collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "`store` must not use `check`");
}

#[test]
fn files_stay_small_and_are_listed() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests"] {
        for (name, text) in sources(folder) {
            let lines = text.lines().count();
            if lines > LONGEST {
                wrong.push(format!("{folder}/{name}.rs has {lines} lines: split it"));
            }
            if !text.trim_start().starts_with("//!") {
                wrong.push(format!("{folder}/{name}.rs does not begin with what it is for (`//!`)"));
            }
        }
    }
    for suite in ["it", "live", "browser"] {
        let main = read(&root().join("tests").join(suite).join("main.rs"));
        for (name, _) in sources(&format!("tests/{suite}")).into_iter().filter(|(name, _)| name != "main") {
            let module = name.split('/').next().unwrap_or_default();
            if !main.contains(&format!("mod {module};")) {
                wrong.push(format!("tests/{suite}/{name}.rs is not run: no `mod {module};` in main.rs"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file below `folder`: its path there without the ending, and its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let folder = root().join(folder);
    let mut files = Vec::new();
    let mut open = vec![folder.clone()];
    while let Some(next) = open.pop() {
        for path in fs::read_dir(&next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !path.ends_with("fixtures") {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push((relative(&folder, &path), read(&path)));
            }
        }
    }
    files.sort();
    files
}

fn relative(folder: &Path, path: &Path) -> String {
    let inner: PathBuf = path.strip_prefix(folder).unwrap().with_extension("");
    inner.display().to_string()
}
