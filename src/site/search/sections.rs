//! A page's HTML → the bare text of each of its sections (pure).
//!
//! The HTML is our own, so that a `<` always begins a tag and an attribute never holds a `>`.

use crate::site::markdown::{Body, Heading};

/// What stands between two headings.
pub(super) struct Section<'a> {
    /// None before the first one.
    pub(super) heading: Option<&'a Heading>,
    pub(super) text: String,
}

/// Elements that do not end a word.
const INLINE: &[&str] =
    &["a", "abbr", "b", "code", "del", "dfn", "em", "i", "kbd", "mark", "s", "span", "strong", "sub", "sup"];
/// What stands before a command is no part of it.
const PROMPT: &str = "<span class=\"p\">";

/// The sections of a page, the first of them without a heading.
pub(super) fn of(body: &Body) -> Vec<Section<'_>> {
    let mut sections = Vec::with_capacity(body.headings.len() + 1);
    let (mut rest, mut heading) = (body.html.as_str(), None);
    for next in &body.headings {
        let Some(at) = rest.find(&format!("<h{} id=\"{}\"", next.level, next.id)) else { continue };
        sections.push(Section { heading, text: text(&rest[..at]) });
        let end = format!("</h{}>", next.level);
        rest = rest[at..].split_once(end.as_str()).map_or("", |(_, after)| after);
        heading = Some(next);
    }
    sections.push(Section { heading, text: text(rest) });
    sections
}

/// The text of a piece of HTML, all white space in it one blank.
pub(super) fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        words(&rest[..at], &mut out);
        rest = &rest[at..];
        rest = if rest.starts_with('&') { entity(rest, &mut out) } else { tag(rest, &mut out) };
    }
    words(rest, &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn words(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_whitespace() { blank(out) } else { out.push(c) }
    }
}

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Takes a tag, or a prompt with its element, and gives what comes after.
fn tag<'a>(html: &'a str, out: &mut String) -> &'a str {
    if html.starts_with(PROMPT) {
        return html.split_once("</span>").map_or("", |(_, after)| after);
    }
    let (tag, after) = html.split_once('>').unwrap_or((html, ""));
    let name =
        tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if !INLINE.contains(&name) {
        blank(out);
    }
    after
}

fn entity<'a>(html: &'a str, out: &mut String) -> &'a str {
    for (written, meant) in [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\'')] {
        if let Some(after) = html.strip_prefix(written) {
            out.push(meant);
            return after;
        }
    }
    out.push('&');
    &html[1..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Lang;
    use crate::site::markdown::page;

    #[track_caller]
    fn case(markdown: &str, expected: &[(&str, &str)]) {
        let body = page("x.md", markdown, 0, &Lang::new("zh-cn"));
        let found = of(&body);
        let found: Vec<_> =
            found.iter().map(|s| (s.heading.map_or("", |heading| heading.id.as_str()), s.text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_page_is_cut_at_its_headings() {
        case(
            "# T\n\nbefore\n\n## A `b` {#a}\n\none\n\n### C {#c}\ntwo\n",
            &[("", "before"), ("a", "one"), ("c", "two")],
        );
        case("# T\n\n## A {#a}\n", &[("", ""), ("a", "")]);
    }

    #[test]
    fn blocks_part_words_and_inline_elements_do_not() {
        case("un*believ*able `a<b>&amp;`\n\n- one\n- two\n", &[("", "unbelievable a<b>&amp; one two")]);
        case("| a | b |\n| - | - |\n| c | d |\n", &[("", "a b c d")]);
        case("数据\n**卷**的", &[("", "数据卷的")]);
    }

    #[test]
    fn a_session_is_its_commands_and_what_they_print() {
        case("```console\n$ docker run \\\n>   x\nfine & \"well\"\n```\n", &[("", "docker run \\ x fine & \"well\"")]);
        case("{{#exercise docker/x}}\n\nafter", &[("", "after")]);
    }
}
