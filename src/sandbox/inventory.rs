//! Everything that the engines hold, by id: compared before and after, it shows what was left behind. Changes nothing.

use std::collections::BTreeSet;

use bollard::query_parameters::{ListImagesOptions, ListNetworksOptions, ListVolumesOptions};
use k8s_openapi::api::core::v1::{Namespace, PersistentVolume};
use kube::api::{Api, ListParams};

use super::{CLUSTER_LABEL, Sandbox, Thing, cluster, docker, kinds};
use crate::course::{DockerKind, ThingKind, UNTAGGED, Unreachable};

/// What an exercise could make in a cluster outside its namespace, and the namespace itself.
const KINDS: [&str; 4] = ["Namespace", "ClusterRole", "ClusterRoleBinding", "PersistentVolume"];

impl Sandbox {
    /// All containers, volumes, networks and image tags of the Docker engine.
    pub async fn docker_inventory(&self) -> Result<Vec<Thing>, Unreachable> {
        let docker = self.engines.docker().await?;
        let why = |error| docker.why(error);
        let containers = docker::containers(&docker).await?;
        let volumes = docker.client.list_volumes(None::<ListVolumesOptions>).await.map_err(why)?.volumes;
        let volumes = volumes
            .unwrap_or_default()
            .into_iter()
            .map(|found| docker::thing(DockerKind::Volume, &found.name, None, None));
        let networks = docker.client.list_networks(None::<ListNetworksOptions>).await.map_err(why)?;
        let networks = networks
            .into_iter()
            .map(|found| docker::thing(DockerKind::Network, found.name.as_deref().unwrap_or_default(), found.id, None));
        let images = docker.client.list_images(None::<ListImagesOptions>).await.map_err(why)?;
        let images = images.into_iter().flat_map(|found| {
            // An image without a tag is a thing too: what a rebuild leaves.
            let tags = if found.repo_tags.is_empty() { vec![UNTAGGED.to_owned()] } else { found.repo_tags };
            tags.into_iter().map(move |tag| docker::thing(DockerKind::Image, &tag, Some(found.id.clone()), None))
        });
        Ok(containers.into_iter().chain(volumes).chain(networks).chain(images).collect())
    }

    /// All namespaces of the cluster, and what else of it an exercise could make outside of one.
    pub async fn cluster_inventory(&self) -> Result<Vec<Thing>, Unreachable> {
        self.in_cluster(&ListParams::default()).await
    }

    /// The volumes of the cluster that claims of these namespaces have, or had.
    pub async fn claimed_by(&self, namespaces: &BTreeSet<String>) -> Result<Vec<Thing>, Unreachable> {
        let cluster = self.engines.cluster().await?;
        let all = Api::<PersistentVolume>::all(cluster.client.clone()).list(&ListParams::default()).await;
        let all = all.map_err(|error| cluster.why(error))?;
        let claim = |volume: &PersistentVolume| volume.spec.as_ref()?.claim_ref.as_ref()?.namespace.clone();
        let theirs = all.items.iter().filter(|volume| claim(volume).is_some_and(|of| namespaces.contains(&of)));
        let kind = ThingKind::Object("PersistentVolume".to_owned());
        Ok(theirs.map(|volume| cluster::thing(kind.clone(), &volume.metadata)).collect())
    }

    /// What tells this Docker engine from every other one.
    pub async fn docker_id(&self) -> Result<String, Unreachable> {
        let docker = self.engines.docker().await?;
        let info = docker.client.info().await.map_err(|error| docker.why(error))?;
        Ok(format!("docker-{}", info.id.unwrap_or(docker.endpoint)))
    }

    /// What tells this cluster from every other one: its first namespace is as old as it is.
    pub async fn cluster_id(&self) -> Result<String, Unreachable> {
        let cluster = self.engines.cluster().await?;
        let found = Api::<Namespace>::all(cluster.client.clone()).get_opt("kube-system").await;
        let found = found.map_err(|error| cluster.why(error))?;
        Ok(format!("cluster-{}", found.and_then(|found| found.metadata.uid).unwrap_or(cluster.server)))
    }

    /// What bears any exercise's label in Docker.
    pub async fn docker_labelled(&self) -> Result<Vec<Thing>, Unreachable> {
        Ok(self.all_in_docker().await?.into_iter().map(|found| found.thing).collect())
    }

    /// What bears any exercise's label in the cluster.
    pub async fn cluster_labelled(&self) -> Result<Vec<Thing>, Unreachable> {
        self.in_cluster(&ListParams::default().labels(CLUSTER_LABEL)).await
    }

    async fn in_cluster(&self, only: &ListParams) -> Result<Vec<Thing>, Unreachable> {
        let kinds = KINDS.into_iter().filter_map(kinds::cluster_wide);
        cluster::listed(&self.engines.cluster().await?, kinds, only).await
    }
}
