//! A mirror of Docker Hub: wherever the course names one of its images, a learner meets that of the mirror.

use std::path::{Path, PathBuf};

use sampan::course::{Lang, Mirror};
use sampan::site::{Library, Options, Source};
use sampan::tutor::{open_course, open_course_through};

use crate::program::House;

const OURS: &str = "mirror.example/library/busybox:1.37";

fn source() -> Source {
    Source::Dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"))
}

fn mirrored() -> Library {
    let mirror: Mirror = "mirror.example".parse().unwrap();
    let (library, problems) = open_course_through(&source(), Some(&mirror));
    // No translation is taken for stale, since the hashes are of what the author wrote.
    assert_eq!(problems, open_course(&source()).1);
    library
}

#[test]
fn exercises_solutions_and_lessons_name_the_mirror() {
    let library = mirrored();
    let exercise = &library.course.exercises[&"docker/keep-the-data".parse().unwrap()];
    assert_eq!(exercise.images, [OURS]);
    let script = String::from_utf8_lossy(&exercise.solution[0].bytes);
    assert!(script.contains(OURS) && !script.contains(" busybox:1.37"), "{script}");
    let site = library.build(&Options::served());
    for lang in ["en", "zh-cn"] {
        let page = String::from_utf8_lossy(&site.files[&format!("{lang}/docker/volumes.html")]).into_owned();
        assert!(page.contains(OURS), "{lang}");
        assert_eq!(page.matches("busybox:1.37").count(), page.matches(OURS).count(), "{lang}");
    }
    let lesson = "docker/volumes".parse().unwrap();
    assert!(format!("{:?}", library.steps(&lesson, &Lang::en())).contains(OURS), "sessions are tried with it too");
}

#[test]
fn a_course_is_the_same_whatever_the_mirror() {
    assert_eq!(mirrored().digest(), open_course(&source()).0.digest(), "whoever trusts it is not asked again");
}

#[test]
fn the_flag_the_environment_and_the_settings_name_a_mirror() {
    let course = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good").display().to_string();
    let solution = ["--course", &course, "--lang", "en", "--yes", "solution", "docker/keep-the-data"];
    assert!(!House::new().well(&solution).contains("mirror.example"));
    assert!(House::new().well(&[&["--mirror", "mirror.example"], &solution[..]].concat()).contains(OURS));
    assert!(House::new().with("SAMPAN_MIRROR", "https://mirror.example/").well(&solution).contains(OURS));
    let said = House::new().run(&["--mirror", "no mirror", "list"]);
    assert!(said.code == Some(64) && said.err.contains("`no mirror` is no mirror"), "{said:#?}");
}
