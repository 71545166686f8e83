//! What a report must say after a trial; pure, but for the waiting until it says so and stays.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::course::{CauseKind, CheckId, Lang, Need, Outcome, Report};
use crate::words;

use super::Failure;

/// How long the expected outcome may take to appear.
const APPEARS: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(200);

/// What all checks together must say.
#[derive(Debug, Clone)]
pub(super) enum Expected {
    /// Nothing but what was set up is there: at least one is not yet, and everything can be told.
    AsShipped,
    /// Exactly these are not yet, one of them for this cause; all others pass or wait.
    NotYet(BTreeSet<CheckId>, Option<CauseKind>),
    AllPass,
}

/// How long an outcome must hold. A cluster goes on for a while after a command has ended, and its authorizer remembers;
/// a container may end as soon as it has begun; a file stays as it is.
pub(super) fn holds(needs: &[Need]) -> Duration {
    let of = |need: &Need| match need {
        Need::Docker => Duration::from_secs(1),
        Need::Kubernetes | Need::Helm => Duration::from_secs(2),
    };
    needs.iter().map(of).max().unwrap_or(PAUSE)
}

/// Waits until the reports say what is expected and go on saying it for that long.
pub(super) async fn settles(
    expected: &Expected,
    holds: Duration,
    read: impl AsyncFn() -> Report,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let mut since: Option<Instant> = None;
    loop {
        let report = read().await;
        match (fits(expected, &report), since) {
            (Ok(()), Some(since)) if since.elapsed() >= holds => return Ok(()),
            (Ok(()), Some(_)) => {}
            (Ok(()), None) => since = Some(Instant::now()),
            (Err(why), Some(_)) if begun.elapsed() >= APPEARS => {
                return Err(Failure::new(format!("it was so, and did not stay so: {why}"), told(&report)));
            }
            (Err(why), None) if begun.elapsed() >= APPEARS => return Err(Failure::new(why, told(&report))),
            (Err(_), _) => since = None,
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether one report says what is expected; the difference in plain words.
fn fits(expected: &Expected, report: &Report) -> Result<(), String> {
    let blind: Vec<_> = ids(report, |outcome| matches!(outcome, Some(Outcome::CannotTell(_))));
    if !blind.is_empty() {
        return Err(format!("cannot tell: {}", list(&blind)));
    }
    let not_yet: BTreeSet<_> = ids(report, |outcome| matches!(outcome, Some(Outcome::NotYet(_)))).into_iter().collect();
    match expected {
        Expected::AsShipped if not_yet.is_empty() => Err("it is solved as shipped".into()),
        Expected::AllPass if !report.solved() => {
            Err(format!("not passed: {}", list(ids(report, |outcome| outcome != Some(&Outcome::Passed)))))
        }
        Expected::NotYet(wanted, _) if not_yet != wanted.iter().collect() => {
            Err(format!("not yet: {}; `expect.toml` says: {}", list(&not_yet), list(wanted)))
        }
        Expected::NotYet(_, Some(cause)) => diagnosed(*cause, report),
        Expected::AsShipped | Expected::AllPass | Expected::NotYet(_, None) => Ok(()),
    }
}

/// Whether a check is diagnosed as it should be.
fn diagnosed(wanted: CauseKind, report: &Report) -> Result<(), String> {
    let found: BTreeSet<_> = report.diagnoses.values().map(|diagnosis| diagnosis.cause.kind()).collect();
    if found.contains(&wanted) {
        return Ok(());
    }
    Err(format!("diagnosis: {}; `expect.toml` says: `{wanted}`", list(found)))
}

fn ids(report: &Report, is_meant: impl Fn(Option<&Outcome>) -> bool) -> Vec<&CheckId> {
    report.outcomes.iter().filter(|(_, outcome)| is_meant(outcome.as_ref())).map(|(id, _)| id).collect()
}

fn list(ids: impl IntoIterator<Item = impl ToString>) -> String {
    let ids: Vec<_> = ids.into_iter().map(|id| format!("`{}`", id.to_string())).collect();
    if ids.is_empty() { "nothing".into() } else { ids.join(", ") }
}

/// A line for each check.
fn told(report: &Report) -> String {
    let line = |(id, outcome): &(CheckId, Option<Outcome>)| {
        let state = match outcome {
            None => "waiting",
            Some(Outcome::Passed) => "passed",
            Some(Outcome::NotYet(_)) => "not yet",
            Some(Outcome::CannotTell(_)) => "cannot tell",
        };
        let found = outcome.as_ref().and_then(|outcome| words::outcome(&Lang::en(), outcome).found);
        format!("{id}: {state}{}\n", found.map(|found| format!(": {found}")).unwrap_or_default())
    };
    report.outcomes.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Cause, Diagnosis, Finding, Unreachable};

    fn report(words: &str) -> Report {
        let outcome = |word| match word {
            "passed" => Some(Outcome::Passed),
            "not-yet" => Some(Outcome::NotYet(Finding::Missing { path: "object.x".into() })),
            "blind" => Some(Outcome::CannotTell(Unreachable::NotStarted)),
            _ => None,
        };
        let ids = ["a", "b", "c"].iter().map(|id| id.parse().unwrap());
        Report { outcomes: ids.zip(words.split(' ').map(outcome)).collect(), ..Report::default() }
    }

    fn not_yet(ids: &[&str]) -> Expected {
        Expected::NotYet(ids.iter().map(|id| id.parse().unwrap()).collect(), None)
    }

    #[track_caller]
    fn case(expected: &Expected, words: &str, why: Option<&str>) {
        assert_eq!(fits(expected, &report(words)).err().as_deref(), why, "{expected:?}: {words}");
    }

    #[test]
    fn as_shipped_something_is_to_do_and_all_can_be_told() {
        case(&Expected::AsShipped, "passed not-yet waiting", None);
        case(&Expected::AsShipped, "passed passed passed", Some("it is solved as shipped"));
        case(&Expected::AsShipped, "not-yet blind waiting", Some("cannot tell: `b`"));
    }

    #[test]
    fn a_wrong_answer_fails_at_exactly_the_named_checks() {
        case(&not_yet(&["a"]), "not-yet passed waiting", None);
        case(&not_yet(&["a", "b"]), "not-yet passed waiting", Some("not yet: `a`; `expect.toml` says: `a`, `b`"));
        case(&not_yet(&["a"]), "not-yet not-yet passed", Some("not yet: `a`, `b`; `expect.toml` says: `a`"));
        case(&not_yet(&["a"]), "not-yet blind passed", Some("cannot tell: `b`"));
    }

    #[test]
    fn a_wrong_answer_fails_for_the_named_cause() {
        let with = |causes: &[Cause]| {
            let mut report = report("not-yet passed waiting");
            for (id, cause) in ["a", "b"].iter().zip(causes) {
                let diagnosis = Diagnosis { cause: cause.clone(), evidence: Vec::new() };
                report.diagnoses.insert(id.parse().unwrap(), diagnosis);
            }
            let expected = Expected::NotYet(["a".parse().unwrap()].into(), Some(CauseKind::NoNodes));
            fits(&expected, &report).err()
        };
        let pod = || "web".to_owned();
        assert_eq!(with(&[Cause::TooManyPods { pod: pod() }, Cause::NoNodes { pod: pod() }]), None);
        let other = "diagnosis: `too-many-pods`; `expect.toml` says: `no-nodes`".to_owned();
        assert_eq!(with(&[Cause::TooManyPods { pod: pod() }]), Some(other));
        assert_eq!(with(&[]), Some("diagnosis: nothing; `expect.toml` says: `no-nodes`".to_owned()));
    }

    #[test]
    fn a_solution_passes_everything() {
        case(&Expected::AllPass, "passed passed passed", None);
        case(&Expected::AllPass, "passed not-yet waiting", Some("not passed: `b`, `c`"));
    }
}
