//! A translator's word that a page says what its source says now: its `source_hash` is written, and nothing else.
#![expect(clippy::disallowed_methods, reason = "writes into the course")]

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Context;

use super::book::Page;
use super::near::did_you_mean;
use super::{Library, Source, frontmatter};
use crate::course::Problem;

/// Stamps translated pages of the course in `root` and gives their names, or says of each that cannot be stamped why;
/// then none is.
///
/// # Errors
/// When a file cannot be read or written; it is named.
pub fn accept(root: &Path, pages: &[PathBuf]) -> anyhow::Result<Result<Vec<String>, Vec<Problem>>> {
    let (library, _) = Library::open(&Source::Dir(root.to_owned()));
    let (mut stamps, mut refused) = (Vec::new(), Vec::new());
    for page in pages {
        match stamp(&library, &named(root, page)) {
            Ok((file, hash)) => {
                let path = root.join(&file);
                let old = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
                match stamped(&old, hash) {
                    Some(new) => stamps.push((file, path, new)),
                    None => refused.push(
                        Problem::of_file(file, "its head cannot take a `source_hash`")
                            .help("write the head as `title: …`, a line each"),
                    ),
                }
            }
            Err(problem) => refused.push(*problem),
        }
    }
    if !refused.is_empty() {
        return Ok(Err(refused));
    }
    for (_, path, new) in &stamps {
        fs::write(path, new).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(Ok(stamps.into_iter().map(|(file, _, _)| file).collect()))
}

/// The page as the course names its files, however it was written: from the course's root, or from where one stands.
fn named(root: &Path, page: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let inner = absolute(page).strip_prefix(absolute(root)).map(Path::to_owned).unwrap_or_else(|_| page.to_owned());
    let words = inner.components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let name = words.collect::<Vec<_>>().join("/");
    let name = if name.starts_with("content/") { name } else { format!("content/{name}") };
    if name.ends_with(".md") { name } else { format!("{name}.md") }
}

/// The file that is meant, and the hash of its source.
fn stamp<'a>(library: &'a Library, name: &str) -> Result<(String, &'a str), Box<Problem>> {
    let refuse = |words: String, help: &str| Err(Box::new(Problem::of_file(name, words).help(help)));
    let source = library.settings.source();
    let lessons = library.pages.values().flat_map(|of| of.values().map(|page| (page, of.get(source))));
    let fronts = library.indexes.values().map(|page| (page, library.indexes.get(source)));
    let all: Vec<(&Page, Option<&Page>)> = lessons.chain(fronts).collect();
    match all.iter().find(|(page, _)| page.file == name) {
        None => {
            let near = did_you_mean(name, all.iter().map(|(page, _)| page.file.as_str()));
            refuse(
                "is no page of this course".to_owned(),
                &near.unwrap_or_else(|| "write its path, as `content/zh-cn/docker/volumes.md`".to_owned()),
            )
        }
        Some((page, _)) if page.lang == *source => refuse(
            format!("is no translation: `{source}` is the source language"),
            "name the page in the other language",
        ),
        Some((_, None)) => refuse(format!("has no source: there is no page in `{source}`"), "write that page first"),
        Some((page, _)) if page.head.is_broken => {
            refuse("its head cannot be read".to_owned(), "mend it first: `sampan lint` says where")
        }
        Some((page, Some(source))) => Ok((page.file.clone(), &source.hash)),
    }
}

/// The text with the hash in its head; none where a reader of the head would not find it there.
fn stamped(old: &str, hash: &str) -> Option<String> {
    let (mark, text) = old.split_at(old.len() - old.trim_start_matches('\u{feff}').len());
    let new = frontmatter::stamped(text, hash);
    let (head, _) = frontmatter::read("", &new, &mut Vec::new());
    (head.source_hash.as_deref() == Some(hash)).then(|| format!("{mark}{new}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef";

    #[track_caller]
    fn case(old: &str, new: &str) {
        assert_eq!(stamped(old, HASH).as_deref(), Some(new));
    }

    #[test]
    fn only_the_hash_changes() {
        case(
            "---\ntitle: x\nsource_hash: old\n---\n\n# X\n",
            "---\ntitle: x\nsource_hash: 0123456789abcdef\n---\n\n# X\n",
        );
        case("---\ntitle: x\n---\n# X", "---\ntitle: x\nsource_hash: 0123456789abcdef\n---\n# X");
        case("# X\n", "---\nsource_hash: 0123456789abcdef\n---\n\n# X\n");
        case("---\n---\n", "---\nsource_hash: 0123456789abcdef\n---\n");
        case(
            "\u{feff}---\r\nsource_hash: \"old\"  # seen\r\ntitle: 卷\r\n---\r\nx\r\n",
            "\u{feff}---\r\nsource_hash: 0123456789abcdef  # seen\r\ntitle: 卷\r\n---\r\nx\r\n",
        );
        case("---\nsource_hash:\ntitle: x\n---\n", "---\nsource_hash: 0123456789abcdef\ntitle: x\n---\n");
    }

    #[test]
    fn a_head_that_cannot_take_it_is_left_alone() {
        assert_eq!(stamped("---\n{ title: x }\n---\n", HASH), None);
    }

    #[test]
    fn a_page_is_named_from_the_root_or_from_where_one_stands() {
        let root = Path::new("/course");
        for name in ["content/ja/a/b.md", "/course/content/ja/a/b.md", "ja/a/b.md", "./content/ja/a/b.md", "ja/a/b"] {
            assert_eq!(named(root, Path::new(name)), "content/ja/a/b.md", "{name}");
        }
    }
}
