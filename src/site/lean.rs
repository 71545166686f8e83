//! Scripts and styles as they are sent: without the lines that are remarks to whoever reads the source (pure).
//!
//! It knows lines, not a language: a remark that is a line, or lines, of its own goes, and so does what indents a line.
//! Our own files are written so that this is safe; what others wrote is sent as it came, with its licence.

/// The text of a script or a style without its remarks.
pub(super) fn lean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_remark = false;
    for line in text.lines() {
        let mut line = line.trim();
        if !is_remark && line.starts_with("//") {
            continue;
        }
        if is_remark || (line.starts_with("/*") && !has_code(line)) {
            let end = line.find("*/");
            is_remark = end.is_none();
            line = end.map_or("", |end| line[end + 2..].trim_start());
        }
        if !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Whether something follows the remark that a line begins with, as in `/** @type {any} */ (x).y = 1`.
fn has_code(line: &str) -> bool {
    line.find("*/").is_some_and(|end| end + 2 < line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(lean(text), expected);
    }

    #[test]
    fn remarks_go_and_code_stays() {
        case("// a\n// @ts-check\n  let x = 1; // kept\n", "let x = 1; // kept\n");
        case("/** one\n * two */\nfunction f() {\n\n  /* three */\n  return 1;\n}\n", "function f() {\nreturn 1;\n}\n");
        case("  /** @type {any} */ (window).x = 1;\n", "/** @type {any} */ (window).x = 1;\n");
        case("/* one\n two */ a { b: c }\n", "a { b: c }\n");
        case("let url = 'https://x.test';\n", "let url = 'https://x.test';\n");
    }
}
