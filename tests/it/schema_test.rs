//! What an editor is told of the files of a course: every file of ours fits, a broken one does not, and nothing that can
//! be written is without its meaning.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use regex::Regex;
use sampan::course::CauseKind;
use sampan::site::{Authored, Library, Source};
use serde_json::{Map, Value, json};

use crate::program::House;
use crate::site_test::{changed, copy, fixtures};

/// Broken courses of which an editor can tell; of the others, only who knows the course can.
const TOLD_BY_SHAPE: &[&str] = &[
    "bad-look-beside-others",
    "bad-part-name",
    "book-several",
    "errors-unsound",
    "expect-several",
    "expects-hint-zero",
    "expects-nothing",
    "expects-unknown-diagnosis",
    "expression-beside-a-mistake",
    "fields-missing",
    "fields-of-a-look",
    "frontmatter-key",
    "frontmatter-several",
    "frontmatter-type",
    "http-without-target",
    "kubernetes-unknown",
    "limit-too-long",
    "many-at-once",
    "matches-any-several",
    "misspelt-key",
    "newer-format",
    "no-duration",
    "no-languages",
    "no-look",
    "quiz-key",
    "quiz-several",
    "quiz-without-because",
    "search-words",
    "set-up-several",
    "several-at-once",
    "term-key",
    "term-several",
    "two-looks",
    "unknown-diagnosis",
    "unknown-head-key",
    "unknown-keys-beside-each-other",
    "unknown-look",
    "updated-no-date",
];

/// A schema of each kind, ready, with the pattern of its files.
fn kinds() -> Vec<(Authored, Regex, Validator)> {
    let ready = |kind: &Authored| {
        let schema = kind.schema();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{}: {error}", kind.name()));
        (*kind, glob(kind.files()), jsonschema::validator_for(&schema).unwrap())
    };
    Authored::all().iter().map(ready).collect()
}

fn glob(pattern: &str) -> Regex {
    let pattern = regex::escape(pattern).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*");
    Regex::new(&format!("^{pattern}$")).unwrap()
}

/// The files of a course by path, its fixtures and built pages apart.
fn files(root: &Path) -> BTreeMap<String, String> {
    let (mut files, mut open) = (BTreeMap::new(), vec![root.join("content"), root.join("exercises")]);
    files.extend(fs::read_to_string(root.join("book.toml")).ok().map(|text| ("book.toml".to_owned(), text)));
    while let Some(next) = open.pop() {
        for path in fs::read_dir(next).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                files.insert(name, text);
            }
        }
    }
    files
}

/// What stands in a file, as an editor sees it; none where it is no TOML, or a page without a head.
fn value(kind: Authored, text: &str) -> Option<Value> {
    if kind != Authored::Frontmatter {
        return toml::from_str(text).ok();
    }
    let (yaml, _) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    serde_saphyr::from_str(yaml).ok()
}

/// What a course's files have that their schema does not allow, and how many files of each kind were looked at.
fn faults(root: &Path, kinds: &[(Authored, Regex, Validator)]) -> (Vec<String>, BTreeMap<&'static str, usize>) {
    let (mut faults, mut seen) = (Vec::new(), BTreeMap::new());
    for (path, text) in files(root) {
        let of: Vec<_> = kinds.iter().filter(|(_, files, _)| files.is_match(&path)).collect();
        // What an attempt does its work with may be of any kind.
        let is_of_attempt = path.starts_with("exercises/") && path.matches('/').count() > 3;
        if path.ends_with(".toml") && !is_of_attempt {
            assert_eq!(of.len(), 1, "{path} is of one kind");
        }
        for (kind, _, schema) in of {
            let Some(value) = value(*kind, &text) else { continue };
            *seen.entry(kind.name()).or_default() += 1;
            faults.extend(schema.iter_errors(&value).map(|fault| format!("{path}{}: {fault}", fault.instance_path())));
        }
    }
    (faults, seen)
}

#[test]
fn every_file_of_ours_fits_its_schema() {
    let kinds = kinds();
    let (found, seen) = faults(Path::new(env!("CARGO_MANIFEST_DIR")), &kinds);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(seen.len(), kinds.len(), "there are files of every kind: {seen:?}");
    assert!(seen["exercise"] > 30 && seen["expect"] > 60 && seen["frontmatter"] > 60, "{seen:?}");
    let (found, _) = faults(&fixtures().join("good"), &kinds);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_editor_tells_of_every_broken_shape() {
    let kinds = kinds();
    let mut told = Vec::new();
    for folder in fs::read_dir(fixtures().join("broken")).unwrap().map(|entry| entry.unwrap()) {
        if !faults(changed(&folder.path()).path(), &kinds).0.is_empty() {
            told.push(folder.file_name().into_string().unwrap());
        }
    }
    told.sort();
    assert_eq!(told, TOLD_BY_SHAPE);
}

/// Every table of a schema that names its keys, by its place.
fn tables(place: &str, schema: &Value, found: &mut Vec<(String, Map<String, Value>)>) {
    match schema {
        Value::Object(of) => {
            if of.get("type") == Some(&json!("object")) && !of.contains_key("patternProperties") {
                found.push((place.to_owned(), of.clone()));
            }
            of.iter().for_each(|(key, inner)| tables(&format!("{place}/{key}"), inner, found));
        }
        Value::Array(of) => of.iter().enumerate().for_each(|(n, inner)| tables(&format!("{place}/{n}"), inner, found)),
        _ => {}
    }
}

#[test]
fn nothing_can_be_written_that_has_no_meaning() {
    let (mut wrong, mut fields) = (Vec::new(), 0);
    for kind in Authored::all() {
        let mut found = Vec::new();
        tables(kind.name(), &kind.schema(), &mut found);
        for (place, table) in found {
            // What is not Sampan's in `book.toml` is mdBook's; a table of languages or names says what each of them holds.
            let is_open = ["book", "book/$defs/OutputFile"].contains(&&*place);
            if !is_open && !table.contains_key("additionalProperties") {
                wrong.push(format!("{place} takes any key"));
            }
            for (key, value) in table.get("properties").and_then(Value::as_object).into_iter().flatten() {
                fields += 1;
                if value.get("description").and_then(Value::as_str).is_none_or(|about| about.len() < 8) {
                    wrong.push(format!("{place}: `{key}` has no doc line"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fields > 120, "{fields} fields");
}

#[test]
fn causes_are_the_closed_list() {
    for kind in [Authored::Expect, Authored::Frontmatter] {
        assert_eq!(kind.schema()["$defs"]["CauseKind"]["enum"], json!(CauseKind::slugs()), "{}", kind.name());
    }
}

#[test]
fn the_command_prints_a_schema_or_lists_them() {
    let house = House::new();
    for kind in Authored::all() {
        assert_eq!(house.json(&["schema", kind.name()]), kind.schema());
    }
    let listed = house.run(&["--lang", "en", "schema"]);
    assert_eq!(listed.code, Some(0), "{listed:#?}");
    assert!(listed.out.contains("exercises/*/*/exercise.toml") && listed.err.contains("sampan schema"), "{listed:#?}");
    let rows = house.json(&["--json", "--lang", "zh-cn", "schema"]);
    assert_eq!(rows.as_array().unwrap().len(), Authored::all().len());
    assert_eq!(rows[5]["about"], "课程的术语及其释义");
    let unknown = house.run(&["schema", "excercise"]);
    assert_eq!(unknown.code, Some(64), "{unknown:#?}");
    assert!(unknown.err.contains("exercise"), "{unknown:#?}");
}

/// One look or step in the good course: what its reader says, and what an editor would.
#[track_caller]
fn both(old: &str, new: &str, file: &str, kind: Authored, fits: bool) {
    let root = tempfile::tempdir().unwrap();
    copy(&fixtures().join("good"), root.path());
    let path = root.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{old}");
    let text = text.replace(old, new);
    fs::write(&path, &text).unwrap();
    let (_, problems) = Library::open(&Source::Dir(root.path().to_owned()));
    let problems: Vec<_> = problems.iter().filter(|problem| problem.file == file).collect();
    let schema = jsonschema::validator_for(&kind.schema()).unwrap();
    let fault = schema.iter_errors(&value(kind, &text).unwrap()).next().map(|fault| fault.to_string());
    assert_eq!(problems.is_empty(), fits, "{new}: {problems:?}");
    assert_eq!(fault.is_none(), fits, "{new}: {fault:?}");
}

/// Each look with what it must have, and with what it must not.
#[test]
fn reader_and_editor_agree_on_every_look() {
    let exercise = "exercises/docker/keep-the-data/exercise.toml";
    for (look, fits) in [
        ("container = { name = 'a' }", true),
        ("container = {}", false),
        ("container_file = { container = 'a', path = '/x' }", true),
        ("container_file = { container = 'a' }", false),
        ("image = { name = 'a:1' }", true),
        ("network = { name = 'a' }", true),
        ("network = { name = 1 }", false),
        ("resource = { kind = 'Pod', name = 'a' }", true),
        ("resource = { kind = 'Pod' }", false),
        ("resources = { kind = 'Pod', labels = { app = 'a' } }", true),
        ("resources = { kind = 'Pod', labels = ['app'] }", false),
        ("can = { as = 'a', deny = [{ verbs = ['get'], resource = 'pods' }] }", true),
        ("can = { as = 'a' }", false),
        ("can = { as = 'a', allow = [] }", false),
        ("can = { as = 'a', allow = [{ verbs = [], resource = 'pods' }] }", false),
        ("rules = { as = 'a' }", true),
        ("rules = { namespace = 'a' }", false),
        ("events = { kind = 'Pod', name = 'a' }", true),
        ("logs = { container = 'a' }", true),
        ("logs = { pod = 'a', container = 'b', previous = true }", true),
        ("logs = { container = 'a', previous = true }", false),
        ("logs = {}", false),
        ("run = { pod = 'a', command = ['id'] }", true),
        ("run = { pod = 'a', command = [] }", false),
        ("run = { command = ['id'] }", false),
        ("release = { name = 'a' }", true),
        ("http = { published = 80, path = '/' }", true),
        ("http = { service = 'a', port = 80, path = '/' }", true),
        ("http = { pod = 'a', port = 80, path = '/' }", true),
        ("http = { service = 'a', path = '/' }", false),
        ("http = { published = 80, port = 80, path = '/' }", false),
        ("http = { service = 'a', pod = 'a', port = 80, path = '/' }", false),
        ("http = { published = 70000, path = '/' }", false),
        ("http = { published = 80, path = 'x' }", false),
        ("file = { path = 'a' }", true),
        ("dockerfile = { path = 'a' }", true),
        ("manifest = { path = 'a' }", true),
        ("compose = { path = 'a' }", true),
        ("compose = { paht = 'a' }", false),
        ("chart = { path = 'a', set = { 'image.tag' = 1, list = [true] } }", true),
        ("chart = { set = {} }", false),
        ("answer = {}", true),
        ("answer = { text = 'a' }", false),
        ("file = { path = 'a' }, answer = {}", false),
        ("", false),
    ] {
        both("volume = { name = \"notes\" }", look, exercise, Authored::Exercise, fits);
    }
}

#[test]
fn reader_and_editor_agree_on_every_step() {
    let exercise = "exercises/docker/keep-the-data/exercise.toml";
    for (step, fits) in [
        ("volume = { name = 'vol' }", true),
        ("network = { name = 'net' }", true),
        ("wait = { look = { file = { path = 'a' } }, until = 'true', within = '2m' }", true),
        ("wait = { look = { file = { path = 'a' } }, until = 'true', within = '3m' }", false),
        ("wait = { look = { fiel = { path = 'a' } }, until = 'true' }", false),
        ("wait = { until = 'true' }", false),
        ("container = { name = 'web', image = 'busybox:1.37', env = { A = 'b' }, restart = 'always' }", true),
        ("container = { name = 'web', image = 'busybox:1.37', restart = 'sometimes' }", false),
        ("container = { name = 'web' }", false),
        ("tag = { image = 'busybox:1.37', name = 'old:1' }", true),
        ("tag = { image = 'busybox:1.37' }", false),
        ("file = { path = 'a', text = '' }", true),
        ("file = { path = 'a', zeros = 5, executable = true }", true),
        ("file = { path = 'a', zeros = 5000000000 }", false),
        ("file = { path = 'a', text = '', zeros = 5 }", false),
        ("file = { path = 'a' }", false),
        ("sleep = '5s'", false),
    ] {
        let step = format!("[[setup]]\n{step}\n[[checks]]\nid = \"volume\"");
        both("[[checks]]\nid = \"volume\"", &step, exercise, Authored::Exercise, fits);
    }
}

#[test]
fn reader_and_editor_agree_on_every_kind_of_answer() {
    let quiz = "content/quizzes/docker/volumes.toml";
    let texts = "{ en = 'a', zh-cn = '一' }";
    let (because, near) = (format!("because = {texts}"), format!("[{{ typed = ['y'], because = {texts} }}]"));
    let answers = format!("[{{ right = true, text = {texts}, {because} }}, {{ text = {texts}, {because} }}]");
    let order = format!("[{texts}, {texts}, {texts}]");
    let otherwise = format!("otherwise = {texts}");
    for (answer, fits) in [
        (format!("answers = {answers}"), true),
        (format!("answers = {answers}\n{otherwise}"), false),
        (format!("answers = [{{ right = true, text = {texts} }}]"), false),
        (format!("accept = ['x']\n{otherwise}"), true),
        (format!("accept = ['x']\nnear = {near}\n{otherwise}"), true),
        ("accept = ['x']".to_owned(), false),
        (format!("accept = []\n{otherwise}"), false),
        (format!("order = {order}\n{otherwise}"), true),
        (format!("order = {order}\nnear = {near}\n{otherwise}"), false),
        (format!("order = [{texts}]\n{otherwise}"), false),
        (format!("accept = ['x']\norder = {order}\nnear = {near}\n{otherwise}"), false),
        (String::new(), false),
    ] {
        let added = format!(
            "[[questions]]\nid = \"new\"\nask = {texts}\nwhy = {texts}\n{answer}\n\n[[questions]]\nid = \"stop-or-rm\""
        );
        both("[[questions]]\nid = \"stop-or-rm\"", &added, quiz, Authored::Quiz, fits);
    }
}
