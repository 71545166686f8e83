//! Where a course is kept, and so where its reader can mend a page or say what is wrong with it (pure).
//!
//! The two keys are mdBook's, and mean what they mean there: `git-repository-url`, and `edit-url-template` with
//! `{path}` in it.

use http::Uri;

/// The addresses that `book.toml` gives; without them a page has no such links.
#[derive(Debug, Clone, Default)]
pub(super) struct Repository {
    url: Option<String>,
    edit: Option<String>,
}

/// What is wrong with one of the two keys: its name, the words, and the help.
pub(super) type Bad = (&'static str, String, &'static str);

const URL: &str = "git-repository-url";
const EDIT: &str = "edit-url-template";

impl Repository {
    /// Takes the addresses that are sound, and names those that are not.
    pub(super) fn read(url: Option<String>, edit: Option<String>) -> (Self, Vec<Bad>) {
        let mut bad = Vec::new();
        let url = url.filter(|url| {
            let sound = is_web(url);
            if !sound {
                bad.push((URL, format!("`{url}` is no web address"), "write it as `https://example.org/me/course`"));
            }
            sound
        });
        let edit = edit.filter(|edit| {
            let sound = edit.contains("{path}") && is_web(&edit.replace("{path}", "x"));
            if !sound {
                let words = format!("`{edit}` is no web address with `{{path}}` in it");
                bad.push((EDIT, words, "write it as `https://example.org/me/course/edit/main/{path}`"));
            }
            sound
        });
        let url = url.map(|url| url.trim_end_matches('/').to_owned());
        (Self { url, edit }, bad)
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
        Repository::read(Some(url.to_owned()), Some(edit.to_owned()))
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
        assert_eq!(bad.iter().map(|(key, _, _)| *key).collect::<Vec<_>>(), [URL, EDIT]);
        assert_eq!((repository.edit("x.md"), repository.report("x.md")), (None, None));
        assert_eq!(read("https://x.test", "/edit/{path}").1.len(), 1);
    }
}
