//! Pages: the built site out of memory, in the reader's language. They hold lessons only, so they need no token (R11).
//!
//! Nothing here opens a file: a path is a key, and one that is no key is not found.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::error::AppError;
use super::language::{In, Langs};
use super::refusal::Refusal;
use super::secret;
use crate::course::Lang;
use crate::words;

/// A page is asked for again each time, and answered in a few bytes when it has not changed.
const FRESH: HeaderValue = HeaderValue::from_static("no-cache");
/// A file whose name holds its hash never changes.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The files of a site, ready to be sent.
#[derive(Debug, Default)]
pub struct Pages(BTreeMap<String, File>);

/// Where the newest pages of a server stand.
#[derive(Debug, Clone)]
pub(super) struct Shelf(Arc<RwLock<Arc<Pages>>>);

#[derive(Debug)]
struct File {
    bytes: Bytes,
    etag: HeaderValue,
    media: HeaderValue,
}

impl Pages {
    /// By path from the site's root, as `en/docker/volumes.html` and `static/base.1f2e.css`.
    pub fn new(files: BTreeMap<String, Bytes>) -> Self {
        Self(files.into_iter().map(|(path, bytes)| (path.clone(), File::new(&path, bytes))).collect())
    }
}

impl Shelf {
    pub(super) fn new(pages: Pages) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(pages))))
    }

    /// Puts a newly built site in the place of the old one.
    pub(super) fn swap(&self, pages: Pages) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pages);
    }

    fn pages(&self) -> Arc<Pages> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl File {
    fn new(path: &str, bytes: Bytes) -> Self {
        // Weak, since the compressed form is another sequence of bytes.
        let etag = format!("W/\"{}\"", &secret::digest(&bytes)[..32]);
        let media = mime_guess::from_path(path).first_or_octet_stream().to_string();
        let media = if media.starts_with("text/") { format!("{media}; charset=utf-8") } else { media };
        let value = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""));
        Self { etag: value(&etag), media: value(&media), bytes }
    }

    fn answer(&self, asked: &HeaderMap, cache: HeaderValue) -> Response {
        let head = [(ETAG, self.etag.clone()), (CACHE_CONTROL, cache), (CONTENT_TYPE, self.media.clone())];
        if asked.get(IF_NONE_MATCH).is_some_and(|seen| names(seen, &self.etag)) {
            return (StatusCode::NOT_MODIFIED, head).into_response();
        }
        (head, self.bytes.clone()).into_response()
    }
}

/// Whether a list of tags holds this one.
fn names(seen: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(seen), Ok(etag)) = (seen.to_str(), etag.to_str()) else { return false };
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    seen.trim() == "*" || seen.split(',').any(|tag| plain(tag) == plain(etag))
}

/// `GET /`: to the reader's language.
pub(super) async fn front(In(lang): In) -> Response {
    to(&format!("/{lang}/"))
}

/// A page by its path, else a page that says there is none.
pub(super) async fn page(
    State(shelf): State<Shelf>,
    State(langs): State<Langs>,
    In(lang): In,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().trim_start_matches('/');
    if langs.of_path(path).is_some_and(|lang| lang.as_str() == path) {
        return to(&format!("/{path}/"));
    }
    let path = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let pages = shelf.pages();
    match pages.0.get(&path) {
        Some(file) => file.answer(&headers, FRESH),
        None => missing(&pages, &lang),
    }
}

/// `GET /static/…`: what pages consist of.
pub(super) async fn part(State(shelf): State<Shelf>, uri: Uri, headers: HeaderMap) -> Result<Response, AppError> {
    let pages = shelf.pages();
    let file = pages.0.get(uri.path().trim_start_matches('/')).ok_or(Refusal::NoSuchPage)?;
    Ok(file.answer(&headers, FOREVER))
}

/// A redirect to a path of our own: `path` begins with one slash and a language of the course (R13).
fn to(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/en/"));
    let head = [(LOCATION, location), (VARY, HeaderValue::from_static("accept-language"))];
    (StatusCode::TEMPORARY_REDIRECT, head).into_response()
}

fn missing(pages: &Pages, lang: &Lang) -> Response {
    let html = [(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    let body = match pages.0.get(&format!("{lang}/404.html")) {
        Some(file) => file.bytes.clone(),
        None => plain(lang).into(),
    };
    (StatusCode::NOT_FOUND, html, body).into_response()
}

/// For a site that has no page of its own for this.
fn plain(lang: &Lang) -> String {
    let say = |what: &str| words::say(lang, &format!("server-{what}-no-such-page"), &[]);
    let (title, help, tag) = (say("error"), say("help"), lang.tag());
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <h1>{title}</h1>\n<p><a href=\"/{lang}/\">{help}</a></p>\n</html>\n"
    )
}
