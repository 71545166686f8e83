//! One container of a Pod: what it waits for, how it ended, or what its probes say.

use super::field::Field;
use super::pod::name;
use super::snapshot::Snapshot;
use super::{config, crash, image, probe};
use crate::course::{Cause, Diagnosis};

/// A container of a Pod, as its status tells.
pub(super) struct Container<'a> {
    pub(super) pod: Field<'a>,
    pub(super) status: Field<'a>,
    pub(super) name: &'a str,
    /// Whether the others wait for its end.
    pub(super) is_init: bool,
}

impl<'a> Container<'a> {
    fn new(pod: &Field<'a>, status: &Field<'a>, is_init: bool) -> Self {
        let name = status.text("name").unwrap_or_default();
        Self { pod: pod.clone(), status: status.clone(), name, is_init }
    }

    /// The names that every cause of a container holds: its Pod's and its own.
    pub(super) fn names(&self) -> (String, String) {
        (name(&self.pod), self.name.to_owned())
    }
}

/// Why a container does not run, or runs and is not ready.
pub(super) fn of(pod: &Field<'_>, status: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let it = Container::new(pod, status, false);
    waiting(&it, seen)
        .or_else(|| probe::killed(&it, seen))
        .or_else(|| crash::of(&it, seen))
        .or_else(|| probe::of(&it, seen))
}

/// Why an init container does not come to its end. One that restarts always is a sidecar, and others do not wait for
/// its end.
pub(super) fn init(pod: &Field<'_>, status: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let it = Container::new(pod, status, true);
    let is_sidecar = super::pod::spec(pod, it.name).is_some_and(|spec| spec.is("restartPolicy", "Always"));
    if is_sidecar {
        return of(pod, status, seen);
    }
    waiting(&it, seen).or_else(|| crash::of(&it, seen)).or_else(|| stuck(&it))
}

/// What keeps a container from being made.
fn waiting(it: &Container<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let waiting = it.status.at("state.waiting")?;
    match waiting.text("reason")? {
        "ErrImagePull"
        | "ImagePullBackOff"
        | "ErrImageNeverPull"
        | "InvalidImageName"
        | "ImageInspectError"
        | "RegistryUnavailable" => image::of(it, &waiting, seen),
        "CreateContainerConfigError" | "CreateContainerError" => config::of(it, &waiting),
        "RunContainerError" => crash::unstarted(it, &waiting),
        // `CrashLoopBackOff` is told by how the container ended; `ContainerCreating` and `PodInitializing` by others.
        _ => None,
    }
}

fn stuck(it: &Container<'_>) -> Option<Diagnosis> {
    let running = it.status.at("state.running.startedAt")?;
    let (pod, container) = it.names();
    let initialised = it.pod.list("status.conditions").find(|condition| condition.is("type", "Initialized"));
    let message = initialised.and_then(|condition| condition.at("message")).map(|field| field.evidence());
    let evidence = [running.evidence()].into_iter().chain(message).collect();
    Some(Diagnosis { cause: Cause::InitContainerStuck { pod, container }, evidence })
}
