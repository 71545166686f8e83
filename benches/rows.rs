//! A row of the table: what was timed, in the middle and at the far end.

use std::time::Duration;

/// Times of one thing, sorted.
pub(crate) struct Row {
    name: String,
    times: Vec<Duration>,
}

impl Row {
    pub(crate) fn of(name: &str, mut times: Vec<Duration>) -> Self {
        times.sort();
        Self { name: name.to_owned(), times }
    }

    pub(crate) fn p50(&self) -> Duration {
        self.at(50)
    }

    fn at(&self, percent: usize) -> Duration {
        self.times[(self.times.len() * percent / 100).min(self.times.len() - 1)]
    }

    /// The row, beside its goal where it has one.
    pub(crate) fn print(&self, goal: Option<Duration>) {
        let milliseconds = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
        let goal = goal.map(milliseconds).unwrap_or_default();
        println!(
            "{:<64} {:>9} {:>9} {:>9} {goal:>9}  ({} times)",
            self.name,
            milliseconds(self.p50()),
            milliseconds(self.at(95)),
            milliseconds(self.at(99)),
            self.times.len()
        );
    }
}
