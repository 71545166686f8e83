//! HTTP: one GET, to a port that a container publishes on this machine, to a Service through the API server's proxy, or
//! to a Pod's port that it forwards.
//!
//! Finds `status`, `headers` (names in lower case) and `body` (text, at most 1 MB); or `status` 0 and `error`, the word
//! of a `Silence`, when nothing answered, which is an answer about the learner's work. No redirect is followed, no proxy used, and an
//! answer is waited for 5 s. Our own server, an engine and the kubelet are never asked.

mod forward;
mod verdict;

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::io::ErrorKind;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::Duration;

use bollard::models::ContainerSummary;
use bollard::query_parameters::ListContainersOptions;
use http::{HeaderMap, Request, Response};
use hyper::body::Body as _;
use k8s_openapi::api::core::v1::Service;
use kube::api::Api;
use kube::client::Body;
use serde_json::json;
use tokio::time::timeout;

use super::super::query::{Fact, Place};
use super::cluster::is_name;
use crate::course::{Silence, Unreachable};
use crate::engine::{ClusterEngine, DockerEngine, again};
pub(super) use forward::pod;
use verdict::{Verdict, verdict};

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
        return Ok(Fact::Silent(Silence::NoContainer { port }));
    }
    get(port, path).await
}

async fn get(port: u16, path: &str) -> Result<Fact, Unreachable> {
    let address = format!("http://127.0.0.1:{port}{}", rooted(path));
    let url: reqwest::Url = address.parse().map_err(|error| bad_check(format!("`{path}`: {error}")))?;
    let client = CLIENT.as_ref().map_err(|error| bad_check(error.clone()))?;
    let mut response = match client.get(url).send().await {
        Ok(response) => response,
        Err(error) => return Ok(Fact::Silent(silence(&error))),
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while body.len() < LARGEST {
        match response.chunk().await {
            Ok(Some(part)) => body.extend_from_slice(&part),
            Ok(None) => break,
            Err(error) => return Ok(Fact::Silent(silence(&error))),
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
        Ok(answer) => told_apart(engine, (name, port), answer?, place).await,
        // Somebody is silent: the Service, if the API server still answers.
        Err(_) => silent(engine).await,
    }
}

/// Who is silent where the API server was to pass a question on: it, or the one behind it.
async fn silent(engine: &ClusterEngine) -> Result<Fact, Unreachable> {
    match timeout(SIGN_OF_LIFE, engine.client.apiserver_version()).await {
        Ok(Ok(_)) => Ok(Fact::Silent(Silence::TooSlow)),
        Ok(Err(error)) => Err(engine.why(error)),
        Err(_) => Err(engine.silent(SIGN_OF_LIFE)),
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
async fn told_apart(
    engine: &ClusterEngine,
    service: (&str, u16),
    (status, headers, body): Answer,
    place: &Place,
) -> Result<Fact, Unreachable> {
    match verdict(service, status, &headers, &body) {
        Verdict::Answered => Ok(answered(status, &headers, body)),
        // It says the same of one for which nobody has written endpoints.
        Verdict::Unanswered(Silence::NoService { name }) => {
            let services: Api<Service> = Api::namespaced(engine.client.clone(), &place.namespace);
            let found = again(|| services.get_metadata_opt(&name)).await.map_err(|error| engine.why(error))?;
            Ok(Fact::Silent(if found.is_some() { Silence::NoEndpoints { name } } else { Silence::NoService { name } }))
        }
        Verdict::Unanswered(silence) => Ok(Fact::Silent(silence)),
        Verdict::Own(said) => Err(engine.why(kube::Error::Api(said))),
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

/// Why our own request was not answered.
fn silence(error: &reqwest::Error) -> Silence {
    if error.is_timeout() {
        return Silence::TooSlow;
    }
    let mut deepest: &(dyn StdError + 'static) = error;
    while let Some(source) = deepest.source() {
        deepest = source;
        if let Some(found) = of_io(source).or_else(|| of_hyper(source)) {
            return found;
        }
    }
    Silence::Other { detail: one_line(&deepest.to_string()) }
}

fn of_io(error: &(dyn StdError + 'static)) -> Option<Silence> {
    match error.downcast_ref::<std::io::Error>()?.kind() {
        ErrorKind::ConnectionRefused => Some(Silence::Refused),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Some(Silence::BrokenOff),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Some(Silence::NoWay),
        ErrorKind::TimedOut => Some(Silence::TooSlow),
        _ => None,
    }
}

fn of_hyper(error: &(dyn StdError + 'static)) -> Option<Silence> {
    let error = error.downcast_ref::<hyper::Error>()?;
    if error.is_parse() {
        Some(Silence::NoHttp)
    } else if error.is_incomplete_message() || error.is_closed() {
        Some(Silence::BrokenOff)
    } else {
        None
    }
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
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn why_nothing_answers_is_told_apart() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        assert_eq!(get(port, "/").await.unwrap(), Fact::Silent(Silence::Refused));
        for (answer, silence) in
            [("", Silence::BrokenOff), ("HTTP/1.1 200", Silence::BrokenOff), ("+OK\r\n", Silence::NoHttp)]
        {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = stream.read(&mut [0; 1024]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            });
            assert_eq!(get(port, "/").await.unwrap(), Fact::Silent(silence), "{answer:?}");
        }
    }
}
