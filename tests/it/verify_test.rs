//! `verify` where no engine is needed, what it writes, and what a site's pages make of that.

use std::fs;
use std::path::Path;

use sampan::course::{TrialKind, Verification};
use sampan::site::{Library, Options, Source};
use serde_json::{Value, json};

use crate::program::{House, course};

const DOCKERFILE: &str = "docker/write-a-dockerfile";

/// A course with an exercise of files alone, whose solution ends badly.
fn broken(house: &House) -> String {
    let root = course(&house.path(""), EXERCISE);
    let folder = root.join("exercises/docker/keep-the-data");
    fs::create_dir_all(folder.join("wrong/none")).unwrap();
    fs::write(folder.join("solution/solve.sh"), "echo so it goes; exit 3\n").unwrap();
    fs::write(folder.join("wrong/none/attempt.sh"), "echo 81 > port\n").unwrap();
    fs::write(folder.join("wrong/none/expect.toml"), "why = \"the port is another\"\nnot_yet = [\"port\"]\n").unwrap();
    root.display().to_string()
}

/// Asks for a file, and no engine.
pub(crate) const EXERCISE: &str = r#"
format = 1
level = "beginner"
minutes = 5

[[checks]]
id = "port"
look = { file = { path = "port" } }
that = "object.text.trim() == '80'"
say = { en = "the port", zh-cn = "端口号" }
"#;

fn verify(house: &House, arguments: &[&str]) -> (Option<i32>, Value) {
    let said = house.run(&[&["verify", "--yes", "--json"], arguments].concat());
    let found = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {said:#?}"));
    (said.code, found)
}

fn whats(found: &Value) -> Vec<String> {
    let tried = found["tried"].as_array().unwrap().iter();
    tried
        .map(|one| format!("{} {} {}", one["kind"].as_str().unwrap(), one["name"].as_str().unwrap(), one["round"]))
        .collect()
}

#[test]
fn trials_are_chosen_repeated_and_written_to_a_file() {
    let house = House::new();
    let results = house.path("results.json").display().to_string();
    let only = ["--only", "solution", "--only", "wrong/no-tag", "--repeat", "2", "--jobs", "1", "--results", &results];
    let (code, found) = verify(&house, &[&[DOCKERFILE], &only[..]].concat());
    assert_eq!(code, Some(0), "{found:#}");
    assert_eq!(whats(&found), ["wrong no-tag 1", "solution  1", "wrong no-tag 2", "solution  2"]);
    assert_eq!(found["engines"], json!({ "docker": null, "kubernetes": null, "helm": null }));
    let written: Verification = serde_json::from_str(&fs::read_to_string(&results).unwrap()).unwrap();
    assert_eq!(serde_json::to_value(&written).unwrap(), found);
    assert!(written.tried.iter().all(|tried| matches!(tried.kind, TrialKind::Wrong | TrialKind::Solution)));

    let nothing = house.run(&["verify", "--yes", DOCKERFILE, "--only", "wrong/no-such"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(64), ""), "{nothing:#?}");
    let misspelt = house.run(&["verify", "--only", "wong"]);
    assert!(misspelt.err.contains("as-shipped, wrong, right"), "{misspelt:#?}");
}

#[test]
fn a_check_that_no_wrong_answer_misses_is_named() {
    let house = House::new();
    let second = "\n[[checks]]\nid = \"there\"\nlook = { file = { path = \"port\" } }\nthat = \"object != null\"\n\
                  say = { en = \"there is a file\", zh-cn = \"有这个文件\" }\n";
    let root = course(&house.path(""), &format!("{EXERCISE}{second}"));
    let folder = root.join("exercises/docker/keep-the-data");
    let wrong = |name: &str, script: &str, not_yet: &str| {
        let folder = folder.join("wrong").join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("attempt.sh"), script).unwrap();
        fs::write(folder.join("expect.toml"), format!("why = \"so\"\nnot_yet = {not_yet}\n")).unwrap();
    };
    fs::write(folder.join("solution/solve.sh"), "echo 80 > port\n").unwrap();
    wrong("other", "echo 81 > port\n", "[\"port\"]");
    let root = root.display().to_string();
    let run = |more: &[&str]| verify(&house, &[&["--course", &root, "docker/keep-the-data"], more].concat());

    let (code, found) = run(&["--mutate"]);
    assert_eq!(found["unnoticed"], json!([{ "id": "docker/keep-the-data", "check": "there" }]), "{found:#}");
    assert_eq!(code, Some(1));
    let (code, found) = run(&[]);
    assert_eq!((code, &found["unnoticed"]), (Some(0), &Value::Null), "{found:#}");
    let (code, found) = run(&["--mutate", "--only", "solution"]);
    assert_eq!((code, &found["unnoticed"]), (Some(0), &Value::Null), "what was not tried may have noticed: {found:#}");

    wrong("nothing", "true\n", "[\"port\", \"there\"]");
    let (code, found) = run(&["--mutate"]);
    assert_eq!((code, &found["unnoticed"]), (Some(0), &Value::Null), "{found:#}");
}

#[test]
fn a_failure_is_kept_as_it_is_where_that_is_wished() {
    let house = House::new();
    let root = broken(&house);
    let said = house.run(&["verify", "--yes", "--course", &root, "docker/keep-the-data", "--keep"]);
    assert_eq!(said.code, Some(1), "{said:#?}");
    let folder = said.out.lines().find_map(|line| line.trim().strip_prefix("cd ")).expect(&said.out);
    // The trials before it passed, those after it were not tried.
    assert!(said.out.contains("`solve.sh` ended with code 3") && said.out.contains("so it goes"), "{said:#?}");
    assert!(Path::new(folder).is_dir(), "{folder}");
    let bench = Path::new(folder)
        .ancestors()
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sampan-verify-")));
    fs::remove_dir_all(bench.expect("it lies in the bench's folder")).unwrap();

    let (code, found) = verify(&house, &["--course", &root, "docker/keep-the-data"]);
    assert_eq!(code, Some(1));
    assert!(!found.to_string().contains("kept as it is"), "nobody wished for that now");
}

#[test]
fn pages_say_on_what_they_were_tried_and_only_what_is_so() {
    let root = tempfile::tempdir().unwrap();
    crate::program::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), root.path());
    let open = || Library::open(&Source::Dir(root.path().to_owned())).0;
    let digest = |id: &str| open().digest_of(id);
    let tried = |id: &str, kind: &str, outcome: Value| json!({ "id": id, "kind": kind, "name": "", "round": 1, "outcome": outcome, "seconds": 1.0 });
    let results = |outcome: Value| -> Verification {
        let exercise = "docker/keep-the-data";
        serde_json::from_value(json!({
            "format": 1, "program": "0.1.0", "at": "2026-11-26T10:00:00Z", "seconds": 2.0,
            "engines": { "docker": "28.5.2", "helm": "4.3.1" },
            "digests": { "docker/volumes": digest("docker/volumes"), exercise: digest(exercise) },
            "tried": [
                tried("docker/volumes", "lesson", json!("ok")),
                tried(exercise, "as-shipped", json!("ok")),
                tried(exercise, "wrong", json!("ok")),
                tried(exercise, "solution", outcome),
            ],
        }))
        .unwrap()
    };
    let page = |path: &str, verified: &Verification| {
        let site = open().build(&Options { verified: Some(verified.clone()), ..Options::default() });
        String::from_utf8(site.files[path].to_vec()).unwrap()
    };
    let passed = results(json!("ok"));
    let line = "Verified on Docker 28.5, Helm 4.3, 26 November 2026";
    assert!(page("en/docker/volumes.html", &passed).contains(line));
    assert!(page("zh-cn/docker/volumes.html", &passed).contains("2026 年 11 月 26 日在 Docker 28.5、Helm 4.3 上验证"));
    assert!(page("en/verified.html", &passed).contains(">verified<"));
    let bare = open().build(&Options::default());
    assert!(!bare.files.contains_key("en/verified.html"));

    let failed = results(json!({ "failed": { "why": "so", "details": "" } }));
    assert!(!page("en/docker/volumes.html", &failed).contains("Verified on"));
    assert!(page("en/verified.html", &failed).contains(">failed<"));

    // What was tried is not what is there now; a text that is only read changes nothing.
    let change = |file: &str, old: &str, new: &str| {
        let path = root.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file}: {text}");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
    };
    change("exercises/docker/keep-the-data/task.en.md", "# ", "# Now: ");
    assert!(page("en/docker/volumes.html", &passed).contains(line));
    change("exercises/docker/keep-the-data/exercise.toml", "minutes = ", "minutes = 1");
    assert!(!page("en/docker/volumes.html", &passed).contains("Verified on"));
    assert!(page("en/verified.html", &passed).contains(">changed since then<"));
}

#[test]
fn results_that_are_none_are_told_with_their_place() {
    let house = House::new();
    let (file, out) = (house.path("results.json"), house.path("site").display().to_string());
    fs::write(&file, "{\n  \"format\": 1,\n  \"progam\": 2\n}\n").unwrap();
    let said = house.run(&["build", "--out", &out, "--verified", &file.display().to_string()]);
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert!(
        said.err.contains("results.json") && said.err.contains("progam") && said.err.contains("line 3"),
        "{said:#?}"
    );
}
