//! What lessons are made of, through a whole course: includes, pictures, preprocessors, colours.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sampan::course::Problem;
use sampan::site::{Library, Source};

use crate::program::copy;
use crate::site_test::fixtures;

/// The good course, to be changed.
struct Course(tempfile::TempDir);

impl Course {
    fn good() -> Self {
        let course = Self(tempfile::tempdir().unwrap());
        copy(&fixtures().join("good"), course.0.path());
        course
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// Puts a text to the end of a file.
    fn add(&self, file: &str, text: &str) {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let old = fs::read_to_string(&path).unwrap_or_default();
        fs::write(path, old + text).unwrap();
    }

    fn to_both_pages(&self, text: &str) {
        for lang in ["en", "zh-cn"] {
            self.add(&format!("content/{lang}/docker/volumes.md"), text);
        }
    }

    fn source(&self) -> Source {
        Source::Dir(self.0.path().to_owned())
    }
}

fn page(library: &Library, path: &str) -> String {
    String::from_utf8(library.build(&sampan::site::Options::default()).files[path].to_vec()).unwrap()
}

#[test]
fn a_block_may_be_a_file_of_the_course() {
    let course = Course::good();
    course.add("content/snippets/web.yaml", "a: 1\n# ANCHOR: here\nreplicas: 3\n# ANCHOR_END: here\n");
    course.to_both_pages("\n```yaml {file=web.yaml}\n{{#include ../../snippets/web.yaml:here}}\n```\n");
    let (library, problems) = Library::open(&course.source());
    assert_eq!(problems, []);
    for lang in ["en", "zh-cn"] {
        let html = page(&library, &format!("{lang}/docker/volumes.html"));
        let line = "<figcaption>web.yaml</figcaption><pre><code class=\"language-yaml\">\
                    <span class=\"y\">replicas</span>: <span class=\"n\">3</span>\n</code>";
        assert!(html.contains(line), "{html}");
    }
    let steps = library.steps(&"docker/volumes".parse().unwrap(), &sampan::course::Lang::en());
    assert!(
        format!("{steps:?}").contains("text: \"replicas: 3\\n\""),
        "the file that a session may use is the file shown"
    );
}

#[test]
fn a_picture_lies_in_the_site_under_a_name_of_its_content() {
    let course = Course::good();
    course.add("content/pictures/boat.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 30\"/>");
    course.to_both_pages("\n![A boat](../../pictures/boat.svg)\n");
    for lang in ["en", "zh-cn"] {
        course.add(&format!("content/{lang}/index.md"), "# A course\n\n![A boat](../pictures/boat.svg)\n");
    }
    let (library, problems) = Library::open(&course.source());
    assert_eq!(problems, []);
    let site = library.build(&sampan::site::Options::default());
    let path = site.files.keys().find(|path| path.starts_with("static/pictures/boat.")).unwrap();
    let size = "alt=\"A boat\" width=\"40\" height=\"30\" loading=\"lazy\"";
    for (file, root) in [("zh-cn/docker/volumes.html", "../../"), ("en/index.html", "../")] {
        let html = page(&library, file);
        // From a page, by way of its language's root.
        let base = root.strip_prefix("../").unwrap();
        assert!(html.contains(&format!("<img src=\"{base}../{path}\" {size}>")), "{html}");
    }
}

/// A preprocessor for a shell: it takes the context off and changes a word.
const PROGRAM: &str = "#!/bin/sh\n[ \"$1\" = supports ] && exit 0\n\
                       sed -e 's/^.*\"mdbook_version\":\"[^\"]*\"},//' -e 's/]$//' -e 's/Read next/Read later/'\n";

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn preprocessors_run_for_the_author_alone() {
    let course = Course::good();
    course.add("later.sh", PROGRAM);
    executable(&course.path("later.sh"));
    course.add("book.toml", "\n[preprocessor.later]\ncommand = \"./later.sh\"\n");
    let (library, problems) = Library::open(&course.source());
    assert_eq!(problems, []);
    assert!(page(&library, "en/docker/volumes.html").contains("Read next: Networks"), "a reader's course runs nothing");
    let (library, problems) = Library::open_as_author(&course.source());
    assert_eq!(problems, []);
    assert!(page(&library, "en/docker/volumes.html").contains("Read later: Networks"));
}

#[test]
fn a_preprocessor_that_cannot_run_is_named_and_the_pages_are_read() {
    let case = |table: &str, words: &str, help: &str| {
        let course = Course::good();
        course.add("book.toml", table);
        let (library, problems) = Library::open_as_author(&course.source());
        let [Problem { file, line, words: found, help: Some(todo), .. }] = &problems[..] else {
            panic!("{problems:?}")
        };
        assert_eq!((file.as_str(), *line), ("book.toml", 11), "{problems:?}");
        assert!(found.contains(words) && todo.contains(help), "{problems:?}");
        assert!(page(&library, "en/docker/volumes.html").contains("Read next"));
    };
    case("[preprocessor.links]\n", "`links` is part of Sampan", "{{#include file}}");
    case("[preprocessor.tocc]\n", "`tocc` has no `command`, and there is no program `mdbook-tocc`", "install");
    case("[preprocessor.gone]\ncommand = \"./gone\"\n", "`gone` failed", "mend `command`");
    #[cfg(unix)]
    case("[preprocessor.bad]\ncommand = \"sh -c 'test $0 = supports'\"\n", "`bad` failed", "by hand");
}

#[test]
fn code_can_be_read_in_both_themes() {
    let css = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("theme/static/site.css")).unwrap();
    let token = |line: &str| {
        let (name, value) =
            line.trim().trim_start_matches("pre {").trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.split_once(')')?.0.split_once(", ")?;
        Some((name.to_owned(), [light.to_owned(), dark.to_owned()]))
    };
    let tokens: BTreeMap<String, [String; 2]> = css.lines().filter_map(token).collect();
    let mut seen = 0;
    for line in css.lines().filter(|line| line.starts_with("pre .") && line.contains("color:")) {
        let name = line.split_once("var(--").and_then(|(_, rest)| rest.split_once(')')).unwrap().0;
        for (ground, theme) in [("code", 0), ("code", 1), ("mark", 0), ("mark", 1)] {
            let ratio = contrast(&tokens[name][theme], &tokens[ground][theme]);
            assert!(ratio >= 4.5, "{line}: {ratio:.2} on --{ground}, theme {theme}");
        }
        seen += 1;
    }
    assert!(seen > 9, "{seen} colours");
}

/// The contrast of two colours as WCAG defines it.
fn contrast(a: &str, b: &str) -> f64 {
    let light = |colour: &str| {
        let digits = colour.trim_start_matches('#');
        let wide = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits.to_owned() };
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let (a, b) = (light(a), light(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
