//! Settings that a Pod takes from elsewhere, as variables or as files: a ConfigMap or Secret, or a key, that is missing.

use super::container::Container;
use super::field::Field;
use super::pod::name;
use super::snapshot::Snapshot;
use crate::course::{Cause, ConfigSource, Diagnosis};

/// Why a container cannot be made; the message names the map, and the key.
pub(super) fn of(it: &Container<'_>, waiting: &Field<'_>) -> Option<Diagnosis> {
    let message = waiting.at("message")?;
    let said = message.plain();
    let (pod, container) = it.names();
    let spec = super::pod::spec(&it.pod, it.name)?;
    let (cause, place) = if let Some((source, name, key)) = missing_key(&said) {
        let place = named(&spec, &name, Some(&key));
        (Cause::ConfigKeyMissing { pod, container, source, name, key }, place)
    } else if let Some((source, name)) = missing_map(&said) {
        let place = named(&spec, &name, None);
        (Cause::ConfigMissing { pod, container, source, name }, place)
    } else if said.contains("runAsNonRoot") {
        let own = spec.at("securityContext.runAsNonRoot");
        let place = own.or_else(|| it.pod.at("spec.securityContext.runAsNonRoot"));
        (Cause::RunsAsRoot { pod, container }, place)
    } else {
        (Cause::CreateContainerConfigError { pod, container }, None)
    };
    let shown = [waiting.at("reason"), Some(message), place].into_iter().flatten();
    Some(Diagnosis { cause, evidence: shown.map(|field| field.evidence()).collect() })
}

/// Where a container's description names a map, or a key of it.
fn named<'a>(spec: &Field<'a>, name: &str, key: Option<&str>) -> Option<Field<'a>> {
    let keys = spec.list("env").map(|env| [env.at("valueFrom.configMapKeyRef"), env.at("valueFrom.secretKeyRef")]);
    let maps = spec.list("envFrom").map(|from| [from.at("configMapRef"), from.at("secretRef")]);
    let refs = keys.chain(maps).flatten().flatten();
    let is_meant = |of: &Field<'_>| of.is("name", name) && key.is_none_or(|key| of.is("key", key));
    refs.into_iter().find(is_meant)
}

/// `couldn't find key colour in ConfigMap shop/settings`.
fn missing_key(said: &str) -> Option<(ConfigSource, String, String)> {
    let (key, rest) = said.split_once("find key ")?.1.split_once(" in ")?;
    let (kind, path) = rest.split_once(' ')?;
    let name = path.rsplit('/').next()?;
    Some((source(kind)?, name.trim_end_matches('.').to_owned(), key.to_owned()))
}

/// `configmap "settings" not found`.
fn missing_map(said: &str) -> Option<(ConfigSource, String)> {
    let (before, _) = said.split_once("\" not found")?;
    let (kind, name) = before.rsplit_once(" \"").or_else(|| before.split_once(" \""))?;
    Some((source(kind.rsplit(' ').next()?)?, name.to_owned()))
}

fn source(kind: &str) -> Option<ConfigSource> {
    match kind.to_lowercase().as_str() {
        "configmap" => Some(ConfigSource::ConfigMap),
        "secret" => Some(ConfigSource::Secret),
        _ => None,
    }
}

/// Why the volumes of a Pod that has its node cannot be mounted. Only its events tell.
pub(super) fn mounts(pod: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let statuses = pod.list("status.initContainerStatuses").chain(pod.list("status.containerStatuses"));
    let mut waiting = statuses.filter_map(|status| status.at("state.waiting.reason"));
    let waiting = waiting.find(|reason| ["ContainerCreating", "PodInitializing"].contains(&reason.plain().as_str()))?;
    // Init containers run with all volumes mounted.
    let begun = pod.list("status.initContainerStatuses").any(|status| status.at("state.waiting").is_none());
    if begun || pod.list("spec.volumes").next().is_none() {
        return None;
    }
    let events = seen.events(pod);
    let event =
        events.iter().find(|event| event.reason() == "FailedMount" && event.message().contains("for volume \""))?;
    let (volume, said) = event.message().split_once("for volume \"")?.1.split_once('"')?;
    let spec = pod.list("spec.volumes").find(|spec| spec.is("name", volume));
    let (pod, volume) = (name(pod), volume.to_owned());
    let key = said.split_once("non-existent config key: ").or_else(|| said.split_once("non-existent secret key: "));
    let cause = if let (Some((_, key)), Some((source, name))) = (key, spec.as_ref().and_then(content)) {
        Cause::MountKeyMissing { pod, volume, source, name, key: key.trim().to_owned() }
    } else if let Some((source, name)) = missing_map(said) {
        Cause::MountSourceMissing { pod, volume, source, name }
    } else if let (true, Some(path)) = (said.contains("hostPath type check"), path(spec.as_ref())) {
        Cause::MountPathMissing { pod, volume, path }
    } else {
        Cause::MountFailed { pod, volume }
    };
    let place = spec.map(|spec| spec.evidence());
    Some(Diagnosis { cause, evidence: [event.evidence(), waiting.evidence()].into_iter().chain(place).collect() })
}

fn path(volume: Option<&Field<'_>>) -> Option<String> {
    volume?.text("hostPath.path").map(str::to_owned)
}

/// What a volume is made of.
fn content(volume: &Field<'_>) -> Option<(ConfigSource, String)> {
    let map = volume.text("configMap.name").map(|name| (ConfigSource::ConfigMap, name.to_owned()));
    map.or_else(|| volume.text("secret.secretName").map(|name| (ConfigSource::Secret, name.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_map_and_the_key() {
        let key = missing_key("couldn't find key colour in ConfigMap shop/settings");
        assert_eq!(key, Some((ConfigSource::ConfigMap, "settings".into(), "colour".into())));
        let secret = missing_map("secret \"door\" not found");
        assert_eq!(secret, Some((ConfigSource::Secret, "door".into())));
        assert_eq!(
            missing_map("MountVolume failed : configmap \"a.b\" not found"),
            Some((ConfigSource::ConfigMap, "a.b".into()))
        );
        assert_eq!(missing_map("pod \"web\" not found"), None);
    }
}
