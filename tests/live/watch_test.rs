//! Changes of a real Docker engine and a real cluster, heard through breaks and freezes, and how soon.
#![expect(clippy::disallowed_methods, reason = "writes kubeconfigs and charts, and starts `helm`")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::print_stderr, reason = "says what was measured")]

use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

use bollard::models::{HostConfig, NetworkConnectRequest};
use futures_util::future::join_all;
use futures_util::{Stream, StreamExt};
use sampan::check::watch::Watches;
use sampan::check::{self, Place, World};
use sampan::course::{Engine, Look, Outcome, Unreachable};
use sampan::engine::{ClusterEngine, DockerEngine, EngineSettings, Engines};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::host::{self, Line, Proxy};
use crate::things::{Namespace, Things, container, exercise, file, median, outcome, passed, place, resource, volume};

pub(crate) type Items = Pin<Box<dyn Stream<Item = ()> + Send>>;

/// Changes of an exercise, read until nothing comes any more.
pub(crate) async fn settled(looks: &[(&Look, &str)], world: &World, place: &Place) -> Items {
    let mut items: Items = Box::pin(Watches::new(world).changes(&exercise(looks), place));
    quieten(&mut items).await;
    items
}

/// How long after `act` has begun an item comes.
pub(crate) async fn heard(items: &mut Items, act: impl Future<Output = ()>) -> Duration {
    let began = Instant::now();
    act.await;
    timeout(Duration::from_secs(10), items.next()).await.expect("an item");
    began.elapsed()
}

pub(crate) async fn silent(items: &mut Items) -> bool {
    timeout(Duration::from_millis(1500), items.next()).await.is_err()
}

/// Waits for silence, which on a busy engine may not come.
pub(crate) async fn quieten(items: &mut Items) {
    for _ in 0..10 {
        if silent(items).await {
            return;
        }
    }
}

#[tokio::test]
async fn docker_tells_of_changes_and_not_of_looks() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let world = World::Real(engines);
    Things::with(&docker, async |things| {
        let (name, data, net) = (host::name("c"), host::name("v"), host::name("n"));
        things.network(&net).await;
        things.container(&name, "echo kept > /today; sleep 600", HostConfig::default()).await;
        let mut items = settled(&[(&volume(&data), "true")], &world, &place("")).await;
        let made = heard(&mut items, things.volume(&data)).await;
        eprintln!("measured: a volume made, item after {} (call included)", host::ms(made));
        let after = heard(&mut items, async {}).await;
        assert!(made < Duration::from_millis(500), "{made:?}");
        assert!((500..1500).contains(&after.as_millis()), "{after:?}");
        let mut items = settled(&[(&container(&name), "true")], &world, &place("")).await;
        // Looking makes events of its own. Networks are heard as well, and other tests may just be using some: one
        // silence shows that no look is heard.
        let mut quiet = false;
        for _ in 0..5 {
            passed(outcome(&world, &place(""), &file(&name, "/today"), "object != null").await);
            quiet |= silent(&mut items).await;
        }
        assert!(quiet, "a look was heard as a change");
        let joins = NetworkConnectRequest { container: name.clone(), endpoint_config: None };
        let joined = heard(&mut items, async { docker.client.connect_network(&net, joins).await.unwrap() }).await;
        assert!(joined < Duration::from_secs(2), "{joined:?}");
    })
    .await;
}

/// A proxy before Docker, and engines that go through it.
fn through_socket(folder: &Path, docker: &DockerEngine) -> (Proxy, Engines) {
    let socket = docker.endpoint.strip_prefix("unix://").unwrap();
    let (proxy, endpoint) = Proxy::of_socket(folder, Path::new(socket));
    (proxy, Engines::new(EngineSettings { docker_host: Some(endpoint), ..EngineSettings::default() }))
}

/// A proxy before the cluster, and engines that go through it.
async fn through_port(folder: &Path, cluster: &ClusterEngine) -> (Proxy, Engines) {
    let uri: http::Uri = cluster.server.parse().unwrap();
    let (proxy, port) = Proxy::of_port(format!("{}:{}", uri.host().unwrap(), uri.port_u16().unwrap())).await;
    let mut entry = cluster.entry().clone();
    entry.clusters[0].cluster.as_mut().unwrap().server = Some(format!("https://127.0.0.1:{port}"));
    let file = folder.join("kubeconfig");
    std::fs::write(&file, serde_json::to_string(&entry).unwrap()).unwrap();
    (proxy, Engines::new(EngineSettings { kubeconfigs: vec![file], ..EngineSettings::default() }))
}

/// Goes through a freeze and a break: each makes an item, and each end of it.
async fn survives(proxy: &Proxy, engines: Engines, look: Look, engine: Engine) {
    let (world, place) = (World::Real(engines), place("default"));
    let mut looked = exercise(&[(&look, "true")]);
    looked.within = Duration::from_secs(2);
    let mut items = settled(&[(&look, "true")], &world, &place).await;
    for (line, expected) in [(Line::Frozen, "slow"), (Line::Cut, "down")] {
        let lost = heard(&mut items, async { proxy.set(line) }).await;
        let why = check::run(&looked, &world, &place).await.outcomes[0].1.clone().unwrap();
        match (expected, &why) {
            ("slow", Outcome::CannotTell(Unreachable::TooSlow { engine: Some(who), .. })) if *who == engine => {}
            ("down", Outcome::CannotTell(Unreachable::Down { engine: who, .. })) if *who == engine => {}
            _ => panic!("{line:?}: {why:?}"),
        }
        quieten(&mut items).await;
        let back = heard(&mut items, async { proxy.set(Line::Open) }).await;
        passed(check::run(&looked, &world, &place).await.outcomes[0].1.clone().unwrap());
        eprintln!("measured: {engine:?} {line:?}, item after {}, and {} after its end", host::ms(lost), host::ms(back));
        quieten(&mut items).await;
    }
}

#[tokio::test]
async fn docker_may_freeze_and_break() {
    let Some((_, docker, _alone)) = host::docker().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (proxy, engines) = through_socket(folder.path(), &docker);
    Things::with(&docker, async |things| {
        let data = host::name("v");
        survives(&proxy, engines.clone(), volume(&data), Engine::Docker).await;
        // And after all that, events are heard as before.
        let mut items = settled(&[(&volume(&data), "true")], &World::Real(engines), &place("")).await;
        proxy.set(Line::Cut);
        quieten(&mut items).await;
        proxy.set(Line::Open);
        quieten(&mut items).await;
        let made = heard(&mut items, things.volume(&data)).await;
        assert!(made < Duration::from_millis(500), "{made:?}");
    })
    .await;
}

#[tokio::test]
async fn the_cluster_may_freeze_and_break() {
    let Some((_, cluster)) = host::cluster().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (proxy, engines) = through_port(folder.path(), &cluster).await;
    let look = Look::Resource { kind: "Secret".into(), api: None, name: "none".into() };
    survives(&proxy, engines, look, Engine::Cluster).await;
}

/// However many look at however many exercises, the engine has one more stream than where nobody looks.
async fn shares(proxy: &Proxy, engines: Engines, looks: [Look; 3], place: &Place) {
    let watches = Watches::new(&World::Real(engines));
    let follow = async |look: &Look| {
        let mut items: Items = Box::pin(watches.changes(&exercise(&[(look, "true")]), place));
        items.next().await;
        items
    };
    let first = follow(&looks[0]).await;
    sleep(Duration::from_secs(1)).await;
    let with_one = proxy.connections();
    let others = join_all(looks.iter().cycle().take(12).map(follow)).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(proxy.connections(), with_one, "twelve more who look, and no more streams");
    drop(first);
    sleep(Duration::from_millis(200)).await;
    assert_eq!(proxy.connections(), with_one, "the others look on");
    drop(others);
    let end = Instant::now() + Duration::from_secs(2);
    while proxy.connections() >= with_one {
        assert!(Instant::now() < end, "the stream has outlived those who looked");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn dockers_events_are_heard_once_for_all() {
    let Some((_, docker, _alone)) = host::docker().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (proxy, engines) = through_socket(folder.path(), &docker);
    let looks = [volume("none"), container("none"), Look::Image { name: "none".into() }];
    shares(&proxy, engines, looks, &place("")).await;
}

#[tokio::test]
async fn a_kind_is_watched_once_for_all() {
    let Some((_, cluster)) = host::cluster().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (proxy, engines) = through_port(folder.path(), &cluster).await;
    let looks = ["a", "b", "c"].map(|name| resource("Secret", name));
    shares(&proxy, engines, looks, &place("default")).await;
}

fn said(engine: &str, times: &[Duration]) {
    let worst = times.iter().max().copied().unwrap_or_default();
    let p50 = median(times.to_vec());
    eprintln!("measured: change to item: {engine} p50 {}, worst {}", host::ms(p50), host::ms(worst));
    assert!(worst < Duration::from_millis(500), "{worst:?}");
}

#[tokio::test]
async fn docker_changes_are_heard_at_once() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let data = host::name("v");
    // One after the other without a pause: the echo of a change comes only when nothing else does.
    let names: Vec<String> = (0..15).map(|round| format!("{data}-{round}")).collect();
    let looks: Vec<Look> = names.iter().map(|name| volume(name)).collect();
    let looks: Vec<(&Look, &str)> = looks.iter().map(|look| (look, "true")).collect();
    let mut items = settled(&looks, &World::Real(engines), &place("")).await;
    Things::with(&docker, async |things| {
        let mut times = Vec::new();
        for name in &names {
            things.volume(name).await;
            times.push(heard(&mut items, async {}).await);
        }
        said("docker", &times);
    })
    .await;
}

#[tokio::test]
async fn cluster_changes_are_heard_at_once() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let names: Vec<String> = (0..15).map(|round| format!("m-{round}")).collect();
    let looks: Vec<Look> = names.iter().map(|name| resource("ConfigMap", name)).collect();
    let looks: Vec<(&Look, &str)> = looks.iter().map(|look| (look, "true")).collect();
    Namespace::with(&cluster, async |ns| {
        let mut items = settled(&looks, &World::Real(engines), &place(&ns.name)).await;
        let mut times = Vec::new();
        for name in &names {
            ns.make("ConfigMap", json!({ "metadata": { "name": name } })).await;
            times.push(heard(&mut items, async {}).await);
        }
        said("cluster", &times);
    })
    .await;
}
