//! Rights that are missing or one too many, near misses in a cluster, and releases that are not deployed: made for real.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::disallowed_methods, reason = "writes a chart, and starts `helm`")]

use std::process::Stdio;
use std::time::Duration;

use sampan::check::{self, World};
use sampan::course::{CanRule, Cause, Diagnosis, HttpTarget, Look};
use serde_json::{Value, json};

use crate::host;
use crate::things::{Namespace, exercise, place, resource};

const GROUP: &str = "rbac.authorization.k8s.io";

/// Why a check of this look is not yet, once it can be told as it is expected.
async fn explained(world: &World, namespace: &str, look: &Look, that: &str, expected: &Cause) -> Diagnosis {
    let place = place(namespace);
    let exercise = exercise(&[(look, that)]);
    let mut last = None;
    // The authorizer hears of a binding a moment later.
    for _ in 0..50 {
        last = check::run(&exercise, world, &place).await.diagnoses.into_values().next();
        if let Some(found) = last.as_ref().filter(|found| found.cause == *expected) {
            assert!(!found.evidence.is_empty(), "nothing shows it: {found:?}");
            return found.clone();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("expected {expected:?}, and there is {last:?}");
}

fn can(subject: &str, verb: &str, resource: &str, name: Option<&str>) -> Look {
    let rule = CanRule {
        verbs: vec![verb.into()],
        resource: resource.into(),
        namespace: None,
        name: name.map(str::to_owned),
        must: true,
    };
    Look::Can { subject: subject.into(), rules: vec![rule] }
}

async fn role(ns: &Namespace, name: &str, rules: Value) {
    ns.make("Role", json!({ "metadata": { "name": name }, "rules": rules })).await;
}

async fn bind(ns: &Namespace, name: &str, to: &str, subject: Value) {
    let role = json!({ "apiGroup": GROUP, "kind": "Role", "name": to });
    ns.make("RoleBinding", json!({ "metadata": { "name": name }, "roleRef": role, "subjects": [subject] })).await;
}

/// Roles and bindings, each with a fault of its own but the first.
async fn crew(ns: &Namespace) {
    let account = |name: &str| json!({ "kind": "ServiceAccount", "name": name, "namespace": ns.name });
    let pods = json!([{ "apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"] }]);
    role(ns, "reader", pods).await;
    role(ns, "group", json!([{ "apiGroups": [""], "resources": ["deployments"], "verbs": ["get"] }])).await;
    role(ns, "one", json!([{ "apiGroups": [""], "resources": ["pod"], "verbs": ["get"] }])).await;
    role(ns, "own", json!([{ "apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["a"] }]))
        .await;
    role(ns, "all", json!([{ "apiGroups": ["*"], "resources": ["*"], "verbs": ["*"] }])).await;
    bind(ns, "reads", "reader", account("robot")).await;
    bind(ns, "grouped", "group", account("crane")).await;
    bind(ns, "ones", "one", account("buoy")).await;
    bind(ns, "owns", "own", account("anchor")).await;
    bind(ns, "empty", "nothing", account("ghost")).await;
    bind(ns, "misspelt", "reader", account("captian")).await;
    bind(ns, "kind", "reader", json!({ "apiGroup": GROUP, "kind": "User", "name": "sailor" })).await;
    bind(ns, "mighty", "all", account("mighty")).await;
}

#[tokio::test]
async fn a_right_that_is_missing_says_where() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let user = |name: &str| format!("system:serviceaccount:{}:{name}", ns.name);
        let text = str::to_owned;
        let lacks = async |name: &str, verb: &str, resource: &str, object: Option<&str>, cause: Cause| {
            let look = can(&user(name), verb, resource, object);
            explained(&world, &ns.name, &look, "object.denied.size() == 0", &cause).await
        };
        crew(ns).await;
        let (wanted, there) =
            (format!("ServiceAccount {}/captain", ns.name), format!("ServiceAccount {}/captian", ns.name));
        let binding = text("RoleBinding/misspelt");
        lacks("captain", "get", "pods", None, Cause::RbacSubjectDiffers { binding, wanted, there }).await;
        let (wanted, there) = (format!("ServiceAccount {}/sailor", ns.name), text("User sailor"));
        let binding = text("RoleBinding/kind");
        lacks("sailor", "get", "pods", None, Cause::RbacSubjectDiffers { binding, wanted, there }).await;
        let (subject, namespace) = (format!("ServiceAccount {}/nobody", ns.name), ns.name.clone());
        let cause = Cause::RbacNoBinding { subject, verb: text("get"), resource: text("pods"), namespace };
        lacks("nobody", "get", "pods", None, cause).await;
        let cause = Cause::RbacRoleMissing { binding: text("RoleBinding/empty"), role: text("Role/nothing") };
        lacks("ghost", "get", "pods", None, cause).await;
        let there = text("get, list");
        let cause =
            Cause::RbacVerbMissing { role: text("Role/reader"), verb: text("watch"), resource: text("pods"), there };
        lacks("robot", "watch", "pods", None, cause).await;
        let (wanted, there) = (text("pods/log"), text("pods"));
        lacks(
            "robot",
            "get",
            "pods/log",
            None,
            Cause::RbacResourceDiffers { role: text("Role/reader"), wanted, there },
        )
        .await;
        let cause =
            Cause::RbacResourceMissing { role: text("Role/reader"), verb: text("get"), resource: text("secrets") };
        lacks("robot", "get", "secrets", None, cause).await;
        let (wanted, there) = (text("pods"), text("pod"));
        lacks("buoy", "get", "pods", None, Cause::RbacResourceDiffers { role: text("Role/one"), wanted, there }).await;
        let (resource, wanted, there) = (text("deployments.apps"), text("apps"), text("\"\""));
        lacks(
            "crane",
            "get",
            "deployments.apps",
            None,
            Cause::RbacGroupDiffers { role: text("Role/group"), resource, wanted, there },
        )
        .await;
        let cause = Cause::RbacNamesLimited { role: text("Role/own"), resource: text("secrets"), names: text("a") };
        lacks("anchor", "get", "secrets", Some("b"), cause).await;
    })
    .await;
}

#[tokio::test]
async fn a_right_too_many_and_one_given_elsewhere_say_by_whom() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let user = |name: &str| format!("system:serviceaccount:{}:{name}", ns.name);
        let text = str::to_owned;
        crew(ns).await;
        let cause = Cause::RbacGranted {
            verb: text("delete"),
            resource: text("pods"),
            binding: text("RoleBinding/mighty"),
            role: text("Role/all"),
        };
        let look = can(&user("mighty"), "delete", "pods", None);
        explained(&world, &ns.name, &look, "object.allowed.size() == 0", &cause).await;

        // Bound here, and asked about elsewhere.
        let look = can(&user("robot"), "get", "pods", None);
        let cause = Cause::RbacBoundElsewhere {
            binding: text("RoleBinding/reads"),
            there: ns.name.clone(),
            wanted: text("default"),
        };
        explained(&world, "default", &look, "object.denied.size() == 0", &cause).await;
    })
    .await;
}

#[tokio::test]
async fn an_object_that_is_almost_there_is_named() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let text = str::to_owned;
        let map = |name: &str| json!({ "metadata": { "name": name, "labels": { "app": "shpo" } }, "data": {} });
        ns.make("ConfigMap", map("wbe")).await;
        ns.make("Service", json!({ "metadata": { "name": "front" }, "spec": { "ports": [{ "port": 80 }] } })).await;
        let is_there = "object != null";
        let cause = Cause::NameAlmost { kind: text("ConfigMap"), wanted: text("web"), there: text("wbe") };
        explained(&world, &ns.name, &resource("ConfigMap", "web"), is_there, &cause).await;
        let cause = Cause::KindDiffers { name: text("front"), wanted: text("Deployment"), there: text("Service") };
        explained(&world, &ns.name, &resource("Deployment", "front"), is_there, &cause).await;
        let asked = Look::Http { to: HttpTarget::Service { name: text("front"), port: 8080 }, path: text("/") };
        let cause = Cause::ServicePortDiffers { service: text("front"), port: 8080, there: text("80") };
        explained(&world, &ns.name, &asked, "object.status == 200", &cause).await;
        let labels = [(text("app"), text("shop"))].into();
        let look = Look::Resources { kind: text("ConfigMap"), api: None, labels };
        let cause = Cause::LabelAlmost {
            kind: text("ConfigMap"),
            wanted: text("app=shop"),
            object: text("ConfigMap/wbe"),
            there: text("app=shpo"),
        };
        explained(&world, &ns.name, &look, "objects.size() == 1", &cause).await;
        let (name, there, wanted) = (text("wbe"), ns.name.clone(), text("default"));
        let cause = Cause::NameElsewhere { kind: text("ConfigMap"), name, there, wanted };
        explained(&world, "default", &resource("ConfigMap", "wbe"), is_there, &cause).await;
    })
    .await;
}

/// A chart with an object of any name, and with a hook that goes on where that is wished.
fn boat() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let templates = folder.path().join("boat/templates");
    std::fs::create_dir_all(&templates).unwrap();
    std::fs::write(folder.path().join("boat/Chart.yaml"), "apiVersion: v2\nname: boat\nversion: 0.1.0\n").unwrap();
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Values.name }}'}\n";
    std::fs::write(templates.join("map.yaml"), map).unwrap();
    let hook = "{{ if .Values.waits }}\napiVersion: v1\nkind: Pod\n\
                metadata: {name: hook, annotations: {helm.sh/hook: pre-upgrade}}\n\
                spec: {restartPolicy: Never, containers: [{name: c, image: 'busybox:1.37', command: [sleep, '600']}]}\n{{ end }}\n";
    std::fs::write(templates.join("hook.yaml"), hook).unwrap();
    folder
}

#[tokio::test]
async fn a_release_that_is_not_deployed_says_why() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let folder = boat();
        let helm = |arguments: &[&str]| {
            let mut command = tokio::process::Command::new("helm");
            command.arg("--kubeconfig").arg(&cluster.kubeconfig).args(["--namespace", &ns.name]).args(arguments);
            command.current_dir(folder.path()).kill_on_drop(true);
            command
        };
        if helm(&["version"]).output().await.is_err() {
            return host::skip("helm", "the program is not installed");
        }
        helm(&["install", "mine", "./boat", "--set", "name=fine"]).output().await.unwrap();
        helm(&["upgrade", "mine", "./boat", "--set", "name=NotAName"]).output().await.unwrap();
        let look = |name: &str| Look::Release { name: name.into() };
        let failed = Cause::HelmFailed { release: "mine".into(), revision: 2 };
        let deployed = "object.status == 'deployed'";
        let found = explained(&world, &ns.name, &look("mine"), deployed, &failed).await;
        assert!(format!("{:?}", found.evidence).contains("NotAName"), "the description says why: {found:?}");
        let almost = Cause::NameAlmost { kind: "release".into(), wanted: "mien".into(), there: "mine".into() };
        explained(&world, &ns.name, &look("mien"), "object != null", &almost).await;
        let (there, wanted) = (ns.name.clone(), "default".to_owned());
        let elsewhere = Cause::NameElsewhere { kind: "release".into(), name: "mine".into(), there, wanted };
        explained(&world, "default", &look("mine"), "object != null", &elsewhere).await;
        // One that is killed while it waits for its hook leaves the release as it is.
        let waits = helm(&["upgrade", "mine", "./boat", "--set", "name=fine,waits=true"]).stdout(Stdio::null()).spawn();
        let pending = Cause::HelmPending { release: "mine".into(), status: "pending-upgrade".into() };
        explained(&world, &ns.name, &look("mine"), deployed, &pending).await;
        waits.unwrap().kill().await.unwrap();
        explained(&world, &ns.name, &look("mine"), deployed, &pending).await;
        helm(&["uninstall", "mine", "--keep-history"]).output().await.unwrap();
        explained(&world, &ns.name, &look("mine"), deployed, &Cause::HelmUninstalled { release: "mine".into() }).await;
    })
    .await;
}
