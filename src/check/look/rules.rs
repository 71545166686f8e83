//! Rules: all that a subject may do in a namespace, so that a check can say "and nothing else".
//!
//! The API server answers this question only to the subject itself (SelfSubjectRulesReview), so it is asked in the
//! subject's name, which wants the right to impersonate. Finds `rules`, what the subject has and not everybody who is
//! signed in has as well, and `everybody`, the rest: lists of `verbs`, `apiGroups`, `resources`, `resourceNames`, all
//! in order of the alphabet.

use http::Request;
use k8s_openapi::api::authorization::v1::{
    ResourceRule, SelfSubjectRulesReview, SelfSubjectRulesReviewSpec, SubjectRulesReviewStatus,
};
use serde_json::{Value, json};

use super::super::query::{Fact, Place};
use super::cluster::groups;
use crate::course::{Engine, Unreachable};
use crate::engine::ClusterEngine;

const ADDRESS: &str = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
/// A name that nobody has: what it may do, everybody may who is signed in.
const ANYBODY: &str = "sampan:anybody";

pub(super) async fn look(
    engine: &ClusterEngine,
    subject: &str,
    namespace: Option<&str>,
    place: &Place,
) -> Result<Fact, Unreachable> {
    let namespace = namespace.unwrap_or(&place.namespace);
    let (own, all) = tokio::try_join!(review(engine, subject, namespace), review(engine, ANYBODY, namespace))?;
    let (everybody, rules): (Vec<Value>, Vec<Value>) = own.into_iter().partition(|rule| all.contains(rule));
    Ok(Fact::Object(Some(json!({ "rules": rules, "everybody": everybody }))))
}

/// What one subject may do. An answer that is not whole is none: what it leaves out may be the very thing.
async fn review(engine: &ClusterEngine, subject: &str, namespace: &str) -> Result<Vec<Value>, Unreachable> {
    let failed = |detail: String| Unreachable::Failed { engine: Engine::Cluster, detail };
    let spec = SelfSubjectRulesReviewSpec { namespace: Some(namespace.to_owned()) };
    let review = SelfSubjectRulesReview { spec, ..SelfSubjectRulesReview::default() };
    let body = serde_json::to_vec(&review).map_err(|error| failed(error.to_string()))?;
    let request = Request::post(ADDRESS).header("Content-Type", "application/json").header("Impersonate-User", subject);
    let request =
        groups(subject).into_iter().fold(request, |request, group| request.header("Impersonate-Group", group));
    let request = request.body(body).map_err(|error| Unreachable::BadCheck { detail: error.to_string() })?;
    let answer = engine.client.request::<SelfSubjectRulesReview>(request).await.map_err(|error| engine.why(error))?;
    let status = answer.status.ok_or_else(|| failed("a review has no status".to_owned()))?;
    listed(status).map_err(failed)
}

fn listed(status: SubjectRulesReviewStatus) -> Result<Vec<Value>, String> {
    if status.incomplete {
        let why = status.evaluation_error.unwrap_or_default();
        return Err(format!("the list of rules is incomplete: {why}"));
    }
    let mut rules: Vec<Value> = status.resource_rules.into_iter().map(rule).collect();
    rules.sort_by_cached_key(ToString::to_string);
    rules.dedup();
    Ok(rules)
}

fn rule(rule: ResourceRule) -> Value {
    let sorted = |list: Option<Vec<String>>| {
        let mut list = list.unwrap_or_default();
        list.sort();
        list
    };
    json!({
        "verbs": sorted(Some(rule.verbs)),
        "apiGroups": sorted(rule.api_groups),
        "resources": sorted(rule.resources),
        "resourceNames": sorted(rule.resource_names),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(incomplete: bool) -> SubjectRulesReviewStatus {
        let rule = |verbs: &[&str]| ResourceRule {
            api_groups: Some(vec![String::new()]),
            resources: Some(vec!["pods".into()]),
            verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
            ..ResourceRule::default()
        };
        let resource_rules = vec![rule(&["watch", "get"]), rule(&["create"]), rule(&["create"])];
        SubjectRulesReviewStatus { incomplete, resource_rules, ..SubjectRulesReviewStatus::default() }
    }

    #[test]
    fn rules_have_one_order_and_come_once() {
        let rules = listed(status(false)).unwrap();
        let verbs: Vec<&Value> = rules.iter().map(|rule| &rule["verbs"]).collect();
        assert_eq!(verbs, [&json!(["create"]), &json!(["get", "watch"])]);
        assert_eq!(rules[0]["resourceNames"], json!([]));
        assert!(listed(status(true)).is_err());
    }
}
