//! `{{#include file}}`: pieces of the course's own files in a page, with anchors and ranges as mdBook writes them.
//!
//! A path is relative to the file that names it, and leads to a file of the course: the tree is all there is, so nothing
//! else on the disk can be read. What was included remembers where it stands, and a problem in it is named there.

mod part;
mod place;

use std::ops::Range;

use super::load::Tree;
use super::near::did_you_mean;
use crate::course::Problem;

use part::Part;
use place::Source;
pub(super) use place::{Included, Places};

/// Includes in includes, in includes …
const DEEPEST: usize = 10;
/// One page has no more of them.
const MOST: usize = 500;
/// A page that has grown further is no page.
const LARGEST: usize = 4 << 20;

const HELP: &str = "write `{{#include file}}`, `{{#include file:2:5}}` or `{{#include file:anchor}}`";

/// A page's text from `start` on with its includes filled in; what cannot be included is left out and reported.
pub(super) fn expand<'a>(
    tree: &'a Tree,
    file: &'a str,
    text: &'a str,
    start: usize,
    problems: &mut Vec<Problem>,
) -> Included<'a> {
    let mut included = Included::of(file, text);
    if helpers(&text[start..]).next().is_none() {
        return included;
    }
    included.restart(start);
    let mut expander = Expander { tree, included, open: vec![0], problems, count: 0, full: false };
    expander.copy(start..text.len());
    expander.included
}

/// A file's path, followed from another file's folder; none where it leads out of the course.
pub(super) fn follow(from: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            "." => {}
            "" => return None,
            ".." => _ = steps.pop()?,
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

struct Expander<'a, 'p> {
    tree: &'a Tree,
    included: Included<'a>,
    /// The files that are being included, the page first.
    open: Vec<usize>,
    problems: &'p mut Vec<Problem>,
    count: usize,
    full: bool,
}

impl<'a> Expander<'a, '_> {
    /// Copies a piece of the innermost open file, and what it includes.
    fn copy(&mut self, range: Range<usize>) {
        let Source { text, .. } = self.source();
        let mut from = range.start;
        for helper in helpers(&text[range.clone()]) {
            let at = helper.at.start + range.start..helper.at.end + range.start;
            self.push(from..at.start);
            from = at.end;
            if helper.escaped {
                self.push(at.start + 1..at.end);
            } else if let Err((words, help)) = self.include(helper.what, &at) {
                let Source { file, text } = self.source();
                self.problems.push(Problem::at(&*file, text, at, words).help(help));
            }
        }
        self.push(from..range.end);
    }

    fn source(&self) -> Source<'a> {
        self.included.source(*self.open.last().expect("the page is open")).clone()
    }

    fn push(&mut self, range: Range<usize>) {
        self.included.push(*self.open.last().expect("the page is open"), range);
    }

    /// Fills in one include of the innermost open file; `Err` holds words and help.
    fn include(&mut self, what: &'a str, at: &Range<usize>) -> Result<(), (String, String)> {
        let help = || HELP.to_owned();
        let (path, part) = what.split_once(':').map_or((what, ""), |(path, part)| (path, part));
        let Source { file: from, .. } = self.source();
        let file = follow(&from, path).ok_or_else(|| {
            let help = "include files of the course, by their path from this file".to_owned();
            (format!("`{path}` leads out of the course"), help)
        })?;
        let text = self.tree.text(&file).ok_or_else(|| self.no_file(&file))?;
        if let Some(cycle) = self.cycle(&file) {
            return Err((cycle, "take one of the includes out".to_owned()));
        }
        if self.open.len() > DEEPEST {
            return Err((format!("this is include in include, {DEEPEST} deep"), "include the file itself".to_owned()));
        }
        self.count += 1;
        if self.count > MOST || self.included.text.len() > LARGEST {
            // Said once; the rest of a page that multiplies itself would only repeat it.
            let said = std::mem::replace(&mut self.full, true);
            let words = "the page includes too much".to_owned();
            return if said { Ok(()) } else { Err((words, "include less, or in several pages".to_owned())) };
        }
        let part = Part::parse(part).ok_or_else(|| (format!("`{part}` is no part of a file"), help()))?;
        let ranges = part.of(text, &file)?;
        let source = self.included.add(Source { file: file.into(), text });
        let outermost = self.open.len() == 1;
        if outermost {
            self.included.stand(Some(at.start));
        }
        self.open.push(source);
        ranges.into_iter().for_each(|range| self.copy(range));
        self.open.pop();
        if outermost {
            self.included.stand(None);
        }
        Ok(())
    }

    fn no_file(&self, file: &str) -> (String, String) {
        let (folder, _) = file.rsplit_once('/').unwrap_or_default();
        let names: Vec<String> = self.tree.below(folder).map(|(path, _)| format!("{folder}/{path}")).collect();
        let near = did_you_mean(file, names.iter().map(String::as_str));
        let words = if self.tree.has(file) { format!("`{file}` is no text") } else { format!("there is no `{file}`") };
        (words, near.unwrap_or_else(|| "name a file of the course by its path from this one".to_owned()))
    }

    /// How a file that is being included comes to include itself.
    fn cycle(&self, file: &str) -> Option<String> {
        let first = self.open.iter().position(|open| self.included.source(*open).file == file)?;
        let way: Vec<_> = self.open[first..].iter().map(|open| self.included.source(*open).file.clone()).collect();
        Some(match &way[..] {
            [_] => format!("`{file}` includes itself"),
            way => format!(
                "`{}` includes `{}`, which leads to `{file}` again",
                way[0],
                way[1..].join("`, which includes `")
            ),
        })
    }
}

/// An include as it is written.
struct Helper<'a> {
    at: Range<usize>,
    what: &'a str,
    /// `\{{#include x}}` is shown as it is, without the backslash.
    escaped: bool,
}

fn helpers(text: &str) -> impl Iterator<Item = Helper<'_>> {
    const OPEN: &str = "{{#include";
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text[from..].find(OPEN)?;
            from = at + OPEN.len();
            let rest = &text[from..];
            let line = rest.lines().next().unwrap_or_default();
            let Some(end) = line.find("}}").filter(|_| line.starts_with([' ', '\t'])) else { continue };
            let escaped = text[..at].ends_with('\\');
            let at = at - usize::from(escaped)..from + end + 2;
            from = at.end;
            return Some(Helper { at, what: line[..end].trim(), escaped });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    fn read(files: &[(&str, &str)]) -> (String, Vec<Problem>) {
        let tree = tree(files);
        let mut problems = Vec::new();
        let text = tree.text("content/en/a/b.md").unwrap();
        let included = expand(&tree, "content/en/a/b.md", text, 0, &mut problems);
        (included.text.into_owned(), problems)
    }

    #[track_caller]
    fn refused(files: &[(&str, &str)], words: &str) {
        let (_, problems) = read(files);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].words.contains(words) && problems[0].help.is_some(), "{problems:?}");
    }

    #[test]
    fn a_file_is_included_whole_and_from_its_own_folder() {
        let files = [
            ("content/en/a/b.md", "x {{#include ../../c/d.txt}} y\n\\{{#include z}}"),
            ("content/c/d.txt", "1\n{{#include e.txt}}\n"),
            ("content/c/e.txt", "2\n"),
        ];
        assert_eq!(read(&files), ("x 1\n2 y\n{{#include z}}".to_owned(), Vec::new()));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let page = |text| [("content/en/a/b.md", text), ("content/en/a/web.yaml", "a: 1\n")];
        refused(&page("{{#include wbe.yaml}}"), "there is no `content/en/a/wbe.yaml`");
        refused(&page("{{#include ../../../../etc/passwd}}"), "leads out");
        refused(&page("{{#include /etc/passwd}}"), "leads out");
        refused(&page("{{#include web.yaml:8}}"), "has 1 line");
        refused(&page("{{#include web.yaml:x}}"), "no anchor `x`");
        refused(&page("{{#include web.yaml:2:b}}"), "is no part");
    }

    #[test]
    fn cycles_and_floods_end() {
        refused(&[("content/en/a/b.md", "{{#include b.md}}")], "includes itself");
        let files = [("content/en/a/b.md", "{{#include c.md}}"), ("content/en/a/c.md", "{{#include b.md}}")];
        refused(&files, "`content/en/a/b.md` includes `content/en/a/c.md`, which leads to");
        let many = "{{#include c0}}".repeat(8);
        let mut files = vec![("content/en/a/b.md".to_owned(), many)];
        files.extend((0..9).map(|n| (format!("content/en/a/c{n}"), format!("{{{{#include c{}}}}}", n + 1).repeat(8))));
        files.push(("content/en/a/c9".to_owned(), "laugh".repeat(100)));
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let (text, problems) = read(&files);
        assert!(text.len() < 2 * LARGEST && problems.len() < 20, "{} {}", text.len(), problems.len());
    }
}
