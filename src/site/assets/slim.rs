//! Takes the comments out of our scripts and styles (pure): they are for who reads the source, and a quarter of what a
//! reader of the course would load.
//!
//! Only lines that are nothing but comment go, and they stay as empty lines, so that a browser's error names the line of
//! the source.

/// The text of a static file as readers get it; none where they get it as it is.
pub(super) fn slim(name: &str, text: &str) -> Option<String> {
    let is_script = name.ends_with(".js");
    // What is not ours keeps its licence.
    if name.starts_with("vendor/") || !(is_script || name.ends_with(".css")) {
        return None;
    }
    let mut inside = false;
    let lines = text.lines().map(|line| {
        let bare = line.trim();
        let begins = !inside && bare.starts_with("/*") && bare.find("*/").is_none_or(|end| end + 2 == bare.len());
        let is_comment = inside || begins || (is_script && bare.starts_with("//"));
        inside = (inside || begins) && !bare.ends_with("*/");
        if is_comment { "\n".to_owned() } else { format!("{line}\n") }
    });
    Some(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(name: &str, text: &str, expected: &str) {
        assert_eq!(slim(name, text).as_deref().unwrap_or(text), expected);
    }

    #[test]
    fn comments_go_and_lines_stay() {
        case("a.js", "// why\nlet a = 1; // what\n", "\nlet a = 1; // what\n");
        case("a.js", "/** @param {number} a\n * @returns {number} */\nlet b;\n", "\n\nlet b;\n");
        case("a.js", "/** one line */\n/* two */ let c;\n", "\n/* two */ let c;\n");
        case("a.css", "/* Bar\n   and more */\n.a { color: red }\n// {}\n", "\n\n.a { color: red }\n// {}\n");
    }

    #[test]
    fn what_is_not_ours_stays_as_it_is() {
        case("vendor/x/index.js", "/* MIT */\n", "/* MIT */\n");
        case("favicon.svg", "<svg>\n// a\n</svg>", "<svg>\n// a\n</svg>");
    }
}
