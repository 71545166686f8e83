//! Whether an exercise's expressions can be evaluated at all: each compiles, and uses only names that are there.

use std::time::Duration;

use super::cel::{apart_blocking, compile as compile_text, walk};
use crate::course::{CheckId, Exercise, StepKind};

/// Names that CEL itself declares: types, as in `type(x) == int`.
const TYPES: &[&str] = &["bool", "bytes", "double", "dyn", "int", "list", "map", "null_type", "string", "type", "uint"];

/// Every function an expression may call; macros that were written wrongly are not among them.
const FUNCTIONS: &[&str] = &[
    "bool",
    "bytes",
    "contains",
    "double",
    "duration",
    "dyn",
    "endsWith",
    "int",
    "matches",
    "quantity",
    "size",
    "startsWith",
    "string",
    "timestamp",
    "type",
    "uint",
    // times
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
    // optionals
    "hasValue",
    "none",
    "of",
    "ofNonZeroValue",
    "or",
    "orValue",
    "value",
    // strings
    "charAt",
    "format",
    "indexOf",
    "join",
    "lastIndexOf",
    "lowerAscii",
    "quote",
    "replace",
    "reverse",
    "split",
    "substring",
    "trim",
    "upperAscii",
    // lists
    "distinct",
    "first",
    "flatten",
    "last",
    "range",
    "slice",
    "sort",
    // math
    "abs",
    "bitAnd",
    "bitNot",
    "bitOr",
    "bitShiftLeft",
    "bitShiftRight",
    "bitXor",
    "ceil",
    "floor",
    "greatest",
    "isFinite",
    "isInf",
    "isNaN",
    "least",
    "round",
    "sign",
    "sqrt",
    "trunc",
];

/// How long all expressions of an exercise may take to compile.
const LIMIT: Duration = Duration::from_secs(20);

/// An expression that its author must mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadExpression {
    /// The check it belongs to; none for a set-up step's `until` and for `hint_when`.
    pub check: Option<CheckId>,
    pub expression: String,
    /// Line and column in the expression, from 1.
    pub at: Option<(usize, usize)>,
    pub message: String,
}

/// One expression of an exercise and the names it may use.
struct Written {
    check: Option<CheckId>,
    text: String,
    variables: Vec<String>,
    /// A function that only this place offers.
    function: Option<&'static str>,
}

/// What is wrong with an exercise's expressions: `that`, `found`, `until` and `hint_when`.
pub fn compile(exercise: &Exercise) -> Vec<BadExpression> {
    let written = written(exercise);
    let bad = apart_blocking(LIMIT, move || written.iter().flat_map(bad).collect());
    bad.unwrap_or_else(|message| vec![BadExpression { check: None, expression: String::new(), at: None, message }])
}

fn written(exercise: &Exercise) -> Vec<Written> {
    let mut all = Vec::new();
    for check in &exercise.checks {
        let variables: Vec<String> = check.looks.keys().cloned().chain(["begun".to_owned()]).collect();
        let with = check.found.iter().flat_map(|found| found.with.values());
        for text in with.chain([&check.that]) {
            let (check, variables) = (Some(check.id.clone()), variables.clone());
            all.push(Written { check, text: text.clone(), variables, function: None });
        }
    }
    for step in &exercise.setup {
        if let StepKind::Wait { look, until } = &step.what {
            let variables = vec![look.variable().to_owned()];
            all.push(Written { check: None, text: until.clone(), variables, function: None });
        }
    }
    for text in exercise.hint_when.values() {
        let variables = vec!["begun".to_owned()];
        all.push(Written { check: None, text: text.clone(), variables, function: Some("outcome") });
    }
    all
}

/// What is wrong with one expression.
fn bad(written: &Written) -> Vec<BadExpression> {
    let bad =
        |at, message| BadExpression { check: written.check.clone(), expression: written.text.clone(), at, message };
    let program = match compile_text(&written.text) {
        Ok(program) => program,
        Err(refused) => return vec![bad(refused.at, refused.message)],
    };
    let variables: Vec<&str> = written.variables.iter().map(String::as_str).chain(TYPES.iter().copied()).collect();
    let functions: Vec<&str> = FUNCTIONS.iter().copied().chain(written.function).collect();
    let unknown = walk::unknown(&program, &variables, &functions);
    let message = |name: &str| match name.strip_suffix("()") {
        Some(function) => format!("there is no function `{function}` here, or not with these arguments"),
        None => format!("nothing is called `{name}` here; there are: {}", written.variables.join(", ")),
    };
    unknown.into_iter().map(|(name, at)| bad(at, message(&name))).collect()
}
