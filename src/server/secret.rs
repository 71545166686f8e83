//! Secrets: 256 random bits in text, and the hashes that are all we keep of them (R14).
//!
//! A hash is no credential: whoever presents one is asked for what hashes to it. Hashes are compared in constant time.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret in text that fits a URL, a header and a cookie. Its `Debug` does not show it.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one from the system's generator.
    ///
    /// # Panics
    /// When the system has no randomness to give: nothing here could be safe then.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        #[expect(clippy::expect_used, reason = "without randomness there is no server")]
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What somebody says is a secret.
    pub(super) fn claimed(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The secret itself: to hand it to the one it belongs to, and for nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> Hash {
        Hash(Sha256::digest(self.0.as_bytes()).into())
    }

    /// What only a holder of this secret can answer to `nonce`, in hexadecimal.
    ///
    /// Both lengths are checked by the callers, so that nothing can be appended to what is hashed.
    pub(super) fn answer(&self, nonce: &str) -> String {
        Hash(Sha256::digest(format!("sampan proof {} {nonce}", self.0).as_bytes()).into()).hex()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    Hash(Sha256::digest(bytes).into()).hex()
}

/// What we keep of a secret.
#[derive(Debug, Clone)]
pub(super) struct Hash([u8; 32]);

impl Hash {
    pub(super) fn hex(&self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Whether both are of the same secret, in a time that says nothing about where they differ.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Whether `hex` is this hash, in constant time.
    pub(super) fn is(&self, hex: &str) -> bool {
        self.hex().as_bytes().ct_eq(hex.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r14_secrets_have_256_bits_and_differ() {
        let (a, b) = (Secret::random(), Secret::random());
        assert_eq!(a.reveal().len(), 43);
        assert_ne!(a.reveal(), b.reveal());
        assert!(!a.hash().same(&b.hash()) && a.hash().same(&a.hash()));
    }

    #[test]
    fn r16_nobody_prints_a_secret_by_accident() {
        let secret = Secret::random();
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }
}
