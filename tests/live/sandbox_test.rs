//! Worlds made and taken down on real engines: what is ours goes, at any moment, and nothing else does.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::HashMap;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bollard::Docker;
use bollard::models::{ContainerCreateBody, HostConfig, NetworkCreateRequest, VolumeCreateRequest};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, RemoveContainerOptionsBuilder, RemoveImageOptions,
    RemoveVolumeOptions, StartContainerOptions, TagImageOptionsBuilder,
};
use chrono::{DateTime, SubsecRound, Utc};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, PersistentVolume, PersistentVolumeClaim, Pod};
use k8s_openapi::api::rbac::v1::ClusterRole;
use kube::api::{Api, DeleteParams, Patch, PatchParams, PostParams};
use sampan::course::{Deed, Exercise, File, Level, Need, Owns, Step, StepKind, Unreachable};
use sampan::engine::Engines;
use sampan::sandbox::{Plot, Sandbox, SandboxError, Thing};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::timeout;

use crate::host;

const IMAGE: &str = "busybox:1.37";
const SETUP: &str = "setup/world.yaml";

/// An exercise of its own for a test, with everything below a temporary folder.
struct World {
    home: tempfile::TempDir,
    engines: Engines,
    sandbox: Sandbox,
    exercise: Exercise,
    plot: Plot,
}

/// The owned names are the test's name with a letter for the kind.
fn world(name: &str, needs: &[Need], manifest: &str) -> World {
    let home = tempfile::tempdir().unwrap();
    let engines = host::engines();
    let programs = vec![PathBuf::from("/nowhere")];
    let sandbox = Sandbox::new(engines.clone(), home.path().join("sampan"), home.path().join("kube"), programs);
    let exercise = exercise(name, needs, manifest);
    let plot = sandbox.plot_in(&exercise, format!("dev-sandbox-{name}"), &home.path().join("sampan"));
    World { home, engines, sandbox, exercise, plot }
}

fn exercise(name: &str, needs: &[Need], manifest: &str) -> Exercise {
    let own = |kind: &str| vec![format!("sandbox-{name}-{kind}")];
    let cluster = if manifest.contains("ClusterRole") { vec![format!("ClusterRole/sandbox-{name}")] } else { vec![] };
    let docker =
        Owns { containers: own("c"), volumes: own("v"), networks: own("n"), images: own("i"), cluster: vec![] };
    let owns = if needs.contains(&Need::Docker) { docker } else { Owns::default() };
    let file = |path: &str, text: &str| File { path: path.into(), bytes: text.into(), executable: false };
    let step = Step { what: StepKind::Apply(SETUP.into()), within: Duration::from_secs(30) };
    Exercise {
        id: format!("docker/sandbox-{name}").parse().unwrap(),
        level: Level::Beginner,
        minutes: 5,
        needs: needs.to_vec(),
        images: vec![],
        owns: Owns { cluster, ..owns },
        within: Duration::from_secs(10),
        setup: if manifest.is_empty() { vec![] } else { vec![step] },
        checks: vec![],
        hint_when: std::collections::BTreeMap::default(),
        lets: std::collections::BTreeMap::default(),
        task: sampan::course::Localized::default(),
        start: vec![file("web.yaml", "kind: Pod\n")],
        manifests: vec![file(SETUP, manifest)],
        solution: vec![],
        right: vec![],
        wrong: vec![],
    }
}

const SHOP: &str = r#"
kind: Pod
apiVersion: v1
metadata: {name: alone}
spec: {containers: [{name: c, image: "busybox:1.37", imagePullPolicy: Never, command: [sleep, "600"]}]}
---
kind: Deployment
apiVersion: apps/v1
metadata: {name: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: c, image: "busybox:1.37", imagePullPolicy: Never, command: [sleep, "600"]}]}
---
kind: PersistentVolumeClaim
apiVersion: v1
metadata: {name: disk}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: reads}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: default, namespace: "{namespace}"}]
"#;

fn role(name: &str) -> String {
    format!(
        "kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {{name: sandbox-{name}}}\n\
         rules: [{{apiGroups: [''], resources: [pods], verbs: [get]}}]\n"
    )
}

impl World {
    async fn docker(&self) -> Docker {
        self.engines.docker().await.expect("a Docker engine for live tests").client
    }

    async fn cluster(&self) -> kube::Client {
        self.engines.cluster().await.expect("a cluster for live tests").client
    }

    async fn start(&self) -> Result<(), SandboxError> {
        for deed in self.sandbox.deeds(&self.exercise) {
            self.sandbox.perform(&deed, &self.exercise, &self.plot).await?;
        }
        Ok(())
    }

    async fn preview(&self, since: DateTime<Utc>) -> Vec<Thing> {
        self.sandbox.preview(&self.exercise, &self.plot, since).await.unwrap()
    }

    async fn remove(&self, things: &[Thing]) -> Result<(), SandboxError> {
        self.sandbox.remove(things, &self.plot).await
    }

    async fn namespace(&self) -> Option<Namespace> {
        Api::all(self.cluster().await).get_opt(&self.plot.namespace).await.unwrap()
    }

    /// Waits for what an object of the namespace will say.
    async fn wait<K>(&self, name: &str, says: impl Fn(K) -> Option<String>) -> String
    where
        K: kube::Resource<DynamicType = (), Scope = NamespaceResourceScope> + Clone + Debug + DeserializeOwned,
    {
        let api: Api<K> = Api::namespaced(self.cluster().await, &self.plot.namespace);
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(said) = says(api.get(name).await.unwrap()) {
                return said;
            }
            assert!(Instant::now() < deadline, "{name} never came to that");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn name(&self, kind: &str) -> String {
        format!("{}-{kind}", self.exercise.id.name())
    }

    /// What a learner would do: a network, a volume, an image, and a container that holds the first two.
    async fn make_in_docker(&self) {
        let docker = self.docker().await;
        let (c, v, n) = (self.name("c"), self.name("v"), self.name("n"));
        docker.create_network(NetworkCreateRequest { name: n.clone(), ..Default::default() }).await.unwrap();
        make_volume(&docker, &v).await;
        run(&docker, &c, &[format!("{v}:/data")], &n).await;
        tag(&docker, &self.name("i")).await;
    }
}

async fn make_volume(docker: &Docker, name: &str) {
    docker.create_volume(VolumeCreateRequest { name: Some(name.into()), ..Default::default() }).await.unwrap();
}

async fn tag(docker: &Docker, name: &str) {
    docker.tag_image(IMAGE, Some(TagImageOptionsBuilder::new().repo(name).tag("latest").build())).await.unwrap();
}

/// A container that ignores being asked to stop, with an anonymous volume beside those given.
async fn run(docker: &Docker, name: &str, binds: &[String], network: &str) -> String {
    let body = ContainerCreateBody {
        image: Some(IMAGE.into()),
        cmd: Some(vec!["sh".into(), "-c".into(), "trap '' TERM; while true; do sleep 1; done".into()]),
        volumes: Some(vec!["/scratch".into()]),
        host_config: Some(HostConfig {
            binds: Some(binds.to_vec()),
            network_mode: Some(network.into()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let options = CreateContainerOptionsBuilder::new().name(name).build();
    let id = docker.create_container(Some(options), body).await.unwrap().id;
    docker.start_container(&id, None::<StartContainerOptions>).await.unwrap();
    id
}

async fn end(docker: &Docker, container: &str) {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    docker.remove_container(container, Some(options)).await.unwrap();
}

/// The volumes of an engine that were made anonymously for this container.
async fn anonymous(docker: &Docker, container: &str) -> String {
    let found = docker.inspect_container(container, None::<InspectContainerOptions>).await.unwrap();
    let mounts = found.mounts.unwrap_or_default().into_iter();
    mounts.filter(|mount| mount.destination.as_deref() == Some("/scratch")).find_map(|mount| mount.name).unwrap()
}

fn kinds(things: &[Thing]) -> Vec<(&str, &str)> {
    things.iter().map(|thing| (thing.kind.word(), thing.name.as_str())).collect()
}

fn just_now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(0)
}

#[tokio::test]
async fn a_world_is_made_and_taken_down_twice() {
    let name = "twice";
    let world = world(name, &[Need::Docker, Need::Kubernetes], &format!("{SHOP}---\n{}", role(name)));
    for round in 1..=2 {
        let since = Utc::now();
        assert_eq!(world.sandbox.conflicts(&world.exercise, &world.plot).await.unwrap(), [], "round {round}");
        world.start().await.unwrap();
        world.start().await.unwrap();
        world.make_in_docker().await;
        let docker = world.docker().await;
        let scratch = anonymous(&docker, &world.name("c")).await;
        let shop: Api<Deployment> = Api::namespaced(world.cluster().await, &world.plot.namespace);
        let shop = shop.get("shop").await.unwrap().metadata;
        assert_eq!(shop.generation, Some(1), "a second start changes nothing");
        assert_eq!(shop.labels.unwrap()["sampan/exercise"], "docker.sandbox-twice");

        let things = world.preview(since).await;
        let (c, v, n, i) = (world.name("c"), world.name("v"), world.name("n"), world.name("i"));
        let expected = [
            ("container", c.as_str()),
            ("volume", &v),
            ("network", &n),
            ("image", &i),
            ("namespace", &world.plot.namespace),
            ("ClusterRole", "sandbox-twice"),
        ];
        assert_eq!(kinds(&things), expected);

        let kubeconfig = world.plot.kubeconfig.clone().unwrap();
        assert!(kubeconfig.exists());
        let disk = world.wait("disk", |claim: PersistentVolumeClaim| claim.spec?.volume_name).await;
        world.wait("alone", |pod: Pod| pod.status?.phase.filter(|phase| phase == "Running")).await;
        let asked = Instant::now();
        world.remove(&things).await.unwrap();
        assert!(asked.elapsed() < Duration::from_secs(25), "no Pod is given its half minute");
        world.remove(&things).await.unwrap();
        assert!(!kubeconfig.exists());
        assert_eq!(world.preview(since).await, []);
        assert!(world.namespace().await.is_none());
        let disks: Api<PersistentVolume> = Api::all(world.cluster().await);
        assert!(disks.get_opt(&disk).await.unwrap().is_none(), "the claim's volume went too");
        assert!(docker.inspect_volume(&scratch).await.is_err(), "the container's anonymous volume went with it");
        assert!(docker.inspect_image(IMAGE).await.is_ok(), "the same image under its own name stays");
        let copy = world.sandbox.set_aside(&world.plot, Utc::now()).unwrap().unwrap();
        assert!(copy.join("web.yaml").exists() && !world.plot.workspace.exists());
    }
}

#[tokio::test]
async fn r31_d2_a_start_that_is_cut_off_anywhere_converges_and_is_found() {
    let name = "cut";
    let world = world(name, &[Need::Kubernetes], &format!("{SHOP}---\n{}", role(name)));
    let since = Utc::now();
    for limit in [0, 1, 2, 4, 8, 16, 32, 64] {
        for deed in world.sandbox.deeds(&world.exercise) {
            let cut = world.sandbox.perform(&deed, &world.exercise, &world.plot);
            drop(timeout(Duration::from_millis(limit), cut).await);
        }
    }
    world.start().await.unwrap();
    let shop: Api<Deployment> = Api::namespaced(world.cluster().await, &world.plot.namespace);
    assert_eq!(shop.get("shop").await.unwrap().metadata.generation, Some(1));
    // A removal that is cut off, too, and a start while the old namespace is still going.
    let things = world.preview(since).await;
    drop(timeout(Duration::from_millis(50), world.remove(&things)).await);
    world.start().await.unwrap();
    world.remove(&things).await.unwrap();
    let new = world.namespace().await.unwrap().metadata;
    assert_eq!(new.deletion_timestamp, None, "the new namespace is not the one that was previewed");
    world.start().await.unwrap();
    let things = world.preview(since).await;
    assert_eq!(kinds(&things), [("namespace", "dev-sandbox-cut"), ("ClusterRole", "sandbox-cut")]);
    world.remove(&things).await.unwrap();
    assert_eq!(world.preview(since).await, []);
}

#[tokio::test]
async fn r31_a_namespace_and_a_role_of_others_are_refused_and_stay() {
    let name = "foreign";
    let world = world(name, &[Need::Kubernetes], &role(name));
    let namespaces: Api<Namespace> = Api::all(world.cluster().await);
    let roles: Api<ClusterRole> = Api::all(world.cluster().await);
    let before = Utc::now() - Duration::from_secs(5);
    let metadata = json!({"metadata": {"name": world.plot.namespace}});
    namespaces.create(&PostParams::default(), &serde_json::from_value(metadata).unwrap()).await.unwrap();
    let metadata = json!({"metadata": {"name": "sandbox-foreign"}});
    roles.create(&PostParams::default(), &serde_json::from_value(metadata).unwrap()).await.unwrap();

    let taken = world.sandbox.conflicts(&world.exercise, &world.plot).await.unwrap();
    assert_eq!(kinds(&taken), [("namespace", "dev-sandbox-foreign"), ("ClusterRole", "sandbox-foreign")]);
    match world.sandbox.perform(&Deed::Namespace, &world.exercise, &world.plot).await {
        Err(SandboxError::NotOurs { thing }) => assert_eq!(thing.name, "dev-sandbox-foreign"),
        other => panic!("{other:?}"),
    }
    let apply = Deed::Apply { manifest: SETUP.into() };
    match world.sandbox.perform(&apply, &world.exercise, &world.plot).await {
        Err(SandboxError::NotOurs { thing }) => assert_eq!(thing.kind.word(), "ClusterRole"),
        other => panic!("{other:?}"),
    }
    assert_eq!(roles.get("sandbox-foreign").await.unwrap().metadata.labels, None);
    let later = Utc::now() + Duration::from_secs(5);
    assert_eq!(world.preview(later).await, [], "what was there before the start is nobody's to remove");
    assert_eq!(kinds(&world.preview(before).await), [("ClusterRole", "sandbox-foreign")], "owned, and made since");

    namespaces.delete(&world.plot.namespace, &DeleteParams::default()).await.unwrap();
    roles.delete("sandbox-foreign", &DeleteParams::default()).await.unwrap();
}

#[tokio::test]
async fn r30_what_was_made_anew_since_the_preview_is_left_alone() {
    let world = world("anew", &[Need::Docker], "");
    let docker = world.docker().await;
    let since = Utc::now();
    world.make_in_docker().await;
    let old = world.preview(since).await;
    assert_eq!(old.len(), 4);
    let (c, v, i) = (world.name("c"), world.name("v"), world.name("i"));
    end(&docker, &c).await;
    docker.remove_volume(&v, None::<RemoveVolumeOptions>).await.unwrap();
    docker.remove_image(&i, None::<RemoveImageOptions>, None).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await; // a volume's time is in whole seconds
    make_volume(&docker, &v).await;
    let id = run(&docker, &c, &[format!("{v}:/data")], "bridge").await;
    world.remove(&old).await.unwrap();
    assert_eq!(docker.inspect_container(&c, None::<InspectContainerOptions>).await.unwrap().id.as_deref(), Some(&*id));
    assert!(docker.inspect_volume(&v).await.is_ok());
    assert!(docker.inspect_image(IMAGE).await.is_ok());
    let new = world.preview(since).await;
    assert_eq!(kinds(&new), [("container", c.as_str()), ("volume", &v)]);
    assert_eq!(world.preview(Utc::now() + Duration::from_secs(5)).await, [], "older than the start");
    assert_eq!(world.sandbox.conflicts(&world.exercise, &world.plot).await.unwrap(), new);
    world.remove(&new).await.unwrap();
}

#[tokio::test]
async fn what_others_use_is_refused_in_the_engines_words() {
    let world = world("inuse", &[Need::Docker], "");
    let docker = world.docker().await;
    let since = just_now();
    world.make_in_docker().await;
    let others = "sandbox-inuse-others";
    run(&docker, others, &[format!("{}:/data", world.name("v"))], "bridge").await;
    let things = world.preview(since).await;
    match world.remove(&things).await {
        Err(SandboxError::Refused { thing, message }) => {
            assert_eq!((thing.kind.word(), thing.name), ("volume", world.name("v")));
            assert!(message.contains("in use"), "{message}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        kinds(&world.preview(since).await),
        [("volume", world.name("v").as_str())],
        "it keeps none of the others"
    );
    end(&docker, others).await;
    world.remove(&things).await.unwrap();
    assert_eq!(world.preview(since).await, []);
}

#[tokio::test]
async fn r30_a_container_with_our_label_is_ours_and_an_ids_beginning_is_no_name() {
    let mut world = world("label", &[Need::Docker], "");
    let docker = world.docker().await;
    let labels = HashMap::from([("sampan.exercise".to_owned(), "docker.sandbox-label".to_owned())]);
    let body = ContainerCreateBody { image: Some(IMAGE.into()), labels: Some(labels), ..Default::default() };
    let options = CreateContainerOptionsBuilder::new().name("sandbox-label-made").build();
    let id = docker.create_container(Some(options), body).await.unwrap().id;
    world.exercise.owns.containers = vec![id[..12].to_owned(), "../info".to_owned()];
    assert_eq!(world.sandbox.conflicts(&world.exercise, &world.plot).await.unwrap(), []);
    let things = world.preview(Utc::now() + Duration::from_secs(5)).await;
    assert_eq!(kinds(&things), [("container", "sandbox-label-made")]);
    world.remove(&things).await.unwrap();
}

/// What a broken manifest comes to: the object's kind and the words.
async fn refused(name: &str, manifest: &str) -> (String, String) {
    let world = world(name, &[Need::Kubernetes], manifest);
    let failed = world.start().await;
    let things = world.preview(Utc::now()).await;
    world.remove(&things).await.unwrap();
    match failed {
        Err(SandboxError::Apply { manifest, kind, message, .. }) => {
            assert_eq!(manifest, SETUP);
            (kind, message)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_manifest_that_the_cluster_refuses_names_object_and_words() {
    for (name, manifest, expected) in [
        ("field", "{kind: ConfigMap, apiVersion: v1, metadata: {name: x}, dta: {}}", "dta"),
        ("kind", "{kind: Boat, apiVersion: v1, metadata: {name: x}}", "Boat"),
        ("group", "{kind: Boat, apiVersion: no.such/v1, metadata: {name: x}}", ""),
        ("value", "{kind: ConfigMap, apiVersion: v1, metadata: {name: X_}}", "RFC 1123"),
        ("elsewhere", "{kind: ConfigMap, apiVersion: v1, metadata: {name: x, namespace: default}}", "namespace"),
    ] {
        let (kind, message) = refused(name, manifest).await;
        assert!(manifest.contains(&kind) && message.contains(expected) && !message.is_empty(), "{name}: {message}");
    }
}

#[tokio::test]
async fn all_that_is_missing_is_named_at_once() {
    let mut world = world("ready", &[Need::Docker, Need::Helm], "");
    world.exercise.images = vec![IMAGE.into(), "sampan.invalid/a:1".into(), "sampan.invalid/b:1".into()];
    let missing = |image: &str| Unreachable::ImageMissing { image: image.into() };
    let readiness = world.sandbox.ready(&world.exercise).await;
    let helm = Unreachable::ProgramMissing { program: "helm".into() };
    assert_eq!(readiness.lacking, [missing("sampan.invalid/a:1"), missing("sampan.invalid/b:1"), helm]);
    assert_eq!(readiness.to_pull, ["sampan.invalid/a:1", "sampan.invalid/b:1"]);
    world.exercise.images.truncate(1);
    world.exercise.needs = vec![Need::Docker, Need::Kubernetes];
    assert!(world.sandbox.ready(&world.exercise).await.is_ready());
}

#[tokio::test]
async fn the_variables_lead_to_the_place() {
    let world = world("env", &[Need::Docker, Need::Kubernetes], "");
    world.start().await.unwrap();
    let env: HashMap<_, _> = world.sandbox.env(&world.plot).await.into_iter().collect();
    assert_eq!(env["NAMESPACE"], "dev-sandbox-env");
    assert_eq!(Path::new(&env["KUBECONFIG"]), world.home.path().join("kube/dev-sandbox-env.yaml"));
    assert_eq!(env.get("DOCKER_HOST"), host::settings().docker_host.as_ref());

    let options = kube::config::KubeConfigOptions::default();
    let ours = kube::config::Kubeconfig::read_from(&env["KUBECONFIG"]).unwrap();
    let config = kube::Config::from_custom_kubeconfig(ours, &options).await.unwrap();
    assert_eq!(config.default_namespace, "dev-sandbox-env");
    let client = kube::Client::try_from(config).unwrap();
    assert!(Api::<Namespace>::all(client).get("dev-sandbox-env").await.is_ok(), "the credentials came along");
    let things = world.preview(Utc::now()).await;
    world.remove(&things).await.unwrap();
}

#[tokio::test]
async fn a_namespace_that_does_not_go_says_what_holds_it() {
    let held = "{kind: ConfigMap, apiVersion: v1, metadata: {name: held, finalizers: [sampan.test/hold]}}";
    let world = world("stuck", &[Need::Kubernetes], held);
    world.start().await.unwrap();
    let things = world.preview(Utc::now()).await;
    let failed = world.remove(&things).await;
    let maps: Api<ConfigMap> = Api::namespaced(world.cluster().await, &world.plot.namespace);
    let free = Patch::Merge(json!({"metadata": {"finalizers": null}}));
    maps.patch("held", &PatchParams::default(), &free).await.unwrap();
    match failed {
        Err(SandboxError::Stuck { thing, why }) => {
            assert_eq!(thing.name, "dev-sandbox-stuck");
            assert!(why.contains("sampan.test/hold"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    world.remove(&things).await.unwrap();
}
