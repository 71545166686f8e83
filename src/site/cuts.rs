//! W1 and W4: each kind of file of ours, cut at every character or piled up without end, is read, or refused at a place
//! and soon.

use super::load::Tree;
use super::preprocess::Preprocessors;
use super::{book, encoding, exercises, figures, frontmatter, manifest, quizzes, settings, task};
use crate::course::{Lang, Problem};

fn langs() -> [Lang; 2] {
    [Lang::en(), Lang::new("zh-cn")]
}

/// Reads every beginning of a text.
#[track_caller]
fn cut(name: &str, text: &str, read: impl Fn(&str) -> Vec<Problem>) {
    let mut refused = 0;
    for (length, _) in text.char_indices() {
        for problem in read(&text[..length]) {
            refused += 1;
            assert!(problem.help.is_some(), "{name} cut at {length}: {problem}");
            assert!(problem.line > 0 && problem.column > 0, "{name} cut at {length} has no place: {problem}");
            assert!(problem.line <= text.lines().count() + 1, "{name} cut at {length}: {problem}");
        }
    }
    assert!(refused > 0, "{name}: a file that is cut off is refused somewhere");
    for length in 0..text.len() {
        let problem = encoding::problem(name, &text.as_bytes()[..length]);
        assert_eq!(problem.is_some(), !text.is_char_boundary(length), "{name} cut at byte {length}");
    }
}

fn good(path: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good").join(path);
    std::fs::File::open(file).and_then(std::io::read_to_string).unwrap()
}

/// A tree with one file.
fn tree(path: &str, text: &str) -> Tree {
    Tree::of([(path, text)])
}

#[test]
fn w1_a_manifest() {
    let read = |text: &str| manifest::read("exercise.toml", text, &langs(), |_| true).problems;
    cut("exercise.toml", &good("exercises/docker/keep-the-data/exercise.toml"), read);
}

#[test]
fn w1_what_an_attempt_expects() {
    let path = "exercises/docker/keep-the-data/wrong/wrong-volume/expect.toml";
    let beside = ("exercises/docker/keep-the-data/exercise.toml", good("exercises/docker/keep-the-data/exercise.toml"));
    cut(path, &good(path), |text| {
        let tree = Tree::of([(path, text), (beside.0, &beside.1)]);
        exercises::read(&tree, &langs()).problems.into_iter().filter(|problem| problem.file == path).collect()
    });
}

#[test]
fn w1_a_quiz() {
    let path = "content/quizzes/docker/volumes.toml";
    cut(path, &good(path), |text| quizzes::read(&tree(path, text), &langs()).problems);
}

#[test]
fn w1_the_words_of_a_figure() {
    let (path, svg) = ("content/figures/mounts.toml", good("content/figures/mounts.svg"));
    cut(path, &good(path), |text| {
        let tree = Tree::of([(path, text), ("content/figures/mounts.svg", &svg)]);
        figures::read(&tree, &langs()).problems.into_iter().filter(|problem| problem.file == path).collect()
    });
}

#[test]
fn w1_the_settings() {
    cut("book.toml", &good("book.toml"), |text| {
        let mut problems = Vec::new();
        settings::read(&tree("book.toml", text), &mut problems);
        problems
    });
}

#[test]
fn w1_the_head_of_a_page() {
    let page = good("content/en/docker/volumes.md");
    let head = &page[..page.find("# Data").unwrap()];
    // Without its second line a head is prose, so the one that is cut stays closed.
    let inner = head.trim_start_matches("---\n").split("---\n").next().unwrap();
    cut("head", &inner.replace("12", "12x"), |text| {
        let mut problems = Vec::new();
        frontmatter::read("x.md", &format!("---\n{text}\n---\n"), &mut problems);
        problems
    });
}

#[test]
fn w1_a_list_of_lessons() {
    let path = "content/en/SUMMARY.md";
    let text = good(path) + "- [Networks](docker/networks.md)\n\n---\n\n[After](after.md)\n";
    cut(path, &text, |text| {
        let (tree, preprocessors) = (tree(path, text), Preprocessors::default());
        let shelf = book::Shelf { tree: &tree, preprocessors: &preprocessors, html: false };
        book::read(shelf, &Lang::en(), true).1
    });
}

#[test]
fn w1_a_task() {
    let text = good("exercises/docker/keep-the-data/task.en.md");
    cut("task.en.md", &text, |text| {
        let mut problems = Vec::new();
        task::read("task.en.md", text, &Lang::en(), &mut problems);
        problems
    });
}

/// W4: what grows without end is refused before it fills stack or memory.
#[test]
fn w4_what_is_piled_up() {
    let begun = std::time::Instant::now();
    let deep = |open: &str, close: &str| format!("a = {}{}\n", open.repeat(10_000), close.repeat(10_000));
    let long = format!("format = 1\n{}", "[[checks]]\nid = \"a\"\n".repeat(2_000));
    for text in [deep("[", "]"), deep("{ a = ", " }"), deep("[", ""), "[a.".repeat(10_000), long] {
        let problems = manifest::read("exercise.toml", &text, &langs(), |_| true).problems;
        assert!(!problems.is_empty() && problems.iter().all(|problem| problem.line > 0), "{:?}", problems.first());
    }
    let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]";
    for yaml in
        [laughs.to_owned(), "[".repeat(10_000), format!("title: {}", "{a: ".repeat(10_000)), "- ".repeat(10_000)]
    {
        let mut problems = Vec::new();
        frontmatter::read("x.md", &format!("---\n{yaml}\n---\n"), &mut problems);
        assert!(!problems.is_empty() && problems.iter().all(|problem| problem.line > 0), "{:?}", problems.first());
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
