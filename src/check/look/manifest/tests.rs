//! Tables: a manifest's text, and what is found or wrong in it.

use std::time::{Duration, Instant};

use super::*;
use crate::course::{Given, Slip};

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.29-alpine
          ports:
            - containerPort: 80
          resources:
            limits: {memory: 128Mi, cpu: 0.5}
";

fn objects(text: &str) -> Vec<Value> {
    match fact("web.yaml", text) {
        Fact::Objects(objects) => objects,
        other => panic!("{other:?}"),
    }
}

/// The deployment with one piece of text replaced, and what is wrong with it then.
#[track_caller]
fn wrong(from: &str, to: &str, line: usize, flaw: &Flaw) {
    assert!(DEPLOYMENT.contains(from), "{from}");
    said(&DEPLOYMENT.replacen(from, to, 1), line, flaw);
}

#[track_caller]
fn said(text: &str, at: usize, expected: &Flaw) {
    match fact("web.yaml", text) {
        Fact::Invalid { line, flaw, .. } => assert_eq!((line, &flaw), (at, expected)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_good_manifest_is_its_objects() {
    let found = objects(DEPLOYMENT);
    assert_eq!((found.len(), &found[0]["spec"]["replicas"]), (1, &Value::from(3)));
    let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: http}, {port: 81, targetPort: 8080}]\n";
    assert_eq!(objects(&format!("---\n# nothing\n{service}---\n{DEPLOYMENT}---\n")).len(), 2);
    assert!(objects("# nothing yet\n").is_empty());
    assert_eq!(objects("apiVersion: example.com/v1\nkind: Boat\nmetadata: {name: a}\nspec: {sails: 2}\n").len(), 1);
    assert_eq!(objects(&DEPLOYMENT.replace("replicas: 3", "paused: yes"))[0]["spec"]["paused"], true);
}

fn missing(path: &str) -> Flaw {
    Flaw::MissingField { path: path.into() }
}

fn unknown(field: &str, inside: &str, near: &str) -> Flaw {
    Flaw::UnknownField { field: field.into(), inside: inside.into(), near: Some(near.into()) }
}

fn typed(path: &str, wanted: Type, found: Given) -> Flaw {
    Flaw::Type { path: path.into(), wanted: vec![wanted], found }
}

#[test]
fn what_the_api_server_would_refuse_is_told_with_its_line() {
    let three = Given::Text("three".into());
    wrong("replicas: 3", "replicas: three", 6, &typed("spec.replicas", Type::Integer, three));
    wrong("replicas: 3", "replica: 3", 6, &unknown("replica", "spec", "replicas"));
    let ports = "spec.template.spec.containers[0].ports";
    wrong("containerPort", "containerport", 17, &unknown("containerport", &format!("{ports}[0]"), "containerPort"));
    let list = typed(ports, Type::List, Given::Map);
    wrong("            - containerPort: 80", "            containerPort: 80", 16, &list);
    wrong(
        "        - name: web\n          image",
        "        - image",
        14,
        &missing("spec.template.spec.containers[0].name"),
    );
    let memory = "spec.template.spec.containers[0].resources.limits.memory".to_owned();
    let quantity = Flaw::Quantity { path: memory, found: Given::Text("128MB".into()) };
    wrong("memory: 128Mi", "memory: 128MB", 19, &quantity);
    let text = typed("spec.template.metadata.labels.app", Type::Text, Given::Boolean(true));
    wrong("labels: {app: web}", "labels: {app: on}", 11, &text);
    let case = Flaw::KindCase { kind: "deployment".into(), written: "Deployment".into() };
    wrong("kind: Deployment", "kind: deployment", 2, &case);
    let api = Flaw::ApiVersion { kind: "Deployment".into(), api: "v1".into(), belongs: "apps/v1".into() };
    wrong("apiVersion: apps/v1", "apiVersion: v1", 1, &api);
    wrong("kind: Deployment", "kind: 3", 2, &typed("kind", Type::Text, Given::Number("3".into())));
    wrong("kind: Deployment\n", "", 1, &missing("kind"));
    wrong("  name: web\nspec", "  labels: {}\nspec", 3, &missing("metadata.name"));
    wrong("spec:\n  replicas", "sepc: {}\nspec:\n  replicas", 5, &unknown("sepc", "", "spec"));
}

#[test]
fn what_is_not_yaml_is_told_with_its_place() {
    said("x:\n  a: 1\n  b: 2\n  a: 2\n", 4, &Flaw::Twice { key: "a".into() });
    said("a: 1\n\tb: 2\n", 2, &Flaw::Tab);
    for (text, line, slip) in [
        ("a:\n  b: [1, 2\nc: 3\n", 3, Slip::Separator),
        ("a: b: c\n", 1, Slip::Colon),
        ("a: *x\n", 1, Slip::Anchor),
        ("a: 1\nb\nc: 2\n", 2, Slip::NoColon),
        ("a:\n    b: 1\n  c: 2\n", 3, Slip::Indent),
        ("a: [1, 2", 1, Slip::Unclosed { open: '[' }),
        ("a: 1]\nb: ]\n", 2, Slip::Bracket),
        ("a: 'b\n", 1, Slip::Quote),
        ("a: 'b' c\n", 1, Slip::AfterQuote),
        ("a: \"\\d\"\n", 1, Slip::Escape),
        ("a: - b\n", 1, Slip::Dash),
        ("a: @b\n", 1, Slip::Begins { character: '@' }),
    ] {
        said(text, line, &Flaw::Syntax { slip });
    }
    let deep = fact("web.yaml", &"[".repeat(1000));
    let too_much = Flaw::Syntax { slip: Slip::TooMuch };
    assert!(matches!(&deep, Fact::Invalid { flaw, .. } if *flaw == too_much), "{deep:?}");
    said("- a\n", 1, &Flaw::NoObject);
}

#[test]
fn bombs_are_refused_soon() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let list = vec![format!("*a{}", n - 1); 10].join(", ");
        laughs.push_str(&format!("a{n}: &a{n} [{list}]\n"));
    }
    let begun = Instant::now();
    for text in [laughs, "[".repeat(100_000), "{a: ".repeat(10_000), "---\na: 1\n".repeat(1000)] {
        assert!(matches!(fact("web.yaml", &text), Fact::Invalid { .. }));
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn every_kind_has_a_schema_that_compiles() {
    assert!(schema::all_compile());
}
