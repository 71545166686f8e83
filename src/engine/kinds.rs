//! Kinds: which API a kind belongs to, without asking the cluster for all that it has.
//!
//! Kubernetes' own kinds are a table; others are named with their API and asked for once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kube::Resource;
use kube::api::Api;
use kube::core::{ApiResource, DynamicResourceScope, GroupVersionKind};
use kube::discovery::{Scope, pinned_kind};

use super::{ClusterEngine, again};
use crate::course::Unreachable;

/// One kind of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Empty for the core API.
    pub group: String,
    pub version: String,
    pub kind: String,
    pub plural: String,
    pub namespaced: bool,
}

/// Kinds with an API of the author's own that the cluster has told us about.
#[derive(Clone, Default)]
pub(super) struct Known(Arc<Mutex<HashMap<(String, String), Kind>>>);

/// `(group, version, namespaced, [(kind, plural)])`.
type Row = (&'static str, &'static str, bool, &'static [(&'static str, &'static str)]);

const TABLE: &[Row] = &[
    ("", "v1", false, &[("Namespace", "namespaces"), ("Node", "nodes"), ("PersistentVolume", "persistentvolumes")]),
    (
        "",
        "v1",
        true,
        &[
            ("ConfigMap", "configmaps"),
            ("Endpoints", "endpoints"),
            ("Event", "events"),
            ("LimitRange", "limitranges"),
            ("PersistentVolumeClaim", "persistentvolumeclaims"),
            ("Pod", "pods"),
            ("PodTemplate", "podtemplates"),
            ("ReplicationController", "replicationcontrollers"),
            ("ResourceQuota", "resourcequotas"),
            ("Secret", "secrets"),
            ("Service", "services"),
            ("ServiceAccount", "serviceaccounts"),
        ],
    ),
    (
        "apps",
        "v1",
        true,
        &[
            ("ControllerRevision", "controllerrevisions"),
            ("DaemonSet", "daemonsets"),
            ("Deployment", "deployments"),
            ("ReplicaSet", "replicasets"),
            ("StatefulSet", "statefulsets"),
        ],
    ),
    ("autoscaling", "v2", true, &[("HorizontalPodAutoscaler", "horizontalpodautoscalers")]),
    ("batch", "v1", true, &[("CronJob", "cronjobs"), ("Job", "jobs")]),
    ("coordination.k8s.io", "v1", true, &[("Lease", "leases")]),
    ("discovery.k8s.io", "v1", true, &[("EndpointSlice", "endpointslices")]),
    ("networking.k8s.io", "v1", true, &[("Ingress", "ingresses"), ("NetworkPolicy", "networkpolicies")]),
    ("networking.k8s.io", "v1", false, &[("IngressClass", "ingressclasses")]),
    ("policy", "v1", true, &[("PodDisruptionBudget", "poddisruptionbudgets")]),
    ("rbac.authorization.k8s.io", "v1", true, &[("Role", "roles"), ("RoleBinding", "rolebindings")]),
    (
        "rbac.authorization.k8s.io",
        "v1",
        false,
        &[("ClusterRole", "clusterroles"), ("ClusterRoleBinding", "clusterrolebindings")],
    ),
    (
        "storage.k8s.io",
        "v1",
        false,
        &[
            ("CSIDriver", "csidrivers"),
            ("CSINode", "csinodes"),
            ("StorageClass", "storageclasses"),
            ("VolumeAttachment", "volumeattachments"),
        ],
    ),
    ("scheduling.k8s.io", "v1", false, &[("PriorityClass", "priorityclasses")]),
    ("node.k8s.io", "v1", false, &[("RuntimeClass", "runtimeclasses")]),
    ("apiextensions.k8s.io", "v1", false, &[("CustomResourceDefinition", "customresourcedefinitions")]),
    (
        "admissionregistration.k8s.io",
        "v1",
        false,
        &[
            ("MutatingWebhookConfiguration", "mutatingwebhookconfigurations"),
            ("ValidatingAdmissionPolicy", "validatingadmissionpolicies"),
            ("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"),
            ("ValidatingWebhookConfiguration", "validatingwebhookconfigurations"),
        ],
    ),
    ("apiregistration.k8s.io", "v1", false, &[("APIService", "apiservices")]),
    ("certificates.k8s.io", "v1", false, &[("CertificateSigningRequest", "certificatesigningrequests")]),
];

/// One of Kubernetes' own kinds by its name, as `Deployment`.
pub fn built_in(kind: &str) -> Option<Kind> {
    table().find(|known| known.kind == kind)
}

/// One of Kubernetes' own kinds by its plural, as `deployments`.
pub fn by_plural(plural: &str) -> Option<Kind> {
    table().find(|known| known.plural == plural)
}

fn table() -> impl Iterator<Item = Kind> {
    TABLE.iter().flat_map(|(group, version, namespaced, names)| {
        names.iter().map(|(kind, plural)| Kind {
            group: (*group).to_owned(),
            version: (*version).to_owned(),
            kind: (*kind).to_owned(),
            plural: (*plural).to_owned(),
            namespaced: *namespaced,
        })
    })
}

impl Kind {
    pub fn resource(&self) -> ApiResource {
        let gvk = GroupVersionKind::gvk(&self.group, &self.version, &self.kind);
        ApiResource::from_gvk_with_plural(&gvk, &self.plural)
    }

    /// The calls for this kind: in the namespace, or in the whole cluster where the kind has none.
    pub fn api<K>(&self, client: &kube::Client, namespace: &str) -> Api<K>
    where
        K: Resource<Scope = DynamicResourceScope, DynamicType = ApiResource>,
    {
        let resource = self.resource();
        match self.namespaced {
            true => Api::namespaced_with(client.clone(), namespace, &resource),
            false => Api::all_with(client.clone(), &resource),
        }
    }
}

impl ClusterEngine {
    /// The kind of that name, with `api` as `group/version` (`v1` for the core) for kinds that are not Kubernetes' own.
    /// None where the cluster has no such kind.
    pub async fn kind(&self, kind: &str, api: Option<&str>) -> Result<Option<Kind>, Unreachable> {
        let Some(api) = api else {
            let detail = || format!("`{kind}` is not a kind of Kubernetes' own: name its `api`");
            return built_in(kind).map(Some).ok_or_else(|| Unreachable::BadCheck { detail: detail() });
        };
        let (group, version) = api.rsplit_once('/').unwrap_or(("", api));
        if let Some(known) = built_in(kind).filter(|known| known.group == group && known.version == version) {
            return Ok(Some(known));
        }
        let key = (api.to_owned(), kind.to_owned());
        let known = self.kinds.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let found = self.ask_for(&GroupVersionKind::gvk(group, version, kind)).await?;
        if let Some(found) = &found {
            self.kinds.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        }
        Ok(found)
    }

    async fn ask_for(&self, gvk: &GroupVersionKind) -> Result<Option<Kind>, Unreachable> {
        match again(|| pinned_kind(&self.client, gvk)).await {
            Ok((resource, capabilities)) => Ok(Some(Kind {
                group: resource.group,
                version: resource.version,
                kind: resource.kind,
                plural: resource.plural,
                namespaced: matches!(capabilities.scope, Scope::Namespaced),
            })),
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
            Err(kube::Error::Discovery(_)) => Ok(None),
            Err(error) => Err(self.why(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_kubernetes_are_known_by_both_names() {
        let slices = built_in("EndpointSlice").unwrap();
        assert_eq!((slices.group.as_str(), slices.plural.as_str()), ("discovery.k8s.io", "endpointslices"));
        assert_eq!(by_plural("nodes").map(|kind| kind.namespaced), Some(false));
        assert_eq!(built_in("deployment"), None);
    }

    #[test]
    fn no_name_stands_for_two_kinds() {
        let mut names: Vec<String> = table().flat_map(|kind| [kind.kind, kind.plural]).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
