//! Sentences of what is wrong with a file of the learner's.

use super::chart::say_chart;
use super::compose::say_compose;
use super::manifest::say_manifest;
use super::{FluentValue, say};
use crate::course::{Arity, Flaw, Given, Lang, Slip, Type};

/// What is wrong with a file.
pub fn flaw(lang: &Lang, flaw: &Flaw) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    let (key, args) = match flaw {
        Flaw::Folder => ("folder", vec![]),
        Flaw::NotRegular => ("not-regular", vec![]),
        Flaw::Utf16 => ("utf-16", vec![]),
        Flaw::NotUtf8 => ("not-utf-8", vec![]),
        Flaw::TooLarge { limit } => ("too-large", vec![text("limit", &limit.to_string())]),
        Flaw::LeadsOut { name } => ("leads-out", vec![text("name", name)]),
        Flaw::BadLink { name } => ("bad-link", vec![text("name", name)]),
        Flaw::Syntax { slip } => return say_slip(lang, slip),
        Flaw::Tab => ("tab", vec![]),
        Flaw::Twice { key } => ("twice", vec![text("key", key)]),
        Flaw::NoObject => ("no-object", vec![]),
        Flaw::MissingField { path } => ("missing", vec![text("path", path)]),
        Flaw::UnknownField { field, inside, near } => return unknown_field(lang, field, inside, near.as_deref()),
        Flaw::Type { path, wanted, found } => return mistyped(lang, path, wanted, found),
        Flaw::Quantity { path, found } => ("quantity", vec![text("path", path), text("found", &given(lang, found))]),
        Flaw::Time { path, found } => ("time", vec![text("path", path), text("found", &given(lang, found))]),
        Flaw::KindCase { kind, written } => ("kind-case", vec![text("kind", kind), text("written", written)]),
        Flaw::ApiVersion { kind, api, belongs } => {
            ("api-version", vec![text("kind", kind), text("api", api), text("belongs", belongs)])
        }
        Flaw::Choice { path, allowed, found } => {
            let allowed = allowed.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
            ("choice", vec![text("path", path), text("allowed", &allowed), text("found", &given(lang, found))])
        }
        Flaw::Manifest { flaw } => return say_manifest(lang, flaw),
        Flaw::Compose { flaw } => return say_compose(lang, flaw),
        Flaw::Chart { flaw } => return say_chart(lang, flaw),
        Flaw::Schema { path, detail } => ("schema", vec![text("path", path), text("detail", detail)]),
    };
    say(lang, &format!("flaw-{key}"), &args)
}

/// What is wrong in the writing itself.
fn say_slip(lang: &Lang, slip: &Slip) -> String {
    let text = |name: &'static str, value: &str| vec![(name, FluentValue::from(value.to_owned()))];
    let (key, args) = match slip {
        Slip::Colon => ("colon", vec![]),
        Slip::NoColon => ("no-colon", vec![]),
        Slip::WideColon => ("wide-colon", vec![]),
        Slip::DashSpace => ("dash-space", vec![]),
        Slip::Indent => ("indent", vec![]),
        Slip::Separator => ("separator", vec![]),
        Slip::Unclosed { open } => ("unclosed", text("open", &open.to_string())),
        Slip::Bracket => ("bracket", vec![]),
        Slip::Quote => ("quote", vec![]),
        Slip::AfterQuote => ("after-quote", vec![]),
        Slip::Escape => ("escape", vec![]),
        Slip::Dash => ("dash", vec![]),
        Slip::Comment => ("comment", vec![]),
        Slip::Begins { character } => ("begins", text("character", &character.to_string())),
        Slip::Anchor => ("anchor", vec![]),
        Slip::TooMuch => ("too-much", vec![]),
        Slip::Instruction { word, near } => {
            return perhaps(lang, say(lang, "slip-instruction", &text("word", word)), near.as_deref());
        }
        Slip::Flag { word, flag, near } => {
            let args = [("word", word.clone().into()), ("flag", flag.clone().into())];
            return perhaps(lang, say(lang, "slip-flag", &args), near.as_deref());
        }
        Slip::Pair { word, pair } => ("pair", vec![("word", word.clone().into()), ("pair", pair.clone().into())]),
        Slip::ImageName { name } => ("image-name", text("name", name)),
        Slip::StageName => ("stage-name", vec![]),
        Slip::Port { word } => ("port", text("word", word)),
        Slip::Arguments { word, wanted } => match wanted {
            Arity::One => ("one-argument", text("word", word)),
            Arity::OneOrMore => ("an-argument", text("word", word)),
            Arity::TwoOrMore => ("two-arguments", text("word", word)),
        },
        Slip::StageTwice { name } => ("stage-twice", text("name", name)),
        Slip::NoStage => ("no-stage", vec![]),
        Slip::FromFirst => ("from-first", vec![]),
        Slip::Json => ("json", vec![]),
        Slip::HereDoc { end } => ("here-doc", text("end", end)),
        Slip::Expected { what } => ("expected", text("what", what)),
        Slip::Other { detail } => ("other", text("detail", detail)),
    };
    say(lang, &format!("slip-{key}"), &args)
}

fn unknown_field(lang: &Lang, field: &str, inside: &str, near: Option<&str>) -> String {
    let key = if inside.is_empty() { "flaw-unknown-field-top" } else { "flaw-unknown-field" };
    let args = [("field", field.to_owned().into()), ("inside", inside.to_owned().into())];
    perhaps(lang, say(lang, key, &args), near)
}

/// A sentence of what is not known, with what was probably meant.
fn perhaps(lang: &Lang, unknown: String, near: Option<&str>) -> String {
    match near {
        Some(near) => say(lang, "flaw-near", &[("unknown", unknown.into()), ("near", near.to_owned().into())]),
        None => unknown,
    }
}

/// A value of a wrong type, and whether its quotes are all that is wrong.
fn mistyped(lang: &Lang, path: &str, wanted: &[Type], found: &Given) -> String {
    let (types, value) = (types(lang, wanted), given(lang, found));
    let args = [("path", path.to_owned().into()), ("wanted", types.into()), ("found", value.into())];
    let said = say(lang, "flaw-type", &args);
    let is_number = |text: &str| text.parse::<i64>().is_ok();
    let hint = match found {
        Given::Text(text) if wanted.contains(&Type::Boolean) && matches!(text.as_str(), "true" | "false") => "unquote",
        Given::Text(text) if wanted.contains(&Type::Integer) && is_number(text) => "unquote",
        Given::Number(_) if wanted.contains(&Type::Text) => "quote",
        Given::Null | Given::Boolean(_) | Given::Number(_) | Given::Text(_) | Given::List | Given::Map => return said,
    };
    say(lang, &format!("flaw-{hint}"), &[("said", said.into())])
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
pub(super) fn given(lang: &Lang, given: &Given) -> String {
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

#[cfg(test)]
mod tests {
    use super::super::finding;
    use super::*;
    use crate::course::{Finding, Mistake};

    fn every_slip() -> [Slip; 32] {
        let s = || "x".to_owned();
        let wants = |wanted| Slip::Arguments { word: s(), wanted };
        [
            Slip::Colon,
            Slip::NoColon,
            Slip::WideColon,
            Slip::DashSpace,
            Slip::Indent,
            Slip::Separator,
            Slip::Unclosed { open: '[' },
            Slip::Bracket,
            Slip::Quote,
            Slip::AfterQuote,
            Slip::Escape,
            Slip::Dash,
            Slip::Comment,
            Slip::Begins { character: '@' },
            Slip::Anchor,
            Slip::TooMuch,
            Slip::Instruction { word: s(), near: Some(s()) },
            Slip::Flag { word: s(), flag: s(), near: None },
            Slip::Pair { word: s(), pair: s() },
            Slip::ImageName { name: s() },
            Slip::StageName,
            Slip::Port { word: s() },
            wants(Arity::One),
            wants(Arity::OneOrMore),
            wants(Arity::TwoOrMore),
            Slip::StageTwice { name: s() },
            Slip::NoStage,
            Slip::FromFirst,
            Slip::Json,
            Slip::HereDoc { end: s() },
            Slip::Expected { what: s() },
            Slip::Other { detail: s() },
        ]
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
            Flaw::Time { path: s(), found: Given::Null },
            Flaw::KindCase { kind: s(), written: s() },
            Flaw::ApiVersion { kind: s(), api: s(), belongs: s() },
            Flaw::Choice { path: s(), allowed: vec![s(), s()], found: Given::Null },
            Flaw::Schema { path: s(), detail: s() },
        ];
        flaws.extend(every_slip().map(|slip| Flaw::Syntax { slip }));
        flaws.extend(super::super::compose::every_flaw().into_iter().map(|flaw| Flaw::Compose { flaw }));
        flaws.extend(super::super::manifest::every_flaw().into_iter().map(|flaw| Flaw::Manifest { flaw }));
        flaws.extend(super::super::chart::every_flaw().into_iter().map(|flaw| Flaw::Chart { flaw }));
        flaws.extend(given.map(|found| Flaw::Type { path: s(), wanted: vec![Type::Map], found }));
        for flaw in flaws {
            let invalid =
                Finding::Invalid(vec![Mistake { file: "web.yaml".into(), line: 0, column: 0, flaw: flaw.clone() }]);
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
            let invalid = Finding::Invalid(vec![Mistake { file: "web.yaml".into(), line: 6, column: 3, flaw }]);
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
        let (path, three) = ("spec.replicas".to_owned(), Given::Text("3".into()));
        assert_eq!(
            said(Flaw::Type { path: path.clone(), wanted: vec![Type::Integer], found: three }),
            [
                "`web.yaml:6:3`: `spec.replicas` must be a whole number, and is the text \"3\"; without the quotes it fits",
                "`web.yaml:6:3`：`spec.replicas` 应该是整数，现在是字符串“3”；去掉引号就对了"
            ]
        );
        assert_eq!(
            said(Flaw::Type { path, wanted: vec![Type::Text], found: Given::Number("3".into()) })[0],
            "`web.yaml:6:3`: `spec.replicas` must be a text, and is the number 3; quotes make it a text"
        );
        assert_eq!(
            said(Flaw::Type { path: "spec.port".into(), wanted, found }),
            [
                "`web.yaml:6:3`: `spec.port` must be a whole number or a text, and is `true` (true or false; quotes make it a text)",
                "`web.yaml:6:3`：`spec.port` 应该是整数或字符串，现在是 `true`（布尔值；加上引号才是字符串）"
            ]
        );
    }

    #[test]
    fn of_many_mistakes_the_first_are_told() {
        let mistake = |line| Mistake { file: "a".into(), line, column: 1, flaw: Flaw::Tab };
        let said = |many| {
            [Lang::en(), Lang::new("zh-cn")]
                .map(|lang| finding(&lang, &Finding::Invalid((1..=many).map(mistake).collect())))
        };
        for said in said(10) {
            assert_eq!(said.lines().count(), 10, "{said}");
        }
        let [en, zh] = said(13).map(|said| said.lines().last().unwrap_or_default().to_owned());
        assert_eq!((en.as_str(), zh.as_str()), ("and 3 more", "另有 3 处"));
    }
}
