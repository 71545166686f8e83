//! The files of a workspace through the real server: texts with versions, conflicts, and nothing outside.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::program::course;
use crate::served::{Answer, Browser, Served};

const PATH: &str = "/api/exercises/docker/keep-the-data";

/// An exercise that needs no engine.
const EXERCISE: &str = r#"
format = 1
level = "beginner"
minutes = 5

[[checks]]
id = "manifest"
look = { manifest = { path = "k8s/web.yaml" } }
that = "objects.size() == 1"
say = { en = "one object", zh-cn = "一个对象" }
"#;

/// A server with an exercise that is started.
struct Room {
    served: Served,
    browser: Browser,
    workspace: PathBuf,
    _course: tempfile::TempDir,
}

async fn room() -> Room {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::of(&course(folder.path(), EXERCISE)).await;
    let browser = served.sign_in().await;
    for line in [format!("GET {PATH}/files"), format!("GET {PATH}/files/a")] {
        let early = served.ask(&browser, &line, "").await;
        assert_eq!((early.status, early.kind().as_str()), (409, "not-started"), "{early:?}");
    }
    let started = served.ask(&browser, &format!("POST {PATH}/start"), "{}").await;
    let workspace = PathBuf::from(started.json()["workspace"].as_str().unwrap());
    fs::write(served.dir.path().join("secret"), "secret").unwrap();
    Room { served, browser, workspace, _course: folder }
}

impl Room {
    async fn get(&self, path: &str) -> Answer {
        self.served.ask(&self.browser, &format!("GET {PATH}/files{path}"), "").await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.served.ask(&self.browser, &format!("POST {PATH}/files{path}"), &body.to_string()).await
    }

    fn on_disk(&self, path: &str) -> String {
        fs::read_to_string(self.workspace.join(path)).unwrap()
    }
}

fn said(answer: &Answer) -> (u16, String) {
    (answer.status, answer.kind())
}

fn paths(answer: &Answer) -> Vec<String> {
    let answer = answer.json();
    let files = answer["files"].as_array().unwrap().iter();
    files.map(|file| format!("{} {}", file["kind"].as_str().unwrap(), file["path"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_file_is_made_read_changed_and_removed() {
    let room = room().await;
    let made = room.post("/k8s/%E7%BD%91%E7%AB%99.yaml", &json!({ "text": "a: 1\n", "version": null })).await;
    assert_eq!(made.status, 200, "{made:?}");
    assert_eq!(room.on_disk("k8s/网站.yaml"), "a: 1\n");
    let read = room.get("/k8s/%E7%BD%91%E7%AB%99.yaml").await.json();
    assert_eq!(read, made.json());
    assert_eq!((read["path"].as_str(), read["text"].as_str()), (Some("k8s/网站.yaml"), Some("a: 1\n")));
    let saved =
        room.post("/k8s/%E7%BD%91%E7%AB%99.yaml", &json!({ "text": "a: 2\n", "version": read["version"] })).await;
    assert_eq!((saved.status, room.on_disk("k8s/网站.yaml").as_str()), (200, "a: 2\n"));
    let moved = room.post("", &json!({ "rename": { "path": "k8s/网站.yaml", "to": "web.yaml" } })).await;
    assert_eq!(paths(&moved), ["folder k8s", "file web.yaml"]);
    assert_eq!(paths(&room.post("", &json!({ "folder": { "path": "k8s/base" } })).await).len(), 3);
    let version = saved.json()["version"].clone();
    let removed = room.post("", &json!({ "remove": { "path": "web.yaml", "version": version } })).await;
    assert_eq!(paths(&removed), ["folder k8s", "folder k8s/base"]);
    let again = room.post("", &json!({ "remove": { "path": "web.yaml", "version": version } })).await;
    assert_eq!(said(&again), (404, "no-such-file".into()));
    assert_eq!(room.get("").await.json(), removed.json());
    assert_eq!(removed.json()["workspace"].as_str(), room.workspace.to_str());
    room.served.end().await;
}

/// A browser that is led to a learner's file finds data, whatever the file calls itself.
#[tokio::test]
async fn r21_a_learners_file_is_data_and_no_page() {
    let room = room().await;
    for name in ["page.html", "drawing.svg", "script.js", "style.css"] {
        let made = room.post(&format!("/{name}"), &json!({ "text": "<script>1</script>", "version": null })).await;
        let read = room.get(&format!("/{name}")).await;
        for answer in [&made, &read] {
            let media = (answer.header("content-type"), answer.header("x-content-type-options"));
            assert_eq!(media, (Some("application/json"), Some("nosniff")), "{name}: {answer:?}");
        }
        let page = room.served.ask(&room.browser, &format!("GET /sampan/docker/keep-the-data/{name}"), "").await;
        assert_eq!(page.status, 404, "workspaces are no part of the site");
    }
    room.served.end().await;
}

#[tokio::test]
async fn what_changed_on_disk_comes_back_with_the_refusal() {
    let room = room().await;
    let seen = room.post("/web.yaml", &json!({ "text": "mine\n", "version": null })).await.json();
    fs::write(room.workspace.join("web.yaml"), "theirs\n").unwrap();
    let refused = room.post("/web.yaml?lang=zh-cn", &json!({ "text": "more\n", "version": seen["version"] })).await;
    assert_eq!(said(&refused), (409, "changed".into()));
    let error = &refused.json()["error"];
    assert_eq!((error["now"]["text"].as_str(), room.on_disk("web.yaml").as_str()), (Some("theirs\n"), "theirs\n"));
    assert!(error["message"].as_str().unwrap().contains("在磁盘上又被改过"), "{error}");
    let taken = room.post("/web.yaml", &json!({ "text": "more\n", "version": error["now"]["version"] })).await;
    assert_eq!((taken.status, room.on_disk("web.yaml").as_str()), (200, "more\n"));
    fs::remove_file(room.workspace.join("web.yaml")).unwrap();
    let gone = room.post("/web.yaml", &json!({ "text": "most\n", "version": taken.json()["version"] })).await;
    assert_eq!(said(&gone), (409, "changed".into()));
    assert!(gone.json()["error"].as_object().unwrap()["now"].is_null() && !room.workspace.join("web.yaml").exists());
    room.served.end().await;
}

#[tokio::test]
async fn of_many_tabs_that_save_at_once_one_wins() {
    let room = room().await;
    let seen = room.post("/note", &json!({ "text": "0", "version": null })).await.json()["version"].clone();
    let bodies: Vec<Value> = (1..=8).map(|tab| json!({ "text": format!("tab {tab}"), "version": seen })).collect();
    let answers = futures_util::future::join_all(bodies.iter().map(|body| room.post("/note", body))).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert_eq!(won[0].json()["text"].as_str(), Some(room.on_disk("note").as_str()));
    assert!(answers.iter().all(|answer| answer.status == 200 || answer.kind() == "changed"), "{answers:?}");
    room.served.end().await;
}

#[tokio::test]
async fn a11_nothing_outside_the_workspace_is_read_or_written() {
    let room = room().await;
    symlink(room.served.dir.path(), room.workspace.join("up")).unwrap();
    symlink("/etc/passwd", room.workspace.join("passwd")).unwrap();
    let (bad, link) = ((400, "bad-path".to_owned()), (422, "link".to_owned()));
    for (path, expected) in [
        ("%2e%2e/%2e%2e/%2e%2e/secret", &bad),
        ("../../../secret", &bad),
        ("%2fetc%2fpasswd", &bad),
        ("/etc/passwd", &bad),
        ("a%00b", &bad),
        ("up/secret", &link),
        ("passwd", &link),
    ] {
        let read = room.get(&format!("/{path}")).await;
        assert_eq!(&said(&read), expected, "{path}");
        assert!(!read.body.contains("root:"), "{read:?}");
        for version in [Value::Null, json!("0")] {
            let written = room.post(&format!("/{path}"), &json!({ "text": "evil", "version": version })).await;
            assert!([400, 409, 422].contains(&written.status), "{path}: {written:?}");
        }
    }
    for wish in [
        json!({ "folder": { "path": "../made" } }),
        json!({ "folder": { "path": "up/made" } }),
        json!({ "rename": { "path": "../../../secret", "to": "stolen" } }),
        json!({ "rename": { "path": "up/secret", "to": "stolen" } }),
        json!({ "rename": { "path": "up", "to": "../up" } }),
        json!({ "remove": { "path": "up/secret", "version": null } }),
        json!({ "remove": { "path": "/etc/passwd", "version": null } }),
    ] {
        let answer = room.post("", &wish).await;
        assert!([400, 422].contains(&answer.status), "{wish}: {answer:?}");
    }
    assert_eq!(fs::read_to_string(room.served.dir.path().join("secret")).unwrap(), "secret");
    assert_eq!(paths(&room.get("").await), ["link passwd", "link up"]);
    room.served.end().await;
}

#[tokio::test]
async fn a11_a_change_is_one_of_the_known_ones() {
    let room = room().await;
    for wish in [
        json!({ "chmod": { "path": "a" } }),
        json!({ "remove": { "path": "a", "force": true } }),
        json!({ "folder": { "path": "a" }, "remove": { "path": "b" } }),
        json!({}),
    ] {
        let answer = room.post("", &wish).await;
        assert!([400, 422].contains(&answer.status), "{wish}: {answer:?}");
    }
    assert_eq!(said(&room.post("/a", &json!({ "text": "x", "mode": 511 })).await), (422, "bad-field".into()));
    assert!(paths(&room.get("").await).is_empty());
    room.served.end().await;
}

#[tokio::test]
async fn a_broken_file_is_told_with_its_line() {
    let room = room().await;
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers: nginx\n";
    room.post("/k8s/web.yaml", &json!({ "text": text, "version": null })).await;
    let report = room.served.ask(&room.browser, &format!("POST {PATH}/check"), "{}").await.json();
    let flaw = &report["checks"][0]["flaws"][0];
    assert_eq!((flaw["path"].as_str(), flaw["line"].as_u64()), (Some("k8s/web.yaml"), Some(6)), "{report}");
    assert!(flaw["column"].as_u64() > Some(0) && flaw["text"].as_str().unwrap().contains("containers"), "{flaw}");
    room.post("/other.yaml", &json!({ "text": "", "version": null })).await;
    fs::remove_file(room.workspace.join("k8s/web.yaml")).unwrap();
    let report = room.served.ask(&room.browser, &format!("POST {PATH}/check"), "{}").await.json();
    assert!(report["checks"][0]["flaws"].as_array().is_some_and(Vec::is_empty), "{report}");
    room.served.end().await;
}

#[tokio::test]
async fn a_workspace_that_vanished_is_named() {
    let room = room().await;
    fs::remove_dir_all(&room.workspace).unwrap();
    for answer in
        [room.get("").await, room.get("/a").await, room.post("/a", &json!({ "text": "x", "version": null })).await]
    {
        assert_eq!(said(&answer), (409, "no-workspace".into()), "{answer:?}");
    }
    assert!(!room.workspace.exists(), "a save makes no workspace");
    room.served.end().await;
}

#[tokio::test]
async fn the_stream_tells_of_files_and_of_the_world_where_it_is_asked_to() {
    let room = room().await;
    let mut watching = room.served.watch_at(&room.browser, &format!("{PATH}/events?files=true&world=true")).await;
    let first = watching.until("event: files").await + &watching.until("event: world").await;
    assert!(first.contains("event: report") || watching.until("event: report").await.contains("event: report"));
    fs::write(room.workspace.join("note.txt"), "x").unwrap();
    watching.until("\"path\":\"note.txt\"").await;
    room.served.ask(&room.browser, &format!("POST {PATH}/stop"), "{}").await;
    let ended = watching.until("event: files\ndata: null").await;
    assert!(ended.contains(r#""things":[],"cut":false,"unseen":[]"#), "{ended}");
    watching.until("event: world\ndata: null").await;
    let mut plain = room.served.watch_at(&room.browser, &format!("{PATH}/events")).await;
    let told = plain.until("event: report").await;
    assert!(!told.contains("event: files") && !told.contains("event: world"), "{told}");
    let odd = room.served.ask(&room.browser, &format!("GET {PATH}/events?world=perhaps"), "").await;
    assert_eq!(said(&odd), (422, "bad-field".into()));
    room.served.end().await;
}

#[tokio::test]
async fn a11_only_what_belongs_to_the_exercise_is_looked_at_from_close_by() {
    let room = room().await;
    assert_eq!(room.served.ask(&room.browser, &format!("GET {PATH}/world"), "").await.json()["things"], json!([]));
    for thing in ["container/somebodys", "Pod/..%2f..%2fkube-system", "Secret/x%00y", "%2e%2e/x"] {
        let answer = room.served.ask(&room.browser, &format!("GET {PATH}/world/{thing}"), "").await;
        assert_eq!(said(&answer), (404, "no-such-thing".into()), "{thing}");
    }
    room.served.end().await;
}
