//! Text in HTML: escaping, and the short texts that may hold `code` in backticks (pure).

/// A text that is safe as content and in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A short text of which nothing but backticks has a meaning.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, code, after)) = first_code(rest) {
        out.push_str(&escape(before));
        out.push_str(&format!("<code>{}</code>", escape(code)));
        rest = after;
    }
    out.push_str(&escape(rest));
    out
}

fn first_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_backticks_has_a_meaning() {
        assert_eq!(inline("run `a <b>` & `c"), "run <code>a &lt;b&gt;</code> &amp; `c");
        assert_eq!(inline("<b>\"x\"</b>"), "&lt;b&gt;&quot;x&quot;&lt;/b&gt;");
    }
}
