//! Docker's names: what could be one, so that nothing else reaches a URL, and the many spellings of one image. Pure.

/// Whether Docker could have a container, volume or network of that name.
pub fn is_docker_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(inner)
}

/// Whether it could be an image's reference.
pub fn is_reference(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | ':' | '@');
    let steps = text.split('/').all(|step| !step.starts_with('.')) && !text.contains("..");
    let steps = steps && text.split(['/', ':', '@']).all(|part| !part.is_empty());
    // One tag, and one digest, which stands last; of the other parts only a host has a port.
    let named = text.split_once('@').map_or(text, |(named, _)| named);
    let steps = steps && named.split('/').all(|step| step.matches(':').count() <= 1);
    let steps = steps && text[named.len()..].matches(['/', '@']).count() <= 1;
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inner) && steps
}

/// An image's reference with all that is usually left out: `docker.io/library/nginx:latest`. A tag beside a digest says
/// nothing more, and goes.
pub fn full_reference(written: &str) -> String {
    let (host, path) = match written.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (host, path),
        _ => ("docker.io", written),
    };
    let host = if host == "index.docker.io" { "docker.io" } else { host };
    let library = if host == "docker.io" && !path.contains('/') { "library/" } else { "" };
    match path.split_once('@') {
        Some((name, digest)) => format!("{host}/{library}{}@{digest}", untagged(name)),
        None => format!("{host}/{library}{}", tagged(path)),
    }
}

/// The reference with its tag: without one, Docker would pull every tag there is.
pub fn tagged(reference: &str) -> String {
    let last = reference.rsplit('/').next().unwrap_or(reference);
    if last.contains([':', '@']) { reference.to_owned() } else { format!("{reference}:latest") }
}

fn untagged(name: &str) -> &str {
    name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn image(written: &str, full: &str) {
        assert_eq!(full_reference(written), full);
        assert_eq!(full_reference(full), full, "a full reference stays as it is");
    }

    #[test]
    fn the_engines_write_one_image_in_many_ways() {
        image("nginx", "docker.io/library/nginx:latest");
        image("docker.io/nginx", "docker.io/library/nginx:latest");
        image("nginx:1.29-alpine", "docker.io/library/nginx:1.29-alpine");
        image("library/nginx:1", "docker.io/library/nginx:1");
        image("grafana/loki:3", "docker.io/grafana/loki:3");
        image("index.docker.io/grafana/loki:3", "docker.io/grafana/loki:3");
        image("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10");
        image("localhost:5000/web", "localhost:5000/web:latest");
        image("nginx@sha256:00", "docker.io/library/nginx@sha256:00");
        image("busybox:1.37@sha256:ab", "docker.io/library/busybox@sha256:ab");
        image("localhost:5000/web@sha256:00", "localhost:5000/web@sha256:00");
        assert_ne!(full_reference("busybox:1.37"), full_reference("busybox"));
        assert_ne!(full_reference("me/busybox"), full_reference("busybox"));
    }

    #[test]
    fn a56_what_could_leave_its_place_in_a_url_is_no_name() {
        for name in ["", "-f", "../info", "../images/x", "a/b", "a/../b", "a b", "a?x=1", "a%2f", "a\n", "ä"] {
            assert!(!is_docker_name(name), "{name:?}");
        }
        assert!(is_docker_name("web_1.new-one"));
        for name in [
            "../x", "a/../b", "a..b", "a//b", "a/.b", "a?b", "a#b", "a b", "a:", "a/::@b", "a@", "a:b:c", "a@b@c",
            "a@b/c",
        ] {
            assert!(!is_reference(name), "{name:?}");
        }
        assert!(is_reference("localhost:5000/team/web:1.0@sha256:00"));
    }
}
