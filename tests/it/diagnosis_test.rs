//! The table of causes names every cause once, and the test that it names knows it. A diagnosis reaches a learner with
//! its words and the lesson that explains it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sampan::check::fake::Script;
use sampan::course::{CauseKind, Lang, Look};
use sampan::store::Store;
use sampan::tutor::{CheckState, CheckView, Learner};
use serde_json::{Value, json};

use crate::tutor_test::{copy, house_of};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The table's rows: cause and last column.
fn rows() -> Vec<(String, String)> {
    let page = fs::read_to_string(root().join("docs/DIAGNOSIS.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        (cells[0].trim_matches('`').to_owned(), cells.last().unwrap().trim_matches('`').to_owned())
    };
    rows.map(row).collect()
}

/// The causes that a live test makes for real, by its name.
fn live() -> BTreeMap<String, String> {
    let files = ["diagnosis_test.rs", "docker_fault_test.rs", "right_test.rs"];
    let read = |file| fs::read_to_string(root().join("tests/live").join(file)).unwrap();
    let test = files.map(read).join("\n");
    let mut found = BTreeMap::new();
    let mut name = "";
    for line in test.lines() {
        if let Some(rest) = line.strip_prefix("async fn ") {
            name = rest.split(['(', '<']).next().unwrap();
            found.insert(name.to_owned(), String::new());
        }
        for file in line.split("include_str!(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            *found.get_mut(name).unwrap() += &fs::read_to_string(root().join("tests/live").join(file)).unwrap();
        }
        *found.entry(name.to_owned()).or_default() += line;
    }
    found
}

#[test]
fn every_cause_is_in_the_table_once() {
    let causes: Vec<String> = rows().into_iter().map(|(cause, _)| cause).collect();
    assert_eq!(causes, CauseKind::slugs());
}

#[test]
fn what_the_table_names_knows_the_cause() {
    let live = live();
    let name = |cause: &str| cause.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<String>();
    let mut wrong = Vec::new();
    for (cause, test) in rows() {
        let is_known = match test.as_str() {
            "recorded" => root().join(format!("tests/fixtures/snapshots/{cause}.json")).exists(),
            "message" => !live.values().any(|text| text.contains(&format!("diagnosis: {cause}}}"))),
            test => live.get(test).is_some_and(|text| {
                text.contains(&format!("diagnosis: {cause}")) || text.contains(&format!("::{}", name(&cause)))
            }),
        };
        if !is_known {
            wrong.push(format!("{cause}: {test}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const EXERCISE: &str = r#"
format = 1
level = "beginner"
minutes = 5
needs = []

[[checks]]
id = "ready"
look = { resource = { kind = "Deployment", name = "web" } }
that = "object.status.readyReplicas == 1"
say = { en = "the Deployment `web` is ready", zh-cn = "Deployment `web` 已就绪" }

[[checks]]
id = "seen"
look = { resource = { kind = "Deployment", name = "web" } }
that = "object.status.observedGeneration == 1"
say = { en = "the Deployment `web` is seen", zh-cn = "Deployment `web` 已被看到" }
"#;

/// The good course with an exercise about a Deployment, and a lesson that explains `cause`.
fn course(folder: &Path, cause: &str) {
    copy(&root().join("tests/fixtures/good"), folder);
    let exercise = folder.join("exercises/docker/keep-the-data");
    fs::write(exercise.join("exercise.toml"), EXERCISE).unwrap();
    fs::remove_dir_all(exercise.join("wrong")).unwrap();
    let page = folder.join("content/en/docker/volumes.md");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(page, text.replacen("minutes: 12", &format!("minutes: 12\ndiagnoses: [{cause}]"), 1)).unwrap();
}

fn every(kind: &str) -> Look {
    Look::Resources { kind: kind.into(), api: None, labels: BTreeMap::new() }
}

/// A Deployment whose Pod fails, as a cluster tells it.
fn failing(script: &Script) {
    let owned = |kind: &str, name: &str, owner: &str, rest: Value| {
        let mut object =
            json!({ "kind": kind, "metadata": { "name": name, "uid": name, "ownerReferences": [{ "uid": owner }] } });
        object.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        object
    };
    let many = |kind: &str, object: Value| script.set(&every(kind), Ok(sampan::check::Fact::Objects(vec![object])));
    let web = Look::Resource { kind: "Deployment".into(), api: None, name: "web".into() };
    script.found(&web, owned("Deployment", "web", "", json!({ "spec": { "replicas": 1 }, "status": {} })));
    many("ReplicaSet", owned("ReplicaSet", "web-1", "web", json!({ "spec": { "replicas": 1 } })));
    let status = json!({ "name": "web", "restartCount": 2, "state": { "waiting": { "reason": "CrashLoopBackOff" } },
        "lastState": { "terminated": { "exitCode": 127, "containerID": "x" } } });
    let pod = json!({ "spec": { "restartPolicy": "Always", "containers": [{ "name": "web", "image": "a" }] },
        "status": { "containerStatuses": [status] } });
    many("Pod", owned("Pod", "web-1-a", "web-1", pod));
    script.printed("web-1-a", "web", "sh: <b>nosuch</b>: not found\n");
}

async fn diagnosed(cause: &str, script: &Script, lang: &str) -> CheckView {
    let folder = tempfile::tempdir().unwrap();
    course(&folder.path().join("course"), cause);
    let tutor = house_of(folder.path(), &Store::in_memory().await.unwrap(), script);
    let id = "docker/keep-the-data".parse().unwrap();
    tutor.start(&Learner::me(), &id, &Lang::en(), |_| ()).await.unwrap();
    let mut report = tutor.check(&Learner::me(), &id, &Lang::new(lang)).await.unwrap();
    // Both are not yet for one reason, and it is told once.
    assert_eq!((report.checks[1].state, &report.checks[1].diagnosis), (CheckState::NotYet, &None));
    report.checks.remove(0)
}

#[tokio::test]
async fn a_learner_reads_why_and_what_to_do() {
    let script = Script::default();
    failing(&script);
    let check = diagnosed("crash-loop-back-off", &script, "en").await;
    assert_eq!(check.state, CheckState::NotYet);
    let found = check.diagnosis.unwrap();
    let said = "Container `web` in Pod `web-1-a` ended with exit code 127 (command not found) and is started again, with longer \
                and longer waits.";
    assert_eq!((found.cause, found.text.as_str()), (CauseKind::CrashLoopBackOff, said));
    assert!(
        found.evidence.contains(&"`Pod/web-1-a web` printed last: `sh: <b>nosuch</b>: not found`".to_owned()),
        "{found:?}"
    );
    assert!(found.remedy.contains("kubectl logs web-1-a -c web --previous"));
    let learn = found.learn.unwrap();
    assert_eq!(
        (learn.href.as_str(), learn.title.as_str()),
        ("/en/docker/volumes.html", "Data that outlives a container")
    );

    let found = diagnosed("oom-killed", &script, "zh-cn").await.diagnosis.unwrap();
    assert!(found.text.starts_with("Pod `web-1-a` 里的容器 `web` 以退出码 127 结束"), "{}", found.text);
    // No page explains it: no link.
    assert_eq!(found.learn, None);
}

/// What cannot be asked takes the diagnosis, and nothing else; no question is asked twice in a reading.
#[tokio::test]
async fn a_question_that_fails_is_silent() {
    let script = Script::default();
    failing(&script);
    let lost = sampan::course::Unreachable::NotStarted;
    script.set(&every("Pod"), Err(lost));
    let check = diagnosed("oom-killed", &script, "en").await;
    assert_eq!((check.state, check.diagnosis), (CheckState::NotYet, None));
    let asked = script.asked();
    let count = |look: &Look| asked.iter().filter(|other| *other == look).count();
    assert!(asked.iter().all(|look| count(look) == count(&asked[0])), "{asked:?}");
    script.set(&every("Pod"), Ok(sampan::check::Fact::Objects(Vec::new())));
    script.delay(std::time::Duration::from_millis(900));
    let began = std::time::Instant::now();
    let check = diagnosed("oom-killed", &script, "en").await;
    assert_eq!((check.state, check.diagnosis), (CheckState::NotYet, None));
    assert!(began.elapsed() < std::time::Duration::from_secs(8), "{:?}", began.elapsed());
}
