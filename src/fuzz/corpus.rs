//! Corpus: texts that a parser knows, and what becomes of them when pieces are cut, copied, moved and put in.
//!
//! Whatever is drawn begins as a file that is right, so that it gets past the first line of the parser.
#![expect(clippy::disallowed_methods, reason = "reads the files that are mutated")]

use std::fs;
use std::ops::Range;
use std::path::Path;

use super::{Result, Unstructured};

/// No text that is drawn is longer; what is too slow on this is hopeless on a megabyte.
const LONGEST: usize = 32 << 10;

/// What stands between two fragments.
const BAR: char = '¦';

/// What readers of text stumble over, whatever they read.
const ANYWHERE: &str = "¦ ¦\t¦\n¦\r\n¦\r¦\0¦\u{feff}¦\u{85}¦\u{2028}¦\u{202e}¦\u{fdd0}¦\u{10ffff}¦数据卷¦é¦e\u{301}¦\
     👩\u{200d}👩\u{200d}👧¦\"¦'¦`¦\\¦\\u0000¦\\ud800¦#¦[¦]¦{¦}¦(¦)¦<¦>¦&¦*¦|¦%¦$¦${¦=¦:¦: ¦- ¦-¦,¦/¦../¦0¦-1¦\
     1e999¦18446744073709551616¦9223372036854775807¦-9223372036854775808¦0x¦true¦null¦~";

/// Texts to begin from, and pieces to put in.
#[derive(Debug)]
pub(crate) struct Corpus {
    seeds: Vec<String>,
    fragments: Vec<String>,
    anywhere: Vec<&'static str>,
}

impl Corpus {
    /// `fragments` has a broken bar between each and the next.
    pub(crate) fn new(seeds: impl IntoIterator<Item = impl Into<String>>, fragments: &str) -> Self {
        let seeds: Vec<String> = seeds.into_iter().map(Into::into).collect();
        assert!(!seeds.is_empty(), "a corpus has something to begin from");
        let fragments = fragments.split(BAR).map(str::to_owned).collect();
        Self { seeds, fragments, anywhere: ANYWHERE.split(BAR).collect() }
    }

    /// One of the texts, changed.
    pub(crate) fn draw(&self, u: &mut Unstructured<'_>) -> Result<String> {
        let seed = u.choose(&self.seeds)?.clone();
        self.changed(seed, u)
    }

    /// This text, changed in up to eight places.
    pub(crate) fn changed(&self, mut text: String, u: &mut Unstructured<'_>) -> Result<String> {
        for _ in 0..u.int_in_range(0..=8)? {
            self.change(&mut text, u)?;
            text.truncate(text.floor_char_boundary(LONGEST));
        }
        Ok(text)
    }

    fn change(&self, text: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
        let at = piece(text, u)?;
        match u.int_in_range(0..=11)? {
            0 => text.replace_range(at, ""),
            1 => {
                let copy = text[at].to_owned();
                let to = piece(text, u)?.start;
                text.insert_str(to, &copy);
            }
            2 => {
                let other = u.choose(&self.seeds)?;
                let from = piece(other, u)?;
                text.replace_range(at, &other[from]);
            }
            3 | 4 => text.insert_str(at.start, self.fragment(u)?),
            5 => text.replace_range(at, self.fragment(u)?),
            6 => {
                let fragment = self.fragment(u)?;
                let most = LONGEST / fragment.len().max(1);
                let times = if u.ratio(1, 4)? { u.int_in_range(0..=most)? } else { u.int_in_range(0..=40)? };
                text.insert_str(at.start, &fragment.repeat(times));
            }
            7 => {
                let around = u.choose(&[("[", "]"), ("{", "}"), ("(", ")"), ("\"", "\""), ("'", "'"), ("`", "`")])?;
                let inside = text[at.clone()].to_owned();
                text.replace_range(at, &format!("{}{inside}{}", around.0, around.1));
            }
            8 => text.insert(at.start, u.arbitrary()?),
            9 => text.truncate(at.start),
            10 => *text = text.replace('\n', if u.arbitrary()? { "\r\n" } else { "\n  " }),
            _ => {
                let line = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
                text.insert_str(line, u.choose(&[" ", "  ", "    ", "\t", "# ", "- ", "> "])?);
            }
        }
        Ok(())
    }

    fn fragment(&self, u: &mut Unstructured<'_>) -> Result<&str> {
        if u.ratio(2, 3)? { Ok(u.choose(&self.fragments)?) } else { Ok(*u.choose(&self.anywhere)?) }
    }
}

/// A place in a text: whole lines, a word, or whatever.
fn piece(text: &str, u: &mut Unstructured<'_>) -> Result<Range<usize>> {
    let at = text.floor_char_boundary(u.int_in_range(0..=text.len())?);
    Ok(match u.int_in_range(0..=2)? {
        0 => {
            let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let lines = text[at..].match_indices('\n').nth(u.int_in_range(0..=4)?);
            start..lines.map_or(text.len(), |(end, _)| at + end + 1)
        }
        1 => {
            let outside = |c: char| !c.is_alphanumeric();
            let start = text[..at].rfind(outside).map_or(0, |end| text.ceil_char_boundary(end + 1));
            start..text[at..].find(outside).map_or(text.len(), |end| at + end)
        }
        _ => {
            let end = at + u.int_in_range(0..=40)?;
            at..text.ceil_char_boundary(end.min(text.len()))
        }
    })
}

/// The text files of this repository below a folder whose path ends so, with their paths from its root.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut open) = (Vec::new(), vec![root.join(folder)]);
    while let Some(next) = open.pop() {
        for path in fs::read_dir(next).expect("a folder of ours").map(|entry| entry.expect("an entry").path()) {
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                // What is no text is none of these.
                found.extend(fs::read_to_string(&path).ok().map(|text| (name, text)));
            }
        }
    }
    found.sort();
    found
}
