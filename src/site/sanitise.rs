//! HTML that an author wrote, where `book.toml` allows it: a short list of tags and attributes, and nothing that acts.
//!
//! `ammonia` reads it as a browser would and writes it anew. No svg, math, style, script, frame or form; ids get a
//! prefix, so that no element can pose as one of ours; links lead to `http`, `https` and `mailto` alone. Pictures and
//! links within the course are Markdown's. The pages' policy is the next wall behind this one.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// What marks a piece of our own HTML (see `markdown::own`).
pub(super) const TOKEN: char = '\u{FDD0}';

/// What begins the ids of authors.
const PREFIX: &str = "user-";

/// What Markdown writes, and what it cannot say.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("details", &["open"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// What any of them may have.
const GENERIC: &[&str] = &["id", "title", "lang", "dir"];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let columns: HashSet<&str> = ["right", "middle"].into();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(["script", "style", "svg", "math", "template", "noscript", "iframe", "title"].into())
        .tag_attributes(ATTRIBUTES.iter().map(|(tag, names)| (*tag, names.iter().copied().collect())).collect())
        .generic_attributes(GENERIC.iter().copied().collect())
        .allowed_classes(HashMap::from([("td", columns.clone()), ("th", columns)]))
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener"))
        .id_prefix(Some(PREFIX))
        .attribute_filter(|_, _, value| (!value.contains(TOKEN)).then(|| value.into()));
    builder
});

/// The most elements that may be open at once: to read them takes the product of their depth and their number.
const DEEPEST: usize = 200;

/// Elements that nothing closes.
const VOID: [&str; 5] = ["br", "hr", "img", "input", "wbr"];

/// The HTML up to where more elements are open than any page needs.
pub(super) fn shallow(html: &str) -> &str {
    let mut open: HashMap<&str, usize> = HashMap::new();
    let mut depth = 0;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let (is_end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
        if name.is_empty() || VOID.contains(&name) {
            continue;
        }
        let count = open.entry(name).or_default();
        // What was never opened closes nothing.
        match (is_end, *count) {
            (true, 0) => {}
            (true, _) => (*count, depth) = (*count - 1, depth - 1),
            (false, _) => (*count, depth) = (*count + 1, depth + 1),
        }
        if depth > DEEPEST {
            return &html[..at];
        }
    }
    html
}

/// The same HTML with nothing left that acts.
pub(super) fn clean(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// What to do about HTML that is not taken over.
pub(super) fn help() -> String {
    "write Markdown; of HTML, text, lists, tables and `<details>` are taken, without styles and scripts".to_owned()
}

/// The tags and attributes in a piece of HTML that will be left out, each with its place and words.
pub(super) fn refused(html: &str) -> Vec<(Range<usize>, String)> {
    let mut refused = Vec::new();
    let mut from = 0;
    while let Some(before) = html[from..].find('<') {
        let open = from + before;
        let rest = &html[open + 1..];
        from = open + 1;
        let name_end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest.find('>').unwrap_or(rest.len()).max(name_end);
        // What stands within a tag is no tag, and is read once.
        from += end;
        if !TAGS.contains(&&*name) {
            refused.push((open..open + 1 + name_end, format!("`<{name}>` is not taken over")));
            continue;
        }
        for attribute in attributes(&rest[name_end..end]) {
            let own = ATTRIBUTES.iter().find(|(tag, _)| *tag == name).map_or(&[][..], |(_, names)| names);
            if !GENERIC.contains(&&*attribute) && !own.contains(&&*attribute) {
                refused.push((open..open + 1 + name_end, format!("`{attribute}` of `<{name}>` is not taken over")));
            }
        }
    }
    refused
}

/// The names of the attributes in what stands behind a tag's name.
fn attributes(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        if end > 0 {
            names.push(rest[..end].to_ascii_lowercase());
        }
        rest = rest[end..].trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start();
            rest = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).map_or("", |(_, after)| after),
                _ => value.split_once(char::is_whitespace).map_or("", |(_, after)| after),
            };
        }
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What people tried on sanitisers, and what is left of it here.
    const CORPUS: &[(&str, &str)] = &[
        ("<b>x</b><script>alert(1)</script>", "<b>x</b>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<img srcset=\"x 1x, javascript:alert(1) 2x\">", ""),
        ("<b onclick=alert(1) style=\"position:fixed\" class=\"exercise\">x</b>", "<b>x</b>"),
        ("<a href=\"javascript:alert(1)\">x</a>", "<a rel=\"noopener\">x</a>"),
        ("<a href=\"java&#115;cript:alert(1)\">x</a>", "<a rel=\"noopener\">x</a>"),
        ("<a href=\"java&Tab;script:alert(1)\">x</a>", "<a rel=\"noopener\">x</a>"),
        ("<a href=\" &#14; javascript:alert(1)\">x</a>", "<a rel=\"noopener\">x</a>"),
        ("<a href=\"data:text/html,x\">x</a>", "<a rel=\"noopener\">x</a>"),
        ("<a href=\"//evil.test\">x</a><a href=\"/api\">y</a>", "<a rel=\"noopener\">x</a><a rel=\"noopener\">y</a>"),
        (
            "<a href=\"https://x.test\" target=\"_top\" ping=\"//e\">x</a>",
            "<a href=\"https://x.test\" rel=\"noopener\">x</a>",
        ),
        ("<base href=\"https://evil.test\">x", "x"),
        ("<meta http-equiv=\"refresh\" content=\"0;url=//evil\">x", "x"),
        ("<form id=\"f\" action=\"//evil\"><input name=\"x\"></form>", ""),
        ("<b id=\"body\" name=\"cookie\">x</b>", "<b id=\"user-body\">x</b>"),
        ("<iframe srcdoc=\"<script>x</script>\">y</iframe>x", "x"),
        ("<object data=x></object><embed src=x>x", "x"),
        ("<svg><a xlink:href=\"javascript:x\">y</a></svg>x", "x"),
        ("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", ""),
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "\"&gt;"),
        ("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", "<p></p>\"&gt;"),
        (
            "<details open ontoggle=alert(1)><summary>s</summary>x</details>",
            "<details open=\"\"><summary>s</summary>x</details>",
        ),
        ("<textarea><img src=x onerror=alert(1)></textarea>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("<link rel=stylesheet href=//evil><style>*{}</style>x", "x"),
        ("<!--[if IE]><script>x</script><![endif]--><!-- > -->x", "x"),
        ("<td class=\"right exercise\">x</td>", "x"),
        (
            "<table><tr><td class=\"right exercise\">x</td></tr></table>",
            "<table><tbody><tr><td class=\"right\">x</td></tr></tbody></table>",
        ),
        ("<div title=\"\u{FDD0}1\u{FDD1}\">x</div>", "<div>x</div>"),
        ("<<script>script>alert(1)<</script>/script>", "&lt;/script&gt;"),
    ];

    #[test]
    fn r23_a70_nothing_that_acts_is_left() {
        let wrong: Vec<_> = CORPUS
            .iter()
            .filter(|(html, expected)| clean(html) != *expected)
            .map(|(html, expected)| format!("{html}\n  is  {}\n  not {expected}", clean(html)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // Read once more, it stays as it is: nothing hides in how a browser mends it.
        let bare = |html: &str| html.replace(PREFIX, "");
        assert!(CORPUS.iter().all(|(_, clean)| bare(&self::clean(clean)) == bare(clean)));
    }

    #[test]
    fn what_is_never_closed_ends_the_page_early() {
        for html in ["<details open>", "<b></i>", "<p><em>x</p>", "<table><tr><td>"] {
            let html = html.repeat(20_000);
            assert!(shallow(&html).len() < html.len() / 10, "{}", &html[..20]);
        }
        for html in ["<p>x<br /></p>", "<b>x</b><hr>", "a < b", "</i>", "<ul><li>x</li></ul><img src=\"x\">"] {
            let html = html.repeat(20_000);
            assert_eq!(shallow(&html).len(), html.len(), "{}", &html[..20]);
        }
    }

    #[test]
    fn tags_in_tags_are_read_once() {
        for end in ["", ">"] {
            let html = "<div title=\"".repeat(200_000) + end;
            assert!(refused(&html).iter().all(|(place, _)| place.start == 0), "the first tag has all that follows");
        }
    }

    #[test]
    fn what_is_left_out_is_named() {
        let words = |html| refused(html).into_iter().map(|(_, words)| words).collect::<Vec<_>>();
        assert_eq!(words("<kbd title=\"a>b\">x</kbd>"), [""; 0]);
        assert_eq!(words("<iframe src=x>"), ["`<iframe>` is not taken over"]);
        assert_eq!(
            words("<b <i onclick=x>"),
            ["`<i` of `<b>` is not taken over", "`onclick` of `<b>` is not taken over"]
        );
        assert_eq!(
            words("<b Style='a' onclick = \"x\">"),
            ["`style` of `<b>` is not taken over", "`onclick` of `<b>` is not taken over"]
        );
    }
}
