//! Looks into what runs, and at what is told of it: logs, programs, a forwarded port, events and rules.

use std::time::Duration;

use bollard::models::HostConfig;
use kube::api::{Api, DeleteParams, DynamicObject, PostParams};
use sampan::check::{self, World};
use sampan::course::{Engine, HttpTarget, Inside, Look, Outcome, Unreachable};
use sampan::engine::{EngineSettings, Engines};
use serde_json::json;

use crate::host;
use crate::things::{Namespace, Things, outcome, passed, place, resource};

const SOON: Duration = Duration::from_secs(20);

fn logs(of: &Inside) -> Look {
    Look::Logs { of: of.clone(), previous: false }
}

fn run(inside: &Inside, command: &[&str]) -> Look {
    Look::Run { inside: inside.clone(), command: command.iter().map(|word| (*word).to_owned()).collect() }
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

#[track_caller]
fn down(outcome: &Outcome, of: Engine) {
    let is_down = matches!(outcome, Outcome::CannotTell(Unreachable::Down { engine, .. }) if *engine == of);
    assert!(is_down, "{outcome:?}");
}

#[tokio::test]
async fn a_container_of_docker_is_looked_into() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
        let (name, ended) = (host::name("in"), host::name("ended"));
        let script = "echo out; echo err >&2; exec sleep 600";
        things.container(&name, script, HostConfig::default()).await;
        things.container(&ended, "echo last; exit 3", HostConfig::default()).await;
        let sees = async |look: &Look, that: &str| outcome(&world, &place, look, that).await;
        let (inside, gone) = (container(&name), container(&ended));
        let both = "object.lines.size() == 2 && 'out' in object.lines && 'err' in object.lines";
        check::wait(&logs(&inside), both, &world, &place, SOON).await.unwrap();
        check::wait(&logs(&gone), "object.text == 'last\\n'", &world, &place, SOON).await.unwrap();
        passed(sees(&logs(&container("dev-look-none")), "object == null").await);
        not_yet(&sees(&logs(&inside), "object.text.contains('never')").await);
        let three = run(&inside, &["sh", "-c", "echo a; echo b >&2; exit 3"]);
        passed(sees(&three, "object.code == 3 && object.stdout == 'a\\n' && object.stderr == 'b\\n'").await);
        passed(sees(&run(&inside, &["echo", "$HOME; *"]), "object.stdout == '$HOME; *\\n'").await);
        not_yet(&sees(&run(&inside, &["false"]), "object.code == 0").await);
        passed(sees(&run(&inside, &["no-such-program"]), "object.code == 127").await);
        check::wait(&run(&gone, &["true"]), "object == null", &world, &place, SOON).await.unwrap();
        let late = sees(&run(&inside, &["sleep", "4321"]), "true").await;
        assert!(matches!(&late, Outcome::CannotTell(Unreachable::TooSlow { .. })), "{late:?}");
        passed(sees(&run(&inside, &["ps"]), "object.code == 0 && !object.stdout.contains('sleep 4321')").await);
    })
    .await;
    let docker_host = Some("unix:///nowhere/docker.sock".to_owned());
    let world = World::Real(Engines::new(EngineSettings { docker_host, ..EngineSettings::default() }));
    for look in [logs(&container("a")), run(&container("a"), &["true"])] {
        down(&outcome(&world, &place, &look, "true").await, Engine::Docker);
    }
}

#[tokio::test]
async fn a_pod_is_looked_into() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let place = place(&ns.name);
        let sees = async |look: &Look, that: &str| outcome(&world, &place, look, that).await;
        let http =
            |port: u16| Look::Http { to: HttpTarget::Pod { name: "web".into(), port }, path: "/index.html".into() };
        passed(sees(&http(8080), "object.error == 'no-pod'").await);
        passed(sees(&logs(&pod("web", None)), "object == null").await);
        let script = "mkdir /www; echo ahoy | tee /www/index.html; exec httpd -f -p 8080 -h /www";
        ns.make(
            "Pod",
            json!({ "metadata": { "name": "web" }, "spec": { "terminationGracePeriodSeconds": 0, "containers": [
            { "name": "web", "image": "busybox:1.37", "command": ["sh", "-c", script] },
            { "name": "side", "image": "busybox:1.37", "command": ["sleep", "600"] }] } }),
        )
        .await;
        let served = "object.status == 200 && object.body == 'ahoy\\n'";
        check::wait(&http(8080), served, &world, &place, Duration::from_secs(60)).await.unwrap();
        passed(sees(&http(9), "object.status == 0 && object.error == 'refused'").await);
        passed(sees(&logs(&pod("web", None)), "object.text == 'ahoy\\n' && object.lines == ['ahoy']").await);
        check::wait(&logs(&pod("web", Some("side"))), "object.text == ''", &world, &place, SOON).await.unwrap();
        passed(sees(&logs(&pod("web", Some("none"))), "object == null").await);
        passed(sees(&Look::Logs { of: pod("web", None), previous: true }, "object == null").await);
        not_yet(&sees(&logs(&pod("web", None)), "object.text.contains('never')").await);
        let three = run(&pod("web", None), &["sh", "-c", "echo a; echo b >&2; exit 3"]);
        passed(sees(&three, "object.code == 3 && object.stdout == 'a\\n' && object.stderr == 'b\\n'").await);
        passed(sees(&run(&pod("web", Some("side")), &["no-such-program"]), "object.code == 127").await);
        not_yet(&sees(&run(&pod("web", None), &["false"]), "object.code == 0").await);
        passed(sees(&run(&pod("none", None), &["true"]), "object == null").await);
        let events = |name: &str| Look::Events { kind: "Pod".into(), name: name.into() };
        let started = "objects.exists(e, e.reason == 'Started') && objects[0].reason == 'Scheduled'";
        check::wait(&events("web"), started, &world, &place, SOON).await.unwrap();
        passed(sees(&events("none"), "objects.size() == 0").await);
        not_yet(&sees(&events("web"), "objects.exists(e, e.reason == 'Killing')").await);
    })
    .await;
    let kubeconfigs = vec!["/nowhere/kubeconfig".into()];
    let world = World::Real(Engines::new(EngineSettings { kubeconfigs, ..EngineSettings::default() }));
    let looks = [
        logs(&pod("a", None)),
        run(&pod("a", None), &["true"]),
        Look::Events { kind: "Pod".into(), name: "a".into() },
        Look::Rules { subject: "a".into(), namespace: None },
    ];
    for look in looks {
        let blind = outcome(&world, &place("x"), &look, "true").await;
        assert!(matches!(&blind, Outcome::CannotTell(Unreachable::NoContext { .. })), "{blind:?}");
    }
}

#[tokio::test]
async fn all_that_a_subject_may_do_is_listed() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let place = place(&ns.name);
        let look = Look::Rules { subject: "system:serviceaccount:{namespace}:robot".into(), namespace: None };
        let rules = async |that: &str| check::wait(&look, that, &world, &place, SOON).await.unwrap();
        rules("object.rules == []").await;
        ns.make("Role", json!({ "metadata": { "name": "reader" }, "rules": [
            { "apiGroups": [""], "resources": ["pods"], "verbs": ["list", "get"] }] })).await;
        let bind = |name: &str, role: &str| json!({ "metadata": { "name": name },
            "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": role },
            "subjects": [{ "kind": "ServiceAccount", "name": "robot", "namespace": ns.name }] });
        ns.make("RoleBinding", bind("one", "reader")).await;
        let only = "object.rules == [{'verbs': ['get', 'list'], 'apiGroups': [''], 'resources': ['pods'], 'resourceNames': []}]";
        rules(only).await;
        // A binding to a role that is not there gives nothing, and hides nothing.
        ns.make("RoleBinding", bind("two", "missing")).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        rules(only).await;
        not_yet(&outcome(&world, &place, &look, "object.rules == []").await);
    })
    .await;
}

#[tokio::test]
async fn a_kind_that_somebody_made_is_seen() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let place = place(&ns.name);
        let group = format!("{}.example.org", ns.name);
        let crd = format!("boats.{group}");
        ns.make("CustomResourceDefinition", json!({ "metadata": { "name": crd }, "spec": { "group": group, "scope": "Namespaced",
            "names": { "kind": "Boat", "plural": "boats" }, "versions": [{ "name": "v1", "served": true, "storage": true,
            "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } }] } })).await;
        let boat = |name: &str| Look::Resource { kind: "Boat".into(), api: Some(format!("{group}/v1")), name: name.into() };
        let ready = "object.status.conditions.exists(c, c.type == 'Established' && c.status == 'True')";
        let made = async {
            check::wait(&resource("CustomResourceDefinition", &crd), ready, &world, &place, SOON).await?;
            let api = format!("{group}/v1");
            let kind = cluster.kind("Boat", Some(&api)).await.map_err(Outcome::CannotTell)?.unwrap();
            let boats: Api<DynamicObject> = kind.api(&cluster.client, &ns.name);
            let junk = json!({ "apiVersion": api, "kind": "Boat", "metadata": { "name": "junk" }, "spec": { "masts": 3 } });
            boats.create(&PostParams::default(), &serde_json::from_value(junk).unwrap()).await.unwrap();
            check::wait(&boat("junk"), "object.spec.masts == 3", &world, &place, SOON).await?;
            check::wait(&boat("none"), "object == null", &world, &place, SOON).await?;
            boats.delete("junk", &DeleteParams::default()).await.unwrap();
            check::wait(&boat("junk"), "object == null", &world, &place, SOON).await
        }
        .await;
        ns.delete("CustomResourceDefinition", &crd).await;
        made.unwrap();
    })
    .await;
}
