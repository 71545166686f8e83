//! What keeps `helm` from rendering a chart. Values; `words` makes the sentences.

use serde::Serialize;

/// What is wrong with a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartFlaw {
    /// An expression reads a field of something that is not there.
    Nil { expression: String, field: String },
    /// A template includes one that nobody defines.
    Template { name: String },
    /// A template calls a function that helm does not have.
    Function { name: String },
    /// The template itself stops with these words (`fail`, `required`).
    Said { words: String },
    /// A template ends inside of an `if`, `range` or `with`.
    End,
    /// What was rendered is not YAML, at a line of the rendered text.
    Yaml { line: usize },
    /// A value does not fit the chart's own schema; helm's words.
    Value { path: String, detail: String },
    /// A chart that this one needs is not in its folder.
    Dependency { name: String },
    /// `Chart.yaml` lacks a field.
    Field { path: String },
    /// A file of values that is not there.
    NoFile { name: String },
    /// A rendered object that the API server would refuse; the line is one of the rendered text.
    Object { name: String, flaw: Box<super::Flaw> },
    /// Something rare, in helm's own words.
    Other { detail: String },
}
