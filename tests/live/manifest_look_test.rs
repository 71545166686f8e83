//! Looks at manifests, beside the API server that they are meant for: what it refuses under strict validation is told,
//! and what it takes is let pass.
#![expect(clippy::disallowed_methods, reason = "makes the files that are looked at")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::print_stderr, reason = "says what was measured")]

use std::path::Path;

use futures_util::future::join_all;
use sampan::check::{Place, World};
use sampan::course::{Finding, Look, Outcome};
use tokio::process::Command;

use crate::host;
use crate::things::{Namespace, outcome, passed, place, timed};

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
          imagePullPolicy: IfNotPresent
          ports: [{containerPort: 80, protocol: TCP}]
          env: [{name: A, value: b}]
          resources: {limits: {memory: 128Mi, cpu: 0.5}}
      volumes: [{name: data, emptyDir: {}}]
";

/// Pieces of the Deployment and what stands in their place, so that it must be refused.
/// A key that is there twice is not among them: kubectl sends the last one, and the server never sees the other.
const BAD: [(&str, &str); 24] = [
    ("replicas: 3", "replicas: \"3\""),
    ("replicas: 3", "replica: 3"),
    ("replicas: 3", "replicas: 99999999999"),
    ("replicas: 3", "replicas: 1.5"),
    ("  selector:\n    matchLabels: {app: web}\n", ""),
    ("apps/v1", "extensions/v1beta1"),
    ("apps/v1", "app/v1"),
    ("kind: Deployment", "kind: deployment"),
    ("kind: Deployment", "kind: Deploymnet"),
    ("name: web\nspec", "name: Web_1\nspec"),
    ("  name: web\nspec", "  labels: {}\nspec"),
    ("labels: {app: web}", "labels: {app: web, tier: front end}"),
    ("labels: {app: web}", "labels: {app: web, on: true}"),
    ("labels: {app: web}", "labels: {app: web, a/b/c: x}"),
    ("imagePullPolicy: IfNotPresent", "imagePullPolicy: Sometimes"),
    ("protocol: TCP", "protocol: tcp"),
    ("containerPort: 80", "containerport: 80"),
    ("memory: 128Mi", "memory: 128MB"),
    ("value: b", "value: 1"),
    ("        - name: web\n          image", "        - image"),
    ("- name: web\n", "- name: Web\n"),
    ("volumes: [", "volumes: [{name: data, emptyDir: {}}, "),
    ("      volumes:", "      restartPolicy: always\n      volumes:"),
    ("      containers:", "      image: nginx\n      containers:"),
];

/// The same, and it may not be refused.
const GOOD: [(&str, &str); 8] = [
    ("replicas: 3", "replicas: 3"),
    ("replicas: 3", "replicas: "),
    ("replicas: 3", "replicas: 3.0"),
    ("replicas: 3", "paused: yes"),
    ("name: web\nspec", "name: web.1\n  creationTimestamp: null\nspec"),
    ("IfNotPresent", "\"\""),
    ("labels: {app: web}", "labels: {app: web, example.org/On: \"true\", empty: }"),
    ("memory: 128Mi", "memory: 1.5e3"),
];

/// Other objects, and whether they must be refused.
const OTHERS: [(&str, bool); 12] = [
    ("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: hunter2}\n", true),
    ("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: aHVudGVyMg==}\n", false),
    ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {port: 80}\n", true),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: Web}\nspec: {ports: [{port: 80}]}\n", true),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: web}]}\n", true),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, targetPort: web}]}\n", false),
    ("apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: Loadbalancer, ports: [{port: 80}]}\n", true),
    ("apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n", true),
    ("apiVersion: core/v1\nkind: ConfigMap\nmetadata: {name: a}\n", true),
    ("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: \"a:B\"}\nrules: []\n", false),
    ("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nsubjects: []\n", true),
    (
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}, dat: {}}\n",
        true,
    ),
];

fn texts() -> Vec<(String, bool)> {
    let changed = |(from, to): &(&str, &str), is_bad: bool| {
        assert!(DEPLOYMENT.contains(from), "{from}");
        (DEPLOYMENT.replacen(from, to, 1), is_bad)
    };
    let bad = BAD.iter().map(|change| changed(change, true));
    let good = GOOD.iter().map(|change| changed(change, false));
    bad.chain(good).chain(OTHERS.iter().map(|(text, is_bad)| ((*text).to_owned(), *is_bad))).collect()
}

fn manifest(path: &str) -> Look {
    Look::Manifest { path: path.to_owned() }
}

/// What the API server says of a file, where it takes nothing.
async fn refused_by_the_server(kubeconfig: &Path, namespace: &str, file: &Path) -> Option<String> {
    let mut kubectl = Command::new("kubectl");
    kubectl.env("KUBECONFIG", kubeconfig).args(["create", "--dry-run=server", "--validate=strict", "--namespace"]);
    let said = kubectl.arg(namespace).arg("--filename").arg(file).output().await.unwrap();
    (!said.status.success()).then(|| String::from_utf8_lossy(&said.stderr).into_owned())
}

#[tokio::test]
async fn a_manifest_is_refused_as_the_api_server_refuses_it() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    Namespace::with(&cluster, async |ns| {
        let folder = tempfile::tempdir().unwrap();
        let (world, place) =
            (World::Real(engines.clone()), Place { workspace: folder.path().to_owned(), ..place(&ns.name) });
        let (world, place) = (&world, &place);
        let judged = texts().into_iter().enumerate().map(async |(n, (text, is_bad))| {
            let name = format!("{n}.yaml");
            let file = place.workspace.join(&name);
            std::fs::write(&file, &text).unwrap();
            let theirs = refused_by_the_server(&cluster.kubeconfig, &ns.name, &file).await;
            assert_eq!(theirs.is_some(), is_bad, "the server: {theirs:?}\n{text}");
            let ours = outcome(world, place, &manifest(&name), "size(objects) > 0").await;
            let is_invalid = matches!(ours, Outcome::NotYet(Finding::Invalid(_)));
            assert!(
                if is_bad { is_invalid } else { ours == Outcome::Passed },
                "{ours:?}, the server: {theirs:?}\n{text}"
            );
        });
        join_all(judged).await;
    })
    .await;
}

#[tokio::test]
async fn a_manifest_is_looked_at_in_a_few_milliseconds() {
    let folder = tempfile::tempdir().unwrap();
    let (world, place) =
        (World::Real(host::engines()), Place { workspace: folder.path().to_owned(), ..place("default") });
    std::fs::write(folder.path().join("web.yaml"), DEPLOYMENT).unwrap();
    let asked = async || passed(outcome(&world, &place, &manifest("web.yaml"), "size(objects) == 1").await);
    let first = timed(1, asked).await;
    let cost = timed(50, asked).await;
    eprintln!("measured: manifest: first {}, p50 {}", host::ms(first), host::ms(cost));
}
