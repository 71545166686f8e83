//! What fell with an engine: told by the page and by `check`, brought back by a start, and nothing else is touched.
#![expect(clippy::disallowed_methods, reason = "writes a course and the work of a learner")]

use serde_json::Value;

use crate::fault_test::{Engine, ID, Served, exercise};
use crate::host;
use crate::program::{House, said};

const SETUP: &str = r#"needs = ["docker"]
images = ["busybox:1.37"]

[[setup]]
volume = { name = "fallen-notes" }

[[setup]]
container = { name = "fallen-web", image = "busybox:1.37", command = ["sh", "-c", "date +%N >> /notes/starts; exec sleep 600"], mounts = ["fallen-notes:/notes"] }

[[setup]]
container = { name = "fallen-other", image = "busybox:1.37", command = ["sleep", "600"] }"#;

fn arguments<'a>(course: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    course.iter().map(String::as_str).chain(more.iter().copied()).collect()
}

/// What a reading says of the fallen, `null` where nothing fell.
fn fallen(house: &House, course: &[String], id: &str) -> Value {
    house.json(&arguments(course, &["--json", "check", id]))["fallen"].clone()
}

/// What a reading says once an engine that has just come up is quick enough to tell.
fn told(house: &House, course: &[String], id: &str) -> String {
    for _ in 0..10 {
        if let Some(text) = fallen(house, course, id)["text"].as_str() {
            return text.to_owned();
        }
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    panic!("no reading says that anything fell");
}

#[test]
fn f2_containers_that_ended_with_docker_are_offered_and_brought_back() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    let course = exercise(&house, SETUP);
    let run = |more: &[&str]| house.well(&arguments(&course, more));
    run(&["start", ID]);
    assert_eq!(fallen(&house, &course, ID), Value::Null);
    engine.docker(&["stop", "--time", "0", "fallen-other"]);
    assert_eq!(fallen(&house, &course, ID), Value::Null, "what the learner stops has not fallen");
    engine.docker(&["start", "fallen-other"]);

    engine.kill();
    engine.start();
    let states = engine.docker(&["ps", "--all", "--format", "{{.Names}} {{.Status}}"]).out;
    assert!(!states.contains("Up "), "{states}");
    // One that the learner starts, and stops again, is in their hands.
    engine.docker(&["start", "fallen-other"]);
    engine.docker(&["stop", "--time", "0", "fallen-other"]);
    let served = Served::begin(&house, &arguments(&course, &[]));
    let (_, report) = served.post(ID, "check", "{}");
    let text = report["fallen"]["text"].as_str().unwrap();
    assert!(text.contains("`fallen-web`") && !text.contains("`fallen-other`"), "{report}");
    let shown = house.run(&arguments(&course, &["check", ID])).out;
    assert!(shown.contains(text) && shown.contains(&format!("start {ID}")), "{shown}");

    let (status, view) = served.post(ID, "start", "{}");
    assert_eq!((status, &view["report"]["fallen"]), (200, &Value::Null), "{view}");
    let up = engine.docker(&["ps", "--format", "{{.Names}}"]).out;
    assert_eq!(up.trim(), "fallen-web", "the other one stays as the learner has it");
    let starts = engine.docker(&["exec", "fallen-web", "cat", "/notes/starts"]).out;
    assert_eq!(starts.lines().count(), 2, "the very container was started again: {starts}");

    run(&["stop", "--yes", ID]);
}

#[test]
fn f2_a_docker_that_lost_everything_is_set_up_anew() {
    let Some(engine) = Engine::up() else { return };
    let house = engine.house();
    let course = exercise(&house, SETUP);
    let run = |more: &[&str]| house.well(&arguments(&course, more));
    run(&["start", ID]);
    let file = house.workspace(ID).join("mine.txt");
    std::fs::write(&file, "mine").unwrap();
    engine.docker(&["rm", "--force", "fallen-web", "fallen-other"]);
    engine.docker(&["volume", "rm", "fallen-notes"]);
    engine.stop();
    engine.start();
    let text = told(&house, &course, ID);
    assert!(text.contains("has nothing of it"), "{text}");
    run(&["start", ID]);
    assert_eq!(fallen(&house, &course, ID), Value::Null);
    assert_eq!(engine.docker(&["ps", "--quiet"]).out.lines().count(), 2);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    run(&["stop", "--yes", ID]);
    assert_eq!(engine.docker(&["ps", "--all", "--quiet"]).out, "", "what was brought back is taken down as well");
    assert_eq!(engine.docker(&["volume", "ls", "--quiet"]).out, "");
}

/// A Pod that nothing brings back but whoever made it.
const PODS: &str = "
apiVersion: v1
kind: Pod
metadata: {name: writer}
spec:
  containers:
  - {name: main, image: 'busybox:1.37', command: [sleep, '600']}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: kept}
data: {a: b}
";

const PUT_OUT: &str = "docker/put-out";

#[tokio::test]
async fn f19_a_pod_that_was_put_out_and_a_namespace_that_went_are_brought_back() {
    let Some((_, cluster)) = host::cluster().await else { return };
    let house = House::new().with("KUBECONFIG", cluster.kubeconfig.to_str().unwrap());
    let course = exercise(&house, "needs = [\"kubernetes\"]\n\n[[setup]]\napply = \"setup/world.yaml\"");
    let exercises = house.path("course/exercises/docker");
    // Of its own name, since the cluster is everybody's.
    std::fs::rename(exercises.join("keep-the-data"), exercises.join("put-out")).unwrap();
    let setup = exercises.join("put-out/setup");
    std::fs::create_dir(&setup).unwrap();
    std::fs::write(setup.join("world.yaml"), PODS).unwrap();
    let kubectl = |arguments: &[&str]| {
        let here = ["--namespace", "sampan-put-out"];
        said(&mut house.command_of("kubectl", &[&here[..], arguments].concat()))
    };
    let run = |more: &[&str]| house.well(&arguments(&course, more));
    run(&["start", PUT_OUT]);
    assert_eq!(fallen(&house, &course, PUT_OUT), Value::Null);
    let uid = || kubectl(&["get", "pod", "writer", "--output", "jsonpath={.metadata.uid}"]).out;
    let first = uid();
    // As the kubelet writes it when the node lacks memory.
    let out = r#"{"status": {"phase": "Failed", "reason": "Evicted", "message": "The node was low on memory."}}"#;
    let patched = kubectl(&["patch", "pod", "writer", "--subresource", "status", "--type", "merge", "--patch", out]);
    assert_eq!(patched.code, Some(0), "{patched:#?}");
    let text = told(&house, &course, PUT_OUT);
    assert!(text.contains("put out") && text.contains("`writer`"), "{text}");
    run(&["start", PUT_OUT]);
    assert_eq!(fallen(&house, &course, PUT_OUT), Value::Null);
    assert!(!uid().is_empty() && uid() != first, "it is another Pod");

    kubectl(&["delete", "namespace", "sampan-put-out"]);
    let text = told(&house, &course, PUT_OUT);
    assert!(text.contains("no longer has the namespace"), "{text}");
    run(&["start", PUT_OUT]);
    assert_eq!(fallen(&house, &course, PUT_OUT), Value::Null);
    assert_eq!(kubectl(&["get", "configmap", "kept", "--output", "name"]).out.trim(), "configmap/kept");
    run(&["stop", "--yes", PUT_OUT]);
}
