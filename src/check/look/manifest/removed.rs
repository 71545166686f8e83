//! What Kubernetes has taken away: <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>, as data.
//!
//! Old answers on the web still show these; who copies one is told what it is called today.

/// A version of some kinds that is no longer served.
pub(super) struct Removed {
    api: &'static str,
    kinds: &'static [&'static str],
    /// The release that took it away.
    pub(super) since: &'static str,
    /// The `apiVersion` of today.
    pub(super) instead: Option<&'static str>,
}

const fn moved(api: &'static str, kinds: &'static [&'static str], since: &'static str, to: &'static str) -> Removed {
    Removed { api, kinds, since, instead: Some(to) }
}

const fn ended(api: &'static str, kinds: &'static [&'static str], since: &'static str) -> Removed {
    Removed { api, kinds, since, instead: None }
}

const WORKLOADS: &[&str] = &["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"];
const ADMISSION: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const ACCESS: &[&str] =
    &["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"];
const ROLES: &[&str] = &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];
const STORAGE: &[&str] = &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"];
const FLOW: &[&str] = &["FlowSchema", "PriorityLevelConfiguration"];

const REMOVED: &[Removed] = &[
    moved("extensions/v1beta1", &["Deployment", "ReplicaSet", "DaemonSet"], "1.16", "apps/v1"),
    moved("apps/v1beta1", WORKLOADS, "1.16", "apps/v1"),
    moved("apps/v1beta2", WORKLOADS, "1.16", "apps/v1"),
    moved("extensions/v1beta1", &["NetworkPolicy"], "1.16", "networking.k8s.io/v1"),
    ended("extensions/v1beta1", &["PodSecurityPolicy"], "1.16"),
    moved("admissionregistration.k8s.io/v1beta1", ADMISSION, "1.22", "admissionregistration.k8s.io/v1"),
    moved("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], "1.22", "apiextensions.k8s.io/v1"),
    moved("apiregistration.k8s.io/v1beta1", &["APIService"], "1.22", "apiregistration.k8s.io/v1"),
    moved("authentication.k8s.io/v1beta1", &["TokenReview"], "1.22", "authentication.k8s.io/v1"),
    moved("authorization.k8s.io/v1beta1", ACCESS, "1.22", "authorization.k8s.io/v1"),
    moved("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], "1.22", "certificates.k8s.io/v1"),
    moved("coordination.k8s.io/v1beta1", &["Lease"], "1.22", "coordination.k8s.io/v1"),
    moved("extensions/v1beta1", &["Ingress"], "1.22", "networking.k8s.io/v1"),
    moved("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], "1.22", "networking.k8s.io/v1"),
    moved("rbac.authorization.k8s.io/v1beta1", ROLES, "1.22", "rbac.authorization.k8s.io/v1"),
    moved("scheduling.k8s.io/v1beta1", &["PriorityClass"], "1.22", "scheduling.k8s.io/v1"),
    moved("storage.k8s.io/v1beta1", STORAGE, "1.22", "storage.k8s.io/v1"),
    moved("batch/v1beta1", &["CronJob"], "1.25", "batch/v1"),
    moved("discovery.k8s.io/v1beta1", &["EndpointSlice"], "1.25", "discovery.k8s.io/v1"),
    moved("events.k8s.io/v1beta1", &["Event"], "1.25", "events.k8s.io/v1"),
    moved("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], "1.25", "autoscaling/v2"),
    moved("policy/v1beta1", &["PodDisruptionBudget"], "1.25", "policy/v1"),
    ended("policy/v1beta1", &["PodSecurityPolicy"], "1.25"),
    moved("node.k8s.io/v1beta1", &["RuntimeClass"], "1.25", "node.k8s.io/v1"),
    moved("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], "1.26", "autoscaling/v2"),
    moved("flowcontrol.apiserver.k8s.io/v1beta1", FLOW, "1.26", "flowcontrol.apiserver.k8s.io/v1"),
    moved("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], "1.27", "storage.k8s.io/v1"),
    moved("flowcontrol.apiserver.k8s.io/v1beta2", FLOW, "1.29", "flowcontrol.apiserver.k8s.io/v1"),
    moved("flowcontrol.apiserver.k8s.io/v1beta3", FLOW, "1.32", "flowcontrol.apiserver.k8s.io/v1"),
];

/// When a kind was taken out of a version, if it was.
pub(super) fn find(api: &str, kind: &str) -> Option<&'static Removed> {
    REMOVED.iter().find(|removed| removed.api == api && removed.kinds.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::super::schema::document;
    use super::*;
    use crate::course::KubernetesRelease;

    #[test]
    fn what_is_named_instead_is_there_and_what_was_removed_is_not() {
        for release in KubernetesRelease::ALL {
            let schemas = document(release);
            for removed in REMOVED {
                for kind in removed.kinds {
                    assert!(schemas.kind(removed.api, kind).is_none(), "{} {kind} in {release}", removed.api);
                    let is_there = removed.instead.is_none_or(|api| schemas.kind(api, kind).is_some());
                    assert!(is_there, "{:?} {kind} in {release}", removed.instead);
                }
            }
        }
    }
}
