//! A draft: the pages of a course while its author writes it, for `sampan dev`. Each page reloads itself when it has been
//! made anew, and shows over it what is wrong with the course.
//!
//! The same gate, headers and loop as the tutor's server, and less behind them: no learner, no credential, nothing that
//! changes anything. What it adds to a page lies under `/~dev/`, which no language of a course can be.

mod news;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::stream::{Stream, StreamExt};
use tokio::sync::{Semaphore, watch};
use tokio_stream::wrappers::WatchStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::error::AppError;
use super::gate::{Access, Gate};
use super::language::Langs;
use super::listen::Listeners;
use super::pages::{self, Pages, Shelf};
use super::refusal::Refusal;
use super::{layers, serve};
use crate::course::Lang;
use news::News;

pub use news::Flaw;

/// How many tabs may follow.
const TABS: usize = 32;
/// How often a quiet stream shows that it lives.
const PULSE: Duration = Duration::from_secs(15);
const SCRIPT: &str = include_str!("../../theme/dev/live.js");
const STYLE: &str = include_str!("../../theme/dev/live.css");

/// A site that is made anew at each change.
#[derive(Clone)]
pub struct Draft(Arc<Inner>);

struct Inner {
    langs: Langs,
    shelf: Shelf,
    /// The site as it was built, to see what the next one changes.
    last: Mutex<BTreeMap<String, Bytes>>,
    news: watch::Sender<Arc<News>>,
    tabs: Arc<Semaphore>,
    ending: CancellationToken,
}

impl Draft {
    /// A draft without pages, in the words of its author's language.
    pub fn new(langs: &[Lang], words: &Lang) -> Self {
        Self(Arc::new(Inner {
            langs: Langs::new(langs),
            shelf: Shelf::new(Pages::default()),
            last: Mutex::default(),
            news: watch::Sender::new(Arc::new(News::first(words))),
            tabs: Arc::new(Semaphore::new(TABS)),
            ending: CancellationToken::new(),
        }))
    }

    /// Shows a newly built site and what is wrong with it; says how many pages differ from before.
    pub fn show(&self, files: BTreeMap<String, Bytes>, flaws: Vec<Flaw>) -> usize {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        let news = self.0.news.borrow().next(&last, &files, flaws);
        let pages = files.iter().map(|(path, bytes)| (path.clone(), news::followed(path, bytes, news.build)));
        self.0.shelf.swap(Pages::new(pages.collect()));
        *last = files;
        let changed = news.changed.len();
        self.0.news.send_replace(Arc::new(news));
        changed
    }
}

impl FromRef<Draft> for Langs {
    fn from_ref(draft: &Draft) -> Self {
        draft.0.langs.clone()
    }
}

impl FromRef<Draft> for Shelf {
    fn from_ref(draft: &Draft) -> Self {
        draft.0.shelf.clone()
    }
}

/// Serves a draft until `shutdown`.
///
/// # Errors
/// When a socket cannot be handed to the runtime.
pub async fn serve_draft(listeners: Listeners, draft: Draft, shutdown: CancellationToken) -> io::Result<()> {
    let router = router(draft.clone(), listeners.port());
    serve::hold(listeners, router, &draft.0.ending, &TaskTracker::new(), shutdown).await
}

/// The whole server but for the sockets.
fn router(draft: Draft, port: u16) -> Router {
    let parts = ["/static/{*path}", "/~dev/news", "/~dev/live.js", "/~dev/live.css"].map(|path| (path, Access::Part));
    let gate = Gate::of_pages(port, parts.into_iter().chain([("/", Access::Page)]).collect());
    let (langs, ending) = (draft.0.langs.clone(), draft.0.ending.clone());
    let bare = Router::new()
        .route("/", get(pages::front))
        .route("/static/{*path}", get(pages::part))
        .route("/~dev/news", get(told))
        .route("/~dev/live.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/~dev/live.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .fallback(pages::page)
        .method_not_allowed_fallback(async || AppError::from(Refusal::Method));
    layers::around(bare.with_state(draft), gate, langs, ending)
}

fn file(media: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, media), (CACHE_CONTROL, "no-cache")], text)
}

/// `GET /~dev/news`: how the draft stands, and each change of it.
async fn told(State(draft): State<Draft>) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, AppError> {
    let seat = Arc::clone(&draft.0.tabs).try_acquire_owned().map_err(|_| Refusal::TooManyStreams)?;
    let news = WatchStream::new(draft.0.news.subscribe()).map(move |news| {
        let _until_the_end = &seat;
        Ok(Event::default().event("built").data(news.json()))
    });
    let news = news.take_until(draft.0.ending.clone().cancelled_owned());
    Ok(Sse::new(news).keep_alive(KeepAlive::new().interval(PULSE)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;

    fn draft() -> Draft {
        let draft = Draft::new(&[Lang::en()], &Lang::en());
        let page = Bytes::from_static(b"<html><head><title>x</title></head></html>");
        draft.show([("en/index.html".to_owned(), page)].into(), Vec::new());
        draft
    }

    async fn ask(path: &str, headers: &[(&str, &str)]) -> (StatusCode, String) {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = router(draft(), 7890).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn pages_follow_and_only_our_own_may_ask() {
        let ours = ("host", "127.0.0.1:7890");
        let (status, html) = ask("/en/", &[ours]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("<script src=\"/~dev/live.js?build="), "{html}");
        for path in ["/en/", "/~dev/live.js", "/~dev/news"] {
            assert_eq!(ask(path, &[("host", "evil.test:7890")]).await.0, StatusCode::FORBIDDEN, "{path}");
            let foreign = [ours, ("origin", "https://evil.test")];
            assert_eq!(ask(path, &foreign).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        let cross = [ours, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")];
        assert_eq!(ask("/~dev/live.js", &cross).await.0, StatusCode::FORBIDDEN);
        assert_eq!(ask("/api/progress", &[ours]).await.0, StatusCode::NOT_FOUND, "there is no learner here");
    }
}
