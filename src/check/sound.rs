//! Whether an exercise's expressions can be evaluated at all: each compiles, and uses only names that are there.

use std::collections::BTreeSet;
use std::time::Duration;

use cel::Program;

use super::cel::{apart_blocking, compile as compile_text, lets, ready, walk};
use crate::course::{Expression, Owner};

/// Names that CEL itself declares: types, as in `type(x) == int`.
const TYPES: &[&str] = &["bool", "bytes", "double", "dyn", "int", "list", "map", "null_type", "string", "type", "uint"];

/// Every function an expression may call; macros that were written wrongly are not among them.
pub(super) const FUNCTIONS: &[&str] = &[
    "bool",
    "bytes",
    "contains",
    "double",
    "duration",
    "dyn",
    "endsWith",
    "int",
    "matches",
    "size",
    "startsWith",
    "string",
    "timestamp",
    "type",
    "uint",
    // quantities and versions
    "add",
    "asApproximateFloat",
    "asInteger",
    "compareTo",
    "isGreaterThan",
    "isInteger",
    "isLessThan",
    "isQuantity",
    "isSemver",
    "major",
    "minor",
    "patch",
    "quantity",
    "semver",
    "sub",
    // addresses
    "cidr",
    "containsCIDR",
    "containsIP",
    "family",
    "getEscapedPath",
    "getHost",
    "getHostname",
    "getPort",
    "getQuery",
    "getScheme",
    "ip",
    "isCIDR",
    "isGlobalUnicast",
    "isIP",
    "isLinkLocalMulticast",
    "isLinkLocalUnicast",
    "isLoopback",
    "isURL",
    "isUnspecified",
    "masked",
    "prefixLength",
    "url",
    // regular expressions
    "find",
    "findAll",
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
    "isSorted",
    "max",
    "min",
    "sum",
    "flatten",
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
    // what `math.greatest` and `math.least` become
    "math.@max",
    "math.@min",
    "round",
    "sign",
    "sqrt",
    "trunc",
];

/// What only conditions of hints may call, and names that they use.
const ASKS: &[&str] = &["facts", "outcome"];

/// How long all expressions of an exercise may take to compile.
const LIMIT: Duration = Duration::from_secs(20);

/// An expression that its author must mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadExpression {
    /// Its number among those that were compiled; none where all of them together took too long.
    pub nth: Option<usize>,
    /// Line and column in the expression, from 1.
    pub at: Option<(usize, usize)>,
    pub message: String,
}

/// What is wrong with an exercise's expressions: `that`, `found`, `until` and `hint_when`.
pub fn compile(expressions: Vec<Expression>) -> Vec<BadExpression> {
    let each = move || {
        let known = expressions.iter().flat_map(|expression| expression.variables.iter().flatten()).collect();
        expressions.iter().enumerate().flat_map(|(nth, expression)| bad(nth, expression, &known)).collect()
    };
    let bad = apart_blocking(LIMIT, each);
    bad.unwrap_or_else(|message| vec![BadExpression { nth: None, at: None, message }])
}

/// What is wrong with one expression; `known` are the variables that any of the exercise's has.
fn bad(nth: usize, expression: &Expression, known: &BTreeSet<&String>) -> Vec<BadExpression> {
    let bad = |at, message| BadExpression { nth: Some(nth), at, message };
    let program = match compile_text(&expression.text) {
        Ok(program) => program,
        Err(refused) => return vec![bad(refused.at, refused.message)],
    };
    if let Owner::Let(name) = &expression.of
        && let Some(round) = lets::round(name, &expression.lets)
        && let [by @ .., _] = round.as_slice()
    {
        let first = walk::places_of(&program, |name| *name == round[0]);
        return vec![bad(first.first().and_then(|(_, at)| *at), lets::of_itself(name, by))];
    }
    // What is wrong in the text of a name is told there.
    if let Err(refused) = ready(&expression.text, &expression.lets)
        && refused.within.is_none()
    {
        return vec![bad(refused.at, refused.message)];
    }
    let Some(own) = &expression.variables else { return Vec::new() };
    let named = expression.lets.keys().map(String::as_str);
    let variables: Vec<&str> =
        own.iter().map(String::as_str).chain(TYPES.iter().copied()).chain(named.clone()).collect();
    let asks = if expression.checks.is_some() { ASKS } else { &[] };
    let functions: Vec<&str> = FUNCTIONS.iter().chain(asks).copied().collect();
    let unknown = walk::unknown(&program, &variables, &functions);
    let message = |name: &str| match name.strip_suffix("()") {
        Some(function) => match nearest(function, functions.iter().copied()) {
            Some(near) => format!("`{function}()` is not known here; `{near}()` is"),
            None => format!("there is no function `{function}` here, or not with these arguments"),
        },
        None => match nearest(name, own.iter().map(String::as_str).chain(named.clone())) {
            Some(near) => format!("`{name}` is not known here; `{near}` is"),
            None => {
                let mut all: Vec<&str> = Vec::new();
                for known in own.iter().map(String::as_str).chain(named.clone()) {
                    if !all.contains(&known) {
                        all.push(known);
                    }
                }
                format!("nothing is called `{name}` here; there are: {}", all.join(", "))
            }
        },
    };
    let unknown = unknown.into_iter().map(|(name, at)| bad(at, message(&name)));
    let checks = expression.checks.as_deref().unwrap_or_default();
    let strangers = walk::asked(&program, asks).into_iter().filter(|(id, _)| !checks.contains(id));
    let stranger = |(id, at): (String, _)| match nearest(&id, checks.iter().map(String::as_str)) {
        Some(near) => bad(at, format!("no check is called `{id}`; `{near}` is")),
        None => bad(at, format!("no check is called `{id}`; there are: {}", checks.join(", "))),
    };
    let is_known = |read: &String| known.contains(read) || read.ends_with("()");
    let far = out_of_reach(&program, expression, own).into_iter().filter(|(_, read, _)| is_known(read));
    let far = far.map(|(name, read, at)| {
        let why = if read.ends_with("()") { "which `hint_when` alone may ask" } else { "and there is none here" };
        bad(at, format!("`{name}` reads `{read}`, {why}"))
    });
    unknown.chain(strangers.map(stranger)).chain(far).collect()
}

/// A name of `let`, what it reads, and where the name stands.
type Far = (String, String, Option<(usize, usize)>);

/// Names of `let` that read what this expression's check has not found.
fn out_of_reach(program: &Program, expression: &Expression, own: &[String]) -> Vec<Far> {
    let mut far = Vec::new();
    for (name, at) in walk::places_of(program, |name| expression.lets.contains_key(name)) {
        let Ok(ready) = ready(&name, &expression.lets) else { continue };
        let asks = walk::called(ready.expression(), ASKS).filter(|_| expression.checks.is_none());
        far.extend(asks.map(|asks| (name.clone(), format!("{asks}()"), at)));
        let read = walk::names(ready.expression()).into_iter();
        let read = read.filter(|read| !own.contains(read) && !TYPES.contains(&read.as_str()));
        far.extend(read.map(|read| (name.clone(), read, at)));
    }
    far
}

/// The name that was probably meant: at most two letters apart, and one in a short word.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = if word.chars().count() < 5 { 1 } else { 2 };
    let near = known.map(|name| (strsim::damerau_levenshtein(word, name), name));
    near.filter(|(distance, _)| *distance <= limit && *distance > 0).min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_told_with_the_one_that_was_meant() {
        let said = |text: &str| {
            let variables = Some(vec!["object".to_owned(), "begun".to_owned()]);
            let expression = Expression { text: text.to_owned(), variables, ..Expression::default() };
            compile(vec![expression]).into_iter().map(|bad| (bad.at, bad.message)).collect::<Vec<_>>()
        };
        let one = |column, message: &str| vec![(Some((1, column)), message.to_owned())];
        assert_eq!(said("objct != null"), one(1, "`objct` is not known here; `object` is"));
        assert_eq!(said("1 == 1 && web != null"), one(11, "nothing is called `web` here; there are: object, begun"));
        assert_eq!(said("object = 1"), one(8, "two are compared with `==`"));
        let misspelt = &said("quantty('1') == null")[0].1;
        assert_eq!(misspelt, "`quantty()` is not known here; `quantity()` is");
    }
}
