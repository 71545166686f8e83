//! A page's text after includes and preprocessors, and where each piece of it was written.
//!
//! A problem is found in the text that readers get, and mended in the file that an author wrote.

use std::borrow::Cow;
use std::ops::Range;

use crate::course::Problem;
use crate::site::lines::Lines;

/// A file that pieces of a page come from.
#[derive(Debug, Clone)]
pub(in crate::site) struct Source<'a> {
    pub(in crate::site) file: Cow<'a, str>,
    pub(in crate::site) text: &'a str,
}

/// A page's text, made of pieces of files; the first file is the page's own.
#[derive(Debug, Clone)]
pub(in crate::site) struct Included<'a> {
    pub(in crate::site) text: Cow<'a, str>,
    sources: Vec<Source<'a>>,
    pieces: Vec<Piece>,
    /// Where in the page the outermost open include stands.
    stands: Option<usize>,
}

#[derive(Debug, Clone)]
struct Piece {
    /// Where it begins in the text.
    at: usize,
    /// Which source it comes from, and where it begins there.
    source: usize,
    from: usize,
    /// Where in the page's own file it stands, if it is not of that file.
    stands: Option<usize>,
    /// A program wrote it: all of it stands at `from`.
    made: bool,
}

impl<'a> Included<'a> {
    /// A page as it is written, without includes.
    pub(in crate::site) fn of(file: impl Into<Cow<'a, str>>, text: &'a str) -> Self {
        let sources = vec![Source { file: file.into(), text }];
        let pieces = vec![Piece { at: 0, source: 0, from: 0, stands: None, made: false }];
        Self { text: Cow::Borrowed(text), sources, pieces, stands: None }
    }

    /// The page's own file.
    pub(in crate::site) fn file(&self) -> &str {
        &self.sources[0].file
    }

    /// The files that were included.
    pub(in crate::site) fn others(&self) -> impl Iterator<Item = Cow<'a, str>> {
        self.sources[1..].iter().map(|source| source.file.clone())
    }

    pub(super) fn source(&self, number: usize) -> &Source<'a> {
        &self.sources[number]
    }

    pub(super) fn add(&mut self, source: Source<'a>) -> usize {
        if let Some(known) = self.sources.iter().position(|known| known.file == source.file) {
            return known;
        }
        self.sources.push(source);
        self.sources.len() - 1
    }

    /// Keeps the text up to `start`; the rest comes in pieces.
    pub(super) fn restart(&mut self, start: usize) {
        self.text = Cow::Owned(self.text[..start].to_owned());
    }

    pub(super) fn stand(&mut self, at: Option<usize>) {
        self.stands = at;
    }

    /// Adds a piece of a source.
    pub(super) fn push(&mut self, source: usize, range: Range<usize>) {
        if !range.is_empty() {
            let (at, stands) = (self.text.len(), self.stands);
            self.pieces.push(Piece { at, source, from: range.start, stands, made: false });
            let piece = &self.sources[source].text[range];
            self.text.to_mut().push_str(piece);
        }
    }

    /// The same page after a program changed its text: what is alike at both ends keeps its place.
    pub(in crate::site) fn changed(&self, text: &str) -> Self {
        let old = &*self.text;
        let mut head = old.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(head) || !text.is_char_boundary(head) {
            head -= 1;
        }
        let most = old.len().min(text.len()) - head;
        let mut tail = old.bytes().rev().zip(text.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(old.len() - tail) || !text.is_char_boundary(text.len() - tail) {
            tail -= 1;
        }
        let mut pieces: Vec<Piece> = self.pieces.iter().filter(|piece| piece.at < head).cloned().collect();
        pieces.push(Piece { at: head, made: true, ..self.piece_at(head) });
        let end = text.len() - tail;
        pieces.push(Piece { at: end, ..self.piece_at(old.len() - tail) });
        let later = self.pieces.iter().filter(|piece| piece.at > old.len() - tail);
        pieces.extend(later.map(|piece| Piece { at: piece.at + text.len() - old.len(), ..piece.clone() }));
        Self { text: Cow::Owned(text.to_owned()), pieces, sources: self.sources.clone(), stands: None }
    }

    fn holding(&self, at: usize) -> usize {
        self.pieces.partition_point(|piece| piece.at <= at).max(1) - 1
    }

    /// The piece that would begin at `at`.
    fn piece_at(&self, at: usize) -> Piece {
        let piece = &self.pieces[self.holding(at)];
        let from = if piece.made { piece.from } else { piece.from + (at - piece.at) };
        Piece { at, from, ..piece.clone() }
    }
}

/// Places in a page's text, found fast.
pub(in crate::site) struct Places<'t> {
    included: &'t Included<'t>,
    /// The lines of each source.
    lines: Vec<Lines<'t>>,
    /// The lines of the text itself.
    own: Lines<'t>,
}

impl<'t> Places<'t> {
    pub(in crate::site) fn of(included: &'t Included<'t>) -> Self {
        let lines = included.sources.iter().map(|source| Lines::of(&source.file, source.text)).collect();
        Self { included, lines, own: Lines::of(included.file(), &included.text) }
    }

    /// A problem at a byte range of the text, in the file where that was written.
    pub(in crate::site) fn problem(&self, range: Range<usize>, words: impl Into<String>) -> Problem {
        let number = self.included.holding(range.start);
        let piece = self.included.piece_at(range.start);
        let end = self.included.pieces.get(number + 1).map_or(range.end, |next| next.at.min(range.end));
        let lines = &self.lines[piece.source];
        if piece.made {
            let problem = lines.problem(piece.from..piece.from, words);
            return Problem { column: 0, ..problem };
        }
        lines.problem(piece.from..piece.from + (end - range.start), words)
    }

    /// The line of the page's own file that a byte of the text stands in, from 1.
    pub(in crate::site) fn line(&self, at: usize) -> usize {
        let piece = self.included.piece_at(at);
        self.lines[0].line(piece.stands.unwrap_or(piece.from))
    }

    /// The place of the `number`th line after that of a byte.
    pub(in crate::site) fn below(&self, at: usize, number: usize) -> usize {
        self.own.start(self.own.line(at) + number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn included() -> Included<'static> {
        let mut included = Included::of("page", "one\n@\nthree\n");
        included.restart(4);
        let other = included.add(Source { file: "other".into(), text: "x\ny\n" });
        included.stand(Some(4));
        included.push(other, 0..3);
        included.stand(None);
        included.push(0, 5..12);
        included
    }

    #[track_caller]
    fn case(included: &Included<'_>, word: &str, file: &str, line: usize, page: usize) {
        let at = included.text.find(word).unwrap();
        let places = Places::of(included);
        let problem = places.problem(at..at + word.len(), "w");
        assert_eq!((problem.file.as_str(), problem.line, places.line(at)), (file, line, page), "{word}");
    }

    #[test]
    fn what_is_included_stands_in_its_own_file() {
        let page = included();
        assert_eq!(page.text, "one\nx\ny\nthree\n");
        case(&page, "one", "page", 1, 1);
        case(&page, "y", "other", 2, 2);
        case(&page, "three", "page", 3, 3);
    }

    #[test]
    fn what_a_program_wrote_stands_where_the_page_was_changed() {
        let page = included().changed("one\nx\nmade\nmore\nthree\n");
        case(&page, "x", "other", 1, 2);
        case(&page, "more", "other", 2, 2);
        case(&page, "three", "page", 3, 3);
    }
}
