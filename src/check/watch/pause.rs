//! Pauses between two tries to hear an engine: half a second at first, half a minute at most, never quite even, and
//! never shorter than the engine itself has asked for.

use std::time::Duration;

use tokio::time::sleep;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);
/// A stream that lived this long was a good one, and is opened again without much delay.
const LIVED: Duration = Duration::from_secs(30);

/// The number of tries that failed one after the other.
#[derive(Default)]
pub(super) struct Pause(u32);

impl Pause {
    /// Waits after a stream that lived so long, of an engine that wishes to be left alone for `rest`.
    pub(super) async fn wait(&mut self, lived: Duration, rest: Duration) {
        let mut noise = [0; 1];
        // Without randomness all pauses are simply the longest.
        let _ = getrandom::fill(&mut noise);
        sleep(self.next(lived, rest, noise[0])).await;
    }

    fn next(&mut self, lived: Duration, rest: Duration, noise: u8) -> Duration {
        if lived > LIVED {
            self.0 = 0;
        }
        let longest = FIRST.saturating_mul(1 << self.0.min(6)).min(LONGEST);
        self.0 += 1;
        longest.mul_f64(1.0 - f64::from(noise) / 512.0).max(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Duration = Duration::ZERO;

    #[test]
    fn r39_they_grow_to_half_a_minute_and_begin_anew_after_a_good_stream() {
        let mut pause = Pause::default();
        let pauses: Vec<u128> = (0..9).map(|_| pause.next(NONE, NONE, 0).as_millis()).collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
        assert_eq!(pause.next(Duration::from_secs(31), NONE, 0), FIRST);
        assert_eq!(pause.next(Duration::from_secs(29), NONE, 0), FIRST * 2);
    }

    #[test]
    fn they_are_never_even_and_never_under_half() {
        let of = |noise| Pause::default().next(NONE, NONE, noise);
        assert!(of(0) == FIRST && of(128) < of(64) && of(255) > FIRST / 2);
    }

    #[test]
    fn r39_f8_an_engine_that_wishes_for_more_is_left_alone() {
        let rest = Duration::from_secs(7);
        assert_eq!(Pause::default().next(NONE, rest, 0), rest);
        assert_eq!(Pause(5).next(NONE, rest, 0), Duration::from_secs(16));
    }
}
