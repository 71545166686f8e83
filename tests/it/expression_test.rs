//! What authors are told of their expressions: by `lint`, with a caret, and by `verify`, where they have no value.

use std::fs;
use std::path::PathBuf;

use crate::program::{House, course};

const HEAD: &str = "format = 1\nlevel = \"beginner\"\nminutes = 5\n";

const CHECK: &str = r#"
[[checks]]
id = "port"
look = { file = { path = "port" } }
that = "object.text.trim() == '80'"
say = { en = "the port", zh-cn = "端口号" }
"#;

/// A course with this exercise, which is solved by a file with `80`, and not by one with `81`.
fn written(house: &House, exercise: &str, expect: &str) -> PathBuf {
    let root = course(&house.path(""), exercise);
    let folder = root.join("exercises/docker/keep-the-data");
    fs::create_dir_all(folder.join("wrong/other")).unwrap();
    fs::write(folder.join("solution/solve.sh"), "echo 80 > port\n").unwrap();
    fs::write(folder.join("wrong/other/attempt.sh"), "echo 81 > port\n").unwrap();
    let expect = format!("why = \"so\"\nnot_yet = [\"port\"]\n{expect}");
    fs::write(folder.join("wrong/other/expect.toml"), expect).unwrap();
    root
}

/// What `verify` says of it, and its exit code.
fn verified(house: &House, exercise: &str, expect: &str) -> (Option<i32>, String) {
    let root = written(house, exercise, expect).display().to_string();
    let said = house.run(&["verify", "--yes", "--course", &root, "docker/keep-the-data"]);
    let _ = fs::remove_dir_all(root);
    (said.code, said.out)
}

#[test]
fn a_mistake_is_shown_with_a_caret_in_its_line() {
    let house = House::new();
    let that = "that = '''\n  object != null &&\n    objct.text == '80'\n'''";
    let root = written(&house, &(HEAD.to_owned() + &CHECK.replace("that = \"object.text.trim() == '80'\"", that)), "");
    let said = house.run(&["lint", "--course", &root.display().to_string()]);
    let lines: Vec<&str> = said.out.lines().chain(said.err.lines()).collect();
    let at = lines.iter().position(|line| line.contains("objct.text == '80'")).expect("the line is shown");
    let caret = lines[at + 1].find('^').expect("a caret is below it");
    assert_eq!(lines[at].find("objct"), Some(caret), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("exercise.toml:10:5")), "{lines:#?}");
}

#[test]
fn an_expression_without_a_value_is_named_where_the_exercise_is_solved() {
    let house = House::new();
    let found = "found = { say = { en = \"{line}\", zh-cn = \"{line}\" }, with = { line = \"object.first\" } }\nsay =";
    let exercise = HEAD.to_owned() + &CHECK.replace("say =", found);
    let (code, out) = verified(&house, &exercise, "");
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("there is no `first` where the exercise is solved"), "{out}");
    assert!(out.contains("exercise.toml:9:78"), "{out}");

    let hints = "hint_when = { 1 = \"facts('port').object.first == '80'\" }\n";
    let (code, out) = verified(&house, &format!("{HEAD}{hints}{CHECK}"), "");
    assert!(code == Some(1) && out.contains("exercise.toml:4:41"), "{out}");

    let sound = "hint_when = { 1 = \"facts('port').object.?first.orValue('') == '80'\" }\n";
    let (code, out) = verified(&house, &format!("{HEAD}{sound}{CHECK}"), "");
    assert_eq!(code, Some(0), "{out}");
}

#[test]
fn what_is_gone_where_that_is_the_solution_has_no_value_and_need_not() {
    let house = House::new();
    let gone = r#"
[[checks]]
id = "no-log"
look = { file = { path = "log" } }
that = "object == null"
found = { say = { en = "{size} bytes", zh-cn = "{size} 字节" }, with = { size = "object.size" } }
say = { en = "no log", zh-cn = "没有日志" }
"#;
    let (code, out) = verified(&house, &format!("{HEAD}{CHECK}{gone}"), "");
    assert_eq!(code, Some(0), "{out}");
}

#[test]
fn the_hint_that_a_wrong_answer_brings_is_the_one_that_was_foreseen() {
    let house = House::new();
    let hints = "hint_when = { 1 = \"outcome('port') == 'passed'\", 2 = \"other\" }\n";
    let lets = "[let]\nother = \"facts('port').object.text.trim() == '81'\"\n";
    let exercise = format!("{HEAD}{hints}{lets}{CHECK}");
    let (code, out) = verified(&house, &exercise, "hint = 2\n");
    assert_eq!(code, Some(0), "{out}");
    let (code, out) = verified(&house, &exercise, "hint = 3\n");
    assert!(code == Some(1) && out.contains("the hint that fits is 2; `expect.toml` says: 3"), "{out}");
}

#[test]
fn shapes_and_names_judge_a_learners_work() {
    let house = House::new();
    let shapes = "matches_any = [{ text = \"8080\\n\" }, { text = \"80\\n\", size = { } }, { text = \"80\\n\" }]";
    let shaped = HEAD.to_owned() + &CHECK.replace("that = \"object.text.trim() == '80'\"", shapes);
    let (code, out) = verified(&house, &shaped, "");
    assert_eq!(code, Some(0), "{out}");
    let named =
        CHECK.replace("that = \"object.text.trim() == '80'\"", "let = { port = \"int(text)\" }\nthat = \"port == 80\"");
    let (code, out) = verified(&house, &format!("{HEAD}\n[let]\ntext = \"object.text.trim()\"\n{named}"), "");
    assert_eq!(code, Some(0), "{out}");
}
