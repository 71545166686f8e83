//! Each rule bites: an attack is refused without effect, and gets through in a gate that lacks just that rule.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower::ServiceExt;

use super::*;
use crate::server::{Clock, signin};

/// A gate with something behind it that counts who got there.
struct Stand {
    dir: tempfile::TempDir,
    gate: Gate,
    cookie: String,
    token: String,
    reached: Arc<AtomicUsize>,
}

fn stand() -> Stand {
    let dir = tempfile::tempdir().unwrap();
    let keys = Keys::new(&dir.path().join("run"), dir.path(), 7890, Clock::system()).unwrap();
    let code = signin::new_code(&dir.path().join("run"), chrono::Utc::now()).unwrap();
    let Ok(pair) = keys.exchange(code.reveal()) else { panic!("the code is good") };
    let table = [("/page", Access::Page), ("/part", Access::Part), ("/own", Access::Learner), ("/door", Access::Door)];
    let gate = Gate::new(Arc::new(keys), table.into_iter().collect());
    let cookie = format!("other=1; sampan-7890={}", pair.cookie.reveal());
    Stand { dir, gate, cookie, token: pair.token.reveal().to_owned(), reached: Arc::default() }
}

impl Stand {
    /// The status, and whether the handler was reached.
    async fn send(&self, without: Option<Rule>, request: &str) -> (u16, bool) {
        let mut gate = self.gate.clone();
        gate.rules.retain(|rule| Some(*rule) != without);
        let reached = Arc::clone(&self.reached);
        let handler = async move || reached.fetch_add(1, Ordering::SeqCst).to_string();
        let router =
            ["/page", "/part", "/own", "/door", "/forgotten"].into_iter().fold(Router::new(), |router, path| {
                router.route(path, get(handler.clone())).route(path, post(handler.clone()))
            });
        let before = self.reached.load(Ordering::SeqCst);
        let answer = router.layer(from_fn_with_state(gate, pass)).oneshot(self.request(request)).await.unwrap();
        (answer.status().as_u16(), self.reached.load(Ordering::SeqCst) > before)
    }

    /// `GET /own | Host: x | …`; `COOKIE` and `TOKEN` stand for good ones, and a good Host is added where none is named.
    fn request(&self, text: &str) -> Request {
        let text = text.replace("COOKIE", &self.cookie).replace("TOKEN", &self.token);
        let mut lines = text.split(" | ");
        let (method, path) = lines.next().unwrap().split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(path);
        if !text.contains("Host:") {
            request = request.header("host", "127.0.0.1:7890");
        }
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            request = request.header(name, value);
        }
        request.body(Body::empty()).unwrap()
    }

    #[track_caller]
    fn same(found: (u16, bool), expected: StatusCode, request: &str) {
        assert_eq!(found, (expected.as_u16(), expected.is_success()), "{request}");
    }

    /// Refused by the whole gate, let through by one that lacks `rule`.
    async fn bites(&self, rule: Rule, expected: u16, request: &str) {
        assert_eq!(self.send(None, request).await, (expected, false), "{request}");
        assert_eq!(self.send(Some(rule), request).await, (200, true), "without {rule:?}: {request}");
    }

    async fn passes(&self, request: &str) {
        Self::same(self.send(None, request).await, StatusCode::OK, request);
    }
}

const GOOD: &str = "Cookie: COOKIE | X-Sampan-Token: TOKEN";
const JSON: &str = "Content-Type: application/json";

#[tokio::test]
async fn the_learner_gets_through() {
    let stand = stand();
    stand.passes("GET /page").await;
    stand.passes("HEAD /page").await;
    stand.passes(&format!("GET /own | {GOOD}")).await;
    stand.passes(&format!("POST /own | {GOOD} | {JSON}; charset=utf-8 | Origin: http://127.0.0.1:7890")).await;
    stand.passes(&format!("POST /door | {JSON} | Sec-Fetch-Site: same-origin")).await;
    for host in ["127.0.0.1:7890", "localhost:7890", "LOCALHOST:7890", "[::1]:7890"] {
        stand.passes(&format!("GET /page | Host: {host}")).await;
    }
    stand.passes("GET http://127.0.0.1:7890/page").await;
}

#[tokio::test]
async fn r2_a1_dns_rebinding_bites() {
    let stand = stand();
    stand.bites(Rule::Host, 403, "GET /page | Host: evil.test:7890").await;
    stand.bites(Rule::Host, 403, &format!("GET /own | {GOOD} | Host: evil.test:7890")).await;
}

#[tokio::test]
async fn r2_r5_a2_names_that_look_like_ours_bite() {
    let stand = stand();
    for host in [
        "127.0.0.1.evil.test:7890",
        "localhost.evil.test:7890",
        "0.0.0.0:7890",
        "127.0.0.1",
        "127.0.0.1:7891",
        "127.0.0.1:78900",
        "127.1:7890",
        "2130706433:7890",
        "localhost.:7890",
        "user@localhost:7890",
        "[::ffff:127.0.0.1]:7890",
    ] {
        stand.bites(Rule::Host, 403, &format!("GET /page | Host: {host}")).await;
        stand.bites(Rule::Host, 403, &format!("GET /page | Host: {host} | X-Forwarded-Host: localhost:7890")).await;
    }
    stand.bites(Rule::Syntax, 400, "GET http://evil.test:7890/page").await;
}

#[tokio::test]
async fn r2_a2_a_host_comes_once() {
    let stand = stand();
    for request in ["GET /page | Host: localhost:7890 | Host: localhost:7890", "GET /page | Host: "] {
        assert_eq!(stand.send(None, request).await, (400, false), "{request}");
    }
    let mut request = stand.request("GET /page");
    request.headers_mut().remove(HOST);
    assert_eq!(well_formed(&request), Err(Refusal::Malformed));
}

#[tokio::test]
async fn r3_r5_a3_foreign_origins_bite() {
    let stand = stand();
    for origin in [
        "https://evil.test",
        "null",
        "http://127.0.0.1:7891",
        "http://127.0.0.1:78900",
        "http://127.0.0.1:7890.evil.test",
        "https://127.0.0.1:7890",
        "http://127.0.0.1",
        "http://localhost:7890",
        "http://127.0.0.1:7890/",
    ] {
        let request = format!("POST /own | {GOOD} | {JSON} | Origin: {origin}");
        stand.bites(Rule::Origin, 403, &request).await;
        stand.bites(Rule::Origin, 403, &format!("POST /door | {JSON} | Origin: {origin}")).await;
    }
}

#[tokio::test]
async fn r4_a5_other_sites_bite() {
    let stand = stand();
    let link = "Sec-Fetch-Mode: navigate | Sec-Fetch-Dest: document";
    for site in ["cross-site", "same-site", "new-word"] {
        let site = format!("Sec-Fetch-Site: {site}");
        stand.bites(Rule::Site, 403, &format!("GET /own | {GOOD} | {site}")).await;
        stand.bites(Rule::Site, 403, &format!("GET /own | {GOOD} | {site} | {link}")).await;
        stand.bites(Rule::Site, 403, &format!("POST /own | {GOOD} | {JSON} | {site}")).await;
        stand.bites(Rule::Site, 403, &format!("GET /part | {site} | Sec-Fetch-Dest: script")).await;
        stand.bites(Rule::Site, 403, &format!("GET /part | {site} | {link}")).await;
        stand.bites(Rule::Site, 403, &format!("POST /page | {JSON} | {site} | {link}")).await;
        let frame = "Sec-Fetch-Mode: navigate | Sec-Fetch-Dest: iframe";
        stand.bites(Rule::Site, 403, &format!("GET /page | {site} | {frame}")).await;
        stand.bites(Rule::Site, 403, &format!("GET /page | {site} | Sec-Fetch-Mode: no-cors")).await;
        stand.passes(&format!("GET /page | {site} | {link}")).await;
    }
    stand.passes(&format!("GET /page | Sec-Fetch-Site: none | {link}")).await;
}

#[tokio::test]
async fn r1_r6_a6_a_cookie_alone_bites() {
    let stand = stand();
    for request in [
        "GET /own",
        "GET /own | Cookie: COOKIE",
        "GET /own | X-Sampan-Token: TOKEN",
        "GET /own | Cookie: sampan-7891=TOKEN | X-Sampan-Token: TOKEN",
        "GET /own | Cookie: COOKIE | X-Sampan-Token: wrong",
        "GET /own | Cookie: sampan-7890=wrong | X-Sampan-Token: TOKEN",
        "GET /own | Cookie: COOKIE | Authorization: Bearer TOKEN",
        "GET /own | Authorization: Basic TOKEN",
        "GET /own | Authorization: Bearer ",
        "GET /own | Cookie: COOKIE | X-Sampan-Token: ",
        "GET /forgotten",
    ] {
        stand.bites(Rule::Credential, 401, request).await;
    }
}

#[tokio::test]
async fn a20_a_script_has_a_token_of_its_own() {
    let stand = stand();
    let bearer = signin::bearer(&stand.dir.path().join("run")).unwrap();
    stand.passes(&format!("GET /own | Authorization: Bearer {}", bearer.reveal())).await;
    let hash = crate::server::secret::digest(bearer.reveal().as_bytes());
    stand.bites(Rule::Credential, 401, &format!("GET /own | Authorization: Bearer {hash}")).await;
    let halves = format!("GET /own | Cookie: sampan-7890={} | X-Sampan-Token: {0}", bearer.reveal());
    stand.bites(Rule::Credential, 401, &halves).await;
}

#[tokio::test]
async fn r12_r13_a10_shapes_that_no_client_of_ours_has_bite() {
    let stand = stand();
    for (status, request) in [
        (415, format!("POST /own | {GOOD}")),
        (415, format!("POST /own | {GOOD} | Content-Type: text/plain")),
        (415, format!("POST /own | {GOOD} | Content-Type: application/x-www-form-urlencoded")),
        (415, format!("POST /own | {GOOD} | Content-Type: application/json-patch+json")),
        (400, format!("POST /own | {GOOD} | {JSON} | Transfer-Encoding: chunked")),
        (400, format!("POST /own | {GOOD} | {JSON} | Content-Length: 1 | Content-Length: 2")),
        (413, format!("POST /own | {GOOD} | {JSON} | Content-Length: 10485761")),
        (400, format!("POST /own | {GOOD} | {JSON} | Content-Length: -1")),
    ] {
        stand.bites(Rule::Syntax, status, &request).await;
    }
    for method in ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "BREW"] {
        assert_eq!(stand.send(None, &format!("{method} /own | {GOOD}")).await, (405, false), "{method}");
    }
}
