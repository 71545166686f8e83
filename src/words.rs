//! Words of the program in the learner's language: sentences of outcomes and causes, from Fluent files.
//!
//! The other rooms return values; whoever shows one to a person asks here. The course's own words are in its content.
//! Texts may hold `code` in backticks and no other markup.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use fluent_templates::{LanguageIdentifier, Loader, StaticLoader};
use unic_langid::langid;

use crate::course::{Engine, Finding, Flaw, Given, Lang, Outcome, Type, Unreachable};

pub use fluent_templates::fluent_bundle::FluentValue;

fluent_templates::static_loader! {
    static WORDS = { locales: "./locales", fallback_language: "en", customise: |bundle| bundle.set_use_isolating(false) };
}

#[derive(rust_embed::RustEmbed)]
#[folder = "locales/"]
struct Locales;

/// The languages that the program speaks; a course may have others, and those read its own words in English.
static SPOKEN: LazyLock<Vec<Lang>> = LazyLock::new(|| {
    let mut langs: Vec<Lang> = WORDS.locales().map(|known| Lang::new(&known.to_string())).collect();
    langs.sort();
    langs
});

/// The sentence `id` in `lang`, else in English; a missing one shows its id, which a test rules out.
pub fn say(lang: &Lang, id: &str, args: &[(&'static str, FluentValue<'static>)]) -> String {
    let args: HashMap<Cow<'static, str>, FluentValue<'static>> =
        args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
    let words: &StaticLoader = &WORDS;
    words.lookup_with_args(&identifier(lang), id, &args)
}

/// Every sentence whose id begins with `prefix`, by id: what a page hands to its script.
///
/// A `{ $name }` that the script fills in stays as `{name}`.
pub fn all(lang: &Lang, prefix: &str) -> BTreeMap<String, String> {
    let ids = ids("en").into_iter().filter(|id| id.starts_with(prefix));
    let blanks = ["count", "number", "total", "command", "name", "title", "minutes", "seconds"];
    let args: Vec<_> = blanks.iter().map(|name| (*name, FluentValue::from(format!("{{{name}}}")))).collect();
    ids.map(|id| (id.clone(), say(lang, &id, &args))).collect()
}

/// The ids that the files of one language define.
fn ids(tag: &str) -> BTreeSet<String> {
    let files = Locales::iter().filter(|path| path.starts_with(&format!("{tag}/")));
    let texts =
        files.filter_map(|path| Locales::get(&path)).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    texts.flat_map(|text| text.lines().filter_map(id_of_line).collect::<Vec<_>>()).collect()
}

/// The id that a line of a Fluent file begins to define.
fn id_of_line(line: &str) -> Option<String> {
    let (id, _) = line.split_once('=')?;
    id.starts_with(|c: char| c.is_ascii_lowercase()).then(|| id.trim_end().to_owned())
}

fn identifier(lang: &Lang) -> LanguageIdentifier {
    let spoken = lang.nearest(&*SPOKEN).and_then(|lang| lang.tag().parse().ok());
    spoken.unwrap_or(langid!("en"))
}

/// What to say of an outcome: what was found, and what the learner can do. Nothing for `passed`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutcomeWords {
    pub found: Option<String>,
    pub remedy: Option<String>,
}

pub fn outcome(lang: &Lang, outcome: &Outcome) -> OutcomeWords {
    match outcome {
        Outcome::Passed => OutcomeWords::default(),
        Outcome::NotYet(finding) => OutcomeWords { found: Some(self::finding(lang, finding)), remedy: None },
        Outcome::CannotTell(why) => {
            let (what, remedy) = unreachable(lang, why);
            OutcomeWords { found: Some(what), remedy: Some(remedy) }
        }
    }
}

fn finding(lang: &Lang, finding: &Finding) -> String {
    match finding {
        Finding::Absent { kind, name } if kind == "answer" || name.is_empty() => say(
            lang,
            &format!("found-absent-{}", if kind == "answer" { "answer" } else { "any" }),
            &[("kind", kind.clone().into())],
        ),
        Finding::Absent { kind, name } => {
            let kind = match kind.as_str() {
                "container" | "volume" | "network" | "image" | "file" | "release" | "response" => {
                    say(lang, &format!("kind-{kind}"), &[])
                }
                other => other.to_owned(),
            };
            say(lang, "found-absent", &[("kind", kind.into()), ("name", name.clone().into())])
        }
        Finding::Missing { path } => say(lang, "found-missing", &[("path", path.clone().into())]),
        Finding::Value { path, value } => {
            say(lang, "found-value", &[("path", path.clone().into()), ("value", value.clone().into())])
        }
        Finding::Said(text) => text.text(lang).to_owned(),
        Finding::Invalid { file, line, column, flaw } => {
            let place = if *line == 0 { file.clone() } else { format!("{file}:{line}:{column}") };
            say(lang, "found-invalid", &[("place", place.into()), ("message", self::flaw(lang, flaw).into())])
        }
    }
}

/// What is wrong with a file.
fn flaw(lang: &Lang, flaw: &Flaw) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    let (key, args) = match flaw {
        Flaw::Folder => ("folder", vec![]),
        Flaw::NotRegular => ("not-regular", vec![]),
        Flaw::Utf16 => ("utf-16", vec![]),
        Flaw::NotUtf8 => ("not-utf-8", vec![]),
        Flaw::TooLarge { limit } => ("too-large", vec![text("limit", &limit.to_string())]),
        Flaw::LeadsOut { name } => ("leads-out", vec![text("name", name)]),
        Flaw::BadLink { name } => ("bad-link", vec![text("name", name)]),
        Flaw::Syntax { detail } => ("syntax", vec![text("detail", detail)]),
        Flaw::Tab => ("tab", vec![]),
        Flaw::Twice { key } => ("twice", vec![text("key", key)]),
        Flaw::NoObject => ("no-object", vec![]),
        Flaw::MissingField { path } => ("missing", vec![text("path", path)]),
        Flaw::UnknownField { field, inside, near } => return unknown_field(lang, field, inside, near.as_deref()),
        Flaw::Type { path, wanted, found } => {
            ("type", vec![text("path", path), text("wanted", &types(lang, wanted)), text("found", &given(lang, found))])
        }
        Flaw::Quantity { path, found } => ("quantity", vec![text("path", path), text("found", &given(lang, found))]),
        Flaw::KindCase { kind, written } => ("kind-case", vec![text("kind", kind), text("written", written)]),
        Flaw::ApiVersion { kind, api, belongs } => {
            ("api-version", vec![text("kind", kind), text("api", api), text("belongs", belongs)])
        }
        Flaw::Schema { path, detail } => ("schema", vec![text("path", path), text("detail", detail)]),
    };
    say(lang, &format!("flaw-{key}"), &args)
}

fn unknown_field(lang: &Lang, field: &str, inside: &str, near: Option<&str>) -> String {
    let key = if inside.is_empty() { "flaw-unknown-field-top" } else { "flaw-unknown-field" };
    let args = [("field", field.to_owned().into()), ("inside", inside.to_owned().into())];
    let unknown = say(lang, key, &args);
    match near {
        Some(near) => say(lang, "flaw-near", &[("unknown", unknown.into()), ("near", near.to_owned().into())]),
        None => unknown,
    }
}

/// `a whole number or a text`.
fn types(lang: &Lang, types: &[Type]) -> String {
    let name = |kind: &Type| {
        let key = match kind {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::Text => "text",
            Type::List => "list",
            Type::Map => "map",
        };
        say(lang, &format!("type-{key}"), &[])
    };
    let either = |one: String, other| say(lang, "type-or", &[("one", one.into()), ("other", FluentValue::from(other))]);
    types.iter().map(name).reduce(either).unwrap_or_default()
}

/// A value of a manifest, in a few words.
fn given(lang: &Lang, given: &Given) -> String {
    let (key, value) = match given {
        Given::Null => ("null", String::new()),
        Given::Boolean(truth) => ("boolean", truth.to_string()),
        Given::Number(number) => ("number", number.clone()),
        Given::Text(text) => ("text", text.clone()),
        Given::List => ("list", String::new()),
        Given::Map => ("map", String::new()),
    };
    say(lang, &format!("given-{key}"), &[("value", value.into())])
}

fn engine_key(engine: Engine) -> &'static str {
    match engine {
        Engine::Docker => "docker",
        Engine::Cluster => "cluster",
    }
}

/// The name of an engine in a sentence.
pub fn engine(lang: &Lang, engine: Engine) -> String {
    say(lang, &format!("engine-{}", engine_key(engine)), &[])
}

/// What kept us from looking, and what to do about it.
pub fn unreachable(lang: &Lang, why: &Unreachable) -> (String, String) {
    let (key, args) = cause(lang, why);
    (sentence(&say(lang, &format!("cause-{key}"), &args)), say(lang, &format!("remedy-{key}"), &args))
}

/// Begins with a capital, also where an engine's name comes first.
fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + rest.as_str())
}

type Args = Vec<(&'static str, FluentValue<'static>)>;

/// The key of a cause and the values in its sentences.
fn cause(lang: &Lang, why: &Unreachable) -> (String, Args) {
    let named = |engine: &Engine| ("engine", FluentValue::from(self::engine(lang, *engine)));
    let text = |name: &'static str, value: &String| (name, FluentValue::from(value.clone()));
    let of = |key: &str, engine: &Engine| format!("{key}-{}", engine_key(*engine));
    match why {
        Unreachable::Down { engine, at } => (of("down", engine), vec![text("at", at)]),
        Unreachable::TooSlow { engine, limit } => {
            let seconds = ("seconds", FluentValue::from(limit.as_secs_f64().round()));
            match engine {
                Some(engine) => (of("slow", engine), vec![seconds]),
                None => ("slow".into(), vec![seconds]),
            }
        }
        Unreachable::NoPermission { engine, at } => (of("permission", engine), vec![text("at", at)]),
        Unreachable::Denied { engine, what } => ("denied".into(), vec![named(engine), text("what", what)]),
        Unreachable::Expired { engine } => ("expired".into(), vec![named(engine)]),
        Unreachable::Tls { engine, detail } => ("tls".into(), vec![named(engine), text("detail", detail)]),
        Unreachable::TooOld { engine, version } => ("old".into(), vec![named(engine), text("version", version)]),
        Unreachable::NoContext { file, context } if context.is_empty() => {
            ("no-kubeconfig".into(), vec![text("file", file)])
        }
        Unreachable::NoContext { file, context } => {
            ("no-context".into(), vec![text("file", file), text("context", context)])
        }
        Unreachable::BadConfig { file, detail } => {
            ("bad-kubeconfig".into(), vec![text("file", file), text("detail", detail)])
        }
        Unreachable::NotLocal { engine, at } => (of("not-local", engine), vec![text("at", at)]),
        Unreachable::ImageMissing { image } => ("image".into(), vec![text("image", image)]),
        Unreachable::ProgramMissing { program } => ("program".into(), vec![text("program", program)]),
        Unreachable::NotStarted => ("not-started".into(), vec![]),
        Unreachable::Disk { path, detail } => ("disk".into(), vec![text("path", path), text("detail", detail)]),
        Unreachable::Failed { engine, detail } => ("failed".into(), vec![named(engine), text("detail", detail)]),
        Unreachable::BadCheck { detail } => ("bad-check".into(), vec![text("detail", detail)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_words() {
        assert!(ids("en").len() > 40, "{:?}", ids("en"));
        assert_eq!(ids("en"), ids("zh-CN"));
    }

    #[test]
    fn a_language_that_the_program_does_not_speak_reads_english() {
        let of = |lang: &str| say(&Lang::new(lang), "site-next", &[]);
        assert_eq!((of("en").as_str(), of("zh-cn").as_str()), ("Next", of("zh-tw").as_str()));
        for lang in ["ja", "fr-fr", "c", "", "../x"] {
            assert_eq!(of(lang), "Next", "{lang}");
        }
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        let why = Unreachable::Expired { engine: Engine::Cluster };
        assert!(
            unreachable(&Lang::en(), &Unreachable::Denied { engine: Engine::Cluster, what: "no".into() })
                .0
                .starts_with("The cluster")
        );
        assert!(unreachable(&Lang::en(), &why).0.starts_with("The credentials for the cluster"));
    }

    #[test]
    fn every_cause_has_a_sentence_and_a_remedy() {
        let engine = Engine::Docker;
        let s = || "x".to_owned();
        let causes = [
            Unreachable::Down { engine, at: s() },
            Unreachable::TooSlow { engine: Some(engine), limit: std::time::Duration::from_secs(10) },
            Unreachable::TooSlow { engine: Some(Engine::Cluster), limit: std::time::Duration::from_secs(10) },
            Unreachable::TooSlow { engine: None, limit: std::time::Duration::from_secs(10) },
            Unreachable::Down { engine: Engine::Cluster, at: s() },
            Unreachable::NoPermission { engine, at: s() },
            Unreachable::NoPermission { engine: Engine::Cluster, at: s() },
            Unreachable::Denied { engine, what: s() },
            Unreachable::Expired { engine },
            Unreachable::Tls { engine, detail: s() },
            Unreachable::TooOld { engine, version: s() },
            Unreachable::NoContext { file: s(), context: String::new() },
            Unreachable::NoContext { file: s(), context: s() },
            Unreachable::BadConfig { file: s(), detail: s() },
            Unreachable::NotLocal { engine, at: s() },
            Unreachable::NotLocal { engine: Engine::Cluster, at: s() },
            Unreachable::ImageMissing { image: s() },
            Unreachable::ProgramMissing { program: s() },
            Unreachable::NotStarted,
            Unreachable::Disk { path: s(), detail: s() },
            Unreachable::Failed { engine, detail: s() },
            Unreachable::BadCheck { detail: s() },
        ];
        for lang in [Lang::en(), Lang::new("zh-cn")] {
            for cause in &causes {
                let (what, remedy) = unreachable(&lang, cause);
                assert!(
                    !what.contains("Unknown local") && !remedy.contains("Unknown local"),
                    "{cause:?}: {what} / {remedy}"
                );
                assert!(!what.contains('{') && !remedy.contains('{'), "{cause:?}: {what} / {remedy}");
            }
        }
    }

    #[test]
    fn every_flaw_has_a_sentence() {
        let s = || "x".to_owned();
        let every = [Type::Null, Type::Boolean, Type::Integer, Type::Number, Type::Text, Type::List, Type::Map];
        let given = [Given::Null, Given::Boolean(true), Given::Number(s()), Given::Text(s()), Given::List, Given::Map];
        let mut flaws = vec![
            Flaw::Folder,
            Flaw::NotRegular,
            Flaw::Utf16,
            Flaw::NotUtf8,
            Flaw::TooLarge { limit: 1 },
            Flaw::LeadsOut { name: s() },
            Flaw::BadLink { name: s() },
            Flaw::Syntax { detail: s() },
            Flaw::Tab,
            Flaw::Twice { key: s() },
            Flaw::NoObject,
            Flaw::MissingField { path: s() },
            Flaw::UnknownField { field: s(), inside: s(), near: Some(s()) },
            Flaw::UnknownField { field: s(), inside: s(), near: None },
            Flaw::UnknownField { field: s(), inside: String::new(), near: Some(s()) },
            Flaw::UnknownField { field: s(), inside: String::new(), near: None },
            Flaw::Type { path: s(), wanted: every.to_vec(), found: Given::Null },
            Flaw::Quantity { path: s(), found: Given::Null },
            Flaw::KindCase { kind: s(), written: s() },
            Flaw::ApiVersion { kind: s(), api: s(), belongs: s() },
            Flaw::Schema { path: s(), detail: s() },
        ];
        flaws.extend(given.map(|found| Flaw::Type { path: s(), wanted: vec![Type::Map], found }));
        for flaw in flaws {
            let invalid = Finding::Invalid { file: "web.yaml".into(), line: 0, column: 0, flaw: flaw.clone() };
            let [en, zh] = [Lang::en(), Lang::new("zh-cn")].map(|lang| finding(&lang, &invalid));
            for said in [&en, &zh] {
                assert!(!said.contains("Unknown local") && !said.contains('{'), "{flaw:?}: {said}");
            }
            let han = |said: &str| said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!han(&en) && han(&zh), "{flaw:?}: {en} / {zh}");
        }
    }

    #[test]
    fn a_flaw_names_its_place_and_what_belongs_there() {
        let said = |flaw: Flaw| {
            let invalid = Finding::Invalid { file: "web.yaml".into(), line: 6, column: 3, flaw };
            [Lang::en(), Lang::new("zh-cn")].map(|lang| finding(&lang, &invalid))
        };
        let field =
            Flaw::UnknownField { field: "replica".into(), inside: "spec".into(), near: Some("replicas".into()) };
        assert_eq!(
            said(field),
            [
                "`web.yaml:6:3`: there is no field `replica` in `spec`; did you mean `replicas`?",
                "`web.yaml:6:3`：`spec` 里没有 `replica` 这个字段；是不是想写 `replicas`？"
            ]
        );
        let (wanted, found) = (vec![Type::Integer, Type::Text], Given::Boolean(true));
        assert_eq!(
            said(Flaw::Type { path: "spec.port".into(), wanted, found }),
            [
                "`web.yaml:6:3`: `spec.port` must be a whole number or a text, and is `true` (true or false; quotes make it a text)",
                "`web.yaml:6:3`：`spec.port` 应该是整数或字符串，现在是 `true`（布尔值；加上引号才是字符串）"
            ]
        );
    }
}
