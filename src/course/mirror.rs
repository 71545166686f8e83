//! Mirror: another place where Docker Hub's images can be had, and how a text reads that names it instead. Pure.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A mirror of Docker Hub, as `mirror.example` or `registry.example:5000/hub`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror(String);

/// What is no mirror.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no mirror: write a host, as `mirror.example` or `registry.example:5000/hub`")]
pub struct BadMirror(String);

impl FromStr for Mirror {
    type Err = BadMirror;

    /// People copy the address of a browser, so a scheme and a slash at the end are taken away.
    fn from_str(written: &str) -> Result<Self, BadMirror> {
        let bad = || BadMirror(written.to_owned());
        let rest = written.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
        let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
        let word = |text: &str, more: &str| {
            let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || more.contains(c);
            text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inner)
        };
        // Without a dot or a port, Docker would take the host for a name on Docker Hub.
        let is_host = word(name, ".-") && (name.contains('.') || port.is_some() || name == "localhost");
        let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        let is_path = path.is_none_or(|path| path.split('/').all(|step| word(step, "._-")));
        if is_host && is_port && is_path { Ok(Self(rest.to_owned())) } else { Err(bad()) }
    }
}

impl fmt::Display for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Mirror {
    /// The same image at the mirror; one of another registry than Docker Hub stays where it is.
    pub fn apply(&self, reference: &str) -> String {
        let path = match reference.split_once('/') {
            Some(("docker.io" | "index.docker.io" | "registry-1.docker.io", path)) => path,
            Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => return reference.to_owned(),
            _ => reference,
        };
        let library = if path.contains('/') { "" } else { "library/" };
        format!("{}/{library}{path}", self.0)
    }

    /// A text in which each of these images is that of the mirror, wherever it stands as a whole; none where nothing
    /// changes. What has been rewritten stays as it is.
    pub fn rewrite(&self, text: &str, images: &BTreeSet<String>) -> Option<String> {
        // The longest first, so that none is taken for the beginning of another.
        let mut images: Vec<&String> = images.iter().filter(|image| self.apply(image) != **image).collect();
        images.sort_by_key(|image| std::cmp::Reverse(image.len()));
        let mut out: Option<String> = None;
        for image in images {
            let now = replaced(out.as_deref().unwrap_or(text), image, &self.apply(image));
            out = now.or(out);
        }
        out
    }
}

/// A text with another word in the place of an image's name; none where that stands nowhere.
fn replaced(text: &str, image: &str, by: &str) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, _) in text.match_indices(image) {
        let (before, after) = (&text[..at], &text[at + image.len()..]);
        if before.ends_with(is_inner) || goes_on(after) {
            continue;
        }
        out.push_str(&text[copied..at]);
        out.push_str(by);
        copied = at + image.len();
    }
    (copied > 0).then(|| out + &text[copied..])
}

/// A letter of a reference.
fn is_inner(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | ':' | '@')
}

/// Whether a reference goes on here; a full stop or a colon may also end a sentence.
fn goes_on(after: &str) -> bool {
    let mut next = after.chars();
    match next.next() {
        Some('.' | ':') => next.next().is_some_and(is_inner),
        Some(c) => is_inner(c),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror() -> Mirror {
        "mirror.example".parse().unwrap()
    }

    #[test]
    fn an_image_of_docker_hub_is_had_from_the_mirror_and_no_other() {
        for (written, expected) in [
            ("nginx:1.29-alpine", "mirror.example/library/nginx:1.29-alpine"),
            ("nginx", "mirror.example/library/nginx"),
            ("grafana/loki:3", "mirror.example/grafana/loki:3"),
            ("docker.io/library/nginx:1", "mirror.example/library/nginx:1"),
            ("docker.io/nginx@sha256:ab", "mirror.example/library/nginx@sha256:ab"),
            ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10"),
            ("localhost:5000/shop:1", "localhost:5000/shop:1"),
            ("localhost/shop", "localhost/shop"),
        ] {
            assert_eq!(mirror().apply(written), expected);
        }
    }

    #[test]
    fn a_text_names_the_mirror_wherever_an_image_stands_as_a_whole() {
        let images = ["nginx:1.29-alpine", "nginx:1.29", "busybox:1.37", "registry.k8s.io/pause:3.10"];
        let images = images.map(str::to_owned).into();
        let text = "image: nginx:1.29-alpine\nFROM nginx:1.29 AS web\nthat = \"object.Config.Image == 'busybox:1.37'\"\n\
                    $ docker run my/busybox:1.37 nginx:1.29-alpine-slim registry.k8s.io/pause:3.10\nThis is busybox:1.37.";
        let expected = "image: mirror.example/library/nginx:1.29-alpine\nFROM mirror.example/library/nginx:1.29 AS web\n\
                        that = \"object.Config.Image == 'mirror.example/library/busybox:1.37'\"\n\
                        $ docker run my/busybox:1.37 nginx:1.29-alpine-slim registry.k8s.io/pause:3.10\n\
                        This is mirror.example/library/busybox:1.37.";
        assert_eq!(mirror().rewrite(text, &images).as_deref(), Some(expected));
        assert_eq!(mirror().rewrite(expected, &images), None, "twice is once");
        assert_eq!(mirror().rewrite("nothing here", &images), None);
    }

    #[test]
    fn a_mirror_is_a_host() {
        for good in ["mirror.example", "localhost:5000", "registry.example:5000/hub", "https://mirror.example/"] {
            assert!(good.parse::<Mirror>().is_ok(), "{good}");
        }
        assert_eq!("https://mirror.example/".parse::<Mirror>().unwrap(), mirror());
        for bad in ["", "mirror", "a b.example", "mirror.example:99999", "mirror.example/../x", "-x.example", "m.e//x"]
        {
            assert!(bad.parse::<Mirror>().is_err(), "{bad}");
        }
    }
}
