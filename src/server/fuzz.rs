//! Fuzzing of what a page sends: bodies of JSON, frames of the terminal's socket, and the language that it asks for.

use axum::extract::ws::Message;
use axum::extract::{FromRequest, Request};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use tokio::runtime::Builder;

use super::api::{Answered, exercises, files, records};
use super::body::{Body, Nothing};
use super::door::SignIn;
use super::language::Langs;
use super::terminal::Opening;
use super::terminal::frame::{Heard, Hello};
use crate::course::Lang;
use crate::fuzz::{self, Corpus};

const BODIES: [&str; 9] = [
    "{}",
    r#"{"code": "x"}"#,
    r#"{"question": "q", "choice": [0, 1], "text": null}"#,
    r#"{"text": "卷", "after": "2026-01-01T00:00:00Z"}"#,
    r#"{"text": "a\n", "version": "0a"}"#,
    r#"{"sure": true}"#,
    r#"{"rows": 24, "columns": 80}"#,
    r#"{"rename": {"from": "a", "to": "b"}}"#,
    r#"{"format": "sampan-records-1", "exported": "2026-01-01T00:00:00Z", "records": {"notes": {"a/b": {"text": "n", "at": "2026-01-01T00:00:00Z"}}}}"#,
];
const FRAMES: [&str; 4] = [
    r#"{"token":"t","viewer":7,"seen":0,"rows":24,"columns":80}"#,
    r#"{"seen":5}"#,
    r#"{"size":{"rows":24,"columns":80}}"#,
    "en-GB,zh-Hans-CN;q=0.8,*;q=0.1",
];
/// Pieces of JSON, and of a header.
const JSON: &str = "{¦},¦[¦],¦\"a\":¦null,¦\"\\ud800\"¦\"\\u0000\"¦1e400¦{\"a\":¦{} {}¦;q=¦q=inf¦q=NaN¦*";

/// The status with which a body is refused.
fn refused<T: DeserializeOwned>(text: &str) -> Option<u16> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let read = runtime.block_on(Body::<T>::from_request(Request::new(text.to_owned().into()), &()));
    Some(read.err()?.into_response().status().as_u16())
}

#[test]
fn messages() {
    let each: [fn(&str) -> Option<u16>; 10] = [
        refused::<Nothing>,
        refused::<SignIn>,
        refused::<Answered>,
        refused::<Opening>,
        refused::<records::Written>,
        refused::<records::Exported>,
        refused::<records::Sure>,
        refused::<exercises::Typed>,
        refused::<files::Text>,
        refused::<files::Change>,
    ];
    let corpus = Corpus::new(BODIES.into_iter().chain(FRAMES), JSON);
    let langs = Langs::new(&[Lang::en(), Lang::new("zh-cn")]);
    fuzz::run(
        move |u| corpus.draw(u),
        move |text| {
            let is_json = serde_json::from_str::<serde_json::Value>(text).is_ok_and(|it| it.is_object());
            for refused in each {
                let status = refused(text);
                assert!(status.is_none_or(|status| matches!(status, 400 | 422)), "{status:?}");
                assert!(is_json || status.is_some(), "what is no object was taken");
            }
            a_frame(text);
            if let Ok(value) = HeaderValue::from_str(text) {
                let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, value)]);
                let uri = format!("/?lang={text}").parse().unwrap_or_else(|_| Uri::from_static("/"));
                assert!(["en", "zh-cn"].contains(&langs.choose(&uri, &headers).as_str()));
            }
        },
    );
}

/// Holds that a frame has one meaning at most, and is read again as it is written.
fn a_frame(text: &str) {
    let (hello, heard) = (Hello::read(&Message::text(text)), Heard::read(Message::text(text)));
    assert!(hello.is_none() || heard.is_none(), "one frame has one meaning");
    let written = match &heard {
        Some(Heard::Seen(offset)) => Some(format!("{{\"seen\":{offset}}}")),
        Some(Heard::Size { rows, columns }) => Some(format!("{{\"size\":{{\"rows\":{rows},\"columns\":{columns}}}}}")),
        Some(Heard::Typed(_) | Heard::Alive | Heard::Closed) => panic!("a text is none of these"),
        None => None,
    };
    assert_eq!(written.and_then(|written| Heard::read(Message::text(written))), heard);
    let bytes = text.as_bytes().to_vec();
    assert_eq!(Heard::read(Message::binary(bytes.clone())), Some(Heard::Typed(bytes)));
}
