//! What a translation has otherwise than its source (pure): pages, headings, cards, code.
//!
//! Sessions are run from the source language's page alone, so a block that differs would be a claim nobody has tested.

use super::assemble::Pages;
use super::book::Page;
use super::markdown::{Card, CardKind};
use super::settings::Settings;
use crate::course::Problem;

/// What to do about any of them.
const HELP: &str = "make the translation like its source: the words differ, the rest does not";

/// Every difference between the source language and the others.
pub(super) fn compare(settings: &Settings, pages: &Pages, problems: &mut Vec<Problem>) {
    let source = settings.source();
    if !pages.values().any(|of| of.contains_key(source)) {
        return; // The whole source is missing, which has been said.
    }
    for (id, of) in pages {
        for (lang, _) in settings.langs.iter().filter(|(lang, _)| lang != source) {
            match (of.get(source), of.get(lang)) {
                (Some(source), Some(page)) => differences(source, page, problems),
                (Some(_), None) => {
                    let help = format!("until then its readers see it in `{source}`");
                    let file = format!("content/{lang}/{id}.md");
                    problems.push(Problem::of_file(file, "is missing: the translation of this lesson").help(help));
                }
                (None, Some(page)) => {
                    problems.push(
                        Problem::of_file(&page.file, format!("has no source: there is no page in `{source}`"))
                            .help("write that page first, or delete this one"),
                    );
                }
                (None, None) => {}
            }
        }
    }
}

fn differences(source: &Page, page: &Page, problems: &mut Vec<Problem>) {
    headings(source, page, problems);
    cards(source, page, problems);
    blocks(source, page, problems);
    let readable = !source.head.is_broken && !page.head.is_broken;
    if readable && source.head.owns != page.head.owns {
        problems.push(Problem::of_file(&page.file, "`owns` differs from the source").help(HELP));
    }
}

fn at(page: &Page, line: usize, words: String) -> Problem {
    Problem { line, column: usize::from(line > 0), ..Problem::of_file(&page.file, words).help(HELP) }
}

fn headings(source: &Page, page: &Page, problems: &mut Vec<Problem>) {
    let (ours, theirs) = (&source.body.headings, &page.body.headings);
    for pair in ours.iter().zip(theirs) {
        if pair.0.id != pair.1.id || pair.0.level != pair.1.level {
            let marks = "#".repeat(pair.0.level.into());
            let words = format!("the source has `{marks} … {{#{}}}` here", pair.0.id);
            return problems.push(at(page, pair.1.line, words));
        }
    }
    if let Some(missing) = ours.get(theirs.len()) {
        problems.push(at(page, 0, format!("lacks the heading `{{#{}}}` of the source", missing.id)));
    } else if let Some(more) = theirs.get(ours.len()) {
        problems.push(at(page, more.line, format!("the source has no heading `{{#{}}}`", more.id)));
    }
}

fn cards(source: &Page, page: &Page, problems: &mut Vec<Problem>) {
    let of = |page: &Page| page.body.cards.iter().map(|card: &Card| (card.kind, card.name.clone())).collect::<Vec<_>>();
    let (ours, theirs) = (of(source), of(page));
    if ours == theirs {
        return;
    }
    let n = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let words = match ours.get(n) {
        Some((kind, name)) => format!("the source has {} `{name}` here", word(*kind)),
        None => "the source has no such card here".to_owned(),
    };
    problems.push(page.body.cards.get(n).map_or_else(
        || at(page, 0, words.clone()),
        |c| Problem { words: words.clone(), ..c.place.clone() }.help(HELP),
    ));
}

fn word(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Exercise => "the exercise",
        CardKind::Quiz => "the quiz",
        CardKind::Figure => "the figure",
    }
}

fn blocks(source: &Page, page: &Page, problems: &mut Vec<Problem>) {
    let (ours, theirs) = (&source.body.blocks, &page.body.blocks);
    for ((_, our), (line, their)) in ours.iter().zip(theirs) {
        if our != their {
            let n = our.lines().zip(their.lines()).take_while(|(a, b)| a == b).count();
            return problems.push(at(page, line + n, "this line of the block differs from the source".to_owned()));
        }
    }
    if ours.len() != theirs.len() {
        let words = format!("has {} code blocks, and the source has {}", theirs.len(), ours.len());
        problems.push(at(page, 0, words));
    }
}
