//! The table of rules and cases (docs/SECURITY-MATRIX.md) says what is so: each of its tests is there, each test that
//! bears a number is in its row, and each switch of `tests/rules/off.toml` still fits and was seen to make its tests fail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// How many rules and cases there are of each letter, by the ranges of their numbers.
const NUMBERS: [(&str, &[std::ops::RangeInclusive<u32>]); 6] = [
    ("R", &[1..=45]),
    ("A", &[1..=11, 20..=23, 30..=36, 50..=56, 70..=75]),
    ("F", &[1..=19]),
    ("W", &[1..=12]),
    ("L", &[1..=9]),
    ("D", &[1..=3]),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switches {
    always: Vec<Edit>,
    off: Vec<Switch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    name: String,
    rules: Vec<String>,
    /// What is so while it is off.
    what: String,
    /// The tests that fail then.
    fails: Vec<String>,
    #[serde(default)]
    plain: bool,
    file: Option<String>,
    from: Option<String>,
    to: Option<String>,
    #[serde(default)]
    edits: Vec<Edit>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    from: Option<String>,
    to: Option<String>,
    append: Option<String>,
}

impl Switch {
    fn edits(&self) -> Vec<Edit> {
        let own =
            self.file.clone().map(|file| Edit { file, from: self.from.clone(), to: self.to.clone(), append: None });
        own.into_iter().chain(self.edits.iter().cloned()).collect()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn switches() -> Switches {
    toml::from_str(&read("tests/rules/off.toml")).unwrap()
}

#[test]
fn every_switch_still_fits() {
    let Switches { always, off } = switches();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    let names: BTreeSet<_> = off.iter().map(|switch| &switch.name).collect();
    assert_eq!(names.len(), off.len(), "each switch has a name of its own");
    let all = off
        .iter()
        .flat_map(|switch| switch.edits().into_iter().map(move |edit| (switch.name.as_str(), switch.plain, edit)));
    for (name, plain, edit) in always.into_iter().map(|edit| ("always", false, edit)).chain(all) {
        let text = texts.entry(edit.file.clone()).or_insert_with(|| read(&edit.file));
        let (Some(from), Some(to)) = (&edit.from, &edit.to) else {
            assert!(edit.append.is_some(), "`{name}` changes nothing of {}", edit.file);
            continue;
        };
        match text.matches(from.as_str()).count() {
            1 if plain => {}
            1 => *text = text.replace(from, to),
            count => wrong.push(format!("`{name}`: stands {count} times in {}: {from}", edit.file)),
        }
    }
    assert!(
        wrong.is_empty(),
        "bring tests/rules/off.toml along with the source, and run tests/rules/run\n{}",
        wrong.join("\n")
    );
}

/// A row of the table: its tests, and the switches that it names.
struct Row {
    tests: BTreeSet<String>,
    switches: BTreeSet<String>,
}

fn ticked(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn rows() -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    for line in read("docs/SECURITY-MATRIX.md").lines() {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let is_row = cells.len() == 7 && is_id(&cells[1].to_lowercase());
        if !is_row {
            continue;
        }
        let (id, tests) = (cells[1].to_owned(), cells[3]);
        let says_why = ["not tested: ", "does not apply: ", "measured: "].iter().any(|word| tests.starts_with(word));
        assert!(says_why || tests.starts_with('`'), "{id}: it has tests, or a word why it has none: {tests}");
        let tests = if says_why { BTreeSet::new() } else { ticked(tests) };
        let row = Row { tests, switches: ticked(cells[4]) };
        assert!(rows.insert(id.clone(), row).is_none(), "{id} has two rows");
    }
    rows
}

/// `r12`, `a3`: a letter of the table and a number.
fn is_id(word: &str) -> bool {
    let number = word.get(1..).unwrap_or_default();
    word.starts_with(['r', 'a', 'f', 'w', 'l', 'd']) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// The rules and cases that a test's name says it proves.
fn ids(name: &str) -> Vec<String> {
    name.split('_').take_while(|word| is_id(word)).map(str::to_uppercase).collect()
}

/// Every function of the suites that bears a number, as `it gate_test::r2_…`.
fn numbered() -> BTreeSet<String> {
    let suites = [("lib", "src"), ("it", "tests/it"), ("live", "tests/live"), ("browser", "tests/browser")];
    let mut found = BTreeSet::new();
    for (suite, folder) in suites {
        for path in sources(&root().join(folder)) {
            let text = std::fs::read_to_string(&path).unwrap();
            let module = path.strip_prefix(root().join(folder)).unwrap().with_extension("");
            let mut module = module.display().to_string().replace('/', "::");
            if suite == "lib" && text.contains("\nmod tests {") {
                module += "::tests";
            }
            let names = text.lines().filter_map(|line| {
                let (_, rest) = line.split_once("fn ")?;
                rest.split_once("()").map(|(name, _)| name).filter(|name| !ids(name).is_empty())
            });
            found.extend(names.map(|name| format!("{suite} {module}::{name}")));
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
    entries.flat_map(below).filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

#[test]
fn the_table_has_every_rule_and_case_and_their_tests() {
    let (rows, numbered) = (rows(), numbered());
    let all: Vec<String> = NUMBERS
        .iter()
        .flat_map(|(letter, ranges)| ranges.iter().cloned().flatten().map(move |number| format!("{letter}{number}")))
        .collect();
    let missing: Vec<_> = all.iter().filter(|id| !rows.contains_key(*id)).collect();
    assert!(missing.is_empty() && rows.len() == all.len(), "rows that are missing, or that nobody knows: {missing:?}");
    let mut wrong = Vec::new();
    for test in &numbered {
        let name = test.rsplit("::").next().unwrap();
        for id in ids(name) {
            match rows.get(&id) {
                Some(row) if row.tests.contains(test) => {}
                Some(_) => wrong.push(format!("the row {id} lacks `{test}`")),
                None => wrong.push(format!("`{test}` names {id}, which is no rule and no case")),
            }
        }
    }
    for (id, row) in &rows {
        let strangers = row.tests.iter().filter(|test| !numbered.contains(*test) || !bears(test, id));
        wrong.extend(
            strangers.map(|test| format!("the row {id} names `{test}`, which is not there or does not bear it")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn bears(test: &str, id: &str) -> bool {
    ids(test.rsplit("::").next().unwrap_or_default()).iter().any(|own| own == id)
}

/// A rule that was switched off without a test that saw it has not been proven by any.
#[test]
fn every_test_of_a_switch_was_seen_failing() {
    let (rows, numbered, off) = (rows(), numbered(), switches().off);
    let result = read("tests/rules/result.tsv");
    let seen: BTreeSet<(&str, &str)> = result
        .lines()
        .filter_map(|line| line.split('\t').take(2).collect::<Vec<_>>().try_into().ok())
        .map(|[name, test]: [&str; 2]| (name, test))
        .collect();
    let mut wrong = Vec::new();
    for switch in &off {
        assert!(!switch.what.is_empty() && !switch.rules.is_empty() && !switch.fails.is_empty(), "{}", switch.name);
        for test in &switch.fails {
            if !numbered.contains(test) {
                wrong.push(format!("`{}` names `{test}`, which is not there", switch.name));
            }
            if !seen.contains(&(switch.name.as_str(), test.as_str())) {
                wrong.push(format!("`{test}` was not seen failing without `{}`: tests/rules/run {0}", switch.name));
            }
        }
        for id in &switch.rules {
            if !switch.fails.iter().any(|test| bears(test, id)) {
                wrong.push(format!("`{}` is said to be of {id}, and none of its tests bears that", switch.name));
            }
            if !rows.get(id).is_some_and(|row| row.switches.contains(&switch.name)) {
                wrong.push(format!("the row {id} lacks the switch `{}`", switch.name));
            }
        }
    }
    for (id, row) in &rows {
        let known = |name: &String| off.iter().any(|switch| switch.name == *name && switch.rules.contains(id));
        wrong.extend(
            row.switches
                .iter()
                .filter(|name| !known(name))
                .map(|name| format!("the row {id} names `{name}`, which is no switch of it")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
