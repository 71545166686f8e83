//! Files that begin with a dot: what an exercise gives a learner is given whole, and what lies beside it by chance is told.

use crate::fault_test::ID;
use crate::program::{House, course};

const EXERCISE: &str = r#"
format = 1
level = "beginner"
minutes = 5

[[checks]]
id = "ignored"
look = { file = { path = ".dockerignore" } }
that = "object.text.contains('secret')"
say = { en = "it is left out of the build", zh-cn = "构建时略过它" }
"#;

#[test]
fn files_that_begin_with_a_dot_are_given_and_what_an_editor_left_is_not() {
    let house = House::new();
    let root = course(&house.path(""), EXERCISE);
    let start = root.join("exercises/docker/keep-the-data/start");
    std::fs::create_dir_all(start.join(".config")).unwrap();
    std::fs::create_dir_all(start.join(".git")).unwrap();
    for (path, text) in [
        (".dockerignore", "secret\n"),
        (".env", "PORT=80\n"),
        (".config/app.toml", "a = 1\n"),
        (".DS_Store", "x"),
        (".app.py.swp", "x"),
        (".git/HEAD", "x"),
    ] {
        std::fs::write(start.join(path), text).unwrap();
    }
    let root = root.display().to_string();
    let run = |more: &[&str]| house.run(&[&["--yes", "--course", &root], more].concat());

    let started = run(&["start", ID]);
    assert_eq!(started.code, Some(0), "{started:#?}");
    let given = |path: &str| house.workspace(ID).join(path).exists();
    assert!(given(".dockerignore") && given(".env") && given(".config/app.toml"));
    assert!(!given(".DS_Store") && !given(".app.py.swp") && !given(".git"));
    assert_eq!(house.json(&["--yes", "--course", &root, "--json", "check", ID])["solved"], true);

    let lint = run(&["lint"]);
    assert_eq!(lint.code, Some(0), "{lint:#?}");
    let folder = "exercises/docker/keep-the-data/start";
    for name in [".DS_Store", ".app.py.swp", ".git"] {
        assert!(lint.err.contains(&format!("`{folder}/{name}`")), "{name}: {lint:#?}");
    }
    assert!(!lint.err.contains(".env"), "{lint:#?}");
}
