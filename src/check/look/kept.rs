//! Kept: texts of containers' files from one reading to the next, since to fetch one the engine mounts a whole file
//! system, and most files that are looked at have not changed.
//!
//! A text is used again only while the engine says, in the same reading, that the file of the same container at the
//! same place has the same time and size. That could lie where a file is written twice within one tick of the engine's
//! clock, so a text counts only if its file had stood still for longer than a tick when it was fetched. Whoever sets a
//! file's time back, or writes through a memory map, deceives everybody, but nobody for longer than `LONGEST`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many files are known, and how large a text is kept: 4 MB at most.
const MOST: usize = 64;
const LARGEST: usize = 64 << 10;
/// How long a text may be used.
const LONGEST: Duration = Duration::from_secs(5);
/// Longer than any tick of a clock that counts fractions of a second.
const TICK: Duration = Duration::from_millis(100);
/// Longer than any tick of a file system that counts in seconds, or in two.
const COARSE: Duration = Duration::from_secs(3);

/// Which file was asked for: the engine, the container's name and the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) engine: String,
    pub(super) container: String,
    pub(super) path: String,
}

/// A state of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// The container's id, which no other will ever have.
    pub(super) container: String,
    /// Where the path's links end.
    pub(super) end: String,
    /// RFC 3339, as the engine writes it.
    pub(super) modified: String,
    pub(super) size: i64,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) state: State,
    /// When it was first seen in this state.
    since: Instant,
    /// The text, and when it was asked for.
    text: Option<(Arc<str>, Instant)>,
}

impl Known {
    /// The text that may be used in a reading that began at this time, if the file is still in this state.
    pub(super) fn text(&self, now: Instant) -> Option<&Arc<str>> {
        let (text, asked) = self.text.as_ref()?;
        (now.duration_since(*asked) < LONGEST).then_some(text)
    }

    /// What is known after a reading that saw this state; `fetched` is a text that was asked for at that time.
    pub(super) fn after(before: Option<&Self>, state: State, fetched: Option<(&str, Instant)>, now: Instant) -> Self {
        let Some(before) = before.filter(|before| before.state == state) else {
            return Self { state, since: now, text: None };
        };
        let stood_still = before.since + tick(&state.modified);
        let fresh = fetched.filter(|(text, asked)| *asked >= stood_still && text.len() <= LARGEST);
        let text = fresh.map(|(text, asked)| (text.into(), asked)).or_else(|| before.text.clone());
        Self { state, since: before.since, text }
    }
}

/// How long a file must have stood still: a time in whole seconds may be that of a clock that knows no others.
fn tick(modified: &str) -> Duration {
    let fraction = modified.split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.chars().take_while(char::is_ascii_digit);
    if digits.into_iter().any(|digit| digit != '0') { TICK } else { COARSE }
}

/// What is known of the files that were asked for last.
#[derive(Default)]
pub(super) struct Kept(Mutex<VecDeque<(Key, Known)>>);

impl Kept {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    pub(super) fn get(&self, key: &Key) -> Option<Known> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().find(|(known, _)| known == key).map(|(_, known)| known.clone())
    }

    /// Keeps what is known in the place of what was, and forgets the file that was asked for the longest time ago.
    pub(super) fn put(&self, key: Key, known: Known) {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|(before, _)| *before != key);
        files.push_back((key, known));
        if files.len() > MOST {
            files.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: &str = "2026-01-02T03:04:05.123456789Z";

    fn state(modified: &str, size: i64) -> State {
        State { container: "c1".into(), end: "/data/today".into(), modified: modified.into(), size }
    }

    /// A file that is read at each of these times in the same state; which readings may use a text of an earlier one.
    fn used(modified: &str, at: &[u64]) -> Vec<u64> {
        let began = Instant::now();
        let mut known: Option<Known> = None;
        let mut used = Vec::new();
        for ms in at {
            let now = began + Duration::from_millis(*ms);
            let kept = known.as_ref().and_then(|known| known.text(now)).cloned();
            used.extend(kept.is_some().then_some(*ms));
            let fetched = if kept.is_some() { None } else { Some(("kept", now)) };
            known = Some(Known::after(known.as_ref(), state(modified, 4), fetched, now));
        }
        used
    }

    #[test]
    fn a_text_counts_only_if_its_file_stood_still_for_a_tick() {
        assert_eq!(used(FINE, &[0, 50, 99, 100, 150]), [150]);
        assert_eq!(used(FINE, &[0, 1000, 2000, 3000]), [2000, 3000]);
        for whole in ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"] {
            assert_eq!(used(whole, &[0, 1000, 2000, 3000, 4000]), [4000]);
        }
    }

    #[test]
    fn a_text_is_not_used_for_ever() {
        assert_eq!(used(FINE, &[0, 1000, 5999, 6000, 6001]), [5999, 6001]);
    }

    #[test]
    fn another_state_knows_no_text() {
        let began = Instant::now();
        let later = began + Duration::from_secs(1);
        let first = Known::after(None, state(FINE, 4), Some(("kept", began)), began);
        let known = Known::after(Some(&first), state(FINE, 4), Some(("kept", later)), later);
        assert!(known.text(later).is_some());
        let others = [
            state(FINE, 5),
            state("2026-01-02T03:04:05.123456788Z", 4),
            State { container: "c2".into(), ..state(FINE, 4) },
            State { end: "/data/yesterday".into(), ..state(FINE, 4) },
        ];
        for other in others {
            assert_eq!(Known::after(Some(&known), other, Some(("lost", later)), later).text(later), None);
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let (kept, now) = (Kept::new(), Instant::now());
        let key = |n: usize| Key { engine: "e".into(), container: "c".into(), path: format!("/{n}") };
        for n in 0..=MOST {
            kept.put(key(n), Known::after(None, state(FINE, 4), None, now));
            kept.put(key(n), Known::after(None, state(FINE, 4), None, now));
        }
        assert!(kept.get(&key(0)).is_none() && kept.get(&key(1)).is_some() && kept.get(&key(MOST)).is_some());
        let large = "x".repeat(LARGEST + 1);
        let later = now + COARSE;
        let known = Known::after(kept.get(&key(1)).as_ref(), state(FINE, 4), Some((&large, later)), later);
        assert_eq!(known.text(later), None);
    }
}
