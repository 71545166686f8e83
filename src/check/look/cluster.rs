//! Cluster: an object or many as `kubectl get -o json` prints them, and what a subject may do.
//!
//! `can` asks the authorizer itself, with the groups that a real request of the subject would bear, so that a binding
//! to a group counts. It finds `allowed` and `denied`: lists of `verb resource`, with ` in <namespace>` for another
//! namespace than the exercise's; of these, `surplus` is what must be denied, and `lacking` what must be allowed.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use k8s_openapi::api::authorization::v1::{
    NonResourceAttributes, ResourceAttributes, SubjectAccessReview, SubjectAccessReviewSpec,
};
use kube::api::{Api, DynamicObject, ListParams, PostParams, TypeMeta};
use serde_json::{Value, json};

use super::super::query::{Fact, Place};
use crate::course::{CanRule, Engine, Unreachable};
use crate::engine::{ClusterEngine, Kind, again, by_plural};

/// More objects than this are not one exercise's.
const MOST: u32 = 1000;

/// One object, or its absence; a kind that the cluster does not have has none.
pub(super) async fn resource(
    engine: &ClusterEngine,
    kind: &str,
    api: Option<&str>,
    name: &str,
    place: &Place,
) -> Result<Fact, Unreachable> {
    let found = match engine.kind(kind, api).await? {
        Some(kind) => one(engine, &kind, &place.namespace, name).await?,
        None => None,
    };
    Ok(Fact::Object(found))
}

/// As many objects as bear the labels.
pub(super) async fn resources(
    engine: &ClusterEngine,
    kind: &str,
    api: Option<&str>,
    labels: &BTreeMap<String, String>,
    place: &Place,
) -> Result<Fact, Unreachable> {
    let selector: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let found = match engine.kind(kind, api).await? {
        Some(kind) => many(engine, &kind, &place.namespace, &selector.join(",")).await?,
        None => Vec::new(),
    };
    Ok(Fact::Objects(found))
}

/// One object by its name; none where it is absent.
async fn one(engine: &ClusterEngine, kind: &Kind, namespace: &str, name: &str) -> Result<Option<Value>, Unreachable> {
    if !is_name(name) {
        return Ok(None);
    }
    let api: Api<DynamicObject> = kind.api(&engine.client, namespace);
    let found = again(|| api.get_opt(name)).await.map_err(|error| engine.why(error))?;
    found.map(|found| printed(found, kind)).transpose()
}

async fn many(engine: &ClusterEngine, kind: &Kind, namespace: &str, selector: &str) -> Result<Vec<Value>, Unreachable> {
    let api: Api<DynamicObject> = kind.api(&engine.client, namespace);
    let params = ListParams { limit: Some(MOST), ..ListParams::default().labels(selector) };
    match again(|| api.list(&params)).await {
        Ok(found) => found.items.into_iter().map(|found| printed(found, kind)).collect(),
        // The kind went away since we learned of it.
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(Vec::new()),
        Err(error) => Err(engine.why(error)),
    }
}

/// The object as `kubectl get -o json` prints it: with its kind, which lists leave out, and without `managedFields`.
pub(in crate::check) fn printed(mut found: DynamicObject, kind: &Kind) -> Result<Value, Unreachable> {
    found.metadata.managed_fields = None;
    if found.types.is_none() {
        let resource = kind.resource();
        found.types = Some(TypeMeta { api_version: resource.api_version, kind: resource.kind });
    }
    let failed = |error: serde_json::Error| Unreachable::Failed { engine: Engine::Cluster, detail: error.to_string() };
    serde_json::to_value(found).map_err(failed)
}

/// Whether a text can be an object's name; anything else would become part of the call's address.
pub(in crate::check) fn is_name(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '_' | '@');
    !name.is_empty() && name.chars().all(inner) && name != "." && name != ".."
}

/// Asks what a subject may do, every verb by itself and all side by side.
pub(super) async fn can(
    engine: &ClusterEngine,
    subject: &str,
    rules: &[CanRule],
    place: &Place,
) -> Result<Fact, Unreachable> {
    if let Some(unknown) = rules.iter().map(|rule| rule.resource.as_str()).find(|resource| !is_known(resource)) {
        let detail = format!(
            "Kubernetes has no resource `{unknown}`; one of another group is written with it, as `widgets.example.org`"
        );
        return Err(Unreachable::Failed { engine: Engine::Cluster, detail });
    }
    let wishes: Vec<Wish> = rules.iter().flat_map(|rule| wishes(rule, &place.namespace)).collect();
    let answers = try_join_all(wishes.iter().map(|wish| allowed(engine, wish, subject))).await?;
    let words = |may: bool, wrong: bool| -> Vec<&str> {
        let asked = wishes.iter().zip(&answers);
        let fits = |wish: &Wish, answer: bool| answer == may && (!wrong || wish.must != may);
        asked.filter(|(wish, answer)| fits(wish, **answer)).map(|(wish, _)| wish.words.as_str()).collect()
    };
    Ok(Fact::Object(Some(json!({
        "allowed": words(true, false),
        "denied": words(false, false),
        "lacking": words(false, true),
        "surplus": words(true, true),
    }))))
}

async fn allowed(engine: &ClusterEngine, wish: &Wish, subject: &str) -> Result<bool, Unreachable> {
    let reviews = Api::<SubjectAccessReview>::all(engine.client.clone());
    let (params, spec) = (PostParams::default(), wish.question(subject));
    let review = SubjectAccessReview { spec, ..SubjectAccessReview::default() };
    let answer = again(|| reviews.create(&params, &review)).await.map_err(|error| engine.why(error))?;
    // A review that nobody answered is no "denied".
    let unanswered = || Unreachable::Failed { engine: Engine::Cluster, detail: "a review has no status".to_owned() };
    answer.status.map(|status| status.allowed).ok_or_else(unanswered)
}

/// One verb on one resource, and how it is written.
#[derive(Debug)]
struct Wish {
    words: String,
    verb: String,
    /// As kubectl writes it: `pods`, `pods/log`, `deployments.apps`, or a path.
    resource: String,
    namespace: String,
    name: Option<String>,
    must: bool,
}

fn wishes(rule: &CanRule, own: &str) -> Vec<Wish> {
    let namespace = rule.namespace.as_deref().unwrap_or(own);
    let name = rule.name.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    let elsewhere = if namespace == own { String::new() } else { format!(" in {namespace}") };
    let wish = |verb: &String| Wish {
        words: format!("{verb} {}{name}{elsewhere}", rule.resource),
        verb: verb.clone(),
        resource: rule.resource.clone(),
        namespace: namespace.to_owned(),
        name: rule.name.clone(),
        must: rule.must,
    };
    rule.verbs.iter().map(wish).collect()
}

/// One thing that a review was asked, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Wanted {
    /// As an outcome lists it: `get pods/log`.
    pub(in crate::check) words: String,
    pub(in crate::check) verb: String,
    pub(in crate::check) group: String,
    plural: String,
    subresource: Option<String>,
    /// Empty for what belongs to the cluster.
    pub(in crate::check) namespace: String,
    pub(in crate::check) name: Option<String>,
}

impl Wanted {
    /// What a look asks about resources, in its order; paths are left out.
    pub(in crate::check) fn all(rules: &[CanRule], own: &str) -> Vec<Self> {
        let wishes = rules.iter().flat_map(|rule| wishes(rule, own)).filter(|wish| !wish.resource.starts_with('/'));
        let wanted = wishes.map(|wish| {
            let (plural, group, subresource, namespaced) = parse(&wish.resource);
            let (plural, subresource) = (plural.to_owned(), subresource.map(str::to_owned));
            let namespace = if namespaced { wish.namespace.clone() } else { String::new() };
            Self { words: wish.words, verb: wish.verb, group, plural, subresource, namespace, name: wish.name }
        });
        wanted.collect()
    }

    /// As a role writes it: `pods/log`.
    pub(in crate::check) fn path(&self) -> String {
        let below = self.subresource.as_ref().map(|below| format!("/{below}")).unwrap_or_default();
        format!("{}{below}", self.plural)
    }

    /// As kubectl writes it: `deployments.apps`.
    pub(in crate::check) fn resource(&self) -> String {
        let group = if self.group.is_empty() { String::new() } else { format!(".{}", self.group) };
        let below = self.subresource.as_ref().map(|below| format!("/{below}")).unwrap_or_default();
        format!("{}{group}{below}", self.plural)
    }
}

impl Wish {
    fn question(&self, subject: &str) -> SubjectAccessReviewSpec {
        let spec = SubjectAccessReviewSpec {
            user: Some(subject.to_owned()),
            groups: Some(groups(subject)),
            ..SubjectAccessReviewSpec::default()
        };
        if self.resource.starts_with('/') {
            let path = NonResourceAttributes { path: Some(self.resource.clone()), verb: Some(self.verb.clone()) };
            return SubjectAccessReviewSpec { non_resource_attributes: Some(path), ..spec };
        }
        let (plural, group, subresource, namespaced) = parse(&self.resource);
        let attributes = ResourceAttributes {
            // An object of the cluster has no namespace: with one, a binding of that namespace would seem to count.
            namespace: namespaced.then(|| self.namespace.clone()),
            verb: Some(self.verb.clone()),
            group: Some(group),
            resource: Some(plural.to_owned()),
            subresource: subresource.map(str::to_owned),
            name: self.name.clone(),
            ..ResourceAttributes::default()
        };
        SubjectAccessReviewSpec { resource_attributes: Some(attributes), ..spec }
    }
}

/// Plural, group, subresource and whether it lives in namespaces: `deployments.apps/scale`, `pods/log`.
fn parse(resource: &str) -> (&str, String, Option<&str>, bool) {
    let (whole, subresource) = resource.split_once('/').map_or((resource, None), |(left, sub)| (left, Some(sub)));
    let (plural, group) = whole.split_once('.').map_or((whole, None), |(plural, group)| (plural, Some(group)));
    let known = by_plural(plural).filter(|kind| group.is_none_or(|group| group == kind.group));
    let namespaced = known.as_ref().is_none_or(|kind| kind.namespaced);
    let group = group.map(str::to_owned).or_else(|| known.map(|kind| kind.group)).unwrap_or_default();
    (plural, group, subresource, namespaced)
}

/// Whether a resource can be one at all: nobody may do anything with one that is misspelt, so that `deny` would hold for
/// ever. One with a group may be a custom resource that is still to come.
fn is_known(resource: &str) -> bool {
    // Those that only reviews and impersonation know.
    const UNLISTED: [&str; 5] = ["*", "bindings", "groups", "uids", "users"];
    let plural = resource.split('/').next().unwrap_or_default();
    let is_own = UNLISTED.contains(&plural) || by_plural(plural).is_some();
    is_own || resource.starts_with('/') || plural.contains('.')
}

/// The groups that a real request would bear: a review adds none by itself.
pub(in crate::check) fn groups(subject: &str) -> Vec<String> {
    let mut groups = vec!["system:authenticated".to_owned()];
    if let Some((namespace, _)) = subject.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':')) {
        groups.push("system:serviceaccounts".to_owned());
        groups.push(format!("system:serviceaccounts:{namespace}"));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(resource: &str, expected: (&str, &str, Option<&str>, bool)) {
        let (plural, group, subresource, namespaced) = parse(resource);
        assert_eq!((plural, group.as_str(), subresource, namespaced), expected);
    }

    #[test]
    fn resources_are_written_as_kubectl_writes_them() {
        case("pods", ("pods", "", None, true));
        case("pods/log", ("pods", "", Some("log"), true));
        case("deployments.apps", ("deployments", "apps", None, true));
        case("deployments.apps/scale", ("deployments", "apps", Some("scale"), true));
        case("deployments", ("deployments", "apps", None, true));
        case("nodes", ("nodes", "", None, false));
        case("clusterroles.rbac.authorization.k8s.io", ("clusterroles", "rbac.authorization.k8s.io", None, false));
        case("widgets.example.org", ("widgets", "example.org", None, true));
    }

    #[test]
    fn a_misspelt_resource_is_none() {
        let known = |resources: &[&str]| resources.iter().map(|one| is_known(one)).collect::<Vec<_>>();
        assert_eq!(known(&["secretz", "Secret", "secret/x"]), [false; 3]);
        assert_eq!(
            known(&["secrets", "pods/log", "deployments.apps/scale", "widgets.example.org", "*", "/healthz"]),
            [true; 6]
        );
    }

    #[test]
    fn a_service_account_bears_its_groups() {
        let expected = ["system:authenticated", "system:serviceaccounts", "system:serviceaccounts:a"];
        assert_eq!(groups("system:serviceaccount:a:robot"), expected);
        assert_eq!(groups("jane"), ["system:authenticated"]);
    }

    #[test]
    fn another_namespace_is_named() {
        let rule = |namespace: Option<&str>, name: Option<&str>| CanRule {
            verbs: vec!["get".into(), "list".into()],
            resource: "pods".into(),
            namespace: namespace.map(str::to_owned),
            name: name.map(str::to_owned),
            must: true,
        };
        let words = |rule: &CanRule| wishes(rule, "own").into_iter().map(|wish| wish.words).collect::<Vec<_>>();
        assert_eq!(words(&rule(None, None)), ["get pods", "list pods"]);
        assert_eq!(words(&rule(Some("own"), Some("web"))), ["get pods web", "list pods web"]);
        assert_eq!(words(&rule(Some("kube-system"), None)), ["get pods in kube-system", "list pods in kube-system"]);
    }
}
