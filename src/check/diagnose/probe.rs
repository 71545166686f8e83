//! Probes: which of them does not get the answer that it wants, what it asks, and what it was answered.

use chrono::{DateTime, Utc};

use super::container::Container;
use super::field::Field;
use super::snapshot::{Event, Snapshot};
use crate::course::{Cause, Diagnosis};

/// The probes of a container, as its description and the kubelet's events name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Probe {
    Startup,
    Liveness,
    Readiness,
}

impl Probe {
    fn key(self) -> &'static str {
        match self {
            Self::Startup => "startupProbe",
            Self::Liveness => "livenessProbe",
            Self::Readiness => "readinessProbe",
        }
    }

    fn said(self) -> &'static str {
        match self {
            Self::Startup => "Startup probe",
            Self::Liveness => "Liveness probe",
            Self::Readiness => "Readiness probe",
        }
    }
}

/// A container that its kubelet ended, because a probe had failed too often.
pub(super) fn killed(it: &Container<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let is_well = it.status.at("state.running").is_some() && it.status.is_true("ready");
    let ended = it.status.at("state.terminated").or_else(|| it.status.at("lastState.terminated"))?;
    // SIGTERM, or SIGKILL after it; a program may also end with a code of its own when it is told to.
    let is_ended = it.status.number("restartCount").is_some_and(|count| count > 0) && ended.is("reason", "Error");
    if is_well || !is_ended {
        return None;
    }
    [Probe::Startup, Probe::Liveness].into_iter().find_map(|probe| {
        let spec = super::pod::spec(&it.pod, it.name)?.at(probe.key())?;
        let killing = format!("failed {}", probe.said().to_lowercase());
        let events = told(it, seen);
        events.iter().find(|event| event.reason() == "Killing" && event.message().contains(&killing))?;
        diagnosis(it, probe, &spec, &events, ended.at("exitCode"))
    })
}

/// A container that runs: one that is not ready, or that its liveness probe has found ill since it was started.
pub(super) fn of(it: &Container<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let started: DateTime<Utc> = it.status.text("state.running.startedAt")?.parse().ok()?;
    let ready = it.status.at("ready")?;
    let is_ready = it.status.is_true("ready");
    let spec = super::pod::spec(&it.pod, it.name)?;
    let asked = |probe: &Probe| match probe {
        Probe::Startup => !it.status.is_true("started"),
        Probe::Liveness => true,
        Probe::Readiness => !is_ready,
    };
    [Probe::Startup, Probe::Liveness, Probe::Readiness].into_iter().filter(asked).find_map(|probe| {
        let spec = spec.at(probe.key())?;
        let mut events = told(it, seen);
        events.retain(|event| event.at() >= started);
        diagnosis(it, probe, &spec, &events, Some(ready.clone()))
    })
}

fn told<'a>(it: &Container<'_>, seen: &'a Snapshot) -> Vec<Event<'a>> {
    seen.events(&it.pod).into_iter().filter(|event| event.is_of(it.name)).collect()
}

fn diagnosis(
    it: &Container<'_>,
    probe: Probe,
    spec: &Field<'_>,
    events: &[Event<'_>],
    state: Option<Field<'_>>,
) -> Option<Diagnosis> {
    let is_it = |event: &&Event<'_>| event.reason() == "Unhealthy" && event.message().starts_with(probe.said());
    let event = events.iter().find(is_it)?;
    let (pod, container) = it.names();
    let asks = asks(&it.pod, it.name, spec);
    let cause = match probe {
        Probe::Startup => Cause::StartupProbeFailing { pod, container, asks },
        Probe::Liveness => Cause::LivenessProbeFailing { pod, container, asks },
        Probe::Readiness => Cause::ReadinessProbeFailing { pod, container, asks },
    };
    let state = state.map(|field| field.evidence());
    Some(Diagnosis { cause, evidence: [event.evidence()].into_iter().chain(state).chain([spec.evidence()]).collect() })
}

/// What a probe asks, in the words of its own protocol: `GET :8080/ready`.
fn asks(pod: &Field<'_>, container: &str, probe: &Field<'_>) -> String {
    let port = |of: &Field<'_>| {
        let written = of.at("port").map(|port| port.plain()).unwrap_or_default();
        let named = super::pod::spec(pod, container).into_iter().flat_map(|spec| spec.list("ports"));
        let number = named.filter(|port| port.is("name", &written)).find_map(|port| port.number("containerPort"));
        number.map_or(written, |number| number.to_string())
    };
    if let Some(get) = probe.at("httpGet") {
        format!("GET :{}{}", port(&get), get.text("path").unwrap_or("/"))
    } else if let Some(tcp) = probe.at("tcpSocket") {
        format!("TCP :{}", port(&tcp))
    } else if let Some(grpc) = probe.at("grpc") {
        format!("gRPC :{}", port(&grpc))
    } else {
        let words: Vec<_> = probe.list("exec.command").map(|word| word.plain()).collect();
        words.join(" ")
    }
}
