//! Fuzzing of expressions: those of the course changed, and others grown from the grammar, over objects of any shape.
//!
//! Each is refused with words and a place, or judged, in a time that its cost limit bounds, and the same way twice.

use std::time::Duration;

use chrono::DateTime;
use serde_json::{Map, Number, Value, json};

use super::cel::apart_blocking;
use super::judge::{Question, judge};
use super::query::Fact;
use super::sound::{self, FUNCTIONS};
use crate::course::{Expression, Found, Lang, Lets, Localized, Look, Outcome, Owner, That, Unreachable};
use crate::fuzz::{self, Corpus, Result, Unstructured};

/// What one case may take, as an exercise's checks may.
const LIMIT: Duration = Duration::from_secs(10);

const ATOMS: &[&str] = &[
    "object",
    "object",
    "objects",
    "x",
    "y",
    "a",
    "b",
    "begun",
    "text",
    "0",
    "1",
    "-1",
    "3u",
    "1.5",
    "-0.0",
    "1e308",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615u",
    "true",
    "false",
    "null",
    "''",
    "'a'",
    "'数据卷'",
    "'\\u0000'",
    "b'\\xff'",
    "r'\\d+(a|b)*'",
    "'500m'",
    "'1Gi'",
    "'1.2.3-rc.1'",
    "'10.0.0.1/8'",
    "'::1'",
    "'https://a.b:80/c?d=e'",
    "'2026-01-31T08:00:00Z'",
    "'90s'",
    "'%s %d %.3f'",
    "[]",
    "{}",
    "[1, 2, 3]",
    "['a', 'b']",
    "{'a': 1}",
    "{1: 'a', true: 2}",
    "int",
    "type(1)",
    "optional.none()",
    "lists.range(9)",
];
const FIELDS: &[&str] = &["a", "b", "spec", "ports", "name", "labels"];
const OPERATORS: &[&str] = &["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"];
const MACROS: &[&str] = &["all", "exists", "exists_one", "map", "filter"];
const SPACES: &[&str] = &["math", "lists", "strings", "optional", "regex"];

/// An expression by the grammar, about so deep.
fn grown(u: &mut Unstructured<'_>, depth: usize) -> Result<String> {
    let Some(less) = depth.checked_sub(1) else { return Ok((*u.choose(ATOMS)?).to_owned()) };
    let part = |u: &mut Unstructured<'_>| grown(u, less);
    Ok(match u.int_in_range(0..=13)? {
        0 | 1 => (*u.choose(ATOMS)?).to_owned(),
        2 | 3 => format!("{} {} {}", part(u)?, u.choose(OPERATORS)?, part(u)?),
        4 => format!("({})", part(u)?),
        5 => format!("{}{}", u.choose(&["!", "-", "!!", "--"])?, part(u)?),
        6 => format!("{} ? {} : {}", part(u)?, part(u)?, part(u)?),
        7 => format!("{}{}{}", part(u)?, u.choose(&[".", ".?"])?, u.choose(FIELDS)?),
        8 => format!("{}[{}]", part(u)?, part(u)?),
        9 => format!("{}.{}({}, {})", part(u)?, u.choose(MACROS)?, u.choose(&["x", "y"])?, part(u)?),
        10 => {
            let arguments = (0..u.int_in_range(0..=3)?).map(|_| part(u)).collect::<Result<Vec<_>>>()?.join(", ");
            let (function, space) = (u.choose(FUNCTIONS)?, u.choose(SPACES)?);
            match u.int_in_range(0..=2)? {
                0 => format!("{function}({arguments})"),
                1 => format!("{space}.{function}({arguments})"),
                _ => format!("{}.{function}({arguments})", part(u)?),
            }
        }
        11 => format!("[{}, {}]", part(u)?, part(u)?),
        12 => format!("{{{}: {}}}", part(u)?, part(u)?),
        _ => format!("has({}.{})", part(u)?, u.choose(FIELDS)?),
    })
}

/// A value as an engine may print it.
fn value(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    const TEXTS: &[&str] = &[
        "",
        "a",
        "web",
        "500m",
        "1Gi",
        "1.2.3",
        "10.0.0.1",
        "::/0",
        "https://a.b/c",
        "2026-01-31T08:00:00Z",
        "90s",
        "数据卷",
    ];
    let kind = u.int_in_range(0..=if depth == 0 { 5 } else { 8 })?;
    Ok(match kind {
        0 => Value::Null,
        1 => json!(u.arbitrary::<bool>()?),
        2 => json!(u.arbitrary::<i64>()?),
        3 => json!(u.arbitrary::<u64>()?),
        4 => Number::from_f64(u.arbitrary()?).map_or(Value::Null, Value::Number),
        5 => json!(u.choose(TEXTS)?),
        6 => Value::Array((0..u.int_in_range(0..=4)?).map(|_| value(u, depth - 1)).collect::<Result<_>>()?),
        7 if u.arbitrary()? => json!(u.choose(TEXTS)?.repeat(u.int_in_range(0..=20_000)?)),
        7 => Value::Array(vec![value(u, 0)?; u.int_in_range(0..=3000)?]),
        _ => {
            let field = |u: &mut Unstructured<'_>| Ok(((*u.choose(FIELDS)?).to_owned(), value(u, depth - 1)?));
            Value::Object((0..u.int_in_range(0..=5)?).map(|_| field(u)).collect::<Result<Map<_, _>>>()?)
        }
    })
}

/// An expression, names for others, and what was found.
#[derive(Debug, Clone)]
struct Case {
    that: String,
    lets: Lets,
    found: Option<String>,
    object: Value,
}

impl Case {
    fn draw(u: &mut Unstructured<'_>, corpus: &Corpus) -> Result<Self> {
        let expression = |u: &mut Unstructured<'_>| {
            let depth = u.int_in_range(1..=6)?;
            if u.ratio(1, 3)? { corpus.draw(u) } else { grown(u, depth) }
        };
        let that = expression(u)?;
        let mut lets = Lets::new();
        for name in ["a", "b", "text"] {
            if u.ratio(1, 4)? {
                lets.insert(name.to_owned(), expression(u)?);
            }
        }
        let found = if u.arbitrary()? { Some(expression(u)?) } else { None };
        Ok(Self { that, lets, found, object: value(u, 3)? })
    }

    fn question(&self) -> Question {
        let said = |with: &String| Found {
            say: Localized::from_iter([(Lang::en(), "{x} is there".to_owned())]),
            with: [("x".to_owned(), with.clone())].into(),
        };
        Question {
            looks: [("object".to_owned(), Look::File { path: "x".to_owned() })].into(),
            facts: [("object".to_owned(), Fact::Object(Some(self.object.clone())).into())].into(),
            begun: DateTime::from_timestamp(1_800_000_000, 0),
            that: That::Holds(self.that.clone()),
            lets: self.lets.clone(),
            found: self.found.as_ref().map(said),
        }
    }

    fn expression(&self, text: &str, of: Owner) -> Expression {
        let variables = Some(vec!["object".to_owned(), "begun".to_owned()]);
        Expression { text: text.to_owned(), variables, checks: None, lets: self.lets.clone(), of }
    }
}

#[test]
fn expression() {
    let manifests = fuzz::files("exercises", &["exercise.toml"]);
    let seeds = manifests.iter().flat_map(|(_, text)| text.split(['"', '\'']).filter(|it| it.contains("object")));
    let page = fuzz::files("docs", &["EXPRESSIONS.md"]);
    let lines = page[0].1.split("```cel\n").skip(1).flat_map(|block| block.lines().take_while(|line| *line != "```"));
    let macros = [".map(x, ", ".all(x, ", "(", ")", "[?"];
    let pieces = [ATOMS, OPERATORS, FUNCTIONS, FIELDS, &macros].concat().join("¦");
    let corpus = Corpus::new(seeds.chain(lines), &pieces);
    fuzz::run(
        move |u| Case::draw(u, &corpus),
        |case: &Case| {
            let (question, again) = (case.question(), case.question());
            let first = apart_blocking(LIMIT, move || judge(&question)).expect("it is judged");
            if let Outcome::CannotTell(why) = &first {
                assert!(matches!(why, Unreachable::BadCheck { detail } if !detail.is_empty()), "{why:?}");
            }
            assert_eq!(apart_blocking(LIMIT, move || judge(&again)), Ok(first), "judged twice");
            let lets = case.lets.iter().map(|(name, text)| case.expression(text, Owner::Let(name.clone())));
            let all: Vec<Expression> =
                lets.chain([case.expression(&case.that, Owner::Check("x".to_owned()))]).collect();
            for bad in sound::compile(all.clone()) {
                assert!(!bad.message.trim().is_empty(), "{bad:?}");
                let text = bad.nth.map(|nth| all[nth].text.as_str()).expect("all of them are compiled in time");
                let (line, column) = bad.at.unwrap_or_default();
                fuzz::lies_in(text, line, column, &bad);
            }
        },
    );
}
