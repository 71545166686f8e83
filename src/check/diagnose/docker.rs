//! A container of Docker that does not do what a check asks of it: by its state, by what the engine said when it was
//! started, by its exit code and what it printed.

use super::field::{Field, between};
use super::snapshot::Snapshot;
use crate::course::{Cause, Diagnosis, DockerKind, Evidence, ExitMeaning};

/// Why a container is not well. One that runs and is not unhealthy is.
pub(super) fn of(it: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let container = name(it);
    let status = it.text("State.Status")?;
    if let Some(error) = it.at("State.Error").filter(|error| !error.plain().is_empty()) {
        return Some(unstarted(container, it, &error, seen));
    }
    if status != "running"
        && let Some(diagnosis) = unmounted(&container, it, seen)
    {
        return Some(diagnosis);
    }
    match status {
        "running" => unhealthy(container, it),
        "paused" => shown(Cause::DockerPaused { container }, [it.at("State.Status")]),
        "created" => shown(Cause::DockerNotStarted { container }, [it.at("State.Status")]),
        "restarting" | "exited" | "dead" => ended(container, it, status == "restarting", seen),
        _ => None,
    }
}

/// The name, without the slash that the engine puts before it.
pub(super) fn name(it: &Field<'_>) -> String {
    it.text("Name").unwrap_or_default().trim_start_matches('/').to_owned()
}

fn shown<'a>(cause: Cause, fields: impl IntoIterator<Item = Option<Field<'a>>>) -> Option<Diagnosis> {
    let evidence: Vec<Evidence> = fields.into_iter().flatten().map(|field| field.evidence()).collect();
    (!evidence.is_empty()).then_some(Diagnosis { cause, evidence })
}

/// A path of the machine that is to be mounted and has gone: the engine refuses to start, and keeps no word of it.
fn unmounted(container: &str, it: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let mut binds = it.list("Mounts").filter(|mount| mount.is("Type", "bind")).filter_map(|mount| mount.at("Source"));
    let source = binds.find(|source| seen.lacks_path(&source.plain()))?;
    let cause = Cause::DockerMountSourceMissing { container: container.to_owned(), path: source.plain() };
    Some(Diagnosis { cause, evidence: vec![source.evidence()] })
}

/// The last answer of a health check, and what it asks.
fn unhealthy(container: String, it: &Field<'_>) -> Option<Diagnosis> {
    let health = it.at("State.Health").filter(|health| health.is("Status", "unhealthy"))?;
    let test = it.at("Config.Healthcheck.Test")?;
    let words: Vec<String> = test.items().map(|word| word.plain()).collect();
    let asks = words.iter().skip(1).map(String::as_str).collect::<Vec<_>>().join(" ");
    let last = health.list("Log").last();
    let of_last = |key: &str| last.as_ref().and_then(|last| last.at(key));
    let output = of_last("Output").filter(|output| !output.plain().trim().is_empty());
    shown(Cause::DockerUnhealthy { container, asks }, [health.at("Status"), of_last("ExitCode"), output])
}

/// It ran and ended.
fn ended(container: String, it: &Field<'_>, again: bool, seen: &Snapshot) -> Option<Diagnosis> {
    let code = it.number("State.ExitCode")?;
    if it.is_true("State.OOMKilled") {
        let limit = it.number("HostConfig.Memory").filter(|limit| *limit > 0).map(bytes).unwrap_or_default();
        let fields = [it.at("State.OOMKilled"), it.at("State.ExitCode"), it.at("HostConfig.Memory")];
        return shown(Cause::DockerOomKilled { container, limit }, fields);
    }
    let printed = seen.printed(&container)?;
    let meaning = ExitMeaning::of(code);
    let cause = if printed.contains("exec format error") {
        Cause::DockerExecFormatError { container: container.clone() }
    } else if again {
        Cause::DockerRestarting { container: container.clone(), code, meaning }
    } else {
        Cause::DockerExited { container: container.clone(), code, meaning }
    };
    let mut diagnosis = shown(cause, [it.at("State.Status"), it.at("State.ExitCode")])?;
    diagnosis.evidence.extend(super::snapshot::last_of(container, printed));
    Some(diagnosis)
}

/// The limit as it is given to `docker run --memory`.
fn bytes(limit: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(1 << 30, "g"), (1 << 20, "m"), (1 << 10, "k")];
    let fits = UNITS.iter().find(|(unit, _)| limit % unit == 0);
    fits.map_or_else(|| limit.to_string(), |(unit, letter)| format!("{}{letter}", limit / unit))
}

/// It was made and could not be started: the engine's message tells why.
fn unstarted(container: String, it: &Field<'_>, error: &Field<'_>, seen: &Snapshot) -> Diagnosis {
    let said = error.plain();
    let command = between(&said, "exec: \"", "\"").unwrap_or_default().to_owned();
    let configured = it.at("Config.Entrypoint").or_else(|| it.at("Config.Cmd"));
    let mut more = None;
    let cause = if said.contains("port is already allocated") || said.contains("address already in use") {
        let port = taken(&said);
        let holder = port.parse().ok().and_then(|port| holder(port, &container, seen));
        more = it.at("HostConfig.PortBindings");
        Cause::DockerPortTaken { container, port, by: holder.unwrap_or_default() }
    } else if let Some(network) = between(&said, "network ", " not found") {
        Cause::DockerNetworkMissing { container, network: network.to_owned() }
    } else if said.contains("exec format error") {
        Cause::DockerExecFormatError { container }
    } else if said.contains("executable file not found")
        || said.contains("no such file or directory") && !command.is_empty()
    {
        more = configured;
        Cause::DockerCommandNotFound { container, command }
    } else if said.contains("permission denied") && !command.is_empty() {
        more = configured;
        Cause::DockerCommandNotExecutable { container, command }
    } else {
        Cause::DockerStartFailed { container }
    };
    Diagnosis {
        cause,
        evidence: [Some(error.clone()), more].into_iter().flatten().map(|field| field.evidence()).collect(),
    }
}

/// The port that a message says is taken: `Bind for 0.0.0.0:8080 failed`, `listen tcp4 0.0.0.0:8080: bind: …`,
/// `failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: …`.
fn taken(said: &str) -> String {
    if let Some(both) = between(said, "failed to bind host port for ", "/") {
        // An address of IPv6 stands in brackets.
        let port = both.split_once("]:").filter(|_| both.starts_with('[')).or_else(|| both.split_once(':'));
        let port = port.and_then(|(_, rest)| rest.split(':').next());
        return port.unwrap_or_default().to_owned();
    }
    let address = between(said, "Bind for ", " failed")
        .or_else(|| between(said, "listen tcp4 ", ": bind"))
        .or_else(|| between(said, "listen tcp ", ": bind"))
        .or_else(|| between(said, "exposing port TCP ", " -> "));
    address.and_then(|address| address.rsplit(':').next()).unwrap_or_default().to_owned()
}

/// The container that publishes a port of the machine; none where no container does.
fn holder(port: u16, but: &str, seen: &Snapshot) -> Option<String> {
    let all = seen.docker(DockerKind::Container);
    let holds = |one: &&Field<'_>| {
        listed(one) != but && one.list("Ports").any(|of| of.number("PublicPort") == Some(port.into()))
    };
    all.iter().find(holds).map(listed)
}

/// The name of a container in the engine's list.
pub(super) fn listed(it: &Field<'_>) -> String {
    it.list("Names").next().map(|name| name.plain().trim_start_matches('/').to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_read_out_of_each_message() {
        let said = "driver failed programming external connectivity on endpoint fy (00ef): Bind for 0.0.0.0:18080 failed: port is already allocated";
        assert_eq!(taken(said), "18080");
        let said = "failed to bind host port for 127.0.0.1:8080:172.17.0.2:80/tcp: listen tcp4 127.0.0.1:8080: bind: address already in use";
        assert_eq!(taken(said), "8080");
        let said = "failed to bind host port for 127.0.0.1:18093:10.201.0.4:80/tcp: address already in use";
        assert_eq!(taken(said), "18093");
        assert_eq!(taken("failed to bind host port for [::1]:18094:[fd00::2]:80/tcp: address already in use"), "18094");
        assert_eq!(taken("nothing of the kind"), "");
    }

    #[test]
    fn a_limit_is_written_as_it_was_given() {
        assert_eq!([16 << 20, 1 << 30, 1500, 6 << 10].map(bytes), ["16m", "1g", "1500", "6k"]);
    }
}
