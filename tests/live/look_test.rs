//! Looks at a real Docker engine and a real cluster, and what they cost.
#![expect(clippy::disallowed_methods, reason = "writes kubeconfigs and charts, and starts `helm`")]
#![expect(clippy::print_stderr, reason = "says what was measured")]

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bollard::models::{HostConfig, PortBinding};
use bollard::query_parameters::StopContainerOptionsBuilder;
use kube::api::{Api, DynamicObject};
use sampan::check::{self, World};
use sampan::course::{CanRule, Engine, HttpTarget, Look, Outcome, Unreachable};
use sampan::engine::{EngineSettings, Engines, built_in};
use serde_json::json;

use crate::host;
use crate::things::{Namespace, Things, container, exercise, file, outcome, passed, place, resource, timed, volume};
use crate::watch_test::{heard, settled};

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
async fn a_file_that_changes_is_seen_at_once() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
        let name = host::name("kept");
        things.container(&name, "mkdir /data; sleep 600", HostConfig::default()).await;
        let today = file(&name, "/data/today");
        let sees = async |word: &str| outcome(&world, &place, &today, &format!("object.text == '{word}\\n'")).await;
        for round in 0..16 {
            let word = ["kept", "lost"][round % 2];
            things.run(&name, &format!("echo {word} > /data/today")).await;
            passed(sees(word).await);
            // Now read often enough to be kept, now written again at once.
            for _ in 0..round % 4 {
                tokio::time::sleep(Duration::from_millis(120)).await;
                passed(sees(word).await);
            }
        }
        // One who sets the time back deceives for a few seconds at most.
        let set_back = "touch -d '2026-01-02 03:04:05' /data/today";
        things.run(&name, set_back).await;
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(3200)).await;
            passed(sees("lost").await);
        }
        things.run(&name, &format!("echo kept > /data/today; {set_back}")).await;
        check::wait(&today, "object.text == 'kept\\n'", &world, &place, Duration::from_secs(8)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn r27_a54_a_published_port_is_asked_and_no_other() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (world, mut place) = (World::Real(engines), place(""));
    Things::with(&docker, async |things| {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        let http = Look::Http { to: HttpTarget::Published { port }, path: "/index.html".into() };
        passed(outcome(&world, &place, &http, "object.status == 0 && object.error == 'no-container'").await);
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
        must: true,
    };
    let must_not = CanRule { must: false, ..rule(&["get", "watch"], "pods", None) };
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
    let mixed = Look::Can { subject: subject.clone(), rules: vec![rule(&["list", "delete"], "pods", None), must_not] };
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
    passed(outcome(&world, &place, &mixed, "object.lacking == ['delete pods'] && object.surplus == ['get pods']").await);
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
    passed(sees(&http("web", 80, "/"), "object.status == 0 && object.error == 'no-service'").await);
    ns.make("Service", json!({ "metadata": { "name": "web" }, "spec": { "selector": { "app": "web" },
        "ports": [{ "name": "good", "port": 80, "targetPort": 8080 }, { "name": "bad", "port": 81, "targetPort": 9 }] } })).await;
    // The API server's own proxy hears of a new Service a moment later.
    let empty = "object.status == 0 && object.error == 'no-endpoints'";
    check::wait(&http("web", 80, "/"), empty, &world, &place, Duration::from_secs(10)).await.unwrap();
    let script = "mkdir /www; echo ahoy > /www/index.html; httpd -f -p 8080 -h /www";
    ns.make("Pod", json!({ "metadata": { "name": "web", "labels": { "app": "web" } }, "spec": {
        "terminationGracePeriodSeconds": 0,
        "containers": [{ "name": "web", "image": "busybox:1.37", "command": ["sh", "-c", script] }] } })).await;
    let limit = Duration::from_secs(60);
    let answered = check::wait(&http("web", 80, "/"), "object.status == 200 && object.body == 'ahoy\\n'", &world, &place, limit).await;
    let absent = sees(&http("web", 80, "/none"), "object.status == 404").await;
    let refused = sees(&http("web", 81, "/"), "object.status == 0 && object.error == 'refused'").await;
    ns.make("Service", json!({ "metadata": { "name": "bare" }, "spec": { "ports": [{ "port": 80 }] } })).await;
    check::wait(&http("bare", 80, "/"), empty, &world, &place, Duration::from_secs(10)).await.unwrap();
    let portless = sees(&http("web", 82, "/"), "object.status == 0 && object.error == 'no-port'").await;
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
        must: false,
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
