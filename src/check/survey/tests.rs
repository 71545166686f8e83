//! What a world shows, from objects as the engines print them.

use chrono::DateTime;
use serde_json::json;

use super::super::fake::Script;
use super::super::tests::{check, exercise};
use super::*;
use crate::course::{Engine, Health, Unreachable, WorldState};

const NAMESPACE: &str = "sampan-web";

fn all(kind: &str) -> Look {
    Look::Resources { kind: kind.into(), api: None, labels: BTreeMap::new() }
}

/// What is seen of a script, where the namespace and these things of Docker belong to the exercise.
async fn surveyed(script: &Script, checks: &[Look], docker: &[(DockerKind, &str)]) -> Survey {
    let checks =
        checks.iter().enumerate().map(|(at, look)| check(&format!("c{at}"), &[("object", look.clone())], "true", &[]));
    let docker = docker.iter().map(|(kind, name)| (ThingKind::Docker(*kind), (*name).to_owned()));
    let belongs: Vec<_> = docker.chain([(ThingKind::Namespace, NAMESPACE.to_owned())]).collect();
    let begun = Some(DateTime::UNIX_EPOCH);
    let place = Place { namespace: NAMESPACE.into(), begun, ..Place::default() };
    survey(&exercise(checks.collect()), &World::Scripted(script.clone()), &place, &belongs).await
}

fn find<'a>(survey: &'a Survey, kind: &str, name: &str) -> &'a WorldThing {
    let of = ThingName::new(kind, name);
    survey.things.iter().find(|thing| thing.of == of).unwrap_or_else(|| panic!("no {kind} {name}: {survey:?}"))
}

fn names(names: &[ThingName]) -> Vec<String> {
    names.iter().map(|one| format!("{}/{}", one.kind, one.name)).collect()
}

fn object(kind: &str, name: &str, rest: Value) -> Value {
    let mut object = json!({ "kind": kind, "metadata": { "name": name, "namespace": NAMESPACE,
        "creationTimestamp": "2026-01-01T00:00:00Z" } });
    merge(&mut object, rest);
    object
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            from.into_iter().for_each(|(key, value)| merge(into.entry(key).or_insert(Value::Null), value));
        }
        (into, from) => *into = from,
    }
}

/// A Deployment with its ReplicaSet, a ready Pod and one that cannot get its image, and a Service before them.
fn web(script: &Script) {
    let owned = |kind: &str, name: &str| {
        json!({ "metadata": { "labels": { "app": "web" },
            "ownerReferences": [{ "kind": kind, "name": name, "controller": true }] } })
    };
    let template = json!({ "spec": { "template": { "spec": { "containers": [{ "image": "nginx:1.29" }] } } } });
    let mut deployment = object("Deployment", "web", template.clone());
    merge(&mut deployment, json!({ "spec": { "replicas": 2 }, "status": { "readyReplicas": 1 } }));
    let mut replicas = object("ReplicaSet", "web-1", owned("Deployment", "web"));
    merge(&mut replicas, json!({ "spec": { "replicas": 2 }, "status": { "readyReplicas": 1 } }));
    let spec = json!({ "spec": { "serviceAccountName": "default", "containers": [{ "image": "nginx:1.29",
        "ports": [{ "containerPort": 80 }], "envFrom": [{ "configMapRef": { "name": "settings" } }] }],
        "volumes": [{ "persistentVolumeClaim": { "claimName": "data" } }, { "secret": { "secretName": "elsewhere" } }] } });
    let mut ready = object("Pod", "web-1-a", owned("ReplicaSet", "web-1"));
    merge(&mut ready, spec.clone());
    merge(
        &mut ready,
        json!({ "status": { "phase": "Running", "conditions": [{ "type": "Ready", "status": "True" }],
        "containerStatuses": [{ "ready": true, "restartCount": 2 }] } }),
    );
    let mut waits = object("Pod", "web-1-b", owned("ReplicaSet", "web-1"));
    merge(&mut waits, spec);
    merge(
        &mut waits,
        json!({ "status": { "phase": "Pending",
        "containerStatuses": [{ "ready": false, "state": { "waiting": { "reason": "ImagePullBackOff" } } }] } }),
    );
    let service = object(
        "Service",
        "web",
        json!({ "spec": { "selector": { "app": "web" },
        "ports": [{ "port": 80, "nodePort": 30080, "protocol": "TCP" }] } }),
    );
    let settings = object("ConfigMap", "settings", json!({ "data": { "a": "1", "b": "2" } }));
    let own = object("ConfigMap", "kube-root-ca.crt", json!({}));
    let claim = object("PersistentVolumeClaim", "data", json!({ "status": { "phase": "Bound" } }));
    for (kind, objects) in [
        ("Deployment", vec![deployment]),
        ("ReplicaSet", vec![replicas]),
        ("Pod", vec![waits, ready]),
        ("Service", vec![service]),
        ("ConfigMap", vec![settings, own]),
        ("PersistentVolumeClaim", vec![claim]),
    ] {
        script.set(&all(kind), Ok(Fact::Objects(objects)));
    }
}

#[tokio::test]
async fn a_deployment_leads_to_its_pods_and_a_service_to_those_that_are_ready() {
    let script = Script::default();
    web(&script);
    let survey = surveyed(&script, &[], &[]).await;
    let shown = names(&survey.things.iter().map(|thing| thing.of.clone()).collect::<Vec<_>>());
    let expected = [
        "Deployment/web",
        "ReplicaSet/web-1",
        "Pod/web-1-a",
        "Pod/web-1-b",
        "Service/web",
        "PersistentVolumeClaim/data",
        "ConfigMap/settings",
    ];
    assert_eq!((shown, survey.cut, survey.unseen.len()), (expected.map(str::to_owned).to_vec(), false, 0));
    let deployment = find(&survey, "Deployment", "web");
    assert_eq!(deployment.state, WorldState::Ready { ready: 1, wanted: 2 });
    assert_eq!((deployment.state.health(), deployment.image.as_deref()), (Health::Busy, Some("nginx:1.29")));
    assert_eq!(find(&survey, "ReplicaSet", "web-1").owner, Some(ThingName::new("Deployment", "web")));
    let pod = find(&survey, "Pod", "web-1-a");
    assert_eq!(pod.owner, Some(ThingName::new("ReplicaSet", "web-1")));
    assert_eq!(
        (&pod.state, pod.restarts, pod.ports.as_slice()),
        (&WorldState::Ready { ready: 1, wanted: 1 }, 2, &["80/TCP".to_owned()][..])
    );
    assert_eq!(names(&pod.uses), ["ConfigMap/settings", "PersistentVolumeClaim/data"], "only what is shown");
    let other = find(&survey, "Pod", "web-1-b");
    assert_eq!(
        (&other.state, other.state.health()),
        (&WorldState::Waiting { reason: "ImagePullBackOff".into() }, Health::Ill)
    );
    let service = find(&survey, "Service", "web");
    assert_eq!(names(&service.selects), ["Pod/web-1-a", "Pod/web-1-b"]);
    assert_eq!(
        (&service.state, service.ports.as_slice()),
        (&WorldState::Reaches { count: 1 }, &["80:30080/TCP".to_owned()][..])
    );
    assert_eq!(find(&survey, "ConfigMap", "settings").state, WorldState::Holds { count: 2 });
}

#[tokio::test]
async fn containers_lead_to_what_they_use() {
    let script = Script::default();
    let running = json!({ "Created": "2026-01-01T00:00:00Z", "Config": { "Image": "shop" },
        "State": { "Status": "running", "StartedAt": "2026-01-01T00:00:01Z", "FinishedAt": "0001-01-01T00:00:00Z" },
        "Mounts": [{ "Type": "volume", "Name": "notes" }, { "Type": "bind" }],
        "NetworkSettings": { "Networks": { "back": {}, "bridge": {} },
            "Ports": { "80/tcp": [{ "HostPort": "8080" }, { "HostPort": "8080" }], "443/tcp": null } } });
    let ended = json!({ "Created": "2026-01-01T00:00:00Z", "State": { "Status": "exited", "ExitCode": 3,
        "StartedAt": "2026-01-01T00:00:01Z", "FinishedAt": "2026-01-01T00:00:09Z" },
        "HostConfig": { "PortBindings": { "80/tcp": [{ "HostPort": "8081" }] } } });
    script.found(&Look::Container { name: "web".into() }, running);
    script.found(&Look::Container { name: "job".into() }, ended);
    script.found(&Look::Volume { name: "notes".into() }, json!({ "CreatedAt": "2026-01-01T00:00:00Z" }));
    script.found(&Look::Network { name: "back".into() }, json!({ "Created": "2026-01-01T00:00:00Z" }));
    script.found(&Look::Image { name: "shop:latest".into() }, json!({ "Size": 4_400_000 }));
    let things = [
        (DockerKind::Container, "job"),
        (DockerKind::Container, "web"),
        (DockerKind::Container, "gone"),
        (DockerKind::Volume, "notes"),
        (DockerKind::Network, "back"),
        (DockerKind::Image, "shop:latest"),
    ];
    let survey = surveyed(&script, &[], &things).await;
    assert_eq!(survey.things.len(), 5, "what has gone meanwhile is not shown");
    let web = find(&survey, "container", "web");
    assert_eq!((&web.state, web.since.as_deref()), (&WorldState::Running, Some("2026-01-01T00:00:01Z")));
    assert_eq!(web.ports, ["443/tcp", "8080:80/tcp"]);
    assert_eq!(names(&web.uses), ["image/shop:latest", "network/back", "volume/notes"]);
    let job = find(&survey, "container", "job");
    assert_eq!((&job.state, job.state.health()), (&WorldState::Exited { code: 3 }, Health::Ill));
    assert_eq!(
        (job.since.as_deref(), job.ports.as_slice()),
        (Some("2026-01-01T00:00:09Z"), &["8081:80/tcp".to_owned()][..])
    );
    assert_eq!(find(&survey, "volume", "notes").state, WorldState::UsedBy { count: 1 });
    assert_eq!(find(&survey, "image", "shop:latest").state, WorldState::Size { bytes: 4_400_000 });
}

#[tokio::test]
async fn of_a_release_the_newest_revision_is_shown_and_none_of_its_secrets() {
    let script = Script::default();
    let revision = |number: u64, status: &str| {
        let labels = json!({ "metadata": { "labels": { "name": "web", "owner": "helm", "status": status,
            "version": number.to_string() } }, "type": "helm.sh/release.v1", "data": { "release": "x" } });
        object("Secret", &format!("sh.helm.release.v1.web.v{number}"), labels)
    };
    let plain = object("Secret", "login", json!({ "type": "Opaque", "data": { "password": "x" } }));
    let secrets = vec![revision(9, "superseded"), revision(10, "deployed"), plain];
    script.set(&all("Secret"), Ok(Fact::Objects(secrets)));
    let survey = surveyed(&script, &[], &[]).await;
    assert_eq!(survey.things.len(), 2);
    let expected = WorldState::Release { status: "deployed".into(), revision: "10".into() };
    assert_eq!(find(&survey, "Release", "web").state, expected);
    assert!(!format!("{survey:?}").contains("password"), "no key and no value of a Secret leaves here");
}

#[test]
fn pods_and_jobs_tell_what_keeps_them() {
    let state = |kind: &str, rest: Value| cluster::thing(kind, &object(kind, "one", rest)).unwrap().state;
    let pod = |status: Value| state("Pod", json!({ "spec": { "containers": [{}, {}] }, "status": status }));
    let waiting = |reason: &str| WorldState::Waiting { reason: reason.into() };
    let placed = json!({ "phase": "Pending", "conditions": [{ "type": "PodScheduled", "status": "False", "reason": "Unschedulable" }] });
    assert_eq!(pod(placed), waiting("Unschedulable"));
    let init = json!({ "phase": "Pending", "initContainerStatuses": [{ "state": { "waiting": { "reason": "CrashLoopBackOff" } } }] });
    assert_eq!(pod(init), waiting("CrashLoopBackOff"));
    assert_eq!(pod(json!({ "phase": "Pending" })), WorldState::Pending);
    let killed =
        json!({ "phase": "Failed", "containerStatuses": [{ "state": { "terminated": { "reason": "OOMKilled" } } }] });
    assert_eq!(pod(killed), WorldState::Failed { reason: "OOMKilled".into() });
    assert_eq!(pod(json!({ "phase": "Succeeded" })), WorldState::Succeeded);
    assert_eq!(pod(json!({ "phase": "Running" })), WorldState::Ready { ready: 0, wanted: 2 });
    let leaving = object("Pod", "one", json!({ "metadata": { "deletionTimestamp": "2026-01-01T00:00:00Z" } }));
    assert_eq!(cluster::thing("Pod", &leaving).unwrap().state, WorldState::Terminating);
    let job = |status: Value| state("Job", json!({ "spec": { "completions": 3 }, "status": status }));
    assert_eq!(job(json!({ "succeeded": 1 })), WorldState::Done { done: 1, wanted: 3 });
    let failed = json!({ "conditions": [{ "type": "Failed", "status": "True", "reason": "BackoffLimitExceeded" }] });
    assert_eq!(job(failed), WorldState::Failed { reason: "BackoffLimitExceeded".into() });
}

#[tokio::test]
async fn roles_lead_from_who_may_to_what() {
    let script = Script::default();
    let binding = object(
        "RoleBinding",
        "read",
        json!({ "roleRef": { "kind": "Role", "name": "reader" },
        "subjects": [{ "kind": "ServiceAccount", "name": "robot" }, { "kind": "User", "name": "jane" }] }),
    );
    script.set(&all("RoleBinding"), Ok(Fact::Objects(vec![binding])));
    script.set(&all("Role"), Ok(Fact::Objects(vec![object("Role", "reader", json!({}))])));
    let accounts = ["default", "robot"].map(|name| object("ServiceAccount", name, json!({})));
    script.set(&all("ServiceAccount"), Ok(Fact::Objects(accounts.into())));
    let survey = surveyed(&script, &[], &[]).await;
    let binding = find(&survey, "RoleBinding", "read");
    assert_eq!(
        (names(&binding.selects), names(&binding.uses)),
        (vec!["ServiceAccount/robot".into()], vec!["Role/reader".into()])
    );
    assert_eq!(survey.things.len(), 3, "the account of every namespace is no work of the learner's");
}

#[tokio::test]
async fn a_kind_of_the_authors_is_listed_and_what_is_elsewhere_is_not() {
    let script = Script::default();
    let boat = |namespace: &str, name: &str| json!({ "metadata": { "name": name, "namespace": namespace } });
    let look = Look::Resource { kind: "Boat".into(), api: Some("example.org/v1".into()), name: "x".into() };
    let list = Look::Resources { kind: "Boat".into(), api: Some("example.org/v1".into()), labels: BTreeMap::new() };
    script.set(&list, Ok(Fact::Objects(vec![boat(NAMESPACE, "ours"), boat("other", "theirs")])));
    let survey = surveyed(&script, &[look], &[]).await;
    assert_eq!(names(&survey.things.into_iter().map(|thing| thing.of).collect::<Vec<_>>()), ["Boat/ours"]);
}

#[tokio::test]
async fn an_engine_that_is_down_is_named_once_and_hides_nothing_of_the_other() {
    let script = Script::default();
    web(&script);
    let down = Unreachable::Down { engine: Engine::Docker, at: "here".into() };
    script.engine(Engine::Docker, Some(down.clone()));
    let survey = surveyed(&script, &[], &[(DockerKind::Container, "a"), (DockerKind::Volume, "b")]).await;
    assert_eq!((survey.unseen, survey.things.len()), (vec![down], 7));
}

#[tokio::test]
async fn w4_more_than_a_page_can_show_is_cut() {
    let script = Script::default();
    let pods = (0..400).map(|number| object("Pod", &format!("p{number:03}"), json!({})));
    script.set(&all("Pod"), Ok(Fact::Objects(pods.collect())));
    let survey = surveyed(&script, &[], &[]).await;
    assert_eq!((survey.things.len(), survey.cut), (MOST, true));
}
