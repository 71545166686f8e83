//! The HTTP face as a browser and a script meet it: pages, languages, sign-in, errors, the end.

use std::time::Duration;

use sampan::server::{Pages, signin};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::served::{Served, site};

#[tokio::test]
async fn the_front_leads_to_the_readers_language() {
    let served = Served::begin().await;
    for (wanted, location) in [("zh-CN,zh;q=0.9", "/zh-cn/"), ("en", "/en/"), ("fr", "/en/"), ("zh-TW", "/zh-cn/")] {
        let answer = served.send("GET /", &[("Accept-Language", wanted)], "").await;
        assert_eq!((answer.status, answer.header("location")), (307, Some(location)), "{wanted}");
        assert_eq!(answer.header("vary"), Some("accept-language"));
    }
    assert_eq!(served.send("GET /zh-cn", &[], "").await.header("location"), Some("/zh-cn/"));
    assert!(served.send("GET /zh-cn/", &[], "").await.body.contains("目录"));
    served.end().await;
}

#[tokio::test]
async fn a_page_is_sent_again_only_when_it_has_changed() {
    let served = Served::begin().await;
    let first = served.send("GET /en/docker/volumes.html", &[], "").await;
    assert_eq!(first.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    let etag = first.header("etag").unwrap().to_owned();
    let list = format!("\"other\", {etag}");
    for seen in [etag.as_str(), list.as_str(), "*"] {
        let again = served.send("GET /en/docker/volumes.html", &[("If-None-Match", seen)], "").await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{seen}");
    }
    let mut files = site();
    files.insert("en/docker/volumes.html".into(), "<p>mended".into());
    served.state.swap(Pages::new(files));
    let mended = served.send("GET /en/docker/volumes.html", &[("If-None-Match", &etag)], "").await;
    assert_eq!((mended.status, mended.body.as_str()), (200, "<p>mended"));
    let head = served.send("HEAD /en/docker/volumes.html", &[], "").await;
    assert_eq!((head.status, head.body.as_str(), head.header("content-length")), (200, "", Some("9")));
    served.end().await;
}

#[tokio::test]
async fn what_never_changes_is_kept_for_ever_and_sent_small() {
    let served = Served::begin().await;
    let css = served.send("GET /static/base.0123abcd.css", &[], "").await;
    assert_eq!(css.header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(css.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let whole = served.send("GET /en/", &[], "").await;
    let small = served.send("GET /en/", &[("Accept-Encoding", "gzip")], "").await;
    assert_eq!(small.header("content-encoding"), Some("gzip"));
    assert!(small.body.len() * 3 < whole.body.len(), "{} {}", small.body.len(), whole.body.len());
    served.end().await;
}

#[tokio::test]
async fn a_missing_page_says_so_in_the_language_of_its_path() {
    let served = Served::begin().await;
    let chinese = served.send("GET /zh-cn/none.html", &[("Accept-Language", "en")], "").await;
    assert_eq!(chinese.status, 404);
    assert!(chinese.body.contains("lang=\"zh-CN\"") && chinese.body.contains("href=\"/zh-cn/\""), "{chinese:?}");
    let mut files = site();
    files.insert("en/404.html".into(), "<p>our own".into());
    served.state.swap(Pages::new(files));
    let english = served.send("GET /favicon.ico", &[("Accept-Language", "en")], "").await;
    assert_eq!((english.status, english.body.as_str()), (404, "<p>our own"));
    served.end().await;
}

#[tokio::test]
async fn a_failure_has_one_shape_and_the_language_asked_for() {
    let served = Served::begin().await;
    let english = served.send("GET /api/progress?lang=en", &[("Accept-Language", "zh-CN")], "").await;
    let chinese = served.send("GET /api/progress?lang=zh-cn", &[], "").await;
    assert_eq!((english.status, chinese.status), (401, 401));
    let (english, chinese) = (english.json(), chinese.json());
    assert_eq!(english["error"]["kind"], chinese["error"]["kind"]);
    assert!(english["error"]["help"].as_str().unwrap().contains("`sampan open`"), "{english}");
    assert!(chinese["error"]["message"].as_str().unwrap().contains("登录"), "{chinese}");
    let browser = served.sign_in().await;
    let none = served.ask(&browser, "GET /api/exercises/docker/none", "").await;
    assert_eq!((none.status, none.kind().as_str()), (404, "no-such-exercise"));
    let events = served.ask(&browser, "GET /api/exercises/docker/none/events", "").await;
    assert_eq!(events.status, 404);
    served.end().await;
}

#[tokio::test]
async fn r20_signing_in_sets_a_cookie_for_this_port_and_clears_old_storage_once() {
    let served = Served::begin().await;
    let first = served.exchange(&served.code()).await;
    let cookie = first.header("set-cookie").unwrap();
    assert!(cookie.starts_with(&format!("sampan-{}=", served.port)), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{cookie}");
    assert!(!first.body.contains(cookie.split(['=', ';']).nth(1).unwrap()), "no route turns a cookie into a token");
    assert_eq!(first.header("clear-site-data"), Some("\"storage\""));
    assert_eq!(served.exchange(&served.code()).await.header("clear-site-data"), None);
    served.end().await;
}

#[tokio::test]
async fn two_browsers_are_signed_in_side_by_side_and_a_script_too() {
    let served = Served::begin().await;
    let (one, two) = (served.sign_in().await, served.sign_in().await);
    let bearer = format!("Bearer {}", signin::bearer(&served.runtime()).unwrap().reveal());
    for browser in [&one, &two] {
        assert_eq!(served.ask(browser, "GET /api/progress", "").await.status, 200);
    }
    assert_eq!(served.send("GET /api/doctor", &[("Authorization", &bearer)], "").await.status, 200);
    served.end().await;
}

#[tokio::test]
async fn r45_the_end_comes_soon_even_with_a_client_that_says_nothing() {
    let served = Served::begin().await;
    let mut idle = TcpStream::connect(("127.0.0.1", served.port)).await.unwrap();
    let head = format!("GET /health HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", served.port);
    idle.write_all(head.as_bytes()).await.unwrap();
    let mut some = [0; 8];
    assert!(idle.read(&mut some).await.unwrap() > 0);
    let port = served.port;
    let ended = tokio::time::timeout(Duration::from_secs(11), served.end()).await;
    assert!(ended.is_ok(), "within ten seconds");
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "nothing listens any more");
}

const EXERCISE: &str = "/api/exercises/docker/keep-the-data";

#[tokio::test]
async fn an_exercise_is_told_asked_and_helped_with() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let view = served.ask(&browser, &format!("GET {EXERCISE}?lang=zh-cn"), "").await.json();
    assert_eq!((view["standing"].as_str(), view["started"].as_bool()), (Some("untouched"), Some(false)), "{view}");
    let english = served.ask(&browser, &format!("GET {EXERCISE}?lang=en"), "").await.json();
    assert_ne!(view["title"], english["title"]);

    let check = served.ask(&browser, &format!("POST {EXERCISE}/check"), "{}").await;
    assert_eq!((check.status, check.kind().as_str()), (409, "not-started"));
    let hint = served.ask(&browser, &format!("POST {EXERCISE}/hint"), "{}").await.json();
    assert_eq!((&hint["shown"], hint["total"].as_u64()), (&serde_json::json!([1]), Some(3)), "{hint}");
    let unsure = served.ask(&browser, &format!("POST {EXERCISE}/solution"), "{\"sure\": false}").await;
    assert_eq!((unsure.status, unsure.kind().as_str()), (409, "ask"));
    let sure = served.ask(&browser, &format!("POST {EXERCISE}/solution"), "{\"sure\": true}").await.json();
    assert_eq!(sure["files"][0]["path"], "solve.sh", "{sure}");
    let preview = served.ask(&browser, &format!("GET {EXERCISE}/reset"), "").await.json();
    assert_eq!(preview["things"], serde_json::json!([]));
    let none = served.ask(&browser, &format!("POST {EXERCISE}/answers/none"), "{\"text\": \"x\"}").await;
    assert_eq!((none.status, none.kind().as_str()), (404, "no-such-check"));
    let progress = served.ask(&browser, "GET /api/progress", "").await.json();
    assert_eq!(progress["next"], "docker/keep-the-data");
    served.end().await;
}

#[tokio::test]
async fn a_quiz_takes_one_kind_of_answer() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let quiz = "POST /api/quizzes/docker/volumes";
    for (body, status) in [
        (r#"{"question": "none", "choice": [0]}"#, 404),
        (r#"{"question": "none"}"#, 422),
        (r#"{"question": "none", "choice": [0], "text": "x"}"#, 422),
        (r#"{"question": "none", "choice": [-1]}"#, 422),
        (r#"{"question": "from-start-to-end", "order": [0, 1]}"#, 404),
        (r#"{"question": "from-start-to-end", "order": [0, 1, 2], "choice": [0]}"#, 422),
        (r#"{"question": "type-the-kind", "text": "bind mount"}"#, 200),
    ] {
        assert_eq!(served.ask(&browser, quiz, body).await.status, status, "{body}");
    }
    let kept = served.ask(&browser, "GET /api/quizzes/docker/volumes?lang=en", "").await.json();
    let typed = &kept["answers"]["type-the-kind"];
    assert_eq!(
        (typed["answer"]["text"].as_str(), typed["verdict"]["right"].as_bool()),
        (Some("bind mount"), Some(true))
    );
    tokio::time::sleep(Duration::from_millis(2)).await;
    assert_eq!(served.ask(&browser, "POST /api/quizzes/docker/volumes/again", "{}").await.status, 200);
    let kept = served.ask(&browser, "GET /api/quizzes/docker/volumes", "").await.json();
    assert_eq!(kept["answers"], serde_json::json!({}));
    for route in ["GET /api/quizzes/docker/nothing", "POST /api/quizzes/docker/nothing/again"] {
        assert_eq!(served.ask(&browser, route, "{}").await.status, 404, "{route}");
    }
    served.end().await;
}

#[tokio::test]
async fn an_engine_that_is_down_is_named_and_the_steps_are_told_to_who_watches() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let mut watching = served.watch(&browser, EXERCISE).await;
    let first = watching.until("event: report").await;
    assert!(first.contains("content-security-policy") && first.contains("\"state\":\"unknown\""), "{first}");
    let start = served.ask(&browser, &format!("POST {EXERCISE}/start?lang=en"), "{}").await;
    assert_eq!((start.status, start.kind().as_str()), (503, "unavailable"), "{start:?}");
    assert!(start.header("retry-after").is_some());
    let error = &start.json()["error"];
    assert!(error["message"].as_str().unwrap().contains("Docker is not running"), "{error}");
    assert!(error["help"].as_str().unwrap().contains("systemctl start docker"), "{error}");
    let told = watching.until("\"state\":\"failed\"").await;
    assert!(told.contains("event: step") && told.contains("\"step\":\"ready\",\"number\":1"), "{told}");
    let before = served.ask(&browser, &format!("GET {EXERCISE}/before"), "").await;
    assert_eq!((before.status, &before.json()["lines"]), (200, &serde_json::json!([])), "{before:?}");
    served.end().await;
    watching.ended().await;
}

#[tokio::test]
async fn r40_streams_are_counted_and_given_back() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let mut open = Vec::new();
    for _ in 0..64 {
        let mut watching = served.watch(&browser, EXERCISE).await;
        watching.until("event: report").await;
        open.push(watching);
    }
    let one_more = served.ask(&browser, &format!("GET {EXERCISE}/events"), "").await;
    assert_eq!((one_more.status, one_more.kind().as_str()), (503, "too-many-streams"));
    drop(open);
    let again = async {
        loop {
            let mut watching = served.watch(&browser, EXERCISE).await;
            if watching.until("\r\n\r\n").await.starts_with("HTTP/1.1 200") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), again).await.expect("a place is given back");
    served.end().await;
}
