//! A lesson's HTML, moved from its own page into one that holds them all (pure).
//!
//! It reads the HTML that we wrote ourselves, where every tag is closed by `>` and every value stands in quotes; what is
//! not a tag is taken over as it is.

use crate::course::LessonId;

/// Attributes that name ids of their own page.
const NAMING: [&str; 5] = ["for", "list", "aria-labelledby", "aria-describedby", "aria-controls"];

/// From which lesson, and how to know another.
pub(super) struct Move<'a> {
    pub(super) lesson: &'a LessonId,
    /// Whether a path without its ending is a lesson, and so on the page.
    pub(super) is_lesson: &'a dyn Fn(&str) -> bool,
}

impl Move<'_> {
    pub(super) fn html(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 8);
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (text, tag) = rest.split_at(at);
            out.push_str(text);
            let end = end_of_tag(tag);
            self.tag(&tag[..end], &mut out);
            rest = &tag[end..];
        }
        out.push_str(rest);
        out
    }

    /// One tag, from `<` to `>`.
    fn tag(&self, tag: &str, out: &mut String) {
        let name_at = tag.len() - tag.trim_start_matches(['<', '/']).len();
        let name_end = tag[name_at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(tag.len(), |n| name_at + n);
        let name = &tag[name_at..name_end];
        out.push_str(&tag[..name_at]);
        out.push_str(lower_heading(name));
        if tag.starts_with("<!") || name.is_empty() {
            return out.push_str(&tag[name_end..]);
        }
        let is_folded = name == "details" && name_at == 1 && !tag.contains(" open");
        if is_folded {
            out.push_str(" open");
        }
        let mut rest = &tag[name_end..];
        while let Some((before, quote, value, after)) = next_value(rest) {
            out.push_str(before);
            let attribute = before[..before.len() - 2].rsplit(char::is_whitespace).next().unwrap_or_default();
            out.push_str(&self.value(attribute, value));
            out.push(quote);
            rest = after;
        }
        out.push_str(rest);
    }

    fn value(&self, attribute: &str, value: &str) -> String {
        match attribute {
            "id" => self.id(value),
            "href" | "src" => self.link(value),
            _ if NAMING.contains(&attribute) => {
                value.split_whitespace().map(|id| self.id(id)).collect::<Vec<_>>().join(" ")
            }
            // Arrow heads and gradients of a figure.
            _ => value.replace("url(#", &format!("url(#{}", self.id(""))),
        }
    }

    fn id(&self, id: &str) -> String {
        format!("{}:{id}", self.lesson)
    }

    /// A link of the lesson, from the root of its language: to a lesson it stays in the page.
    fn link(&self, link: &str) -> String {
        let (path, id) = link.split_once('#').map_or((link, None), |(path, id)| (path, Some(id)));
        if path.is_empty() {
            return format!("#{}", self.id(id.unwrap_or_default()));
        }
        if path.starts_with('/') || path.split('/').next().is_some_and(|first| first.contains(':')) {
            return link.to_owned();
        }
        let path = joined(self.lesson.part().unwrap_or_default(), path);
        let lesson = path.strip_suffix(".html").filter(|path| (self.is_lesson)(path));
        match (lesson, id) {
            (Some(lesson), Some(id)) => format!("#{lesson}:{id}"),
            (Some(lesson), None) => format!("#{lesson}"),
            (None, Some(id)) => format!("{path}#{id}"),
            (None, None) => path,
        }
    }
}

/// Where the tag that a text begins with ends, its `>` included; a `<` that opens none stands alone.
fn end_of_tag(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |at| at + "-->".len());
    }
    let mut quote = None;
    for (at, c) in text.char_indices().skip(1) {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text.len().min(1)
}

/// The next quoted value: what stands before it with its quote, the quote, the value, and what follows.
fn next_value(text: &str) -> Option<(&str, char, &str, &str)> {
    let (at, quote) = [("=\"", '"'), ("='", '\'')]
        .into_iter()
        .filter_map(|(opening, quote)| Some((text.find(opening)? + opening.len(), quote)))
        .min()?;
    let end = at + text[at..].find(quote)?;
    Some((&text[..at], quote, &text[at..end], &text[end + 1..]))
}

/// The page has a heading of its own above those of the lessons.
fn lower_heading(name: &str) -> &str {
    match name {
        "h1" => "h2",
        "h2" => "h3",
        "h3" => "h4",
        "h4" => "h5",
        "h5" => "h6",
        other => other,
    }
}

/// `../static/x` seen from `docker` is `static/x`; what leads out of the language's folder keeps its dots.
fn joined(folder: &str, path: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/') {
        match step {
            "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => _ = steps.pop(),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(html: &str, expected: &str) {
        let lesson: LessonId = "docker/volumes".parse().unwrap();
        let is_lesson = |path: &str| ["docker/volumes", "docker/run", "rbac/roles", "intro"].contains(&path);
        assert_eq!(Move { lesson: &lesson, is_lesson: &is_lesson }.html(html), expected);
    }

    #[test]
    fn ids_and_what_names_them_get_the_lessons_name() {
        case(
            "<h2 id=\"x\">A<a class=\"anchor\" href=\"#x\"></a></h2>",
            "<h3 id=\"docker/volumes:x\">A<a class=\"anchor\" href=\"#docker/volumes:x\"></a></h3>",
        );
        case(
            "<svg aria-labelledby=\"t d\"><path marker-end=\"url(#arrow)\"/></svg>",
            "<svg aria-labelledby=\"docker/volumes:t docker/volumes:d\"><path marker-end=\"url(#docker/volumes:arrow)\"/></svg>",
        );
    }

    #[test]
    fn links_between_lessons_stay_in_the_page() {
        let link =
            |from: &str, to: &str| case(&format!("<a href=\"{from}\">x</a>"), &format!("<a href=\"{to}\">x</a>"));
        link("run.html", "#docker/run");
        link("run.html#ports", "#docker/run:ports");
        link("../rbac/roles.html#verbs", "#rbac/roles:verbs");
        link("../intro.html", "#intro");
        link("../glossary.html#pod", "glossary.html#pod");
        link("../../static/x.1a2b3c4d.png", "../static/x.1a2b3c4d.png");
        link("https://example.org/run.html#x", "https://example.org/run.html#x");
        link("mailto:me@example.org", "mailto:me@example.org");
    }

    #[test]
    fn what_is_folded_is_unfolded_and_what_is_no_tag_stays() {
        case(
            "<details class=\"hint\"><summary>a</summary></details>",
            "<details open class=\"hint\"><summary>a</summary></details>",
        );
        case("<details open></details>", "<details open></details>");
        case("a &lt; b <!-- <h2 id=\"x\"> --> c", "a &lt; b <!-- <h2 id=\"x\"> --> c");
        case("<input value=\"a > b\" id='x'> 1 < 2", "<input value=\"a > b\" id='docker/volumes:x'> 1 < 2");
        case("<", "<");
    }
}
