//! What an `apiVersion` and a `kind` come to that are no kind of Kubernetes' own: custom, or a slip. Pure.

use std::cmp::Reverse;

use super::removed;
use super::schema::Document;
use crate::check::look::yaml::{Wrong, below, near};
use crate::course::{Flaw, ManifestFlaw};

/// A slip in how a kind is named, and the `apiVersion` and `kind` that were probably meant.
pub(super) struct Misnamed {
    pub(super) wrong: Wrong,
    pub(super) meant: Option<(String, String)>,
}

/// What is wrong with the name of a kind that has no schema; nothing where it is somebody's own.
pub(super) fn misnamed(schemas: &Document, api: &str, kind: &str, pointer: &str) -> Option<Misnamed> {
    let at = |field: &str, flaw: Flaw, meant: Option<(&str, &str)>| {
        let meant = meant.map(|(api, kind)| (api.to_owned(), kind.to_owned()));
        Some(Misnamed { wrong: Wrong::new(below(pointer, field), flaw), meant })
    };
    if let Some(gone) = removed::find(api, kind) {
        let (since, instead) = (gone.since.to_owned(), gone.instead.map(str::to_owned));
        let flaw = ManifestFlaw::Gone { kind: kind.to_owned(), api: api.to_owned(), since, instead };
        return at("apiVersion", Flaw::Manifest { flaw }, gone.instead.map(|api| (api, kind)));
    }
    // Nobody else's group is without a dot: the API server refuses it.
    let is_ours = schemas.kinds().any(|(own, _)| group(own) == group(api)) || !group(api).contains('.');
    if let Some((_, written)) = schemas.kinds().find(|(_, own)| *own != kind && own.eq_ignore_ascii_case(kind)) {
        let flaw = Flaw::KindCase { kind: kind.to_owned(), written: written.to_owned() };
        return if is_ours { at("kind", flaw, Some((api, written))) } else { None };
    }
    let homes: Vec<&str> = schemas.kinds().filter(|(_, own)| *own == kind).map(|(api, _)| api).collect();
    if let Some(home) = homes.iter().min_by_key(|home| rank(home)) {
        let is_slip = homes.iter().any(|home| near(group(api), std::iter::once(group(home))).is_some());
        let flaw = Flaw::ApiVersion { kind: kind.to_owned(), api: api.to_owned(), belongs: (*home).to_owned() };
        return if is_ours || is_slip { at("apiVersion", flaw, Some((*home, kind))) } else { None };
    }
    let near = near(kind, schemas.kinds().map(|(_, kind)| kind).filter(|kind| !kind.ends_with("List")));
    let flaw = ManifestFlaw::UnknownKind { kind: kind.to_owned(), api: api.to_owned(), near };
    if is_ours { at("kind", Flaw::Manifest { flaw }, None) } else { None }
}

fn group(api: &str) -> &str {
    api.rsplit_once('/').map_or("", |(group, _)| group)
}

/// Settled versions first, of several groups the oldest one, which has the shortest name, and its newest version.
fn rank(api: &str) -> (bool, usize, Reverse<&str>) {
    let version = api.rsplit('/').next().unwrap_or(api);
    (version.contains("alpha") || version.contains("beta"), group(api).len(), Reverse(version))
}
