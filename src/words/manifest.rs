//! Sentences of what is wrong with an object of a manifest.

use super::flaw::given;
use super::{FluentValue, say};
use crate::course::{Lang, ManifestFlaw, NameRule};

/// What is wrong with an object of a manifest.
pub(super) fn say_manifest(lang: &Lang, flaw: &ManifestFlaw) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    let (key, args) = match flaw {
        ManifestFlaw::UnknownField { field, inside, kind, near, belongs } => {
            let key = if inside.is_empty() { "manifest-unknown-field-top" } else { "manifest-unknown-field" };
            let unknown = say(lang, key, &[text("field", field), text("inside", inside), text("kind", kind)]);
            return match (near, belongs) {
                (Some(near), _) => say(lang, "flaw-near", &[text("unknown", &unknown), text("near", near)]),
                (None, Some(home)) => say(lang, "manifest-belongs", &[text("unknown", &unknown), text("home", home)]),
                (None, None) => unknown,
            };
        }
        ManifestFlaw::UnknownKind { kind, api, near } => {
            let unknown = say(lang, "manifest-unknown-kind", &[text("kind", kind), text("api", api)]);
            return match near {
                Some(near) => say(lang, "flaw-near", &[text("unknown", &unknown), text("near", near)]),
                None => unknown,
            };
        }
        ManifestFlaw::Gone { kind, api, since, instead: Some(instead) } => {
            ("moved", vec![text("kind", kind), text("api", api), text("since", since), text("instead", instead)])
        }
        ManifestFlaw::Gone { kind, since, instead: None, .. } => {
            ("ended", vec![text("kind", kind), text("since", since)])
        }
        ManifestFlaw::Range { path, found } => ("range", vec![text("path", path), text("found", &given(lang, found))]),
        ManifestFlaw::Base64 { path } => {
            // A Secret's own data, which can be written plainly elsewhere.
            let key = if path.starts_with("data.") { "base64-data" } else { "base64" };
            (key, vec![text("path", path)])
        }
        ManifestFlaw::Name { path, rule, found } => {
            (rule_key(*rule), vec![text("path", path), text("found", &given(lang, found))])
        }
        ManifestFlaw::SameName { path, name } => ("same-name", vec![text("path", path), text("name", name)]),
    };
    say(lang, &format!("manifest-{key}"), &args)
}

fn rule_key(rule: NameRule) -> &'static str {
    match rule {
        NameRule::Label => "name-label",
        NameRule::Subdomain => "name-subdomain",
        NameRule::Key => "name-key",
        NameRule::Value => "name-value",
    }
}

#[cfg(test)]
pub(super) fn every_flaw() -> Vec<ManifestFlaw> {
    use crate::course::Given;

    let s = || "x".to_owned();
    let number = || Given::Number(s());
    let mut flaws = vec![
        ManifestFlaw::UnknownKind { kind: s(), api: s(), near: None },
        ManifestFlaw::UnknownKind { kind: s(), api: s(), near: Some(s()) },
        ManifestFlaw::Gone { kind: s(), api: s(), since: s(), instead: Some(s()) },
        ManifestFlaw::Gone { kind: s(), api: s(), since: s(), instead: None },
        ManifestFlaw::Range { path: s(), found: number() },
        ManifestFlaw::Base64 { path: s() },
        ManifestFlaw::Base64 { path: "data.x".to_owned() },
        ManifestFlaw::SameName { path: s(), name: s() },
    ];
    for inside in [String::new(), s()] {
        for (near, belongs) in [(Some(s()), None), (None, Some(s())), (None, None)] {
            flaws.push(ManifestFlaw::UnknownField { field: s(), inside: inside.clone(), kind: s(), near, belongs });
        }
    }
    flaws.extend(NameRule::ALL.map(|rule| ManifestFlaw::Name { path: s(), rule, found: number() }));
    flaws
}
