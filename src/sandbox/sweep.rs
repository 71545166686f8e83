//! What an exercise made: shown before it is removed, then removed, and nothing else (R30).
//!
//! Ours is what bears our label, and what `owns` names exactly and came into being after the start.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Claim, Plot, SandboxError, Thing, apply, cluster, docker, kinds};
use crate::course::Engine;
use crate::engine::Engines;

/// What taking down would remove, in the order of removal.
pub(super) async fn preview(
    engines: &Engines,
    claim: Claim<'_>,
    plot: &Plot,
    since: DateTime<Utc>,
) -> Result<Vec<Thing>, SandboxError> {
    let mut things = Things::default();
    if claim.needs_docker() {
        let docker = engines.docker().await?;
        things.extend(docker::labelled(&docker, &plot.label).await?);
        things.extend(docker::owned(&docker, claim.owns).await?.into_iter().filter(|thing| thing.is_since(since)));
    }
    if claim.needs_cluster() {
        let cluster = engines.cluster().await?;
        let namespace = cluster::find(&cluster, &plot.namespace, &plot.label).await?;
        things.extend(namespace.filter(|(_, ours)| *ours).map(|(thing, _)| thing));
        let owned = cluster::owned(&cluster, &claim.owns.cluster, &plot.label).await?;
        things.extend(owned.into_iter().filter(|(thing, ours)| *ours || thing.is_since(since)).map(|(thing, _)| thing));
        let kinds = cluster_kinds(claim, plot)?;
        things.extend(cluster::labelled(&cluster, kinds.iter().map(String::as_str), &plot.label).await?);
    }
    Ok(things.0)
}

/// What stands in the way of a start: things of the exercise's names that it did not make.
pub(super) async fn conflicts(engines: &Engines, claim: Claim<'_>, plot: &Plot) -> Result<Vec<Thing>, SandboxError> {
    let mut things = Vec::new();
    if claim.needs_docker() {
        let docker = engines.docker().await?;
        let ours = docker::labelled(&docker, &plot.label).await?;
        let owned = docker::owned(&docker, claim.owns).await?;
        things.extend(owned.into_iter().filter(|thing| !ours.iter().any(|ours| ours.is_same(thing))));
    }
    if claim.needs_cluster() {
        let cluster = engines.cluster().await?;
        let owned = cluster::owned(&cluster, &claim.owns.cluster, &plot.label).await?;
        let namespace = cluster::find(&cluster, &plot.namespace, &plot.label).await?;
        let foreign = namespace.into_iter().chain(owned).filter(|(_, ours)| !ours);
        things.extend(foreign.map(|(thing, _)| thing));
    }
    Ok(things)
}

/// Removes these very things and waits until they are gone; both engines side by side.
pub(super) async fn remove(engines: &Engines, things: &[Thing]) -> Result<(), SandboxError> {
    let of = |engine: Engine| things.iter().filter(move |thing| thing.engine == engine);
    let in_docker = async {
        if of(Engine::Docker).next().is_none() {
            return Ok(());
        }
        let docker = engines.docker().await?;
        for kind in docker::ORDER {
            for thing in of(Engine::Docker).filter(|thing| thing.kind == kind) {
                docker::remove(&docker, thing).await?;
            }
        }
        Ok(())
    };
    let in_cluster = async {
        if of(Engine::Cluster).next().is_none() {
            return Ok(());
        }
        let cluster = engines.cluster().await?;
        for thing in of(Engine::Cluster) {
            cluster::remove(&cluster, thing).await?;
        }
        Ok(())
    };
    // Not `try_join`: a thing that cannot be removed in one engine must not keep those of the other.
    let (docker, cluster) = tokio::join!(in_docker, in_cluster);
    docker.and(cluster)
}

/// The cluster-wide kinds that an exercise may have made.
fn cluster_kinds(claim: Claim<'_>, plot: &Plot) -> Result<BTreeSet<String>, SandboxError> {
    let owned =
        claim.owns.cluster.iter().filter_map(|written| written.split_once('/')).map(|(kind, _)| kind.to_owned());
    let mut kinds: BTreeSet<String> = owned.collect();
    for manifest in claim.manifests {
        let objects = apply::read(manifest, &plot.namespace)?.into_iter().map(|object| object.kind);
        kinds.extend(objects.filter(|kind| kinds::cluster_wide(kind).is_some()));
    }
    Ok(kinds)
}

/// Things, each once.
#[derive(Default)]
struct Things(Vec<Thing>);

impl Extend<Thing> for Things {
    fn extend<T: IntoIterator<Item = Thing>>(&mut self, things: T) {
        for thing in things {
            if !self.0.iter().any(|known| known.is_same(&thing)) {
                self.0.push(thing);
            }
        }
    }
}
