//! The steps of a set-up on a real engine: each kind is made, made again, cut anywhere, and taken down; what others
//! made under the same names stays as it is.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use bollard::models::{ContainerCreateBody, ContainerInspectResponse, NetworkCreateRequest, VolumeCreateRequest};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, DownloadFromContainerOptionsBuilder, InspectContainerOptions,
    RemoveContainerOptionsBuilder, RemoveImageOptions, RemoveVolumeOptions, StopContainerOptionsBuilder,
    TagImageOptionsBuilder,
};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sampan::course::{
    Deed, Exercise, File, Filling, Level, Mount, Need, NewContainer, NewFile, Owns, Publish, Step, StepKind,
};
use sampan::engine::DockerEngine;
use sampan::sandbox::{Plot, Sandbox, SandboxError, Thing};
use tokio::time::timeout;

use crate::host;

const IMAGE: &str = "busybox:1.37";

/// An exercise with one step of each kind, its place below a temporary folder, and the engine it is set up on.
struct Shop {
    _home: tempfile::TempDir,
    docker: DockerEngine,
    sandbox: Sandbox,
    exercise: Exercise,
    plot: Plot,
    since: DateTime<Utc>,
}

impl Shop {
    /// All names begin with that of the test.
    async fn open(name: &str) -> Option<Self> {
        let home = tempfile::tempdir().unwrap();
        let engines = host::engines();
        let Ok(docker) = engines.docker().await else {
            host::skip("Docker", "no engine answers");
            return None;
        };
        let sandbox = Sandbox::new(engines, home.path().join("sampan"), home.path().join("kube"), vec![]);
        let exercise = exercise(name);
        let plot = sandbox.plot_in(&exercise, format!("dev-{name}"), &home.path().join("sampan"));
        Some(Self { _home: home, docker, sandbox, exercise, plot, since: Utc::now() })
    }

    fn name(&self, of: &str) -> String {
        format!("{}-{of}", self.exercise.id.name())
    }

    async fn set_up(&self) -> Result<(), SandboxError> {
        for deed in self.sandbox.deeds(&self.exercise) {
            self.sandbox.perform(&deed, &self.exercise, &self.plot).await?;
        }
        Ok(())
    }

    async fn preview(&self) -> Vec<Thing> {
        self.sandbox.preview(&self.exercise, &self.plot, self.since).await.unwrap()
    }

    async fn take_down(&self) {
        self.sandbox.remove(&self.preview().await, &self.plot).await.unwrap();
        assert_eq!(self.preview().await, []);
    }

    async fn inspect(&self, of: &str) -> ContainerInspectResponse {
        self.docker.client.inspect_container(&self.name(of), None::<InspectContainerOptions>).await.unwrap()
    }

    /// What stands in a file of the container.
    async fn read(&self, path: &str) -> String {
        let options = DownloadFromContainerOptionsBuilder::new().path(path).build();
        let name = self.name("web");
        let parts = self.docker.client.download_from_container(&name, Some(options));
        let bytes: Vec<u8> = parts.try_collect::<Vec<_>>().await.unwrap().concat();
        let mut archive = tar::Archive::new(bytes.as_slice());
        let mut entry = archive.entries().unwrap().next().unwrap().unwrap();
        std::io::read_to_string(&mut entry).unwrap()
    }
}

fn exercise(name: &str) -> Exercise {
    let of = |kind: &str| format!("{name}-{kind}");
    let file = |path: &str, text: &str| File { path: path.into(), bytes: text.into(), executable: false };
    let new_file = |path: &str, filling| NewFile { path: path.into(), filling, executable: true };
    let container = NewContainer {
        name: of("web"),
        image: of("image:1"),
        command: ["sleep", "600"].map(str::to_owned).to_vec(),
        env: BTreeMap::from([("MODE".to_owned(), "demo".to_owned())]),
        ports: vec![Publish::parse("127.0.0.1::80").unwrap()],
        mounts: vec![Mount::parse(&format!("{name}-notes:/notes")).unwrap(), Mount::parse("./site:/site:ro").unwrap()],
        network: Some(of("net")),
        memory: Some(64 << 20),
        ..NewContainer::default()
    };
    let steps = [
        StepKind::File(new_file("site/index.html", Filling::Text("in {namespace}\n".into()))),
        StepKind::File(new_file("run.sh", Filling::From("setup/run.sh".into()))),
        StepKind::File(new_file("film.bin", Filling::Zeros(50_000_000))),
        StepKind::Volume { name: of("notes") },
        StepKind::Network { name: of("net") },
        StepKind::Build { image: of("image:1"), context: "setup/image".into() },
        StepKind::Tag { image: of("image:1"), name: of("image:2") },
        StepKind::Container(Box::new(container)),
        StepKind::Copy { file: "setup/run.sh".into(), container: of("web"), path: "/opt/shop/run.sh".into() },
    ];
    Exercise {
        id: format!("docker/{name}").parse().unwrap(),
        level: Level::Beginner,
        minutes: 5,
        needs: vec![Need::Docker],
        images: vec![IMAGE.into()],
        owns: Owns::default(),
        within: Duration::from_secs(10),
        setup: steps.map(|what| Step { what, within: Duration::from_secs(30) }).to_vec(),
        checks: vec![],
        hint_when: BTreeMap::default(),
        lets: BTreeMap::default(),
        task: sampan::course::Localized::default(),
        start: vec![],
        manifests: vec![
            file("setup/run.sh", "echo shop\n"),
            file("setup/image/Dockerfile", "FROM busybox:1.37\nCOPY price.txt /price.txt\nENV SECRET=hush\n"),
            file("setup/image/price.txt", "3\n"),
        ],
        solution: vec![],
        right: vec![],
        wrong: vec![],
    }
}

fn named(things: &[Thing]) -> Vec<String> {
    let mut names: Vec<_> = things.iter().map(|thing| format!("{} {}", thing.kind.word(), thing.name)).collect();
    names.sort();
    names
}

fn all(name: &str) -> Vec<String> {
    ["container {}-web", "image {}-image:1", "image {}-image:2", "network {}-net", "volume {}-notes"]
        .map(|text| text.replace("{}", name))
        .to_vec()
}

#[tokio::test]
async fn every_kind_of_step_is_made_once_and_taken_down() {
    let Some(shop) = Shop::open("step-all").await else { return };
    assert_eq!(shop.sandbox.conflicts(&shop.exercise, &shop.plot).await.unwrap(), []);
    shop.set_up().await.unwrap();
    let web = shop.inspect("web").await;
    shop.set_up().await.unwrap();
    let again = shop.inspect("web").await;
    assert_eq!((&web.id, web.restart_count), (&again.id, again.restart_count), "made once");
    let state =
        |of: &ContainerInspectResponse| of.state.as_ref().map(|state| (state.running, state.started_at.clone()));
    assert_eq!(state(&web), state(&again), "started once");
    assert_eq!(state(&web).unwrap().0, Some(true));

    let (config, host) = (web.config.unwrap(), web.host_config.unwrap());
    assert!(config.env.unwrap().contains(&"MODE=demo".to_owned()));
    assert_eq!((host.memory, config.labels.unwrap()["sampan.exercise"].as_str()), (Some(64 << 20), "docker.step-all"));
    assert!(web.network_settings.unwrap().networks.unwrap().contains_key("step-all-net"));
    assert_eq!(shop.read("/site/index.html").await, "in dev-step-all\n");
    assert_eq!(shop.read("/price.txt").await, "3\n");
    assert_eq!(shop.read("/opt/shop/run.sh").await, "echo shop\n");
    assert_eq!(shop.plot.workspace.join("film.bin").metadata().unwrap().len(), 50_000_000);
    let script = std::fs::File::open(shop.plot.workspace.join("run.sh")).unwrap();
    assert_eq!(std::io::read_to_string(script).unwrap(), "echo shop\n");

    assert_eq!(named(&shop.preview().await), all("step-all"));
    shop.take_down().await;
    assert!(shop.docker.client.inspect_image(IMAGE).await.is_ok(), "what it was built from stays");
}

#[tokio::test]
async fn a_set_up_that_is_cut_at_any_deed_converges_and_is_found() {
    let Some(shop) = Shop::open("step-cut").await else { return };
    let deeds = shop.sandbox.deeds(&shop.exercise);
    for limit in [0, 1, 2, 4, 8, 16, 32, 64] {
        for deed in &deeds {
            let cut = shop.sandbox.perform(deed, &shop.exercise, &shop.plot);
            drop(timeout(Duration::from_millis(limit), cut).await);
        }
        let found = named(&shop.preview().await);
        assert!(found.iter().all(|thing| all("step-cut").contains(thing)), "{found:?}");
    }
    shop.set_up().await.unwrap();
    assert_eq!(shop.inspect("web").await.state.unwrap().running, Some(true));
    assert_eq!(named(&shop.preview().await), all("step-cut"));
    // And each prefix of a set-up is taken down whole.
    shop.take_down().await;
    for count in [5, 8] {
        for deed in &deeds[..count] {
            shop.sandbox.perform(deed, &shop.exercise, &shop.plot).await.unwrap();
        }
        shop.take_down().await;
    }
}

#[tokio::test]
async fn a_container_that_has_ended_is_not_started_again() {
    let Some(mut shop) = Shop::open("step-end").await else { return };
    shop.exercise.setup.retain(|step| matches!(step.what, StepKind::Container(_)));
    if let StepKind::Container(new) = &mut shop.exercise.setup[0].what {
        **new = NewContainer {
            name: new.name.clone(),
            image: IMAGE.into(),
            command: vec!["false".into()],
            ..NewContainer::default()
        };
    }
    shop.set_up().await.unwrap();
    let options = StopContainerOptionsBuilder::new().t(1).build();
    shop.docker.client.stop_container(&shop.name("web"), Some(options)).await.ok();
    let before = shop.inspect("web").await.state.unwrap();
    shop.set_up().await.unwrap();
    assert_eq!(shop.inspect("web").await.state.unwrap().started_at, before.started_at);
    shop.take_down().await;
}

#[tokio::test]
async fn what_others_named_alike_is_refused_and_stays() {
    let Some(shop) = Shop::open("step-foreign").await else { return };
    let client = &shop.docker.client;
    let (volume, network, web) = (shop.name("notes"), shop.name("net"), shop.name("web"));
    client.create_volume(VolumeCreateRequest { name: Some(volume.clone()), ..Default::default() }).await.unwrap();
    client.create_network(NetworkCreateRequest { name: network.clone(), ..Default::default() }).await.unwrap();
    let options = CreateContainerOptionsBuilder::new().name(&web).build();
    let body = ContainerCreateBody { image: Some(IMAGE.into()), ..Default::default() };
    client.create_container(Some(options), body).await.unwrap();
    let tag = TagImageOptionsBuilder::new().repo(&shop.name("image")).tag("1").build();
    client.tag_image(IMAGE, Some(tag)).await.unwrap();

    let taken = named(&shop.sandbox.conflicts(&shop.exercise, &shop.plot).await.unwrap());
    let expected: Vec<_> = all("step-foreign").into_iter().filter(|name| !name.ends_with(":2")).collect();
    assert_eq!(taken, expected);
    for deed in shop.sandbox.deeds(&shop.exercise) {
        let done = shop.sandbox.perform(&deed, &shop.exercise, &shop.plot).await;
        let name = match &deed {
            Deed::Volume { name, .. } | Deed::Network { name, .. } | Deed::Container { name, .. } => name,
            Deed::Image { name, .. } if name.ends_with(":1") => name,
            Deed::Copy { container, .. } => container,
            _ => continue,
        };
        match done {
            Err(SandboxError::NotOurs { thing }) => assert_eq!(&thing.name, name),
            other => panic!("{deed:?}: {other:?}"),
        }
    }
    let later = Utc::now() + Duration::from_secs(5);
    let ours = shop.sandbox.preview(&shop.exercise, &shop.plot, later).await.unwrap();
    assert_eq!(ours, [], "nothing of theirs is ours to remove");

    let force = RemoveContainerOptionsBuilder::new().force(true).build();
    client.remove_container(&web, Some(force)).await.unwrap();
    client.remove_network(&network).await.unwrap();
    client.remove_volume(&volume, None::<RemoveVolumeOptions>).await.unwrap();
    for tag in ["1", "2"] {
        client.remove_image(&format!("{}:{tag}", shop.name("image")), None::<RemoveImageOptions>, None).await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_is_told_in_the_engines_words() {
    let Some(mut shop) = Shop::open("step-refused").await else { return };
    let container = shop.exercise.setup.iter_mut().find_map(|step| match &mut step.what {
        StepKind::Container(new) => Some(new),
        _ => None,
    });
    container.unwrap().command = vec!["no-such-program".into()];
    match shop.set_up().await {
        Err(SandboxError::NotMade { thing, message }) => {
            assert_eq!(thing.name, "step-refused-web");
            assert!(message.contains("no-such-program"), "{message}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(named(&shop.preview().await), all("step-refused"), "what is half made is not lost");
    shop.take_down().await;
    let none: Vec<PathBuf> = std::fs::read_dir(&shop.plot.workspace).unwrap().map(|it| it.unwrap().path()).collect();
    assert!(!none.is_empty(), "files stay");
}
