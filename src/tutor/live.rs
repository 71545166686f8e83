//! Live: one loop per exercise that asks all its checks again whenever its world may have changed, however many look.
//!
//! The loop lives as long as somebody holds its `Live`, so nothing is asked when nobody looks.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use crate::check::Place;
use crate::course::{ExerciseId, Lang, Report};
use crate::store::Learner;

use super::desk::{Desk, Reading};
use super::{ReportView, Tutor, TutorError};

/// A loop that runs until the last one who looks has gone.
pub(super) struct Live {
    readings: watch::Receiver<Option<Latest>>,
    _task: AbortOnDropHandle<()>,
}

impl Live {
    /// Its readings; the newest is told to whoever comes once it marks it as changed.
    pub(super) fn readings(&self) -> watch::Receiver<Option<Latest>> {
        self.readings.clone()
    }
}

pub(super) type Latest = Result<Arc<Reading>, TutorError>;
pub(super) type Changes = futures_util::stream::BoxStream<'static, ()>;

/// When to look again after a reading that could not tell, should nothing tell of a change before.
pub(super) const RETRY: Duration = Duration::from_secs(2);
pub(super) const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

impl Tutor {
    /// Each new reading that differs from the one before; the first one comes at once.
    ///
    /// A failure is an item too, and the stream goes on: the next reading may succeed. Before the start every check
    /// is `unknown`.
    pub fn live(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
    ) -> impl Stream<Item = Result<ReportView, TutorError>> + Send + use<> {
        let live = self.look_on(&self.desk(learner, id));
        let mut readings = live.readings.clone();
        // What was read last is news to the one who comes.
        readings.mark_changed();
        let looker =
            Looker { tutor: self.clone(), _live: live, readings, id: id.clone(), lang: lang.clone(), last: None };
        futures_util::stream::unfold(looker, Looker::next)
    }

    /// The loop of this desk, or a new one.
    pub(super) fn look_on(&self, desk: &Arc<Desk>) -> Arc<Live> {
        desk.live.get((), || {
            let (sender, readings) = watch::channel(None);
            let task = tokio::spawn(self.clone().follow(desk.clone(), sender));
            Live { readings, _task: AbortOnDropHandle::new(task) }
        })
    }

    /// Reads, tells, and waits until something may have changed, again and again.
    async fn follow(self, desk: Arc<Desk>, tell: watch::Sender<Option<Latest>>) {
        let mut remembered = std::pin::pin!(self.0.store.changes());
        let mut place: Option<Place> = None;
        let mut changes: Changes = futures_util::stream::pending().boxed();
        loop {
            let latest = self.fresh_reading(&desk).await;
            let retry = if is_blind(&latest) { RETRY.max(self.0.watches.rest()) } else { NEVER };
            let retry = tokio::time::sleep(retry);
            // A failed reading says nothing of the place, so what was watched before stays watched.
            if let Some(now) = latest.as_ref().ok().map(|reading| &reading.place)
                && place.as_ref() != Some(now)
            {
                changes = self.changes(&desk, now);
                place = Some(now.clone());
            }
            tell.send_replace(Some(latest));
            let mut retry = std::pin::pin!(retry);
            loop {
                tokio::select! {
                    Some(()) = changes.next() => break,
                    () = desk.bell.notified() => break,
                    () = retry.as_mut() => break,
                    Some(()) = remembered.next() => if self.has_moved(&desk, place.as_ref()).await { break },
                }
            }
        }
    }

    /// What may change in the exercise's world; nothing where it is not started.
    fn changes(&self, desk: &Desk, place: &Place) -> Changes {
        match self.find(&desk.exercise) {
            // Its first item comes at once, and is obeyed: between the look and the watch something may have happened.
            Ok(exercise) if place.begun.is_some() => self.0.watches.changes(exercise, place).boxed(),
            _ => futures_util::stream::pending().boxed(),
        }
    }

    /// Whether another process has started, stopped, reset or answered; our own rows of attempts are no news.
    async fn has_moved(&self, desk: &Desk, known: Option<&Place>) -> bool {
        let now = async {
            let exercise = self.find(&desk.exercise)?;
            let start = self.0.store.start(&desk.learner, &exercise.id).await?;
            self.place(&desk.learner, exercise, start.as_ref()).await
        };
        now.await.map_or(true, |now| known != Some(&now))
    }
}

/// Whether the world should be asked again although nothing tells of a change: what mends itself may do so silently.
fn is_blind(latest: &Latest) -> bool {
    latest
        .as_ref()
        .map_or(true, |reading| reading.fallen.is_none() || reading.report.as_ref().is_some_and(Report::blind))
}

/// One who looks on, in a language.
struct Looker {
    tutor: Tutor,
    /// Keeps the loop running.
    _live: Arc<Live>,
    readings: watch::Receiver<Option<Latest>>,
    id: ExerciseId,
    lang: Lang,
    last: Option<Latest>,
}

impl Looker {
    async fn next(mut self) -> Option<(Result<ReportView, TutorError>, Self)> {
        loop {
            self.readings.changed().await.ok()?;
            let latest = self.readings.borrow_and_update().clone();
            let Some(latest) = latest.filter(|latest| self.is_news(latest)) else { continue };
            self.last = Some(latest.clone());
            let view = latest.and_then(|reading| {
                let exercise = self.tutor.find(&self.id)?;
                Ok(self.tutor.report_view(exercise, &reading, &self.lang))
            });
            return Some((view, self));
        }
    }

    fn is_news(&self, latest: &Latest) -> bool {
        match (&self.last, latest) {
            (Some(Ok(before)), Ok(now)) => !before.says_the_same(now),
            (Some(Err(before)), Err(now)) => before.to_string() != now.to_string(),
            (None, _) | (Some(Ok(_)), Err(_)) | (Some(Err(_)), Ok(_)) => true,
        }
    }
}
