//! Everything that the engines hold, by id: compared before and after, it shows what was left behind. Changes nothing.

use std::collections::HashMap;

use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListImagesOptions, ListNetworksOptions, ListVolumesOptions,
};
use kube::Api;
use kube::api::{DynamicObject, ListParams};

use super::{CLUSTER_LABEL, DOCKER_LABEL, Sandbox, Thing, kinds};
use crate::course::{Engine, Unreachable};

/// What an exercise could make in a cluster outside its namespace, and the namespace itself.
const KINDS: [&str; 4] = ["Namespace", "ClusterRole", "ClusterRoleBinding", "PersistentVolume"];

impl Sandbox {
    /// All containers, volumes, networks and image tags of the Docker engine.
    pub async fn docker_inventory(&self) -> Result<Vec<Thing>, Unreachable> {
        let docker = self.engines.docker().await?;
        let why = |error| docker.why(error);
        let all = ListContainersOptionsBuilder::new().all(true).build();
        let containers = docker.client.list_containers(Some(all)).await.map_err(why)?.into_iter().map(|found| {
            let name = found.names.and_then(|names| names.into_iter().next()).unwrap_or_default();
            thing("container", name.trim_start_matches('/'), found.id)
        });
        let volumes = docker.client.list_volumes(None::<ListVolumesOptions>).await.map_err(why)?.volumes;
        let volumes = volumes.unwrap_or_default().into_iter().map(|found| thing("volume", &found.name, None));
        let networks = docker.client.list_networks(None::<ListNetworksOptions>).await.map_err(why)?;
        let networks =
            networks.into_iter().map(|found| thing("network", found.name.as_deref().unwrap_or_default(), found.id));
        let images = docker.client.list_images(None::<ListImagesOptions>).await.map_err(why)?;
        let images = images.into_iter().flat_map(|found| {
            // An image without a tag is a thing too: what a rebuild leaves.
            let tags = if found.repo_tags.is_empty() { vec!["<none>".to_owned()] } else { found.repo_tags };
            tags.into_iter().map(move |tag| thing("image", &tag, Some(found.id.clone())))
        });
        Ok(containers.chain(volumes).chain(networks).chain(images).collect())
    }

    /// All namespaces of the cluster, and what else of it an exercise could make outside of one.
    pub async fn cluster_inventory(&self) -> Result<Vec<Thing>, Unreachable> {
        self.in_cluster(&KINDS, &ListParams::default()).await
    }

    /// What bears an exercise's label in Docker.
    pub async fn docker_labelled(&self) -> Result<Vec<Thing>, Unreachable> {
        let docker = self.engines.docker().await?;
        let only = HashMap::from([("label".to_owned(), vec![DOCKER_LABEL.to_owned()])]);
        let options = ListContainersOptionsBuilder::new().all(true).filters(&only).build();
        let found = docker.client.list_containers(Some(options)).await.map_err(|error| docker.why(error))?;
        let things = found.into_iter().map(|found| {
            let name = found.names.and_then(|names| names.into_iter().next()).unwrap_or_default();
            thing("container", name.trim_start_matches('/'), found.id)
        });
        Ok(things.collect())
    }

    /// What bears an exercise's label in the cluster.
    pub async fn cluster_labelled(&self) -> Result<Vec<Thing>, Unreachable> {
        self.in_cluster(&KINDS, &ListParams::default().labels(CLUSTER_LABEL)).await
    }

    async fn in_cluster(&self, kinds: &[&str], only: &ListParams) -> Result<Vec<Thing>, Unreachable> {
        let cluster = self.engines.cluster().await?;
        let mut things = Vec::new();
        for (kind, resource) in kinds.iter().filter_map(|kind| Some((kind, kinds::cluster_wide(kind)?))) {
            let api = Api::<DynamicObject>::all_with(cluster.client.clone(), &resource);
            let found = api.list(only).await.map_err(|error| cluster.why(error))?;
            things.extend(found.into_iter().map(|object| Thing {
                engine: Engine::Cluster,
                kind: (*kind).to_owned(),
                name: object.metadata.name.unwrap_or_default(),
                id: object.metadata.uid,
                created: None,
            }));
        }
        Ok(things)
    }
}

fn thing(kind: &str, name: &str, id: Option<String>) -> Thing {
    Thing { engine: Engine::Docker, kind: kind.to_owned(), name: name.to_owned(), id, created: None }
}
