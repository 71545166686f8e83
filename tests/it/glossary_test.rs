//! The glossary through a whole course: its page in each language, and the first use of a term in a lesson.

use std::path::Path;

use sampan::site::{Library, Options, Source};

fn page(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good");
    let (library, problems) = Library::open(&Source::Dir(root));
    assert_eq!(problems, [], "the good course has no problem");
    String::from_utf8(library.build(&Options::default()).files[path].to_vec()).unwrap()
}

#[test]
fn the_page_shows_both_languages_side_by_side() {
    let html = page("zh-cn/glossary.html");
    assert!(html.contains("<dfn>数据卷</dfn> <span lang=\"en\">volume</span>"), "{html}");
    assert!(html.contains("<code>docker images</code> 列出"), "{html}");
    assert!(html.contains("href=\"../en/glossary.html\""), "the language switch stays on the page");
    assert!(html.find("镜像").unwrap() < html.find("数据卷").unwrap(), "by `image` and `volume`");
    assert!(page("en/docker/volumes.html").contains("<a href=\"../glossary.html\" data-glossary>Glossary</a>"));
}

#[test]
fn a_lesson_marks_the_first_use_and_holds_the_meaning_once() {
    for (path, first) in [("en/docker/volumes.html", "image"), ("zh-cn/docker/volumes.html", "镜像")] {
        let html = page(path);
        let mark = "<a class=\"term\" href=\"../glossary.html#term-image\" aria-describedby=\"meaning-image\">";
        assert_eq!(html.matches(mark).count(), 1, "{path}");
        assert!(html.contains(&format!("{mark}{first}</a>")), "{path}");
        assert_eq!(html.matches("<p id=\"meaning-image\">").count(), 1, "{path}");
        let (prose, meanings) = html.split_once("<div class=\"meanings\" hidden>").unwrap();
        assert!(prose.contains(mark) && meanings.contains("<code>docker images</code>"), "{path}");
    }
}
