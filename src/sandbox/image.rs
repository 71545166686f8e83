//! A set-up step → an image: built from a folder of the course, or another name of one that is there.
//!
//! An image's labels are inherited by what is made of it, so they do not tell whose a thing is. The images of a set-up
//! are found again by their exact names and the time at which these were given.

use std::collections::HashMap;
use std::path::Path;

use bollard::models::ImageInspect;
use bollard::query_parameters::{BuildImageOptionsBuilder, TagImageOptionsBuilder};
use futures_util::{StreamExt, TryStreamExt};

use super::{SandboxError, archive, docker, make, names};
use crate::course::{DockerKind, File, Unreachable};
use crate::engine::DockerEngine;

/// The label that tells an image that an exercise built from one of the same name that somebody else built.
const BUILT_FOR: &str = "sampan.built-for";

/// Builds an image without asking any registry, unless it has been built before.
pub(super) async fn build(
    docker: &DockerEngine,
    image: &str,
    context: (&str, &[File]),
    label: &str,
) -> Result<(), SandboxError> {
    let thing = docker::thing(DockerKind::Image, image, None, None);
    if let Some(found) = docker.found(docker.client.inspect_image(image).await)? {
        let labels = found.config.and_then(|config| config.labels).unwrap_or_default();
        let is_ours = labels.get(BUILT_FOR).is_some_and(|value| value == label);
        return if is_ours { Ok(()) } else { Err(SandboxError::NotOurs { thing }) };
    }
    let (folder, files) = context;
    let tar = archive::below(folder, files).map_err(|source| SandboxError::disk(Path::new(folder), source))?;
    let labels = HashMap::from([(BUILT_FOR, label)]);
    let options = BuildImageOptionsBuilder::new().t(image).rm(true).forcerm(true).labels(&labels).build();
    let mut said = docker.client.build_image(options, None, Some(bollard::body_full(tar.into()))).boxed();
    while said.try_next().await.map_err(|error| make::told(docker, &thing, error))?.is_some() {}
    Ok(())
}

/// Gives an image another name; one of that name that is another image is somebody else's.
pub(super) async fn tag(docker: &DockerEngine, image: &str, name: &str) -> Result<(), SandboxError> {
    let inspect = async |name: &str| docker.found(docker.client.inspect_image(name).await);
    let Some(from) = inspect(image).await? else {
        return Err(Unreachable::ImageMissing { image: image.to_owned() }.into());
    };
    let thing = docker::thing(DockerKind::Image, name, None, None);
    match inspect(name).await? {
        Some(found) if is_same(&found, &from) => return Ok(()),
        Some(_) => return Err(SandboxError::NotOurs { thing }),
        None => {}
    }
    let (repository, tag) = names::repository_and_tag(name);
    let options = TagImageOptionsBuilder::new().repo(repository).tag(tag).build();
    docker.client.tag_image(image, Some(options)).await.map_err(|error| make::told(docker, &thing, error))
}

fn is_same(one: &ImageInspect, other: &ImageInspect) -> bool {
    one.id.is_some() && one.id == other.id
}
