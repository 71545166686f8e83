//! Marks the first use of each term in a lesson's HTML (pure).
//!
//! Done to text between tags, before cards are filled in; not in headings, links and code, where a link would be in the
//! way. The mark is a link to the glossary, so that it works without a script; the meaning stands once in the page.

use std::collections::BTreeSet;

use super::lexicon::Met;
use super::{Glossary, Term};
use crate::course::Lang;

/// Elements in which nothing is marked.
const LEFT_ALONE: &[&str] =
    &["a", "button", "code", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "summary", "svg", "th"];

/// Where a page stands.
pub(in crate::site) struct Place<'a> {
    /// The language of its prose.
    pub(in crate::site) lang: &'a Lang,
    pub(in crate::site) part: &'a str,
    /// From the page to its language's root.
    pub(in crate::site) base: &'a str,
}

/// The HTML with its terms marked, and the terms in the order of their first use.
pub(in crate::site) fn mark<'g>(glossary: &'g Glossary, html: &str, place: &Place<'_>) -> (String, Vec<&'g Term>) {
    let mut marker =
        Marker { glossary, place, out: String::with_capacity(html.len()), used: Vec::new(), met: BTreeSet::new() };
    let mut rest = html;
    while !rest.is_empty() {
        let (text, from_tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        marker.text(text);
        let (left, after) = left_alone(from_tag);
        marker.out.push_str(left);
        rest = after;
    }
    (marker.out, marker.used)
}

struct Marker<'g, 'p> {
    glossary: &'g Glossary,
    place: &'p Place<'p>,
    out: String,
    used: Vec<&'g Term>,
    met: BTreeSet<usize>,
}

impl Marker<'_, '_> {
    fn text(&mut self, text: &str) {
        let Some(lexicon) = self.glossary.lexicons.get(self.place.lang) else { return self.out.push_str(text) };
        let (mut written, mut from) = (0, 0);
        while let Some(Met { range, terms }) = lexicon.next(text, from) {
            let meant = terms.into_iter().find(|term| self.glossary.terms[*term].is_meant_in(self.place.part));
            if let Some(term) = meant.filter(|term| self.met.insert(*term)) {
                self.out.push_str(&text[written..range.start]);
                self.link(term, &text[range.clone()]);
                written = range.end;
            }
            from = range.end;
        }
        self.out.push_str(&text[written..]);
    }

    fn link(&mut self, term: usize, words: &str) {
        let term = &self.glossary.terms[term];
        let (href, id) = (term.href(self.place.base), &term.id);
        self.out.push_str(&format!("<a class=\"term\" href=\"{href}\" aria-describedby=\"meaning-{id}\">{words}</a>"));
        self.used.push(term);
    }
}

/// The tag at the beginning of `html`, or the whole element where its text is left alone; and what follows.
fn left_alone(html: &str) -> (&str, &str) {
    let tag = tag(html);
    let name = tag.trim_start_matches('<').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is_title = name == "p" && tag.contains("class=\"note-title\"");
    if !is_title && !LEFT_ALONE.contains(&name) {
        return html.split_at(tag.len());
    }
    // None of them holds another of its kind.
    let close = format!("</{name}>");
    html.split_at(html.find(&close).map_or(html.len(), |at| at + close.len()))
}

/// A tag or a comment with all its attributes; `>` may stand in a quoted one.
fn tag(html: &str) -> &str {
    let mut quoted = false;
    for (at, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return &html[..=at],
            _ => {}
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Localized;

    fn term(id: &str, name: &str, parts: &[&str]) -> Term {
        let name: Localized<String> = [(Lang::en(), name.to_owned())].into_iter().collect();
        Term { id: id.into(), name, parts: parts.iter().map(|part| (*part).to_owned()).collect(), ..Term::default() }
    }

    /// `{build:builds}` → a marked use of the term `build`.
    fn links(text: &str) -> String {
        let link = |(n, piece): (usize, &str)| match piece.split_once(':').filter(|_| n % 2 == 1) {
            Some((id, words)) => {
                format!(
                    "<a class=\"term\" href=\"../glossary.html#term-{id}\" aria-describedby=\"meaning-{id}\">{words}</a>"
                )
            }
            None => piece.to_owned(),
        };
        text.split(['{', '}']).enumerate().map(link).collect()
    }

    #[track_caller]
    fn case(html: &str, expected: &str) {
        let terms = vec![
            term("build", "build", &[]),
            term("context", "build context", &[]),
            term("docker-tag", "tag", &["docker"]),
            term("git-tag", "tag", &["git"]),
            term("pod", "Pod", &["kubernetes"]),
        ];
        let glossary = Glossary::new(terms, &[Lang::en()]);
        let place = Place { lang: &Lang::en(), part: "git", base: "../" };
        assert_eq!(mark(&glossary, html, &place).0, links(expected));
    }

    #[test]
    fn the_first_use_is_marked_and_no_other() {
        case("<p>Builds build.</p><p>A build</p>", "<p>{build:Builds} build.</p><p>A build</p>");
        case("<p>a build context, a build</p>", "<p>a {context:build context}, a {build:build}</p>");
        case("a build context, a build context", "a {context:build context}, a build context");
    }

    #[test]
    fn a_term_is_marked_where_it_is_meant() {
        case("<li>a tag</li>", "<li>a {git-tag:tag}</li>");
        case("a Pod", "a Pod");
    }

    #[test]
    fn headings_links_and_code_are_left_alone() {
        case("<h2 id=\"build\">Build</h2><em>build</em>", "<h2 id=\"build\">Build</h2><em>{build:build}</em>");
        case(
            "<a title=\"a > build\" href=\"x\">build</a> tag",
            "<a title=\"a > build\" href=\"x\">build</a> {git-tag:tag}",
        );
        case("<code>build</code> <pre><span>tag</span></pre>!", "<code>build</code> <pre><span>tag</span></pre>!");
        case(
            "<p class=\"note-title\">Tag</p><!--card-->tag",
            "<p class=\"note-title\">Tag</p><!--card-->{git-tag:tag}",
        );
        case("<code>build", "<code>build");
    }

    #[test]
    fn a_long_page_is_marked_at_once() {
        let glossary = Glossary::new(vec![term("build", "build context", &[])], &[Lang::en()]);
        let place = Place { lang: &Lang::en(), part: "git", base: "" };
        for piece in ["build ", "<b>", "b", "<code>", "\""] {
            let begun = std::time::Instant::now();
            mark(&glossary, &piece.repeat(1_000_000 / piece.len()), &place);
            assert!(begun.elapsed().as_secs() < 5, "{piece:?}");
        }
    }
}
