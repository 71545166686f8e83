//! Every page is valid HTML, published and served, as the Nu Html Checker says (feature `html`; `SAMPAN_VNU` names its jar).

use std::fs;
use std::process::Command;

use sampan::site::{Base, Library, Options, Source};

#[track_caller]
fn valid(options: &Options) {
    let folder = tempfile::tempdir().unwrap();
    let (library, problems) = Library::open(&Source::Embedded);
    assert!(problems.is_empty(), "{problems:?}");
    let mut pages = 0;
    for (path, bytes) in library.build(options).files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
        pages += 1;
    }
    assert!(pages > 10, "{pages} pages");
    let jar = std::env::var_os("SAMPAN_VNU").expect("`tests/run` names the checker");
    // Its warnings guess at languages, and take a page of commands for Norwegian.
    let checked = Command::new("java").arg("-jar").arg(jar).arg("--errors-only").arg(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success() && said.trim().is_empty(), "{said}");
}

#[test]
fn published_pages_are_valid() {
    let base: Base = "https://example.org/course".parse().unwrap();
    valid(&Options { base: Some(base), ..Options::default() });
}

#[test]
fn served_pages_are_valid() {
    valid(&Options::served());
}
