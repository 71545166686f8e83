//! An image that cannot be had: told apart by what the registry, or the way to it, has said.

use super::container::Container;
use super::field::Field;
use super::snapshot::Snapshot;
use crate::course::{Cause, Diagnosis, Evidence};

/// What went wrong between a node and a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Tag,
    Name,
    Registry,
    RateLimit,
    Credentials,
    Other,
}

/// Words of Docker, containerd and registries, in the order in which they count: an answer of a registry says more than
/// what a client makes of it.
const WORDS: &[(Fault, &[&str])] = &[
    (Fault::RateLimit, &["toomanyrequests", "too many requests", "429", "rate limit"]),
    (Fault::Tag, &["manifest unknown", "manifest for "]),
    (Fault::Name, &["name unknown", "repository does not exist", "pull access denied", "repository name not known"]),
    (
        Fault::Credentials,
        &[
            "unauthorized",
            "authentication required",
            "no basic auth credentials",
            "forbidden",
            "access denied",
            "denied:",
        ],
    ),
    (
        Fault::Registry,
        &[
            "no such host",
            "connection refused",
            "i/o timeout",
            "network is unreachable",
            "no route to host",
            "handshake timeout",
            "x509:",
            "server gave http response to https client",
            "deadline exceeded",
            "client.timeout",
            "connection reset",
            "server misbehaving",
            ": eof",
        ],
    ),
    (Fault::Tag, &[": not found"]),
];

/// Why the image of a container cannot be had.
pub(super) fn of(it: &Container<'_>, waiting: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let (pod, container) = it.names();
    let image = super::pod::spec(&it.pod, it.name)?.text("image")?.to_owned();
    let reason = waiting.at("reason")?;
    let (said, shown) = told(it, waiting, seen);
    let cause = match waiting.text("reason")? {
        "ErrImageNeverPull" => Cause::ImageNeverPulled { pod, container, image },
        "InvalidImageName" => Cause::ImageNameInvalid { pod, container, image },
        _ => match fault(&said) {
            Fault::Tag => Cause::ImageTagUnknown { pod, container, image },
            Fault::Name => Cause::ImageNameUnknown { pod, container, image },
            Fault::Registry => {
                let registry = registry(&image).to_owned();
                Cause::ImageRegistryUnreachable { pod, container, image, registry }
            }
            Fault::RateLimit => Cause::ImageRateLimit { pod, container, image },
            Fault::Credentials => Cause::ImageCredentials { pod, container, image },
            Fault::Other => Cause::ImagePullBackOff { pod, container, image },
        },
    };
    Some(Diagnosis { cause, evidence: [reason.evidence()].into_iter().chain(shown).collect() })
}

/// What was said of the failure: by the status, and where that only says that it waits, by the last event.
fn told(it: &Container<'_>, waiting: &Field<'_>, seen: &Snapshot) -> (String, Option<Evidence>) {
    let message = waiting.at("message");
    let text = message.as_ref().map(Field::plain).unwrap_or_default();
    let only_waits = text.starts_with("Back-off pulling image") && !text.contains("ErrImagePull:");
    let event = only_waits.then(|| {
        let events = seen.events(&it.pod).into_iter().filter(|event| event.is_of(it.name));
        events.into_iter().find(|event| event.message().starts_with("Failed to pull image"))
    });
    match event.flatten() {
        Some(event) => (event.message().to_owned(), Some(event.evidence())),
        None => (text, message.map(|field| field.evidence())),
    }
}

/// The kind of failure that a message tells of. Image names in it are the learner's words, not the registry's.
fn fault(message: &str) -> Fault {
    let said = message.rsplit_once("ErrImagePull: ").map_or(message, |(_, said)| said).to_lowercase();
    let known = WORDS.iter().find(|(_, words)| words.iter().any(|word| said.contains(word)));
    known.map_or(Fault::Other, |(fault, _)| *fault)
}

/// The registry that an image's name leads to.
fn registry(image: &str) -> &str {
    let first = image.split_once('/').map(|(first, _)| first);
    first.filter(|first| first.contains(['.', ':']) || *first == "localhost").unwrap_or("docker.io")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages as Docker 28, containerd 2 and Docker Hub print them.
    #[test]
    fn a_message_tells_what_is_wrong() {
        let case = |message: &str, expected| assert_eq!(fault(message), expected, "{message}");
        let back_off = "Back-off pulling image \"unauthorized/x:429\": ErrImagePull: Error response from daemon: ";
        case(&format!("{back_off}manifest for busybox:9.99 not found: manifest unknown: manifest unknown"), Fault::Tag);
        case(
            "failed to resolve reference \"docker.io/library/busybox:9\": docker.io/library/busybox:9: not found",
            Fault::Tag,
        );
        let denied = "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: \
                      requested access to the resource is denied";
        case(&format!("{back_off}{denied}"), Fault::Name);
        case(
            &format!("{back_off}toomanyrequests: You have reached your unauthenticated pull rate limit."),
            Fault::RateLimit,
        );
        case("Get \"https://r.example/v2/\": unauthorized: authentication required", Fault::Credentials);
        case("Get \"https://registry.invalid/v2/\": dial tcp: lookup registry.invalid: no such host", Fault::Registry);
        case("Get \"http://127.0.0.1:9/v2/\": dial tcp 127.0.0.1:9: connect: connection refused", Fault::Registry);
        case("failed to register layer: no space left on device", Fault::Other);
    }

    #[test]
    fn a_registry_is_the_first_part_of_a_name_or_docker_hub() {
        for (image, expected) in
            [("busybox", "docker.io"), ("library/busybox:1", "docker.io"), ("r.io:5000/a", "r.io:5000")]
        {
            assert_eq!(registry(image), expected);
        }
    }
}
