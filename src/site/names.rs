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

/// Folders of an exercise whose files a learner or an engine is given as they are.
const GIVEN: [&str; 5] = ["start", "setup", "solution", "right", "wrong"];

/// Whether something is passed over that lies in that folder (`exercises/docker/web/start`): what a system, an editor or
/// git keeps beside one's work, and, where nothing of it is given to anybody, all that is hidden.
pub(super) fn is_passed_over(folder: &str, name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    // Vim's and the lock of Emacs, which is a link to nowhere.
    let is_swap = (ending.len() == 3 && ending.starts_with("sw")) || name.starts_with(".#");
    match name.strip_prefix('.') {
        Some("DS_Store" | "git") => true,
        Some(_) => is_swap || !is_given(folder),
        None => false,
    }
}

fn is_given(folder: &str) -> bool {
    let mut steps = folder.split('/');
    steps.next() == Some("exercises") && steps.nth(2).is_some_and(|kind| GIVEN.contains(&kind))
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
    fn what_begins_with_a_dot_is_given_and_what_is_kept_beside_it_is_not() {
        let of =
            |folder: &str, names: &[&str]| names.iter().map(|name| is_passed_over(folder, name)).collect::<Vec<_>>();
        let given = [".env", ".dockerignore", ".github", ".gitignore", "a.swp", "notes~"];
        assert_eq!(of("exercises/docker/web/start", &given), [false; 6]);
        assert_eq!(of("exercises/docker/web/setup/site", &[".htaccess"]), [false]);
        let beside = [".DS_Store", ".git", ".Dockerfile.swp", ".a.swo", ".#a"];
        assert_eq!(of("exercises/docker/web/start", &beside), [true; 5]);
        assert_eq!(of("exercises/docker/web", &[".idea", "start"]), [true, false]);
        assert_eq!(of("content/en", &[".obsidian", "docker"]), [true, false]);
    }

    #[test]
    fn w7_twins_are_named_both() {
        let found = twins("content", ["cafe\u{301}", "café", "Readme", "readme", "other"].into_iter());
        let words: Vec<_> = found.iter().map(|problem| problem.words.as_str()).collect();
        let expected = [
            "`cafe\\u{301}` and `café` are one name to some systems",
            "`Readme` and `readme` are one name to some systems",
        ];
        assert_eq!(words, expected);
    }
}
