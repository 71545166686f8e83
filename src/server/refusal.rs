//! Refusal: why the server itself says no, before or beside the tutor. A closed list with a status each (R12).

use axum::http::StatusCode;

/// Why a request went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A request that no browser and no careful script sends: two hosts, two lengths, a length and an encoding.
    Malformed,
    Method,
    TooLarge,
    /// The body did not arrive in time.
    Slow,
    NotJson,
    /// Not JSON after all, or too deep.
    BadJson,
    /// JSON with an unknown, missing or mistyped field.
    BadField,
    Host,
    Origin,
    CrossSite,
    /// No credential, or one that is not good.
    SignIn,
    /// A code that is wrong, used, or too old.
    Code,
    TooManyGuesses,
    NoSuchPage,
    TooManyStreams,
    NoSuchTerminal,
    TooManyTerminals,
    /// There is no shell, or no pseudo terminal.
    NoTerminal,
    Ending,
    Panic,
}

impl Refusal {
    /// The word for programs; the sentences are `server-error-<kind>` and `server-help-<kind>`.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Method => "method",
            Self::TooLarge => "too-large",
            Self::Slow => "slow",
            Self::NotJson => "not-json",
            Self::BadJson => "bad-json",
            Self::BadField => "bad-field",
            Self::Host => "host",
            Self::Origin => "origin",
            Self::CrossSite => "cross-site",
            Self::SignIn => "sign-in",
            Self::Code => "code",
            Self::TooManyGuesses => "too-many-guesses",
            Self::NoSuchPage => "no-such-page",
            Self::TooManyStreams => "too-many-streams",
            Self::NoSuchTerminal => "no-such-terminal",
            Self::TooManyTerminals => "too-many-terminals",
            Self::NoTerminal => "no-terminal",
            Self::Ending => "ending",
            Self::Panic => "internal",
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Malformed | Self::BadJson => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadField => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Host | Self::Origin | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::SignIn | Self::Code => StatusCode::UNAUTHORIZED,
            Self::TooManyGuesses => StatusCode::TOO_MANY_REQUESTS,
            Self::NoSuchPage | Self::NoSuchTerminal => StatusCode::NOT_FOUND,
            Self::TooManyStreams | Self::TooManyTerminals | Self::Ending => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoTerminal | Self::Panic => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Every one of them, for the test that each has its sentences.
    #[cfg(test)]
    pub(super) const ALL: [Self; 20] = [
        Self::Malformed,
        Self::Method,
        Self::TooLarge,
        Self::Slow,
        Self::NotJson,
        Self::BadJson,
        Self::BadField,
        Self::Host,
        Self::Origin,
        Self::CrossSite,
        Self::SignIn,
        Self::Code,
        Self::TooManyGuesses,
        Self::NoSuchPage,
        Self::TooManyStreams,
        Self::NoSuchTerminal,
        Self::TooManyTerminals,
        Self::NoTerminal,
        Self::Ending,
        Self::Panic,
    ];
}
