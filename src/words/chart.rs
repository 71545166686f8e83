//! Sentences of what keeps `helm` from rendering a chart.

use super::{FluentValue, say};
use crate::course::{ChartFlaw, Lang};

/// What is wrong with a chart.
pub(super) fn say_chart(lang: &Lang, flaw: &ChartFlaw) -> String {
    let text = |name: &'static str, value: &str| (name, FluentValue::from(value.to_owned()));
    let (key, args) = match flaw {
        ChartFlaw::Nil { expression, field } => ("nil", vec![text("expression", expression), text("field", field)]),
        ChartFlaw::Template { name } => ("template", vec![text("name", name)]),
        ChartFlaw::Function { name } => ("function", vec![text("name", name)]),
        ChartFlaw::Said { words } => ("said", vec![text("words", words)]),
        ChartFlaw::End => ("end", vec![]),
        ChartFlaw::Yaml { line } => ("yaml", vec![text("line", &line.to_string())]),
        ChartFlaw::Value { path, detail } => ("value", vec![text("path", path), text("detail", detail)]),
        ChartFlaw::Dependency { name } => ("dependency", vec![text("name", name)]),
        ChartFlaw::Field { path } => ("field", vec![text("path", path)]),
        ChartFlaw::NoFile { name } => ("no-file", vec![text("name", name)]),
        ChartFlaw::Object { name, flaw } => {
            ("object", vec![text("name", name), text("message", &super::flaw(lang, flaw))])
        }
        ChartFlaw::Other { detail } => ("other", vec![text("detail", detail)]),
    };
    say(lang, &format!("chart-{key}"), &args)
}

#[cfg(test)]
pub(super) fn every_flaw() -> Vec<ChartFlaw> {
    let s = || "x".to_owned();
    vec![
        ChartFlaw::Nil { expression: s(), field: s() },
        ChartFlaw::Template { name: s() },
        ChartFlaw::Function { name: s() },
        ChartFlaw::Said { words: s() },
        ChartFlaw::End,
        ChartFlaw::Yaml { line: 2 },
        ChartFlaw::Value { path: s(), detail: s() },
        ChartFlaw::Dependency { name: s() },
        ChartFlaw::Field { path: s() },
        ChartFlaw::NoFile { name: s() },
        ChartFlaw::Object { name: s(), flaw: Box::new(crate::course::Flaw::NoObject) },
        ChartFlaw::Other { detail: s() },
    ]
}
