//! Static files of the theme, named by their content, so that a browser may keep them for ever.

mod slim;

use std::collections::BTreeMap;

use bytes::Bytes;

use super::load::{self, Tree};

/// Static files by the name that templates use: `site.css` → `static/site.1a2b3c4d.css`.
#[derive(Debug, Clone, Default)]
pub(super) struct Assets {
    named: BTreeMap<String, String>,
    files: BTreeMap<String, Bytes>,
}

impl Assets {
    /// Names the files below `theme/static/`.
    pub(super) fn of(theme: &Tree) -> Self {
        let mut assets = Self::default();
        for (name, blob) in theme.below("theme/static") {
            let slimmed = std::str::from_utf8(&blob.bytes).ok().and_then(|text| slim::slim(name, text));
            let bytes = slimmed.map_or_else(|| blob.shared(), super::sent);
            let path = format!("static/{}", hashed(name, &bytes));
            assets.files.insert(path.clone(), bytes);
            assets.named.insert(name.to_owned(), path);
        }
        assets
    }

    /// The path from the site's root.
    pub(super) fn path(&self, name: &str) -> Option<&str> {
        self.named.get(name).map(String::as_str)
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&String, &Bytes)> {
        self.files.iter()
    }
}

/// `vendor/x.min.js` → `vendor/x.min.1a2b3c4d.js`.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = &load::digest(bytes)[..8];
    match name.rsplit_once('.').filter(|(_, ending)| !ending.contains('/')) {
        Some((stem, ending)) => format!("{stem}.{digest}.{ending}"),
        None => format!("{name}.{digest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_its_content_and_keeps_its_ending() {
        let (a, b) = (hashed("vendor/x.min.js", b"1"), hashed("vendor/x.min.js", b"2"));
        assert!(a.starts_with("vendor/x.min.") && a.ends_with(".js") && a != b, "{a} {b}");
        assert_eq!(hashed("LICENSE", b"").split('.').count(), 2);
    }
}
