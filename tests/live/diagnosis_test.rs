//! Faults made for real, each known by its diagnosis. A fault is a document in `faults/*.yaml` whose annotation names
//! the cause that must be found; those of a file share a namespace and come to be side by side.
#![expect(clippy::print_stderr, reason = "says what was measured")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::join_all;
use kube::api::{Api, DeleteParams, DynamicObject, Patch, PatchParams, PostParams};
use sampan::check::{self, Place, World};
use sampan::course::{Cause, CauseKind, Diagnosis, Evidence, File, Look};
use sampan::engine::{ClusterEngine, built_in};
use serde_json::{Value, json};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::host;
use crate::things::{Namespace, exercise, median, place, resource};

/// How long a fault may take to show.
const SHOWS: Duration = Duration::from_secs(60);

/// A fault that takes as long is named.
const SLOW: Duration = Duration::from_secs(15);

/// One fault: the object that a check looks at, and what must be found.
struct Fault {
    look: Look,
    cause: CauseKind,
    code: Option<i64>,
}

/// Makes every object of a file in a namespace of its own, and waits until each fault is known by its name.
async fn faults(text: &str, labels: Value, then: impl AsyncFnOnce(&World, &Place)) {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let began = Instant::now();
    Namespace::with(&cluster, async |ns| {
        labelled(ns, &labels).await;
        let objects: Vec<Value> = serde_saphyr::from_multiple(&text.replace("OWN", &ns.name)).unwrap();
        let (world, place) = (World::Real(engines), place(&ns.name));
        let made = AssertUnwindSafe(async {
            let faults = made(ns, &objects).await;
            let wrong: Vec<String> = join_all(faults.iter().map(|fault| unknown(&world, &place, fault)))
                .await
                .into_iter()
                .flatten()
                .collect();
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
            eprintln!("measured: {} faults known after {:.1?}", faults.len(), began.elapsed());
            then(&world, &place).await;
        });
        let done = made.catch_unwind().await;
        unmade(ns, &objects).await;
        done.unwrap_or_else(|panic| resume_unwind(panic));
    })
    .await;
}

/// Labels a namespace, and waits until Pods can be made in it.
async fn labelled(ns: &Namespace, labels: &Value) {
    let namespaces = api(&ns.cluster, "Namespace", "");
    let patch = Patch::Merge(json!({ "metadata": { "labels": labels } }));
    namespaces.patch(&ns.name, &PatchParams::default(), &patch).await.unwrap();
    let accounts = api(&ns.cluster, "ServiceAccount", &ns.name);
    for _ in 0..100 {
        if accounts.get_opt("default").await.unwrap().is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no account in {}", ns.name);
}

fn api(cluster: &ClusterEngine, kind: &str, namespace: &str) -> Api<DynamicObject> {
    built_in(kind).unwrap().api(&cluster.client, namespace)
}

async fn made(ns: &Namespace, objects: &[Value]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for object in objects {
        let [kind, name] = ["/kind", "/metadata/name"].map(|at| object.pointer(at).unwrap().as_str().unwrap());
        ns.make(kind, object.clone()).await;
        let said = |key: &str| object.pointer("/metadata/annotations").and_then(|all| all.get(key)?.as_str());
        if object.pointer("/metadata/finalizers").is_some() {
            ns.delete(kind, name).await;
        }
        match kind {
            "ValidatingAdmissionPolicyBinding" => refuses(ns, "not here").await,
            "ResourceQuota" => refuses(ns, "quota").await,
            _ => {}
        }
        let Some(cause) = said("diagnosis") else { continue };
        let code = said("code").map(|code| code.parse().unwrap());
        faults.push(Fault { look: resource(kind, name), cause: cause.parse().unwrap(), code });
    }
    faults
}

/// Waits until a policy or a quota is obeyed, which takes a moment; a refusal for it has the word.
async fn refuses(ns: &Namespace, word: &str) {
    let pod = json!({ "metadata": { "name": "asks", "labels": { "app": "refused" } },
        "spec": { "containers": [{ "name": "web", "image": "busybox:1.37" }] } });
    let pod: DynamicObject = serde_json::from_value(pod).unwrap();
    let dry = PostParams { dry_run: true, ..PostParams::default() };
    for _ in 0..150 {
        let refusal = api(&ns.cluster, "Pod", &ns.name).create(&dry, &pod).await.err();
        if refusal.is_some_and(|refusal| refusal.to_string().contains(word)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nothing refuses with `{word}` in {}", ns.name);
}

/// Removes what would outlive the namespace, or keep it.
async fn unmade(ns: &Namespace, objects: &[Value]) {
    for object in objects {
        let [kind, name] = ["/kind", "/metadata/name"].map(|at| object.pointer(at).unwrap().as_str().unwrap());
        let known = api(&ns.cluster, kind, &ns.name);
        if object.pointer("/metadata/finalizers").is_some() {
            let free = Patch::Merge(json!({ "metadata": { "finalizers": null } }));
            let _ = known.patch(name, &PatchParams::default(), &free).await;
        }
        if !built_in(kind).unwrap().namespaced {
            let _ = known.delete(name, &DeleteParams::default()).await;
        }
    }
}

/// What a check that never passes is diagnosed with.
async fn diagnosis(world: &World, place: &Place, look: &Look) -> Option<Diagnosis> {
    let mut report = check::run(&exercise(&[(look, "false")]), world, place).await;
    report.diagnoses.pop_first().map(|(_, diagnosis)| diagnosis)
}

/// What is wrong with a fault that is not known in time.
async fn unknown(world: &World, place: &Place, fault: &Fault) -> Option<String> {
    let began = Instant::now();
    loop {
        let found = diagnosis(world, place, &fault.look).await;
        if found.as_ref().is_some_and(|found| fits(found, fault)) {
            if began.elapsed() > SLOW {
                eprintln!("measured: {:?} known after {:.1?}", fault.look, began.elapsed());
            }
            return None;
        }
        if began.elapsed() > SHOWS {
            return Some(format!("{:?} should be `{}`: {found:#?}", fault.look, fault.cause));
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
}

fn fits(found: &Diagnosis, fault: &Fault) -> bool {
    let code = match &found.cause {
        Cause::CrashLoopBackOff { code, .. } | Cause::ContainerExited { code, .. } => Some(*code),
        _ => None,
    };
    // A program that printed something is shown with it.
    let lines =
        found.evidence.iter().any(|shown| matches!(shown, Evidence::Lines { lines, .. } if lines == &["the end"]));
    let is_shown = fault.code.is_none() || lines;
    found.cause.kind() == fault.cause
        && !found.evidence.is_empty()
        && (fault.code.is_none() || code == fault.code)
        && is_shown
}

async fn nothing(_: &World, _: &Place) {}

/// A registry that knows one repository, and refuses in every way that a registry can.
async fn registry() -> MockServer {
    let server = MockServer::start().await;
    let refusal = |code: u16, word: &str| {
        ResponseTemplate::new(code)
            .set_body_json(json!({ "errors": [{ "code": word, "message": word.to_lowercase() }] }))
    };
    let mount = async |path_of: &str, answer: ResponseTemplate| {
        Mock::given(path_regex(format!("^/v2/{path_of}/manifests/"))).respond_with(answer).mount(&server).await;
    };
    Mock::given(method("GET")).and(path("/v2/")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    mount("web", refusal(404, "MANIFEST_UNKNOWN")).await;
    mount("nosuch", refusal(404, "NAME_UNKNOWN")).await;
    mount("limited", refusal(429, "TOOMANYREQUESTS")).await;
    mount("private", refusal(401, "UNAUTHORIZED")).await;
    mount("broken", ResponseTemplate::new(200).set_body_string("no manifest")).await;
    server
}

#[tokio::test]
async fn images() {
    let server = registry().await;
    let text = include_str!("faults/images.yaml").replace("REGISTRY", &server.address().to_string());
    faults(&text, json!({}), nothing).await;
}

#[tokio::test]
async fn starts() {
    faults(include_str!("faults/starts.yaml"), json!({}), nothing).await;
}

#[tokio::test]
async fn ends() {
    faults(include_str!("faults/ends.yaml"), json!({}), nothing).await;
}

/// The medians of a reading that passes and of one that does not, taken in turn, so that whatever else the machine does
/// slows both.
async fn in_turn(reading: impl AsyncFn(&'static str)) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..80 {
        let began = Instant::now();
        reading(["true", "false"][round % 2]).await;
        times[round % 2].push(began.elapsed());
    }
    times.map(median)
}

/// A reading of a Pod that fails, with its diagnosis and without; the namespace holds no more than an exercise's does.
#[tokio::test]
async fn a_diagnosis_costs_little() {
    faults(include_str!("faults/cost.yaml"), json!({}), async |world, place| {
        for name in ["image", "crash", "probe"] {
            let look = resource("Pod", name);
            let [without, with] =
                in_turn(async |that| drop(check::run(&exercise(&[(&look, that)]), world, place).await)).await;
            let ratio = with.as_secs_f64() / without.as_secs_f64();
            let [without, with] = [without, with].map(host::ms);
            eprintln!("measured: a reading of the Pod `{name}` {without}, with its diagnosis {with}: {ratio:.2} times");
            // Twice is the goal; a machine that does other things as well may miss it by a little.
            assert!(ratio < 3.0, "{ratio}");
        }
    })
    .await;
}

#[tokio::test]
async fn places() {
    faults(include_str!("faults/places.yaml"), json!({}), nothing).await;
}

#[tokio::test]
async fn workloads() {
    faults(include_str!("faults/workloads.yaml"), json!({}), async |world, place| {
        // A list of Pods that nobody could make: who should have made them is found by their labels.
        let labels = [("app".to_owned(), "account".to_owned())].into();
        let pods = Look::Resources { kind: "Pod".into(), api: None, labels };
        let found = diagnosis(world, place, &pods).await.unwrap();
        assert_eq!(found.cause.kind(), CauseKind::ServiceAccountMissing);
    })
    .await;
}

#[tokio::test]
async fn refusals() {
    let restricted = json!({ "pod-security.kubernetes.io/enforce": "restricted" });
    let (quota, limits) = (include_str!("faults/quota.yaml"), include_str!("faults/limits.yaml"));
    tokio::join!(
        faults(quota, json!({}), nothing),
        faults(limits, json!({}), nothing),
        faults(include_str!("faults/policy.yaml"), json!({}), nothing),
        faults(include_str!("faults/security.yaml"), restricted, nothing),
    );
}

#[tokio::test]
async fn namespace_terminating() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    Namespace::with(&cluster, async |outer| {
        let name = host::name("stuck");
        let inner = Namespace { cluster: outer.cluster.clone(), name: name.clone() };
        inner.make("Namespace", json!({ "metadata": { "name": name } })).await;
        let held = json!({ "kind": "ConfigMap", "metadata": { "name": "held", "finalizers": ["example.org/keep"] } });
        inner.make("ConfigMap", held.clone()).await;
        inner.delete("Namespace", &name).await;
        let (world, place) = (World::Real(engines), place(&outer.name));
        let fault = Fault { look: resource("Namespace", &name), cause: CauseKind::NamespaceTerminating, code: None };
        let wrong = unknown(&world, &place, &fault).await;
        unmade(&inner, &[held]).await;
        assert_eq!(wrong, None);
    })
    .await;
}

#[tokio::test]
async fn selector_immutable() {
    let Some((engines, cluster)) = host::cluster().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let manifest = |label: &str| {
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "cart", "labels": { "app": label } },
            "spec": { "replicas": 0, "selector": { "matchLabels": { "app": label } },
                "template": { "metadata": { "labels": { "app": label } },
                    "spec": { "containers": [{ "name": "cart", "image": "busybox:1.37" }] } } } })
    };
    let text = manifest("shop").to_string();
    write(&folder.path().join("cart.yaml"), &text);
    Namespace::with(&cluster, async |ns| {
        ns.make("Deployment", manifest("cart")).await;
        let mut place = place(&ns.name);
        place.workspace = folder.path().to_owned();
        let look =
            Look::Resources { kind: "Deployment".into(), api: None, labels: [("app".into(), "shop".into())].into() };
        let mut exercise = exercise(&[(&look, "objects.size() == 1")]);
        exercise.start = vec![File { path: "cart.yaml".into(), bytes: text.clone().into_bytes(), executable: false }];
        let mut report = check::run(&exercise, &World::Real(engines), &place).await;
        let cause = report.diagnoses.pop_first().unwrap().1.cause;
        let expected = Cause::SelectorImmutable {
            owner: "Deployment/cart".into(),
            file: "cart.yaml".into(),
            there: "app=cart".into(),
            wanted: "app=shop".into(),
        };
        assert_eq!(cause, expected);
    })
    .await;
}

#[expect(clippy::disallowed_methods, reason = "a learner saves a file")]
fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}
