//! Quoting: a word as a shell reads it back. Pure, and the one place for it.

/// For bash, zsh and every other POSIX shell; a plain word stays as it is.
pub(crate) fn posix(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// For fish: within single quotes, its backslash escapes itself and the quote.
pub(crate) fn fish(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

/// For PowerShell: the typographic quotes are quotes as well; each is doubled.
pub(crate) fn power(text: &str) -> String {
    let is_quote = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}');
    let doubled = text.chars().flat_map(|c| std::iter::repeat_n(c, if is_quote(c) { 2 } else { 1 }));
    format!("'{}'", doubled.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_each_shell() {
        assert_eq!((posix("a/b-c.d"), posix("")), ("a/b-c.d".to_owned(), "''".to_owned()));
        assert_eq!(posix("it's $(x)"), r"'it'\''s $(x)'");
        assert_eq!(fish(r"it's \n"), r"'it\'s \\n'");
        assert_eq!(power("it's $(x) \u{2019}"), "'it''s $(x) \u{2019}\u{2019}'");
    }
}
