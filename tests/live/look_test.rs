//! Looks and changes against a real Docker engine and a real cluster, with what they cost.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

use bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use bollard::models::{NetworkConnectRequest, NetworkCreateRequest, VolumeCreateRequest};
use bollard::query_parameters::{CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder};
use bollard::query_parameters::{RemoveVolumeOptions, StartContainerOptions, StopContainerOptionsBuilder};
use chrono::Utc;
use futures_util::{FutureExt, Stream, StreamExt};
use kube::api::{Api, DeleteParams, DynamicObject, PostParams};
use sampan::check::{self, Place, World, watch};
use sampan::course::{CanRule, Check, Engine, Exercise, HttpTarget, Level, Localized, Look, Outcome, Unreachable};
use sampan::engine::{ClusterEngine, DockerEngine, EngineSettings, Engines, built_in};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::host::{self, Line, Proxy};

fn exercise(looks: &[(&Look, &str)]) -> Exercise {
    let check = |(number, (look, that)): (usize, &(&Look, &str))| Check {
        id: format!("check-{number}").parse().unwrap(),
        looks: [(if look.finds_many() { "objects" } else { "object" }.to_owned(), (*look).clone())].into(),
        that: (*that).to_owned(),
        found: None,
        say: Localized::default(),
        see: None,
        learn: None,
        after: vec![],
    };
    Exercise {
        id: "docker/dev-look".parse().unwrap(),
        level: Level::Beginner,
        minutes: 1,
        needs: vec![],
        images: vec![],
        owns: sampan::course::Owns::default(),
        within: Duration::from_secs(10),
        setup: vec![],
        checks: looks.iter().enumerate().map(check).collect(),
        hint_when: BTreeMap::new(),
        task: Localized::default(),
        start: vec![],
        manifests: vec![],
        solution: vec![],
        right: vec![],
        wrong: vec![],
    }
}

fn place(namespace: &str) -> Place {
    Place { namespace: namespace.to_owned(), begun: Some(Utc::now()), ..Place::default() }
}

/// What a check of this look comes to.
async fn outcome(world: &World, place: &Place, look: &Look, that: &str) -> Outcome {
    let report = check::run(&exercise(&[(look, that)]), world, place).await;
    report.outcomes[0].1.clone().unwrap()
}

#[track_caller]
fn passed(outcome: Outcome) {
    assert_eq!(outcome, Outcome::Passed);
}

/// Containers, volumes and networks of one test, removed at its end however it ends.
struct Things {
    docker: DockerEngine,
    containers: Vec<String>,
    volumes: Vec<String>,
    networks: Vec<String>,
}

impl Things {
    async fn with(docker: &DockerEngine, test: impl AsyncFnOnce(&mut Self)) {
        let mut it = Self { docker: docker.clone(), containers: vec![], volumes: vec![], networks: vec![] };
        let done = AssertUnwindSafe(test(&mut it)).catch_unwind().await;
        it.remove().await;
        done.unwrap_or_else(|panic| resume_unwind(panic));
    }

    async fn volume(&mut self, name: &str) {
        let wish = VolumeCreateRequest { name: Some(name.to_owned()), ..VolumeCreateRequest::default() };
        self.docker.client.create_volume(wish).await.unwrap();
        self.volumes.push(name.to_owned());
    }

    async fn container(&mut self, name: &str, script: &str, host: HostConfig) -> String {
        let ports = host.port_bindings.as_ref().map(|ports| ports.keys().cloned().collect());
        let wish = ContainerCreateBody {
            image: Some("busybox:1.37".into()),
            cmd: Some(vec!["sh".into(), "-c".into(), script.into()]),
            exposed_ports: ports,
            host_config: Some(host),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(name).build();
        let id = self.docker.client.create_container(Some(options), wish).await.unwrap().id;
        self.containers.push(name.to_owned());
        self.docker.client.start_container(name, None::<StartContainerOptions>).await.unwrap();
        id
    }

    async fn network(&mut self, name: &str) {
        let wish = NetworkCreateRequest { name: name.to_owned(), ..NetworkCreateRequest::default() };
        self.docker.client.create_network(wish).await.unwrap();
        self.networks.push(name.to_owned());
    }

    async fn remove(&self) {
        let force = RemoveContainerOptionsBuilder::new().force(true).build();
        for name in &self.containers {
            let _ = self.docker.client.remove_container(name, Some(force.clone())).await;
        }
        for name in &self.volumes {
            let _ = self.docker.client.remove_volume(name, None::<RemoveVolumeOptions>).await;
        }
        for name in &self.networks {
            let _ = self.docker.client.remove_network(name).await;
        }
    }
}

fn container(name: &str) -> Look {
    Look::Container { name: name.to_owned() }
}

fn volume(name: &str) -> Look {
    Look::Volume { name: name.to_owned() }
}

fn file(container: &str, path: &str) -> Look {
    Look::ContainerFile { container: container.to_owned(), path: path.to_owned() }
}

#[tokio::test]
async fn docker_is_seen_as_it_is() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
    let (name, data, net) = (host::name("c"), host::name("v"), host::name("n"));
    things.volume(&data).await;
    things.network(&net).await;
    let script = "echo kept > /data/today; ln -s today /data/link; ln -s nowhere /data/dangling; \
                  ln -s loop /data/loop; mkfifo /data/pipe; head -c 3000000 /dev/zero | tr '\\0' x > /data/big; sleep 600";
    let host_config = HostConfig { binds: Some(vec![format!("{data}:/data")]), ..HostConfig::default() };
    let id = things.container(&name, script, host_config).await;
    let sees = async |look: &Look, that: &str| outcome(&world, &place, look, that).await;
    let until = async |look: &Look, that: &str| check::wait(look, that, &world, &place, Duration::from_secs(10)).await;
    let mounts = format!("object.Mounts.exists(m, m.Type == 'volume' && m.Name == '{data}' && m.Destination == '/data')");
    passed(sees(&container(&name), &mounts).await);
    passed(sees(&container(&name), "object.State.Status == 'running'").await);
    // A beginning of an id, or of a name, is not a name.
    passed(sees(&container(&id[..12]), "object == null").await);
    passed(sees(&container(&name[..name.len() - 1]), "object == null").await);
    passed(sees(&volume(&data), &format!("object.Name == '{data}' && object.Driver == 'local'")).await);
    passed(sees(&volume(&host::name("none")), "object == null").await);
    passed(sees(&Look::Network { name: net.clone() }, "object.Driver == 'bridge'").await);
    passed(sees(&Look::Network { name: "bri".into() }, "object == null").await);
    let image = |name: &str| Look::Image { name: name.to_owned() };
    passed(sees(&image("docker.io/library/busybox:1.37"), "object.RepoTags.exists(t, t == 'busybox:1.37')").await);
    passed(sees(&image("busybox:0.0"), "object == null").await);
    until(&file(&name, "/data/big"), "object.size == 3000000").await.unwrap();
    passed(sees(&file(&name, "/data/big"), "object.text.size() == 1048576").await);
    passed(sees(&file(&name, "/data/today"), "object.text == 'kept\\n' && object.kind == 'file'").await);
    passed(sees(&file(&name, "data/link"), "object.text == 'kept\\n'").await);
    passed(sees(&file(&name, "/data"), "object.kind == 'directory' && !has(object.text)").await);
    for absent in ["/data/none", "/data/dangling", "/data/loop", "/data/today/x", "/data/loop/x", "/none/x"] {
        passed(sees(&file(&name, absent), "object == null").await);
    }
    passed(sees(&file(&id[..12], "/data/today"), "object == null").await);
    passed(sees(&file(&name, "/data/pipe"), "object.kind == 'other'").await);
    let before = "timestamp(object.modified) < timestamp('2100-01-01T00:00:00Z') && object.modified.matches('[.][0-9]{6,9}')";
    passed(sees(&file(&name, "/data/today"), before).await);
    let soon = StopContainerOptionsBuilder::new().t(0).build();
    docker.client.stop_container(&name, Some(soon)).await.unwrap();
    passed(sees(&file(&name, "/data/today"), "object.text == 'kept\\n'").await);
    passed(sees(&container(&name), "object.State.Status == 'exited'").await);
    }).await;
}

#[tokio::test]
async fn a_published_port_is_asked_and_no_other() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, mut place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        let http = Look::Http { to: HttpTarget::Published { port }, path: "/index.html".into() };
        passed(outcome(&world, &place, &http, "object.status == 0 && object.error.contains('no container')").await);
        drop(free);
        let binding = PortBinding { host_ip: Some("127.0.0.1".into()), host_port: Some(port.to_string()) };
        let ports = HashMap::from([("8080/tcp".to_owned(), Some(vec![binding]))]);
        let script = "mkdir /www; echo ahoy > /www/index.html; httpd -f -p 8080 -h /www";
        let host_config = HostConfig { port_bindings: Some(ports), ..HostConfig::default() };
        things.container(&host::name("web"), script, host_config).await;
        let answered = "object.status == 200 && object.body == 'ahoy\\n' && object.headers['content-length'] == '5'";
        let served = check::wait(&http, answered, &world, &place, Duration::from_secs(10)).await;
        place.own_port = Some(port);
        let own = outcome(&world, &place, &http, "true").await;
        served.unwrap();
        assert!(matches!(own, Outcome::CannotTell(Unreachable::BadCheck { .. })), "{own:?}");
    })
    .await;
}

type Items = Pin<Box<dyn Stream<Item = ()> + Send>>;

/// Changes of an exercise, read until nothing comes any more.
async fn settled(looks: &[(&Look, &str)], world: &World, place: &Place) -> Items {
    let mut items: Items = Box::pin(watch::changes(&exercise(looks), world, place));
    while timeout(Duration::from_millis(1500), items.next()).await.is_ok() {}
    items
}

/// How long after `act` has begun an item comes.
async fn heard(items: &mut Items, act: impl Future<Output = ()>) -> Duration {
    let began = Instant::now();
    act.await;
    timeout(Duration::from_secs(10), items.next()).await.expect("an item");
    began.elapsed()
}

async fn silent(items: &mut Items) -> bool {
    timeout(Duration::from_millis(1500), items.next()).await.is_err()
}

#[tokio::test]
async fn docker_tells_of_changes_and_not_of_looks() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let world = World::Real(engines);
    Things::with(&docker, async |things| {
        let (name, data, net) = (host::name("c"), host::name("v"), host::name("n"));
        things.network(&net).await;
        things.container(&name, "echo kept > /today; sleep 600", HostConfig::default()).await;
        let looks = [(&container(&name), "true"), (&volume(&data), "true")];
        let mut items = settled(&looks, &world, &place("")).await;
        // Looking makes events of its own, which must not be heard.
        for _ in 0..3 {
            passed(outcome(&world, &place(""), &file(&name, "/today"), "object != null").await);
        }
        let quiet = silent(&mut items).await;
        let made = heard(&mut items, things.volume(&data)).await;
        eprintln!("measured: a volume made, item after {} (call included)", host::ms(made));
        let after = heard(&mut items, async {}).await;
        let joins = NetworkConnectRequest { container: name.clone(), endpoint_config: None };
        while !silent(&mut items).await {}
        let joined = heard(&mut items, async { docker.client.connect_network(&net, joins).await.unwrap() }).await;
        assert!(quiet, "a look was heard as a change");
        assert!(made < Duration::from_millis(500) && joined < Duration::from_secs(2), "{made:?} {joined:?}");
        assert!((500..1500).contains(&after.as_millis()), "{after:?}");
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
    for (line, expected) in [(Line::Frozen, "slow"), (Line::Cut, "down"), (Line::Frozen, "slow")] {
        let lost = heard(&mut items, async { proxy.set(line) }).await;
        let why = check::run(&looked, &world, &place).await.outcomes[0].1.clone().unwrap();
        match (expected, &why) {
            ("slow", Outcome::CannotTell(Unreachable::TooSlow { engine: Some(who), .. })) if *who == engine => {}
            ("down", Outcome::CannotTell(Unreachable::Down { engine: who, .. })) if *who == engine => {}
            _ => panic!("{line:?}: {why:?}"),
        }
        while !silent(&mut items).await {}
        let back = heard(&mut items, async { proxy.set(Line::Open) }).await;
        passed(check::run(&looked, &world, &place).await.outcomes[0].1.clone().unwrap());
        eprintln!("measured: {engine:?} {line:?}, item after {}, and {} after its end", host::ms(lost), host::ms(back));
        while !silent(&mut items).await {}
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
        while !silent(&mut items).await {}
        proxy.set(Line::Open);
        while !silent(&mut items).await {}
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

#[tokio::test]
async fn a_cluster_with_another_authority_is_a_tls_failure() {
    let Some((_, cluster)) = host::cluster().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut entry = cluster.entry().clone();
    let server = entry.clusters[0].cluster.as_mut().unwrap();
    // A certificate that signed nothing: the client's own.
    server.certificate_authority = entry.auth_infos[0].auth_info.as_ref().unwrap().client_certificate.clone();
    let file = folder.path().join("kubeconfig");
    std::fs::write(&file, serde_json::to_string(&entry).unwrap()).unwrap();
    let engines = Engines::new(EngineSettings { kubeconfigs: vec![file], ..EngineSettings::default() });
    let why = engines.cluster().await.err().unwrap();
    assert!(matches!(&why, Unreachable::Tls { engine: Engine::Cluster, .. }), "{why:?}");
}

/// A namespace of one test, and what is made in it.
struct Namespace {
    cluster: ClusterEngine,
    name: String,
}

impl Namespace {
    async fn with(cluster: &ClusterEngine, test: impl AsyncFnOnce(&Self)) {
        let it = Self { cluster: cluster.clone(), name: host::name("ns") };
        it.make("Namespace", json!({ "metadata": { "name": it.name } })).await;
        let done = AssertUnwindSafe(test(&it)).catch_unwind().await;
        it.delete("Namespace", &it.name).await;
        done.unwrap_or_else(|panic| resume_unwind(panic));
    }

    async fn make(&self, kind: &str, mut object: Value) {
        let known = built_in(kind).unwrap();
        object["kind"] = json!(kind);
        object["apiVersion"] = json!(known.resource().api_version);
        let api: Api<DynamicObject> = known.api(&self.cluster.client, &self.name);
        api.create(&PostParams::default(), &serde_json::from_value(object).unwrap()).await.unwrap();
    }

    async fn delete(&self, kind: &str, name: &str) {
        let api: Api<DynamicObject> = built_in(kind).unwrap().api(&self.cluster.client, &self.name);
        api.delete(name, &DeleteParams::default()).await.unwrap();
    }
}

fn resource(kind: &str, name: &str) -> Look {
    Look::Resource { kind: kind.into(), api: None, name: name.into() }
}

#[tokio::test]
async fn the_cluster_is_seen_as_it_is() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        let place = place(&ns.name);
        let labels = |value: &str| BTreeMap::from([("app".to_owned(), value.to_owned())]);
        for name in ["a", "b"] {
            ns.make(
                "ConfigMap",
                json!({ "metadata": { "name": name, "labels": { "app": "x" } }, "data": { "k": name } }),
            )
            .await;
        }
        let sees = async |look: &Look, that: &str| outcome(&world, &place, look, that).await;
        let many = |value: &str| Look::Resources { kind: "ConfigMap".into(), api: None, labels: labels(value) };
        let printed = "object.kind == 'ConfigMap' && object.apiVersion == 'v1' && object.data.k == 'a' \
                   && !has(object.metadata.managedFields)";
        passed(sees(&resource("ConfigMap", "a"), printed).await);
        passed(sees(&resource("ConfigMap", "c"), "object == null").await);
        passed(sees(&resource("ConfigMap", "a/../b"), "object == null").await);
        passed(sees(&resource("Namespace", &ns.name), "object.status.phase == 'Active'").await);
        passed(sees(&many("x"), "objects.size() == 2 && objects.all(o, o.kind == 'ConfigMap')").await);
        passed(sees(&many("y"), "objects.size() == 0").await);
        let own = |api: &str, kind: &str, name: &str| Look::Resource {
            kind: kind.into(),
            api: Some(api.into()),
            name: name.into(),
        };
        // Kinds that our table does not have: one that the cluster knows, and one that it does not.
        let flow = own("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "probes");
        passed(sees(&flow, "object.kind == 'FlowSchema' && object.metadata.name == 'probes'").await);
        passed(sees(&own("example.org/v1", "Widget", "w"), "object == null").await);
        let unknown = sees(&resource("Widget", "w"), "true").await;
        assert!(matches!(unknown, Outcome::CannotTell(Unreachable::BadCheck { .. })), "{unknown:?}");
    })
    .await;
}

#[tokio::test]
async fn rights_are_asked_of_the_authorizer_itself() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
    let place = place(&ns.name);
    ns.make("Role", json!({ "metadata": { "name": "reader" }, "rules": [
        { "apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"] },
        { "apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"] },
        { "apiGroups": [""], "resources": ["nodes"], "verbs": ["list"] } ] })).await;
    let rule = |verbs: &[&str], resource: &str, namespace: Option<&str>| CanRule {
        verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
        resource: resource.into(),
        namespace: namespace.map(str::to_owned),
        name: None,
    };
    let subject = format!("system:serviceaccount:{}:robot", ns.name);
    let rules = vec![
        rule(&["get", "list", "delete"], "pods", None),
        rule(&["get"], "pods/log", None),
        rule(&["get"], "pods/exec", None),
        rule(&["get"], "deployments.apps", None),
        rule(&["get"], "deployments", None),
        rule(&["list"], "pods", Some("kube-system")),
        // A Role gives nothing of the whole cluster, whatever it says.
        rule(&["list"], "nodes", None),
        rule(&["get"], "/version", None),
    ];
    let look = Look::Can { subject, rules };
    passed(outcome(&world, &place, &look, "object.allowed == ['get /version']").await);
    let looks = [(&look, "true")];
    let mut items = settled(&looks, &world, &place).await;
    // Bound to the group of all accounts of the namespace, not to the account itself.
    let group = format!("system:serviceaccounts:{}", ns.name);
    let bind = ns.make("RoleBinding", json!({ "metadata": { "name": "all" },
        "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader" },
        "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": group }] }));
    let bound = heard(&mut items, bind).await;
    eprintln!("measured: a RoleBinding made, item after {} (call included)", host::ms(bound));
    let all = "object.allowed == ['get pods', 'list pods', 'get pods/log', 'get deployments.apps', 'get deployments', \
               'get /version'] && object.denied == ['delete pods', 'get pods/exec', 'list pods in kube-system', 'list nodes']";
    let seen = check::wait(&look, all, &world, &place, Duration::from_secs(5)).await;
    seen.unwrap();
    }).await;
}

#[tokio::test]
async fn a_service_is_told_apart_from_the_api_server() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
    let place = place(&ns.name);
    let http = |name: &str, port: u16, path: &str| Look::Http {
        to: HttpTarget::Service { name: name.into(), port },
        path: path.into(),
    };
    let sees = async |look: &Look, that: &str| outcome(&world, &place, look, that).await;
    passed(sees(&http("web", 80, "/"), "object.status == 0 && object.error.contains('not found')").await);
    ns.make("Service", json!({ "metadata": { "name": "web" }, "spec": { "selector": { "app": "web" },
        "ports": [{ "name": "good", "port": 80, "targetPort": 8080 }, { "name": "bad", "port": 81, "targetPort": 9 }] } })).await;
    passed(sees(&http("web", 80, "/"), "object.status == 0 && object.error.contains('no endpoints')").await);
    let script = "mkdir /www; echo ahoy > /www/index.html; httpd -f -p 8080 -h /www";
    ns.make("Pod", json!({ "metadata": { "name": "web", "labels": { "app": "web" } }, "spec": {
        "terminationGracePeriodSeconds": 0,
        "containers": [{ "name": "web", "image": "busybox:1.37", "command": ["sh", "-c", script] }] } })).await;
    let limit = Duration::from_secs(60);
    let answered = check::wait(&http("web", 80, "/"), "object.status == 200 && object.body == 'ahoy\\n'", &world, &place, limit).await;
    let absent = sees(&http("web", 80, "/none"), "object.status == 404").await;
    let refused = sees(&http("web", 81, "/"), "object.status == 0 && object.error.contains('refused')").await;
    let portless = sees(&http("web", 82, "/"), "object.status == 0").await;
    answered.unwrap();
    [absent, refused, portless].into_iter().for_each(passed);
    }).await;
}

#[tokio::test]
async fn a_release_is_read_without_helm() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
    let place = place(&ns.name);
    let folder = tempfile::tempdir().unwrap();
    let chart = folder.path().join("boat");
    std::fs::create_dir_all(chart.join("templates")).unwrap();
    std::fs::write(chart.join("Chart.yaml"), "apiVersion: v2\nname: boat\nversion: 0.1.0\nappVersion: '7'\n").unwrap();
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\ndata: {k: '{{ .Values.k }}'}\n";
    std::fs::write(chart.join("templates/map.yaml"), map).unwrap();
    let look = Look::Release { name: "mine".into() };
    passed(outcome(&world, &place, &look, "object == null").await);
    let looks = [(&look, "true")];
    for program in ["helm", "helm3"] {
        let mut items = settled(&looks, &world, &place).await;
        let helm = async |arguments: &[&str]| {
            let mut command = tokio::process::Command::new(program);
            command.arg("--kubeconfig").arg(&cluster.kubeconfig).args(["--namespace", &ns.name]).args(arguments);
            command.current_dir(folder.path()).output().await
        };
        if helm(&["version"]).await.is_err() {
            eprintln!("skipped: no `{program}`");
            continue;
        }
        heard(&mut items, async {
            let done = helm(&["upgrade", "--install", "mine", "./boat", "--set", "k=1"]).await.unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        })
        .await;
        helm(&["upgrade", "mine", "./boat", "--set", "k=2"]).await.unwrap();
        let all = "object.version == 2 && object.status == 'deployed' && object.name == 'mine' && object.chart.name == 'boat' \
                   && object.chart.version == '0.1.0' && object.chart.appVersion == '7' && string(object.config.k) == '2' \
                   && object.manifest.contains('kind: ConfigMap')";
        passed(outcome(&world, &place, &look, all).await);
        helm(&["uninstall", "mine"]).await.unwrap();
        passed(outcome(&world, &place, &look, "object == null").await);
    }
    }).await;
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

async fn timed<F: Future>(rounds: usize, work: impl Fn() -> F) -> Duration {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        work().await;
        times.push(began.elapsed());
    }
    median(times)
}

#[tokio::test]
async fn docker_looks_cost_little() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
        let name = host::name("c");
        things.container(&name, "echo kept > /today; sleep 600", HostConfig::default()).await;
        let bare = timed(200, || docker.client.inspect_container(&name, None)).await;
        let one = exercise(&[(&container(&name), "object.State.Running")]);
        let whole = timed(200, || check::run(&one, &world, &place)).await;
        let note = exercise(&[(&file(&name, "/today"), "object.text == 'kept\\n'")]);
        let read = timed(50, || check::run(&note, &world, &place)).await;
        eprintln!(
            "measured: inspect {}, a check of it {}, of a file {}",
            host::ms(bare),
            host::ms(whole),
            host::ms(read)
        );
        assert!(whole < Duration::from_millis(50), "{whole:?}");
    })
    .await;
}

#[tokio::test]
async fn cluster_looks_cost_little() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let (world, place) = (World::Real(engines), place("default"));
    let api: Api<DynamicObject> = built_in("ConfigMap").unwrap().api(&cluster.client, "default");
    let bare = timed(100, || api.get_opt("kube-root-ca.crt")).await;
    let look = resource("ConfigMap", "kube-root-ca.crt");
    let one = exercise(&[(&look, "object != null")]);
    let whole = timed(100, || check::run(&one, &world, &place)).await;
    let rule = CanRule {
        verbs: ["get", "list", "watch", "create", "update", "delete"].map(str::to_owned).into(),
        resource: "pods".into(),
        namespace: None,
        name: None,
    };
    let can =
        Look::Can { subject: "jane".into(), rules: vec![rule.clone(), CanRule { resource: "secrets".into(), ..rule }] };
    let rights = exercise(&[(&can, "object.allowed.size() == 0")]);
    let twelve = timed(50, || check::run(&rights, &world, &place)).await;
    eprintln!(
        "measured: get {}, a check of it {}, of twelve rights {}",
        host::ms(bare),
        host::ms(whole),
        host::ms(twelve)
    );
    assert!(whole < Duration::from_millis(100), "{whole:?}");
}

#[tokio::test]
async fn changes_are_heard_at_once() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let Some((_, cluster)) = host::cluster().await else { return };
    let world = World::Real(engines);
    Namespace::with(&cluster, async |ns| {
        Things::with(&docker, async |things| {
            let (mut of_docker, mut of_cluster) = (Vec::new(), Vec::new());
            let data = host::name("v");
            let mut items = settled(&[(&volume(&data), "true")], &world, &place("")).await;
            for round in 0..15 {
                let made = format!("{data}-{round}");
                things.volume(&made).await;
                of_docker.push(heard(&mut items, async {}).await);
                while timeout(Duration::from_millis(1100), items.next()).await.is_ok() {}
            }
            let mut items = settled(&[(&resource("ConfigMap", "x"), "true")], &world, &place(&ns.name)).await;
            for round in 0..15 {
                ns.make("ConfigMap", json!({ "metadata": { "name": format!("m-{round}") } })).await;
                of_cluster.push(heard(&mut items, async {}).await);
                while timeout(Duration::from_millis(1100), items.next()).await.is_ok() {}
            }
            let worst = |times: &[Duration]| times.iter().max().copied().unwrap_or_default();
            let words = |times: &[Duration]| {
                format!("p50 {}, worst {}", host::ms(median(times.to_vec())), host::ms(worst(times)))
            };
            eprintln!("measured: change to item: docker {}; cluster {}", words(&of_docker), words(&of_cluster));
            assert!(worst(&of_docker) < Duration::from_millis(500) && worst(&of_cluster) < Duration::from_millis(500));
        })
        .await;
    })
    .await;
}
