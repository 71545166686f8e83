//! Which checks may be asked, and the smallest set of queries that answers them. Pure.
//!
//! A check waits until those in its `after` have passed, so a reading has rounds; a query that was answered in an
//! earlier round of the same reading is not asked again.

use std::collections::{BTreeMap, BTreeSet};

use super::query::Query;
use crate::course::{Check, CheckId, Outcome};

/// The checks without an outcome whose `after` have all passed.
pub(crate) fn ready<'a>(checks: &'a [Check], outcomes: &BTreeMap<CheckId, Outcome>) -> Vec<&'a Check> {
    let passed = |id: &CheckId| outcomes.get(id) == Some(&Outcome::Passed);
    checks.iter().filter(|check| !outcomes.contains_key(&check.id) && check.after.iter().all(passed)).collect()
}

/// What a check asks, by the name under which its expression sees the answer.
pub(crate) fn asks(check: &Check, namespace: &str) -> BTreeMap<String, Query> {
    let query = |look| Query::of(look, Some(&check.id), namespace);
    check.looks.iter().map(|(name, look)| (name.clone(), query(look))).collect()
}

/// Every question of these checks, each once.
pub(crate) fn queries(checks: &[&Check], namespace: &str) -> BTreeSet<Query> {
    checks.iter().flat_map(|check| asks(check, namespace).into_values()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Finding, Localized, Look};

    fn check(id: &str, look: Look, after: &[&str]) -> Check {
        Check {
            id: id.parse().unwrap(),
            looks: [("object".to_owned(), look)].into(),
            that: "true".into(),
            lets: crate::course::Lets::new(),
            found: None,
            say: Localized::default(),
            see: None,
            learn: None,
            after: after.iter().map(|id| id.parse().unwrap()).collect(),
        }
    }

    fn container(name: &str) -> Look {
        Look::Container { name: name.into() }
    }

    fn ids(checks: &[&Check]) -> Vec<String> {
        checks.iter().map(|check| check.id.to_string()).collect()
    }

    #[test]
    fn equal_looks_are_one_question_and_answers_are_not() {
        let checks = [
            check("a", container("web-{namespace}"), &[]),
            check("b", container("web-n"), &[]),
            check("c", Look::Answer, &[]),
            check("d", Look::Answer, &[]),
        ];
        assert_eq!(queries(&checks.iter().collect::<Vec<_>>(), "n").len(), 3);
    }

    #[test]
    fn a_check_waits_for_all_of_its_after() {
        let checks =
            [check("a", container("a"), &[]), check("b", container("b"), &[]), check("c", container("c"), &["a", "b"])];
        let mut outcomes = BTreeMap::new();
        assert_eq!(ids(&ready(&checks, &outcomes)), ["a", "b"]);
        outcomes.insert("a".parse().unwrap(), Outcome::Passed);
        outcomes.insert("b".parse().unwrap(), Outcome::NotYet(Finding::Missing { path: "x".into() }));
        assert!(ready(&checks, &outcomes).is_empty());
        outcomes.insert("b".parse().unwrap(), Outcome::Passed);
        assert_eq!(ids(&ready(&checks, &outcomes)), ["c"]);
    }
}
