//! How large an image is that nobody has pulled yet: its manifest, as its registry gives it to anyone. Asks, and nothing
//! else; without an answer in time, the size is unknown.

use std::sync::LazyLock;
use std::time::Duration;

use reqwest::header::{ACCEPT, WWW_AUTHENTICATE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use serde::Deserialize;
use tokio::time::timeout;

use crate::engine::full_reference;

/// How long a learner waits to hear a size.
const PATIENCE: Duration = Duration::from_secs(2);
/// No manifest is longer.
const LONGEST: usize = 4 << 20;
/// The kinds of manifests that name layers, and those that name manifests by platform.
const KINDS: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
                     application/vnd.docker.distribution.manifest.list.v2+json, \
                     application/vnd.docker.distribution.manifest.v2+json";

static CLIENT: LazyLock<Option<Client>> = LazyLock::new(|| {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE).build().ok()
});

/// The bytes that a pull of this image brings, for an engine of that architecture.
pub(super) async fn size(image: &str, architecture: &str) -> Option<u64> {
    timeout(PATIENCE, asked(image, architecture)).await.ok()?
}

async fn asked(image: &str, architecture: &str) -> Option<u64> {
    let address = Address::of(image)?;
    let mut token = None;
    let found: Manifest = get(&address, &address.version, &mut token).await?;
    let found = match found.manifests {
        None => found,
        Some(manifests) => {
            let fits = |platform: &Platform| platform.os == "linux" && platform.architecture == architecture;
            let one = manifests.into_iter().find(|each| each.platform.as_ref().is_some_and(fits))?;
            get(&address, &one.digest, &mut token).await?
        }
    };
    Some(found.layers?.iter().map(|layer| layer.size).sum())
}

/// Where the manifests of a repository are.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    base: String,
    /// A tag or a digest.
    version: String,
}

impl Address {
    fn of(image: &str) -> Option<Self> {
        let full = full_reference(image);
        let (host, rest) = full.split_once('/')?;
        let (repository, version) = rest.split_once('@').or_else(|| rest.rsplit_once(':'))?;
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        // As Docker does it: only this machine is spoken to without TLS.
        let scheme = if ["localhost", "127.0.0.1"].contains(&name) { "http" } else { "https" };
        let host = if host == "docker.io" { "registry-1.docker.io" } else { host };
        Some(Self { base: format!("{scheme}://{host}/v2/{repository}/manifests"), version: version.to_owned() })
    }
}

#[derive(Deserialize)]
struct Manifest {
    layers: Option<Vec<Layer>>,
    manifests: Option<Vec<OfPlatform>>,
}

#[derive(Deserialize)]
struct Layer {
    size: u64,
}

#[derive(Deserialize)]
struct OfPlatform {
    digest: String,
    platform: Option<Platform>,
}

#[derive(Deserialize)]
struct Platform {
    architecture: String,
    os: String,
}

#[derive(Deserialize)]
struct Token {
    #[serde(alias = "access_token")]
    token: String,
}

/// A manifest; a registry that wants a token for what everybody may read is asked for one, once.
async fn get(address: &Address, version: &str, token: &mut Option<String>) -> Option<Manifest> {
    let url = format!("{}/{version}", address.base);
    let mut answer = ask(&url, token.as_deref()).await?;
    if answer.status() == StatusCode::UNAUTHORIZED && token.is_none() {
        let challenge = answer.headers().get(WWW_AUTHENTICATE)?.to_str().ok()?;
        let asked = CLIENT.as_ref()?.get(realm(challenge)?).send().await.ok()?;
        *token = Some(body::<Token>(asked).await?.token);
        answer = ask(&url, token.as_deref()).await?;
    }
    body(answer).await
}

async fn ask(url: &str, token: Option<&str>) -> Option<Response> {
    let request = CLIENT.as_ref()?.get(url).header(ACCEPT, KINDS);
    let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
    request.send().await.ok()
}

async fn body<T: serde::de::DeserializeOwned>(mut answer: Response) -> Option<T> {
    if !answer.status().is_success() {
        return None;
    }
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.ok()? {
        bytes.extend_from_slice(&part);
        if bytes.len() > LONGEST {
            return None;
        }
    }
    serde_json::from_slice(&bytes).ok()
}

/// Where to ask for a token: `Bearer realm="https://…",service="…",scope="…"`.
fn realm(challenge: &str) -> Option<Url> {
    let pairs = challenge.strip_prefix("Bearer ")?.split(',').filter_map(|pair| pair.trim().split_once('='));
    let mut pairs: Vec<(&str, &str)> = pairs.map(|(name, value)| (name, value.trim_matches('"'))).collect();
    let at = pairs.iter().position(|(name, _)| *name == "realm")?;
    let (_, realm) = pairs.remove(at);
    let mut url: Url = realm.parse().ok()?;
    url.query_pairs_mut().extend_pairs(pairs);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use wiremock::matchers::{header, method, path, query_param};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    #[test]
    fn an_image_has_an_address_at_its_registry() {
        let of =
            |image: &str| Address::of(image).map(|address| format!("{}/{}", address.base, address.version)).unwrap();
        assert_eq!(of("nginx"), "https://registry-1.docker.io/v2/library/nginx/manifests/latest");
        assert_eq!(of("registry.k8s.io/pause:3.10"), "https://registry.k8s.io/v2/pause/manifests/3.10");
        assert_eq!(of("localhost:5000/a/b:1"), "http://localhost:5000/v2/a/b/manifests/1");
        assert_eq!(of("m.example/a@sha256:00"), "https://m.example/v2/a/manifests/sha256:00");
    }

    #[test]
    fn a_challenge_names_where_to_ask() {
        let url =
            realm("Bearer realm=\"https://auth.example/token\",service=\"r\",scope=\"repository:a/b:pull\"").unwrap();
        assert_eq!(url.as_str(), "https://auth.example/token?service=r&scope=repository%3Aa%2Fb%3Apull");
        assert_eq!(realm("Basic realm=\"x\""), None);
    }

    /// A registry as Docker Hub is one: a token for everybody, an index of platforms, and a manifest of layers.
    #[tokio::test]
    async fn a_size_is_the_sum_of_the_layers_for_the_engines_platform() {
        let server = MockServer::start().await;
        let platform =
            |digest: &str, arch: &str| json!({"digest": digest, "platform": {"os": "linux", "architecture": arch}});
        let index = json!({"manifests": [platform("sha256:arm", "arm64"), platform("sha256:amd", "amd64")]});
        let layers = json!({"config": {"size": 7}, "layers": [{"size": 40}, {"size": 2}]});
        for (version, answer) in [("1", &index), ("sha256:amd", &layers)] {
            let asked = Mock::given(method("GET")).and(path(format!("/v2/team/web/manifests/{version}")));
            let asked = asked.and(header("Authorization", "Bearer for-all"));
            asked.respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&server).await;
        }
        let token = Mock::given(path("/token")).and(query_param("scope", "repository:team/web:pull"));
        let given = ResponseTemplate::new(200).set_body_json(json!({"token": "for-all"}));
        token.respond_with(given).expect(1).mount(&server).await;
        let challenge = format!("Bearer realm=\"{}/token\",scope=\"repository:team/web:pull\"", server.uri());
        let refusal = ResponseTemplate::new(401).insert_header("WWW-Authenticate", challenge.as_str());
        Mock::given(method("GET")).respond_with(refusal).with_priority(9).mount(&server).await;

        let image = format!("{}/team/web:1", server.address());
        assert_eq!(size(&image, "amd64").await, Some(42));
        server.reset().await;
        assert_eq!(size(&image, "amd64").await, None, "what a registry does not say is unknown");
    }
}
