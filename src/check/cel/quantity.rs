//! Kubernetes quantities as numbers: `500m` is 0.5, `1Gi` is 1073741824.

/// The number that a quantity stands for; none where it is not a quantity.
pub(crate) fn quantity(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    if let Some(exponent) = suffix.strip_prefix(['e', 'E']).filter(|rest| !rest.is_empty()) {
        exponent.parse::<i32>().ok()?;
        return decimal(digits).and_then(|_| text.parse().ok());
    }
    scaled(decimal(digits)?, suffix)
}

/// A plain decimal number: a sign, digits, at most one point.
fn decimal(digits: &str) -> Option<f64> {
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    let plain =
        unsigned.chars().all(|c| c.is_ascii_digit() || c == '.') && unsigned.chars().any(|c| c.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// Small units divide, so that `100m` is exactly what `0.1` is.
fn scaled(number: f64, suffix: &str) -> Option<f64> {
    let kibi = |power: i32| number * 1024f64.powi(power);
    let kilo = |power: i32| number * 1000f64.powi(power);
    Some(match suffix {
        "" => number,
        "n" => number / 1e9,
        "u" => number / 1e6,
        "m" => number / 1e3,
        "k" => kilo(1),
        "M" => kilo(2),
        "G" => kilo(3),
        "T" => kilo(4),
        "P" => kilo(5),
        "E" => kilo(6),
        "Ki" => kibi(1),
        "Mi" => kibi(2),
        "Gi" => kibi(3),
        "Ti" => kibi(4),
        "Pi" => kibi(5),
        "Ei" => kibi(6),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn other_texts_are_not() {
        for text in ["", "m", "1mb", "1 Gi", "1GB", "one", "1.2.3", "--1", "1e", "1ee3", "0x10", "inf", "NaN", "1K"] {
            assert!(quantity(text).is_none() || text == "1e", "{text}: {:?}", quantity(text));
        }
        assert_eq!(quantity("1e"), None);
    }
}
