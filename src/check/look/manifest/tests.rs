//! Tables: a manifest's text, and what is found or wrong in it.

use std::time::{Duration, Instant};

use super::*;

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
fn wrong(from: &str, to: &str, line: usize, message: &str) {
    assert!(DEPLOYMENT.contains(from), "{from}");
    said(&DEPLOYMENT.replacen(from, to, 1), line, message);
}

#[track_caller]
fn said(text: &str, expected: usize, words: &str) {
    match fact("web.yaml", text) {
        Fact::Invalid { line, message, .. } => assert_eq!((line, message.as_str()), (expected, words)),
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

#[test]
fn what_the_api_server_would_refuse_is_told_with_its_line() {
    wrong("replicas: 3", "replicas: three", 6, "`spec.replicas` must be a whole number, and is the text \"three\"");
    wrong("replicas: 3", "replica: 3", 6, "there is no field `replica` in `spec`; did you mean `replicas`?");
    wrong(
        "containerPort",
        "containerport",
        17,
        "there is no field `containerport` in `spec.template.spec.containers[0].ports[0]`; did you mean `containerPort`?",
    );
    wrong(
        "        - name: web\n          image",
        "        - image",
        14,
        "`spec.template.spec.containers[0].name` is missing",
    );
    wrong(
        "memory: 128Mi",
        "memory: 128MB",
        19,
        "`spec.template.spec.containers[0].resources.limits.memory` must be a quantity, as `500m` or `128Mi`, and is the text \"128MB\"",
    );
    wrong(
        "labels: {app: web}",
        "labels: {app: on}",
        11,
        "`spec.template.metadata.labels.app` must be a text, and is `true` (true or false; quotes make it a text)",
    );
    wrong("kind: Deployment", "kind: deployment", 2, "there is no kind `deployment`; it is written `Deployment`");
    wrong("apiVersion: apps/v1", "apiVersion: v1", 1, "`Deployment` belongs to apiVersion `apps/v1`, not `v1`");
    wrong("kind: Deployment\n", "", 1, "`kind` is missing");
    wrong("  name: web\nspec", "  labels: {}\nspec", 3, "`metadata.name` is missing");
    wrong(
        "spec:\n  replicas",
        "sepc: {}\nspec:\n  replicas",
        5,
        "there is no field `sepc` at the top; did you mean `spec`?",
    );
    wrong(
        "            - containerPort: 80",
        "            containerPort: 80",
        16,
        "`spec.template.spec.containers[0].ports` must be a list, and is a map of fields",
    );
}

#[test]
fn what_is_not_yaml_is_told_with_its_place() {
    said("x:\n  a: 1\n  b: 2\n  a: 2\n", 4, "the key `a` is written twice");
    said("a:\n  b: [1, 2\nc: 3\n", 3, "illegal placement of ':' indicator");
    said("a: 1\n\tb: 2\n", 2, "a tab indents this line; YAML takes spaces only");
    said("a: b: c\n", 1, "mapping values are not allowed in this context");
    said("a: *x\n", 1, "alias references unknown anchor");
    said("- a\n", 1, "an object is expected here, with `apiVersion`, `kind` and `metadata`");
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
