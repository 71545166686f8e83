//! Hints that depend on what the learner has: through the tutor, with a scripted world.

use sampan::check::fake::Script;
use sampan::course::{ExerciseId, Lang, Look};
use sampan::store::Store;
use sampan::tutor::{HintView, Learner, Tutor};
use serde_json::json;
use tempfile::TempDir;

use crate::tutor_test::{copy, house_of};

const EXERCISE: &str = r#"
format = 1
level = "beginner"
minutes = 5
needs = []
hint_when = { HINTS }

[[checks]]
id = "running"
look = { container = { name = "web" } }
that = "object.State.Running"
say = { en = "`web` runs", zh-cn = "`web` 在运行" }
"#;

const TASKS: [(&str, &str); 2] = [
    (
        "task.en.md",
        "# Run\n\nRun `web`.\n\n## Hint\n\none\n\n## Hint\n\ntwo\n\n## Hint\n\nthree\n\n## After\n\nDone.\n",
    ),
    (
        "task.zh-cn.md",
        "# 运行\n\n运行 `web`。\n\n## Hint\n\n一\n\n## Hint\n\n二\n\n## Hint\n\n三\n\n## After\n\n好。\n",
    ),
];

struct House {
    script: Script,
    tutor: Tutor,
    _folder: TempDir,
}

fn id() -> ExerciseId {
    "docker/keep-the-data".parse().unwrap()
}

async fn house(hints: &str) -> House {
    let (folder, script) = (tempfile::tempdir().unwrap(), Script::default());
    let course = folder.path().join("course");
    copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
    let exercise = course.join("exercises/docker/keep-the-data");
    std::fs::remove_dir_all(exercise.join("wrong")).unwrap();
    std::fs::write(exercise.join("exercise.toml"), EXERCISE.replace("HINTS", hints)).unwrap();
    for (name, text) in TASKS {
        std::fs::write(exercise.join(name), text).unwrap();
    }
    let tutor = house_of(folder.path(), &Store::in_memory().await.unwrap(), &script);
    House { script, tutor, _folder: folder }
}

impl House {
    async fn hint(&self) -> HintView {
        self.tutor.hint(&Learner::me(), &id(), &Lang::en()).await.unwrap()
    }

    async fn start(&self) {
        self.tutor.start(&Learner::me(), &id(), &Lang::en(), |_| {}).await.unwrap();
    }

    fn found(&self, state: &serde_json::Value) {
        self.script.found(&Look::Container { name: "web".into() }, state.clone());
    }
}

#[tokio::test]
async fn the_next_hint_is_about_what_the_learner_has() {
    let hints = [
        r#"1 = "outcome('running') == 'not-yet' && facts('running').object == null""#,
        r#"2 = "facts('running').object.State.ExitCode == 1""#,
        r#"3 = "outcome('running') == 'passed'""#,
    ];
    let house = house(&hints.join(", ")).await;
    house.start().await;
    house.found(&json!({"State": {"Running": false, "ExitCode": 1}}));
    let hint = house.hint().await;
    assert_eq!((hint.shown, hint.texts, hint.waits), (vec![2], vec!["two".to_owned()], None));

    let none = house.hint().await;
    assert_eq!(none.shown, [2], "what does not fit is not shown");
    assert!(none.waits.unwrap().starts_with("No other hint fits"));
    let seen = house.tutor.exercise(&Learner::me(), &id(), &Lang::en()).await.unwrap();
    assert_eq!((seen.hints_shown, seen.hints_total), (vec![2], 3));

    house.found(&json!(null));
    let hint = house.hint().await;
    assert_eq!((hint.shown, hint.texts[1].as_str()), (vec![2, 1], "one"), "the newest is the last");
    house.found(&json!({"State": {"Running": true}}));
    let all = house.hint().await;
    assert_eq!((all.shown, all.waits), (vec![2, 1, 3], None));
    assert_eq!(house.hint().await.waits, None, "when all were shown, none is waited for");
}

#[tokio::test]
async fn a_hint_without_a_condition_always_fits() {
    let house = house(r#"1 = "outcome('running') == 'not-yet'", 3 = "outcome('running') == 'unknown'""#).await;
    assert_eq!(house.hint().await.shown, [2], "nothing is started, so nothing is not yet");
    assert_eq!(house.hint().await.shown, [2, 3]);
    let waits = house.tutor.hint(&Learner::me(), &id(), &Lang::new("zh-cn")).await.unwrap().waits;
    assert!(waits.unwrap().contains("提示"));
    house.start().await;
    assert_eq!(house.hint().await.shown, [2, 3, 1]);
}
