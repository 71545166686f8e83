//! Access to a cluster that changes while Sampan runs: revoked, renewed, readable by others; and a cluster made anew.

use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request};

use crate::fault_test::{Api, ID, ONE_LOOK, failure, house, server};
use crate::program::{House, course, states};

/// An API server that lets in who brings this token.
async fn guarded(api: &Api, token: &Arc<Mutex<String>>) -> MockServer {
    let server = MockServer::start().await;
    let (api, token) = (api.clone(), token.clone());
    let answer = move |request: &Request| {
        let brought = request.headers.get("authorization").and_then(|value| value.to_str().ok());
        let good = brought == Some(&format!("Bearer {}", token.lock().unwrap()));
        if good { api.answer(request) } else { failure(401) }
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// A started exercise with one look into the cluster.
struct Work {
    house: House,
    course: String,
}

impl Work {
    fn begin(house: House) -> Self {
        let course = course(&house.path(""), ONE_LOOK).display().to_string();
        let work = Self { house, course };
        work.house.well(&work.arguments(&["start", ID]));
        work
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        [&["--course", &self.course, "--yes"], more].concat()
    }
}

#[tokio::test]
async fn f7_a_token_that_was_revoked_is_told_and_a_new_one_taken_without_a_restart() {
    let token = Arc::new(Mutex::new("first".to_owned()));
    let cluster = guarded(&Api::default(), &token).await;
    let work = Work::begin(house(&cluster.uri(), "{token: first}"));
    let served = work.house.serve(&work.arguments(&[]));
    let bearer = work.house.well(&["open", "--bearer"]).trim().to_owned();
    let check = || served.ask(&bearer, &format!("POST /api/exercises/{ID}/check"), "{}").unwrap().1;
    assert_eq!(states(&check()), ["not-yet"]);

    "second".clone_into(&mut token.lock().unwrap());
    let report = check();
    assert_eq!(states(&report), ["cannot-tell"]);
    assert!(report["checks"][0]["found"].as_str().unwrap().contains("401"), "{report}");

    let file = work.house.path("kubeconfig");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("first", "second")).unwrap();
    assert_eq!(states(&check()), ["not-yet"], "the same server, and the new token");
    // The exercise's own kubeconfig has the old one until it is started again.
    let own = std::fs::read_dir(work.house.path("data/kube")).unwrap().next().unwrap().unwrap().path();
    work.house.well(&work.arguments(&["start", ID]));
    assert!(std::fs::read_to_string(&own).unwrap().contains("second"));
}

#[tokio::test]
async fn f6_kubeconfigs_that_others_may_read_are_told() {
    let cluster = server(&Api::default()).await;
    let work = Work::begin(house(&cluster.uri(), "{token: t}"));
    let own = std::fs::read_dir(work.house.path("data/kube")).unwrap().next().unwrap().unwrap().path();
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let theirs = work.house.path("kubeconfig");
    mode(&theirs, 0o600);
    let doctor = || work.house.run(&["doctor"]).out;
    assert!(doctor().contains("Nobody else on this machine can read them"), "{}", doctor());
    mode(&theirs, 0o644);
    mode(&own, 0o640);
    let said = doctor();
    let chmod = said.split("chmod go-rwx ").nth(1).unwrap_or_else(|| panic!("{said}"));
    for path in [&theirs, &own] {
        assert!(chmod.contains(&path.display().to_string()), "{said}");
    }
}

#[tokio::test]
async fn f19_a_cluster_that_lost_the_namespace_is_offered_it_anew() {
    let api = Api::default();
    let cluster = server(&api).await;
    let work = Work::begin(house(&cluster.uri(), "{token: t}"));
    let fallen = || work.house.json(&work.arguments(&["--json", "check", ID]))["fallen"].clone();
    assert_eq!(fallen(), serde_json::Value::Null);
    api.lose_namespace();
    assert!(fallen()["text"].as_str().unwrap().contains("no longer has the namespace"), "{}", fallen());
    let chinese = work.house.run(&work.arguments(&["--lang", "zh-cn", "check", ID])).out;
    assert!(chinese.contains("命名空间") && chinese.contains(&format!("start {ID}")), "{chinese}");
    work.house.well(&work.arguments(&["start", ID]));
    assert_eq!(fallen(), serde_json::Value::Null);
}
