//! Kubernetes quantities: `500m` is a half, `1Gi` is 1073741824. Exact to a billionth, as Kubernetes itself is.

/// A quantity in billionths, no larger than what Kubernetes keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quantity(i128);

const NANO: i128 = 1_000_000_000;

/// Kubernetes keeps nothing larger.
const LARGEST: i128 = i64::MAX as i128 * NANO;

/// Digits of a fraction that are looked at one by one; any after them only round up.
const FRACTION: usize = 18;

impl Quantity {
    pub(crate) fn of(number: i64) -> Self {
        Self(i128::from(number) * NANO)
    }

    /// The quantity that a text stands for; none where it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at(end);
        let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (power, binary) = scale(suffix)?;
        let point = i64::try_from(whole.len()).ok()? + power;
        let size = size(&digits, point, binary).min(LARGEST);
        Some(Self(if number.starts_with('-') { -size } else { size }))
    }

    pub(crate) fn sign(self) -> i64 {
        i64::from(self.0.is_positive()) - i64::from(self.0.is_negative())
    }

    /// The number, where it has no fraction.
    pub(crate) fn whole(self) -> Option<i64> {
        (self.0 % NANO == 0).then(|| i64::try_from(self.0 / NANO).ok()).flatten()
    }

    /// The nearest number that a machine knows.
    #[expect(clippy::cast_precision_loss, reason = "that it is near is what it is for")]
    pub(crate) fn approximately(self) -> f64 {
        self.0 as f64 / NANO as f64
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self((self.0 + other.0).clamp(-LARGEST, LARGEST))
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self((self.0 - other.0).clamp(-LARGEST, LARGEST))
    }
}

/// What a suffix multiplies by: a power of ten, and a power of two.
fn scale(suffix: &str) -> Option<(i64, i128)> {
    if let Some(exponent) = suffix.strip_prefix(['e', 'E']).filter(|rest| !matches!(*rest, "" | "i")) {
        // Far more than any quantity has, and little enough to write out as digits.
        return exponent.parse::<i32>().ok().map(|power| (i64::from(power).clamp(-99, 99), 1));
    }
    Some(match suffix {
        "" => (0, 1),
        "n" => (-9, 1),
        "u" => (-6, 1),
        "m" => (-3, 1),
        "k" => (3, 1),
        "M" => (6, 1),
        "G" => (9, 1),
        "T" => (12, 1),
        "P" => (15, 1),
        "E" => (18, 1),
        "Ki" => (0, 1 << 10),
        "Mi" => (0, 1 << 20),
        "Gi" => (0, 1 << 30),
        "Ti" => (0, 1 << 40),
        "Pi" => (0, 1 << 50),
        "Ei" => (0, 1 << 60),
        _ => return None,
    })
}

/// Digits with a point at a place, which may be outside of them, times a power of two: in billionths, rounded up.
fn size(digits: &str, point: i64, binary: i128) -> i128 {
    let length = usize::try_from(point).unwrap_or(0);
    let before = usize::try_from(-point).unwrap_or(0);
    let whole: String = digits.chars().chain(std::iter::repeat('0')).take(length).collect();
    let zeros = std::iter::repeat_n('0', before);
    let fraction: String = zeros.chain(digits.chars().skip(length)).collect();
    let (seen, rest) = fraction.split_at(fraction.len().min(FRACTION));
    let whole = match whole.trim_start_matches('0') {
        "" => Some(0),
        digits => digits.parse::<i128>().ok(),
    };
    let whole = whole.and_then(|whole| whole.checked_mul(NANO * binary)).unwrap_or(LARGEST);
    let seen = format!("{seen:0<FRACTION$}").parse::<i128>().unwrap_or(0) * binary;
    let round = i128::from(seen % NANO != 0 || rest.bytes().any(|byte| byte != b'0'));
    whole.saturating_add(seen / NANO + round)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Option<f64> {
        Quantity::parse(text).map(Quantity::approximately)
    }

    #[test]
    fn quantities_are_numbers() {
        let table = [
            ("0", 0.0),
            ("3", 3.0),
            ("500m", 0.5),
            ("100m", 0.1),
            ("0.5", 0.5),
            (".5", 0.5),
            ("1.5Gi", 1.5 * 1024.0 * 1024.0 * 1024.0),
            ("128Mi", 134_217_728.0),
            ("1k", 1000.0),
            ("2E", 2e18),
            ("1Ei", 1_152_921_504_606_846_976.0),
            ("1e3", 1000.0),
            ("1E-3", 0.001),
            ("-1", -1.0),
            ("250u", 0.00025),
        ];
        for (text, number) in table {
            assert_eq!(quantity(text), Some(number), "{text}");
        }
    }

    #[test]
    fn nothing_is_lost_and_what_is_too_fine_or_too_large_is_rounded() {
        let nanos = |text| Quantity::parse(text).unwrap().0;
        assert_eq!(nanos("9007199254740993"), 9_007_199_254_740_993 * NANO);
        assert_eq!(nanos("0.1"), nanos("100m"));
        assert_eq!(nanos("0.0000000001"), 1);
        assert_eq!(nanos("-0.0000000011"), -2);
        assert_eq!(nanos("0.5Ki"), 512 * NANO);
        assert_eq!(nanos("0.000000000000000001Ei"), 1_152_921_505);
        assert_eq!(nanos("1000000000000e-12"), NANO);
        for large in ["8Ei", "1e30", "99999999999999999999999999999999999999999999", "1e2147483647"] {
            assert_eq!(nanos(large), LARGEST, "{large}");
        }
        assert_eq!(nanos("1e-2147483648"), 1);
        assert_eq!(Quantity::parse("1.5").unwrap().whole(), None);
    }

    #[test]
    fn other_texts_are_not() {
        for text in ["", "m", "1mb", "1 Gi", "1GB", "one", "1.2.3", "--1", "1e", "1ee3", "0x10", "inf", "NaN", "1K"] {
            assert!(quantity(text).is_none() || text == "1e", "{text}: {:?}", quantity(text));
        }
        assert_eq!(quantity("1e"), None);
    }
}
