//! Languages that differ in their words alone: a table for each, and one reader (pure).

use std::ops::Range;

use super::paint::{Class, Paint, is_word, line_end, quoted, run};

/// What tells one language from another.
pub(super) struct Grammar {
    /// What begins a comment up to the line's end.
    comment: &'static str,
    /// Whether `/* … */` is a comment.
    has_blocks: bool,
    /// Quotes of texts that go over lines, the longest first.
    long_quotes: &'static [&'static str],
    /// Quotes of texts within a line.
    quotes: &'static [u8],
    /// Letters that may stand right before a quote.
    prefixes: &'static [&'static str],
    keywords: &'static [&'static str],
    constants: &'static [&'static str],
    types: &'static [&'static str],
    /// What follows the name of a value, if names of values are marked.
    key: Option<u8>,
    /// Whether it has functions, types in capitals, and so on.
    is_program: bool,
}

const DATA: Grammar = Grammar {
    comment: "",
    has_blocks: false,
    long_quotes: &[],
    quotes: b"\"",
    prefixes: &[],
    keywords: &[],
    constants: &["true", "false", "null"],
    types: &[],
    key: None,
    is_program: false,
};

pub(super) const JSON: Grammar = Grammar { key: Some(b':'), ..DATA };

pub(super) const TOML: Grammar =
    Grammar { comment: "#", long_quotes: &["\"\"\"", "'''"], quotes: b"\"'", key: Some(b'='), ..DATA };

pub(super) const RUST: Grammar = Grammar {
    comment: "//",
    has_blocks: true,
    prefixes: &["b", "r", "br", "c"],
    keywords: &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "fn", "for",
        "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static",
        "struct", "super", "trait", "type", "unsafe", "use", "where", "while",
    ],
    constants: &["true", "false"],
    types: &[
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64",
        "u128", "usize",
    ],
    is_program: true,
    ..DATA
};

pub(super) const PYTHON: Grammar = Grammar {
    comment: "#",
    long_quotes: &["\"\"\"", "'''"],
    quotes: b"\"'",
    prefixes: &["f", "r", "b", "rb", "br", "fr", "rf", "u"],
    keywords: &[
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
        "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass",
        "raise", "return", "try", "while", "with", "yield",
    ],
    constants: &["True", "False", "None"],
    is_program: true,
    ..DATA
};

pub(super) const GO: Grammar = Grammar {
    comment: "//",
    has_blocks: true,
    long_quotes: &["`"],
    quotes: b"\"'",
    keywords: &[
        "break",
        "case",
        "chan",
        "const",
        "continue",
        "default",
        "defer",
        "else",
        "fallthrough",
        "for",
        "func",
        "go",
        "goto",
        "if",
        "import",
        "interface",
        "map",
        "package",
        "range",
        "return",
        "select",
        "struct",
        "switch",
        "type",
        "var",
    ],
    constants: &["true", "false", "nil", "iota"],
    types: &["any", "bool", "byte", "error", "float64", "int", "int32", "int64", "rune", "string", "uint", "uint64"],
    is_program: true,
    ..DATA
};

pub(super) const JAVASCRIPT: Grammar = Grammar {
    comment: "//",
    has_blocks: true,
    long_quotes: &["`"],
    quotes: b"\"'",
    keywords: &[
        "as",
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "finally",
        "for",
        "from",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "of",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "try",
        "type",
        "typeof",
        "var",
        "void",
        "while",
        "yield",
    ],
    constants: &["true", "false", "null", "undefined", "NaN"],
    is_program: true,
    ..DATA
};

pub(super) fn read(paint: &mut Paint<'_>, range: Range<usize>, grammar: &Grammar) {
    let text = paint.text;
    let mut at = range.start;
    while at < range.end {
        let (end, class) = token(text, at, grammar);
        let end = end.clamp(at + 1, range.end);
        paint.mark(at..end, class);
        at = end;
    }
}

/// What begins at `at`, and where it ends.
fn token(text: &str, at: usize, grammar: &Grammar) -> (usize, Class) {
    let rest = &text.as_bytes()[at..];
    let starts = |piece: &str| !piece.is_empty() && rest.starts_with(piece.as_bytes());
    let byte = rest[0];
    if starts(grammar.comment) {
        return (line_end(text, at), Class::Comment);
    }
    if grammar.has_blocks && starts("/*") {
        let end = find(text, at + 2, "*/");
        return (end, Class::Comment);
    }
    if let Some(end) = string(text, at, grammar) {
        return (end, if is_key(text, end, grammar) { Class::Key } else { Class::String });
    }
    match byte {
        b'\'' if grammar.is_program => (run(text, at + 1, is_word), Class::Variable),
        b'[' if grammar.key == Some(b'=')
            && text[..at].rsplit('\n').next().is_some_and(|line| line.trim().is_empty()) =>
        {
            let line = &text[at..line_end(text, at)];
            (at + line.rfind(']').map_or(line.len(), |last| last + 1), Class::Type)
        }
        b'-' if !grammar.is_program && rest.get(1).is_some_and(u8::is_ascii_digit) => {
            (number(text, at + 1), Class::Number)
        }
        b'0'..=b'9' if grammar.key == Some(b'=') && is_key(text, run(text, at, is_name), grammar) => {
            (run(text, at, is_name), Class::Key)
        }
        b'0'..=b'9' => (number(text, at), Class::Number),
        byte if is_word(byte) => word(text, at, grammar),
        _ => (at + 1, Class::Plain),
    }
}

fn word(text: &str, at: usize, grammar: &Grammar) -> (usize, Class) {
    let mut end = run(text, at, is_word);
    let word = &text[at..end];
    if let Some(quoted) = prefixed(text, end, grammar).filter(|_| grammar.prefixes.contains(&word)) {
        return (quoted, Class::String);
    }
    if !grammar.is_program && grammar.key == Some(b'=') {
        end = run(text, at, is_name);
        if is_key(text, end, grammar) {
            return (end, Class::Key);
        }
    }
    let word = &text[at..end];
    let after = &text[end..];
    let class = match word {
        word if grammar.keywords.contains(&word) => Class::Keyword,
        word if grammar.constants.contains(&word) => Class::Number,
        word if grammar.types.contains(&word) => Class::Type,
        _ if !grammar.is_program => Class::Plain,
        _ if grammar.comment == "//" && after.starts_with('!') && !after.starts_with("!=") => {
            return (end + 1, Class::Function);
        }
        _ if after.starts_with('(') || text[..at].trim_end().ends_with(" fn") || text[..at].trim_end() == "fn" => {
            Class::Function
        }
        word if word.starts_with(|c: char| c.is_uppercase()) => Class::Type,
        _ => Class::Plain,
    };
    (end, class)
}

/// Where a text ends that begins at `at`, if one does.
fn string(text: &str, at: usize, grammar: &Grammar) -> Option<usize> {
    let rest = &text[at..];
    if let Some(quote) = grammar.long_quotes.iter().find(|quote| rest.starts_with(**quote)) {
        return Some(find(text, at + quote.len(), quote));
    }
    let byte = rest.as_bytes()[0];
    if grammar.quotes.contains(&byte) {
        // A quote that is not closed in its line is an apostrophe, or a slip.
        let end = quoted(text, at, byte, true);
        let is_long = grammar.comment == "//" && byte == b'"';
        return Some(if is_long { end } else { text[at..end].find('\n').map_or(end, |length| at + length) });
    }
    // A letter in Rust, and not a lifetime.
    let letter = || {
        let inner = rest[1..].chars().next()?;
        let end = if inner == '\\' { quoted(text, at, b'\'', true) } else { at + 2 + inner.len_utf8() };
        (text.get(end - 1..end) == Some("'") && end - at < 14).then_some(end)
    };
    if byte == b'\'' && grammar.is_program { letter() } else { None }
}

/// Where a text ends whose prefix ends at `at`: `b"…"`, `r#"…"#`.
fn prefixed(text: &str, at: usize, grammar: &Grammar) -> Option<usize> {
    if at >= text.len() {
        return None;
    }
    let quote = run(text, at, |byte| byte == b'#');
    if quote > at && text[quote..].starts_with('"') {
        let close = format!("\"{}", &text[at..quote]);
        return Some(find(text, quote + 1, &close));
    }
    string(text, at, grammar)
}

fn is_key(text: &str, end: usize, grammar: &Grammar) -> bool {
    grammar.key.is_some_and(|key| text.as_bytes()[end..].iter().find(|byte| **byte != b' ') == Some(&key))
}

fn is_name(byte: u8) -> bool {
    is_word(byte) || byte == b'-' || byte == b'.'
}

fn number(text: &str, at: usize) -> usize {
    let end = run(text, at, |byte| is_word(byte) || byte == b'.');
    let is_power = text[..end].ends_with(['e', 'E']) && text[end..].starts_with(['+', '-']);
    if is_power { run(text, end + 1, is_word) } else { end }
}

fn find(text: &str, from: usize, piece: &str) -> usize {
    text[from..].find(piece).map_or(text.len(), |length| from + length + piece.len())
}
