//! Sizes as people read them, the same in every language: `850 kB`, `12.3 MB`, `1.4 GB`; counted as Docker does.

/// A number of bytes in the unit that fits it.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit) else { return format!("{bytes} B") };
    let tenths = bytes / (unit / 10);
    if tenths >= 1000 { format!("{} {name}", tenths / 10) } else { format!("{}.{} {name}", tenths / 10, tenths % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_two_or_three_digits_and_a_unit() {
        let said = [0, 999, 1_000, 12_345_678, 850_000_000, 1_400_000_000].map(size);
        assert_eq!(said, ["0 B", "999 B", "1.0 kB", "12.3 MB", "850 MB", "1.4 GB"]);
    }
}
