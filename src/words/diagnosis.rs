//! Sentences of a diagnosis: the cause, what to do, and a line for each thing that was seen.
//!
//! A cause's data are the blanks of its sentences, by the names that they have in `course::Cause`, so that a new cause
//! needs sentences and nothing here.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use super::{FluentValue, say, say_with};
use crate::course::{Diagnosis, Evidence, Lang};

/// A diagnosis in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosisWords {
    pub cause: String,
    pub evidence: Vec<String>,
    pub remedy: String,
}

/// Puts a diagnosis into words; `code` stands in backticks.
pub fn diagnosis(lang: &Lang, diagnosis: &Diagnosis) -> DiagnosisWords {
    let slug = diagnosis.cause.kind().slug();
    let args = blanks(lang, &serde_json::to_value(&diagnosis.cause).unwrap_or_default()[slug]);
    DiagnosisWords {
        cause: say_with(lang, &format!("diagnosis-{slug}"), args.clone()),
        evidence: diagnosis.evidence.iter().map(|shown| evidence(lang, shown)).collect(),
        remedy: say_with(lang, &format!("diagnosis-{slug}-remedy"), args),
    }
}

/// The data of a cause, each under its own name. An empty text is `none`, so that a sentence can do without it; a number
/// stays one, so that a sentence can tell the first of something apart.
fn blanks(lang: &Lang, data: &Value) -> HashMap<Cow<'static, str>, FluentValue<'static>> {
    let text = |name: &str, value: &Value| match value {
        Value::String(meaning) if name == "meaning" => say(lang, &format!("exit-{meaning}"), &[]).into(),
        Value::String(text) if text.is_empty() => "none".into(),
        Value::String(text) => plain(text).into(),
        Value::Number(number) => number.as_i64().map_or_else(|| number.to_string().into(), FluentValue::from),
        other => other.to_string().into(),
    };
    let fields = data.as_object().into_iter().flatten();
    fields.map(|(name, value)| (Cow::Owned(name.clone()), text(name, value))).collect()
}

/// A backtick within a value would end the code that it stands in.
fn plain(text: &str) -> String {
    text.replace('`', "'")
}

fn evidence(lang: &Lang, shown: &Evidence) -> String {
    match shown {
        Evidence::Field { object, path, value } if object.is_empty() => format!("`{path} = {}`", plain(value)),
        Evidence::Field { object, path, value } => format!("`{object}` `{path} = {}`", plain(value)),
        Evidence::Event { object, reason, message } => {
            let args = [("object", object.clone()), ("reason", reason.clone()), ("message", plain(message))];
            say(lang, "evidence-event", &args.map(|(name, value)| (name, FluentValue::from(value))))
        }
        Evidence::Lines { of, lines } => {
            let lines: Vec<_> = lines.iter().map(|line| format!("`{}`", plain(line))).collect();
            let args = [("of", of.clone()), ("lines", lines.join(" · "))];
            say(lang, "evidence-lines", &args.map(|(name, value)| (name, FluentValue::from(value))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Cause, CauseKind};
    use serde_json::json;

    /// A cause of each kind: serde tells which data it wants.
    fn every() -> Vec<Cause> {
        CauseKind::slugs().iter().map(|slug| sample(slug)).collect()
    }

    fn sample(slug: &str) -> Cause {
        let mut data = serde_json::Map::new();
        loop {
            let error = match serde_json::from_value(json!({ slug: data })) {
                Ok(cause) => return cause,
                Err(error) => error.to_string(),
            };
            // What is missing is tried as a text first, and as a number where that is refused.
            match error.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
                Some("source") => data.insert("source".to_owned(), json!("ConfigMap")),
                Some("meaning") => data.insert("meaning".to_owned(), json!("killed")),
                Some(name) => data.insert(name.to_owned(), json!(name)),
                None => {
                    let refused = error.split('"').nth(1).unwrap_or_else(|| panic!("{slug}: {error}"));
                    data.insert(refused.to_owned(), json!(137))
                }
            };
        }
    }

    fn words(lang: &str, cause: Cause) -> DiagnosisWords {
        diagnosis(&Lang::new(lang), &Diagnosis { cause, evidence: Vec::new() })
    }

    #[test]
    fn every_cause_has_a_sentence_and_a_remedy() {
        let han = |said: &str| said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for cause in every() {
            let [en, zh] = ["en", "zh-cn"].map(|lang| words(lang, cause.clone()));
            for said in [&en.cause, &en.remedy, &zh.cause, &zh.remedy] {
                assert!(!said.contains("Unknown local") && !said.contains('{'), "{cause:?}: {said}");
                assert!(said.matches('`').count() % 2 == 0, "{cause:?}: {said}");
            }
            assert!(!han(&en.cause) && !han(&en.remedy), "{cause:?}: {en:?}");
            assert!(han(&zh.cause) && han(&zh.remedy), "{cause:?}: {zh:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let of = |limit: &str| Cause::OomKilled { pod: "a".into(), container: "b".into(), limit: limit.into() };
        let said = |limit: &str| words("en", of(limit)).cause;
        let without = "Container `b` in Pod `a` was killed because it took more memory than it may";
        assert_eq!(said(""), format!("{without}."));
        assert_eq!(said("16Mi"), format!("{without} (`16Mi`)."));
    }

    #[test]
    fn no_earlier_revision_is_named_where_there_is_none() {
        let of = |revision| Cause::HelmFailed { release: "night".into(), revision };
        for lang in ["en", "zh-cn"] {
            assert!(!words(lang, of(1)).remedy.contains("rollback"), "{lang}");
            assert!(words(lang, of(2)).remedy.contains("helm rollback night"), "{lang}");
            assert!(words(lang, of(12345)).cause.contains("12345"), "{lang}: no grouping");
        }
    }

    #[test]
    fn what_belongs_to_no_namespace_is_bound_for_the_whole_cluster() {
        for lang in ["en", "zh-cn"] {
            for namespace in ["", "shop"] {
                let (text, wanted) = (str::to_owned, namespace.to_owned());
                let elsewhere = Cause::RbacBoundElsewhere { binding: text("b"), there: text("a"), wanted };
                let (subject, verb, resource) = (text("s"), text("get"), text("nodes"));
                let nobody = Cause::RbacNoBinding { subject, verb, resource, namespace: namespace.to_owned() };
                for said in [words(lang, elsewhere), words(lang, nobody)] {
                    let is_cluster = said.remedy.contains("clusterrolebinding");
                    assert_eq!(is_cluster, namespace.is_empty(), "{lang}: {said:?}");
                    assert!(!said.cause.contains("none"), "{lang}: {said:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_named_reads_as_a_sentence() {
        let of = |kind: &str| Cause::NameAlmost { kind: kind.into(), wanted: "a".into(), there: "b".into() };
        let said = |lang, kind| words(lang, of(kind)).cause;
        assert!(said("en", "image").starts_with("There is an image `b`"));
        assert!(said("en", "Deployment").starts_with("There is a Deployment `b`"));
        let zh = ["container", "release", "Pod"].map(|kind| said("zh-cn", kind).split('，').next().unwrap().to_owned());
        assert_eq!(zh, ["现有的容器叫 `b`", "现有的 release 叫 `b`", "现有的 Pod 叫 `b`"]);
        let taken = |port: &str, by: &str| {
            let cause = Cause::DockerPortTaken { container: "a".into(), port: port.into(), by: by.into() };
            ["en", "zh-cn"].map(|lang| words(lang, cause.clone()).cause)
        };
        assert!(taken("80", "r5")[1].ends_with("本机端口 `80` 已被容器 `r5` 占用。"), "{}", taken("80", "r5")[1]);
        assert!(taken("", "").iter().all(|said| !said.contains("none")), "{:?}", taken("", ""));
    }

    /// Evidence stands above what is to be done, on the page and in the terminal.
    #[test]
    fn no_remedy_says_where_to_read() {
        for cause in every() {
            let [en, zh] = ["en", "zh-cn"].map(|lang| words(lang, cause.clone()).remedy);
            assert!(!en.contains("below") && !zh.contains("下面"), "{en} {zh}");
        }
    }

    #[test]
    fn what_was_seen_is_one_line_each() {
        let field = Evidence::Field { object: "Pod/a".into(), path: "status.phase".into(), value: "\"`\"".into() };
        let nameless = Evidence::Field { object: String::new(), path: "RepoTags".into(), value: "[]".into() };
        let event = Evidence::Event { object: "Pod/a".into(), reason: "Failed".into(), message: "no".into() };
        let lines = Evidence::Lines { of: "Pod/a web".into(), lines: vec!["x".into(), "y".into()] };
        let cause = Cause::TooManyPods { pod: "a".into() };
        let said = diagnosis(&Lang::en(), &Diagnosis { cause, evidence: vec![field, nameless, event, lines] }).evidence;
        let expected = [
            "`Pod/a` `status.phase = \"'\"`",
            "`RepoTags = []`",
            "`Pod/a`: Failed: “no”",
            "`Pod/a web` printed last: `x` · `y`",
        ];
        assert_eq!(said, expected);
    }
}
