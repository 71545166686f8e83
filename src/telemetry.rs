//! Tracing: readable on a terminal, JSON where somebody collects it. Nothing leaves the machine.

use tracing_subscriber::EnvFilter;

/// What is said where nobody asked: our warnings. A client's own errors are outcomes here, and told as such.
const QUIET: &str = "warn,kube_client=off";

/// Sends events of `filter` (`SAMPAN_LOG`, as `sampan=debug`) to standard error; warnings where none is named.
///
/// A filter beginning with `json:` writes JSON lines.
pub fn start(filter: Option<&str>) {
    let (json, filter) = match filter.map(|text| (text.strip_prefix("json:"), text)) {
        Some((Some(rest), _)) => (true, rest),
        Some((None, text)) => (false, text),
        None => (false, QUIET),
    };
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new(QUIET));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as tests make, is harmless.
    let _ = if json { builder.json().try_init() } else { builder.compact().with_target(false).try_init() };
}
