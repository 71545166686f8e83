//! Window: how much a viewer lags behind, and so whether the shell may go on. Pure.

/// What was sent to a viewer, and what of it was shown.
#[derive(Debug)]
pub(super) struct Window {
    sent: u64,
    seen: u64,
    room: u64,
}

impl Window {
    /// A viewer that has everything up to `at`.
    pub(super) fn new(at: u64, room: u64) -> Self {
        Self { sent: at, seen: at, room }
    }

    pub(super) fn sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }

    /// What a viewer says it has shown: never less than before, never more than it was sent.
    pub(super) fn seen(&mut self, offset: u64) {
        self.seen = self.seen.max(offset.min(self.sent));
    }

    pub(super) fn is_open(&self) -> bool {
        self.sent - self.seen < self.room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r34_a75_a_viewer_that_shows_nothing_gets_no_more_than_its_room() {
        let mut window = Window::new(100, 10);
        window.sent(9);
        assert!(window.is_open());
        window.sent(1);
        assert!(!window.is_open());
        window.seen(101);
        assert!(window.is_open());
        window.seen(u64::MAX);
        window.sent(9);
        assert!(window.is_open(), "a lie opens it no wider than the truth");
        window.sent(1);
        window.seen(0);
        assert!(!window.is_open());
    }
}
