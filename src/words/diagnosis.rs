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
/// is a text, or it would be grouped by thousands.
fn blanks(lang: &Lang, data: &Value) -> HashMap<Cow<'static, str>, FluentValue<'static>> {
    let text = |name: &str, value: &Value| match value {
        Value::String(meaning) if name == "meaning" => say(lang, &format!("exit-{meaning}"), &[]),
        Value::String(text) if text.is_empty() => "none".to_owned(),
        Value::String(text) => plain(text),
        other => other.to_string(),
    };
    let fields = data.as_object().into_iter().flatten();
    fields.map(|(name, value)| (Cow::Owned(name.clone()), text(name, value).into())).collect()
}

/// A backtick within a value would end the code that it stands in.
fn plain(text: &str) -> String {
    text.replace('`', "'")
}

fn evidence(lang: &Lang, shown: &Evidence) -> String {
    match shown {
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
    fn what_was_seen_is_one_line_each() {
        let field = Evidence::Field { object: "Pod/a".into(), path: "status.phase".into(), value: "\"`\"".into() };
        let event = Evidence::Event { object: "Pod/a".into(), reason: "Failed".into(), message: "no".into() };
        let lines = Evidence::Lines { of: "Pod/a web".into(), lines: vec!["x".into(), "y".into()] };
        let cause = Cause::TooManyPods { pod: "a".into() };
        let said = diagnosis(&Lang::en(), &Diagnosis { cause, evidence: vec![field, event, lines] }).evidence;
        let expected =
            ["`Pod/a` `status.phase = \"'\"`", "`Pod/a`: Failed: “no”", "`Pod/a web` printed last: `x` · `y`"];
        assert_eq!(said, expected);
    }
}
