//! What a build may vary: who serves the site, where it will lie, which languages it is made in (pure).

use std::fmt;
use std::str::FromStr;

use http::Uri;

use crate::course::{Lang, Verification};

/// What a build may vary; by default it is a published site in every language, and may lie anywhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// A tutor serves the site, so that its exercises come alive.
    pub served: bool,
    /// Where the site will lie, if that is known: what must name a whole address is made only then.
    pub base: Option<Base>,
    /// The languages it is made in; where none is named, every language of the course.
    pub langs: Vec<Lang>,
    /// One more page a language, that holds the whole course and is made to be printed.
    pub single: bool,
    /// What was tried on real engines, which its pages then tell.
    pub verified: Option<Verification>,
}

impl Options {
    /// Everything, for a tutor to serve.
    pub fn served() -> Self {
        Self { served: true, ..Self::default() }
    }

    /// Whether the site has pages in that language.
    pub fn makes(&self, lang: &Lang) -> bool {
        self.langs.is_empty() || self.langs.contains(lang)
    }
}

/// The address of a site's root, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    text: String,
    /// Where the path begins, which may be empty.
    path: usize,
}

/// Why an address cannot be that of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBase {
    #[error("is no web address: it begins with `https://` or `http://`, as `https://example.org/course`")]
    NotWeb,
    #[error("names somebody who signs in: readers would do so too; leave out what stands before `@`")]
    SignIn,
    #[error("has more than a path: leave out what begins with `?` or `#`")]
    Query,
    #[error("holds `{0}`, which an address spells as `%` and two digits")]
    Letter(char),
}

impl Base {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The path of the root: empty, or as `/course`.
    pub fn path(&self) -> &str {
        &self.text[self.path..]
    }

    /// The whole address of a file by its path from the site's root.
    pub fn of(&self, path: &str) -> String {
        format!("{}/{path}", self.text)
    }
}

impl FromStr for Base {
    type Err = BadBase;

    fn from_str(text: &str) -> Result<Self, BadBase> {
        if text.contains(['?', '#']) {
            return Err(BadBase::Query);
        }
        let sound = |c: &char| c.is_ascii_alphanumeric() || "-._~:/@!$&'()*+,;=%[]".contains(*c);
        if let Some(bad) = text.chars().find(|c| !sound(c)) {
            return Err(BadBase::Letter(bad));
        }
        let uri: Uri = text.parse().map_err(|_| BadBase::NotWeb)?;
        let (Some("http" | "https"), Some(host)) = (uri.scheme_str(), uri.authority()) else {
            return Err(BadBase::NotWeb);
        };
        if host.as_str().contains('@') {
            return Err(BadBase::SignIn);
        }
        let text = text.trim_end_matches('/').to_owned();
        let host_at = text.find("://").map_or(0, |at| at + "://".len());
        let path = text[host_at..].find('/').map_or(text.len(), |at| host_at + at);
        Ok(Self { text, path })
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: Result<(&str, &str), &BadBase>) {
        let base = text.parse::<Base>();
        let found = base.as_ref().map(|base| (base.as_str(), base.path()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_base_is_a_web_address_without_its_last_slash() {
        case("https://example.org", Ok(("https://example.org", "")));
        case("https://example.org/", Ok(("https://example.org", "")));
        case("http://127.0.0.1:8080/a/b//", Ok(("http://127.0.0.1:8080/a/b", "/a/b")));
        case("https://me.github.io/sampan/", Ok(("https://me.github.io/sampan", "/sampan")));
        let base: Base = "https://me.github.io/sampan/".parse().unwrap();
        assert_eq!(base.of("en/index.html"), "https://me.github.io/sampan/en/index.html");
    }

    #[test]
    fn what_is_no_base_says_why() {
        for text in ["", "/course", "example.org", "ftp://example.org", "https://", "https:///x", "javascript:alert(1)"]
        {
            case(text, Err(&BadBase::NotWeb));
        }
        case("https://me:secret@example.org", Err(&BadBase::SignIn));
        case("https://example.org/?a=1", Err(&BadBase::Query));
        case("https://example.org/#x", Err(&BadBase::Query));
        case("https://example.org/\"><script>", Err(&BadBase::Letter('"')));
        case("https://example.org/a b", Err(&BadBase::Letter(' ')));
    }
}
