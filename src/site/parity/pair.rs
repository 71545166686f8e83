//! A page and its translation: what the one has that the other has not, each thing at its place.

use super::diff::{Edit, diff};
use super::{Told, is_stale};
use crate::course::Problem;
use crate::site::book::Page;
use crate::site::frontmatter;
use crate::site::load::Tree;
use crate::site::markdown::CardKind;

/// A page and its translation, and what has been found so far.
pub(super) struct Pair<'a> {
    source: &'a Page,
    page: &'a Page,
    tree: &'a Tree,
    told: &'a Told,
    problems: Vec<Problem>,
}

/// A heading, a card or a link: where it stands, and what languages must agree on.
struct Item<T> {
    what: T,
    place: Problem,
}

impl<'a> Pair<'a> {
    /// Every difference; those of a stale page are but what its translator has to do.
    pub(super) fn differences(source: &'a Page, page: &'a Page, tree: &'a Tree, told: &'a Told) -> Vec<Problem> {
        let mut pair = Self { source, page, tree, told, problems: Vec::new() };
        if !pair.has_refused_heading() {
            let says = |(level, id): &(usize, String)| format!("has `{} … {{#{id}}}`", "#".repeat(*level));
            pair.list(|pair, page| pair.headings(page), says);
        }
        pair.list(|_, page| cards(page), |(kind, name)| format!("has the {} `{name}`", word(*kind)));
        pair.list(|_, page| links(page), |target| format!("links to `{target}`"));
        pair.blocks();
        pair.head();
        if is_stale(source, page) {
            let words = format!("`{}` has changed since this was translated", source.file);
            let help = format!("bring it up to date, then `sampan lint --accept {}`", page.file);
            let stale = pair.at_key("source_hash", words).help(help);
            pair.problems.push(stale);
            return pair.problems.into_iter().map(|problem| problem.gap(&page.lang)).collect();
        }
        pair.problems
    }

    /// Compares one kind of thing; `says` is what the source does, as `has the quiz …`.
    fn list<T: PartialEq>(&mut self, of: impl Fn(&Self, &Page) -> Vec<Item<T>>, says: impl Fn(&T) -> String) {
        let (ours, theirs) = (of(self, self.source), of(self, self.page));
        let keys = |items| -> Vec<&T> { <[Item<T>]>::iter(items).map(|item| &item.what).collect() };
        let is_told = |place: &Problem| self.told.contains(&(place.file.clone(), place.line, place.column));
        let edits = diff(&keys(&ours), &keys(&theirs)).into_iter().filter(|edit| match *edit {
            Edit::Differs { ours: n, theirs: at } => !is_told(&ours[n].place) && !is_told(&theirs[at].place),
            Edit::Lacks { ours: n, .. } => !is_told(&ours[n].place),
            Edit::Extra { theirs: at } => !is_told(&theirs[at].place),
        });
        for edit in edits.collect::<Vec<_>>() {
            let (place, words, line) = match edit {
                Edit::Differs { ours: n, theirs: at } => {
                    (theirs[at].place.clone(), format!("the source {} here", says(&ours[n].what)), ours[n].place.line)
                }
                Edit::Lacks { ours: n, before } => {
                    let next = theirs.get(before).map(|next| (next.place.clone(), "before"));
                    let (place, side) = next.unwrap_or_else(|| (self.last_line(), "after"));
                    (place, format!("the source {} {side} this", says(&ours[n].what)), ours[n].place.line)
                }
                Edit::Extra { theirs: at } => {
                    (theirs[at].place.clone(), "the source has nothing like this here".to_owned(), 0)
                }
            };
            self.say(place, words, line);
        }
    }

    /// Code is the same in every language, comments too.
    fn blocks(&mut self) {
        let texts = |page: &'a Page| page.body.blocks.iter().map(|(_, text)| text).collect::<Vec<_>>();
        for edit in diff(&texts(self.source), &texts(self.page)) {
            let our_line = |n: usize| self.source.body.blocks[n].0;
            let their_line = |n: usize| self.page.body.blocks[n].0;
            let (line, words, source_line) = match edit {
                Edit::Differs { ours, theirs } => {
                    let (our, their) = (&self.source.body.blocks[ours].1, &self.page.body.blocks[theirs].1);
                    let n = our.lines().zip(their.lines()).take_while(|(a, b)| a == b).count();
                    (their_line(theirs) + n, "this line of the block differs from the source", our_line(ours) + n)
                }
                Edit::Lacks { ours, before } if before < self.page.body.blocks.len() => {
                    (their_line(before), "the source has another block before this", our_line(ours))
                }
                Edit::Lacks { ours, .. } => (0, "the source has another block after this", our_line(ours)),
                Edit::Extra { theirs } => (their_line(theirs), "the source has no such block here", 0),
            };
            let place = if line == 0 { self.last_line() } else { self.line(self.page, line) };
            self.say(place, words.to_owned(), source_line);
        }
    }

    fn head(&mut self) {
        let (ours, theirs) = (&self.source.head, &self.page.head);
        if ours.is_broken || theirs.is_broken {
            return;
        }
        let is_other = |key: &str| match key {
            "minutes" => theirs.minutes.is_some() && ours.minutes != theirs.minutes,
            "summary" => ours.summary.is_some() && theirs.summary.is_none(),
            _ => ours.owns != theirs.owns,
        };
        for key in ["summary", "minutes", "owns"].into_iter().filter(|key| is_other(key)) {
            let place = self.at_key(key, "");
            let line = self.key_of(self.source, key, "").line;
            self.say(place, format!("`{key}` differs from the source"), line);
        }
    }

    /// A heading whose id was refused is not among the others.
    fn has_refused_heading(&self) -> bool {
        let refused = |page: &Page| {
            let mut lines = self.told.iter().filter(|(file, ..)| *file == page.file).map(|(_, line, _)| *line);
            let text = self.text(page);
            lines.any(|line| text.lines().nth(line.saturating_sub(1)).is_some_and(|text| text.starts_with("##")))
        };
        !self.told.is_empty() && (refused(self.source) || refused(self.page))
    }

    fn headings(&self, page: &Page) -> Vec<Item<(usize, String)>> {
        let item = |heading: &crate::site::markdown::Heading| Item {
            what: (heading.level.into(), heading.id.clone()),
            place: self.line(page, heading.line),
        };
        page.body.headings.iter().map(item).collect()
    }

    /// `source_line` is where the source has it, or 0.
    fn say(&mut self, place: Problem, words: String, source_line: usize) {
        let at = if source_line == 0 { String::new() } else { format!(":{source_line}") };
        let help = format!("make it like `{}{at}`: the words differ, the rest does not", self.source.file);
        self.problems.push(Problem { words, ..place }.help(help));
    }

    fn text(&self, page: &Page) -> &'a str {
        self.tree.text(&page.file).unwrap_or_default()
    }

    /// A whole line of a page.
    fn line(&self, page: &Page, line: usize) -> Problem {
        let width = self.text(page).lines().nth(line.saturating_sub(1)).map_or(0, |text| text.chars().count());
        Problem { line, column: 1, width, ..Problem::of_file(&page.file, "") }
    }

    fn last_line(&self) -> Problem {
        let text = self.text(self.page).trim_end();
        self.line(self.page, text.lines().count().max(1))
    }

    fn at_key(&self, key: &str, words: impl Into<String>) -> Problem {
        self.key_of(self.page, key, words)
    }

    fn key_of(&self, page: &Page, key: &str, words: impl Into<String>) -> Problem {
        let text = self.text(page);
        Problem::at(&page.file, text, frontmatter::key(text, key), words)
    }
}

fn cards(page: &Page) -> Vec<Item<(CardKind, String)>> {
    let cards = page.body.cards.iter();
    cards.map(|card| Item { what: (card.kind, card.name.clone()), place: card.place.clone() }).collect()
}

fn links(page: &Page) -> Vec<Item<String>> {
    page.body.links.iter().map(|link| Item { what: link.target.clone(), place: link.place.clone() }).collect()
}

fn word(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Exercise => "exercise",
        CardKind::Quiz => "quiz",
        CardKind::Figure => "figure",
    }
}
