//! An exercise's folder → `course::Exercise`: its manifest, its task in every language, and its files.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::load::Tree;
use super::manifest::{self, Place};
use super::markdown::Link;
use super::near;
use super::spanned::Spanned;
use super::task;
use super::written::{Item, Written, is_meant};
use crate::course::problem::only_gaps;
use crate::course::{
    Attempt, CauseKind, CheckId, Exercise, ExerciseId, Expect, File, Lang, Localized, Owns, Problem, Task, UNTAGGED,
};

/// All exercises of a course, and what is wrong with those that are not among them.
#[derive(Debug, Default)]
pub(super) struct Exercises {
    pub(super) sound: BTreeMap<ExerciseId, Exercise>,
    /// Folders whose exercise cannot be given to a learner.
    pub(super) broken: Vec<ExerciseId>,
    pub(super) links: Vec<Link>,
    pub(super) places: BTreeMap<ExerciseId, Vec<Place>>,
    pub(super) problems: Vec<Problem>,
}

/// Reads `exercises/<part>/<name>/`.
pub(super) fn read(tree: &Tree, langs: &[Lang]) -> Exercises {
    let mut all = Exercises::default();
    let mut folders: Vec<&str> = Vec::new();
    for (path, _) in tree.below("exercises") {
        match path.match_indices('/').nth(1) {
            Some((at, _)) if folders.last() != Some(&&path[..at]) => folders.push(&path[..at]),
            Some(_) => {}
            None => {
                let help = "an exercise is a folder `exercises/<part>/<name>/`";
                all.problems.push(Problem::of_file(format!("exercises/{path}"), "belongs to no exercise").help(help));
            }
        }
    }
    for folder in folders {
        match folder.parse::<ExerciseId>() {
            Ok(id) => all.add(tree, &id, langs),
            Err(bad) => all.problems.push(
                Problem::of_file(format!("exercises/{folder}"), bad.to_string())
                    .help("rename the folder: `exercises/<part>/<name>/`"),
            ),
        }
    }
    all
}

impl Exercises {
    fn add(&mut self, tree: &Tree, id: &ExerciseId, langs: &[Lang]) {
        let folder = Folder { tree, root: format!("exercises/{id}"), langs };
        let before = self.problems.len();
        let file = format!("{}/exercise.toml", folder.root);
        let Some(text) = tree.text(&file) else {
            if !tree.has(&file) {
                self.problems.push(
                    Problem::of_file(file, "is missing: an exercise begins with its manifest")
                        .help("write it, beginning with `format = 1`"),
                );
            }
            return self.broken.push(id.clone());
        };
        let found = manifest::read(&file, text, langs, |path| tree.has(&format!("{}/{path}", folder.root)));
        self.problems.extend(found.problems);
        self.links.extend(found.links);
        self.places.insert(id.clone(), found.places);
        let task = folder.task(&mut self.links, &mut self.problems);
        let attempts = folder.attempts(found.checks.as_deref(), &mut self.problems);
        let when = found.manifest.iter().flat_map(|manifest| manifest.hint_when.keys());
        folder.known_hints(&task, &attempts, when, &mut self.problems);
        folder.strangers(&mut self.problems);
        match found.manifest {
            Some(manifest) if only_gaps(&self.problems[before..]) => {
                self.sound.insert(id.clone(), folder.exercise(id, manifest, task, attempts));
            }
            _ => self.broken.push(id.clone()),
        }
    }
}

struct Folder<'a> {
    tree: &'a Tree,
    root: String,
    langs: &'a [Lang],
}

impl Folder<'_> {
    fn files(&self, below: &str) -> Vec<File> {
        let root = format!("{}/{below}", self.root);
        let files = self.tree.below(&root);
        files
            .map(|(path, b)| File { path: path.to_owned(), bytes: b.bytes.to_vec(), executable: b.executable })
            .collect()
    }

    fn exercise(
        &self,
        id: &ExerciseId,
        m: manifest::Manifest,
        task: Localized<Task>,
        attempts: [Vec<Attempt>; 2],
    ) -> Exercise {
        let [right, wrong] = attempts;
        Exercise {
            id: id.clone(),
            level: m.level,
            minutes: m.minutes,
            needs: m.needs,
            images: m.images,
            owns: m.owns,
            within: m.within,
            setup: m.setup,
            checks: m.checks,
            hint_when: m.hint_when,
            lets: m.lets,
            task,
            start: self.files("start"),
            manifests: self.manifests(),
            solution: self.files("solution"),
            right,
            wrong,
        }
    }

    /// Manifests keep their folder, since steps name them by it.
    fn manifests(&self) -> Vec<File> {
        let named = |file: File| File { path: format!("setup/{}", file.path), ..file };
        self.files("setup").into_iter().map(named).collect()
    }

    fn task(&self, links: &mut Vec<Link>, problems: &mut Vec<Problem>) -> Localized<Task> {
        let mut out = Localized::default();
        for lang in self.langs {
            let file = format!("{}/task.{lang}.md", self.root);
            let Some(text) = self.tree.text(&file) else {
                if !self.tree.has(&file) {
                    let missing = Problem::of_file(file, format!("is missing: the task in `{lang}`"));
                    let missing = missing.help("write it, beginning with `# Title`");
                    let gap = Some(lang.clone()).filter(|lang| self.langs.first() != Some(lang));
                    problems.push(Problem { gap, ..missing });
                }
                continue;
            };
            let (task, found) = task::read(&file, text, lang, problems);
            links.extend(found);
            out.insert(lang.clone(), task);
        }
        self.same_hints(&out, problems);
        out
    }

    /// A hint is shown by its number, so every language has as many.
    fn same_hints(&self, task: &Localized<Task>, problems: &mut Vec<Problem>) {
        let mut counts = task.iter().map(|(lang, task)| (lang, task.hints.len()));
        let Some((first, count)) = counts.next() else { return };
        for (lang, other) in counts.filter(|(_, other)| *other != count) {
            let file = format!("{}/task.{lang}.md", self.root);
            problems.push(
                Problem::of_file(file, format!("has {other} hints, and `{first}` has {count}"))
                    .help("write the same hints in every language, each under `## Hint`"),
            );
        }
    }

    /// A condition, and a wrong answer, name a hint that there is.
    fn known_hints<'a>(
        &self,
        task: &Localized<Task>,
        attempts: &[Vec<Attempt>; 2],
        when: impl Iterator<Item = &'a usize>,
        problems: &mut Vec<Problem>,
    ) {
        let Some(count) = task.iter().map(|(_, task)| task.hints.len()).max() else { return };
        for hint in when.filter(|hint| **hint > count) {
            let words = format!("`hint_when` has a condition for hint {hint}, and the task has {count}");
            let problem = Problem::of_file(format!("{}/exercise.toml", self.root), words);
            problems.push(problem.help("write the number of a `## Hint` of the task"));
        }
        let named = attempts.iter().flatten().filter_map(|attempt| Some((attempt, attempt.expect.hint?)));
        for (attempt, hint) in named.filter(|(_, hint)| *hint > count) {
            let file = format!("{}/wrong/{}/expect.toml", self.root, attempt.name);
            let words = format!("there is no hint {hint}: the task has {count}");
            problems.push(Problem::of_file(file, words).help("write the number of a `## Hint` of the task"));
        }
    }

    /// The answers that `verify` tries: right ones, wrong ones. `checks` is none where the manifest cannot be read.
    fn attempts(&self, checks: Option<&[String]>, problems: &mut Vec<Problem>) -> [Vec<Attempt>; 2] {
        if !self.tree.has(&format!("{}/solution/solve.sh", self.root)) {
            let file = format!("{}/solution/solve.sh", self.root);
            problems.push(
                Problem::of_file(file, "is missing: every exercise has a solution that `verify` can run")
                    .help("write a script that solves the exercise"),
            );
        }
        ["right", "wrong"].map(|kind| {
            let all = self.files(kind);
            let mut names: Vec<&str> =
                all.iter().filter_map(|f| f.path.split_once('/')).map(|(name, _)| name).collect();
            names.dedup();
            let attempt = |name: &&str| self.attempt(kind, name, checks, problems);
            names.iter().map(attempt).collect()
        })
    }

    fn attempt(&self, kind: &str, name: &str, checks: Option<&[String]>, problems: &mut Vec<Problem>) -> Attempt {
        let folder = format!("{kind}/{name}");
        let mut files = self.files(&folder);
        files.retain(|file| file.path != "expect.toml");
        if !files.iter().any(|file| file.path == "attempt.sh") {
            problems.push(
                Problem::of_file(format!("{}/{folder}/attempt.sh", self.root), "is missing")
                    .help("write a script that does what this attempt stands for"),
            );
        }
        let file = format!("{}/{folder}/expect.toml", self.root);
        let expect = match (self.tree.text(&file), kind) {
            (Some(text), "wrong") => expect(&file, text, checks, problems),
            (Some(_), _) => {
                problems.push(
                    Problem::of_file(&file, "a right answer expects nothing: all checks pass").help("delete this file"),
                );
                Expect::default()
            }
            (None, "wrong") => {
                problems.push(
                    Problem::of_file(&file, "is missing: which checks must say `not yet`, and why")
                        .help("write `not_yet = [\"<check>\"]`"),
                );
                Expect::default()
            }
            (None, _) => Expect::default(),
        };
        Attempt { name: name.to_owned(), files, expect }
    }

    /// Files that nothing reads are misspelt more often than not.
    fn strangers(&self, problems: &mut Vec<Problem>) {
        let folders = ["start", "setup", "solution", "right", "wrong"];
        let mut known: Vec<String> = folders.iter().map(|&folder| folder.to_owned()).collect();
        known.push("exercise.toml".to_owned());
        known.extend(self.langs.iter().map(|lang| format!("task.{lang}.md")));
        let mut last = "";
        for (path, _) in self.tree.below(&self.root) {
            let first = path.split('/').next().unwrap_or(path);
            let is_folder = path != first;
            let fits = known.iter().any(|name| name == first) && folders.contains(&first) == is_folder;
            if !fits && first != last {
                let mut problem = Problem::of_file(format!("{}/{first}", self.root), "is no part of an exercise");
                problem.help = Some(near::known(first, known.iter().map(String::as_str), ""));
                problems.push(problem);
            }
            last = first;
        }
    }
}

/// What must come of a wrong answer, as its author wrote it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
// To read it, an empty list is as good as none; neither is right.
#[schemars(title = "expect.toml", extend("required" = ["why", "not_yet"]))]
pub(super) struct ExpectFile {
    /// The mistake that this answer stands for, in one line.
    why: Option<Spanned<String>>,
    /// The checks that say "not yet", exactly these; all others pass or wait.
    #[serde(default)]
    #[schemars(with = "Vec<CheckId>", length(min = 1))]
    not_yet: Vec<Spanned<String>>,
    /// What one of these checks must be diagnosed with.
    #[schemars(with = "Option<CauseKind>")]
    diagnosis: Option<Spanned<String>>,
    /// The hint that this answer brings first, of all.
    #[schemars(range(min = 1))]
    hint: Option<Spanned<usize>>,
    /// What the answer makes outside the exercise's `owns`, so that it can be removed again.
    leaves: Option<Spanned<Owns>>,
}

/// Reads `expect.toml`: its checks exist, and one at least must say "not yet".
fn expect(file: &str, text: &str, checks: Option<&[String]>, problems: &mut Vec<Problem>) -> Expect {
    let mut written = Written::parse(file, text);
    let found = if written.is_sound() { written.rest::<ExpectFile>() } else { None };
    let expect = found.map(|Item { value: found, at, dropped }| {
        let why = written.need("why", found.why, &at, &dropped);
        if found.not_yet.is_empty() && !is_meant("not_yet", &dropped) {
            let help = "an answer that passes lies in `right/`";
            written.refuse(0..0, "a wrong answer fails somewhere: name the checks in `not_yet`", help);
        }
        let not_yet = found.not_yet.into_iter().filter_map(|id| known_check(&mut written, &id, checks)).collect();
        if let Some((bad, leaves)) = found.leaves.as_ref().and_then(|of| Some((unsound(of.get_ref())?, of))) {
            written.refuse(leaves.span(), format!("`{bad}` is no name"), LEAVES_HELP);
        }
        Expect {
            why: why.map(Spanned::into_inner).unwrap_or_default(),
            not_yet,
            diagnosis: found.diagnosis.and_then(|slug| cause(&mut written, &slug)),
            hint: found.hint.and_then(|hint| count(&mut written, &hint)),
            leaves: found.leaves.map(Spanned::into_inner).unwrap_or_default(),
        }
    });
    problems.append(&mut written.problems);
    expect.unwrap_or_default()
}

/// The number of a hint; whether the task has it is seen once the task is read.
fn count(written: &mut Written<'_>, hint: &Spanned<usize>) -> Option<usize> {
    if *hint.get_ref() == 0 {
        written.refuse(hint.span(), "there is no hint `0`: they count from 1", "write `1` for the first hint");
    }
    Some(*hint.get_ref()).filter(|hint| *hint > 0)
}

const LEAVES_HELP: &str = "name each thing once, as its engine shows it; in `cluster` as `kind/name`; an image without a tag \
                           in `images` as `<none>`";

/// The first name in `leaves` that could not be one; an attempt may leave an image without a tag as well.
fn unsound(leaves: &Owns) -> Option<String> {
    let mut tagged = leaves.clone();
    if let Some(at) = tagged.images.iter().position(|image| image == UNTAGGED) {
        tagged.images.remove(at);
    }
    manifest::unsound(&tagged).map(str::to_owned)
}

/// A cause from the closed list.
fn cause(written: &mut Written<'_>, slug: &Spanned<String>) -> Option<CauseKind> {
    let found = slug.get_ref().parse().ok();
    if found.is_none() {
        let help = near::known(slug.get_ref(), CauseKind::slugs().iter().copied(), "");
        written.refuse(slug.span(), format!("there is no diagnosis `{}`", slug.get_ref()), help);
    }
    found
}

/// A check of the exercise; where its manifest cannot be read, any that could be one.
fn known_check(written: &mut Written<'_>, id: &Spanned<String>, checks: Option<&[String]>) -> Option<CheckId> {
    let parsed = id.get_ref().parse::<CheckId>().ok();
    let is_known = parsed.is_some() && checks.is_none_or(|checks| checks.contains(id.get_ref()));
    if !is_known {
        let known = checks.into_iter().flatten().map(String::as_str).filter(|known| !known.is_empty());
        let help = near::known(id.get_ref(), known, "write the check first");
        written.refuse(id.span(), format!("the exercise has no check `{}`", id.get_ref()), help);
    }
    parsed.filter(|_| is_known)
}
