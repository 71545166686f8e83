//! What stands above a page that is not what its readers expect: it is not translated yet, or older than its source.

use serde::Serialize;

use super::Maker;
use super::shell::Place;
use crate::course::Lang;
use crate::site::book::Page;
use crate::site::parity;
use crate::words;

#[derive(Serialize)]
pub(super) struct Banner {
    /// `missing`: the prose is in the source language; `stale`: the source has changed since it was translated.
    kind: &'static str,
    /// The day on which the source changed.
    date: Option<String>,
    /// The source's page.
    href: Option<String>,
}

impl Maker<'_> {
    /// The banner of a page that is shown to the readers of `lang`; `source` is its original.
    pub(super) fn banner(&self, lang: &Lang, page: &Page, source: Option<&Page>, place: &Place) -> Option<Banner> {
        let is_stale = source.is_some_and(|source| parity::is_stale(source, page));
        let kind = if page.lang != *lang { "missing" } else { is_stale.then_some("stale")? };
        let own = self.library.settings.source();
        Some(Banner {
            kind,
            date: source.and_then(|source| source.head.updated).map(|date| words::date(lang, date)),
            href: self.options.makes(own).then(|| format!("{}{own}/{}", place.root, place.path)),
        })
    }
}
