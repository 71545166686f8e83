//! The engines that live tests use: those to which `DOCKER_HOST` and `KUBECONFIG` lead, as `tests/host/env` sets them.
//!
//! `tests/run` builds these tests only where there are engines, so one that is missing is a failure here.
#![expect(clippy::disallowed_methods, reason = "reads the environment that `tests/run` sets")]

use std::path::PathBuf;

use sampan::engine::{EngineSettings, Engines};

/// Where the engines of this run are.
pub(crate) fn settings() -> EngineSettings {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let docker = std::env::var("DOCKER_HOST").ok();
    let kubeconfigs = std::env::var_os("KUBECONFIG").map(|list| std::env::split_paths(&list).collect());
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    EngineSettings {
        docker_host: docker,
        docker_config: home.join(".docker"),
        kubeconfigs: kubeconfigs.unwrap_or_else(|| vec![home.join(".kube/config")]),
        ..EngineSettings::default()
    }
}

/// Both engines of this run.
pub(crate) fn engines() -> Engines {
    Engines::new(settings())
}
