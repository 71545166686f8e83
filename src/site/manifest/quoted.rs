//! A text in a TOML file as it is written, so that a place in what it means can be shown where it stands.

/// Where in a quoted text, as it is written with its quotes, the character stands that is the `nth` of what it means.
/// None where it is no quoted text.
pub(in crate::site) fn offset(written: &str, nth: usize) -> Option<usize> {
    let mut characters = characters(written)?;
    let end = written.len() - quotes(written)?.len();
    Some(characters.nth(nth).map_or(end, |(at, _)| at))
}

/// Where line and column of what a quoted text means stand in it as it is written; both count from 1.
pub(in crate::site) fn place(written: &str, (line, column): (usize, usize)) -> Option<usize> {
    let mut nth = 0;
    let mut lines = line.saturating_sub(1);
    for (_, character) in characters(written)? {
        if lines == 0 {
            break;
        }
        nth += 1;
        lines -= usize::from(character == '\n');
    }
    offset(written, nth + column.saturating_sub(1))
}

/// The quotes that a text begins and ends with.
fn quotes(written: &str) -> Option<&'static str> {
    let longest_first = ["\"\"\"", "'''", "\"", "'"];
    let fits = |quotes: &&&str| {
        written.starts_with(**quotes) && written.ends_with(**quotes) && written.len() >= 2 * quotes.len()
    };
    longest_first.iter().find(fits).copied()
}

/// The characters that a quoted text means, each with where it stands in the text as it is written.
fn characters(written: &str) -> Option<impl Iterator<Item = (usize, char)>> {
    let quotes = quotes(written)?;
    let (mut at, end) = (quotes.len(), written.len() - quotes.len());
    if quotes.len() == 3 {
        // A line's end right after the quotes is no part of it.
        at += ["\r\n", "\n"].iter().find(|end| written[at..].starts_with(**end)).map_or(0, |end| end.len());
    }
    let is_basic = quotes.starts_with('"');
    Some(std::iter::from_fn(move || {
        let rest = written.get(at..end)?;
        let joined = if is_basic { joined(rest) } else { 0 };
        at += joined;
        let rest = rest.get(joined..)?;
        let (character, length) = if is_basic { escaped(rest)? } else { plain(rest)? };
        let here = at;
        at += length;
        Some((here, character))
    }))
}

fn plain(rest: &str) -> Option<(char, usize)> {
    rest.chars().next().map(|character| (character, character.len_utf8()))
}

/// The first character that this begins with, and how much of it is how it is written.
fn escaped(rest: &str) -> Option<(char, usize)> {
    let Some(escape) = rest.strip_prefix('\\') else { return plain(rest) };
    let kind = escape.chars().next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let code = escape.get(1..=digits).and_then(|code| u32::from_str_radix(code, 16).ok());
    let character = match kind {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'e' => '\u{1b}',
        other => code.and_then(char::from_u32).unwrap_or(other),
    };
    Some((character, 1 + kind.len_utf8() + digits))
}

/// How long a backslash at a line's end is, with all the white space that it takes away.
fn joined(rest: &str) -> usize {
    let mut taken = 0;
    while let Some(after) = rest[taken..].strip_prefix('\\') {
        let Some((_, next)) = after.split_once('\n').filter(|(before, _)| before.trim().is_empty()) else { break };
        taken = rest.len() - next.trim_start().len();
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rest of the text from where the place stands.
    #[track_caller]
    fn case(written: &str, at: (usize, usize), rest: &str) {
        let meant: toml::Table = toml::from_str(&format!("a = {written}")).unwrap();
        let characters: String = characters(written).unwrap().map(|(_, character)| character).collect();
        assert_eq!(meant["a"].as_str(), Some(characters.as_str()), "{written}");
        assert_eq!(&written[place(written, at).unwrap()..], rest, "{written}");
    }

    #[test]
    fn a_place_in_a_text_is_where_it_is_written() {
        case(r#""a == b""#, (1, 6), "b\"");
        case("'a == b'", (1, 1), "a == b'");
        case(r#""a == \"b\" || c""#, (1, 13), "c\"");
        case(r#""卷 == \u5377 || c""#, (1, 6), r#"\u5377 || c""#);
        case(r#""卷 == \u5377 || c""#, (1, 11), "c\"");
        case(r#""a\n  b""#, (2, 3), "b\"");
        case(r#""a\t\\b\x41c""#, (1, 6), "c\"");
    }

    #[test]
    fn a_text_of_several_lines_is_followed_line_by_line() {
        case("'''\na &&\n  b == 1\n'''", (2, 3), "b == 1\n'''");
        case("\"\"\"\r\na &&\n  \"b\" == 1\"\"\"", (2, 7), "== 1\"\"\"");
        case("\"\"\"a && \\\n   \n    b == 1 && \\\n  c\"\"\"", (1, 6), "b == 1 && \\\n  c\"\"\"");
        case("\"\"\"a && \\\n   \n    b == 1 && \\\n  c\"\"\"", (1, 16), "c\"\"\"");
        case("'''a\nb'''", (1, 1), "a\nb'''");
    }

    #[test]
    fn a_place_behind_the_end_is_the_closing_quote() {
        case(r#""a ==""#, (1, 5), "\"");
        case("'''\na ==\n'''", (9, 9), "'''");
    }
}
