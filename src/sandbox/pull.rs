//! Pulls an image that an engine lacks, and says how far it is: layers and bytes.

use std::collections::HashMap;
use std::time::Duration;

use bollard::errors::Error;
use bollard::models::CreateImageInfo;
use bollard::query_parameters::CreateImageOptionsBuilder;
use futures_util::{StreamExt, TryStreamExt};
use tokio::time::timeout;

use crate::course::Unreachable;
use crate::engine::{DockerEngine, tagged};

/// The longest pull of one image, and its longest silence: without a network, an engine can be silent for minutes.
const PULL: Duration = Duration::from_secs(300);
const SILENCE: Duration = Duration::from_secs(20);

/// How far a pull is. What is to come is known only as the engine begins with each layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulling {
    pub image: String,
    pub layers: usize,
    pub layers_done: usize,
    pub bytes: u64,
    pub bytes_done: u64,
}

/// Pulls an image, and tells each time that it is further.
pub(super) async fn pull(
    docker: &DockerEngine,
    image: &str,
    tell: &(dyn Fn(Pulling) + Sync),
) -> Result<(), Unreachable> {
    let options = CreateImageOptionsBuilder::new().from_image(&tagged(image)).build();
    let mut progress = docker.client.create_image(Some(options), None, None).boxed();
    let all = async {
        let (mut layers, mut told) = (Layers::default(), Pulling::default());
        loop {
            match timeout(SILENCE, progress.try_next()).await {
                Ok(Ok(Some(said))) => layers.take(&said),
                Ok(Ok(None)) => return Ok(()),
                Ok(Err(error)) => return Err(failed(docker, image, error)),
                Err(_) => return Err(missing(image)),
            }
            let now = layers.sum(image);
            if now.layers > 0 && now != told {
                told = now.clone();
                tell(now);
            }
        }
    };
    timeout(PULL, all).await.unwrap_or_else(|_| Err(missing(image)))
}

/// The layers of one image, by the engine's name of each: bytes there, bytes in all, and whether it is done.
#[derive(Default)]
struct Layers(HashMap<String, (u64, u64, bool)>);

impl Layers {
    fn take(&mut self, said: &CreateImageInfo) {
        let (Some(id), Some(status)) = (&said.id, &said.status) else { return };
        let number = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        let detail = said.progress_detail.as_ref();
        let current = detail.and_then(|detail| number(detail.current));
        let total = detail.and_then(|detail| number(detail.total));
        match status.as_str() {
            "Pulling fs layer" | "Waiting" => drop(self.0.entry(id.clone()).or_default()),
            "Downloading" => {
                let layer = self.0.entry(id.clone()).or_default();
                layer.0 = current.unwrap_or(layer.0);
                layer.1 = total.unwrap_or(layer.1).max(layer.0);
            }
            "Download complete" | "Extracting" | "Verifying Checksum" => {
                let layer = self.0.entry(id.clone()).or_default();
                layer.0 = layer.1;
            }
            "Pull complete" | "Already exists" => {
                let layer = self.0.entry(id.clone()).or_default();
                *layer = (layer.1, layer.1, true);
            }
            // The tag, the digest, and what an engine may say besides.
            _ => {}
        }
    }

    fn sum(&self, image: &str) -> Pulling {
        let layers = self.0.values();
        Pulling {
            image: image.to_owned(),
            layers: self.0.len(),
            layers_done: layers.clone().filter(|layer| layer.2).count(),
            bytes: layers.clone().map(|layer| layer.1).sum(),
            bytes_done: layers.map(|layer| layer.0).sum(),
        }
    }
}

/// An engine that answered could not get the image; one that did not answer is another matter.
fn failed(docker: &DockerEngine, image: &str, error: Error) -> Unreachable {
    match error {
        Error::DockerResponseServerError { .. } | Error::DockerStreamError { .. } | Error::RequestTimeoutError => {
            tracing::info!(%image, %error, "an image could not be pulled");
            missing(image)
        }
        other => docker.why(other),
    }
}

fn missing(image: &str) -> Unreachable {
    Unreachable::ImageMissing { image: image.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bollard::models::ProgressDetail;

    fn said(id: &str, status: &str, bytes: Option<(i64, i64)>) -> CreateImageInfo {
        CreateImageInfo {
            id: Some(id.to_owned()),
            status: Some(status.to_owned()),
            progress_detail: bytes
                .map(|(current, total)| ProgressDetail { current: Some(current), total: Some(total) }),
            ..CreateImageInfo::default()
        }
    }

    /// What the engine says while it pulls an image of two layers, of which it has one.
    #[test]
    fn a_pull_is_counted_in_layers_and_bytes() {
        let mut layers = Layers::default();
        let mut after = |id: &str, status: &str, bytes| {
            layers.take(&said(id, status, bytes));
            let sum = layers.sum("nginx:1");
            (sum.layers_done, sum.layers, sum.bytes_done, sum.bytes)
        };
        assert_eq!(after("1.29-alpine", "Pulling from library/nginx", None), (0, 0, 0, 0));
        assert_eq!(after("aa", "Already exists", None), (1, 1, 0, 0));
        assert_eq!(after("bb", "Pulling fs layer", None), (1, 2, 0, 0));
        assert_eq!(after("bb", "Downloading", Some((400, 1000))), (1, 2, 400, 1000));
        assert_eq!(after("bb", "Download complete", None), (1, 2, 1000, 1000));
        assert_eq!(after("bb", "Extracting", Some((10, 3000))), (1, 2, 1000, 1000), "unpacking is not pulling");
        assert_eq!(after("bb", "Pull complete", None), (2, 2, 1000, 1000));
    }
}
