//! Diagnoses of recorded faults: real objects of a cluster, in a file that is named after the cause which they show.
#![expect(clippy::disallowed_methods, reason = "reads what was recorded")]

use std::path::Path;

use super::*;
use crate::course::{Cause, CauseKind, ConfigSource, Evidence, ExitMeaning};
use field::{kind, name};
use serde_json::Value;
use snapshot::LogWish;

/// What was recorded: the object that a check looks at, all others, and what containers printed.
#[derive(serde::Deserialize)]
struct Recorded {
    root: String,
    items: Vec<Value>,
    logs: BTreeMap<String, String>,
}

impl Recorded {
    fn read(slug: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/snapshots");
        let text = std::fs::read(folder.join(format!("{slug}.json"))).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    fn all<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = &'a Value> {
        self.items.iter().filter(move |item| kind(item) == wanted)
    }

    fn answer(&self, wish: &Wish) -> Answer {
        let fact = match wish {
            Wish::Log(LogWish { pod, container, .. }) => {
                return Answer::Log(self.logs.get(&format!("{pod} {container}")).cloned().unwrap_or_default());
            }
            Wish::Printed { .. } | Wish::Path(_) | Wish::Docker(_) => panic!("a cluster's fault asks Docker: {wish:?}"),
            Wish::Whole { kind, name: called, .. } => {
                let is_called = |item: &&Value| called.as_ref().is_none_or(|called| name(item) == called);
                Fact::Objects(self.all(kind).filter(is_called).cloned().collect())
            }
            Wish::Look(Look::Events { kind, name }) => {
                let of = |event: &&Value| {
                    event["involvedObject"]["kind"] == **kind && event["involvedObject"]["name"] == **name
                };
                Fact::Objects(self.all("Event").filter(of).cloned().collect())
            }
            Wish::Look(Look::Resources { kind, .. }) => Fact::Objects(self.all(kind).cloned().collect()),
            Wish::Look(Look::Resource { kind, name: called, .. }) => {
                Fact::Object(self.all(kind).find(|item| name(item) == called).cloned())
            }
            Wish::Look(other) => panic!("{other:?}"),
        };
        Answer::Fact(fact.into())
    }

    /// The diagnosis of its root, and how many questions it took.
    fn diagnosed(&self) -> (Option<Diagnosis>, usize) {
        let (kind, name) = self.root.split_once('/').unwrap();
        let look = Look::Resource { kind: kind.into(), api: None, name: name.into() };
        let mut snapshot = Snapshot::default();
        let mut asked = 0;
        for _ in 0..ROUNDS {
            let diagnosis = of(&check(), &look, &Asked::default(), &snapshot);
            let lacking = snapshot.lacking();
            if lacking.is_empty() {
                return (diagnosis, asked - 1);
            }
            asked += lacking.len();
            lacking.into_iter().for_each(|wish| snapshot.add(wish.clone(), self.answer(&wish)));
        }
        panic!("{}: asks for ever", self.root)
    }
}

/// A check that reads nothing in particular.
fn check() -> Check {
    Check {
        id: "any".parse().unwrap(),
        looks: BTreeMap::new(),
        that: "false".into(),
        lets: crate::course::Lets::new(),
        found: None,
        say: crate::course::Localized::default(),
        see: None,
        learn: None,
        after: Vec::new(),
    }
}

/// Every recorded fault, by the name of its file.
fn recorded() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/snapshots");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    files.map(|file| file.to_str().unwrap().trim_end_matches(".json").to_owned()).collect()
}

#[test]
fn every_recorded_fault_is_known_by_its_name() {
    let mut wrong = Vec::new();
    for file in recorded() {
        let (diagnosis, _) = Recorded::read(&file).diagnosed();
        let wanted: CauseKind = file.split('.').next().unwrap().parse().unwrap();
        if diagnosis.as_ref().map(|diagnosis| diagnosis.cause.kind()) != Some(wanted) {
            wrong.push(format!("{file}: {diagnosis:?}"));
        }
        if diagnosis.is_some_and(|diagnosis| diagnosis.evidence.is_empty()) {
            wrong.push(format!("{file}: nothing shows it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever an engine's object lacks, a diagnosis goes without it.
#[test]
fn a_part_that_is_missing_harms_nobody() {
    for file in recorded() {
        let whole = Recorded::read(&file);
        for at in 0..whole.items.len() {
            for part in ["status", "spec", "metadata"] {
                let mut less = Recorded::read(&file);
                less.items[at].as_object_mut().unwrap().remove(part);
                less.diagnosed();
            }
        }
    }
}

/// What the status of a Pod says needs no further question.
#[test]
fn no_more_is_asked_than_is_needed() {
    let asked = |file: &str| Recorded::read(file).diagnosed().1;
    assert_eq!(asked("image-registry-unreachable"), 0);
    assert_eq!(asked("config-key-missing"), 0);
    assert_eq!(asked("crash-loop-back-off"), 1);
    assert_eq!(asked("mount-source-missing"), 1);
}

#[track_caller]
fn case(file: &str, cause: &Cause, evidence: &str) {
    let found = Recorded::read(file).diagnosed().0.unwrap();
    assert_eq!(found.cause, *cause);
    let shown: Vec<String> = found.evidence.iter().map(shown).collect();
    assert!(shown.iter().any(|shown| shown.contains(evidence)), "{file}: {shown:#?}");
}

fn shown(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Field { object, path, value } => format!("{object} {path} = {value}"),
        Evidence::Event { object, reason, message } => format!("{object} {reason}: {message}"),
        Evidence::Lines { of, lines } => format!("{of}: {lines:?}"),
    }
}

#[test]
fn a_diagnosis_names_what_is_wrong_and_shows_it() {
    let text = str::to_owned;
    let web = || text("web");
    case(
        "config-key-missing",
        &Cause::ConfigKeyMissing {
            pod: text("config-key"),
            container: web(),
            source: ConfigSource::ConfigMap,
            name: text("settings"),
            key: text("colour"),
        },
        "Pod/config-key spec.containers[0].env[0].valueFrom.configMapKeyRef = ",
    );
    let (code, meaning) = (127, ExitMeaning::NotFound);
    case(
        "crash-loop-back-off.127",
        &Cause::CrashLoopBackOff { pod: text("crash-127"), container: web(), code, meaning },
        "Pod/crash-127 web: [\"sh: nosuch: not found\"]",
    );
    case(
        "oom-killed",
        &Cause::OomKilled { pod: text("oom"), container: web(), limit: text("16Mi") },
        "Pod/oom status.containerStatuses[0].state.terminated.reason = \"OOMKilled\"",
    );
    case(
        "readiness-probe-failing.service",
        &Cause::ReadinessProbeFailing { pod: text("readiness"), container: web(), asks: text("GET :8080/ready") },
        "Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404",
    );
    case(
        "node-selector-unmatched",
        &Cause::NodeSelectorUnmatched { pod: text("node-selector"), selector: text("disk=ssd") },
        "Pod/node-selector spec.nodeSelector = {\"disk\":\"ssd\"}",
    );
    case(
        "service-selector-mismatch",
        &Cause::ServiceSelectorMismatch {
            service: text("svc-selector"),
            wanted: text("app=redy"),
            pod: text("readiness"),
            there: text("app=unready"),
        },
        "Service/svc-selector spec.selector.app = \"redy\"",
    );
    case(
        "job-back-off-limit",
        &Cause::JobBackOffLimit { job: text("back-off"), limit: 0, code: 3, meaning: ExitMeaning::Own },
        "Job/back-off status.conditions[",
    );
    case(
        "taint-not-tolerated",
        &Cause::TaintNotTolerated { pod: text("taint"), taint: text("dedicated=database:NoSchedule") },
        "Node/ghost spec.taints[0] = ",
    );
    case(
        "insufficient-cpu",
        &Cause::InsufficientCpu { pod: text("cpu"), asked: text("500"), there: text("2") },
        "0/1 nodes are available: 1 Insufficient cpu",
    );
}

/// A recorded fault in which the engine says something else.
#[track_caller]
fn said(file: &str, path: &str, words: &str, expected: CauseKind) {
    let mut recorded = Recorded::read(file);
    *recorded.items[0].pointer_mut(path).unwrap() = words.into();
    let found = recorded.diagnosed().0.map(|found| found.cause.kind());
    assert_eq!(found, Some(expected), "{words}");
}

#[test]
fn words_that_no_healthy_node_says_are_known() {
    let scheduler = |words: &str, expected| said("insufficient-cpu", "/status/conditions/0/message", words, expected);
    scheduler("0/1 nodes are available: 1 Too many pods. no new claims to deallocate", CauseKind::TooManyPods);
    scheduler("no nodes available to schedule pods", CauseKind::NoNodes);
    scheduler("0/1 nodes are available: 1 node(s) were unschedulable.", CauseKind::Unschedulable);
    let runtime = |words: &str, expected| {
        said("command-not-found", "/status/containerStatuses/0/state/waiting/message", words, expected);
    };
    runtime("OCI runtime create failed: exec /run.sh: exec format error: unknown", CauseKind::ExecFormatError);
    runtime("failed to create task for container: cgroup is frozen", CauseKind::StartFailed);
    let mut provisioner = Recorded::read("claim-waits-for-pod");
    let claim = Value::from(name(&provisioner.items[0]));
    provisioner.items.push(serde_json::json!({ "kind": "Event", "reason": "ProvisioningFailed", "message": "no space",
        "involvedObject": { "kind": "PersistentVolumeClaim", "name": claim } }));
    let found = provisioner.diagnosed().0.unwrap().cause;
    assert_eq!(found, Cause::ClaimProvisioningFailed { claim: claim.as_str().unwrap().into() });
}

/// Who publishes another port is a guess; a container that the check names tells of itself.
#[tokio::test]
async fn a_thing_that_is_asked_about_goes_before_an_address() {
    let to = HttpTarget::Published { port: 8087 };
    let (page, shop) = (Look::Http { to, path: "/".into() }, Look::Container { name: "shop".into() });
    let silent = Fact::Silent(Silence::NoContainer { port: 8087 });
    let stopped = Fact::Object(Some(serde_json::json!({ "NetworkSettings": { "Ports": {} } })));
    let asks = |look: &Look| Query { look: look.clone(), answer_to: None };
    let seen = [(asks(&page), Ok(silent.into())), (asks(&shop), Ok(stopped.into()))].into();
    let that = "page.body == 'old' && shop.NetworkSettings.Ports['80/tcp'].size() == 1";
    let check = super::super::tests::check("one", &[("page", page.clone()), ("shop", shop.clone())], that, &[]);
    let all = asked(vec![&check], &Place::default(), &seen).await.unwrap();
    let order: Vec<_> = all[0].1.iter().map(|(look, _)| look.clone()).collect();
    assert_eq!(order, [shop, page]);
}

/// The recorded Service, whose selector is `app=redy`, among Pods with these labels.
fn among(labels: &[Value]) -> CauseKind {
    selected("redy", labels)
}

/// The same with another selector.
fn selected(app: &str, labels: &[Value]) -> CauseKind {
    let mut recorded = Recorded::read("service-selector-mismatch");
    let service = recorded.items.iter_mut().find(|item| kind(item) == "Service").unwrap();
    service["spec"]["selector"]["app"] = app.into();
    let pod = recorded.items.pop().unwrap();
    for (number, labels) in labels.iter().enumerate() {
        let mut pod = pod.clone();
        pod["metadata"]["name"] = format!("pod-{number}").into();
        pod["metadata"]["labels"] = labels.clone();
        recorded.items.push(pod);
    }
    recorded.diagnosed().0.unwrap().cause.kind()
}

#[test]
fn only_a_label_that_may_be_meant_is_named() {
    use serde_json::json;
    let (mismatch, nobody) = (CauseKind::ServiceSelectorMismatch, CauseKind::ServiceNoPods);
    assert_eq!(among(&[json!({ "app": "ready" }), json!({ "app": "web" })]), mismatch);
    assert_eq!(among(&[json!({ "app": "svc-selector" }), json!({ "app": "web" })]), mismatch);
    assert_eq!(among(&[json!({ "App": "redy" }), json!({ "app": "web" })]), mismatch);
    assert_eq!(among(&[json!({ "app": "web" })]), mismatch);
    assert_eq!(among(&[json!({ "app": "web" }), json!({ "app": "db" })]), nobody);
    assert_eq!(
        selected("wbe", &[json!({ "app": "web" }), json!({ "app": "db" })]),
        mismatch,
        "two letters are swapped"
    );
    assert_eq!(among(&[json!({ "tier": "front" })]), nobody);
    assert_eq!(among(&[]), nobody);
}
