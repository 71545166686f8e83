//! Rules: all that a subject may do in a namespace, asked as that subject, so that "and nothing else" can be checked.
//!
//! Finds `rules` in one normal form however the roles are written: one for each group, resource and object name, with
//! its verbs, all sorted. What every subject may do, ask what it may do, is left out.

use std::collections::{BTreeMap, BTreeSet};

use http::Request;
use k8s_openapi::api::authorization::v1::{ResourceRule, SelfSubjectRulesReview, SelfSubjectRulesReviewSpec};
use serde_json::{Value, json};

use super::super::query::Fact;
use crate::course::{Engine, Unreachable};
use crate::engine::{ClusterEngine, again};

const PATH: &str = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
/// What `system:basic-user` gives to everybody.
const EVERYBODYS: &[&str] = &["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"];

pub(super) async fn look(engine: &ClusterEngine, subject: &str, namespace: &str) -> Result<Fact, Unreachable> {
    let bad = |detail: String| Unreachable::BadCheck { detail };
    let spec = SelfSubjectRulesReviewSpec { namespace: Some(namespace.to_owned()) };
    let review = SelfSubjectRulesReview { spec, ..SelfSubjectRulesReview::default() };
    let body = serde_json::to_vec(&review).map_err(|error| bad(error.to_string()))?;
    // The API server itself adds the groups that a service account bears.
    let request = || {
        let request = Request::post(PATH).header("content-type", "application/json");
        request.header("impersonate-user", subject).body(body.clone())
    };
    request().map_err(|error| bad(format!("`{subject}`: {error}")))?;
    let ask = || async {
        let request = request().map_err(kube::Error::HttpError)?;
        engine.client.request::<SelfSubjectRulesReview>(request).await
    };
    let answer = again(ask).await.map_err(|error| engine.why(error))?;
    let failed = |detail: String| Unreachable::Failed { engine: Engine::Cluster, detail };
    let status = answer.status.ok_or_else(|| failed("a review has no status".to_owned()))?;
    let said = status.evaluation_error.unwrap_or_default();
    if status.incomplete && !only_missing_roles(&said) {
        return Err(failed(format!("the list of rules is incomplete: {said}")));
    }
    Ok(Fact::Object(Some(json!({ "rules": normal(&status.resource_rules) }))))
}

/// Whether nothing is lacking but roles that a binding names and that do not exist: those give no right.
fn only_missing_roles(said: &str) -> bool {
    let said = said.trim_matches(['[', ']']);
    let is_missing = |one: &str| one.contains("role.rbac.authorization.k8s.io") && one.ends_with("not found");
    said.split(", ").all(is_missing)
}

/// The rules apart by group, resource and name, verbs joined, in order.
fn normal(rules: &[ResourceRule]) -> Vec<Value> {
    let mut verbs: BTreeMap<(String, String, Option<String>), BTreeSet<&str>> = BTreeMap::new();
    for rule in rules {
        let names: Vec<Option<String>> = match rule.resource_names.as_deref().unwrap_or_default() {
            [] => vec![None],
            names => names.iter().cloned().map(Some).collect(),
        };
        for group in rule.api_groups.iter().flatten() {
            let resources = rule.resources.iter().flatten().filter(|name| !EVERYBODYS.contains(&name.as_str()));
            for (resource, name) in resources.flat_map(|resource| names.iter().map(move |name| (resource, name))) {
                let key = (group.clone(), resource.clone(), name.clone());
                verbs.entry(key).or_default().extend(rule.verbs.iter().map(String::as_str));
            }
        }
    }
    let rule = |((group, resource, name), verbs): (_, BTreeSet<&str>)| {
        let names: Vec<String> = Option::into_iter(name).collect();
        let (group, resource): (String, String) = (group, resource);
        json!({ "verbs": verbs, "apiGroups": [group], "resources": [resource], "resourceNames": names })
    };
    verbs.into_iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(verbs: &[&str], group: &str, resources: &[&str], names: &[&str]) -> ResourceRule {
        let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        ResourceRule {
            verbs: all(verbs),
            api_groups: Some(vec![group.to_owned()]),
            resources: Some(all(resources)),
            resource_names: (!names.is_empty()).then(|| all(names)),
        }
    }

    #[test]
    fn two_ways_to_write_the_same_rights_are_one() {
        let one = [rule(&["list", "get"], "", &["pods", "services"], &[])];
        let other = [
            rule(&["get"], "", &["services"], &[]),
            rule(&["get", "list"], "", &["pods"], &[]),
            rule(&["list"], "", &["services"], &[]),
            rule(&["create"], "authorization.k8s.io", &["selfsubjectrulesreviews"], &[]),
        ];
        let expected = |resource: &str| json!({ "verbs": ["get", "list"], "apiGroups": [""], "resources": [resource], "resourceNames": [] });
        assert_eq!(normal(&one), [expected("pods"), expected("services")]);
        assert_eq!(normal(&one), normal(&other));
        let named = normal(&[rule(&["get"], "", &["secrets"], &["b", "a"])]);
        assert_eq!(named.iter().map(|rule| rule["resourceNames"][0].as_str().unwrap()).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_role_that_does_not_exist_hides_nothing() {
        assert!(only_missing_roles("role.rbac.authorization.k8s.io \"a\" not found"));
        assert!(only_missing_roles(
            "[role.rbac.authorization.k8s.io \"a\" not found, clusterrole.rbac.authorization.k8s.io \"b\" not found]"
        ));
        assert!(!only_missing_roles("webhook authorizer does not support user rule resolution"));
        assert!(!only_missing_roles(""));
    }
}
