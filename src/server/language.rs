//! The language of an answer: `?lang=`, else what the browser prefers, else the course's own.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};

use crate::course::Lang;

/// The languages of the course, the source language first; never empty.
#[derive(Debug, Clone)]
pub(super) struct Langs(Arc<[Lang]>);

impl Langs {
    pub(super) fn new(langs: &[Lang]) -> Self {
        Self(if langs.is_empty() { Arc::new([Lang::en()]) } else { langs.into() })
    }

    /// The one that a request asks for.
    pub(super) fn choose(&self, uri: &Uri, headers: &HeaderMap) -> Lang {
        self.named(uri).or_else(|| self.of_path(uri.path())).unwrap_or_else(|| self.preferred(headers))
    }

    /// The one that the browser prefers.
    pub(super) fn preferred(&self, headers: &HeaderMap) -> Lang {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        by_weight(wanted).into_iter().find_map(|tag| self.nearest(tag)).unwrap_or_else(|| self.0[0].clone())
    }

    /// The language whose pages lie under this path.
    pub(super) fn of_path(&self, path: &str) -> Option<Lang> {
        let first = path.trim_start_matches('/').split('/').next()?;
        self.0.iter().find(|lang| lang.as_str() == first).cloned()
    }

    fn named(&self, uri: &Uri) -> Option<Lang> {
        let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
        let said = pairs.filter(|(name, _)| *name == "lang").map(|(_, value)| value).next()?;
        self.0.iter().find(|lang| **lang == Lang::new(said)).cloned()
    }

    fn nearest(&self, tag: &str) -> Option<Lang> {
        let any = self.0.first().filter(|_| tag == "*");
        any.or_else(|| Lang::new(tag).nearest(&*self.0)).cloned()
    }
}

/// The tags of an `Accept-Language`, the most wanted first.
fn by_weight(header: &str) -> Vec<&str> {
    let mut tags: Vec<(f32, &str)> = header.split(',').take(16).filter_map(weighed).collect();
    tags.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

fn weighed(item: &str) -> Option<(f32, &str)> {
    let (tag, rest) = item.split_once(';').unwrap_or((item, "q=1"));
    let weight: f32 = rest.trim().strip_prefix("q=")?.parse().ok()?;
    let tag = tag.trim();
    (weight > 0.0 && !tag.is_empty()).then_some((weight, tag))
}

/// The language to answer in, as an argument of a handler.
pub(super) struct In(pub(super) Lang);

impl<S: Send + Sync> FromRequestParts<S> for In
where
    Langs: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(Langs::from_ref(state).choose(&parts.uri, &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[track_caller]
    fn case(uri: &str, accept: &str, expected: &str) {
        let langs = Langs::new(&[Lang::en(), Lang::new("zh-cn")]);
        let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_str(accept).unwrap())]);
        assert_eq!(langs.choose(&uri.parse().unwrap(), &headers).as_str(), expected, "{uri} {accept}");
    }

    #[test]
    fn the_query_counts_first_then_the_path_then_the_browser() {
        case("/api/progress?lang=zh-cn", "en", "zh-cn");
        case("/api/progress?lang=zh-CN", "en", "zh-cn");
        case("/api/progress?lang=../x", "zh-CN", "zh-cn");
        case("/zh-cn/missing.html", "en", "zh-cn");
        case("/", "zh-CN,zh;q=0.9,en;q=0.8", "zh-cn");
        case("/", "zh-TW", "zh-cn");
        case("/", "zh;q=0.1, en;q=0.9", "en");
        case("/", "fr, *;q=0.5", "en");
        case("/", "zh;q=0", "en");
        case("/", ";;;,q=,;q=x", "en");
        case("/", "", "en");
    }
}
