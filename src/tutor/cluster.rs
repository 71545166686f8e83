//! The cluster that exercises meet: chosen once, by the first of them, and kept until the learner wants it forgotten.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::check::World;
use crate::course::{ExerciseId, Unreachable};
use crate::engine::{ClusterEngine, EngineSettings};
use crate::sandbox::needs_cluster;
use crate::store::{Store, StoreError};

use super::{Tutor, TutorError};

/// The setting under which it is kept.
const CLUSTER: &str = "cluster";

/// A context, and the file that defines it: another file could hold another cluster under the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCluster {
    pub context: String,
    pub kubeconfig: PathBuf,
}

/// A context that the learner named for this command, and what speaks for a question before it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedContext {
    pub name: String,
    /// It is not known to lead to a cluster of this machine.
    pub far: bool,
    /// The kept one, where that is another.
    pub kept: Option<String>,
}

impl Tutor {
    /// The context that the learner named, if one was named and can be found.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn named_context(&self) -> Result<Option<NamedContext>, TutorError> {
        let World::Real(engines) = &self.0.world else { return Ok(None) };
        let Some(name) = engines.settings().context_named.clone() else { return Ok(None) };
        let kept = self.kept_cluster().await?;
        let other = |file: Option<&Path>| {
            let same =
                |kept: &KeptCluster| kept.context == name && file.is_none_or(|file| absolute(file) == kept.kubeconfig);
            kept.as_ref().filter(|kept| !same(kept)).map(|kept| kept.context.clone())
        };
        match engines.named_context().await {
            Ok(found) => Ok(Some(NamedContext { far: !found.local, kept: other(Some(&found.kubeconfig)), name })),
            // Whoever uses it will be told what is wrong with the file.
            Err(Unreachable::NoContext { .. } | Unreachable::BadConfig { .. } | Unreachable::NoPermission { .. }) => {
                Ok(None)
            }
            Err(_) => Ok(Some(NamedContext { far: true, kept: other(None), name })),
        }
    }

    /// The cluster that exercises meet, once the first of them has met one.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn kept_cluster(&self) -> Result<Option<KeptCluster>, TutorError> {
        Ok(kept(&self.0.store).await?)
    }

    /// Forgets it, so that the next start meets the current one.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub async fn forget_cluster(&self) -> Result<(), TutorError> {
        Ok(self.0.store.forget_setting(CLUSTER).await?)
    }

    /// The exercises, of anybody, that have a place in a cluster and are not taken down.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub async fn started_in_cluster(&self) -> Result<Vec<ExerciseId>, TutorError> {
        let open = self.0.store.in_progress().await?;
        let ids = open.iter().filter_map(|id| id.parse::<ExerciseId>().ok());
        // One that the course no longer has may have things anywhere.
        Ok(ids.filter(|id| self.course().exercises.get(id).is_none_or(needs_cluster)).collect())
    }
}

async fn kept(store: &Store) -> Result<Option<KeptCluster>, StoreError> {
    let kept = store.setting(CLUSTER).await?;
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
}

/// Points the settings at the cluster chosen before, unless the learner names another one now.
pub(super) async fn take_kept(store: &Store, settings: &mut EngineSettings) -> Result<(), StoreError> {
    if settings.context_named.is_some() {
        return Ok(());
    }
    if let Some(KeptCluster { context, kubeconfig }) = kept(store).await? {
        settings.kubeconfigs = vec![kubeconfig];
        settings.context_chosen = Some(context);
    }
    Ok(())
}

/// Keeps the cluster where none was chosen; one that the learner named may be far away, and is not kept.
pub(super) async fn keep(store: &Store, settings: &EngineSettings, cluster: &ClusterEngine) -> Result<(), TutorError> {
    if settings.context_named.is_some() || store.setting(CLUSTER).await?.is_some() {
        return Ok(());
    }
    let chosen = KeptCluster { context: cluster.context.clone(), kubeconfig: absolute(&cluster.kubeconfig) };
    let chosen = serde_json::to_string(&chosen).map_err(TutorError::internal)?;
    Ok(store.set_setting(CLUSTER, &chosen).await?)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
