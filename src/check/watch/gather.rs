//! Gather: reads an engine's stream for a moment, then leaves what comes next to gather for one. To wake for each event of
//! a storm costs more than to read it; of what is left to gather, many are read on one awakening.
//!
//! The first event after a silence is read at once, and none waits for as long as a burst is given anyway.

use std::time::Duration;

use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, sleep, timeout_at};

/// How long a stream is read at a stretch, unless more is there already.
const READING: Duration = Duration::from_millis(2);
/// How long it is left alone then: half of what a burst is given to come together.
const GATHERING: Duration = Duration::from_millis(10);

/// When to read next.
#[derive(Default)]
pub(super) struct Gather {
    until: Option<Instant>,
}

impl Gather {
    /// The next event; none where the stream has ended.
    pub(super) async fn next<T>(&mut self, events: &mut (impl Stream<Item = T> + Unpin)) -> Option<T> {
        if let Some(until) = self.until {
            match timeout_at(until, events.next()).await {
                Ok(event) => return event,
                Err(_) => sleep(GATHERING).await,
            }
        }
        let event = events.next().await;
        self.until = Some(Instant::now() + READING);
        event
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use futures_util::stream;
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_storm_is_read_on_few_awakenings_and_nothing_of_it_is_lost() {
        const MANY: usize = 300;
        let (happens, mut told) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut pace = tokio::time::interval(Duration::from_millis(1));
            for number in 0..MANY {
                pace.tick().await;
                happens.send(number).unwrap();
            }
        });
        let mut awaited = 0;
        let mut events = stream::poll_fn(|context| {
            let event = told.poll_recv(context);
            awaited += usize::from(event.is_pending());
            event
        });
        let (mut gather, mut read) = (Gather::default(), Vec::new());
        while let Some(number) = gather.next(&mut events).await {
            read.push(number);
        }
        assert!(read.into_iter().eq(0..MANY));
        assert!(awaited < MANY / 2, "awaited {awaited} times");
    }

    #[tokio::test]
    async fn what_is_there_already_is_read_without_a_pause() {
        let (mut gather, mut read, began) = (Gather::default(), 0, Instant::now());
        let mut left = 5000;
        let mut events = stream::poll_fn(move |_| {
            left -= 1;
            Poll::Ready((left > 0).then_some(()))
        });
        while gather.next(&mut events).await.is_some() {
            read += 1;
        }
        assert_eq!(read, 4999);
        assert!(began.elapsed() < GATHERING * 500, "{:?}", began.elapsed());
    }
}
