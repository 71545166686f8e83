//! Tables: a manifest's text, and what is found or wrong in it.

use std::time::{Duration, Instant};

use super::*;
use crate::course::{Given, ManifestFlaw, NameRule, Slip};

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

fn read(text: &str) -> Fact {
    fact("web.yaml", text, KubernetesRelease::default())
}

#[track_caller]
fn objects(text: &str) -> Vec<Value> {
    match read(text) {
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
    all(text, &[(at, expected.clone())]);
}

/// All that is wrong, each with its line.
#[track_caller]
fn all(text: &str, expected: &[(usize, Flaw)]) {
    match read(text) {
        Fact::Invalid(mistakes) => {
            let found: Vec<_> = mistakes.into_iter().map(|mistake| (mistake.line, mistake.flaw)).collect();
            assert_eq!(found, expected, "{text}");
        }
        other => panic!("{text}: {other:?}"),
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
fn as_deep_as_it_may_be_it_is_read_on_any_stack() {
    let deep = |depth: usize| {
        format!(
            "apiVersion: example.com/v1\nkind: Boat\nmetadata: {{name: a}}\nspec: {}{}\n",
            "[".repeat(depth),
            "]".repeat(depth)
        )
    };
    assert_eq!(objects(&deep(60)).len(), 1);
    assert!(matches!(read(&deep(70)), Fact::Invalid(_)));
}

#[test]
fn a_kind_of_endless_length_is_refused_soon() {
    let begun = Instant::now();
    for n in ["", "s"] {
        let text = format!("apiVersion: v1\nkind: {}{n}\nmetadata: {{name: a}}\n", "Pod".repeat(200_000));
        assert!(matches!(read(&text), Fact::Invalid(_)));
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

fn missing(path: &str) -> Flaw {
    Flaw::MissingField { path: path.into() }
}

fn manifest(flaw: ManifestFlaw) -> Flaw {
    Flaw::Manifest { flaw }
}

fn unknown(field: &str, inside: &str, near: &str) -> Flaw {
    let (field, inside, kind, near) = (field.into(), inside.into(), "Deployment".into(), Some(near.into()));
    manifest(ManifestFlaw::UnknownField { field, inside, kind, near, belongs: None })
}

fn name(path: &str, rule: NameRule, found: &str) -> Flaw {
    manifest(ManifestFlaw::Name { path: path.into(), rule, found: Given::Text(found.into()) })
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
fn what_stands_beside_metadata_belongs_into_it() {
    let flaw = Flaw::Manifest {
        flaw: ManifestFlaw::UnknownField {
            field: "name".into(),
            inside: String::new(),
            kind: "Pod".into(),
            near: None,
            belongs: Some("metadata".into()),
        },
    };
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nname: b\nspec: {containers: [{name: a, image: b}]}\n";
    said(pod, 4, &flaw);
}

#[test]
fn what_is_not_yaml_is_told_with_its_place() {
    let twice = (5, Flaw::Twice { key: "a".into() });
    all("kind: Boat\nx:\n  a: 1\n  b: 2\n  a: 2\n", &[(1, missing("apiVersion")), twice]);
    said("a: 1\n\tb: 2\n", 2, &Flaw::Tab);
    for (text, line, slip) in [
        ("a:\n  b: [1, 2\nc: 3\n", 3, Slip::Separator),
        ("a: b: c\n", 1, Slip::Colon),
        ("a: *x\n", 1, Slip::Anchor),
        ("a: 1\nb\nc: 2\n", 2, Slip::NoColon),
        ("a:\n    b: 1\n  c: 2\n", 3, Slip::Indent),
        ("apiVersion v1\nkind: Pod\n", 1, Slip::NoColon),
        ("a:\n  # why\n  b c\n\n  d: 1\n", 3, Slip::NoColon),
        ("apiVersion：v1\nkind: Pod\n", 1, Slip::WideColon),
        ("a: 1\nkind：Pod\n", 2, Slip::WideColon),
        ("apiVersion：v1\nkind：Pod\n", 1, Slip::WideColon),
        ("a:\n  -name: b\n   x: c\n", 2, Slip::DashSpace),
        ("a:\n  - name: b\n  -name: c\n    x: d\n", 3, Slip::DashSpace),
        ("a:\n  - 80:80\n  -9090:90\nb: 1\n", 3, Slip::DashSpace),
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
    said(&"[".repeat(1000), 1, &Flaw::Syntax { slip: Slip::TooMuch });
    said("- a\n", 1, &Flaw::NoObject);
}

#[test]
fn r28_w4_bombs_are_refused_soon() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let list = vec![format!("*a{}", n - 1); 10].join(", ");
        laughs.push_str(&format!("a{n}: &a{n} [{list}]\n"));
    }
    let begun = Instant::now();
    for text in [laughs, "[".repeat(100_000), "{a: ".repeat(10_000), "---\na: 1\n".repeat(1000)] {
        assert!(matches!(read(&text), Fact::Invalid(_)));
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one file, and a row for each thing that is wrong with it")]
fn everything_that_is_wrong_is_told_at_once() {
    let text = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: Web_1
  labels: {tier: front end}
spec:
  replicas: \"3\"
  replica: 2
  selector:
    matchLabels: {app: web}
  image: nginx
  template:
    metadata:
      labels: {app: web, app: shop}
    spec:
      restartPolicy: always
      containers:
        - name: web
          imagePullPolicy: Sometimes
          ports: [{containerPort: 80, protocol: tcp}]
          resources: {limits: {memory: 128MB}}
        - name: web
          env: [{name: A, value: 1}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports: [{port: web}, {}]
";
    let spec = "spec.template.spec";
    let choice = |path: &str, allowed: &[&str], found: &str| Flaw::Choice {
        path: format!("{spec}.{path}"),
        allowed: allowed.iter().map(|word| (*word).to_owned()).collect(),
        found: Given::Text(found.into()),
    };
    let image = ManifestFlaw::UnknownField {
        field: "image".into(),
        inside: "spec".into(),
        kind: "Deployment".into(),
        near: None,
        belongs: Some("spec.template.spec.containers[]".into()),
    };
    let memory = format!("{spec}.containers[0].resources.limits.memory");
    all(
        text,
        &[
            (4, name("metadata.name", NameRule::Subdomain, "Web_1")),
            (5, name("metadata.labels.tier", NameRule::Value, "front end")),
            (7, typed("spec.replicas", Type::Integer, Given::Text("3".into()))),
            (8, unknown("replica", "spec", "replicas")),
            (11, manifest(image)),
            (14, Flaw::Twice { key: "app".into() }),
            (16, choice("restartPolicy", &["Always", "Never", "OnFailure"], "always")),
            (19, choice("containers[0].imagePullPolicy", &["Always", "IfNotPresent", "Never"], "Sometimes")),
            (20, choice("containers[0].ports[0].protocol", &["SCTP", "TCP", "UDP"], "tcp")),
            (21, Flaw::Quantity { path: memory, found: Given::Text("128MB".into()) }),
            (22, manifest(ManifestFlaw::SameName { path: format!("{spec}.containers"), name: "web".into() })),
            (23, typed(&format!("{spec}.containers[1].env[0].value"), Type::Text, Given::Number("1".into()))),
            (29, typed("spec.ports[0].port", Type::Integer, Given::Text("web".into()))),
            (29, missing("spec.ports[1].port")),
        ],
    );
}

/// A document with an `apiVersion` and a `kind`, and what is wrong with them.
#[track_caller]
fn named(api: &str, kind: &str, line: usize, flaw: &Flaw) {
    said(&format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n"), line, flaw);
}

#[test]
fn a_kind_that_is_elsewhere_or_nowhere_is_named() {
    let gone = |api: &str, kind: &str, since: &str, instead: Option<&str>| {
        let (kind, api, since, instead) = (kind.into(), api.into(), since.into(), instead.map(str::to_owned));
        manifest(ManifestFlaw::Gone { kind, api, since, instead })
    };
    named("batch/v1beta1", "CronJob", 1, &gone("batch/v1beta1", "CronJob", "1.25", Some("batch/v1")));
    named("policy/v1beta1", "PodSecurityPolicy", 1, &gone("policy/v1beta1", "PodSecurityPolicy", "1.25", None));
    let unknown = |api: &str, kind: &str, near: Option<&str>| {
        let (kind, api, near) = (kind.into(), api.into(), near.map(str::to_owned));
        manifest(ManifestFlaw::UnknownKind { kind, api, near })
    };
    named("apps/v1", "Deploymnet", 2, &unknown("apps/v1", "Deploymnet", Some("Deployment")));
    named("v1", "Boat", 2, &unknown("v1", "Boat", None));
    let belongs = |api: &str, kind: &str, belongs: &str| Flaw::ApiVersion {
        kind: kind.into(),
        api: api.into(),
        belongs: belongs.into(),
    };
    named("core/v1", "Pod", 1, &belongs("core/v1", "Pod", "v1"));
    named(
        "networkin.k8s.io/v1",
        "IngressClass",
        1,
        &belongs("networkin.k8s.io/v1", "IngressClass", "networking.k8s.io/v1"),
    );
    named(
        "autoscaling/v3",
        "HorizontalPodAutoscaler",
        1,
        &belongs("autoscaling/v3", "HorizontalPodAutoscaler", "autoscaling/v2"),
    );
    // What is meant is checked as well, as the kind that it is today.
    let old =
        "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: a}\nspec: {replica: 1, template: {}}\n";
    all(
        old,
        &[
            (1, gone("extensions/v1beta1", "Deployment", "1.16", Some("apps/v1"))),
            (4, missing("spec.selector")),
            (4, self::unknown("replica", "spec", "replicas")),
        ],
    );
    // Other people's kinds may be called like ours.
    for (api, kind) in [
        ("serving.knative.dev/v1", "Service"),
        ("example.com/v1", "pod"),
        ("gateway.networking.k8s.io/v1", "HTTPRoute"),
    ] {
        assert_eq!(objects(&format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n")).len(), 1);
    }
    let apivers =
        Flaw::UnknownField { field: "apiversion".into(), inside: String::new(), near: Some("apiVersion".into()) };
    all("apiversion: v1\nkind: Pod\n", &[(1, apivers)]);
}

#[test]
fn values_are_read_as_the_api_server_reads_them() {
    let head = |kind: &str| format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: a, creationTimestamp: null}}\n");
    assert_eq!(objects(&format!("{}data: {{a: aGk=, b: null}}\nstringData: {{c: hi}}\n", head("Secret"))).len(), 1);
    let plain = manifest(ManifestFlaw::Base64 { path: "data.password".into() });
    said(&format!("{}data: {{password: hunter2}}\n", head("Secret")), 4, &plain);
    let ports = "spec: {ports: [{port: 80.0, targetPort: http}, {port: 82, targetPort: 81}, {port: 99999999999}]}\n";
    let range = ManifestFlaw::Range { path: "spec.ports[2].port".into(), found: Given::Number("99999999999".into()) };
    said(&format!("{}{ports}", head("Service")), 4, &manifest(range));
    let limits = |memory: &str| {
        format!("{}spec: {{limits: [{{type: Container, max: {{memory: {memory}, cpu: 2}}}}]}}\n", head("LimitRange"))
    };
    assert_eq!(objects(&limits("1Gi")).len(), 1);
    let path = || "spec.limits[0].max.memory".to_owned();
    said(&limits("[]"), 4, &Flaw::Quantity { path: path(), found: Given::List });
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {}\n- {}\n",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}, dat: {}}"
    );
    let (field, kind, near) = ("dat".to_owned(), "ConfigMap".to_owned(), Some("data".to_owned()));
    let flaw = ManifestFlaw::UnknownField { field, inside: "items[1]".into(), kind, near, belongs: None };
    said(&list, 5, &manifest(flaw));
    // A CRD holds schemas of its own, whatever they say.
    let crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: boats.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {plural: boats, kind: Boat}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true, default: {a: [1]}}}}]\n";
    assert_eq!(objects(crd).len(), 1);
    // A Role may have a name that no Pod may have.
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: \"a:B\"}\n";
    assert_eq!(objects(role).len(), 1);
}

#[test]
fn each_release_has_its_own_schemas() {
    let workload =
        "apiVersion: scheduling.k8s.io/v1alpha1\nkind: Workload\nmetadata: {name: a}\nspec: {podGroups: []}\n";
    assert!(matches!(fact("a.yaml", workload, KubernetesRelease::V1_35), Fact::Objects(_)));
    assert!(matches!(fact("a.yaml", workload, KubernetesRelease::V1_34), Fact::Invalid(_)));
}

#[test]
fn every_kind_and_all_that_it_refers_to_is_there() {
    for release in KubernetesRelease::ALL {
        let schemas = schema::document(release);
        assert!(schemas.is_whole(), "{release}");
        for (api, kind) in [
            ("v1", "Pod"),
            ("apps/v1", "DaemonSet"),
            ("networking.k8s.io/v1", "Ingress"),
            ("storage.k8s.io/v1", "StorageClass"),
        ] {
            assert!(schemas.kind(api, kind).is_some(), "{api} {kind} of {release}");
        }
        assert!(schemas.kinds().count() > 100, "{release}");
    }
}
