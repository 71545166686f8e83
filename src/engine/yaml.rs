//! YAML as kubectl reads it, within bounds that an alias bomb meets early. Pure.

use serde_saphyr::{DuplicateKeyPolicy, Options};

/// How manifests are read: those that a learner writes and those that a set-up applies, so that what one reader takes
/// the other does not refuse.
pub fn manifest_yaml() -> Options {
    serde_saphyr::options! {
        strict_booleans: false,
        legacy_octal_numbers: true,
        duplicate_keys: DuplicateKeyPolicy::Error,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_documents: 200,
            max_depth: 64,
            max_nodes: 50_000,
            max_total_scalar_bytes: 2 << 20,
            max_aliases: 200,
            max_anchors: 100,
        },
    }
}
