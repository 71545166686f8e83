//! A Pod's container: which one is meant, and in what state it is. Asked before anything inside is.

use k8s_openapi::api::core::v1::{ContainerState, ContainerStatus, Pod};
use kube::ResourceExt;
use kube::api::Api;

use super::cluster::is_name;
use crate::course::Unreachable;
use crate::engine::{ClusterEngine, again};

/// The note that names the container which `kubectl` takes.
const DEFAULT: &str = "kubectl.kubernetes.io/default-container";

/// A container of a Pod that is there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) name: String,
    pub(super) state: State,
    /// Whether it ran before and ended.
    pub(super) has_previous: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It waits for its first start, or for another one.
    Waiting,
    Running,
    Ended,
}

/// The Pod; none where there is none of that name.
pub(super) async fn found(engine: &ClusterEngine, pods: &Api<Pod>, name: &str) -> Result<Option<Pod>, Unreachable> {
    if !is_name(name) {
        return Ok(None);
    }
    again(|| pods.get_opt(name)).await.map_err(|error| engine.why(error))
}

/// The container of that name, or the one that `kubectl` would take; none where the Pod has none such.
pub(super) fn chosen(pod: &Pod, wanted: Option<&str>) -> Option<Chosen> {
    let spec = pod.spec.as_ref()?;
    let inits = spec.init_containers.iter().flatten();
    let mut names = spec.containers.iter().chain(inits).map(|container| container.name.as_str());
    let noted = pod.annotations().get(DEFAULT).map(String::as_str);
    let name = match wanted.or(noted) {
        Some(name) => names.find(|known| *known == name)?,
        None => names.next()?,
    };
    let status = pod.status.as_ref().and_then(|status| {
        let of_inits = status.init_container_statuses.iter().flatten();
        status.container_statuses.iter().flatten().chain(of_inits).find(|status| status.name == name)
    });
    let ended_before =
        |status: &ContainerStatus| status.last_state.as_ref().is_some_and(|last| last.terminated.is_some());
    let state = status.and_then(|status| status.state.as_ref()).map_or(State::Waiting, state);
    Some(Chosen { name: name.to_owned(), state, has_previous: status.is_some_and(ended_before) })
}

/// Whether any container of the Pod runs.
pub(super) fn is_running(pod: &Pod) -> bool {
    let statuses = pod.status.iter().flat_map(|status| status.container_statuses.iter().flatten());
    statuses.filter_map(|status| status.state.as_ref()).any(|found| state(found) == State::Running)
}

fn state(found: &ContainerState) -> State {
    if found.running.is_some() {
        State::Running
    } else if found.terminated.is_some() {
        State::Ended
    } else {
        State::Waiting
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(note: Option<&str>) -> Pod {
        let notes = note.map(|note| json!({ DEFAULT: note }));
        serde_json::from_value(json!({
            "metadata": { "name": "web", "annotations": notes },
            "spec": { "containers": [{ "name": "web" }, { "name": "side" }], "initContainers": [{ "name": "init" }] },
            "status": { "containerStatuses": [
                { "name": "web", "image": "", "imageID": "", "ready": true, "restartCount": 0, "state": { "running": {} } },
                { "name": "side", "image": "", "imageID": "", "ready": false, "restartCount": 1,
                  "state": { "waiting": { "reason": "CrashLoopBackOff" } }, "lastState": { "terminated": { "exitCode": 1 } } },
            ] },
        }))
        .unwrap()
    }

    #[test]
    fn a_container_is_chosen_as_kubectl_chooses_it() {
        let name = |note, wanted| chosen(&pod(note), wanted).map(|chosen| chosen.name);
        assert_eq!(name(None, None).as_deref(), Some("web"));
        assert_eq!(name(Some("side"), None).as_deref(), Some("side"));
        assert_eq!(name(Some("side"), Some("init")).as_deref(), Some("init"));
        assert_eq!(name(None, Some("none")), None);
    }

    #[test]
    fn its_state_is_the_one_of_its_status() {
        let of = |wanted| chosen(&pod(None), Some(wanted)).map(|chosen| (chosen.state, chosen.has_previous)).unwrap();
        assert_eq!(of("web"), (State::Running, false));
        assert_eq!(of("side"), (State::Waiting, true));
        assert_eq!(of("init"), (State::Waiting, false), "the kubelet has said nothing of it yet");
        assert!(is_running(&pod(None)));
    }
}
