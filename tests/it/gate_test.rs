//! Attacks on a running server, from the list of cases in the security rules: refused, and without effect.
//!
//! That each rule bites by itself is shown beside the gate; here all of it is there, and requests are bytes.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use sampan::server::{Access, Route, routes, running, signin};

use crate::served::{Answer, Served};

/// A path of this route, with names in the place of the blanks.
pub(crate) fn path(route: &Route) -> String {
    let blanks =
        [("{part}", "docker"), ("{name}", "keep-the-data"), ("{check}", "volume"), ("{*path}", "base.0123abcd.css")];
    let blanks = blanks.into_iter().chain([("{kind}", "container"), ("{thing}", "notes")]);
    let path = blanks.fold(route.path.to_owned(), |path, (blank, word)| path.replace(blank, word));
    path.replace("{nonce}", &"n".repeat(43))
}

fn line(route: &Route) -> String {
    format!("{} {}", route.method, path(route))
}

/// A body with its length before it.
fn sized(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

#[track_caller]
fn refused(answer: &Answer, status: u16, what: &str) {
    assert_eq!(answer.status, status, "{what}: {answer:?}");
}

#[tokio::test]
async fn r2_a1_dns_rebinding_reads_nothing() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let evil = format!("evil.test:{}", served.port);
    let headers = [("Host", evil.as_str()), ("Cookie", &browser.cookie), ("X-Sampan-Token", &browser.token)];
    for route in routes() {
        let answer = served.send(&line(&route), &headers, "{}").await;
        refused(&answer, 403, &line(&route));
        assert!(!answer.head.contains("set-cookie") && !answer.body.contains("exercises"), "{answer:?}");
    }
    assert_eq!(served.ask(&browser, "GET /api/progress", "").await.status, 200);
    served.end().await;
}

#[tokio::test]
async fn r5_a2_hosts_are_compared_whole() {
    let served = Served::begin().await;
    for (host, status) in [
        ("Host: 127.0.0.1:PORT", 200),
        ("Host: localhost:PORT", 200),
        ("Host: LocalHost:PORT", 200),
        ("Host: [::1]:PORT", 200),
        ("Host: 127.0.0.1.evil.test:PORT", 403),
        ("Host: localhost.evil.test:PORT", 403),
        ("Host: 0.0.0.0:PORT", 403),
        ("Host: 127.0.0.1", 403),
        ("Host: 127.0.0.1:1", 403),
        ("Host: 127.0.0.1:PORT0", 403),
        ("Host: ", 400),
        ("X: y", 400),
        ("Host: 127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT", 400),
        ("Host: 127.0.0.1:PORT\r\nHost: evil.test", 400),
        ("Host: evil.test\r\nX-Forwarded-Host: 127.0.0.1:PORT", 403),
        ("Host: evil.test\r\nForwarded: host=127.0.0.1:PORT", 403),
        ("Host: 127.0.0.1:PORT, evil.test", 403),
    ] {
        let answer = served.raw(&format!("GET /health HTTP/1.1\r\nConnection: close\r\n{host}\r\n\r\n")).await;
        refused(&answer, status, host);
    }
    let head = "HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:PORT\r\n\r\n";
    refused(&served.raw(&format!("GET http://evil.test/health {head}")).await, 400, "another absolute address");
    refused(&served.raw(&format!("GET http://127.0.0.1:PORT/health {head}")).await, 200, "our absolute address");
    refused(&served.raw("GET /health HTTP/1.0\r\n\r\n").await, 400, "HTTP/1.0 without a host");
    served.end().await;
}

#[tokio::test]
async fn r4_a5_other_sites_get_no_further_than_a_page() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let link = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
    for site in ["cross-site", "same-site"] {
        for route in routes() {
            let mut headers = vec![("Cookie", browser.cookie.as_str()), ("X-Sampan-Token", browser.token.as_str())];
            headers.push(("Sec-Fetch-Site", site));
            refused(&served.send(&line(&route), &headers, "{}").await, 403, &line(&route));
            headers.extend(link);
            let answer = served.send(&line(&route), &headers, "{}").await;
            let expected = if route.access == Access::Page { 307 } else { 403 };
            refused(&answer, expected, &format!("{} by a link", line(&route)));
        }
        let mut headers = vec![("Sec-Fetch-Site", site)];
        refused(&served.send("GET /en/", &headers, "").await, 403, "a page as a part of another");
        headers.extend(link);
        refused(&served.send("GET /en/", &headers, "").await, 200, "a link to a page");
    }
    let typed = [("Sec-Fetch-Site", "none"), link[0], link[1]];
    refused(&served.send("GET /en/docker/volumes.html", &typed, "").await, 200, "a typed address");
    served.end().await;
}

#[tokio::test]
async fn r6_a6_a_cookie_alone_authorises_nothing() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let origin = format!("http://127.0.0.1:{}", served.port);
    for route in routes().iter().filter(|route| route.access == Access::Learner) {
        for header in [("Cookie", browser.cookie.as_str()), ("X-Sampan-Token", browser.token.as_str())] {
            let answer = served.send(&line(route), &[header, ("Origin", origin.as_str())], "{}").await;
            refused(&answer, 401, &line(route));
            assert_eq!(answer.kind(), "sign-in");
        }
    }
    served.end().await;
}

#[tokio::test]
async fn r19_r20_a8_every_answer_carries_the_headers() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let evil = [("Host", "evil.test")];
    let mut answers = Vec::new();
    for route in routes() {
        let line = line(&route);
        // A stream does not end by itself; its head is looked at where the stream is tested.
        if !route.path.ends_with("/events") {
            answers.push(served.ask(&browser, &line, "{}").await);
        }
        answers.push(served.send(&line, &[], "{}").await);
        answers.push(served.send(&line, &evil, "{}").await);
    }
    for line in ["GET /en/", "GET /en/missing.html", "DELETE /en/", "GET /api/missing", "POST /en/", "GET /en"] {
        answers.push(served.send(line, &[], "{}").await);
    }
    let statuses: std::collections::BTreeSet<u16> = answers.iter().map(|answer| answer.status).collect();
    assert!([200, 307, 401, 403, 404, 405, 422].iter().all(|status| statuses.contains(status)), "{statuses:?}");
    for answer in answers {
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{answer:?}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{answer:?}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{answer:?}");
        }
        assert!(!answer.head.to_ascii_lowercase().contains("access-control-"), "{answer:?}");
        assert!(answer.header("cache-control").is_some(), "{answer:?}");
    }
    served.end().await;
}

#[tokio::test]
async fn r15_a9_a_code_is_good_once_and_for_a_minute() {
    let served = Served::begin().await;
    let code = served.code();
    assert_eq!(served.exchange(&code).await.status, 200);
    let again = served.exchange(&code).await;
    refused(&again, 401, "a second client with the same code");
    assert!(again.header("set-cookie").is_none(), "{again:?}");
    assert_eq!(again.kind(), "code");

    let late = served.code();
    served.pass(61);
    refused(&served.exchange(&late).await, 401, "after a minute");
    refused(&served.exchange(&late).await, 401, "after a minute, again");
    let in_time = served.code();
    served.pass(60);
    refused(&served.exchange(&in_time).await, 200, "within a minute");

    // Of many who try the same code at once, one gets in.
    let code = served.code();
    let tries = futures_util::future::join_all((0..20).map(|_| served.exchange(&code))).await;
    assert_eq!(tries.iter().filter(|answer| answer.status == 200).count(), 1);
    served.end().await;
}

#[tokio::test]
async fn a10_broken_requests_are_refused() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let post = format!(
        "POST /api/sign-in HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Cookie: {}\r\nX-Sampan-Token: {}\r\n",
        browser.cookie, browser.token
    );
    let chunks = "2\r\n{}\r\n0\r\n\r\n";
    for (rest, status) in [
        (format!("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"), 400),
        (format!("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{chunks}"), 400),
        (format!("Transfer-Encoding: chunked\r\n\r\n{chunks}"), 400),
        ("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}".to_owned(), 400),
        ("Content-Length: two\r\n\r\n{}".to_owned(), 400),
        (format!("X: {}\r\n\r\n", "x".repeat(64 << 10)), 431),
        ("Content-Length: 10485761\r\n\r\n".to_owned(), 413),
        ("Content-Length: 1048577\r\n\r\n".to_owned(), 413),
        (sized(&"[".repeat(10_000)), 400),
        (sized(&format!("{{\"code\":{}", "[".repeat(10_000))), 422),
        (sized("{\"code\":\"x\""), 400),
        (sized("[\"x\"]"), 400),
        (sized("{\"code\":\"x\",\"role\":\"leader\"}"), 422),
        (sized("{\"code\":\"x\",\"code\":\"y\"}"), 422),
        (sized("{\"code\":1}"), 422),
        (sized("{}"), 422),
    ] {
        refused(&served.raw(&format!("{post}{rest}")).await, status, &rest[..rest.len().min(80)]);
    }
    for line in
        ["TRACE /", "OPTIONS *", "OPTIONS /api/progress", "PUT /en/", "CONNECT 127.0.0.1:PORT", "CONNECT evil:80"]
    {
        let request = format!("{line} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n\r\n");
        refused(&served.raw(&request).await, 405, line);
    }
    refused(&served.raw("hello\r\n\r\n").await, 400, "no HTTP at all");
    assert_eq!(served.ask(&browser, "GET /api/progress", "").await.status, 200, "the server goes on");
    served.end().await;
}

#[tokio::test]
async fn a11_a_path_is_a_key_and_not_a_file() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    for path in [
        "/static/../Cargo.toml",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cetc/passwd",
        "/en/..%252f..%252fetc/passwd",
        "/en//etc/passwd",
        "/en/%00",
        "//etc/passwd",
        "/en/docker/volumes.html/",
        "/api/exercises/../x",
        "/api/exercises/docker/%2e%2e",
        "/api/exercises/docker/%ff",
        "/api/exercises/docker/..%2fx",
        "/api/exercises/-x/y",
        "/api/exercises/docker/keep-the-data/files/../../../../etc/passwd",
        "/api/exercises/docker/keep-the-data/files/%2e%2e/%2e%2e/etc/passwd",
        "/api/exercises/docker/keep-the-data/files/%2fetc%2fpasswd",
        "/api/exercises/docker/keep-the-data/files//etc/passwd",
        "/api/exercises/docker/keep-the-data/files/a%00b",
        "/api/exercises/docker/keep-the-data/files/%ff",
    ] {
        let answer = served.ask(&browser, &format!("GET {path}"), "").await;
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.body.contains("root:") && !answer.body.contains("[package]"), "{path}");
    }
    served.end().await;
}

#[tokio::test]
async fn a20_no_route_of_the_learners_opens_without_a_good_credential() {
    let served = Served::begin().await;
    let bearer = signin::bearer(&served.runtime()).unwrap();
    let stored = std::fs::read_dir(served.runtime()).unwrap().flatten();
    let stored = stored.map(|file| file.file_name().into_string().unwrap()).find(|name| name.starts_with("bearer-"));
    let hash = stored.unwrap().trim_start_matches("bearer-").to_owned();
    let cookie = |value: &str| format!("sampan-{}={value}", served.port);
    let random = "r".repeat(43);
    let tries: [Vec<(&str, String)>; 6] = [
        vec![],
        vec![("Authorization", format!("Bearer {random}"))],
        vec![("Authorization", format!("Bearer {hash}"))],
        vec![("Cookie", cookie(&random)), ("X-Sampan-Token", random.clone())],
        vec![("Cookie", cookie(&hash)), ("X-Sampan-Token", hash.clone())],
        vec![("Cookie", cookie(bearer.reveal())), ("X-Sampan-Token", bearer.reveal().to_owned())],
    ];
    let mut walked = 0;
    for route in routes().iter().filter(|route| route.access == Access::Learner) {
        for headers in &tries {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            refused(&served.send(&line(route), &headers, "{}").await, 401, &line(route));
        }
        walked += 1;
    }
    assert!(walked >= 13, "{walked}");
    let good = format!("Bearer {}", bearer.reveal());
    assert_eq!(served.send("GET /api/progress", &[("Authorization", &good)], "").await.status, 200);
    served.end().await;
}

#[test]
fn r1_a20_the_open_routes_are_these() {
    let open = routes().into_iter().filter(|route| route.access != Access::Learner);
    let open: Vec<_> = open.map(|route| format!("{} {}", route.method, route.path)).collect();
    let known = [
        "GET /",
        "GET /static/{*path}",
        "GET /health",
        "GET /api/proof/{nonce}",
        "POST /api/sign-in",
        "GET /api/terminals/{id}/socket",
    ];
    assert_eq!(
        open, known,
        "a route that the gate lets through without both halves of a credential must be thought about"
    );
}

#[test]
fn every_route_is_described() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/API.md")).unwrap();
    for route in routes() {
        let row = format!("| `{} {}` |", route.method, route.path);
        assert!(text.contains(&row), "docs/API.md lacks {row}");
    }
}

#[tokio::test]
async fn r16_a21_nobody_else_reads_our_files_whatever_the_umask() {
    let before = rustix::process::umask(rustix::fs::Mode::empty());
    let served = Served::begin().await;
    let _ = (served.code(), signin::bearer(&served.runtime()).unwrap());
    let browser = served.sign_in().await;
    let opening = signin::opening_file(&served.dir.path().join("sampan"), "http://127.0.0.1:1/#code=x").unwrap();
    rustix::process::umask(before);

    let mode = |path: &Path| path.symlink_metadata().unwrap().mode() & 0o777;
    assert_eq!(mode(&served.runtime()), 0o700);
    assert_eq!(mode(&opening), 0o600);
    let mut seen = Vec::new();
    for file in std::fs::read_dir(served.runtime()).unwrap().flatten() {
        assert_eq!(mode(&file.path()), 0o600, "{:?}", file.path());
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(!text.contains(&browser.token) && !text.contains(&browser.cookie), "{:?}", file.path());
        seen.push(file.file_name().into_string().unwrap().split(['-', '.']).next().unwrap().to_owned());
    }
    seen.sort();
    assert_eq!(seen, ["bearer", "code", "server"]);
    served.end().await;
}

#[tokio::test]
async fn r17_a22_a_server_proves_itself_and_its_notice_ends_with_it() {
    let served = Served::begin().await;
    let runtime = served.runtime();
    let found = running(&runtime).await.expect("it runs");
    assert_eq!((found.port, found.pid), (served.port, std::process::id()));
    let nonce = "/api/proof/short";
    refused(&served.send(&format!("GET {nonce}"), &[], "").await, 400, "a nonce that is none");
    let Served { shutdown, task, state, dir, .. } = served;
    shutdown.cancel();
    task.await.unwrap().unwrap();
    drop(state);
    assert_eq!(running(&runtime).await, None);
    assert_eq!(std::fs::read_dir(&runtime).unwrap().count(), 0, "nothing is left in the runtime directory");
    drop(dir);
}
