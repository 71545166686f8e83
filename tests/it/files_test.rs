//! Files of a course as other systems and accidents leave them: cut, in another encoding, too large, oddly named.

use std::fs;
use std::path::Path;

use sampan::course::Problem;
use sampan::site::{Library, Source};

use crate::program::copy;
use crate::site_test::fixtures;

/// The good course with one file changed, and what is said of it.
fn with(file: &str, bytes: &[u8]) -> Vec<Problem> {
    let root = tempfile::tempdir().unwrap();
    copy(&fixtures().join("good"), root.path());
    fs::write(root.path().join(file), bytes).unwrap();
    opened(root.path())
}

fn opened(root: &Path) -> Vec<Problem> {
    let (library, problems) = Library::open(&Source::Dir(root.to_owned()));
    assert!(library.build(&sampan::site::Options::served()).files.contains_key("index.html"));
    assert!(problems.iter().all(|p| library.excerpt(p, "error", "help", false).contains(&p.words)));
    problems
}

/// W3: what is not UTF-8 is refused by its name, once.
#[test]
fn w3_another_encoding_is_named() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let task = "exercises/docker/keep-the-data/task.en.md";
    for (file, bytes, expected) in [
        ("book.toml", wide("\u{feff}[book]\n"), "is UTF-16, and not UTF-8"),
        ("content/en/SUMMARY.md", b"# Gar\xe7on\n".to_vec(), "the byte E7 is not UTF-8; it looks like Latin-1"),
        (
            "content/zh-cn/docker/volumes.md",
            b"# \xbe\xed\n".to_vec(),
            "the byte BE is not UTF-8; it looks like GB 18030",
        ),
        ("content/figures/mounts.toml", b"a = \"\0\"".to_vec(), "no text holds a NUL character"),
        (task, "# 卷".as_bytes()[..4].to_vec(), "ends in the middle of a character"),
    ] {
        let problems = with(file, &bytes);
        let of_file: Vec<_> = problems.iter().filter(|p| p.file == file).map(|p| p.words.as_str()).collect();
        assert_eq!(of_file, [expected], "{file}: {problems:#?}");
    }
}

#[test]
fn w4_a_huge_file_is_refused_unread() {
    let problems = with("content/en/docker/volumes.md", &vec![b'a'; (4 << 20) + 1]);
    assert!(problems.iter().any(|p| p.words == "is larger than 4 MB"), "{problems:#?}");
}

/// W7: a name that would turn the line around, twins, and what cannot be an exercise.
#[test]
fn w7_odd_file_names_are_shown_with_escapes() {
    let root = tempfile::tempdir().unwrap();
    copy(&fixtures().join("good"), root.path());
    let write = |path: &str| {
        fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
        fs::write(root.path().join(path), "x").unwrap();
    };
    write("content/figures/a\u{202e}gvs.svg");
    write("content/figures/a\nb.svg");
    write("exercises/docker/cafe\u{301}/exercise.toml");
    write("exercises/docker/caf\u{e9}/exercise.toml");
    let told: Vec<_> = opened(root.path()).iter().map(ToString::to_string).collect();
    let expected = [
        "content/figures: `a\\nb.svg` is no sound file name",
        "content/figures: `a\\u{202e}gvs.svg` is no sound file name",
        "exercises/docker: `cafe\\u{301}` and `café` are one name to some systems",
        "exercises/docker/cafe\u{301}: `docker/cafe\u{301}` is not an exercise: `part/name`, in lower-case letters, digits and hyphens",
        "exercises/docker/café: `docker/café` is not an exercise: `part/name`, in lower-case letters, digits and hyphens",
    ];
    assert_eq!(told, expected);
}
