//! What an engine has lost of a set-up since it was done, and how it gets up again. Looks first, and touches no more than it found.
//!
//! Docker makes its default network anew whenever it comes up, so the age of that network tells when. A container of the
//! set-up that ran last before then ended with Docker; what happened to one since then is the learner's own doing. A
//! cluster without the namespace was made anew, and a Pod that its node put out comes back with nobody's help but ours.

use std::time::Duration;

use bollard::models::ContainerInspectResponse;
use bollard::query_parameters::InspectNetworkOptions;
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Pod;
use kube::ResourceExt;
use kube::api::{Api, DeleteParams, ListParams, Preconditions};
use tokio::time::{Instant, sleep};

use super::{Claim, Plot, SandboxError, cluster, docker, make, names};
use crate::course::{Deed, Engine, StepKind};
use crate::engine::{ClusterEngine, DockerEngine, Engines};

/// The network that Docker makes anew when it comes up.
const DEFAULT: &str = "bridge";
/// How a node says that it is not the Pod's own doing.
const PUT_OUT: [&str; 5] = ["Evicted", "NodeLost", "NodeShutdown", "Preempting", "Terminated"];
/// How long a Pod that was put out may take to go.
const GONE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);

/// What of a set-up is no longer as it was made, by no doing of the learner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fallen {
    /// Containers that ended with Docker, in the order of the set-up.
    pub containers: Vec<String>,
    /// Pods that their node put out.
    pub pods: Vec<String>,
    /// Engines that have nothing of the set-up any more.
    pub emptied: Vec<Engine>,
}

impl Fallen {
    pub fn is_empty(&self) -> bool {
        self.containers.is_empty() && self.pods.is_empty() && self.emptied.is_empty()
    }

    /// Those of a start's deeds that must be done again.
    pub(super) fn deeds(&self, claim: Claim<'_>) -> Vec<Deed> {
        let (docker, cluster) = (self.emptied.contains(&Engine::Docker), self.emptied.contains(&Engine::Cluster));
        let again = |deed: &Deed| match deed {
            Deed::Workspace | Deed::File { .. } => false,
            Deed::Namespace | Deed::Kubeconfig => cluster,
            Deed::Apply { .. } => cluster || !self.pods.is_empty(),
            Deed::Volume { .. } | Deed::Network { .. } | Deed::Image { .. } | Deed::Copy { .. } => docker,
            Deed::Container { name, .. } => docker || self.containers.contains(name),
            Deed::Wait { .. } => !self.is_empty(),
        };
        claim.deeds().into_iter().filter(again).collect()
    }
}

/// What fell since the set-up was done.
pub(super) async fn look(
    engines: &Engines,
    claim: Claim<'_>,
    plot: &Plot,
    begun: DateTime<Utc>,
) -> Result<Fallen, SandboxError> {
    let mut fallen = Fallen::default();
    let made = containers(claim);
    if !made.is_empty() {
        in_docker(&engines.docker().await?, &made, &plot.label, begun, &mut fallen).await?;
    }
    if claim.needs_cluster() {
        in_cluster(&engines.cluster().await?, plot, &mut fallen).await?;
    }
    Ok(fallen)
}

/// The containers that a set-up makes.
fn containers<'a>(claim: Claim<'a>) -> Vec<&'a str> {
    let name = |step: &'a crate::course::Step| match &step.what {
        StepKind::Container(new) => Some(new.name.as_str()),
        StepKind::Apply(_) | StepKind::Wait { .. } | StepKind::Volume { .. } | StepKind::Network { .. } => None,
        StepKind::Build { .. } | StepKind::Tag { .. } | StepKind::File(_) | StepKind::Copy { .. } => None,
    };
    claim.setup.iter().filter_map(name).collect()
}

async fn in_docker(
    docker: &DockerEngine,
    made: &[&str],
    label: &str,
    begun: DateTime<Utc>,
    fallen: &mut Fallen,
) -> Result<(), SandboxError> {
    let network = docker.client.inspect_network(DEFAULT, None::<InspectNetworkOptions>).await;
    let up = docker.found(network)?.and_then(|network| network.created.as_deref().and_then(docker::moment));
    let Some(up) = up.filter(|up| *up > begun) else { return Ok(()) };
    if docker::labelled(docker, label).await?.is_empty() {
        fallen.emptied.push(Engine::Docker);
        return Ok(());
    }
    for name in made {
        match make::ours(docker, name, label).await {
            Ok(Some(found)) if ended_before(&found, up) => fallen.containers.push((*name).to_owned()),
            // One that the learner has removed, or put another in the place of.
            Ok(_) | Err(SandboxError::NotOurs { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether a container does not run, and ran last before that moment.
fn ended_before(found: &ContainerInspectResponse, up: DateTime<Utc>) -> bool {
    let Some(state) = &found.state else { return false };
    let runs = state.running == Some(true) || state.restarting == Some(true);
    let started = state.started_at.as_deref().and_then(docker::moment);
    // One that never ran is dated to the year 1.
    !runs && started.is_some_and(|at| at > DateTime::UNIX_EPOCH && at < up)
}

async fn in_cluster(cluster: &ClusterEngine, plot: &Plot, fallen: &mut Fallen) -> Result<(), SandboxError> {
    if cluster::find(cluster, &plot.namespace, &plot.label).await?.is_none() {
        fallen.emptied.push(Engine::Cluster);
        return Ok(());
    }
    let only = ListParams::default().labels(&format!("{}={}", names::CLUSTER_LABEL, plot.label));
    let pods = pods(cluster, plot).list(&only).await.map_err(|error| cluster.why(error))?;
    fallen.pods.extend(pods.iter().filter(|pod| is_put_out(pod)).map(ResourceExt::name_any));
    Ok(())
}

fn pods(cluster: &ClusterEngine, plot: &Plot) -> Api<Pod> {
    Api::namespaced(cluster.client.clone(), &plot.namespace)
}

fn is_put_out(pod: &Pod) -> bool {
    let Some(status) = &pod.status else { return false };
    let reason = status.reason.as_deref().unwrap_or_default();
    status.phase.as_deref() == Some("Failed") && PUT_OUT.contains(&reason)
}

/// Starts a container of the set-up again; one that runs or was removed meanwhile stays as it is.
pub(super) async fn start(docker: &DockerEngine, name: &str, label: &str) -> Result<(), SandboxError> {
    if make::ours(docker, name, label).await?.is_none() {
        return Ok(());
    }
    make::start(docker, name).await
}

/// Makes room for a Pod that was put out: its remains keep a new one of its name from being made.
pub(super) async fn clear(cluster: &ClusterEngine, name: &str, plot: &Plot) -> Result<(), SandboxError> {
    let (api, deadline) = (pods(cluster, plot), Instant::now() + GONE);
    while Instant::now() < deadline {
        let found = api.get_opt(name).await.map_err(|error| cluster.why(error))?;
        let Some(found) = found.filter(is_put_out) else { return Ok(()) };
        if found.metadata.deletion_timestamp.is_none() {
            let very = Preconditions { uid: found.uid(), resource_version: None };
            let how = DeleteParams { preconditions: Some(very), ..DeleteParams::default() };
            match api.delete(name, &how).await {
                Ok(_) => {}
                Err(kube::Error::Api(status)) if matches!(status.code, 404 | 409) => {} // look again which it is
                Err(error) => return Err(cluster.why(error).into()),
            }
        }
        sleep(PAUSE).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use bollard::models::ContainerState;
    use serde_json::json;

    use super::*;
    use crate::course::{Need, NewContainer, Step};

    fn container(running: bool, started: &str) -> ContainerInspectResponse {
        let state = ContainerState {
            running: Some(running),
            started_at: Some(started.to_owned()),
            ..ContainerState::default()
        };
        ContainerInspectResponse { state: Some(state), ..ContainerInspectResponse::default() }
    }

    #[test]
    fn f2_what_ended_after_docker_came_up_is_the_learners_own_doing() {
        let up = docker::moment("2026-01-02T03:00:00Z").unwrap();
        assert!(ended_before(&container(false, "2026-01-02T02:59:59.5Z"), up));
        assert!(!ended_before(&container(true, "2026-01-02T02:59:59.5Z"), up), "it has been restarted by Docker");
        assert!(!ended_before(&container(false, "2026-01-02T03:00:01Z"), up), "it was started since, and ended");
        assert!(!ended_before(&container(false, "0001-01-01T00:00:00Z"), up), "it never ran");
    }

    #[test]
    fn f19_only_a_pod_that_its_node_put_out_has_fallen() {
        let pod = |phase: &str, reason: Option<&str>| {
            is_put_out(&serde_json::from_value(json!({ "status": { "phase": phase, "reason": reason } })).unwrap())
        };
        assert!(pod("Failed", Some("Evicted")) && pod("Failed", Some("NodeShutdown")));
        assert!(!pod("Failed", None) && !pod("Running", None) && !pod("Failed", Some("DeadlineExceeded")));
    }

    #[test]
    fn only_what_fell_is_made_again() {
        let step = |what| Step { what, within: GONE };
        let container = |name: &str| {
            step(StepKind::Container(Box::new(NewContainer { name: name.into(), ..NewContainer::default() })))
        };
        let volume = step(StepKind::Volume { name: "v".into() });
        let setup = [volume, container("a"), container("b"), step(StepKind::Apply("x.yaml".into()))];
        let claim = Claim { setup: &setup, ..Claim::only(&[Need::Docker, Need::Kubernetes]) };
        let deeds = |fallen: Fallen| fallen.deeds(claim);
        let one = Deed::Container { step: 1, name: "a".into() };
        let alone = deeds(Fallen { containers: vec!["a".into()], ..Fallen::default() });
        assert_eq!(alone, std::slice::from_ref(&one));
        let all = [Deed::Volume { step: 0, name: "v".into() }, one, Deed::Container { step: 2, name: "b".into() }];
        assert_eq!(deeds(Fallen { emptied: vec![Engine::Docker], ..Fallen::default() }), all);
        let apply = Deed::Apply { manifest: "x.yaml".into() };
        let pods = deeds(Fallen { pods: vec!["p".into()], ..Fallen::default() });
        assert_eq!(pods, std::slice::from_ref(&apply));
        let place = [Deed::Namespace, Deed::Kubeconfig, apply];
        assert_eq!(deeds(Fallen { emptied: vec![Engine::Cluster], ..Fallen::default() }), place);
        assert_eq!(deeds(Fallen::default()), []);
    }
}
