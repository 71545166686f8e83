//! The releases of Kubernetes whose schemas we have, so that a course can name the one it is about.

use std::fmt;
use std::str::FromStr;

/// A release of Kubernetes that manifests can be checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum KubernetesRelease {
    V1_34,
    #[default]
    V1_35,
}

/// A release whose schemas we do not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there are no schemas of Kubernetes `{0}`")]
pub struct BadRelease(String);

impl KubernetesRelease {
    pub const ALL: [Self; 2] = [Self::V1_34, Self::V1_35];

    /// As people write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::V1_34 => "1.34",
            Self::V1_35 => "1.35",
        }
    }
}

impl fmt::Display for KubernetesRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for KubernetesRelease {
    type Err = BadRelease;

    fn from_str(written: &str) -> Result<Self, BadRelease> {
        let known = Self::ALL.into_iter().find(|release| release.word() == written);
        known.ok_or_else(|| BadRelease(written.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_read_as_it_is_written() {
        for release in KubernetesRelease::ALL {
            assert_eq!(release.to_string().parse(), Ok(release));
        }
        assert_eq!("1.19".parse::<KubernetesRelease>(), Err(BadRelease("1.19".into())));
        assert_eq!(KubernetesRelease::ALL.into_iter().max(), Some(KubernetesRelease::default()));
    }
}
