//! The cluster-wide kinds an exercise may make: Kubernetes' own, so that they can be found again and removed.

use kube::core::ApiResource;

use crate::engine::built_in;

/// Kinds that the cluster makes for itself.
const ITS_OWN: [&str; 3] = ["CSINode", "Node", "VolumeAttachment"];

/// How a cluster-wide kind is asked for; none for any other.
pub(super) fn cluster_wide(kind: &str) -> Option<ApiResource> {
    let known = built_in(kind).filter(|known| !known.namespaced && !ITS_OWN.contains(&kind))?;
    Some(known.resource())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_a_namespace_and_of_the_machine_are_not_among_them() {
        for kind in ["Role", "clusterrole", "Node", "Boat"] {
            assert!(cluster_wide(kind).is_none(), "{kind}");
        }
        let role = cluster_wide("ClusterRole").unwrap();
        assert_eq!((role.api_version.as_str(), role.plural.as_str()), ("rbac.authorization.k8s.io/v1", "clusterroles"));
        assert_eq!(cluster_wide("Namespace").unwrap().api_version, "v1");
    }
}
