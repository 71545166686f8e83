//! An exercise where nobody serves it: everything is there to be read, and nothing waits for a script.

use std::fs;
use std::path::Path;

use sampan::site::{Library, Options, Source};

const PAGE: &str = "en/docker/volumes.html";

/// The good course with a line more in its `book.toml`, as a published site.
fn published(line: &str) -> String {
    let (root, good) =
        (tempfile::tempdir().unwrap(), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"));
    copy(&good, root.path());
    let book = fs::read_to_string(good.join("book.toml")).unwrap();
    fs::write(root.path().join("book.toml"), format!("{}\n{line}\n", book.trim_end())).unwrap();
    let (library, problems) = Library::open(&Source::Dir(root.path().to_owned()));
    assert_eq!(problems, []);
    String::from_utf8(library.build(&Options::default()).files[PAGE].to_vec()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &to) } else { _ = fs::copy(entry.path(), to).unwrap() }
    }
}

#[test]
fn it_says_how_to_begin_and_what_will_be_checked() {
    let html = published("");
    assert!(html.contains("<p class=\"paste\" data-copy><code>sampan start docker/keep-the-data</code></p>"));
    assert!(html.contains("It needs Docker there."));
    assert!(
        html.contains("<code>docker ps --all --filter name=writer</code>"),
        "the command that shows what is checked"
    );
    assert!(
        !html.contains("live-top") && !html.contains("static/exercise."),
        "no place and no script for what only a server has"
    );
    assert!(!html.contains("Get Sampan"), "nobody said where");
}

#[test]
fn the_solution_lies_behind_a_warning() {
    let html = published("");
    let (before, after) = html.split_once("<details class=\"solution\">").unwrap();
    assert!(!before.contains("solve.sh"));
    let (warning, files) = after.split_once("<details>").unwrap();
    assert!(warning.contains("What you find out yourself") && files.contains("solve.sh"));
}

#[test]
fn it_leads_to_where_the_course_is_kept() {
    let html = published("git-repository-url = \"https://example.org/me/course/\"");
    assert!(html.contains("<a href=\"https://example.org/me/course\" rel=\"noopener\">Get Sampan"), "{html}");
}
