//! Kubernetes quantities, exactly: `500m`, `1.5Gi`, `1e3`. Kept in billionths, which is as fine as Kubernetes keeps them.

use std::cmp::Ordering;

use cel::objects::Opaque;

/// A quantity in billionths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quantity(i128);

const ONE: i128 = 1_000_000_000;

impl Opaque for Quantity {
    fn runtime_type_name(&self) -> &'static str {
        "kubernetes.Quantity"
    }

    fn json(&self) -> Option<serde_json::Value> {
        Some(self.whole().map_or_else(|| self.float().into(), Into::into))
    }
}

impl Quantity {
    /// None where the text is not a quantity, or one that is larger than any machine.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at(end);
        let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
        let (before, after) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{before}{after}");
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let digits: i128 = digits.parse().ok()?;
        let mut size = digits.checked_mul(unit(suffix)?)?;
        let fine = power(10, i32::try_from(after.len()).ok()?)?;
        size = size / fine + i128::from(size % fine != 0);
        Some(Self(if number.starts_with('-') { -size } else { size }))
    }

    pub(crate) fn of(whole: i64) -> Self {
        Self(i128::from(whole) * ONE)
    }

    pub(crate) fn compare(self, other: Self) -> Ordering {
        self.0.cmp(&other.0)
    }

    pub(crate) fn add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub(crate) fn sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The whole number that it is, if it is one.
    pub(crate) fn whole(self) -> Option<i64> {
        (self.0 % ONE == 0).then(|| i64::try_from(self.0 / ONE).ok()).flatten()
    }

    #[expect(clippy::cast_precision_loss, reason = "an approximation is what is asked for")]
    pub(crate) fn float(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

/// What one of this suffix is, in billionths. An exponent that makes less than a billionth is refused.
fn unit(suffix: &str) -> Option<i128> {
    if let Some(exponent) = suffix.strip_prefix(['e', 'E']).filter(|rest| !rest.is_empty()) {
        return power(10, exponent.parse::<i32>().ok()?.checked_add(9)?);
    }
    match suffix {
        "n" => Some(1),
        "u" => power(10, 3),
        "m" => power(10, 6),
        "" => Some(ONE),
        "k" => power(10, 12),
        "M" => power(10, 15),
        "G" => power(10, 18),
        "T" => power(10, 21),
        "P" => power(10, 24),
        "E" => power(10, 27),
        "Ki" => Some(ONE << 10),
        "Mi" => Some(ONE << 20),
        "Gi" => Some(ONE << 30),
        "Ti" => Some(ONE << 40),
        "Pi" => Some(ONE << 50),
        "Ei" => Some(ONE << 60),
        _ => None,
    }
}

fn power(base: i128, exponent: i32) -> Option<i128> {
    base.checked_pow(u32::try_from(exponent).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_exact() {
        let same = [
            ("500m", "0.5"),
            ("100m", "0.1"),
            (".5", "0.5"),
            ("1.5Gi", "1610612736"),
            ("128Mi", "134217728"),
            ("1k", "1e3"),
            ("2E", "2e18"),
            ("1E-3", "1m"),
            ("250u", "0.00025"),
            ("+1", "1"),
            ("0.1n", "1n"),
        ];
        for (a, b) in same {
            assert_eq!(Quantity::parse(a).unwrap(), Quantity::parse(b).unwrap(), "{a} {b}");
        }
        assert!(Quantity::parse("-1").unwrap() < Quantity::parse("0").unwrap());
        assert!(Quantity::parse("9007199254740993").unwrap() > Quantity::parse("9007199254740992").unwrap());
        assert_eq!(Quantity::parse("1500m").unwrap().whole(), None);
        assert_eq!(Quantity::parse("3Ki").unwrap().whole(), Some(3072));
    }

    #[test]
    fn other_texts_are_none() {
        let texts =
            ["", "m", "1mb", "1 Gi", "1GB", "one", "1.2.3", "--1", "1e", "1ee3", "0x10", "inf", "NaN", "1K", "1e99"];
        for text in texts {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }
}
