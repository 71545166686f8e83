//! Rows of the table: what was timed, in the middle and at the far end, and what is one number.
#![expect(clippy::print_stdout, reason = "a measurement prints")]

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
        println!(
            "| {} | {} | {} | {} | {} | {} times |",
            self.name,
            milliseconds(self.p50()),
            milliseconds(self.at(95)),
            milliseconds(self.at(99)),
            goal.map(milliseconds).unwrap_or_default(),
            self.times.len()
        );
    }
}

/// The head of the table, which is Markdown.
pub(crate) fn head() {
    println!("| figure | p50 | p95 | p99 | goal | |");
    println!("| --- | ---: | ---: | ---: | ---: | --- |");
}

/// A row of what is one number, and what else there is to say.
pub(crate) fn one(name: &str, value: &str, goal: &str, more: &str) {
    println!("| {name} | {value} | | | {goal} | {more} |");
}
