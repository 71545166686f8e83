//! Which checks nobody would miss: those that could be weakened to `true` without any wrong answer being judged
//! otherwise.
//!
//! A wrong answer must be not yet at exactly the checks that its `expect.toml` names. Weakened, one of these passes, and
//! so the answer is not judged as expected: it notices. All others pass or wait with that answer, and their weakening
//! changes nothing that is expected. So what the trials came to says it all, and nothing has to be run again.

use std::collections::BTreeSet;

use crate::course::{CheckId, Exercise, TrialKind, TrialOutcome, Tried, Unnoticed};

/// The checks of an exercise that no wrong answer notices, of those that were tried and went as expected; none where
/// one went otherwise or was not tried, since it might have noticed.
pub(super) fn unnoticed(exercise: &Exercise, tried: &[Tried]) -> Vec<Unnoticed> {
    let of: Vec<&Tried> = tried.iter().filter(|one| one.id == exercise.id.as_str()).collect();
    let wrong: Vec<&&Tried> = of.iter().filter(|one| one.kind == TrialKind::Wrong).collect();
    let was_tried = |name: &str| wrong.iter().any(|one| one.name == name);
    let all_tried = !of.is_empty() && exercise.wrong.iter().all(|attempt| was_tried(&attempt.name));
    if !all_tried || wrong.iter().any(|one| one.outcome != TrialOutcome::Ok) {
        return Vec::new();
    }
    let noticed: BTreeSet<&CheckId> = exercise.wrong.iter().flat_map(|attempt| &attempt.expect.not_yet).collect();
    let missed = exercise.checks.iter().map(|check| &check.id).filter(|id| !noticed.contains(id));
    missed.map(|check| Unnoticed { id: exercise.id.to_string(), check: check.to_string() }).collect()
}
