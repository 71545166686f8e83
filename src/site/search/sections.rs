//! A page's HTML → the bare text of each of its sections (pure).
//!
//! The HTML is our own, so that a `<` always begins a tag and an attribute never holds a `>`.

use std::collections::HashSet;

use crate::site::markdown::{Body, Heading};

/// What stands between two headings.
pub(super) struct Section<'a> {
    /// None before the first one.
    pub(super) heading: Option<&'a Heading>,
    /// Prose and commands.
    pub(super) text: String,
    /// Files, and what commands print.
    pub(super) code: String,
}

/// Elements that do not end a word.
const INLINE: &[&str] =
    &["a", "abbr", "b", "code", "del", "dfn", "em", "i", "kbd", "mark", "s", "span", "strong", "sub", "sup"];
/// What stands before a command is no part of it.
const PROMPT: (&str, &str) = ("<span class=\"p\">", "</span>");
/// What is code and no command.
const CODE: [(&str, &str); 2] = [("<figure class=\"code\">", "</figure>"), ("<span class=\"out\">", "</span>")];

/// The sections of a page, the first of them without a heading.
pub(super) fn of(body: &Body) -> Vec<Section<'_>> {
    let mut sections = Vec::with_capacity(body.headings.len() + 1);
    let (mut rest, mut heading) = (body.html.as_str(), None);
    for next in &body.headings {
        let Some(at) = rest.find(&format!("<h{} id=\"{}\"", next.level, next.id)) else { continue };
        sections.push(section(heading, &rest[..at]));
        let end = format!("</h{}>", next.level);
        rest = rest[at..].split_once(end.as_str()).map_or("", |(_, after)| after);
        heading = Some(next);
    }
    sections.push(section(heading, rest));
    sections
}

fn section<'a>(heading: Option<&'a Heading>, html: &str) -> Section<'a> {
    let (mut text, mut code) = (String::with_capacity(html.len() / 2), String::new());
    read(html, &mut text, &mut code);
    Section { heading, text: trimmed(text), code: trimmed(code) }
}

impl Section<'_> {
    /// Whether there is anything to be found by, beside its heading.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.code.is_empty()
    }

    /// The identifiers that its code has and its text has not, each once, as `volumeMounts` and `CrashLoopBackOff`:
    /// what else is in a sample is as good as any, and nobody reads an excerpt of a manifest.
    pub(super) fn identifiers(&self) -> String {
        let words = |text| str::split(text, |c: char| !c.is_alphanumeric());
        let is_identifier = |word: &&str| word.chars().skip(1).any(char::is_uppercase);
        let mut seen: HashSet<&str> = words(&self.text).filter(is_identifier).collect();
        let new = words(&self.code).filter(is_identifier).filter(|word| seen.insert(word));
        new.collect::<Vec<_>>().join(" ")
    }
}

/// The text of a piece of HTML, all white space in it one blank.
pub(super) fn text(html: &str) -> String {
    let (mut text, mut code) = (String::new(), String::new());
    read(html, &mut text, &mut code);
    trimmed(text)
}

fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text
}

fn read(html: &str, text: &mut String, code: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        words(&rest[..at], text);
        rest = &rest[at..];
        if let Some(after) = ways_on(rest) {
            rest = after;
            continue;
        }
        rest = match CODE.iter().find(|(open, _)| rest.starts_with(open)) {
            Some((open, close)) => {
                let (inner, after) = rest[open.len()..].split_once(close).unwrap_or((&rest[open.len()..], ""));
                blank(code);
                plain(inner, code);
                after
            }
            None => mark(rest, text),
        };
    }
    words(rest, text);
}

/// What comes after a paragraph that is mostly links: it says where to go on, and nothing that one could look for.
fn ways_on(html: &str) -> Option<&str> {
    let (paragraph, after) = html.strip_prefix("<p>")?.split_once("</p>")?;
    let mut linked = String::new();
    for link in paragraph.split("<a ").skip(1) {
        plain(link.split_once('>')?.1.split_once("</a>")?.0, &mut linked);
    }
    let mut whole = String::new();
    plain(paragraph, &mut whole);
    (linked.len() * 2 > whole.len()).then_some(after)
}

/// The text of HTML in which nothing has a meaning of its own.
fn plain(html: &str, out: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        words(&rest[..at], out);
        rest = mark(&rest[at..], out);
    }
    words(rest, out);
}

fn words(text: &str, out: &mut String) {
    for (n, piece) in text.split(char::is_whitespace).enumerate() {
        if n > 0 {
            blank(out);
        }
        out.push_str(piece);
    }
}

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Takes a tag, a prompt with its element, or an entity, and gives what comes after.
fn mark<'a>(html: &'a str, out: &mut String) -> &'a str {
    if html.starts_with('&') {
        return entity(html, out);
    }
    if html.starts_with(PROMPT.0) {
        return html.split_once(PROMPT.1).map_or("", |(_, after)| after);
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
    use crate::site::markdown::alone;

    #[track_caller]
    fn case(markdown: &str, expected: &[(&str, &str)]) {
        let body = alone("x.md", markdown, &Lang::new("zh-cn"));
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
    fn a_paragraph_of_links_is_no_text() {
        case(
            "see [the manual](x.md) for what a volume is\n\nNext: [Volumes](x.md) · [Images](y.md)\n",
            &[("", "see the manual for what a volume is")],
        );
    }

    #[test]
    fn a_session_is_its_commands_and_its_output_counts_as_code() {
        let text = "```console\n$ docker run \\\n>   x\nSTATUS CrashLoopBackOff STATUS\n```\n\n```yaml\nkind: \"Pod\" # runs docker\n```\n";
        let body = alone("x.md", text, &Lang::en());
        let [section] = &of(&body)[..] else { panic!("one section") };
        assert_eq!(section.text, "docker run \\ x");
        assert_eq!(section.code, "STATUS CrashLoopBackOff STATUS kind: \"Pod\" # runs docker");
        assert_eq!(section.identifiers(), "STATUS CrashLoopBackOff");
        case("{{#exercise docker/x}}\n\nafter", &[("", "after")]);
    }
}
