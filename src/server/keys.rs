//! Keys: who has signed in at this server, and the one place that says whether a credential is good (R6, R14).
//!
//! Every sign-in makes a pair, a cookie and a header token, and only their hashes stay here. All of them end with the
//! process; scripts have a bearer token instead, whose hash lies in the runtime directory.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::clock::Clock;
use super::runtime::Notice;
use super::secret::{Hash, Secret};
use super::signin;
use crate::private;

/// How many browsers may be signed in; the oldest goes when one more comes.
const MOST: usize = 64;
/// Wrong guesses in a minute, before they are answered 429. A right one is never held up, so nobody can be locked out.
const GUESSES: u32 = 300;

/// What a browser gets for a code.
pub(super) struct SignedIn {
    pub(super) cookie: Secret,
    pub(super) token: Secret,
    /// Whether this data directory has never been served on this port, so that an earlier program's storage may be there.
    pub(super) first: bool,
}

/// Why a credential is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// There is none, or half of a pair.
    Missing,
    Wrong,
    TooMany,
}

/// The credentials of a running server.
#[derive(Debug)]
pub struct Keys {
    port: u16,
    runtime: PathBuf,
    data: PathBuf,
    clock: Clock,
    notice: Notice,
    pairs: Mutex<VecDeque<(Hash, Hash)>>,
    guesses: Mutex<(DateTime<Utc>, u32)>,
}

impl Keys {
    /// Puts up the notice of a server on `port`, to be asked for codes from now on.
    ///
    /// # Errors
    /// When the runtime directory cannot be made or is not ours.
    pub fn new(runtime: &Path, data: &Path, port: u16, clock: Clock) -> io::Result<Self> {
        let guesses = Mutex::new((clock.now(), 0));
        let notice = Notice::put_up(runtime, port)?;
        Ok(Self { port, runtime: runtime.into(), data: data.into(), clock, notice, pairs: Mutex::default(), guesses })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The cookie's name carries the port, since cookies do not know ports.
    pub(super) fn cookie_name(&self) -> String {
        format!("sampan-{}", self.port)
    }

    /// Exchanges a code for a pair, once.
    pub(super) fn exchange(&self, code: &str) -> Result<SignedIn, Refused> {
        if !signin::redeem(&self.runtime, &Secret::claimed(code), self.clock.now()) {
            return Err(self.wrong_guess());
        }
        let (cookie, token) = (Secret::random(), Secret::random());
        let mut pairs = locked(&self.pairs);
        pairs.truncate(MOST - 1);
        pairs.push_front((cookie.hash(), token.hash()));
        Ok(SignedIn { cookie, token, first: self.first_here() })
    }

    /// Whether cookie and header token are of one sign-in.
    pub(super) fn knows_pair(&self, cookie: &str, token: &str) -> Result<(), Refused> {
        let (cookie, token) = (Secret::claimed(cookie).hash(), Secret::claimed(token).hash());
        let known = locked(&self.pairs).iter().filter(|(c, t)| c.same(&cookie) & t.same(&token)).count() > 0;
        if known { Ok(()) } else { Err(self.wrong_guess()) }
    }

    /// Whether a cookie is of a sign-in; without its token it is worth nothing yet.
    pub(super) fn knows_cookie(&self, cookie: &str) -> Result<(), Refused> {
        let cookie = Secret::claimed(cookie).hash();
        let known = locked(&self.pairs).iter().filter(|(c, _)| c.same(&cookie)).count() > 0;
        if known { Ok(()) } else { Err(self.wrong_guess()) }
    }

    /// Whether a script's token is of this server.
    pub(super) fn knows_bearer(&self, token: &str) -> Result<(), Refused> {
        if signin::knows_bearer(&self.runtime, &Secret::claimed(token)) { Ok(()) } else { Err(self.wrong_guess()) }
    }

    /// Answers a client that wants proof, or nothing where its random number is not one of ours.
    pub(super) fn prove(&self, nonce: &str) -> Option<String> {
        let fits = nonce.len() == 43 && nonce.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        fits.then(|| self.notice.proof.answer(nonce))
    }

    fn wrong_guess(&self) -> Refused {
        let now = self.clock.now();
        let mut guesses = locked(&self.guesses);
        if (now - guesses.0).num_seconds().abs() >= 60 {
            *guesses = (now, 0);
        }
        guesses.1 = guesses.1.saturating_add(1);
        if guesses.1 > GUESSES { Refused::TooMany } else { Refused::Wrong }
    }

    /// Marks the port in the data directory; of several who try, one is the first.
    fn first_here(&self) -> bool {
        let ports = self.data.join("ports");
        let mark = private::close(&ports).and_then(|()| private::write_new(&ports.join(self.port.to_string()), ""));
        !mark.is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists)
    }
}

/// A poisoned lock is still sound here: each change is a single step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(dir: &Path) -> Keys {
        Keys::new(&dir.join("run"), &dir.join("data"), 7890, Clock::system()).unwrap()
    }

    fn sign_in(keys: &Keys) -> SignedIn {
        let code = signin::new_code(&keys.runtime, keys.clock.now()).unwrap();
        keys.exchange(code.reveal()).unwrap()
    }

    #[test]
    fn r6_a6_halves_of_two_pairs_do_not_fit() {
        let dir = tempfile::tempdir().unwrap();
        let keys = keys(dir.path());
        let (a, b) = (sign_in(&keys), sign_in(&keys));
        assert_eq!(keys.knows_pair(a.cookie.reveal(), a.token.reveal()), Ok(()));
        assert_eq!(keys.knows_pair(a.cookie.reveal(), b.token.reveal()), Err(Refused::Wrong));
        assert_eq!(keys.knows_pair(a.token.reveal(), a.cookie.reveal()), Err(Refused::Wrong));
    }

    #[test]
    fn r14_a20_a_hash_is_no_credential() {
        let dir = tempfile::tempdir().unwrap();
        let keys = keys(dir.path());
        let pair = sign_in(&keys);
        let (cookie, token) = (pair.cookie.hash().hex(), pair.token.hash().hex());
        assert_eq!(keys.knows_pair(&cookie, &token), Err(Refused::Wrong));
    }

    #[test]
    fn a23_guessing_is_slowed_and_locks_nobody_out() {
        let dir = tempfile::tempdir().unwrap();
        let keys = keys(dir.path());
        let answers: Vec<_> = (0..10_000).map(|n| keys.exchange(&format!("guess-{n}")).err()).collect();
        assert_eq!(answers.iter().filter(|answer| **answer == Some(Refused::Wrong)).count(), GUESSES as usize);
        assert_eq!(answers.last(), Some(&Some(Refused::TooMany)));
        let pair = sign_in(&keys);
        assert_eq!(keys.knows_pair(pair.cookie.reveal(), pair.token.reveal()), Ok(()));
    }

    #[test]
    fn r20_the_first_exchange_is_first_once_for_a_data_directory() {
        let dir = tempfile::tempdir().unwrap();
        let first = keys(dir.path());
        assert!(sign_in(&first).first && !sign_in(&first).first);
        drop(first);
        assert!(!sign_in(&keys(dir.path())).first, "after a restart");
    }
}
