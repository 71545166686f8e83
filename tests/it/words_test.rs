//! The program's words: every language has the same sentences with the same blanks, and all of them are said somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// A sentence: the file that has it, and its blanks.
type Sentence = (String, BTreeSet<String>);

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder with one of these endings, and their texts.
fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let (mut files, mut open) = (Vec::new(), vec![root().join(folder)]);
    while let Some(next) = open.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !path.ends_with("vendor") {
                open.push(path);
            } else if endings.iter().any(|ending| path.extension().is_some_and(|found| found == *ending)) {
                files.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// The sentences of a language by their key, each of them once.
fn sentences(lang: &str) -> BTreeMap<String, Sentence> {
    let mut all: BTreeMap<String, Sentence> = BTreeMap::new();
    for (path, text) in files(&format!("locales/{lang}"), &["ftl"]) {
        let file = path.file_name().unwrap().display().to_string();
        let resource =
            fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{lang}/{file}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name.clone();
            let mut blanks = BTreeSet::new();
            gather(
                message.value.as_ref().unwrap_or_else(|| panic!("{lang}/{file}: `{key}` says nothing")),
                &mut blanks,
            );
            let twice = all.insert(key.clone(), (file.clone(), blanks));
            assert!(twice.is_none(), "{lang}/{file}: `{key}` is said twice");
        }
    }
    all
}

/// The blanks of a pattern: those that the program fills, and `{"{name}"}`, which a script fills.
fn gather(pattern: &Pattern<String>, blanks: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => gather_inline(inline, blanks),
            Expression::Select { selector, variants } => {
                gather_inline(selector, blanks);
                variants.iter().for_each(|variant| gather(&variant.value, blanks));
            }
        }
    }
}

fn gather_inline(inline: &InlineExpression<String>, blanks: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => _ = blanks.insert(id.name.clone()),
        InlineExpression::StringLiteral { value } if value.starts_with('{') => _ = blanks.insert(value.clone()),
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = &**expression {
                gather_inline(inner, blanks);
            }
        }
        _ => {}
    }
}

#[test]
fn every_language_says_the_same_with_the_same_blanks() {
    let source = sentences("en");
    let folders = fs::read_dir(root().join("locales")).unwrap().map(|entry| entry.unwrap().file_name());
    for lang in folders.map(|name| name.to_str().unwrap().to_owned()).filter(|lang| lang != "en") {
        let theirs = sentences(&lang);
        let mut wrong = Vec::new();
        for (key, (file, blanks)) in &source {
            match theirs.get(key) {
                None => wrong.push(format!("{lang}/{file}: `{key}` is missing")),
                Some((other, _)) if other != file => wrong.push(format!("{lang}/{other}: `{key}` belongs to {file}")),
                Some((_, other)) if other != blanks => {
                    wrong.push(format!("{lang}/{file}: `{key}` has the blanks {other:?}, and in English {blanks:?}"));
                }
                Some(_) => {}
            }
        }
        wrong.extend(
            theirs
                .iter()
                .filter(|(key, _)| !source.contains_key(*key))
                .map(|(key, (file, _))| format!("{lang}/{file}: `{key}` is not in English")),
        );
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// What stands in quotes in a program text.
fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        for quote in ['"', '\'', '`'] {
            found.extend(line.split(quote).skip(1).step_by(2).map(str::to_owned));
            // A quote of another kind may have shifted them.
            found.extend(line.split(quote).skip(2).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// Whether `key` is what a text with blanks can become: `cause-{key}`, or in a script `state-` with something behind it.
fn fits(key: &str, pattern: &str) -> bool {
    let head = pattern.split('{').next().unwrap_or_default();
    let tail = pattern.rsplit('}').next().filter(|_| pattern.contains('}')).unwrap_or_default();
    let is_pattern = pattern.contains('{') || pattern.ends_with('-');
    is_pattern && head.len() > 3 && key.len() > head.len() && key.starts_with(head) && key.ends_with(tail)
}

#[test]
fn every_sentence_is_said_somewhere() {
    let mut texts: Vec<String> = Vec::new();
    for (folder, endings) in [("src", &["rs"][..]), ("theme", &["html", "js"])] {
        texts.extend(files(folder, endings).iter().flat_map(|(_, text)| quoted(text)));
    }
    texts.sort_unstable();
    texts.dedup();
    let is_said = |key: &str| texts.iter().any(|text| text == key || fits(key, text));
    let unsaid: Vec<String> = sentences("en")
        .into_keys()
        .filter(|key| !is_said(key) && !key.strip_prefix("page-").is_some_and(&is_said))
        .collect();
    assert!(unsaid.is_empty(), "no one says {unsaid:?}");
}

/// The keys that a program text says by these calls, those alone that are whole.
fn said<'a>(text: &'a str, calls: &[&'a str]) -> Vec<&'a str> {
    let ends = |rest: &'a str| rest.split(['"', '\'']).next().unwrap_or_default();
    let is_whole = |key: &&str| !key.ends_with('-') && !key.contains(['{', '…', '\n']);
    calls.iter().flat_map(|call| text.split(*call).skip(1).map(ends)).filter(is_whole).collect()
}

/// What the program, its pages and its scripts say is there to be said.
#[test]
fn nothing_is_said_that_has_no_words() {
    let source = sentences("en");
    let rust = ["say(lang, \"", "say(self.lang, \"", "say(spot.lang, \"", ".words(\""];
    // Scripts of a page say most words by their ends; those of a family of its own by their whole names.
    let whole = ["workbench", "progress-", "note-", "welcome-"];
    let kinds: [(&str, &str, &str, &[&str]); 3] = [
        ("src", "rs", "", &rust),
        ("theme/pages", "html", "", &["t(key=\""]),
        ("theme/static", "js", "page-", &[" t('", "(t('", "sampan.t('"]),
    ];
    let mut seen = 0;
    let mut wrong = Vec::new();
    for (folder, ending, prefix, calls) in kinds {
        for (path, text) in files(folder, &[ending]) {
            let keys: Vec<_> = said(&text, calls)
                .into_iter()
                .map(|key| {
                    if whole.iter().any(|begin| key.starts_with(begin)) && prefix == "page-" {
                        key.to_owned()
                    } else {
                        format!("{prefix}{key}")
                    }
                })
                .collect();
            seen += keys.len();
            let missing = keys.iter().filter(|key| !source.contains_key(*key));
            wrong.extend(missing.map(|key| format!("{}: `{key}`", path.strip_prefix(root()).unwrap().display())));
        }
    }
    assert!(seen > 100, "{seen} sentences are said");
    assert!(wrong.is_empty(), "no words for\n{}", wrong.join("\n"));
}
