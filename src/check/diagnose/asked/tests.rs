//! What a check asks, a thing that is not well, and whether that is told as the cause.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Value, json};

use crate::check::fake::Script;
use crate::check::tests::{check, exercise};
use crate::check::{Fact, Place, World, run};
use crate::course::{CauseKind, HttpTarget, Look, Silence, That};

/// The cause of a check of these looks that is not yet.
async fn cause(looks: &[(&str, Look, Fact)], that: impl Into<That>, script: Script) -> Option<CauseKind> {
    looks.iter().for_each(|(_, look, fact)| script.set(look, Ok(fact.clone())));
    let looks: Vec<_> = looks.iter().map(|(name, look, _)| (*name, look.clone())).collect();
    let mut one = check("one", &looks, "", &[]);
    one.that = that.into();
    let place = Place { begun: Some(DateTime::UNIX_EPOCH), ..Place::default() };
    let report = run(&exercise(vec![one]), &World::Scripted(script), &place).await;
    assert!(!report.solved() && !report.blind(), "{report:?}");
    report.diagnoses.into_values().next().map(|found| found.cause.kind())
}

fn ended(name: &str, code: i64) -> (Look, Fact) {
    let state = json!({ "Status": "exited", "Running": false, "ExitCode": code, "Error": "",
        "StartedAt": "2026-01-01T00:00:00Z", "FinishedAt": "2026-01-01T00:00:01Z" });
    let mounts = json!([{ "Type": "volume", "Name": "note", "Destination": "/data" }]);
    let container = json!({ "Name": format!("/{name}"), "State": state, "Mounts": mounts, "Config": { "Image": "a" },
        "NetworkSettings": { "Ports": {}, "Networks": { "bridge": {} } } });
    (Look::Container { name: name.to_owned() }, Fact::Object(Some(container)))
}

async fn of_container(code: i64, that: impl Into<That>) -> Option<CauseKind> {
    let (look, fact) = ended("reader", code);
    cause(&[("object", look, fact)], that, Script::default()).await
}

#[tokio::test]
async fn that_a_container_has_ended_is_told_where_it_is_asked_to_run() {
    let exited = Some(CauseKind::DockerExited);
    for that in [
        "object.State.Running",
        "object.Mounts.exists(m, m.Name == 'note') && object.State.Running",
        "object.Mounts.exists(m, m.Name == 'notes') && object.State.Running",
        "[object].all(c, c.State.Status == 'running')",
        "object.NetworkSettings.Ports['80/tcp'].exists(p, p.HostPort == '80')",
        "object.State.ExitCode == 2",
        "false",
    ] {
        assert_eq!(of_container(0, that).await, exited, "{that}");
    }
    for that in [
        "object == null",
        "object.Mounts.exists(m, m.Name == 'notes')",
        "object.Mounts.exists(m, m.Name == 'notes') && object.State.Status == 'exited'",
        "object.Config.Image == 'b' || object.Config.Image == 'c'",
        "object.State.Status == 'created'",
        "object.State.Status == 'exited' && timestamp(object.State.StartedAt) < begun",
    ] {
        assert_eq!(of_container(0, that).await, None, "{that}");
    }
    let late = "timestamp(object.State.StartedAt) < begun";
    assert_eq!(of_container(3, late).await, exited, "who failed may never have come to it");
    assert_eq!(
        of_container(0, "object.NetworkSettings.Networks.shop != null").await,
        Some(CauseKind::DockerNotAttached)
    );
    let shape = |shape: Value| That::Fits(vec![shape]);
    assert_eq!(of_container(0, shape(json!({ "State": { "Running": true } }))).await, exited);
    assert_eq!(of_container(0, shape(json!({ "Mounts": [{ "Name": "notes" }] }))).await, None);
}

#[tokio::test]
async fn of_two_that_are_to_be_gone_neither_is_told_to_have_ended() {
    let [(first, one), (second, other)] = [ended("tidy-try-1", 0), ended("tidy-try-2", 0)];
    let looks = [("first", first, one), ("second", second, other)];
    assert_eq!(cause(&looks, "first == null && second == null", Script::default()).await, None);
}

#[tokio::test]
async fn a_container_that_did_its_work_is_no_reason_for_a_wrong_file() {
    for (code, that, expected) in [
        (0, "object.text == 'kept'", None),
        (3, "object.text == 'kept'", Some(CauseKind::DockerExited)),
        (3, "object == null", None),
    ] {
        let script = Script::default();
        let (look, container) = ended("reader", code);
        script.set(&look, Ok(container));
        let file = Look::ContainerFile { container: "reader".into(), path: "/note".into() };
        let text = Fact::Object(Some(json!({ "text": "lost" })));
        assert_eq!(cause(&[("object", file, text)], that, script).await, expected, "{code} {that}");
    }
}

fn crashing() -> Value {
    let status = json!({ "name": "web", "restartCount": 2, "state": { "waiting": { "reason": "CrashLoopBackOff" } },
        "lastState": { "terminated": { "exitCode": 1, "containerID": "x" } } });
    json!({ "kind": "Pod", "metadata": { "name": "web" }, "status": { "containerStatuses": [status] },
        "spec": { "restartPolicy": "Always", "containers": [{ "name": "web", "image": "a" }] } })
}

#[tokio::test]
async fn a_pod_that_crashes_explains_its_status_and_not_what_was_written() {
    let pod = Look::Resource { kind: "Pod".into(), api: None, name: "web".into() };
    let crash = Some(CauseKind::CrashLoopBackOff);
    for (that, expected) in [
        ("object.status.phase == 'Running'", crash),
        ("object.spec.containers[0].image == 'b' && object.status.phase == 'Running'", crash),
        ("object == null", None),
        ("object.spec.containers.exists(c, c.image == 'b')", None),
    ] {
        let found = Fact::Object(Some(crashing()));
        assert_eq!(cause(&[("object", pod.clone(), found)], that, Script::default()).await, expected, "{that}");
    }
    let many = Look::Resources { kind: "Pod".into(), api: None, labels: [("app".into(), "web".into())].into() };
    for (that, expected) in
        [("objects.size() == 0", None), ("objects.size() == 0 || objects.all(p, p.status.phase == 'Running')", crash)]
    {
        let found = Fact::Objects(vec![crashing()]);
        assert_eq!(cause(&[("objects", many.clone(), found)], that, Script::default()).await, expected, "{that}");
    }
    let mut held = crashing();
    held["metadata"] = json!({ "name": "web", "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": ["a/b"] });
    let found = Fact::Object(Some(held));
    let held = cause(&[("object", pod, found)], "object == null", Script::default()).await;
    assert_eq!(held, Some(CauseKind::TerminatingWithFinalizer), "what keeps a thing from going is an answer");
}

/// A field that shows the cause may be the very one that is asked about.
#[tokio::test]
async fn what_shows_a_cause_may_be_asked_itself() {
    let look = Look::Resource { kind: "Deployment".into(), api: None, name: "web".into() };
    let web = json!({ "kind": "Deployment", "metadata": { "name": "web" }, "spec": { "replicas": 0 } });
    for (that, expected) in
        [("object.spec.replicas == 2", Some(CauseKind::ScaledToZero)), ("has(object.spec.strategy)", None)]
    {
        let found = Fact::Object(Some(web.clone()));
        assert_eq!(cause(&[("object", look.clone(), found)], that, Script::default()).await, expected, "{that}");
    }
}

/// A Service whose `targetPort` no Pod names leads to a program all the same.
#[tokio::test]
async fn a_service_that_answers_is_well() {
    let service = json!({ "kind": "Service", "metadata": { "name": "web" },
        "spec": { "selector": { "app": "web" }, "ports": [{ "port": 80, "targetPort": 8080 }] } });
    let pod = json!({ "kind": "Pod", "metadata": { "name": "web", "labels": { "app": "web" } },
        "spec": { "containers": [{ "name": "web", "ports": [{ "containerPort": 80 }] }] } });
    let script = || {
        let script = Script::default();
        script.found(&Look::Resource { kind: "Service".into(), api: None, name: "web".into() }, service.clone());
        for (kind, object) in [("Service", &service), ("Pod", &pod)] {
            let every = Look::Resources { kind: kind.into(), api: None, labels: BTreeMap::new() };
            script.set(&every, Ok(Fact::Objects(vec![object.clone()])));
        }
        script
    };
    let to = HttpTarget::Service { name: "web".into(), port: 80 };
    let look = Look::Http { to, path: "/".into() };
    let asks = "object.body == 'welcome'";
    let answers = Fact::Object(Some(json!({ "status": 200, "headers": {}, "body": "hello" })));
    assert_eq!(cause(&[("object", look.clone(), answers)], asks, script()).await, None);
    let silent = Fact::Silent(Silence::Refused);
    let port = Some(CauseKind::ServiceTargetPort);
    let other = Fact::Silent(Silence::NoPort { name: "web".into(), port: 80 });
    assert_eq!(cause(&[("object", look.clone(), other)], asks, script()).await, Some(CauseKind::ServicePortDiffers));
    assert_eq!(cause(&[("object", look, silent)], asks, script()).await, port);
}
