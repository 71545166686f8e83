//! Words of the program in the learner's language: sentences of outcomes and causes, from Fluent files.
//!
//! The other rooms return values; whoever shows one to a person asks here. The course's own words are in its content.
//! Texts may hold `code` in backticks and no other markup.

mod chart;
mod compose;
mod diagnosis;
mod file;
mod flaw;
mod manifest;
mod size;
mod world;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{LazyLock, OnceLock};

use chrono::{Datelike, NaiveDate};
use fluent_templates::{LanguageIdentifier, Loader, StaticLoader};
use unic_langid::langid;

use crate::course::{DiskFault, Engine, Finding, Lang, Mistake, Outcome, Silence, SoughtKind, Unreachable};

pub use diagnosis::{DiagnosisWords, diagnosis};
pub use file::{file_changed, file_fault};
pub use flaw::flaw;
pub use fluent_templates::fluent_bundle::FluentValue;
pub use size::size;
pub use world::{occurrence, world_state};

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

/// As many mistakes of a file are told at once.
const MOST_MISTAKES: usize = 10;

/// How this program is called in a terminal.
static PROGRAM: OnceLock<String> = OnceLock::new();

/// Names the program as the learner's shell finds it, for every sentence that tells a command; the first call counts.
pub fn call_program(name: String) {
    let _ = PROGRAM.set(name);
}

/// The sentence `id` in `lang`, else in English; a missing one shows its id, which a test rules out. `{ $sampan }` in it
/// is how the program is called.
pub fn say(lang: &Lang, id: &str, args: &[(&'static str, FluentValue<'static>)]) -> String {
    say_with(lang, id, args.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect())
}

/// The same with blanks whose names are only known as the program runs.
fn say_with(lang: &Lang, id: &str, mut args: HashMap<Cow<'static, str>, FluentValue<'static>>) -> String {
    let program = PROGRAM.get().map_or("sampan", String::as_str);
    args.insert(Cow::Borrowed("sampan"), program.into());
    let words: &StaticLoader = &WORDS;
    words.lookup_with_args(&identifier(lang), id, &args)
}

/// A day as readers of `lang` write it: `20 November 2026`, `2026 年 11 月 20 日`.
pub fn date(lang: &Lang, date: NaiveDate) -> String {
    // Numbers would be grouped by thousands in some languages.
    let text = |name: &'static str, number: String| (name, FluentValue::from(number));
    let (year, month, day) = (date.year().to_string(), date.month(), date.day().to_string());
    say(lang, "site-date", &[text("year", year), ("month", month.into()), text("day", day)])
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
        Finding::Absent { kind: SoughtKind::Answer, .. } => say(lang, "found-absent-answer", &[]),
        Finding::Absent { kind: kind @ (SoughtKind::Event | SoughtKind::Log | SoughtKind::Running), name } => {
            say(lang, &format!("found-absent-{}", kind.word()), &[("name", name.clone().into())])
        }
        Finding::Absent { kind, name } => {
            let kind = match kind {
                SoughtKind::Object(kind) => kind.clone(),
                closed => say(lang, &format!("kind-{}", closed.word()), &[]),
            };
            let key = if name.is_empty() { "found-absent-any" } else { "found-absent" };
            say(lang, key, &[("kind", kind.into()), ("name", name.clone().into())])
        }
        Finding::Missing { path } => say(lang, "found-missing", &[("path", path.clone().into())]),
        Finding::Value { path, value } => {
            say(lang, "found-value", &[("path", path.clone().into()), ("value", value.clone().into())])
        }
        Finding::Differs { path, found, wanted } => {
            let key = if found.is_some() { "found-differs" } else { "found-differs-missing" };
            let value = found.clone().unwrap_or_default();
            let args = [("path", path.clone().into()), ("value", value.into()), ("wanted", wanted.clone().into())];
            say(lang, key, &args)
        }
        Finding::NoItem { path, wanted } => {
            say(lang, "found-no-item", &[("path", path.clone().into()), ("wanted", wanted.clone().into())])
        }
        Finding::Rights { subject, deeds, must } => rights(lang, subject, deeds, *must),
        Finding::Unanswered(why) => silence(lang, why),
        Finding::Said(text) => text.text(lang).to_owned(),
        Finding::Invalid(mistakes) => invalid(lang, mistakes),
    }
}

/// What a subject may do and must not, or the other way round.
fn rights(lang: &Lang, subject: &str, deeds: &[String], must: bool) -> String {
    let account = subject.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':'));
    let subject = match account {
        Some((_, name)) => say(lang, "found-rights-account", &[("name", name.to_owned().into())]),
        None => say(lang, "found-rights-user", &[("name", subject.to_owned().into())]),
    };
    let deeds = deeds.iter().map(|deed| format!("`{deed}`")).collect::<Vec<_>>();
    let deeds = deeds.join(&say(lang, "found-rights-and", &[]));
    let key = if must { "found-rights-lacking" } else { "found-rights-surplus" };
    say(lang, key, &[("subject", subject.into()), ("deeds", deeds.into())])
}

/// What is wrong with files, a line each; of a great many, the first.
fn invalid(lang: &Lang, mistakes: &[Mistake]) -> String {
    let line = |Mistake { file, line, column, flaw }: &Mistake| {
        let place = if *line == 0 { file.clone() } else { format!("{file}:{line}:{column}") };
        say(lang, "found-invalid", &[("place", place.into()), ("message", self::flaw(lang, flaw).into())])
    };
    let mut lines: Vec<String> = mistakes.iter().take(MOST_MISTAKES).map(line).collect();
    if let Some(more) = mistakes.len().checked_sub(MOST_MISTAKES).filter(|more| *more > 0) {
        lines.push(say(lang, "found-invalid-more", &[("count", more.into())]));
    }
    lines.join("\n")
}

/// Why nothing answered.
fn silence(lang: &Lang, why: &Silence) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    let args = match why {
        Silence::NoContainer { port } => vec![text("port", &port.to_string())],
        Silence::NoService { name }
        | Silence::NoEndpoints { name }
        | Silence::NoPod { name }
        | Silence::NotRunning { name } => vec![text("name", name)],
        Silence::NoPort { name, port } => vec![text("name", name), text("port", &port.to_string())],
        Silence::Other { detail } => vec![text("detail", detail)],
        Silence::Refused | Silence::BrokenOff | Silence::TooSlow | Silence::NoWay | Silence::NoHttp => vec![],
    };
    say(lang, &format!("silence-{}", why.word()), &args)
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

/// Why a file or folder could not be used.
fn disk(lang: &Lang, why: &DiskFault) -> String {
    let (key, detail) = match why {
        DiskFault::NoPermission => ("no-permission", ""),
        DiskFault::Full => ("full", ""),
        DiskFault::ReadOnly => ("read-only", ""),
        DiskFault::Missing => ("missing", ""),
        DiskFault::Other { detail } => ("other", detail.as_str()),
    };
    say(lang, &format!("disk-{key}"), &[("detail", detail.to_owned().into())])
}

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
        Unreachable::ProgramEnded { program, signal } => {
            ("program-ended".into(), vec![text("program", program), text("signal", &signal.to_string())])
        }
        Unreachable::LoginFailed { program, detail } => {
            ("login".into(), vec![text("program", program), text("detail", detail)])
        }
        Unreachable::NotFollowed { file, field } => {
            ("not-followed".into(), vec![text("file", file), text("field", field)])
        }
        Unreachable::NotStarted => ("not-started".into(), vec![]),
        Unreachable::Disk { path, why } => ("disk".into(), vec![text("path", path), text("why", &disk(lang, why))]),
        Unreachable::Failed { engine, detail } => ("failed".into(), vec![named(engine), text("detail", detail)]),
        Unreachable::BadCheck { detail } => ("bad-check".into(), vec![text("detail", detail)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that a hostile page may read keep the plain name: a path tells who somebody is.
    const PLAIN: [&str; 3] = ["server-help-host", "server-help-origin", "server-help-cross-site"];

    #[test]
    fn a_command_is_told_as_the_shell_finds_it() {
        let mut plain = BTreeSet::new();
        for path in Locales::iter() {
            let text = String::from_utf8(Locales::get(&path).unwrap().data.into_owned()).unwrap();
            let lines = text.lines().filter(|line| !line.starts_with('#') && line.contains("`sampan "));
            plain.extend(lines.map(|line| id_of_line(line).unwrap_or_else(|| line.to_owned())));
        }
        assert_eq!(plain, PLAIN.map(str::to_owned).into(), "write `{{ $sampan }} …` for `sampan …`");
        assert!(say(&Lang::en(), "server-help-sign-in", &[]).contains("`sampan open`"));
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
    fn a_date_is_written_as_its_readers_write_it() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
        assert_eq!(date(&Lang::en(), day), "5 November 2026");
        assert_eq!(date(&Lang::new("zh-cn"), day), "2026 年 11 月 5 日");
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
            Unreachable::ProgramEnded { program: s(), signal: 9 },
            Unreachable::LoginFailed { program: s(), detail: s() },
            Unreachable::NotFollowed { file: s(), field: s() },
            Unreachable::NotStarted,
            Unreachable::Disk { path: s(), why: DiskFault::NoPermission },
            Unreachable::Disk { path: s(), why: DiskFault::Full },
            Unreachable::Disk { path: s(), why: DiskFault::ReadOnly },
            Unreachable::Disk { path: s(), why: DiskFault::Missing },
            Unreachable::Disk { path: s(), why: DiskFault::Other { detail: s() } },
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
    fn every_silence_has_a_sentence() {
        let name = || "shop".to_owned();
        let every = [
            Silence::NoContainer { port: 8080 },
            Silence::Refused,
            Silence::BrokenOff,
            Silence::TooSlow,
            Silence::NoWay,
            Silence::NoHttp,
            Silence::NoService { name: name() },
            Silence::NoPod { name: name() },
            Silence::NotRunning { name: name() },
            Silence::NoPort { name: name(), port: 8080 },
            Silence::NoEndpoints { name: name() },
            Silence::Other { detail: "x".to_owned() },
        ];
        for why in every {
            let found = Finding::Unanswered(why.clone());
            let [en, zh] = [Lang::en(), Lang::new("zh-cn")].map(|lang| finding(&lang, &found));
            for said in [&en, &zh] {
                assert!(!said.contains("Unknown local") && !said.contains('{'), "{why:?}: {said}");
            }
            let han = |said: &str| said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!han(&en) && han(&zh), "{why:?}: {en} / {zh}");
            assert!(!en.contains("8,080") && !zh.contains("8,080"), "{en} / {zh}");
        }
    }
}
