//! Near misses: what is looked for is not there, and something almost like it is. Another name, another namespace,
//! another kind, another label, another tag.

use std::collections::BTreeMap;

use super::docker::listed;
use super::field::{Field, named};
use super::snapshot::Snapshot;
use crate::course::{Cause, Diagnosis, DockerKind, Evidence};

/// Kinds that are taken for one another, since they bear the same name so often.
const ALIKE: [&str; 8] = ["Deployment", "Pod", "StatefulSet", "DaemonSet", "Job", "CronJob", "Service", "ReplicaSet"];

/// Almost that name, among the things of a kind in Docker.
pub(super) fn of_docker(kind: DockerKind, name: &str, seen: &Snapshot) -> Option<Diagnosis> {
    let all = seen.docker(kind);
    let names = all.iter().filter_map(|one| Some((label(kind, one)?, one)));
    let (there, one) = nearest(name, names)?;
    let shown = match kind {
        DockerKind::Container => one.at("Names"),
        DockerKind::Image => one.at("RepoTags"),
        DockerKind::Volume | DockerKind::Network => one.at("Name"),
    };
    let cause = Cause::NameAlmost { kind: kind.word().to_owned(), wanted: name.to_owned(), there };
    Some(Diagnosis { cause, evidence: shown.map(|field| field.evidence()).into_iter().collect() })
}

fn label(kind: DockerKind, one: &Field<'_>) -> Option<String> {
    match kind {
        DockerKind::Container => Some(listed(one)),
        DockerKind::Volume | DockerKind::Network => Some(one.text("Name")?.to_owned()),
        DockerKind::Image => None,
    }
}

/// The image under another tag, or under almost that name.
pub(super) fn of_image(name: &str, seen: &Snapshot) -> Option<Diagnosis> {
    let wanted = crate::engine::tagged(name);
    let (repository, _) = wanted.rsplit_once(':')?;
    let all = seen.docker(DockerKind::Image);
    let tags: Vec<_> = all.iter().flat_map(|one| one.list("RepoTags")).collect();
    let of = |tag: &&Field<'_>| tag.plain().rsplit_once(':').is_some_and(|(other, _)| other == repository);
    if let Some(tag) = tags.iter().find(of) {
        let cause = Cause::ImageTagDiffers { wanted: wanted.clone(), there: tag.plain() };
        return Some(Diagnosis { cause, evidence: vec![tag.evidence()] });
    }
    let (there, tag) = nearest(&wanted, tags.iter().map(|tag| (tag.plain(), tag)))?;
    let cause = Cause::NameAlmost { kind: DockerKind::Image.word().to_owned(), wanted, there };
    Some(Diagnosis { cause, evidence: vec![tag.evidence()] })
}

/// An object that is not there: another name, another namespace, another kind.
pub(super) fn of_object(kind: &str, api: Option<&str>, name: &str, seen: &Snapshot) -> Option<Diagnosis> {
    let all = seen.all_of(kind, api);
    let own = |one: &Field<'_>| one.text("metadata.name").unwrap_or_default().to_owned();
    if let Some((there, one)) = nearest(name, all.iter().map(|one| (own(one), one))) {
        let cause = Cause::NameAlmost { kind: kind.to_owned(), wanted: name.to_owned(), there };
        return Some(Diagnosis {
            cause,
            evidence: one.at("metadata.name").map(|field| field.evidence()).into_iter().collect(),
        });
    }
    let elsewhere = seen.everywhere(kind, api, name);
    if let Some(one) = elsewhere.iter().find(|one| !one.is("metadata.namespace", seen.namespace())) {
        let there = one.text("metadata.namespace")?.to_owned();
        let (kind, wanted) = (kind.to_owned(), seen.namespace().to_owned());
        let cause = Cause::NameElsewhere { kind, name: name.to_owned(), there, wanted };
        let shown = one.at("metadata.namespace").map(|field| field.evidence());
        return Some(Diagnosis { cause, evidence: shown.into_iter().collect() });
    }
    let other = ALIKE.iter().filter(|_| ALIKE.contains(&kind)).filter(|other| **other != kind);
    let there = other.filter_map(|other| seen.one(other, name)).next()?;
    let shown = there.at("kind").map(|field| field.evidence()).into_iter().collect();
    let (name, wanted, there) = (name.to_owned(), kind.to_owned(), there.text("kind")?.to_owned());
    Some(Diagnosis { cause: Cause::KindDiffers { name, wanted, there }, evidence: shown })
}

/// Nothing bears these labels: the object whose labels are nearest to them.
pub(super) fn of_labels(
    kind: &str,
    api: Option<&str>,
    labels: &BTreeMap<String, String>,
    seen: &Snapshot,
) -> Option<Diagnosis> {
    if labels.is_empty() {
        return None;
    }
    let all = seen.all_of(kind, api);
    let mut best: Option<(usize, Field<'_>, Field<'_>, String, String)> = None;
    for one in &all {
        let Some(own) = one.at("metadata.labels") else { continue };
        let same = labels.iter().filter(|(key, value)| own.key(key).is_some_and(|own| own.plain() == **value)).count();
        let differs = labels.iter().find(|(key, value)| own.key(key).is_none_or(|own| own.plain() != **value));
        let Some((key, value)) = differs else { continue };
        let there = own.key(key).or_else(|| {
            nearest(key, own.entries().map(|(key, field)| (key.to_owned(), field))).map(|(_, field)| field)
        });
        let Some(there) = there else { continue };
        let is_near = own.key(key).is_none() || same > 0 || is_near(value, &there.plain());
        if is_near && best.as_ref().is_none_or(|(most, ..)| same > *most) {
            let written = own.entries().find(|(_, field)| field.evidence() == there.evidence()).map(|(key, _)| key);
            let pair = format!("{}={}", written.unwrap_or_default(), there.plain());
            best = Some((same, one.clone(), there, format!("{key}={value}"), pair));
        }
    }
    let (_, one, field, wanted, there) = best?;
    let cause = Cause::LabelAlmost { kind: kind.to_owned(), wanted, object: named(one.value()), there };
    Some(Diagnosis { cause, evidence: vec![field.evidence()] })
}

/// A release that is not there.
pub(super) fn of_release(name: &str, seen: &Snapshot) -> Option<Diagnosis> {
    let all = seen.releases();
    let label = |one: &Field<'_>, key: &str| Some(one.at("metadata.labels")?.key(key)?.plain());
    let own = all.iter().filter(|one| one.is("metadata.namespace", seen.namespace()));
    let own = own.filter_map(|one| Some((label(one, "name")?, one)));
    let kind = || "release".to_owned();
    let evidence = |one: &Field<'_>| -> Vec<Evidence> {
        one.at("metadata.labels")
            .and_then(|labels| labels.key("name"))
            .map(|field| field.evidence())
            .into_iter()
            .collect()
    };
    if let Some((there, one)) = nearest(name, own) {
        let cause = Cause::NameAlmost { kind: kind(), wanted: name.to_owned(), there };
        return Some(Diagnosis { cause, evidence: evidence(one) });
    }
    let is_other = |one: &&Field<'_>| {
        !one.is("metadata.namespace", seen.namespace()) && label(one, "name").as_deref() == Some(name)
    };
    let one = all.iter().find(is_other)?;
    let (there, wanted) = (one.text("metadata.namespace")?.to_owned(), seen.namespace().to_owned());
    let shown = one.at("metadata.namespace").map(|field| field.evidence()).into_iter().collect();
    Some(Diagnosis {
        cause: Cause::NameElsewhere { kind: kind(), name: name.to_owned(), there, wanted },
        evidence: shown,
    })
}

/// The thing whose name is nearest, if it is near at all.
pub(super) fn nearest<T>(wanted: &str, all: impl IntoIterator<Item = (String, T)>) -> Option<(String, T)> {
    let near = all.into_iter().filter(|(name, _)| name != wanted && is_near(wanted, name));
    near.min_by_key(|(name, _)| strsim::damerau_levenshtein(wanted, name))
}

/// A slip of the finger, another case, or one name within the other, as Compose and Deployments make them.
pub(super) fn is_near(wanted: &str, there: &str) -> bool {
    let (a, b) = (wanted.to_lowercase(), there.to_lowercase());
    // Of a word of one letter, one letter is all of it.
    let longest = a.chars().count().max(b.chars().count());
    let limit = if wanted.chars().count() < 4 { 1.min(longest.saturating_sub(1)) } else { 2 };
    let is_part = |whole: &str, part: &str| part.len() > 2 && whole.split(['-', '_', '.']).any(|word| word == part);
    a == b || strsim::damerau_levenshtein(&a, &b) <= limit || is_part(&a, &b) || is_part(&b, &a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_name_is_not() {
        for (wanted, there) in [("web", "wbe"), ("web", "Web"), ("web", "shop-web-1"), ("notes", "note"), ("db", "d")] {
            assert!(is_near(wanted, there), "{wanted} {there}");
        }
        for (wanted, there) in [("web", "api"), ("db", "cache"), ("web", "cobweb"), ("notes", "writer"), ("a", "b")] {
            assert!(!is_near(wanted, there), "{wanted} {there}");
        }
        let all = [("api".to_owned(), 1), ("webs".to_owned(), 2), ("web".to_owned(), 3)];
        assert_eq!(nearest("web", all), Some(("webs".to_owned(), 2)), "the very name is no near one");
    }
}
