//! What an exercise needs before it can be started: engines, images, programs. All that is missing at once.
//!
//! Docker's missing images are pulled here, so that a learner who is online never has to. A cluster pulls by itself,
//! and what its nodes say they have is not all they have, so an image missing there is told but refuses nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use futures_util::future::join_all;
use k8s_openapi::api::core::v1::{ContainerImage, Node};
use kube::api::{Api, ListParams};

use super::{Claim, Pulling, Readiness, docker, pull};
use crate::course::{Need, Unreachable};
use crate::engine::{ClusterEngine, DockerEngine, Engines, find_program, full_reference};

/// Nodes name no more images than this, so a list of that length is not complete.
const NAMED_BY_A_NODE: usize = 50;

/// Looks for everything, side by side.
pub(super) async fn ready(
    engines: &Engines,
    programs: &[PathBuf],
    claim: Claim<'_>,
    tell: &(dyn Fn(Pulling) + Sync),
) -> Readiness {
    let (docker, cluster) = tokio::join!(docker_ready(engines, claim, tell), cluster_ready(engines, claim));
    let mut readiness = Readiness { lacking: docker, to_pull: Vec::new() };
    match cluster {
        Ok(to_pull) => readiness.to_pull = to_pull,
        Err(why) => readiness.lacking.push(why),
    }
    if claim.needs.contains(&Need::Helm) && find_program(programs, "helm").is_none() {
        readiness.lacking.push(Unreachable::ProgramMissing { program: "helm".to_owned() });
    }
    readiness
}

async fn docker_ready(engines: &Engines, claim: Claim<'_>, tell: &(dyn Fn(Pulling) + Sync)) -> Vec<Unreachable> {
    if !claim.needs_docker() {
        return Vec::new();
    }
    match engines.docker().await {
        Ok(docker) => {
            let lacking = join_all(claim.images.iter().map(|image| fetch(&docker, image, tell))).await;
            lacking.into_iter().filter_map(Result::err).collect()
        }
        Err(why) => vec![why],
    }
}

/// Pulls an image that is not there.
async fn fetch(docker: &DockerEngine, image: &str, tell: &(dyn Fn(Pulling) + Sync)) -> Result<(), Unreachable> {
    if docker::has_image(docker, image).await? { Ok(()) } else { pull::pull(docker, image, tell).await }
}

/// The images that the cluster must still pull.
async fn cluster_ready(engines: &Engines, claim: Claim<'_>) -> Result<Vec<String>, Unreachable> {
    if !claim.needs_cluster() {
        return Ok(Vec::new());
    }
    cluster_lacks(engines, claim.images).await
}

/// Which of these images no node is known to have.
pub(super) async fn cluster_lacks(engines: &Engines, images: &[String]) -> Result<Vec<String>, Unreachable> {
    let cluster = engines.cluster().await?;
    if images.is_empty() {
        return Ok(Vec::new());
    }
    Ok(lacking(images, &node_images(&cluster).await?))
}

async fn node_images(cluster: &ClusterEngine) -> Result<Vec<Vec<String>>, Unreachable> {
    let nodes = Api::<Node>::all(cluster.client.clone()).list(&ListParams::default()).await;
    let nodes = nodes.map_err(|error| cluster.why(error))?.items.into_iter();
    let images = nodes.map(|node| node.status.and_then(|status| status.images).unwrap_or_default());
    // All names of one image in one text, so that images can be counted.
    let named = |image: ContainerImage| image.names.unwrap_or_default().join(" ");
    Ok(images.map(|images| images.into_iter().map(named).collect()).collect())
}

/// The images that no node is known to have, and that every node's list is complete enough to miss.
fn lacking(images: &[String], nodes: &[Vec<String>]) -> Vec<String> {
    if nodes.iter().any(|images| images.len() >= NAMED_BY_A_NODE) {
        return Vec::new();
    }
    let there: BTreeSet<String> =
        nodes.iter().flatten().flat_map(|names| names.split(' ')).map(full_reference).collect();
    images.iter().filter(|image| !there.contains(&full_reference(image))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn an_image_of_a_node_is_known_by_any_of_its_names() {
        let node = names(&["docker.io/library/nginx@sha256:00 docker.io/library/nginx:1.29-alpine", "busybox:1.37"]);
        let wanted = names(&["nginx:1.29-alpine", "busybox:1.37", "alpine:3.22"]);
        assert_eq!(lacking(&wanted, &[node]), ["alpine:3.22"]);
    }

    #[test]
    fn a_list_that_may_be_cut_accuses_no_image() {
        let full = vec!["busybox:1.37".to_owned(); NAMED_BY_A_NODE];
        assert!(lacking(&names(&["alpine:3.22"]), &[full]).is_empty());
    }

    #[test]
    fn a_program_is_a_file_that_may_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let folders = [PathBuf::from("/nowhere"), folder.path().to_owned()];
        let helm = std::fs::File::create(folder.path().join("helm")).unwrap();
        helm.set_permissions(PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(find_program(&folders, "helm"), None);
        helm.set_permissions(PermissionsExt::from_mode(0o755)).unwrap();
        assert_eq!(find_program(&folders, "helm"), Some(folder.path().join("helm")));
        assert_eq!(find_program(&folders[..1], "helm"), None);
    }
}
