//! The cluster-wide kinds an exercise may make: the closed list by which they are found again and removed.

use kube::core::GroupVersionKind;
use kube::discovery::ApiResource;

/// Kind, group, version and plural.
const KINDS: &[(&str, &str, &str, &str)] = &[
    ("APIService", "apiregistration.k8s.io", "v1", "apiservices"),
    ("CSIDriver", "storage.k8s.io", "v1", "csidrivers"),
    ("ClusterRole", "rbac.authorization.k8s.io", "v1", "clusterroles"),
    ("ClusterRoleBinding", "rbac.authorization.k8s.io", "v1", "clusterrolebindings"),
    ("CustomResourceDefinition", "apiextensions.k8s.io", "v1", "customresourcedefinitions"),
    ("IngressClass", "networking.k8s.io", "v1", "ingressclasses"),
    ("MutatingWebhookConfiguration", "admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations"),
    ("Namespace", "", "v1", "namespaces"),
    ("PersistentVolume", "", "v1", "persistentvolumes"),
    ("PriorityClass", "scheduling.k8s.io", "v1", "priorityclasses"),
    ("RuntimeClass", "node.k8s.io", "v1", "runtimeclasses"),
    ("StorageClass", "storage.k8s.io", "v1", "storageclasses"),
    ("ValidatingAdmissionPolicy", "admissionregistration.k8s.io", "v1", "validatingadmissionpolicies"),
    ("ValidatingAdmissionPolicyBinding", "admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings"),
    ("ValidatingWebhookConfiguration", "admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations"),
];

/// How a cluster-wide kind is asked for; none for any other.
pub(super) fn cluster_wide(kind: &str) -> Option<ApiResource> {
    let (kind, group, version, plural) = KINDS.iter().find(|(name, ..)| *name == kind)?;
    Some(ApiResource::from_gvk_with_plural(&GroupVersionKind::gvk(group, version, kind), plural))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_a_namespace_are_not_among_them() {
        assert!(cluster_wide("Role").is_none() && cluster_wide("clusterrole").is_none());
        let role = cluster_wide("ClusterRole").unwrap();
        assert_eq!((role.api_version.as_str(), role.plural.as_str()), ("rbac.authorization.k8s.io/v1", "clusterroles"));
        assert_eq!(cluster_wide("Namespace").unwrap().api_version, "v1");
    }
}
