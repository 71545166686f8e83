//! Whose an answer through the API server's proxy is: the Service's, or the API server's about a Service that does not
//! answer, or its own. Pure.

use http::HeaderMap;
use serde_json::Value;

use super::one_line;
use crate::course::Silence;

/// Whose an answer is.
#[derive(Debug)]
pub(super) enum Verdict {
    /// The Service answered.
    Answered,
    /// The Service did not, and the API server says why.
    Unanswered(Silence),
    /// The API server did not even try.
    Own(Box<kube::core::Status>),
}

/// Whose an answer through the proxy is; a page of the Service is its own whatever it says.
pub(super) fn verdict(service: (&str, u16), status: u16, headers: &HeaderMap, body: &[u8]) -> Verdict {
    if status < 400 {
        return Verdict::Answered;
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let is_json = headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let said: Option<Value> = if is_json { serde_json::from_slice(body).ok() } else { None };
    let said = said.filter(|said| said["kind"] == "Status" && said["apiVersion"] == "v1");
    let Some(said) = said else {
        // The proxy gives up in plain words where it had begun to talk.
        let gave_up = matches!(status, 500 | 502 | 503) && text.starts_with(GAVE_UP);
        return if gave_up { Verdict::Unanswered(given_up(&text)) } else { Verdict::Answered };
    };
    let absent = status == 404 && said["details"]["kind"] == "services";
    if let Some(silence) = of_service(service, absent, said["message"].as_str().unwrap_or_default()) {
        return Verdict::Unanswered(silence);
    }
    match serde_json::from_value::<kube::core::Status>(said) {
        Ok(said) => Verdict::Own(Box::new(kube::core::Status { code: status, ..said })),
        Err(_) => Verdict::Answered,
    }
}

/// What the API server says of a Service that it could not reach; none where it speaks of something else.
fn of_service((name, port): (&str, u16), absent: bool, message: &str) -> Option<Silence> {
    let name = || name.to_owned();
    if absent {
        return Some(Silence::NoService { name: name() });
    }
    if message.contains("no endpoints available") {
        return Some(Silence::NoEndpoints { name: name() });
    }
    if message.contains("no service port") {
        return Some(Silence::NoPort { name: name(), port });
    }
    message.contains(GAVE_UP).then(|| given_up(message))
}

/// How its proxy begins where it had begun to talk.
const GAVE_UP: &str = "error trying to reach service";

/// What the words of who tried say, which are mostly those of Go's network library.
pub(super) fn given_up(message: &str) -> Silence {
    // `socat`, which some nodes forward with, begins the same words with a capital.
    let lower = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| lower.contains(words));
    if says(&["connection refused"]) {
        Silence::Refused
    } else if says(&["timeout", "deadline exceeded"]) {
        Silence::TooSlow
    } else if says(&["no route to host", "unreachable"]) {
        Silence::NoWay
    } else if says(&["malformed http", "http response to https", "tls handshake"]) {
        Silence::NoHttp
    } else if says(&["eof", "connection reset", "broken pipe"]) {
        Silence::BrokenOff
    } else {
        let detail = message.split_once(GAVE_UP).map_or(message, |(_, detail)| detail.trim_start_matches(':'));
        Silence::Other { detail: one_line(detail) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(status: u16, kind: &'static str, body: &str) -> String {
        let headers = HeaderMap::from_iter([(http::header::CONTENT_TYPE, http::HeaderValue::from_static(kind))]);
        match verdict(("shop", 80), status, &headers, body.as_bytes()) {
            Verdict::Answered => "answered".to_owned(),
            Verdict::Unanswered(silence) => format!("unanswered: {}", silence.word()),
            Verdict::Own(said) => format!("own: {}", said.code),
        }
    }

    fn status(code: u16, kind: &str, message: &str) -> String {
        let body = json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": code,
            "message": message, "details": { "kind": kind, "name": "shop" } });
        body.to_string()
    }

    #[test]
    fn a_failure_of_the_service_is_an_answer() {
        let none = status(503, "", "no endpoints available for service \"shop\"");
        assert_eq!(judged(503, "application/json", &none), "unanswered: no-endpoints");
        for (rest, expected) in [
            ("dial tcp 10.0.0.1:80: connect: connection refused", "refused"),
            ("dial tcp 10.0.0.1:80: i/o timeout", "too-slow"),
            ("EOF", "broken-off"),
            ("dial tcp 10.0.0.1:80: connect: no route to host", "no-way"),
            ("net/http: HTTP/1.x transport connection broken: malformed HTTP response \"x\"", "no-http"),
            ("something new", "other"),
        ] {
            let said = format!("error trying to reach service: {rest}");
            assert_eq!(judged(502, "text/plain; charset=utf-8", &said), format!("unanswered: {expected}"));
            let said = status(503, "", &said);
            assert_eq!(judged(503, "application/json", &said), format!("unanswered: {expected}"));
        }
        let absent = status(404, "services", "services \"shop\" not found");
        assert_eq!(judged(404, "application/json", &absent), "unanswered: no-service");
        let portless = status(503, "", "no service port 82 found for service \"shop\"");
        assert_eq!(judged(503, "application/json", &portless), "unanswered: no-port");
    }

    #[test]
    fn the_api_servers_own_failure_is_not() {
        for code in [401, 403, 429, 500, 503] {
            let body = status(code, "services", "no");
            assert_eq!(judged(code, "application/json", &body), format!("own: {code}"));
        }
    }

    #[test]
    fn a_page_of_the_service_is_its_own_whatever_it_says() {
        for code in [200, 301, 401, 403, 404, 500, 502, 503] {
            assert_eq!(judged(code, "text/html", "<h1>error</h1>"), "answered");
        }
        assert_eq!(judged(500, "application/json", "{\"error\":1}"), "answered");
        assert_eq!(judged(200, "application/json", &status(403, "pods", "no")), "answered");
    }
}
