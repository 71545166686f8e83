//! What exercises hold in the engines, found by our label or by what was recorded of them; and its removal.

use chrono::{DateTime, Utc};

use super::{Sandbox, SandboxError, Thing, cluster, docker, kinds, sweep};
use crate::course::{Owns, Unreachable};

/// Cluster-wide kinds that are looked through for our label; others are found by what an exercise applies.
const KINDS: [&str; 8] = [
    "Namespace",
    "ClusterRole",
    "ClusterRoleBinding",
    "PersistentVolume",
    "StorageClass",
    "PriorityClass",
    "IngressClass",
    "CustomResourceDefinition",
];

/// A thing that bears our label, and the label's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub label: String,
    pub thing: Thing,
}

impl Sandbox {
    /// What bears any exercise's label in Docker, and whose it is.
    pub async fn all_in_docker(&self) -> Result<Vec<Labelled>, Unreachable> {
        docker::all_labelled(&self.engines.docker().await?).await
    }

    /// What bears any exercise's label in the cluster, and whose it is.
    pub async fn all_in_cluster(&self) -> Result<Vec<Labelled>, Unreachable> {
        let kinds = KINDS.into_iter().filter_map(kinds::cluster_wide);
        cluster::all_labelled(&self.engines.cluster().await?, kinds).await
    }

    /// The images of these exact names that were named so since then: they bear no label of ours.
    pub async fn images_since(&self, images: Vec<String>, since: DateTime<Utc>) -> Result<Vec<Thing>, SandboxError> {
        if images.is_empty() {
            return Ok(Vec::new());
        }
        let owns = Owns { images, ..Owns::default() };
        let found = docker::owned(&self.engines.docker().await?, &owns).await?;
        Ok(found.into_iter().filter(|thing| thing.is_since(since)).collect())
    }

    /// The ports of this machine that these things hold.
    pub async fn ports(&self, things: &[Thing]) -> Result<Vec<u16>, Unreachable> {
        if things.iter().all(|thing| thing.kind.engine() != crate::course::Engine::Docker) {
            return Ok(Vec::new());
        }
        docker::published(&self.engines.docker().await?, things).await
    }

    /// Removes these very things, whoever made them: only what was found as ours may be handed in.
    pub async fn remove_all(&self, things: &[Thing]) -> Result<(), SandboxError> {
        sweep::remove(&self.engines, things).await
    }
}
