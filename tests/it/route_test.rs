//! Rules that hold for every route of a running server: none is outside the gate, none gives a token away, and what is
//! open to everybody is the same for everybody.

use std::path::Path;

use sampan::server::{Access, Route, routes};

use crate::gate_test::path;
use crate::served::Served;

fn is_endless(route: &Route) -> bool {
    route.path.ends_with("/events")
}

#[tokio::test]
async fn r1_no_route_is_outside_the_gate() {
    let served = Served::begin().await;
    let known: Vec<String> = routes().iter().map(path).collect();
    let unknown = ["/en/", "/en", "/nowhere", "/api/nowhere", "/static/nowhere", "/favicon.ico"].map(str::to_owned);
    for path in known.iter().chain(&unknown) {
        for method in ["GET", "HEAD", "POST"] {
            let answer = served.send(&format!("{method} {path}"), &[("Host", "evil.test")], "{}").await;
            assert_eq!(answer.status, 403, "{method} {path}: {answer:?}");
        }
    }
    served.end().await;
}

/// What the walk over the routes cannot see: a router that somebody puts up beside the one list.
#[test]
fn r1_routes_are_made_of_one_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server");
    let mut makers: Vec<String> = sources(&folder)
        .into_iter()
        .filter(|(name, text)| !name.ends_with("tests.rs") && text.contains(".route("))
        .map(|(name, _)| name)
        .collect();
    makers.sort();
    // A draft has a list of its own, without anything of a learner's, and the same layers around it.
    assert_eq!(makers, ["draft.rs"], "besides `server.rs`");
}

/// Every source beneath a folder, without its tests.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        if path.is_dir() {
            return sources(&path);
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
        vec![(path.file_name().unwrap().to_str().unwrap().to_owned(), text)]
    };
    entries.flat_map(read).collect()
}

#[tokio::test]
async fn r7_no_answer_holds_a_token_and_no_cookie_becomes_one() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let pages = ["GET /en/", "GET /en/docker/volumes.html", "GET /zh-cn/", "GET /en/nowhere"].map(str::to_owned);
    let known = routes().into_iter().filter(|route| !is_endless(route));
    let known = known.map(|route| format!("{} {}", route.method, path(&route)));
    let cookie = browser.cookie.split_once('=').unwrap().1;
    for line in known.chain(pages) {
        let whole = served.ask(&browser, &line, "{}").await;
        let half = served.send(&line, &[("Cookie", &browser.cookie)], "{}").await;
        for answer in [&whole, &half] {
            let all = format!("{}{}", answer.head, answer.body);
            assert!(!all.contains(&browser.token) && !all.contains(cookie), "{line}: {answer:?}");
        }
        assert!(!half.body.contains("\"token\"") && !half.head.contains("set-cookie"), "{line}: {half:?}");
    }
    served.end().await;
}

/// An `EventSource` cannot send the token's header, so a page that had one would need a weaker rule.
#[test]
fn r8_no_page_reads_events_without_a_header() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("theme/static");
    let ours = ["", "search", "single", "workbench"].map(|folder| root.join(folder));
    let files = ours.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let scripts: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "js")).collect();
    assert!(scripts.len() > 10, "{scripts:?}");
    for path in scripts {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("EventSource"), "{}", path.display());
    }
    assert!(routes().iter().filter(|route| is_endless(route)).all(|route| route.access == Access::Learner));
}

#[tokio::test]
async fn r11_pages_are_the_same_for_everybody() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    for path in ["/en/", "/en/docker/volumes.html", "/zh-cn/", "/en/nowhere", "/static/base.0123abcd.css"] {
        let line = format!("GET {path}");
        let (known, stranger) = (served.ask(&browser, &line, "").await, served.send(&line, &[], "").await);
        assert_eq!((known.status, &known.body), (stranger.status, &stranger.body), "{path}");
        assert!(!stranger.head.contains("set-cookie"), "{stranger:?}");
    }
    served.end().await;
}

#[tokio::test]
async fn r12_a23_who_guesses_is_told_to_wait_and_nobody_else() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let wrong = [("Authorization", "Bearer wrong")];
    let mut statuses = std::collections::BTreeMap::new();
    for _ in 0..310 {
        let answer = served.send("GET /api/progress", &wrong, "").await;
        let may_come_again = answer.header("retry-after").is_some();
        assert_eq!(may_come_again, answer.status == 429, "{answer:?}");
        *statuses.entry(answer.status).or_insert(0) += 1;
    }
    assert_eq!(statuses, [(401, 300), (429, 10)].into());
    assert_eq!(served.exchange("guess").await.status, 429, "codes are guessed in the same minute");
    assert_eq!(served.ask(&browser, "GET /api/progress", "").await.status, 200, "nobody is locked out");
    served.pass(60);
    assert_eq!(served.send("GET /api/progress", &wrong, "").await.status, 401, "after a minute");
    served.end().await;
}

#[tokio::test]
async fn r13_redirects_lead_to_paths_of_our_own() {
    let served = Served::begin().await;
    let mut led = 0;
    for path in ["/", "/?lang=//evil.test", "//evil.test/", "//evil.test/..", "/\\evil.test", "/en", "/zh-cn?x=//evil"]
    {
        let answer = served.send(&format!("GET {path}"), &[("Accept-Language", "//evil.test, zh-cn")], "").await;
        if let Some(location) = answer.header("location") {
            assert!(["/en/", "/zh-cn/"].contains(&location), "{path}: {answer:?}");
            led += 1;
        } else {
            assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        }
    }
    assert!(led > 3, "{led} of them lead anywhere");
    served.end().await;
}
