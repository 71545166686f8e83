//! Han beside Latin: which characters join across a line end, and where a space stands between two scripts (pure).

use std::borrow::Cow;

/// What stands for a piece of code among letters.
pub(super) const CODE: char = 'x';

/// Whether a character is written without spaces around it.
pub(in crate::site) fn is_han(c: char) -> bool {
    is_letter(c) || is_wide_mark(c)
}

/// Whether a character is a letter of such a script.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Full-width punctuation brings its own space.
pub(super) fn is_wide_mark(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF1F}' | '\u{FF3B}'..='\u{FF3D}' | '\u{FF5B}'..='\u{FF65}')
}

/// Whether two neighbours are of two scripts, and want a space between them.
fn differ(a: char, b: char) -> bool {
    let is_latin = |c: char| c.is_alphanumeric() && !is_letter(c);
    (is_letter(a) && is_latin(b)) || (is_latin(a) && is_letter(b))
}

/// A text after the character `before`: one space between Han and Latin, none beside full-width marks. Says also whether
/// a space is wanted in front of it.
pub(super) fn spaced(before: Option<char>, text: &str) -> (bool, Cow<'_, str>) {
    if text.is_ascii() && !before.is_some_and(is_han) {
        return (false, Cow::Borrowed(text));
    }
    let wants = before.zip(text.chars().next()).is_some_and(|(a, b)| differ(a, b));
    let mut out = String::with_capacity(text.len() + 8);
    let mut last = before;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ' ' {
            while chars.next_if_eq(&' ').is_some() {}
            if last.is_some_and(is_wide_mark) || chars.peek().copied().is_some_and(is_wide_mark) {
                continue;
            }
        } else if !out.is_empty() && last.is_some_and(|last| differ(last, c)) {
            out.push(' ');
        }
        out.push(c);
        last = Some(c);
    }
    (wants, Cow::Owned(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(spaced(None, text).1, expected);
    }

    #[test]
    fn one_space_stands_between_scripts() {
        case("用Docker运行3个容器", "用 Docker 运行 3 个容器");
        case("用  Docker 运行", "用 Docker 运行");
        case("端口（port）， 见 Docker 。", "端口（port），见 Docker。");
        case("约50%的“Pod”", "约 50%的“Pod”");
        case("two  words", "two  words");
        assert!(spaced(Some('卷'), "volume").0 && !spaced(Some('：'), "volume").0 && !spaced(Some(' '), "volume").0);
    }
}
