//! A set-up step → an image: built from a folder of the course, or another name of one that is there.
//!
//! An image's labels are inherited by what is made of it, so they do not tell whose a thing is. The images of a set-up
//! are found again by their exact names and the time at which these were given.

use std::collections::{HashMap, VecDeque};
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
    let mut account = Account::default();
    loop {
        match said.try_next().await {
            Ok(Some(info)) => account.hear(&info.stream.unwrap_or_default()),
            Ok(None) => return Ok(()),
            Err(error) => return Err(account.tell(make::told(docker, &thing, error))),
        }
    }
}

/// What a build has said, as far as it tells where it failed.
#[derive(Debug, Default)]
struct Account {
    instruction: String,
    /// The last lines that it printed.
    printed: VecDeque<String>,
}

impl Account {
    /// How much of its output is kept, in lines.
    const LINES: usize = 5;

    /// Hears a piece of it: `Step 2/3 : RUN make`, or a line that an instruction printed.
    fn hear(&mut self, piece: &str) {
        for line in piece.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
            if let Some((_, instruction)) = line.strip_prefix("Step ").and_then(|step| step.split_once(" : ")) {
                instruction.clone_into(&mut self.instruction);
                self.printed.clear();
            } else if !line.starts_with(" ---> ") {
                self.printed.truncate(Self::LINES - 1);
                self.printed.push_front(line.to_owned());
            }
        }
    }

    /// The failure at its instruction, with what was printed last.
    fn tell(&self, error: SandboxError) -> SandboxError {
        let SandboxError::NotMade { thing, message } = error else { return error };
        if self.instruction.is_empty() {
            return SandboxError::NotMade { thing, message };
        }
        let printed: String = self.printed.iter().rev().map(|line| format!("\n{line}")).collect();
        SandboxError::NotMade { thing, message: format!("`{}`: {message}{printed}", self.instruction) }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_fails_is_told_at_its_instruction() {
        let mut account = Account::default();
        // As Docker 28.5 says it, piece by piece.
        for piece in [
            "Step 1/3 : FROM busybox:1.37\n",
            "\n",
            " ---> 0ed463b26dae\n",
            "Step 2/3 : RUN echo one\n",
            "one\n",
            "Step 3/3 : RUN apk add curl\n",
            " ---> Running in 6f0a\n",
            "/bin/sh: apk: not found\n",
        ] {
            account.hear(piece);
        }
        let thing = docker::thing(DockerKind::Image, "x:1", None, None);
        let message = "The command '/bin/sh -c apk add curl' returned a non-zero code: 127".to_owned();
        let told = account.tell(SandboxError::NotMade { thing, message });
        let SandboxError::NotMade { message, .. } = told else { panic!("{told:?}") };
        let expected = "`RUN apk add curl`: The command '/bin/sh -c apk add curl' returned a non-zero code: 127\n/bin/sh: apk: not found";
        assert_eq!(message, expected);
    }

    #[test]
    fn the_last_lines_of_a_build_are_enough() {
        let mut account = Account { instruction: "RUN make".to_owned(), ..Account::default() };
        (0..100).for_each(|number| account.hear(&format!("{number}\n")));
        assert_eq!(account.printed, ["99", "98", "97", "96", "95"]);
    }
}
