//! Verification: what trying a course on real engines came to, as `verify` writes it and a site's pages tell it.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A whole run of `verify`, for other programs and for the pages of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// The version of this layout.
    pub format: u32,
    /// The version of the program that tried.
    pub program: String,
    pub at: DateTime<Utc>,
    pub seconds: f64,
    pub engines: EngineVersions,
    /// What was tried, by id: a digest of its files, so that a later change of them is known.
    pub digests: BTreeMap<String, String>,
    pub tried: Vec<Tried>,
    /// Checks that no wrong answer notices, where that was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unnoticed: Vec<Unnoticed>,
}

/// A check that could be weakened to `true`, and no wrong answer would be judged otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unnoticed {
    /// The exercise.
    pub id: String,
    pub check: String,
}

/// The versions of what was tried on, as each says its own; none where it was not needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EngineVersions {
    pub docker: Option<String>,
    pub kubernetes: Option<String>,
    pub helm: Option<String>,
}

/// One trial and what it came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    /// The exercise or lesson.
    pub id: String,
    pub kind: TrialKind,
    /// The attempt's own name, or nothing.
    pub name: String,
    /// Which of several rounds, from 1.
    pub round: usize,
    pub outcome: TrialOutcome,
    pub seconds: f64,
    /// How much of a lesson is run; none for all else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Sessions>,
}

/// The sessions of a page: how many there are, and how many of them are run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    pub run: usize,
    pub all: usize,
}

/// What kind of thing is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrialKind {
    AsShipped,
    Wrong,
    Right,
    Solution,
    Lesson,
    /// What is left in the cluster when all is done.
    Leftovers,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialOutcome {
    Ok,
    Failed {
        why: String,
        /// What the script printed, or what every check said.
        details: String,
    },
}

/// Which trials are wished for: all of a kind, or one attempt, as `wrong/bind-mount`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    kind: TrialKind,
    name: Option<String>,
}

impl Verification {
    pub const FORMAT: u32 = 1;

    /// How something of the course stands in it; none where it was not tried, or only a part of it was and none failed.
    pub fn of(&self, id: &str, digest: &str) -> Option<Verified> {
        let tried: Vec<&Tried> = self.tried.iter().filter(|tried| tried.id == id).collect();
        let has_failed = tried.iter().any(|tried| tried.outcome != TrialOutcome::Ok);
        let has = |kind| tried.iter().any(|tried| tried.kind == kind);
        let whole = [TrialKind::AsShipped, TrialKind::Wrong, TrialKind::Solution];
        if !has_failed && !has(TrialKind::Lesson) && !whole.into_iter().all(has) {
            return None;
        }
        let is_same = self.digests.get(id).is_some_and(|known| known == digest);
        Some(match (has_failed, is_same) {
            (true, _) => Verified::Failed,
            (false, false) => Verified::Changed,
            (false, true) => Verified::Passed,
        })
    }

    /// Those that passed in one round and failed in another.
    pub fn flaky(&self) -> Vec<&Tried> {
        let is_ok = |tried: &Tried| tried.outcome == TrialOutcome::Ok;
        let failed = self.tried.iter().filter(|tried| !is_ok(tried));
        failed.filter(|one| self.tried.iter().any(|other| is_ok(other) && other.is_same(one))).collect()
    }
}

/// How something of the course stands in a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    Passed,
    Failed,
    /// It passed, and its files are others since then.
    Changed,
}

impl Tried {
    /// Whether both are the same trial, in whatever round.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.id, self.kind, &self.name) == (&other.id, other.kind, &other.name)
    }

    /// What was tried, as `wrong/bind-mount`.
    pub fn what(&self) -> String {
        let name = if self.name.is_empty() { String::new() } else { format!("/{}", self.name) };
        format!("{}{name}", self.kind.word())
    }
}

impl TrialKind {
    const ALL: [Self; 6] = [Self::AsShipped, Self::Wrong, Self::Right, Self::Solution, Self::Lesson, Self::Leftovers];

    pub fn word(self) -> &'static str {
        match self {
            Self::AsShipped => "as-shipped",
            Self::Wrong => "wrong",
            Self::Right => "right",
            Self::Solution => "solution",
            Self::Lesson => "lesson",
            Self::Leftovers => "leftovers",
        }
    }
}

impl Selection {
    pub fn has(&self, kind: TrialKind, name: &str) -> bool {
        self.kind == kind && self.name.as_deref().is_none_or(|wished| wished == name)
    }
}

impl FromStr for Selection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, name) = text.split_once('/').map_or((text, None), |(word, name)| (word, Some(name.to_owned())));
        let wished = TrialKind::ALL.into_iter().filter(|kind| *kind != TrialKind::Leftovers);
        let has_name = |kind: &TrialKind| name.is_none() || matches!(kind, TrialKind::Wrong | TrialKind::Right);
        let kind = wished.clone().find(|kind| kind.word() == word && has_name(kind));
        let words = || wished.map(TrialKind::word).collect::<Vec<_>>().join(", ");
        let kind = kind.ok_or_else(|| format!("it is one of {}, wrong/NAME, right/NAME", words()))?;
        Ok(Self { kind, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(id: &str, name: &str, round: usize, ok: bool) -> Tried {
        let failed = || TrialOutcome::Failed { why: "so".into(), details: String::new() };
        let outcome = if ok { TrialOutcome::Ok } else { failed() };
        let (id, name, kind) = (id.to_owned(), name.to_owned(), TrialKind::Wrong);
        Tried { id, kind, name, round, outcome, seconds: 1.0, sessions: None }
    }

    /// An exercise as it is tried without `--only`.
    fn whole(id: &str) -> [Tried; 3] {
        [TrialKind::AsShipped, TrialKind::Wrong, TrialKind::Solution]
            .map(|kind| Tried { kind, ..tried(id, "", 1, true) })
    }

    fn verification(tried: Vec<Tried>) -> Verification {
        Verification {
            format: Verification::FORMAT,
            program: "0.1.0".into(),
            at: DateTime::UNIX_EPOCH,
            seconds: 2.0,
            engines: EngineVersions::default(),
            digests: [("docker/a".to_owned(), "abc".to_owned())].into(),
            tried,
            unnoticed: Vec::new(),
        }
    }

    #[test]
    fn what_passed_passed_only_as_it_was() {
        let run = verification([whole("docker/a"), whole("docker/b")].concat());
        assert_eq!(run.of("docker/a", "abc"), Some(Verified::Passed));
        assert_eq!(run.of("docker/a", "abd"), Some(Verified::Changed));
        assert_eq!(run.of("docker/b", "abc"), Some(Verified::Changed), "nobody knows how it was");
        assert_eq!(run.of("docker/c", "abc"), None);
        let run = verification(vec![tried("docker/a", "x", 1, true)]);
        assert_eq!(run.of("docker/a", "abc"), None, "a part of it was tried, and passed");
        let run = verification(vec![tried("docker/a", "x", 1, true), tried("docker/a", "y", 1, false)]);
        assert_eq!(run.of("docker/a", "abc"), Some(Verified::Failed));
    }

    #[test]
    fn what_comes_out_now_so_now_so_is_flaky() {
        let rounds = [("x", 1, true), ("y", 1, false), ("x", 2, false), ("y", 2, false)];
        let run = verification(rounds.map(|(name, round, ok)| tried("docker/a", name, round, ok)).into());
        assert_eq!(run.flaky().iter().map(|tried| tried.what()).collect::<Vec<_>>(), ["wrong/x"]);
    }

    #[test]
    fn trials_are_wished_for_by_kind_and_name() {
        let wish = |text: &str| text.parse::<Selection>().unwrap();
        assert!(wish("wrong").has(TrialKind::Wrong, "x") && !wish("wrong").has(TrialKind::Right, "x"));
        assert!(wish("wrong/x").has(TrialKind::Wrong, "x") && !wish("wrong/x").has(TrialKind::Wrong, "y"));
        for bad in ["", "wong", "solution/x", "leftovers"] {
            assert!(bad.parse::<Selection>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_run_is_read_as_it_was_written() {
        let run = verification(vec![tried("docker/a", "x", 1, false)]);
        let text = serde_json::to_string(&run).unwrap();
        assert_eq!(serde_json::from_str::<Verification>(&text).unwrap(), run);
        assert!(text.contains(r#""kind":"wrong""#), "{text}");
    }
}
