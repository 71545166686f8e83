//! HTTP: one GET, to a port that a container publishes on this machine or to a Service through the API server's proxy.
//!
//! Finds `status`, `headers` (names in lower case) and `body` (text, at most 1 MB); or `status` 0 and `error` when
//! nothing answered, which is an answer about the learner's work. No redirect is followed, no proxy used, and an
//! answer is waited for 5 s. Our own server, an engine and the kubelet are never asked.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

use bollard::models::ContainerSummary;
use bollard::query_parameters::ListContainersOptions;
use http::{HeaderMap, Request, Response};
use hyper::body::Body as _;
use kube::client::Body;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::super::query::{Fact, Place};
use super::cluster::is_name;
use crate::course::Unreachable;
use crate::engine::{ClusterEngine, DockerEngine};

const LIMIT: Duration = Duration::from_secs(5);
/// How long the API server may take to show that it is not the one who is silent.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);
const LARGEST: usize = 1 << 20;
/// The engine's and the kubelet's ports: what answers there can do more than a learner's page.
const FORBIDDEN: &[u16] = &[2375, 2376, 10250, 10255];

static CLIENT: LazyLock<Result<reqwest::Client, String>> = LazyLock::new(|| {
    // The client asks for a TLS provider although nothing here speaks TLS; a second one changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(LIMIT);
    client.pool_max_idle_per_host(0).build().map_err(|error| error.to_string())
});

/// Asks a port of this machine, if a container publishes it.
pub(super) async fn published(
    engine: &DockerEngine,
    port: u16,
    path: &str,
    place: &Place,
) -> Result<Fact, Unreachable> {
    if port == 0 || Some(port) == place.own_port || FORBIDDEN.contains(&port) {
        return Err(bad_check(format!("port {port} is never asked")));
    }
    let containers = engine.client.list_containers(None::<ListContainersOptions>).await;
    let containers = containers.map_err(|error| engine.why(error))?;
    let opens =
        |container: &ContainerSummary| container.ports.iter().flatten().any(|open| open.public_port == Some(port));
    if !containers.iter().any(opens) {
        return Ok(nothing(&format!("no container publishes port {port}")));
    }
    get(port, path).await
}

async fn get(port: u16, path: &str) -> Result<Fact, Unreachable> {
    let address = format!("http://127.0.0.1:{port}{}", rooted(path));
    let url: reqwest::Url = address.parse().map_err(|error| bad_check(format!("`{path}`: {error}")))?;
    let client = CLIENT.as_ref().map_err(|error| bad_check(error.clone()))?;
    let mut response = match client.get(url).send().await {
        Ok(response) => response,
        Err(error) => return Ok(nothing(&in_words(&error))),
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while body.len() < LARGEST {
        match response.chunk().await {
            Ok(Some(part)) => body.extend_from_slice(&part),
            Ok(None) => break,
            Err(error) => return Ok(nothing(&in_words(&error))),
        }
    }
    Ok(answered(status, &headers, body))
}

/// Asks a Service through the API server, which must not be mistaken for it.
pub(super) async fn service(
    engine: &ClusterEngine,
    name: &str,
    port: u16,
    path: &str,
    place: &Place,
) -> Result<Fact, Unreachable> {
    if port == 0 || !is_name(name) {
        return Err(bad_check(format!("`{name}:{port}` is no Service and port")));
    }
    let address = format!("/api/v1/namespaces/{}/services/{name}:{port}/proxy{}", place.namespace, rooted(path));
    let request = Request::get(address).body(Body::empty());
    let request = request.map_err(|error| bad_check(format!("`{path}`: {error}")))?;
    let exchange = async {
        let response = engine.client.send(request).await.map_err(|error| engine.why(error))?;
        whole(response).await.map_err(|error| engine.why(error))
    };
    match timeout(LIMIT, exchange).await {
        Ok(answer) => {
            let (status, headers, body) = answer?;
            told_apart(engine, status, &headers, body)
        }
        // Somebody is silent: the Service, if the API server still answers.
        Err(_) => match timeout(SIGN_OF_LIFE, engine.client.apiserver_version()).await {
            Ok(Ok(_)) => Ok(nothing(&too_late())),
            Ok(Err(error)) => Err(engine.why(error)),
            Err(_) => Err(engine.silent(SIGN_OF_LIFE)),
        },
    }
}

type Answer = (u16, HeaderMap, Vec<u8>);

async fn whole(response: Response<Body>) -> Result<Answer, kube::Error> {
    let (parts, mut body) = response.into_parts();
    let mut bytes = Vec::new();
    while bytes.len() < LARGEST {
        let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await else { break };
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    Ok((parts.status.as_u16(), parts.headers, bytes))
}

/// What an answer through the proxy means: the Service's own, its failure in the API server's words, or a failure of
/// the API server itself.
fn told_apart(engine: &ClusterEngine, status: u16, headers: &HeaderMap, body: Vec<u8>) -> Result<Fact, Unreachable> {
    match verdict(status, headers, &body) {
        Verdict::Answered => Ok(answered(status, headers, body)),
        Verdict::Unanswered(error) => Ok(nothing(&error)),
        Verdict::Own(said) => Err(engine.why(kube::Error::Api(said))),
    }
}

#[derive(Debug)]
enum Verdict {
    /// The Service answered.
    Answered,
    /// The Service did not, and the API server says why.
    Unanswered(String),
    /// The API server did not even try.
    Own(Box<kube::core::Status>),
}

fn verdict(status: u16, headers: &HeaderMap, body: &[u8]) -> Verdict {
    if status < 400 {
        return Verdict::Answered;
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let is_json = headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let said: Option<Value> = if is_json { serde_json::from_slice(body).ok() } else { None };
    let said = said.filter(|said| said["kind"] == "Status" && said["apiVersion"] == "v1");
    let Some(said) = said else {
        // The proxy gives up in plain words where it had begun to talk.
        let gave_up = matches!(status, 500 | 502 | 503) && text.starts_with("error trying to reach service");
        return if gave_up { Verdict::Unanswered(one_line(&text)) } else { Verdict::Answered };
    };
    let message = said["message"].as_str().unwrap_or_default();
    let of_service = ["no endpoints available", "error trying to reach service", "no service port"];
    let absent = status == 404 && said["details"]["kind"] == "services";
    if absent || of_service.iter().any(|words| message.contains(words)) {
        return Verdict::Unanswered(one_line(message));
    }
    match serde_json::from_value::<kube::core::Status>(said) {
        Ok(said) => Verdict::Own(Box::new(kube::core::Status { code: status, ..said })),
        Err(_) => Verdict::Answered,
    }
}

fn answered(status: u16, headers: &HeaderMap, mut body: Vec<u8>) -> Fact {
    body.truncate(LARGEST);
    let mut named: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let joined = named.entry(name.as_str()).or_default();
        if !joined.is_empty() {
            joined.push_str(", ");
        }
        joined.push_str(&value);
    }
    Fact::Object(Some(json!({ "status": status, "headers": named, "body": String::from_utf8_lossy(&body) })))
}

fn nothing(error: &str) -> Fact {
    Fact::Object(Some(json!({ "status": 0, "error": error, "headers": {}, "body": "" })))
}

fn in_words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return too_late();
    }
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    one_line(&deepest.to_string())
}

fn too_late() -> String {
    format!("no answer within {} s", LIMIT.as_secs())
}

fn one_line(text: &str) -> String {
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

fn rooted(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

fn bad_check(detail: String) -> Unreachable {
    Unreachable::BadCheck { detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, kind: &'static str, body: &str) -> String {
        let headers = HeaderMap::from_iter([(http::header::CONTENT_TYPE, http::HeaderValue::from_static(kind))]);
        match verdict(status, &headers, body.as_bytes()) {
            Verdict::Answered => "answered".to_owned(),
            Verdict::Unanswered(error) => format!("unanswered: {error}"),
            Verdict::Own(said) => format!("own: {}", said.code),
        }
    }

    fn status(code: u16, kind: &str, message: &str) -> String {
        let body = json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": code,
            "message": message, "details": { "kind": kind, "name": "shop" } });
        body.to_string()
    }

    #[test]
    fn a_failure_of_the_service_is_an_answer() {
        let none = status(503, "", "no endpoints available for service \"shop\"");
        assert!(judged(503, "application/json", &none).starts_with("unanswered: no endpoints"));
        let refused = "error trying to reach service: dial tcp 10.0.0.1:80: connect: connection refused";
        assert!(judged(502, "text/plain; charset=utf-8", refused).ends_with("connection refused"));
        let absent = status(404, "services", "services \"shop\" not found");
        assert!(judged(404, "application/json", &absent).starts_with("unanswered: services"));
    }

    #[test]
    fn the_api_servers_own_failure_is_not() {
        for code in [401, 403, 429, 500, 503] {
            let body = status(code, "services", "no");
            assert_eq!(judged(code, "application/json", &body), format!("own: {code}"));
        }
    }

    #[test]
    fn a_page_of_the_service_is_its_own_whatever_it_says() {
        for code in [200, 301, 401, 403, 404, 500, 502, 503] {
            assert_eq!(judged(code, "text/html", "<h1>error</h1>"), "answered");
        }
        assert_eq!(judged(500, "application/json", "{\"error\":1}"), "answered");
        assert_eq!(judged(200, "application/json", &status(403, "pods", "no")), "answered");
    }

    #[tokio::test]
    async fn a_port_where_nothing_listens_is_an_answer() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let Fact::Object(Some(found)) = get(port, "/").await.unwrap() else { panic!("an object") };
        assert_eq!(found["status"], 0);
        assert!(found["error"].as_str().unwrap().to_lowercase().contains("refused"), "{found}");
    }
}
