//! Schemas of others that lie in `schemas/`: each is the one that its README names.
#![expect(clippy::disallowed_methods, reason = "reads the schemas")]

use std::path::Path;

use sha2::{Digest, Sha256};

#[test]
fn every_document_of_kubernetes_has_the_sum_that_is_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let written = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("kubernetes")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.ends_with(".json.gz") {
            let sum: String =
                Sha256::digest(std::fs::read(&path).unwrap()).iter().map(|b| format!("{b:02x}")).collect();
            assert!(written.contains(&format!("| `kubernetes/{name}` | `{sum}` |")), "{name}: {sum}");
            count += 1;
        }
    }
    assert_eq!(count, sampan::course::KubernetesRelease::ALL.len());
}
