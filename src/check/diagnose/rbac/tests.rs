//! Bindings and roles, a right that is asked about, and why it is missing.

use serde_json::{Value, json};

use super::*;
use crate::check::diagnose::snapshot::{Answer, Wish};
use crate::check::query::Fact;
use crate::course::CanRule;

const NAMESPACE: &str = "shop";

/// A Role of the namespace, and a RoleBinding of it that names this subject.
fn bound(name: &str, groups: &Value, resources: &Value, verbs: &Value, subject: &Value) -> [(&'static str, Value); 2] {
    let metadata = json!({ "name": name, "namespace": NAMESPACE });
    let rules = json!([{ "apiGroups": groups, "resources": resources, "verbs": verbs }]);
    let role = json!({ "kind": "Role", "metadata": metadata, "rules": rules });
    let binding = json!({ "kind": "RoleBinding", "metadata": metadata, "subjects": [subject],
        "roleRef": { "kind": "Role", "name": name } });
    [("Role", role), ("RoleBinding", binding)]
}

fn account(namespace: &str, name: &str) -> Value {
    json!({ "kind": "ServiceAccount", "namespace": namespace, "name": name })
}

/// Why `shop/reader2` may not do this, where there are these objects and these ServiceAccounts.
fn why(verb: &str, resource: &str, objects: &[[(&str, Value); 2]], accounts: &[&str]) -> Cause {
    let mut seen = Snapshot::new(NAMESPACE, Vec::new());
    let accounts = accounts.iter().map(|name| {
        ("ServiceAccount", json!({ "kind": "ServiceAccount", "metadata": { "name": name, "namespace": NAMESPACE } }))
    });
    let all: Vec<_> = objects.iter().flatten().cloned().chain(accounts).collect();
    for kind in ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ServiceAccount"] {
        let of_kind = all.iter().filter(|(own, _)| *own == kind).map(|(_, object)| object.clone()).collect();
        let wish = Wish::Whole { kind: kind.to_owned(), api: None, name: None, labels: String::new() };
        seen.add(wish, Answer::Fact(Fact::Objects(of_kind).into()));
    }
    let rule = CanRule {
        verbs: vec![verb.to_owned()],
        resource: resource.to_owned(),
        namespace: None,
        name: None,
        must: true,
    };
    let wanted = Wanted::all(&[rule], NAMESPACE).remove(0);
    lacking("system:serviceaccount:shop:reader2", &wanted, &seen).unwrap().cause
}

fn pods(name: &str, verbs: &Value, subject: &Value) -> [(&'static str, Value); 2] {
    bound(name, &json!([""]), &json!(["pods"]), verbs, subject)
}

#[test]
fn a_binding_that_names_another_whom_there_is_means_that_one() {
    let of_reader = [pods("rr", &json!(["get"]), &account(NAMESPACE, "reader"))];
    let of = |accounts: &[&str]| why("get", "pods", &of_reader, accounts);
    assert!(matches!(of(&["reader", "reader2"]), Cause::RbacNoBinding { .. }));
    assert!(matches!(of(&["reader2"]), Cause::RbacSubjectDiffers { .. }));
}

#[test]
fn a_slip_in_the_binding_that_would_give_the_right_goes_first() {
    let own = pods("own", &json!(["list"]), &account(NAMESPACE, "reader2"));
    let slip = pods("slip", &json!(["get"]), &account("default", "reader2"));
    let cause = why("get", "pods", &[own.clone(), slip], &["reader2"]);
    let there = "ServiceAccount default/reader2".to_owned();
    let wanted = "ServiceAccount shop/reader2".to_owned();
    assert_eq!(cause, Cause::RbacSubjectDiffers { binding: "RoleBinding/slip".into(), wanted, there });
    let other = pods("other", &json!(["watch"]), &account("default", "reader2"));
    let cause = why("get", "pods", &[own, other], &["reader2"]);
    assert!(matches!(cause, Cause::RbacVerbMissing { .. }), "{cause:?}");
}

#[test]
fn the_core_group_is_shown_as_it_is_written() {
    let core = bound("core", &json!([""]), &json!(["deployments"]), &json!(["get"]), &account(NAMESPACE, "reader2"));
    let cause = why("get", "deployments.apps", &[core], &["reader2"]);
    let there = "\"\"".to_owned();
    let (role, resource, wanted) = ("Role/core".into(), "deployments.apps".into(), "apps".into());
    assert_eq!(cause, Cause::RbacGroupDiffers { role, resource, wanted, there });
}

#[test]
fn what_belongs_to_the_cluster_is_given_by_no_binding_of_a_namespace() {
    let nodes = bound("nodes", &json!([""]), &json!(["nodes"]), &json!(["get"]), &account(NAMESPACE, "reader2"));
    let cause = why("get", "nodes", &[nodes], &["reader2"]);
    let (binding, there) = ("RoleBinding/nodes".into(), NAMESPACE.into());
    assert_eq!(cause, Cause::RbacBoundElsewhere { binding, there, wanted: String::new() });
}
