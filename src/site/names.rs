//! File names that look like what they are, and are one thing on every system (pure).

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::course::Problem;

/// Whether a name has no character that nobody sees, or that turns the text around it.
pub(super) fn is_sound(name: &str) -> bool {
    let is_unseen =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    !name.chars().any(|c| c.is_control() || is_unseen(c))
}

/// Names of one folder that some systems take for one: they differ in letter case, or in how an accent is written.
pub(super) fn twins<'a>(folder: &str, names: impl Iterator<Item = &'a str>) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut twins = Vec::new();
    for name in names {
        let key: String = name.nfc().flat_map(char::to_lowercase).collect();
        if let Some(first) = seen.insert(key, name) {
            let words = format!("`{}` and `{}` are one name to some systems", shown(first), shown(name));
            twins.push(Problem::of_file(folder, words).help("rename one: they differ in letter case or in an accent"));
        }
    }
    twins
}

/// A name with its accents apart, since twins look alike.
fn shown(name: &str) -> String {
    let is_mark = |c: char| matches!(c, '\u{300}'..='\u{36f}');
    name.chars().flat_map(|c| if is_mark(c) { c.escape_unicode().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_seen_as_it_is() {
        assert!(is_sound("volumes.md") && is_sound("数据卷.svg") && is_sound("café"));
        for name in ["a\nb", "a\u{1b}[31m", "a\u{202e}dm.exe", "a\u{200b}b", "\u{feff}a"] {
            assert!(!is_sound(name), "{name:?}");
        }
    }

    #[test]
    fn twins_are_named_both() {
        let found = twins("content", ["cafe\u{301}", "café", "Readme", "readme", "other"].into_iter());
        let words: Vec<_> = found.iter().map(|problem| problem.words.as_str()).collect();
        let expected = [
            "`cafe\\u{301}` and `café` are one name to some systems",
            "`Readme` and `readme` are one name to some systems",
        ];
        assert_eq!(words, expected);
    }
}
