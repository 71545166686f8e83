//! `content/figures/<name>.svg` with its words in `<name>.toml`: parsed at build against a list of what a drawing may
//! hold, filled with the words of the page's language, and inlined.
//!
//! The list is the defence: no script, no style, no foreign content, no reference out of the figure.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};
use schemars::JsonSchema;
use serde::Deserialize;

use super::html::escape;
use super::load::Tree;
use super::near::known;
use super::spanned::Spanned;
use super::written::{Texts, Written};
use crate::course::problem::only_gaps;
use crate::course::{Lang, Localized, Problem};

const ELEMENTS: &[&str] = &[
    "svg",
    "title",
    "desc",
    "defs",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "marker",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
];
const ATTRIBUTES: &[&str] = &[
    "viewBox",
    "preserveAspectRatio",
    "role",
    "aria-labelledby",
    "aria-label",
    "aria-hidden",
    "id",
    "class",
    "data-key",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "dx",
    "dy",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "width",
    "height",
    "d",
    "points",
    "transform",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "opacity",
    "font-size",
    "font-weight",
    "font-family",
    "font-style",
    "text-anchor",
    "dominant-baseline",
    "letter-spacing",
    "marker-start",
    "marker-mid",
    "marker-end",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "refX",
    "refY",
    "orient",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
];

/// A drawing with more elements, or deeper ones, is no drawing for a lesson.
const MOST_NODES: u32 = 10_000;
const DEEPEST: usize = 32;

/// The words of a drawing by the name of their place in it, in every language.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(title = "words of a figure")]
pub(super) struct LabelsFile(BTreeMap<Spanned<String>, Texts>);

/// All figures of a course, each with its HTML in every language.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) sound: BTreeMap<String, Localized<String>>,
    pub(super) broken: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn read(tree: &Tree, langs: &[Lang]) -> Figures {
    let mut all = Figures::default();
    for (path, _) in tree.below("content/figures") {
        if let Some(name) = path.strip_suffix(".svg") {
            match figure(tree, name, langs, &mut all.problems) {
                Some(html) => _ = all.sound.insert(name.to_owned(), html),
                None => all.broken.push(name.to_owned()),
            }
        } else if !path.strip_suffix(".toml").is_some_and(|name| tree.has(&format!("content/figures/{name}.svg"))) {
            let file = format!("content/figures/{path}");
            all.problems.push(
                Problem::of_file(file, "belongs to no figure: `<name>.svg` and its words, `<name>.toml`")
                    .help("name it like its drawing, or delete it"),
            );
        }
    }
    all
}

fn figure(tree: &Tree, name: &str, langs: &[Lang], problems: &mut Vec<Problem>) -> Option<Localized<String>> {
    let before = problems.len();
    let file = format!("content/figures/{name}.svg");
    let svg = tree.text(&file)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(svg, options) {
        Ok(document) => document,
        Err(e) => {
            let at = byte_at(svg, e.pos().row, e.pos().col);
            problems.push(
                Problem::at(file, svg, at..at, format!("is no XML: {e}"))
                    .help("close every tag, and put every value into quotes"),
            );
            return None;
        }
    };
    let labels = labels(tree, name, langs, problems);
    let mut judge = Judge { file: &file, svg, problems, keys: Vec::new(), labels: &labels };
    judge.node(document.root_element(), 0);
    let keys = std::mem::take(&mut judge.keys);
    // Where a text names a key that is not there, the unused one is most likely it.
    let complete = keys.iter().all(|key| labels.contains_key(key));
    for unused in labels.keys().filter(|key| complete && !keys.iter().any(|used| used == *key)) {
        let words = format!("`{unused}` is used by no text of the figure");
        problems.push(
            Problem::of_file(format!("content/figures/{name}.toml"), words)
                .help(format!("write `data-key=\"{unused}\"` on a text, or delete it")),
        );
    }
    if !only_gaps(&problems[before..]) {
        return None;
    }
    let draw = |lang: &Lang| {
        let mut out = String::new();
        write(document.root_element(), &labels, lang, &mut out);
        (lang.clone(), format!("<figure class=\"figure\" data-figure=\"{}\">{out}</figure>", escape(name)))
    };
    Some(langs.iter().map(draw).collect())
}

/// The figure's words by their key.
fn labels(tree: &Tree, name: &str, langs: &[Lang], problems: &mut Vec<Problem>) -> BTreeMap<String, Localized<String>> {
    let file = format!("content/figures/{name}.toml");
    let Some(text) = tree.text(&file) else { return BTreeMap::new() };
    let mut written = Written::parse(file, text);
    let labels = if written.is_sound() { written.rest::<LabelsFile>() } else { None };
    let labels = labels.into_iter().flat_map(|item| item.value.0);
    let labels = labels.map(|(key, texts)| (key.into_inner(), written.localized(texts, langs))).collect();
    problems.append(&mut written.problems);
    labels
}

struct Judge<'a> {
    file: &'a str,
    svg: &'a str,
    problems: &'a mut Vec<Problem>,
    keys: Vec<String>,
    labels: &'a BTreeMap<String, Localized<String>>,
}

impl Judge<'_> {
    fn node(&mut self, node: Node<'_, '_>, depth: usize) {
        let name = node.tag_name().name();
        let foreign = node.tag_name().namespace().is_some_and(|ns| ns != "http://www.w3.org/2000/svg");
        if foreign || !ELEMENTS.contains(&name) {
            self.refuse(
                node.range().start..node.range().start + 1 + name.len(),
                format!("a figure may not hold `<{name}>`"),
                known(name, ELEMENTS.iter().copied(), ""),
            );
            return;
        }
        for attribute in node.attributes() {
            self.attribute(attribute);
        }
        if depth == DEEPEST {
            self.refuse(
                node.range().start..node.range().start + 1,
                "a figure may not be nested as deep as this".to_owned(),
                "take groups apart".to_owned(),
            );
            return;
        }
        node.children().filter(Node::is_element).for_each(|child| self.node(child, depth + 1));
    }

    fn attribute(&mut self, attribute: roxmltree::Attribute<'_, '_>) {
        let (name, value) = (attribute.name(), attribute.value());
        let is_known = attribute.namespace().is_none() && ATTRIBUTES.contains(&name);
        let url = value.to_ascii_lowercase();
        let outside = url.contains("url(") && !value.trim().starts_with("url(#") || url.contains("script:");
        if !is_known {
            self.refuse(
                attribute.range(),
                format!("a figure may not have `{name}`"),
                known(name, ATTRIBUTES.iter().copied(), ""),
            );
        } else if outside {
            self.refuse(
                attribute.range(),
                "a figure may refer to nothing but itself: `url(#id)`".to_owned(),
                "put what it refers to into `<defs>`".to_owned(),
            );
        } else if name == "data-key" {
            if !self.labels.contains_key(value) {
                let otherwise = format!("write `{value} = {{ … }}` into the figure's `.toml`");
                let help = known(value, self.labels.keys().map(String::as_str), &otherwise);
                self.refuse(attribute.range(), format!("the figure's words have no `{value}`"), help);
            }
            self.keys.push(value.to_owned());
        }
    }

    fn refuse(&mut self, at: std::ops::Range<usize>, words: String, help: String) {
        self.problems.push(Problem::at(self.file, self.svg, at, words).help(help));
    }
}

/// Writes an element and what it holds; a `data-key` puts the words in its place.
fn write(node: Node<'_, '_>, labels: &BTreeMap<String, Localized<String>>, lang: &Lang, out: &mut String) {
    let name = node.tag_name().name();
    out.push_str(&format!("<{name}"));
    for attribute in node.attributes().filter(|attribute| attribute.name() != "data-key") {
        out.push_str(&format!(" {}=\"{}\"", attribute.name(), escape(attribute.value())));
    }
    out.push('>');
    if let Some(words) = node.attribute("data-key").and_then(|key| labels.get(key)) {
        out.push_str(&escape(words.text(lang)));
    }
    for child in node.children() {
        if child.is_element() {
            write(child, labels, lang, out);
        } else if child.is_text() && !child.text().unwrap_or_default().trim().is_empty() {
            out.push_str(&escape(child.text().unwrap_or_default()));
        }
    }
    out.push_str(&format!("</{name}>"));
}

/// The byte at a row and column, both from 1.
fn byte_at(text: &str, row: u32, column: u32) -> usize {
    let (row, column) = (row as usize - 1, column as usize - 1);
    let line_start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let line = text[line_start..].chars().take(column).map(char::len_utf8).sum::<usize>();
    line_start + line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(svg: &str) -> Vec<String> {
        let document = Document::parse(svg).unwrap();
        let mut problems = Vec::new();
        Judge { file: "x.svg", svg, problems: &mut problems, keys: Vec::new(), labels: &BTreeMap::new() }
            .node(document.root_element(), 0);
        problems.into_iter().map(|problem| problem.words).collect()
    }

    #[test]
    fn r23_a_drawing_passes_and_anything_else_does_not() {
        assert!(refused("<svg viewBox='0 0 1 1'><path d='M0 0' marker-end='url(#a)'/></svg>").is_empty());
        for svg in [
            "<svg><script>alert(1)</script></svg>",
            "<svg><foreignObject/></svg>",
            "<svg><use href='#a'/></svg>",
            "<svg><image href='http://evil.test/x.png'/></svg>",
            "<svg><a href='javascript:x'><path/></a></svg>",
            "<svg onload='x'/>",
            "<svg><path style='fill:red'/></svg>",
            "<svg><path fill='url(http://evil.test/#x)'/></svg>",
            "<svg><path fill=' URL( http://evil.test )'/></svg>",
            "<svg><animate attributeName='href'/></svg>",
            "<svg xmlns:x='http://www.w3.org/1999/xlink'><path x:href='#a'/></svg>",
            "<svg xmlns='http://www.w3.org/1999/xhtml'/>",
        ] {
            assert_eq!(refused(svg).len(), 1, "{svg}");
        }
    }

    #[test]
    fn a_deep_drawing_is_refused_before_it_fills_the_stack() {
        let deep = |n: usize| format!("<svg>{}{}</svg>", "<g>".repeat(n), "</g>".repeat(n));
        assert!(refused(&deep(30)).is_empty());
        assert_eq!(refused(&deep(2_000)).len(), 1);
        let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
        assert!(Document::parse_with_options(&deep(1_000_000), options).is_err());
        assert!(Document::parse("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>").is_err());
    }

    #[test]
    fn what_is_written_is_escaped() {
        let document = Document::parse("<svg><text id='a\"b'>&lt;b&gt;</text></svg>").unwrap();
        let mut out = String::new();
        write(document.root_element(), &BTreeMap::new(), &Lang::en(), &mut out);
        assert_eq!(out, "<svg><text id=\"a&quot;b\">&lt;b&gt;</text></svg>");
    }
}
