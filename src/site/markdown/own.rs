//! Our own HTML, kept out of the sanitiser's way where a course allows its authors HTML.
//!
//! The sanitiser cannot tell our buttons and boxes from an author's imitation. So it sees a token in the place of each
//! piece of ours, and what is left of the page gets them back. A token inside an attribute never comes back
//! (`sanitise` drops such an attribute), since our quotes would end it.

use super::super::sanitise;

/// The ends of a token: noncharacters, which no text should contain.
const OPEN: char = sanitise::TOKEN;
const CLOSE: char = '\u{FDD1}';

/// Pieces of ours by their number; each is given back once.
#[derive(Debug, Default)]
pub(super) struct Own {
    is_on: bool,
    pieces: Vec<Option<String>>,
    /// Whether a page was cut where too much was open.
    is_cut: bool,
}

impl Own {
    pub(super) fn new(is_on: bool) -> Self {
        Self { is_on, ..Self::default() }
    }

    /// Whether authors may write HTML.
    pub(super) fn is_on(&self) -> bool {
        self.is_on
    }

    /// What to write for a piece of ours.
    pub(super) fn keep(&mut self, html: String) -> String {
        if !self.is_on || html.is_empty() {
            return html;
        }
        self.pieces.push(Some(html));
        format!("{OPEN}{}{CLOSE}", self.pieces.len() - 1)
    }

    /// The finished HTML: sanitised, with our pieces in their places.
    pub(super) fn finish(&mut self, html: String) -> String {
        if !self.is_on {
            return html;
        }
        let shallow = sanitise::shallow(&html);
        self.is_cut |= shallow.len() < html.len();
        let clean = sanitise::clean(shallow);
        let mut pieces = clean.split(OPEN);
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let Some((number, after)) = piece.split_once(CLOSE) else { continue };
            let kept = number.parse::<usize>().ok().and_then(|number| self.pieces.get_mut(number)?.take());
            out.push_str(&kept.unwrap_or_default());
            out.push_str(after);
        }
        out
    }

    /// Whether something got lost in what an author left open.
    pub(super) fn has_lost(&self) -> bool {
        self.is_cut || self.pieces.iter().any(Option::is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_pieces_come_back_and_never_into_an_attribute() {
        let mut own = Own::new(true);
        let link = own.keep("<a href=\"x\" class=\"ours\">".to_owned());
        assert_eq!(own.finish(format!("<p onclick=\"x\">{link}a</p>")), "<p><a href=\"x\" class=\"ours\">a</p>");
        let link = own.keep("<a href=\"x\">".to_owned());
        assert_eq!(own.finish(format!("<p title=\"{link}\">a</p>")), "<p>a</p>");
        assert!(own.has_lost());
    }
}
