//! The versions of what a course is tried on.

use std::collections::BTreeSet;

use crate::course::{EngineVersions, Need};
use crate::engine::find_program;

use super::bench::Bench;
use super::shell::Surroundings;

/// Of those that are needed; none where one does not answer, which each trial then says for itself.
pub(super) async fn of(bench: &Bench, needs: &BTreeSet<Need>) -> EngineVersions {
    let docker = match needs.contains(&Need::Docker) {
        true => bench.engines.docker().await.ok().map(|engine| engine.version),
        false => None,
    };
    let kubernetes = match needs.contains(&Need::Kubernetes) || needs.contains(&Need::Helm) {
        true => bench.engines.cluster().await.ok().map(|engine| plain(&engine.version)),
        false => None,
    };
    let helm = if needs.contains(&Need::Helm) { helm(bench).await } else { None };
    EngineVersions { docker, kubernetes, helm }
}

async fn helm(bench: &Bench) -> Option<String> {
    let helm = find_program(bench.programs(), "helm")?;
    let surroundings = Surroundings { folder: bench.root(""), env: Vec::new(), setsid: None };
    let said = surroundings.output(&helm, &["version", "--template", "{{.Version}}"]).await.ok()?;
    Some(plain(said.trim())).filter(|version| version.starts_with(|c: char| c.is_ascii_digit()))
}

/// A version as Docker writes its own: without the `v`, and without what says how it was built.
fn plain(version: &str) -> String {
    version.trim_start_matches('v').split('+').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_written_alike() {
        assert_eq!(plain("v1.35.1"), "1.35.1");
        assert_eq!(plain("v4.3.1+gabcdef"), "4.3.1");
        assert_eq!(plain("29.1.2"), "29.1.2");
    }
}
