//! Signing in: what `sampan` and `sampan open` make, and where the server finds it (R15).
//!
//! Both are processes of one user and share nothing but the runtime directory. A code or bearer token is handed to the
//! learner; the directory gets a file that is named after its hash, and a hash opens nothing.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};

use super::secret::Secret;
use crate::private;

/// How long a code is good for.
const CODE_SECONDS: i64 = 60;
/// How many codes, and how many bearer tokens, may wait in the runtime directory.
const MOST: usize = 32;

/// The files of the runtime directory that stand for a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Code,
    Bearer,
}

impl Kind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Code => "code-",
            Self::Bearer => "bearer-",
        }
    }
}

/// Makes a sign-in code: good for one exchange within a minute.
///
/// # Errors
/// When the runtime directory cannot be written to.
pub fn new_code(runtime: &Path, now: DateTime<Utc>) -> io::Result<Secret> {
    let until = now + TimeDelta::seconds(CODE_SECONDS);
    put(runtime, Kind::Code, &until.timestamp().to_string())
}

/// Makes a token for scripts, good until the server ends.
///
/// # Errors
/// When the runtime directory cannot be written to.
pub fn bearer(runtime: &Path) -> io::Result<Secret> {
    put(runtime, Kind::Bearer, "")
}

/// The page's address with a code in its fragment, which no browser sends to a server.
pub fn address(port: u16, code: &Secret) -> String {
    format!("http://127.0.0.1:{port}/#code={}", code.reveal())
}

/// Writes the file that the browser is told to open, and says where it is.
///
/// Arguments of programs are visible to every user of the machine, so the browser gets this path rather than `url`.
/// It lies among the workspaces, since packaged browsers cannot read hidden folders.
///
/// # Errors
/// When the folder cannot be written to.
pub fn opening_file(workspaces: &Path, url: &str) -> io::Result<PathBuf> {
    private::make(workspaces)?;
    let path = workspaces.join("open-sampan.html");
    let url = url.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let html = format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n<title>Sampan</title>\n\
         <p><a href=\"{url}\">Sampan</a></p>\n"
    );
    private::take(&path);
    private::write_new(&path, &html)?;
    Ok(path)
}

/// Takes the code away, and says whether it was there and in time: of several who try, one succeeds.
pub(super) fn redeem(runtime: &Path, code: &Secret, now: DateTime<Utc>) -> bool {
    let Some(path) = find(runtime, Kind::Code, code) else { return false };
    let until = private::read(&path).ok().and_then(|text| text.trim().parse().ok());
    private::take(&path) && until.is_some_and(|until| in_time(until, now))
}

/// Whether this bearer token was made for the running server.
pub(super) fn knows_bearer(runtime: &Path, token: &Secret) -> bool {
    find(runtime, Kind::Bearer, token).is_some()
}

/// Removes every code and token: they end with the server.
pub(super) fn clear(runtime: &Path) {
    for path in waiting(runtime, Kind::Code).into_iter().chain(waiting(runtime, Kind::Bearer)) {
        private::take(&path);
    }
}

fn put(runtime: &Path, kind: Kind, text: &str) -> io::Result<Secret> {
    private::close(runtime)?;
    let mut old = waiting(runtime, kind);
    old.sort_by_key(|path| path.metadata().and_then(|found| found.modified()).ok());
    let too_many = (old.len() + 1).saturating_sub(MOST);
    for path in &old[..too_many.min(old.len())] {
        private::take(path);
    }
    let secret = Secret::random();
    private::write_new(&runtime.join(format!("{}{}", kind.prefix(), secret.hash().hex())), text)?;
    Ok(secret)
}

/// The file that stands for `secret`. Every name is compared, in constant time.
fn find(runtime: &Path, kind: Kind, secret: &Secret) -> Option<PathBuf> {
    let hash = secret.hash();
    let is_it = |path: &PathBuf| name(path).strip_prefix(kind.prefix()).is_some_and(|hex| hash.is(hex));
    let all = waiting(runtime, kind);
    all.into_iter().fold(None, |found, path| if is_it(&path) { Some(path) } else { found })
}

fn waiting(runtime: &Path, kind: Kind) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(runtime).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| name(path).starts_with(kind.prefix())).collect()
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

/// A code from the future is refused too: the clock was set back, and nobody knows how old it is.
fn in_time(until: i64, now: DateTime<Utc>) -> bool {
    (now.timestamp()..=now.timestamp() + CODE_SECONDS).contains(&until)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[track_caller]
    fn case(seconds: i64, good: bool) {
        let dir = tempfile::tempdir().unwrap();
        let code = new_code(dir.path(), at(0)).unwrap();
        assert_eq!(redeem(dir.path(), &code, at(seconds)), good, "after {seconds} s");
        assert!(!redeem(dir.path(), &code, at(0)), "a second time");
    }

    #[test]
    fn r15_a9_a_code_is_good_for_a_minute_and_once() {
        case(0, true);
        case(60, true);
        case(61, false);
        case(-1, false);
    }

    #[test]
    fn a9_a_code_is_no_bearer_and_a_bearer_no_code() {
        let dir = tempfile::tempdir().unwrap();
        let (code, token) = (new_code(dir.path(), at(0)).unwrap(), bearer(dir.path()).unwrap());
        assert!(!knows_bearer(dir.path(), &code) && !redeem(dir.path(), &token, at(0)));
        assert!(knows_bearer(dir.path(), &token) && redeem(dir.path(), &code, at(0)));
    }

    #[test]
    fn a20_what_lies_in_the_folder_opens_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let token = bearer(dir.path()).unwrap();
        let hash = Secret::claimed(&token.hash().hex());
        assert!(!knows_bearer(dir.path(), &hash));
        clear(dir.path());
        assert!(!knows_bearer(dir.path(), &token), "it ends with the server");
    }

    #[test]
    fn codes_do_not_pile_up() {
        let dir = tempfile::tempdir().unwrap();
        let codes: Vec<_> = (0..MOST + 5).map(|_| new_code(dir.path(), at(0)).unwrap()).collect();
        assert_eq!(waiting(dir.path(), Kind::Code).len(), MOST);
        assert!(redeem(dir.path(), codes.last().unwrap(), at(0)), "the newest stays");
    }

    #[test]
    fn r15_the_opening_file_leads_to_the_page_and_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        opening_file(dir.path(), "http://127.0.0.1:1/#code=a").unwrap();
        let path = opening_file(dir.path(), "http://127.0.0.1:1/#code=b&c\"").unwrap();
        let html = private::read(&path).unwrap();
        assert!(html.contains("url=http://127.0.0.1:1/#code=b&amp;c&quot;\"") && !html.contains("code=a"), "{html}");
    }
}
