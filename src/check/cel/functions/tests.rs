//! The page that lists the functions is true: each of its lines is evaluated.

use std::time::Duration;

use cel::Value;

use crate::check::cel::{apart_blocking, context, ready, to_cel};
use crate::check::{BadExpression, sound};
use crate::course::{Expression, Lets};

const PAGE: &str = include_str!("../../../../docs/EXPRESSIONS.md");

/// What the page's examples are about; it shows the same.
const FENCE: &str = "```json\n";

/// What an expression comes to, or why it comes to nothing.
fn evaluated(text: &str) -> Result<Value, String> {
    let text = text.to_owned();
    let object = PAGE.split_once(FENCE).and_then(|(_, rest)| rest.split_once("```")).unwrap().0.to_owned();
    apart_blocking(Duration::from_secs(20), move || {
        let mut context = context();
        context.add_variable_from_value("object", to_cel(&serde_json::from_str(&object).unwrap()));
        let ready = ready(&text, &lets()).map_err(|refused| refused.message)?;
        ready.execute(&context).map_err(|stopped| stopped.to_string())
    })
    .unwrap()
}

/// The names that the page's examples use; it shows the same.
fn lets() -> Lets {
    let block = PAGE.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    let mut written: toml::Table = block.parse().unwrap();
    written.remove("let").unwrap().try_into().unwrap()
}

/// The lines of the page's `cel` blocks.
fn examples() -> Vec<&'static str> {
    let blocks = PAGE.split("```cel\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(str::lines).filter(|line| !line.trim().is_empty()).collect()
}

#[test]
fn every_example_of_the_page_is_true() {
    let examples = examples();
    assert!(examples.len() > 60, "{}", examples.len());
    for example in examples {
        assert_eq!(evaluated(example), Ok(Value::Bool(true)), "{example}");
    }
}

#[test]
fn every_example_of_the_page_may_be_written_in_a_check() {
    let expression = |text: &str| Expression {
        text: text.to_owned(),
        variables: Some(vec!["object".to_owned()]),
        lets: lets(),
        ..Expression::default()
    };
    let bad: Vec<BadExpression> = sound::compile(examples().into_iter().map(expression).collect());
    assert_eq!(bad, []);
}

#[test]
fn every_function_has_an_example() {
    let examples = examples().join("\n");
    let written = |name: &&&str| !name.contains('@');
    for name in sound::FUNCTIONS.iter().filter(written) {
        let called = |before: char| examples.contains(&format!("{before}{name}("));
        assert!(
            examples.starts_with(&format!("{name}(")) || ['.', ' ', '!', '(', '\n', '['].map(called).contains(&true),
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let table = [
        "quantity('1 GB')",
        "quantity('1.5').asInteger()",
        "semver('1.2')",
        "semver('1.2.3.4', true)",
        "url('web:8080')",
        "ip('::ffff:10.0.0.1')",
        "ip('10.0.0.1/8')",
        "cidr('10.0.0.0')",
        "cidr('10.0.0.0/8').containsIP('ten')",
        "'a'.find('(')",
        "'a'.find('(?:a{1000}){1000}')",
        "['a', 'b'].sum()",
        "[1, 'b'].sum()",
        "[].min()",
        "[1, 'a'].max()",
        "quantity('1') < quantity('2')",
    ];
    for text in table {
        assert!(evaluated(text).is_err(), "{text}: {:?}", evaluated(text));
    }
}
