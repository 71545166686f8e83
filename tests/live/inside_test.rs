//! Looks that ask what a process said or says: logs, events, a command, all rights of a subject, a Pod's port. Each is
//! seen passed, not yet and, where the line to the engine is cut, unable to tell.

use std::time::Duration;

use sampan::check::{self, Place, World};
use sampan::course::{Engine, HttpTarget, Inside, Look, Outcome, Unreachable};
use sampan::engine::{EngineSettings, Engines};
use serde_json::json;

use crate::host;
use crate::things::{Namespace, Things, outcome, passed, place};

fn logs(of: Inside, previous: bool) -> Look {
    Look::Logs { of, previous }
}

fn run(inside: Inside, command: &[&str]) -> Look {
    Look::Run { inside, command: command.iter().map(|word| (*word).to_owned()).collect() }
}

fn container(name: &str) -> Inside {
    Inside::Container { name: name.to_owned() }
}

fn pod(name: &str, container: Option<&str>) -> Inside {
    Inside::Pod { name: name.to_owned(), container: container.map(str::to_owned) }
}

#[track_caller]
fn not_yet(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::NotYet(_)), "{outcome:?}");
}

/// Engines that nobody answers for.
fn nowhere() -> World {
    let settings = EngineSettings {
        docker_host: Some("unix:///nowhere/docker.sock".into()),
        kubeconfigs: vec!["/nowhere/config".into()],
        ..EngineSettings::default()
    };
    World::Real(Engines::new(settings))
}

async fn cannot_tell(look: &Look, place: &Place, engine: Engine) {
    let found = outcome(&nowhere(), place, look, "true").await;
    match &found {
        Outcome::CannotTell(Unreachable::Down { engine: of, .. }) => assert_eq!(*of, engine),
        Outcome::CannotTell(Unreachable::NoContext { .. }) => assert_eq!(Engine::Cluster, engine),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_container_prints_and_says_is_seen() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
        let name = host::name("say");
        let script = "echo out; echo err >&2; cat /dev/zero | head -c 400000 | tr '\\0' x; echo; echo last; sleep 600";
        things.container(&name, script, bollard::models::HostConfig::default()).await;
        let printed = logs(container(&name), false);
        check::wait(&printed, "object.lines.exists(l, l == 'last')", &world, &place, Duration::from_secs(10))
            .await
            .unwrap();
        passed(outcome(&world, &place, &printed, "object.text.size() <= 262144 && !object.text.contains('out')").await);
        not_yet(&outcome(&world, &place, &printed, "object.text.contains('never')").await);
        passed(outcome(&world, &place, &logs(container("nobody"), false), "object == null").await);
        cannot_tell(&printed, &place, Engine::Docker).await;

        let asked = run(container(&name), &["sh", "-c", "echo one; echo two >&2; exit 3"]);
        let all = "object.code == 3 && object.stdout == 'one\\n' && object.stderr == 'two\\n'";
        passed(outcome(&world, &place, &asked, all).await);
        not_yet(&outcome(&world, &place, &asked, "object.code == 0").await);
        // No shell: a word is a word.
        let plain = run(container(&name), &["echo", "$HOME; exit 1"]);
        passed(outcome(&world, &place, &plain, "object.stdout == '$HOME; exit 1\\n'").await);
        let flood = run(container(&name), &["sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"]);
        passed(outcome(&world, &place, &flood, "object.stdout.size() == 262144 && object.code == 0").await);
        cannot_tell(&asked, &place, Engine::Docker).await;
        let stop = bollard::query_parameters::StopContainerOptionsBuilder::new().t(0).build();
        docker.client.stop_container(&name, Some(stop)).await.unwrap();
        passed(outcome(&world, &place, &asked, "object == null").await);
        passed(outcome(&world, &place, &printed, "object.lines.exists(l, l == 'last')").await);
    })
    .await;
}

#[tokio::test]
async fn what_a_pod_prints_and_says_is_seen() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let place = place(&ns.name);
        let script = "mkdir /www; echo ahoy > /www/index.html; echo ready; httpd -f -p 8080 -h /www";
        ns.make(
            "Pod",
            json!({ "metadata": { "name": "web" }, "spec": { "terminationGracePeriodSeconds": 0, "containers": [
            { "name": "web", "image": "busybox:1.37", "command": ["sh", "-c", script] },
            { "name": "log", "image": "busybox:1.37", "command": ["sh", "-c", "echo beside; sleep 600"] } ] } }),
        )
        .await;
        let soon = Duration::from_secs(60);
        let wait = async |look: &Look, that: &str| check::wait(look, that, &world, &place, soon).await.unwrap();
        let http = |name: &str| Look::Http { to: HttpTarget::Pod { name: name.into(), port: 8080 }, path: "/".into() };
        wait(&http("web"), "object.status == 200 && object.body == 'ahoy\\n'").await;
        passed(outcome(&world, &place, &http("nobody"), "object.status == 0").await);
        cannot_tell(&http("web"), &place, Engine::Cluster).await;

        wait(&logs(pod("web", Some("web")), false), "object.lines == ['ready']").await;
        wait(&logs(pod("web", Some("log")), false), "object.text == 'beside\\n'").await;
        not_yet(&outcome(&world, &place, &logs(pod("web", Some("web")), false), "object.lines == []").await);
        passed(outcome(&world, &place, &logs(pod("web", Some("web")), true), "object.text == ''").await);
        passed(outcome(&world, &place, &logs(pod("nobody", None), false), "object == null").await);
        cannot_tell(&logs(pod("web", None), false), &place, Engine::Cluster).await;

        let asked = run(pod("web", None), &["sh", "-c", "hostname; echo no >&2; exit 4"]);
        let all = "object.code == 4 && object.stdout == 'web\\n' && object.stderr == 'no\\n'";
        passed(outcome(&world, &place, &asked, all).await);
        passed(outcome(&world, &place, &run(pod("web", Some("log")), &["true"]), "object.code == 0").await);
        not_yet(&outcome(&world, &place, &asked, "object.code == 0").await);
        passed(outcome(&world, &place, &run(pod("nobody", None), &["true"]), "object == null").await);
        cannot_tell(&asked, &place, Engine::Cluster).await;

        let told = Look::Events { kind: "Pod".into(), name: "web".into() };
        wait(&told, "objects.exists(e, e.reason == 'Started') && objects[0].involvedObject.name == 'web'").await;
        not_yet(&outcome(&world, &place, &told, "objects.exists(e, e.reason == 'Evicted')").await);
        cannot_tell(&told, &place, Engine::Cluster).await;
    })
    .await;
}

#[tokio::test]
async fn all_that_a_subject_may_is_listed() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let place = place(&ns.name);
        let subject = format!("system:serviceaccount:{}:robot", ns.name);
        let rules = Look::Rules { subject, namespace: None };
        passed(outcome(&world, &place, &rules, "object.rules == [] && object.everybody.size() > 0").await);
        ns.make("Role", json!({ "metadata": { "name": "reader" },
            "rules": [{ "apiGroups": [""], "resources": ["pods"], "verbs": ["list", "get"] }] })).await;
        let role = json!({ "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader" });
        ns.make("RoleBinding", json!({ "metadata": { "name": "reads" }, "roleRef": role,
            "subjects": [{ "kind": "ServiceAccount", "name": "robot", "namespace": ns.name }] })).await;
        let nothing_else = "object.rules == [{'verbs': ['get', 'list'], 'apiGroups': [''], 'resources': ['pods'], 'resourceNames': []}]";
        check::wait(&rules, nothing_else, &world, &place, Duration::from_secs(5)).await.unwrap();
        not_yet(&outcome(&world, &place, &rules, "object.rules == []").await);
        cannot_tell(&rules, &place, Engine::Cluster).await;
    })
    .await;
}
