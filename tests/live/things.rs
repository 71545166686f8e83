//! What live tests of looks and changes make and ask: checks of one look, things of Docker, a namespace. All of it is
//! removed when a test ends, however it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::{Duration, Instant};

use bollard::errors::Error;
use bollard::exec::StartExecResults;
use bollard::models::{ContainerCreateBody, ExecConfig, HostConfig, NetworkCreateRequest, VolumeCreateRequest};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder, RemoveVolumeOptions, StartContainerOptions,
};
use chrono::Utc;
use futures_util::{FutureExt, StreamExt};
use kube::api::{Api, DeleteParams, DynamicObject, PostParams};
use sampan::check::{self, Place, World};
use sampan::course::{Check, Exercise, Level, Localized, Look, Outcome};
use sampan::engine::{ClusterEngine, DockerEngine, built_in};
use serde_json::{Value, json};

use crate::host;

pub(crate) fn exercise(looks: &[(&Look, &str)]) -> Exercise {
    let check = |(number, (look, that)): (usize, &(&Look, &str))| Check {
        id: format!("check-{number}").parse().unwrap(),
        looks: [(if look.finds_many() { "objects" } else { "object" }.to_owned(), (*look).clone())].into(),
        that: (*that).into(),
        lets: BTreeMap::new(),
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
        lets: BTreeMap::new(),
        task: Localized::default(),
        start: vec![],
        manifests: vec![],
        solution: vec![],
        right: vec![],
        wrong: vec![],
    }
}

pub(crate) fn place(namespace: &str) -> Place {
    Place { namespace: namespace.to_owned(), begun: Some(Utc::now()), ..Place::default() }
}

/// What a check of this look comes to.
pub(crate) async fn outcome(world: &World, place: &Place, look: &Look, that: &str) -> Outcome {
    let report = check::run(&exercise(&[(look, that)]), world, place).await;
    report.outcomes[0].1.clone().unwrap()
}

#[track_caller]
pub(crate) fn passed(outcome: impl Borrow<Outcome>) {
    assert_eq!(*outcome.borrow(), Outcome::Passed);
}

/// Containers, volumes and networks of one test, removed at its end however it ends.
pub(crate) struct Things {
    pub(crate) docker: DockerEngine,
    pub(crate) containers: Vec<String>,
    pub(crate) volumes: Vec<String>,
    pub(crate) networks: Vec<String>,
}

impl Things {
    pub(crate) async fn with(docker: &DockerEngine, test: impl AsyncFnOnce(&mut Self)) {
        let mut it = Self { docker: docker.clone(), containers: vec![], volumes: vec![], networks: vec![] };
        let done = AssertUnwindSafe(test(&mut it)).catch_unwind().await;
        it.remove().await;
        done.unwrap_or_else(|panic| resume_unwind(panic));
    }

    pub(crate) async fn volume(&mut self, name: &str) {
        let wish = VolumeCreateRequest { name: Some(name.to_owned()), ..VolumeCreateRequest::default() };
        self.docker.client.create_volume(wish).await.unwrap();
        self.volumes.push(name.to_owned());
    }

    pub(crate) async fn container(&mut self, name: &str, script: &str, host: HostConfig) -> String {
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
        self.start(name).await;
        id
    }

    /// Starts a container. All engines of a machine share one chain of packet rules, and one that starts or ends, as
    /// those of other tests do, makes that chain anew: for a moment no port can be published.
    async fn start(&self, name: &str) {
        for _ in 0..25 {
            match self.docker.client.start_container(name, None::<StartContainerOptions>).await {
                Err(Error::DockerResponseServerError { message, .. }) if message.contains("iptables") => {}
                answer => return answer.unwrap(),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("no port could be published for 5 s");
    }

    /// Runs a script in a container to its end.
    pub(crate) async fn run(&self, container: &str, script: &str) {
        let config = ExecConfig {
            cmd: Some(vec!["sh".into(), "-c".into(), script.into()]),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            ..ExecConfig::default()
        };
        let exec = self.docker.client.create_exec(container, config).await.unwrap().id;
        let begun = self.docker.client.start_exec(&exec, None).await.unwrap();
        let StartExecResults::Attached { mut output, .. } = begun else { panic!("detached") };
        while output.next().await.is_some() {}
    }

    pub(crate) async fn network(&mut self, name: &str) {
        let wish = NetworkCreateRequest { name: name.to_owned(), ..NetworkCreateRequest::default() };
        self.docker.client.create_network(wish).await.unwrap();
        self.networks.push(name.to_owned());
    }

    pub(crate) async fn remove(&self) {
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

pub(crate) fn container(name: &str) -> Look {
    Look::Container { name: name.to_owned() }
}

pub(crate) fn volume(name: &str) -> Look {
    Look::Volume { name: name.to_owned() }
}

pub(crate) fn file(container: &str, path: &str) -> Look {
    Look::ContainerFile { container: container.to_owned(), path: path.to_owned() }
}

/// A namespace of one test, and what is made in it.
pub(crate) struct Namespace {
    pub(crate) cluster: ClusterEngine,
    pub(crate) name: String,
}

impl Namespace {
    pub(crate) async fn with(cluster: &ClusterEngine, test: impl AsyncFnOnce(&Self)) {
        let it = Self { cluster: cluster.clone(), name: host::name("ns") };
        it.make("Namespace", json!({ "metadata": { "name": it.name } })).await;
        let done = AssertUnwindSafe(test(&it)).catch_unwind().await;
        it.delete("Namespace", &it.name).await;
        done.unwrap_or_else(|panic| resume_unwind(panic));
    }

    pub(crate) async fn make(&self, kind: &str, mut object: Value) {
        let known = built_in(kind).unwrap();
        object["kind"] = json!(kind);
        object["apiVersion"] = json!(known.resource().api_version);
        let api: Api<DynamicObject> = known.api(&self.cluster.client, &self.name);
        api.create(&PostParams::default(), &serde_json::from_value(object).unwrap()).await.unwrap();
    }

    pub(crate) async fn delete(&self, kind: &str, name: &str) {
        let api: Api<DynamicObject> = built_in(kind).unwrap().api(&self.cluster.client, &self.name);
        api.delete(name, &DeleteParams::default()).await.unwrap();
    }
}

pub(crate) fn resource(kind: &str, name: &str) -> Look {
    Look::Resource { kind: kind.into(), api: None, name: name.into() }
}

pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

pub(crate) async fn timed<F: Future>(rounds: usize, work: impl Fn() -> F) -> Duration {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        work().await;
        times.push(began.elapsed());
    }
    median(times)
}
