//! What exists in an exercise's world, on real engines: only what is its own, how it hangs together, and told as it
//! changes.
#![expect(clippy::disallowed_methods, reason = "writes a course")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

use bollard::models::HostConfig;
use bollard::query_parameters::{RemoveContainerOptionsBuilder, StopContainerOptions, WaitContainerOptions};
use futures_util::{Stream, StreamExt};
use sampan::check::World;
use sampan::course::{ExerciseId, Health, Lang, ThingName};
use sampan::engine::{Engines, built_in};
use sampan::sandbox::Sandbox;
use sampan::site::{Library, Source};
use sampan::store::Store;
use sampan::tutor::{Learner, Machine, Tutor, TutorError, WorldThingView, WorldView};
use serde_json::json;
use tokio::time::timeout;

use crate::host;
use crate::program::copy;
use crate::things::{Namespace, Things};

type Views = Pin<Box<dyn Stream<Item = Result<Option<WorldView>, TutorError>> + Send>>;

/// A tutor with one exercise of the test's own.
struct Class {
    tutor: Tutor,
    id: ExerciseId,
    _home: tempfile::TempDir,
}

async fn class(engines: &Engines, name: &str, head: &str) -> Class {
    let home = tempfile::tempdir().unwrap();
    let course = home.path().join("course");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
    let (model, own) = (course.join("exercises/docker/keep-the-data"), course.join("exercises/docker").join(name));
    std::fs::rename(model, &own).unwrap();
    std::fs::remove_dir_all(own.join("wrong")).unwrap();
    let check =
        "[[checks]]\nid = \"a\"\nlook = { answer = {} }\nthat = \"true\"\nsay = { en = \"a\", zh-cn = \"a\" }\n";
    let text = format!("format = 1\nlevel = \"beginner\"\nminutes = 1\n{head}\n{check}");
    std::fs::write(own.join("exercise.toml"), text).unwrap();
    let (library, problems) = Library::open(&Source::Dir(course));
    let at = |name: &str| home.path().join(name);
    let sandbox = Sandbox::new(engines.clone(), at("sampan"), at("kube"), Vec::new());
    let world = World::Real(engines.clone());
    let store = Store::in_memory().await.unwrap();
    let tutor = Tutor::new(library, problems, world, sandbox, store, Machine::default());
    Class { tutor, id: format!("docker/{name}").parse().unwrap(), _home: home }
}

impl Class {
    async fn start(&self) -> Views {
        self.tutor.start(&Learner::me(), &self.id, &Lang::en(), |_| ()).await.unwrap();
        Box::pin(self.tutor.follow_world(&Learner::me(), &self.id, &Lang::en()))
    }

    async fn stop(&self) {
        self.tutor.stop(&Learner::me(), &self.id, &Lang::en()).await.unwrap();
    }
}

/// The next view of which this holds.
async fn until(views: &mut Views, what: &str, holds: impl Fn(&WorldView) -> bool) -> WorldView {
    let mut last = None;
    let found = timeout(Duration::from_secs(30), async {
        loop {
            let view = views.next().await.unwrap().unwrap();
            if let Some(view) = view.as_ref().filter(|view| holds(view)) {
                return view.clone();
            }
            last = view;
        }
    });
    found.await.unwrap_or_else(|_| panic!("{what}: {last:#?}"))
}

fn find<'a>(view: &'a WorldView, kind: &str, name: &str) -> Option<&'a WorldThingView> {
    view.things.iter().find(|thing| thing.kind == kind && thing.name == name)
}

fn says(view: &WorldView, kind: &str, name: &str, text: &str) -> bool {
    find(view, kind, name).is_some_and(|thing| thing.text == text)
}

#[tokio::test]
async fn containers_are_shown_as_they_come_run_and_end() {
    let Some((engines, docker, _alone)) = host::docker().await else { return };
    let (web, data, other) = (host::name("c"), host::name("v"), host::name("o"));
    let head = format!("needs = [\"docker\"]\n[owns]\ncontainers = [\"{web}\"]\nvolumes = [\"{data}\"]\n");
    let class = class(&engines, "dev-world", &head).await;
    let mut views = class.start().await;
    let empty = until(&mut views, "nothing yet", |view| view.unseen.is_empty()).await;
    assert!(empty.things.is_empty(), "{empty:?}");
    Things::with(&docker, async |things| {
        things.container(&other, "sleep 600", HostConfig::default()).await;
        things.volume(&data).await;
        until(&mut views, "a volume", |view| says(view, "volume", &data, "not in use")).await;
        let began = Instant::now();
        let binds = Some(vec![format!("{data}:/data")]);
        let script = "echo hello; trap 'exit 3' TERM; sleep 600 & wait";
        things.container(&web, script, HostConfig { binds, ..HostConfig::default() }).await;
        let view = until(&mut views, "a container", |view| says(view, "container", &web, "running")).await;
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        let uses = &find(&view, "container", &web).unwrap().uses;
        assert_eq!(*uses, [ThingName::new("volume", &data)], "its image is not the exercise's own");
        assert!(says(&view, "volume", &data, "used by 1 container"), "{view:#?}");
        assert!(find(&view, "container", &other).is_none(), "another's container is nobody's business");

        docker.client.stop_container(&web, None::<StopContainerOptions>).await.unwrap();
        docker.client.wait_container(&web, None::<WaitContainerOptions>).next().await;
        let view = until(&mut views, "an end", |view| says(view, "container", &web, "exited (3)")).await;
        assert_eq!(find(&view, "container", &web).unwrap().health, Health::Ill);
        let of = ThingName::new("container", &web);
        let close = class.tutor.close_up(&Learner::me(), &class.id, &of, &Lang::en()).await.unwrap();
        assert_eq!(close.log, Some(vec!["hello".to_owned()]));
        let told: Vec<&str> = close.happened.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(told, ["created", "started", "ended with exit code 3"]);
        let of = ThingName::new("container", &other);
        let refused = class.tutor.close_up(&Learner::me(), &class.id, &of, &Lang::en()).await;
        assert!(matches!(refused, Err(TutorError::NoSuchThing(_))), "{refused:?}");
        let force = RemoveContainerOptionsBuilder::new().force(true).build();
        docker.client.remove_container(&web, Some(force)).await.unwrap();
        until(&mut views, "its absence", |view| find(view, "container", &web).is_none()).await;
    })
    .await;
    class.stop().await;
    let last = timeout(Duration::from_secs(10), async { while views.next().await.unwrap().unwrap().is_some() {} });
    last.await.expect("nothing is shown of what is not started");
}

#[tokio::test]
async fn a_deployment_is_shown_down_to_its_pods_and_nothing_of_other_namespaces() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let name = host::name("w");
    let class = class(&engines, &name, "needs = [\"kubernetes\"]\n").await;
    let mut views = class.start().await;
    let empty = until(&mut views, "nothing yet", |view| view.unseen.is_empty()).await;
    assert!(empty.things.is_empty(), "what every namespace has is no work of the learner's: {empty:?}");
    let own = Namespace { cluster: cluster.clone(), name: format!("sampan-{name}") };
    let pod = json!({ "terminationGracePeriodSeconds": 0, "containers": [{ "name": "c", "image": "busybox:1.37",
        "imagePullPolicy": "Never", "command": ["sh", "-c", "echo hello; sleep 600"] }] });
    let labels = json!({ "app": "web" });
    let spec = json!({ "replicas": 1, "selector": { "matchLabels": labels },
        "template": { "metadata": { "labels": labels }, "spec": pod } });
    own.make("Deployment", json!({ "metadata": { "name": "web" }, "spec": spec })).await;
    own.make(
        "Service",
        json!({ "metadata": { "name": "web" }, "spec": { "selector": labels, "ports": [{ "port": 80 }] } }),
    )
    .await;
    let is_up = |view: &WorldView| {
        says(view, "Deployment", "web", "1/1 ready") && says(view, "Service", "web", "reaches 1 ready Pod")
    };
    let view = until(&mut views, "a ready Deployment", is_up).await;
    let service = find(&view, "Service", "web").unwrap();
    assert_eq!((service.ports.as_slice(), service.selects.len()), (&["80/TCP".to_owned()][..], 1));
    let pod = find(&view, "Pod", &service.selects[0].name).unwrap();
    let replicas = find(&view, "ReplicaSet", &pod.owner.as_ref().unwrap().name).unwrap();
    assert_eq!(replicas.owner, Some(ThingName::new("Deployment", "web")));
    let expected = ["Deployment", "Pod", "ReplicaSet", "Service"];
    let mut kinds: Vec<&str> = view.things.iter().map(|thing| thing.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, expected, "{view:#?}");

    let of = ThingName::new("Pod", &pod.name);
    let close = class.tutor.close_up(&Learner::me(), &class.id, &of, &Lang::en()).await.unwrap();
    assert_eq!(close.log, Some(vec!["hello".to_owned()]), "{close:?}");
    assert!(close.happened.iter().any(|one| one.text.starts_with("Scheduled: ")), "{close:?}");
    let scale = json!({ "spec": { "replicas": 0 } });
    let api: kube::Api<kube::api::DynamicObject> = built_in("Deployment").unwrap().api(&own.cluster.client, &own.name);
    api.patch("web", &kube::api::PatchParams::default(), &kube::api::Patch::Merge(scale)).await.unwrap();
    until(&mut views, "no Pods", |view| says(view, "Service", "web", "reaches no ready Pod")).await;
    class.stop().await;
    let gone = class.tutor.world(&Learner::me(), &class.id, &Lang::en()).await;
    assert!(matches!(gone, Err(TutorError::NotStarted)), "{gone:?}");
}
