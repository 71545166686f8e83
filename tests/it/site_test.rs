//! A whole course through the library: the good fixture has no problem, each broken one has exactly its own.

use std::path::{Path, PathBuf};

use sampan::course::Lang;
use sampan::site::{Library, Source};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn good() -> Library {
    let (library, problems) = Library::open(&Source::Dir(fixtures().join("good")));
    assert_eq!(problems, [], "the good course has no problem");
    library
}

fn zh() -> Lang {
    Lang::new("zh-cn")
}

#[test]
fn the_good_course_is_read_whole() {
    let library = good();
    let course = &library.course;
    assert_eq!(course.langs, [Lang::en(), zh()]);
    assert_eq!(course.parts.len(), 1);
    assert_eq!((course.parts[0].name.as_str(), course.parts[0].title.text(&zh())), ("docker", "Docker"));
    let lesson = &course.parts[0].lessons[0];
    assert_eq!(lesson.title.text(&zh()), "容器没了，数据还在");
    assert_eq!((lesson.minutes, lesson.owns.volumes.as_slice()), (Some(12), &["diary".to_owned()][..]));
    let exercise = &course.exercises[&"docker/keep-the-data".parse().unwrap()];
    assert_eq!((exercise.checks.len(), exercise.wrong.len(), exercise.solution.len()), (4, 5, 1));
    assert!(exercise.solution[0].executable, "a script is executable, whatever its mode");
    assert_eq!(exercise.checks[3].looks.keys().collect::<Vec<_>>(), ["note", "reader"]);
    assert_eq!(course.quizzes[&"docker/volumes".parse().unwrap()].questions.len(), 3);
}
