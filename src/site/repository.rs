//! Where a course is kept, and so where its reader can mend a page or say what is wrong with it (pure).
//!
//! The two keys are mdBook's, and mean what they mean there: `git-repository-url`, and `edit-url-template` with
//! `{path}` in it.

use std::ops::Range;

use http::Uri;

use super::spanned::Spanned;

/// The addresses that `book.toml` gives; without them a page has no such links.
#[derive(Debug, Clone, Default)]
pub(super) struct Repository {
    url: Option<String>,
    edit: Option<String>,
}

/// What is wrong in `book.toml`: where, the words, and the help.
pub(super) type Bad = (Range<usize>, String, &'static str);

impl Repository {
    /// Takes the addresses that are sound, and names those that are not.
    pub(super) fn read(url: Option<Spanned<String>>, edit: Option<Spanned<String>>) -> (Self, Vec<Bad>) {
        let (mut repository, mut bad) = (Self::default(), Vec::new());
        if let Some(url) = url {
            let (at, url) = (url.span(), url.into_inner());
            if is_web(&url) {
                repository.url = Some(url.trim_end_matches('/').to_owned());
            } else {
                bad.push((at, format!("`{url}` is no web address"), "write it as `https://example.org/me/course`"));
            }
        }
        if let Some(edit) = edit {
            let (at, edit) = (edit.span(), edit.into_inner());
            if edit.contains("{path}") && is_web(&edit.replace("{path}", "x")) {
                repository.edit = Some(edit);
            } else {
                let words = format!("`{edit}` is no web address with `{{path}}` in it");
                bad.push((at, words, "write it as `https://example.org/me/course/edit/main/{path}`"));
            }
        }
        (repository, bad)
    }

    /// Where the course is kept.
    pub(super) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Where a file of the course can be edited.
    pub(super) fn edit(&self, file: &str) -> Option<String> {
        self.edit.as_ref().map(|template| template.replace("{path}", &encoded(file)))
    }

    /// Where something wrong with a file can be reported, the file already named.
    pub(super) fn report(&self, file: &str) -> Option<String> {
        let url = self.url.as_ref()?;
        let host = url.parse::<Uri>().ok()?.host().unwrap_or_default().to_owned();
        let file = encoded(file);
        // GitLab spells it in its own way; GitHub, Gitea and Forgejo agree.
        Some(match host.contains("gitlab") {
            true => format!("{url}/-/issues/new?issue[title]={file}"),
            false => format!("{url}/issues/new?title={file}"),
        })
    }
}

/// Whether a link may lead there: never to a script.
fn is_web(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|uri| matches!(uri.scheme_str(), Some("https" | "http")) && uri.host().is_some())
}

/// A path as it stands in an address. Names of pages are letters, digits and hyphens; other letters are spelt out.
fn encoded(path: &str) -> String {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if sound(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, edit: &str) -> (Repository, Vec<Bad>) {
        let spanned = |at, text: &str| Some(Spanned::new(at, text.to_owned()));
        Repository::read(spanned(0..1, url), spanned(1..2, edit))
    }

    #[test]
    fn a_page_can_be_edited_and_reported() {
        let (repository, bad) = read("https://github.com/me/course/", "https://github.com/me/course/edit/main/{path}");
        assert_eq!(bad, []);
        let file = "content/en/docker/volumes.md";
        let edit = repository.edit(file).unwrap();
        assert_eq!(edit, "https://github.com/me/course/edit/main/content/en/docker/volumes.md");
        let report = repository.report(file).unwrap();
        assert_eq!(report, "https://github.com/me/course/issues/new?title=content/en/docker/volumes.md");
        let (lab, _) = read("https://gitlab.com/me/course", "https://gitlab.com/me/course/-/edit/main/{path}");
        assert!(lab.report("x y.md").unwrap().ends_with("/-/issues/new?issue[title]=x%20y.md"));
    }

    #[test]
    fn without_addresses_there_are_no_links() {
        let (repository, bad) = Repository::read(None, None);
        assert_eq!((bad, repository.edit("x.md"), repository.report("x.md")), (Vec::new(), None, None));
    }

    #[test]
    fn what_is_no_address_is_named() {
        let (repository, bad) = read("javascript:alert(1)", "https://x.test/edit");
        assert_eq!(bad.iter().map(|(at, _, _)| at.clone()).collect::<Vec<_>>(), [0..1, 1..2]);
        assert_eq!((repository.edit("x.md"), repository.report("x.md")), (None, None));
        assert_eq!(read("https://x.test", "/edit/{path}").1.len(), 1);
    }
}
