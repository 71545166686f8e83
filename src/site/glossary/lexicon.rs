//! Finds terms in a text of one language (pure).
//!
//! English is tolerant: a small letter of a name may be met as a capital, and a plural is met as its singular. Capitals
//! are kept, since a Service is not any service. Han is met literally, and a single sign never, being part of too many words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Term;
use crate::course::Lang;
use crate::site::markdown::is_han;

/// The spellings of a language's terms by their first letter, the longest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Lexicon(BTreeMap<char, Vec<Spelling>>);

/// Words in a text, and the terms that are spelt so.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) range: Range<usize>,
    pub(super) terms: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Spelling {
    text: String,
    term: usize,
}

impl Lexicon {
    pub(super) fn of(terms: &[Term], lang: &Lang) -> Self {
        let mut lexicon = Self::default();
        for (term, spelling) in terms
            .iter()
            .enumerate()
            .flat_map(|(n, term)| term.spellings(lang).into_iter().map(move |spelling| (n, spelling)))
        {
            let mut chars = spelling.chars();
            let Some(first) = chars.next().filter(|first| !is_han(*first) || chars.next().is_some()) else { continue };
            lexicon.0.entry(lower(first)).or_default().push(Spelling { text: spelling, term });
        }
        for spellings in lexicon.0.values_mut() {
            spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.text.len()));
        }
        lexicon
    }

    /// What is met first from `from` on.
    pub(super) fn next(&self, text: &str, from: usize) -> Option<Met> {
        let mut before = text[..from].chars().next_back();
        text[from..].char_indices().find_map(|(at, first)| {
            let inside = is_word(first) && before.is_some_and(|before| is_word(before) || joins(before));
            before = Some(first);
            if inside { None } else { self.at(text, from + at, first) }
        })
    }

    /// The longest spelling at `start`, where a word may begin with `first`.
    fn at(&self, text: &str, start: usize, first: char) -> Option<Met> {
        let mut longest: Option<Met> = None;
        for spelling in self.0.get(&lower(first))? {
            let Some(end) = met(&spelling.text, &text[start..]).map(|length| start + length) else { continue };
            match &mut longest {
                None => longest = Some(Met { range: start..end, terms: vec![spelling.term] }),
                Some(longest) if longest.range.end == end => longest.terms.push(spelling.term),
                Some(_) => {}
            }
        }
        longest
    }
}

/// How much of the beginning of `text` is this spelling, as a word or several of their own.
fn met(spelling: &str, text: &str) -> Option<usize> {
    let mut rest = text;
    let mut words = spelling.chars().peekable();
    while let Some(wanted) = words.next() {
        if wanted.is_whitespace() {
            // A line may end between two words.
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
            continue;
        }
        let found = rest.chars().next()?;
        if found == wanted || (wanted.is_lowercase() && lower(found) == wanted) {
            rest = &rest[found.len_utf8()..];
        } else if wanted == 'y' && words.peek().is_none() && is_end(rest.strip_prefix("ies")?) {
            return Some(text.len() - rest.len() + "ies".len());
        } else {
            return None;
        }
    }
    let at = text.len() - rest.len();
    if !spelling.chars().next_back().is_some_and(is_word) {
        return Some(at);
    }
    let endings = ["", "s", "es"].into_iter();
    endings.filter(|ending| rest.strip_prefix(ending).is_some_and(is_end)).map(|ending| at + ending.len()).next()
}

/// Whether a word ends before this text.
fn is_end(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        None => true,
        // `values.yaml` is a file's name, and `values.` the end of a sentence.
        Some('.') => !chars.next().is_some_and(is_word),
        Some(next) => !is_word(next) && !joins(next),
    }
}

/// A letter of a script that writes spaces between words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

/// What makes one word of two, or one name.
fn joins(c: char) -> bool {
    matches!(c, '-' | '_' | '/' | '.' | '&' | '@')
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(names: &[&str], lang: &Lang) -> Lexicon {
        let term =
            |name: &&str| Term { name: [(lang.clone(), (*name).to_owned())].into_iter().collect(), ..Term::default() };
        Lexicon::of(&names.iter().map(term).collect::<Vec<_>>(), lang)
    }

    /// What is met first in `text`.
    #[track_caller]
    fn case(names: &[&str], lang: &Lang, text: &str, expected: Option<&str>) {
        let lexicon = lexicon(names, lang);
        let met = lexicon.next(text, 0).map(|met| &text[met.range]);
        assert_eq!(met, expected, "{text}");
    }

    #[test]
    fn english_words_are_met_in_plural_and_at_the_start_of_a_sentence() {
        let en = Lang::en();
        case(&["volume"], &en, "Volumes outlive containers", Some("Volumes"));
        case(&["policy"], &en, "two policies", Some("policies"));
        case(&["class"], &en, "two classes.", Some("classes"));
        case(&["bind mount"], &en, "a bind\nmount's path", Some("bind\nmount"));
        case(&["build", "build context"], &en, "the build context", Some("build context"));
        case(&["build", "build context"], &en, "the build contextual", Some("build"));
    }

    #[test]
    fn a_word_inside_another_is_not_met() {
        let en = Lang::en();
        case(&["image"], &en, "imagery, reimage, image-name, a/image, image.png, &image;", None);
        case(&["Service"], &en, "a service of the town", None);
        case(&["API server"], &en, "the api server, then the API server", Some("API server"));
    }

    #[test]
    fn han_is_met_literally_and_a_single_sign_never() {
        let zh = Lang::new("zh-cn");
        case(&["标签（tag）"], &zh, "这里的标签可以改", Some("标签"));
        case(&["标签（tag）"], &zh, "写明标签（tag）：", Some("标签（tag）"));
        case(&["构建", "构建上下文"], &zh, "整个构建上下文", Some("构建上下文"));
        case(&["层"], &zh, "底层的层", None);
        case(&["Pod"], &zh, "一个Pod的地址", Some("Pod"));
        case(&["shell 形式"], &zh, "用 shell 形式写", Some("shell 形式"));
    }
}
