//! A container that ended, or that could not be started: by its exit code, by what the runtime said, by what it printed.

use super::container::Container;
use super::field::{Field, between};
use super::snapshot::{LogWish, Snapshot, last_lines};
use crate::course::{Cause, Diagnosis, Evidence, ExitMeaning};

/// Why a container does not run any more. One that runs and is ready is well, whatever it did before.
pub(super) fn of(it: &Container<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let now = it.status.at("state.terminated");
    let is_running = it.status.at("state.running").is_some();
    if is_running && it.status.is_true("ready") {
        return None;
    }
    let before = it.status.at("lastState.terminated");
    let ended = now.clone().or_else(|| before.clone())?;
    let code = ended.number("exitCode")?;
    let starts_again = it.pod.is("spec.restartPolicy", "Always") && !it.is_init;
    if code == 0 && (!starts_again || is_running) {
        return None;
    }
    let out_of_memory = [now, before].into_iter().flatten().find(|ended| ended.is("reason", "OOMKilled"));
    if let Some(ended) = out_of_memory {
        return Some(out_of(it, &ended));
    }
    if let Some(message) = ended
        .at("message")
        .filter(|_| ["ContainerCannotRun", "StartError"].contains(&ended.text("reason").unwrap_or_default()))
    {
        return Some(unstartable(it, &message));
    }
    Some(ended_by_itself(it, &ended, code, seen))
}

/// What the runtime says of a container that waits to be tried again.
pub(super) fn unstarted(it: &Container<'_>, waiting: &Field<'_>) -> Option<Diagnosis> {
    waiting.at("message").map(|message| unstartable(it, &message))
}

fn out_of(it: &Container<'_>, ended: &Field<'_>) -> Diagnosis {
    let (pod, container) = it.names();
    let limit = super::pod::spec(&it.pod, it.name).and_then(|spec| spec.at("resources.limits.memory"));
    let shown = [ended.at("reason"), ended.at("exitCode"), limit.clone()].into_iter().flatten();
    let evidence = shown.map(|field| field.evidence()).collect();
    let limit = limit.map(|limit| limit.plain()).unwrap_or_default();
    Diagnosis { cause: Cause::OomKilled { pod, container, limit }, evidence }
}

/// The program itself could not be started: the runtime's message tells.
fn unstartable(it: &Container<'_>, message: &Field<'_>) -> Diagnosis {
    let (pod, container) = it.names();
    let said = message.plain();
    let command = between(&said, "exec: \"", "\"").unwrap_or_default().to_owned();
    let cause = if let Some(path) = between(&said, "to rootfs at \"", "\"").filter(|_| said.contains("not a directory"))
    {
        Cause::MountOverFile { pod, container, path: path.to_owned() }
    } else if said.contains("exec format error") {
        Cause::ExecFormatError { pod, container }
    } else if said.contains("executable file not found")
        || said.contains("no such file or directory") && !command.is_empty()
    {
        Cause::CommandNotFound { pod, container, command }
    } else if said.contains("permission denied") && !command.is_empty() {
        Cause::CommandNotExecutable { pod, container, command }
    } else {
        Cause::StartFailed { pod, container }
    };
    let spec = super::pod::spec(&it.pod, it.name);
    let command = spec.and_then(|spec| spec.at("command").or_else(|| spec.at("args"))).map(|field| field.evidence());
    Diagnosis { cause, evidence: [message.evidence()].into_iter().chain(command).collect() }
}

/// The program ran and ended: its code tells, and what it printed.
fn ended_by_itself(it: &Container<'_>, ended: &Field<'_>, code: i64, seen: &Snapshot) -> Diagnosis {
    let (pod, container) = it.names();
    let meaning = ExitMeaning::of(code);
    let printed = seen.log(LogWish {
        pod: pod.clone(),
        container: container.clone(),
        previous: it.status.at("state.running").is_some(),
        id: ended.text("containerID").unwrap_or_default().to_owned(),
    });
    let printed = printed.unwrap_or_default().to_owned();
    let spec = super::pod::spec(&it.pod, it.name);
    let read_only = spec.and_then(|spec| spec.at("securityContext.readOnlyRootFilesystem"));
    let is_read_only = printed.to_lowercase().contains("read-only file system");
    let never = it.pod.is("spec.restartPolicy", "Never");
    let mut evidence: Vec<Evidence> = ended.at("exitCode").map(|field| field.evidence()).into_iter().collect();
    evidence.extend(it.status.at("state.waiting.reason").map(|field| field.evidence()));
    evidence.extend(it.status.at("restartCount").map(|field| field.evidence()));
    evidence.extend(read_only.filter(|_| is_read_only).map(|field| field.evidence()));
    evidence.extend(last_lines(&it.pod, it.name, &printed));
    let cause = if is_read_only {
        Cause::ReadOnlyFileSystem { pod, container }
    } else if printed.contains("exec format error") {
        Cause::ExecFormatError { pod, container }
    } else if it.is_init {
        Cause::InitContainerFailing { pod, container, code, meaning }
    } else if never {
        Cause::ContainerExited { pod, container, code, meaning }
    } else {
        Cause::CrashLoopBackOff { pod, container, code, meaning }
    };
    Diagnosis { cause, evidence }
}
