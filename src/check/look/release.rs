//! Release: the highest revision of a Helm release, read from its Secret, without the `helm` program.
//!
//! Finds `name`, `namespace`, `version` (the revision), `status` (`deployed`, `failed`, …), `description`,
//! `first_deployed`, `last_deployed`, `chart` (`name`, `version`, `appVersion`), `config` (the learner's values, as
//! `helm get values` prints them), `manifest` (text) and `notes`.

use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use k8s_openapi::api::core::v1::Secret;
use kube::ResourceExt;
use kube::api::{Api, ListParams};
use serde_json::{Value, json};

use super::super::query::{Fact, Place};
use super::cluster::is_name;
use crate::course::{Engine, Unreachable};
use crate::engine::{ClusterEngine, again};

/// A release unpacked; a Secret holds 1 MB, so more than this is a bomb.
const LARGEST: u64 = 16 << 20;
const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];

/// Looks at the highest revision of a release of the exercise's namespace.
pub(super) async fn look(engine: &ClusterEngine, name: &str, place: &Place) -> Result<Fact, Unreachable> {
    if !is_name(name) {
        return Ok(Fact::Object(None));
    }
    let secrets = Api::<Secret>::namespaced(engine.client.clone(), &place.namespace);
    let params = ListParams::default().labels(&format!("owner=helm,name={name}"));
    let found = again(|| secrets.list_metadata(&params)).await.map_err(|error| engine.why(error))?;
    let newest = found.items.iter().max_by_key(|secret| revision(secret.labels().get("version")));
    let Some(newest) = newest.map(ResourceExt::name_any) else { return Ok(Fact::Object(None)) };
    let secret = again(|| secrets.get_opt(&newest)).await.map_err(|error| engine.why(error))?;
    let Some(mut data) = secret.and_then(|secret| secret.data) else { return Ok(Fact::Object(None)) };
    let release = data.remove("release").map(|bytes| bytes.0).unwrap_or_default();
    let decoded = tokio::task::spawn_blocking(move || decode(&release)).await;
    let broken = |detail: String| Unreachable::Failed {
        engine: Engine::Cluster,
        detail: format!("the Secret `{newest}` holds no release: {detail}"),
    };
    let release = decoded.map_err(|error| broken(error.to_string()))?.map_err(broken)?;
    Ok(Fact::Object(Some(release)))
}

fn revision(label: Option<&String>) -> u64 {
    label.and_then(|label| label.parse().ok()).unwrap_or(0)
}

/// Base64, gzip (very old releases: none), JSON, and of that what a check may ask about.
pub(super) fn decode(data: &[u8]) -> Result<Value, String> {
    let raw = STANDARD.decode(data).map_err(|error| error.to_string())?;
    let text = if raw.starts_with(GZIP) { unpack(&raw)? } else { raw };
    let release: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    let chart = &release["chart"]["metadata"];
    let info = &release["info"];
    let config = if release["config"].is_null() { json!({}) } else { release["config"].clone() };
    Ok(json!({
        "name": release["name"],
        "namespace": release["namespace"],
        "version": release["version"],
        "status": info["status"],
        "description": info["description"],
        "first_deployed": info["first_deployed"],
        "last_deployed": info["last_deployed"],
        "notes": info["notes"],
        "chart": { "name": chart["name"], "version": chart["version"], "appVersion": chart["appVersion"] },
        "config": config,
        "manifest": release["manifest"],
    }))
}

fn unpack(raw: &[u8]) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(raw).take(LARGEST + 1).read_to_end(&mut text);
    read.map_err(|error| error.to_string())?;
    if text.len() as u64 > LARGEST { Err(format!("more than {LARGEST} bytes")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(text).unwrap();
        STANDARD.encode(gzip.finish().unwrap()).into_bytes()
    }

    #[test]
    fn a_release_is_unpacked_and_trimmed() {
        let release = json!({
            "name": "shop", "namespace": "n", "version": 3, "manifest": "kind: Service", "hooks": [1],
            "info": { "status": "deployed", "last_deployed": "2026-01-01T00:00:00Z" },
            "chart": { "metadata": { "name": "web", "version": "1.2.3", "appVersion": "9" }, "templates": ["big"] },
        });
        let text = serde_json::to_vec(&release).unwrap();
        let found = decode(&packed(&text)).unwrap();
        assert_eq!(found["chart"], json!({ "name": "web", "version": "1.2.3", "appVersion": "9" }));
        assert_eq!((&found["version"], &found["status"]), (&json!(3), &json!("deployed")));
        assert_eq!(found["config"], json!({}));
        assert_eq!(decode(STANDARD.encode(&text).as_bytes()).unwrap(), found);
    }

    #[test]
    fn r28_w4_a_bomb_and_noise_are_refused() {
        let bomb = packed(&vec![b' '; usize::try_from(LARGEST).unwrap() + 10]);
        assert!(decode(&bomb).unwrap_err().contains("more than"));
        assert!(decode(b"%%%").is_err());
        assert!(decode(&packed(b"{")).is_err());
    }

    #[test]
    fn the_tenth_revision_is_higher_than_the_ninth() {
        assert!(revision(Some(&"10".to_owned())) > revision(Some(&"9".to_owned())));
    }
}
