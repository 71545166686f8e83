//! What keeps a file from being text: another encoding, or what no text holds (pure).

use crate::course::Problem;

const HELP: &str = "save it as UTF-8";

/// Why these bytes are no text that we read, at the first place where they are not.
pub(super) fn problem(file: &str, bytes: &[u8]) -> Option<Problem> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || is_wide(bytes) {
        return Some(Problem::of_file(file, "is UTF-16, and not UTF-8").help(HELP));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let at = text.find('\0')?;
            let help = "take it out; it may be there since the file was cut off while it was saved";
            Some(Problem::at(file, text, at..at + 1, "no text holds a NUL character").help(help))
        }
        Err(error) => {
            let (good, rest) = bytes.split_at(error.valid_up_to());
            let text = std::str::from_utf8(good).unwrap_or_default();
            let words = match error.error_len() {
                None => "ends in the middle of a character".to_owned(),
                Some(_) => format!("the byte {:02X} is not UTF-8{}", rest[0], guess(rest)),
            };
            Some(Problem::at(file, text, text.len()..text.len(), words).help(HELP))
        }
    }
}

/// UTF-16 without its mark: in plain text every second byte is nothing.
fn is_wide(bytes: &[u8]) -> bool {
    let nothing = |odd: usize| bytes.iter().skip(odd).step_by(2).take(64).filter(|byte| **byte == 0).count();
    bytes.len() >= 8 && nothing(0).max(nothing(1)) * 4 > bytes.len().min(128)
}

/// The encoding that it most likely is: a Chinese one writes its letters in pairs.
fn guess(rest: &[u8]) -> &'static str {
    let run = rest.iter().take_while(|byte| **byte >= 0x80).count();
    match run {
        1 => "; it looks like Latin-1",
        _ if run % 2 == 0 => "; it looks like GB 18030",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(bytes: &[u8], expected: Option<&str>) {
        let found = problem("x.md", bytes);
        assert_eq!(found.map(|problem| problem.to_string()).as_deref(), expected);
    }

    fn wide(text: &str, mark: &[u8]) -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    }

    #[test]
    fn what_is_no_utf_8_is_named_by_what_it_is() {
        case("# 卷\n".as_bytes(), None);
        case("\u{feff}# 卷\r\n".as_bytes(), None);
        case(b"", None);
        case(&wide("# Title", &[0xff, 0xfe]), Some("x.md: is UTF-16, and not UTF-8"));
        case(&wide("# Title", &[]), Some("x.md: is UTF-16, and not UTF-8"));
        case(b"# a\n\nGar\xe7on", Some("x.md:3:4: the byte E7 is not UTF-8; it looks like Latin-1"));
        case(b"# \xbe\xed\n", Some("x.md:1:3: the byte BE is not UTF-8; it looks like GB 18030"));
        case(b"a\xed\xa0\x80", Some("x.md:1:2: the byte ED is not UTF-8"));
        case(&"卷".as_bytes()[..2], Some("x.md:1:1: ends in the middle of a character"));
        case(b"a\n b\0c", Some("x.md:2:3: no text holds a NUL character"));
    }
}
