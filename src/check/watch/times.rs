//! Times: when to look again, from what was rung and when. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::bell::Tone;

/// Events closer together than this are one.
const TOGETHER: Duration = Duration::from_millis(20);
/// After the last event, when everything behind the engine has followed.
const AFTERWARDS: Duration = Duration::from_secs(1);
/// How long what turns no tick may wait, so that a storm of it costs one reading a second.
const SOON: Duration = Duration::from_secs(1);
/// How far apart those who follow different exercises look at what happened elsewhere: side by side, fifty of them would
/// keep the engine from the one whose own thing changes meanwhile.
const APART: Duration = Duration::from_millis(40);
/// How many do so one after the other; more begin anew.
const TURNS: u32 = 25;
/// How often to ask what no event tells.
const TICK: Duration = Duration::from_secs(1);

/// When to speak next.
#[derive(Debug)]
pub(super) struct Times {
    /// How long what turns no tick may wait here.
    soon: Duration,
    /// Soon after the first event of a burst.
    due: Option<Instant>,
    /// A second after its last.
    afterwards: Option<Instant>,
    tick: Option<Instant>,
}

impl Times {
    /// The times of one who follows an exercise while so many others do.
    pub(super) fn new(ticks: bool, others: usize, now: Instant) -> Self {
        let turn = u32::try_from(others).unwrap_or(u32::MAX) % TURNS;
        Self { soon: SOON + APART * turn, due: None, afterwards: None, tick: ticks.then(|| now + TICK) }
    }

    pub(super) fn soonest(&self) -> Option<Instant> {
        [self.due, self.afterwards, self.tick].into_iter().flatten().min()
    }

    /// The softest tone that would change anything: once it is known that somebody should look, and when, another thing
    /// that happens elsewhere is no news, and a storm of it wakes nobody.
    pub(super) fn listens_for(&self) -> Tone {
        if self.due.is_some() { Tone::AtOnce } else { Tone::Soon }
    }

    pub(super) fn rung(&mut self, tone: Tone, now: Instant) {
        let due = match tone {
            Tone::AtOnce => {
                self.afterwards = Some(now + AFTERWARDS);
                now + TOGETHER
            }
            Tone::Soon => now + self.soon,
        };
        self.due = Some(self.due.map_or(due, |before| before.min(due)));
    }

    /// A reading that begins now sees all that was rung before.
    pub(super) fn spoken(&mut self, now: Instant) {
        self.due = None;
        self.afterwards = self.afterwards.filter(|at| *at > now);
        self.tick = self.tick.map(|_| now + TICK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The milliseconds at which it speaks within five seconds, if it is rung at those times.
    fn spoken(rings: &[(u64, Tone)], ticks: bool) -> Vec<u64> {
        let began = Instant::now();
        let after = |ms: u64| began + Duration::from_millis(ms);
        let mut times = Times::new(ticks, 0, began);
        let mut said = Vec::new();
        for ms in 0..5000 {
            for (_, tone) in rings.iter().filter(|(at, _)| *at == ms) {
                if *tone >= times.listens_for() {
                    times.rung(*tone, after(ms));
                }
            }
            if times.soonest().is_some_and(|at| at <= after(ms)) {
                times.spoken(after(ms));
                said.push(ms);
            }
        }
        said
    }

    fn at_once(rings: &[u64], ticks: bool) -> Vec<u64> {
        spoken(&rings.iter().map(|ms| (*ms, Tone::AtOnce)).collect::<Vec<_>>(), ticks)
    }

    #[test]
    fn a_burst_is_one_item_and_one_more_a_second_later() {
        assert!(at_once(&[], false).is_empty());
        assert_eq!(at_once(&[500], false), [520, 1500]);
        assert_eq!(at_once(&[500, 503, 506, 512], false), [520, 1512]);
        assert_eq!(at_once(&[500, 600], false), [520, 620, 1600]);
    }

    #[test]
    fn a_storm_is_neither_silent_nor_endless() {
        let storm: Vec<u64> = (0..1000).collect();
        assert_eq!(at_once(&storm, false).len(), 49);
    }

    #[test]
    fn a_storm_of_others_is_one_item_a_second_and_hides_nothing() {
        let mut storm: Vec<(u64, Tone)> = (0..4000).map(|ms| (ms, Tone::Soon)).collect();
        assert_eq!(spoken(&storm, false), [1000, 2001, 3002, 4003]);
        storm.push((1500, Tone::AtOnce));
        assert_eq!(spoken(&storm, false), [1000, 1520, 2500, 3501, 4502]);
    }

    #[test]
    fn many_look_elsewhere_one_after_the_other_and_at_their_own_at_once() {
        let now = Instant::now();
        let due = |others: usize, tone: Tone| {
            let mut times = Times::new(false, others, now);
            times.rung(tone, now);
            times.due.unwrap().duration_since(now).as_millis()
        };
        assert_eq!([0, 1, 24, 25].map(|others| due(others, Tone::Soon)), [1000, 1040, 1960, 1000]);
        assert_eq!([0, 24].map(|others| due(others, Tone::AtOnce)), [20, 20]);
    }

    #[test]
    fn what_no_event_tells_is_asked_every_second() {
        assert_eq!(at_once(&[], true), [1000, 2000, 3000, 4000]);
        assert_eq!(at_once(&[500], true), [520, 1500, 2500, 3500, 4500]);
    }
}
