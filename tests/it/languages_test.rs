//! Any number of languages: a third one grows page by page, and what it lacks is its source's.

use std::fs;
use std::path::{Path, PathBuf};

use sampan::course::problem::only_gaps;
use sampan::course::{Lang, Problem};
use sampan::site::{Coverage, Library, Options, Source};

use crate::program::{House, copy};
use crate::site_test::{fixtures, page, zh};

const EN: &str = "---\ntitle: Networks\nsummary: How containers talk.\nminutes: 5\n---\n\n# Networks\n\nText.\n";
const ZH: &str = "---\ntitle: 网络\nsummary: 容器怎样互相通信。\nminutes: 5\n---\n\n# 网络\n\n正文。\n";
const JA: &str =
    "---\ntitle: ネットワーク\nsummary: コンテナ同士の通信。\nminutes: 5\n---\n\n# ネットワーク\n\n本文。\n";

fn ja() -> Lang {
    Lang::new("ja")
}

/// The good course with a second lesson, and Japanese as a line in `book.toml`.
fn course(root: &Path) {
    copy(&fixtures().join("good"), root);
    let book = fs::read_to_string(root.join("book.toml")).unwrap();
    fs::write(root.join("book.toml"), book.replace("zh-cn = \"简体中文\"", "zh-cn = \"简体中文\", ja = \"日本語\""))
        .unwrap();
    for (lang, text, title) in [("en", EN, "Networks"), ("zh-cn", ZH, "网络")] {
        let folder = root.join("content").join(lang);
        fs::write(folder.join("docker/networks.md"), text).unwrap();
        let list = fs::read_to_string(folder.join("SUMMARY.md")).unwrap();
        fs::write(folder.join("SUMMARY.md"), format!("{list}- [{title}](docker/networks.md)\n")).unwrap();
    }
}

/// The second lesson in Japanese.
fn begun(root: &Path) {
    let folder = root.join("content/ja");
    fs::create_dir_all(folder.join("docker")).unwrap();
    fs::write(folder.join("docker/networks.md"), JA).unwrap();
    fs::write(folder.join("SUMMARY.md"), "# 目次\n\n# Docker\n\n- [ネットワーク](docker/networks.md)\n").unwrap();
}

fn open(root: &Path) -> (Library, Vec<Problem>) {
    Library::open(&Source::Dir(root.to_owned()))
}

#[test]
fn a_line_in_the_settings_makes_a_language() {
    let root = tempfile::tempdir().unwrap();
    course(root.path());
    let (library, problems) = open(root.path());
    assert!(only_gaps(&problems) && problems.iter().all(|p| p.gap == Some(ja())), "{problems:#?}");
    assert_eq!(library.course.langs, [Lang::en(), ja(), zh()]);
    let html = page(&library, "ja/docker/volumes.html", true);
    assert!(html.contains("<html lang=\"ja\"") && html.contains("banner missing"));
}

#[test]
fn a_third_language_grows_page_by_page() {
    let root = tempfile::tempdir().unwrap();
    course(root.path());
    begun(root.path());
    let (library, problems) = open(root.path());
    assert!(only_gaps(&problems) && problems.iter().all(|p| p.gap == Some(ja())), "{problems:#?}");
    let files: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    for lacking in [
        "content/ja/docker/volumes.md",
        "content/figures/mounts.toml",
        "content/quizzes/docker/volumes.toml",
        "exercises/docker/keep-the-data/exercise.toml",
        "exercises/docker/keep-the-data/task.ja.md",
    ] {
        assert!(files.contains(&lacking), "{lacking}: {files:#?}");
    }
    let site = library.build(&Options::served());
    for lang in ["en", "zh-cn", "ja"] {
        for name in ["index", "404", "docker/volumes", "docker/networks"] {
            let html = String::from_utf8(site.files[&format!("{lang}/{name}.html")].to_vec()).unwrap();
            for other in ["English", "简体中文", "日本語"] {
                assert!(html.contains(&format!(">{other}</a>")), "{lang}/{name}: no switch to {other}");
            }
        }
    }
    let own = page(&library, "ja/docker/networks.html", true);
    assert!(own.contains("本文。") && !own.contains("class=\"banner") && own.contains("<title>ネットワーク"));
    let source = page(&library, "ja/docker/volumes.html", true);
    for words in ["banner missing", "data-page=\"docker/volumes\" lang=\"en\"", "Keep the data", "Hint 1 of 3"] {
        assert!(source.contains(words), "{words}");
    }
    assert!(source.contains("kept by Docker") && source.contains("Still in the container"), "figure and quiz");
    assert!(source.contains("<section class=\"exercise\" lang=\"en\""), "a task that is not translated says so");
    // Chinese readers see nothing of it.
    assert!(page(&library, "zh-cn/docker/volumes.html", true).contains("由 Docker 保管"));
}

#[test]
fn a_report_says_how_far_each_translation_is() {
    let root = tempfile::tempdir().unwrap();
    course(root.path());
    begun(root.path());
    let (library, problems) = open(root.path());
    let texts = problems.iter().filter(|p| !p.file.starts_with("content/ja/")).count();
    let [ja, zh] = library.coverage() else { panic!("{:?}", library.coverage()) };
    assert_eq!((ja.pages, ja.translated, ja.stale, ja.unstamped, ja.missing), (2, 1, 0, 1, 1 + texts));
    let whole = Coverage { lang: Lang::new("zh-cn"), pages: 2, translated: 2, stale: 0, unstamped: 2, missing: 0 };
    assert_eq!(*zh, whole);
}

#[test]
fn a_course_whose_source_is_not_english_falls_back_to_its_own() {
    let root = tempfile::tempdir().unwrap();
    course(root.path());
    let book = root.path().join("book.toml");
    fs::write(&book, fs::read_to_string(&book).unwrap().replace("source = \"en\"", "source = \"zh-cn\"")).unwrap();
    let (library, problems) = open(root.path());
    assert!(only_gaps(&problems), "{problems:#?}");
    let html = page(&library, "ja/docker/volumes.html", true);
    assert!(html.contains("lang=\"zh-CN\"") && html.contains("留住数据") && html.contains("由 Docker 保管"));
}

#[test]
fn the_terminal_speaks_what_the_course_has() {
    let house = House::new();
    let root = house.path("course");
    course(&root);
    begun(&root);
    let run = |arguments: &[&str]| house.run(&[&["--course", "course", "--yes"], arguments].concat());
    let list = run(&["--lang", "ja", "list"]);
    assert!(list.code == Some(0) && list.out.contains("ネットワーク"), "{list:#?}");
    assert!(run(&["--lang", "ja-JP", "list"]).out.contains("ネットワーク"), "any kind of it");
    assert!(run(&["--lang", "zh", "list"]).out.contains("网络"));
    let refused = run(&["--lang", "fr", "list"]);
    assert!(refused.code == Some(64) && refused.err.contains("It has: en, ja, zh-cn."), "{refused:#?}");
    // The system's language is used where the course has it; else the course speaks its own.
    let japanese = House::new().with("LANG", "ja_JP.UTF-8");
    copy(&root, &japanese.path("course"));
    assert!(japanese.run(&["--course", "course", "--yes", "list"]).out.contains("ネットワーク"));
    let french = House::new().with("LANG", "fr_FR.UTF-8");
    assert!(french.run(&["check"]).err.contains("No exercise has been started"));

    let lint = run(&["lint"]);
    assert_eq!(lint.code, Some(0), "gaps are no problems: {lint:#?}");
    assert!(lint.out.contains("zh-cn: 2 of 2 pages, 0 stale, 0 missing"), "{lint:#?}");
    assert!(lint.out.contains("ja: 1 of 2 pages, 0 stale, "), "{lint:#?}");
    assert!(lint.err.contains("content/ja/docker/volumes.md"), "{lint:#?}");
    assert_eq!(run(&["lint", "--strict"]).code, Some(1));
    let data = house.json(&["--course", "course", "lint", "--json"]);
    assert_eq!((data["languages"][0]["lang"].as_str(), data["problems"][0]["gap"].as_str()), (Some("ja"), Some("ja")));
    assert_eq!(run(&["build", "--out", "out"]).code, Some(0));
    assert!(house.path("out/ja/docker/networks.html").exists());
}

/// The translated page with the hash of a source.
fn stamped(root: &Path, hash: &str) -> PathBuf {
    let file = root.join("content/zh-cn/docker/networks.md");
    fs::write(&file, ZH.replace("minutes: 5\n", &format!("minutes: 5\nsource_hash: {hash}\n"))).unwrap();
    file
}

#[test]
fn a_stale_page_says_since_when_and_waits_for_its_translator() {
    let house = House::new();
    let root = house.path("course");
    course(&root);
    let file = stamped(&root, "0123456789abcdef");
    let source = root.join("content/en/docker/networks.md");
    fs::write(&source, EN.replace("minutes: 5", "minutes: 7\nupdated: 2026-11-20") + "\n## More {#more}\n\nMore.\n")
        .unwrap();
    let (library, problems) = open(&root);
    let of_page: Vec<_> = problems.iter().filter(|p| p.file.ends_with("zh-cn/docker/networks.md")).collect();
    assert!(of_page.len() == 3 && of_page.iter().all(|p| p.gap == Some(zh())), "{of_page:#?}");
    let html = page(&library, "zh-cn/docker/networks.html", false);
    assert!(html.contains("banner stale") && html.contains("2026 年 11 月 20 日"), "{html}");
    assert!(html.contains("href=\"../../en/docker/networks.html\""));

    let lint = |arguments: &[&str]| house.run(&[&["--course", "course", "lint"], arguments].concat());
    let refused =
        lint(&["--accept", "content/zh-cn/docker/networks.md", "content/en/docker/networks.md", "zh-cn/x.md"]);
    assert_eq!(refused.code, Some(64), "{refused:#?}");
    assert!(
        refused.err.contains("is no translation") && refused.err.contains("is no page of this course"),
        "{refused:#?}"
    );
    assert!(fs::read_to_string(&file).unwrap().contains("0123456789abcdef"), "one is refused, none is stamped");

    // A translator who accepts too early is told what differs.
    let early = lint(&["--accept", "content/zh-cn/docker/networks.md"]);
    assert!(early.code == Some(1) && early.err.contains("the source has `## … {#more}` after this"), "{early:#?}");
    let done = ZH.replace("minutes: 5", "minutes: 7") + "\n## 更多 {#more}\n\n更多。\n";
    fs::write(&file, done.replace("minutes: 7\n", "minutes: 7\nsource_hash: 0123456789abcdef\n").replace('\n', "\r\n"))
        .unwrap();
    let page = "course/content/zh-cn/docker/networks.md";
    let accepted = lint(&["--accept", page]);
    assert!(accepted.err.contains("is up to date"), "{accepted:#?}");
    assert!(accepted.out.contains("zh-cn: 2 of 2 pages, 0 stale"), "{accepted:#?}");
    let now = fs::read_to_string(&file).unwrap();
    let hash = now.lines().find_map(|line| line.strip_prefix("source_hash: ")).unwrap();
    assert_eq!(
        now.replace(&format!("source_hash: {hash}\r\n"), "").replace("\r\n", "\n"),
        done,
        "nothing else changes"
    );
}

/// Line ends and byte order marks of the source are its editor's, and make no translation stale.
#[test]
fn a_hash_is_of_the_text_alone() {
    let root = tempfile::tempdir().unwrap();
    course(root.path());
    let accept = || sampan::site::accept(root.path(), &["zh-cn/docker/networks.md".into()]).unwrap().unwrap();
    assert_eq!(accept(), ["content/zh-cn/docker/networks.md"]);
    let source = root.path().join("content/en/docker/networks.md");
    fs::write(&source, format!("\u{feff}{}", EN.replace('\n', "\r\n"))).unwrap();
    assert_eq!(open(root.path()).0.coverage()[1].stale, 0);
    fs::write(&source, EN.replace("Text.", "Another text.")).unwrap();
    assert_eq!(open(root.path()).0.coverage()[1].stale, 1);
}

/// The shipped course is whole: nothing is missing, stale or unsaid.
#[test]
fn the_shipped_translations_are_complete() {
    let (library, problems) = sampan::tutor::open_course(&Source::Embedded);
    assert_eq!(problems, []);
    for of in library.coverage() {
        assert_eq!((of.translated, of.stale, of.unstamped, of.missing), (of.pages, 0, 0, 0), "{of:?}");
    }
}
