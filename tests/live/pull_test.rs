//! An image that is pulled from a real registry: its size is known before, and the pull is told in layers and bytes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use bollard::Docker;
use bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, PushImageOptionsBuilder, RemoveContainerOptionsBuilder,
    RemoveImageOptions, StartContainerOptions,
};
use futures_util::TryStreamExt;
use sampan::course::{Deed, Exercise, File, Level, Need, Owns, Step, StepKind};
use sampan::sandbox::{Pulling, Sandbox};

use crate::host;

const REGISTRY: &str = "registry:3";
const BYTES: usize = 3_000_000;

/// A registry on a port that the engine chooses; gives its address.
async fn registry(docker: &Docker, name: &str) -> String {
    let any = PortBinding { host_ip: Some("127.0.0.1".into()), host_port: None };
    let host = HostConfig {
        port_bindings: Some(HashMap::from([("5000/tcp".to_owned(), Some(vec![any]))])),
        ..HostConfig::default()
    };
    let body = ContainerCreateBody { image: Some(REGISTRY.into()), host_config: Some(host), ..Default::default() };
    let options = CreateContainerOptionsBuilder::new().name(name).build();
    docker.create_container(Some(options), body).await.unwrap();
    docker.start_container(name, None::<StartContainerOptions>).await.unwrap();
    let found = docker.inspect_container(name, None::<InspectContainerOptions>).await.unwrap();
    let ports = found.network_settings.unwrap().ports.unwrap();
    let port = ports["5000/tcp"].as_ref().unwrap()[0].host_port.clone().unwrap();
    format!("127.0.0.1:{port}")
}

/// An exercise that builds an image with a layer that nothing can make smaller.
fn exercise(image: &str) -> Exercise {
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    let file = |path: &str, bytes: Vec<u8>| File { path: path.into(), bytes, executable: false };
    let dockerfile = b"FROM busybox:1.37\nCOPY noise /noise\n".to_vec();
    let build = StepKind::Build { image: image.into(), context: "setup/image".into() };
    Exercise {
        id: "docker/pulled".parse().unwrap(),
        level: Level::Beginner,
        minutes: 5,
        needs: vec![Need::Docker],
        images: vec![image.into()],
        owns: Owns::default(),
        within: Duration::from_secs(10),
        setup: vec![Step { what: build, within: Duration::from_secs(30) }],
        checks: vec![],
        hint_when: BTreeMap::default(),
        lets: BTreeMap::default(),
        task: sampan::course::Localized::default(),
        start: vec![],
        manifests: vec![
            file("setup/image/Dockerfile", dockerfile),
            file("setup/image/noise", noise.take(BYTES).collect()),
        ],
        solution: vec![],
        right: vec![],
        wrong: vec![],
    }
}

async fn push(docker: &Docker, image: &str) {
    let (_, tag) = image.rsplit_once(':').unwrap();
    for _ in 0..50 {
        let options = PushImageOptionsBuilder::new().tag(tag).build();
        let said = docker.push_image(image.strip_suffix(&format!(":{tag}")).unwrap(), Some(options), None);
        if said.try_collect::<Vec<_>>().await.is_ok() {
            return;
        }
        // The registry has only just begun.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the registry takes nothing");
}

#[tokio::test]
async fn a_pull_is_told_as_it_goes_and_its_size_before() {
    let engines = host::engines();
    let Ok(docker) = engines.docker().await else { return host::skip("Docker", "no engine answers") };
    let docker = docker.client;
    if docker.inspect_image(REGISTRY).await.is_err() {
        return host::skip(REGISTRY, "the engine does not have it");
    }
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::new(engines, home.path().join("sampan"), home.path().join("kube"), vec![]);
    let name = "sandbox-pull-registry";
    let image = format!("{}/pulled:1", registry(&docker, name).await);
    let exercise = exercise(&image);
    let plot = sandbox.plot_in(&exercise, "dev-pulled".to_owned(), home.path());
    let build = Deed::Image { step: 0, name: image.clone() };
    sandbox.perform(&build, &exercise, &plot).await.unwrap();
    push(&docker, &image).await;
    docker.remove_image(&image, None::<RemoveImageOptions>, None).await.unwrap();

    let size = sandbox.pull_size(std::slice::from_ref(&image)).await;
    let told = Mutex::new(Vec::<Pulling>::new());
    let ready = sandbox.get_ready(&exercise, &|pulling| told.lock().unwrap().push(pulling)).await;
    docker.remove_image(&image, None::<RemoveImageOptions>, None).await.ok();
    let force = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    docker.remove_container(name, Some(force)).await.unwrap();

    assert!(ready.is_ready(), "{ready:?}");
    assert!(size.is_some_and(|size| size > BYTES as u64 && size < 3 * BYTES as u64), "{size:?}");
    let told = told.into_inner().unwrap();
    let last = told.last().unwrap();
    assert!(last.image == image && last.layers == last.layers_done && last.layers >= 2, "{told:?}");
    assert!(last.bytes_done == last.bytes && last.bytes >= BYTES as u64, "{told:?}");
    assert!(told.windows(2).all(|two| two[0].bytes_done <= two[1].bytes_done), "never backwards: {told:?}");
}
