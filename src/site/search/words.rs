//! `content/search.toml`: per language, words that mean the same, and words that a question has and no answer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::course::{Lang, Problem};
use crate::site::load::Tree;
use crate::site::near::known;
use crate::site::spanned::Spanned;
use crate::site::written::Written;

const FILE: &str = "content/search.toml";

/// What a language's searches should know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(in crate::site) struct Words {
    /// Groups of words, each of which finds the others.
    same: Vec<Vec<String>>,
    /// Words of a query that say nothing of what is looked for.
    skip: Vec<String>,
}

/// What the search of each language knows of words.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(title = "search.toml")]
pub(in crate::site) struct SearchFile(BTreeMap<Spanned<String>, WordsFile>);

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct WordsFile {
    /// Groups of words, two or more, each of which finds the others.
    #[schemars(inner(length(min = 2)))]
    same: Vec<Spanned<Vec<String>>>,
    /// Words of a question that say nothing of what is looked for.
    skip: Vec<String>,
}

/// Reads the file; a course without one searches for words as they are.
pub(in crate::site) fn read(tree: &Tree, langs: &[Lang], problems: &mut Vec<Problem>) -> BTreeMap<Lang, Words> {
    let Some(text) = tree.text(FILE) else { return BTreeMap::new() };
    let mut written = Written::parse(FILE, text);
    let found = if written.is_sound() { written.rest::<SearchFile>() } else { None };
    let mut out = BTreeMap::new();
    for (code, file) in found.into_iter().flat_map(|item| item.value.0) {
        let lang = Lang::new(code.get_ref());
        if !langs.contains(&lang) {
            let help = known(code.get_ref(), langs.iter().map(Lang::as_str), "`book.toml` names the languages");
            written.refuse(code.span(), format!("`{}` is no language of this course", code.get_ref()), help);
            continue;
        }
        let mut words = Words { same: Vec::new(), skip: file.skip };
        for group in file.same {
            if group.get_ref().len() < 2 || group.get_ref().iter().any(|word| word.trim().is_empty()) {
                let help = "write two words or more: `[\"k8s\", \"kubernetes\"]`";
                written.refuse(group.span(), "this group has nothing that means the same", help);
            } else {
                words.same.push(group.into_inner());
            }
        }
        out.insert(lang, words);
    }
    problems.append(&mut written.problems);
    out
}
