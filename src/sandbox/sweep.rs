//! What an exercise made: shown before it is removed, then removed, and nothing else (R30).
//!
//! Ours is what bears our label, and what `owns` names exactly and came into being after the start.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

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
        things.extend(
            docker::owned(&docker, &claim.owned_in_docker()).await?.into_iter().filter(|thing| thing.is_since(since)),
        );
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
        let owned = docker::owned(&docker, &claim.owned_in_docker()).await?;
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
///
/// A thing that cannot be removed keeps none of the others; the first of them is told.
pub(super) async fn remove(engines: &Engines, things: &[Thing]) -> Result<(), SandboxError> {
    let (docker, cluster) = tokio::join!(remove_in_docker(engines, things), remove_in_cluster(engines, things));
    docker.and(cluster)
}

async fn remove_in_docker(engines: &Engines, things: &[Thing]) -> Result<(), SandboxError> {
    let mut things: Vec<&Thing> = things.iter().filter(|thing| thing.kind.engine() == Engine::Docker).collect();
    if things.is_empty() {
        return Ok(());
    }
    things.sort_by_key(|thing| &thing.kind);
    let docker = engines.docker().await?;
    let mut done = Ok(());
    for thing in things {
        done = keep_first(done, docker::remove(&docker, thing).await)?;
    }
    done
}

async fn remove_in_cluster(engines: &Engines, things: &[Thing]) -> Result<(), SandboxError> {
    let things: Vec<&Thing> = things.iter().filter(|thing| thing.kind.engine() == Engine::Cluster).collect();
    if things.is_empty() {
        return Ok(());
    }
    let cluster = engines.cluster().await?;
    let done = join_all(things.into_iter().map(|thing| cluster::remove(&cluster, thing))).await;
    done.into_iter().collect()
}

type Done = Result<(), SandboxError>;

/// Goes on after a refusal, and remembers it; an engine that fails ends it all.
fn keep_first(before: Done, now: Done) -> Result<Done, SandboxError> {
    match now {
        Err(SandboxError::Engine(why)) => Err(why.into()),
        now => Ok(before.and(now)),
    }
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
