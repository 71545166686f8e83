//! What keeps each look from seeing: an engine that is frozen or gone, a right that is missing, a file that may not be
//! read. All of it is "cannot tell" with its own cause, and none of it is "not yet".
#![expect(clippy::disallowed_methods, reason = "writes files and kubeconfigs, and starts the program")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use k8s_openapi::api::authentication::v1::TokenRequest;
use k8s_openapi::api::core::v1::ServiceAccount;
use kube::api::{Api, PostParams};
use sampan::check::{self, Place, World};
use sampan::course::{CanRule, Engine, HttpTarget, Inside, Look, Outcome, Unreachable};
use sampan::engine::{ClusterEngine, EngineSettings, Engines};
use serde_json::json;

use crate::fault_test::ID;
use crate::host::{self, Line, Proxy};
use crate::program::{House, course, said, states};
use crate::things::{Namespace, container, exercise, file, place, resource, volume};

/// Every look at Docker.
fn at_docker() -> Vec<Look> {
    let inside = || Inside::Container { name: "dev-none".into() };
    vec![
        container("dev-none"),
        file("dev-none", "/etc/hostname"),
        Look::Image { name: "dev-none:1".into() },
        volume("dev-none"),
        Look::Network { name: "dev-none".into() },
        Look::Logs { of: inside(), previous: false },
        Look::Run { inside: inside(), command: vec!["true".into()] },
        Look::Http { to: HttpTarget::Published { port: 9 }, path: "/".into() },
    ]
}

/// Every look at a cluster.
fn at_cluster() -> Vec<Look> {
    let inside = || Inside::Pod { name: "none".into(), container: None };
    let subject = || "system:serviceaccount:default:none".to_owned();
    let rule = CanRule { verbs: vec!["get".into()], resource: "pods".into(), namespace: None, name: None, must: true };
    vec![
        resource("Deployment", "none"),
        Look::Resources { kind: "Pod".into(), api: None, labels: [("app".to_owned(), "none".to_owned())].into() },
        Look::Can { subject: subject(), rules: vec![rule] },
        Look::Rules { subject: subject(), namespace: None },
        Look::Events { kind: "Pod".into(), name: "none".into() },
        Look::Logs { of: inside(), previous: false },
        Look::Run { inside: inside(), command: vec!["true".into()] },
        Look::Release { name: "none".into() },
        Look::Http { to: HttpTarget::Service { name: "none".into(), port: 80 }, path: "/".into() },
        Look::Http { to: HttpTarget::Pod { name: "none".into(), port: 80 }, path: "/".into() },
    ]
}

/// What each look comes to, all of them asked in one reading.
async fn seen(looks: &[Look], world: &World, place: &Place) -> Vec<Outcome> {
    let pairs: Vec<(&Look, &str)> = looks.iter().map(|look| (look, "false")).collect();
    let mut asked = exercise(&pairs);
    asked.within = Duration::from_secs(2);
    let report = check::run(&asked, world, place).await;
    report.outcomes.into_iter().map(|(_, outcome)| outcome.unwrap()).collect()
}

/// Whether every one of them is kept from looking by the same cause.
#[track_caller]
fn all_blind(looks: &[Look], outcomes: &[Outcome], what: &str, is_cause: impl Fn(&Unreachable) -> bool) {
    for (look, outcome) in looks.iter().zip(outcomes) {
        let is_blind = matches!(outcome, Outcome::CannotTell(why) if is_cause(why));
        assert!(is_blind, "{what}: {look:?} comes to {outcome:?}");
    }
}

/// A complete look that finds nothing, then an engine that stands still, then one that is gone.
async fn is_told(proxy: &Proxy, looks: &[Look], world: &World, place: &Place, engine: Engine) {
    for (look, outcome) in looks.iter().zip(seen(looks, world, place).await) {
        assert!(matches!(outcome, Outcome::NotYet(_)), "{look:?} comes to {outcome:?}");
    }
    proxy.set(Line::Frozen);
    let frozen = seen(looks, world, place).await;
    all_blind(looks, &frozen, "frozen", |why| matches!(why, Unreachable::TooSlow { .. }));
    proxy.set(Line::Cut);
    let gone = seen(looks, world, place).await;
    all_blind(looks, &gone, "gone", |why| matches!(why, Unreachable::Down { engine: at, .. } if *at == engine));
}

#[tokio::test]
async fn r36_docker_that_is_frozen_or_gone_is_cannot_tell_for_every_look() {
    let Some((_, docker, _alone)) = host::docker().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let socket = docker.endpoint.strip_prefix("unix://").unwrap();
    let (proxy, endpoint) = Proxy::of_socket(folder.path(), Path::new(socket));
    let settings = EngineSettings { docker_host: Some(endpoint), ..EngineSettings::default() };
    let world = World::Real(Engines::new(settings));
    is_told(&proxy, &at_docker(), &world, &place("default"), Engine::Docker).await;
}

/// Engines whose cluster is told by an entry of a kubeconfig.
fn by_entry(folder: &Path, entry: &serde_json::Value) -> Engines {
    let path = folder.join("kubeconfig");
    fs::write(&path, entry.to_string()).unwrap();
    Engines::new(EngineSettings { kubeconfigs: vec![path], ..EngineSettings::default() })
}

fn entry(cluster: &ClusterEngine) -> serde_json::Value {
    serde_json::to_value(cluster.entry()).unwrap()
}

#[tokio::test]
async fn r36_a_cluster_that_is_frozen_or_gone_is_cannot_tell_for_every_look() {
    let Some((_, cluster)) = host::cluster().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let uri: http::Uri = cluster.server.parse().unwrap();
    let (proxy, port) = Proxy::of_port(format!("{}:{}", uri.host().unwrap(), uri.port_u16().unwrap())).await;
    let mut entry = entry(&cluster);
    entry["clusters"][0]["cluster"]["server"] = json!(format!("https://127.0.0.1:{port}"));
    let world = World::Real(by_entry(folder.path(), &entry));
    is_told(&proxy, &at_cluster(), &world, &place("default"), Engine::Cluster).await;
}

#[tokio::test]
async fn r36_what_rbac_forbids_is_cannot_tell_for_every_look() {
    let Some((_, cluster)) = host::cluster().await else { return };
    Namespace::with(&cluster, async |ns| {
        ns.make("ServiceAccount", json!({ "metadata": { "name": "nobody" } })).await;
        let accounts: Api<ServiceAccount> = Api::namespaced(cluster.client.clone(), &ns.name);
        let token = accounts.create_token_request("nobody", &PostParams::default(), &TokenRequest::default()).await;
        let mut entry = entry(&cluster);
        entry["users"][0]["user"] = json!({ "token": token.unwrap().status.unwrap().token });
        let folder = tempfile::tempdir().unwrap();
        let world = World::Real(by_entry(folder.path(), &entry));
        let looks = at_cluster();
        let outcomes = seen(&looks, &world, &place(&ns.name)).await;
        let is_denied = |why: &Unreachable| matches!(why, Unreachable::Denied { engine: Engine::Cluster, .. });
        all_blind(&looks, &outcomes, "forbidden", is_denied);
    })
    .await;
}

/// Checks of every file that a look reads, the last of them only beside or behind another one.
const FILES: [(&str, &str); 6] = [
    ("file = { path = \"note\" }", "note"),
    ("dockerfile = { path = \"Dockerfile\" }", "Dockerfile"),
    ("manifest = { path = \"web.yaml\" }", "web.yaml"),
    ("chart = { path = \"web\" }", "web/Chart.yaml"),
    ("compose = { path = \"a/compose.yaml\" }", "a/.env"),
    ("compose = { path = \"b/compose.yaml\" }", "b/app.env"),
];

#[test]
fn r36_a_file_that_may_not_be_read_is_cannot_tell_for_every_look() {
    let house = House::new();
    let program = house.path("sampan-copy");
    fs::copy(env!("CARGO_BIN_EXE_sampan"), &program).unwrap();
    fs::set_permissions(house.path(""), PermissionsExt::from_mode(0o777)).unwrap();
    let check = |(n, (look, _)): (usize, &(&str, &str))| {
        format!(
            "[[checks]]\nid = \"c{n}\"\nlook = {{ {look} }}\nthat = \"true\"\nsay = {{ en = \"x\", zh-cn = \"字\" }}\n"
        )
    };
    let checks: Vec<String> = FILES.iter().enumerate().map(check).collect();
    let text = format!("format = 1\nlevel = \"beginner\"\nminutes = 5\n{}", checks.concat());
    let folder = course(&house.path(""), &text);
    // Another account than that of the tests, which may read everything.
    let run = |arguments: &[&str]| {
        let other = ["--reuid=65534", "--regid=65534", "--clear-groups", program.to_str().unwrap()];
        let course = ["--course", folder.to_str().unwrap(), "--json", "--yes"];
        said(&mut house.command_of("setpriv", &[&other[..], &course, arguments].concat()))
    };
    let begun = run(&["start", ID]);
    assert_eq!(begun.code, Some(0), "{begun:#?}");
    let at = |name: &str| house.workspace(ID).join(name);
    for name in ["a", "b", "web"] {
        fs::create_dir(at(name)).unwrap();
    }
    fs::write(at("a/compose.yaml"), "services: {web: {image: x}}\n").unwrap();
    fs::write(at("b/compose.yaml"), "services: {web: {image: x, env_file: app.env}}\n").unwrap();
    for (_, name) in FILES {
        fs::write(at(name), "").unwrap();
        fs::set_permissions(at(name), PermissionsExt::from_mode(0o000)).unwrap();
    }
    let checked = run(&["check", ID]);
    assert_eq!(checked.code, Some(2), "{checked:#?}");
    let report: serde_json::Value = serde_json::from_str(&checked.out).unwrap();
    assert_eq!(states(&report), ["cannot-tell"; 6], "{report:#}");
    for ((_, name), check) in FILES.iter().zip(report["checks"].as_array().unwrap()) {
        let found = check["found"].as_str().unwrap();
        assert!(found.contains(name), "{name}: {found}");
    }
}
