//! A GET to a Pod's port, which the API server forwards: as `kubectl port-forward` does, without a port of this machine.

use http::Request;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, Portforwarder};
use tokio::time::timeout;

use super::super::pod as pods_of;
use super::verdict::given_up;
use super::{LARGEST, LIMIT, SIGN_OF_LIFE, answered, bad_check, of_hyper, one_line, rooted, silent};
use crate::check::query::{Fact, Place};
use crate::course::{Silence, Unreachable};
use crate::engine::ClusterEngine;

/// Ends the forwarding with the look, also one that is cut off.
struct Forward(Portforwarder);

impl Drop for Forward {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(in crate::check::look) async fn pod(
    engine: &ClusterEngine,
    name: &str,
    port: u16,
    path: &str,
    place: &Place,
) -> Result<Fact, Unreachable> {
    if port == 0 {
        return Err(bad_check(format!("`{name}:{port}` is no Pod and port")));
    }
    let pods: Api<Pod> = Api::namespaced(engine.client.clone(), &place.namespace);
    let name_of = || name.to_owned();
    match pods_of::found(engine, &pods, name).await? {
        None => return Ok(Fact::Silent(Silence::NoPod { name: name_of() })),
        Some(found) if !pods_of::is_running(&found) => {
            return Ok(Fact::Silent(Silence::NotRunning { name: name_of() }));
        }
        Some(_) => {}
    }
    let request = Request::get(rooted(path)).header("host", format!("localhost:{port}")).body(Empty::<Bytes>::new());
    let request = request.map_err(|error| bad_check(format!("`{path}`: {error}")))?;
    let mut forward = Forward(pods.portforward(name, &[port]).await.map_err(|error| engine.why(error))?);
    let refusal = forward.0.take_error(port);
    match timeout(LIMIT, exchange(&mut forward.0, port, request)).await {
        Ok(Ok(fact)) => Ok(fact),
        Ok(Err(silence)) => {
            // The API server says why on a stream of its own, a moment before or after the other one ends.
            let said = match refusal {
                Some(refusal) => timeout(SIGN_OF_LIFE, refusal).await.ok().flatten(),
                None => None,
            };
            Ok(Fact::Silent(said.map_or(silence, |said| given_up(&said))))
        }
        Err(_) => silent(engine).await,
    }
}

async fn exchange(forward: &mut Portforwarder, port: u16, request: Request<Empty<Bytes>>) -> Result<Fact, Silence> {
    let why = |error: hyper::Error| of_hyper(&error).unwrap_or(Silence::Other { detail: one_line(&error.to_string()) });
    let stream = forward.take_stream(port).ok_or(Silence::BrokenOff)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(why)?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(why)?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, LARGEST).collect().await;
        let body = body.map_err(|error| Silence::Other { detail: one_line(&error.to_string()) })?;
        Ok(answered(parts.status.as_u16(), &parts.headers, body.to_bytes().into()))
    };
    let mut talk = std::pin::pin!(talk);
    tokio::select! {
        fact = &mut talk => fact,
        _ = connection => talk.await,
    }
}
