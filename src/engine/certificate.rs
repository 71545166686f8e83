//! The end of a client certificate: enough of X.509 to find one date, so that "expired" can be told from "refused".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDateTime, Utc};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// When the first certificate of a PEM text ends.
pub(super) fn end_of(pem: &str) -> Option<DateTime<Utc>> {
    let body = pem.split_once("-----BEGIN CERTIFICATE-----")?.1.split_once("-----END")?.0;
    let packed: String = body.split_whitespace().collect();
    end_of_der(&STANDARD.decode(packed).ok()?)
}

/// Walks `Certificate → tbsCertificate → validity → notAfter`.
fn end_of_der(der: &[u8]) -> Option<DateTime<Utc>> {
    let (_, certificate, _) = take(der, Some(SEQUENCE))?;
    let (_, mut rest, _) = take(certificate, Some(SEQUENCE))?;
    if rest.first() == Some(&VERSION) {
        rest = take(rest, None)?.2;
    }
    // Serial number, signature algorithm, issuer.
    for _ in 0..3 {
        rest = take(rest, None)?.2;
    }
    let (_, validity, _) = take(rest, Some(SEQUENCE))?;
    let (_, _, after) = take(validity, None)?;
    let (tag, text, _) = take(after, None)?;
    let text = std::str::from_utf8(text).ok()?.trim_end_matches('Z');
    let full = match tag {
        // Years 50 to 99 are of the last century (RFC 5280).
        UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&full, "%Y%m%d%H%M%S").ok().map(|end| end.and_utc())
}

/// The first element: its tag, its content, and what follows.
fn take(der: &[u8], tag: Option<u8>) -> Option<(u8, &[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    (tag.is_none_or(|tag| tag == found)).then_some((found, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let head = if length < 0x80 {
            vec![tag, u8::try_from(length).unwrap()]
        } else {
            let [.., high, low] = length.to_be_bytes();
            vec![tag, 0x82, high, low]
        };
        [head.as_slice(), content].concat()
    }

    fn certificate(end: (u8, &str), versioned: bool) -> Vec<u8> {
        let version = if versioned { element(VERSION, &element(2, &[2])) } else { vec![] };
        let issuer = element(SEQUENCE, &vec![0x13; 300]);
        let validity =
            element(SEQUENCE, &[element(UTC_TIME, b"250101000000Z"), element(end.0, end.1.as_bytes())].concat());
        let body =
            [version, element(2, &[1]), element(SEQUENCE, &[]), issuer, validity, element(SEQUENCE, &[])].concat();
        element(SEQUENCE, &[element(SEQUENCE, &body), element(SEQUENCE, &[])].concat())
    }

    #[track_caller]
    fn ends(end: (u8, &str), expected: &str) {
        for versioned in [true, false] {
            let found = end_of_der(&certificate(end, versioned)).map(|at| at.to_rfc3339());
            assert_eq!(found.as_deref(), Some(expected));
        }
    }

    #[test]
    fn finds_the_end_in_both_spellings() {
        ends((UTC_TIME, "261123130000Z"), "2026-11-23T13:00:00+00:00");
        ends((UTC_TIME, "991231235959Z"), "1999-12-31T23:59:59+00:00");
        ends((GENERALIZED_TIME, "20510101000000Z"), "2051-01-01T00:00:00+00:00");
    }

    #[test]
    fn a_cut_certificate_has_no_end() {
        let whole = certificate((UTC_TIME, "261123130000Z"), true);
        assert!((0..whole.len()).all(|cut| end_of_der(&whole[..cut]).is_none()));
        assert_eq!(end_of("no certificate"), None);
    }
}
