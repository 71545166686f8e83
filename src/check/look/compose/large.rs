//! Compose files that would grow without end, or take without end to read: each is answered soon.
#![expect(clippy::disallowed_methods, reason = "makes the files that are read")]

use std::fs;
use std::time::{Duration, Instant};

use super::*;

/// What a file comes to beside a `.env`.
#[track_caller]
fn soon(text: &str, variables: &str) -> Fact {
    let workspace = tempfile::tempdir().unwrap();
    fs::write(workspace.path().join(".env"), variables).unwrap();
    let begun = Instant::now();
    let fact = fact(workspace.path(), "compose.yaml", text).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    fact
}

#[track_caller]
fn refused(text: &str, variables: &str, expected: &ComposeFlaw) {
    let Fact::Invalid(mistakes) = soon(text, variables) else { panic!("it is accepted") };
    let found = mistakes.iter().any(|mistake| mistake.flaw == Flaw::Compose { flaw: expected.clone() });
    assert!(found, "{:?}", &mistakes[..mistakes.len().min(3)]);
}

fn services(count: usize, each: impl Fn(usize) -> String) -> String {
    let each = (0..count).map(|n| format!("  s{n:04}: {{image: a, {}}}\n", each(n)));
    format!("services:\n{}", each.collect::<String>())
}

#[test]
fn variables_of_variables_do_not_grow() {
    let doubled: String = (1..40).map(|n| format!("V{n}=$V{}$V{}\n", n - 1, n - 1)).collect();
    let line = ComposeFlaw::EnvLine { name: ".env".to_owned(), line: 18 };
    refused("services: {a: {image: b}}\n", &format!("V0=xx\n{doubled}"), &line);
    let long = format!("LONG={}\n", "x".repeat(60_000));
    refused(&services(200, |_| "command: $LONG".to_owned()), &long, &ComposeFlaw::TooMuch);
}

#[test]
fn a_long_file_of_variables_is_read_once() {
    let variables: String = (0..8_000).map(|n| format!("V{n}={n}$V{}\n", n.max(1) % 7)).collect();
    assert!(matches!(soon("services: {a: {image: b}}\n", &variables), Fact::Object(Some(_))));
    refused(&services(400, |_| "env_file: .env".to_owned()), &variables, &ComposeFlaw::TooMuch);
}

#[test]
fn what_is_extended_does_not_grow() {
    let base: Vec<String> = (0..3000).map(|n| format!("V{n}=1")).collect();
    let all =
        services(
            300,
            |n| if n == 0 { format!("environment: [{}]", base.join(", ")) } else { "extends: s0000".to_owned() },
        );
    refused(&all, "", &ComposeFlaw::TooMuch);
}

#[test]
fn a_long_chain_of_services_is_no_circle() {
    let chain =
        |last: &str| services(800, |n| if n == 0 { last.to_owned() } else { format!("depends_on: [s{:04}]", n - 1) });
    assert!(matches!(soon(&chain("tty: true"), ""), Fact::Object(Some(_))));
    refused(&chain("depends_on: [s0799]"), "", &ComposeFlaw::Circle { name: "s0000".to_owned() });
}
