//! Follow: what exists, and what the workspace holds, told anew whenever it has changed, for as long as a page asks.
//!
//! One loop per exercise and subject looks, however many pages listen and in whichever language. The watches are shared
//! with the checks, and their bursts come as one. Starts and stops are heard from the loop that reads the checks, so
//! nothing here asks again and again.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Stream, StreamExt, stream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use crate::check::Place;
use crate::course::{Exercise, ExerciseId, Lang, Survey};
use crate::sandbox::engines_of;
use crate::shared::Shared;
use crate::store::Learner;

use super::desk::Desk;
use super::live::{Changes, Latest, Live, NEVER, RETRY};
use super::{FilesView, Tutor, TutorError, WorldView, world};

/// What is told, and none while the exercise is not started.
type Shown<T> = Result<Option<T>, TutorError>;

/// What a desk's pages follow together.
#[derive(Default)]
pub(super) struct Followings {
    world: Shared<(), Following<Survey>>,
    files: Shared<(), Following<FilesView>>,
}

/// A loop that runs until the last page that listens has gone.
struct Following<T> {
    told: watch::Receiver<Option<Shown<T>>>,
    _task: AbortOnDropHandle<()>,
}

/// One subject that can be followed.
trait Followed: Clone + PartialEq + Send + Sync + Sized + 'static {
    fn look<'a>(tutor: &'a Tutor, desk: &'a Desk) -> BoxFuture<'a, Result<Self, TutorError>>;

    /// What may change it.
    fn changes(tutor: &Tutor, exercise: &Exercise, place: &Place) -> Changes;

    /// Whether something kept us from looking, which may end without a word.
    fn is_blind(&self) -> bool;

    /// Where a desk keeps its loop.
    fn of(desk: &Desk) -> &Shared<(), Following<Self>>;
}

impl Tutor {
    /// What exists in the exercise's world, at once and whenever it is different; none while it is not started.
    pub fn follow_world(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
    ) -> impl Stream<Item = Shown<WorldView>> + Send + use<> {
        let lang = lang.clone();
        let view = move |survey: Option<Survey>| survey.map(|survey| world::view(survey, &lang));
        self.follow_together(learner, id).map(move |survey| survey.map(&view))
    }

    /// What the workspace holds, at once and whenever it is different; none while the exercise is not started.
    pub fn follow_files(
        &self,
        learner: &Learner,
        id: &ExerciseId,
    ) -> impl Stream<Item = Shown<FilesView>> + Send + use<> {
        self.follow_together(learner, id)
    }

    fn follow_together<T: Followed>(
        &self,
        learner: &Learner,
        id: &ExerciseId,
    ) -> impl Stream<Item = Shown<T>> + Send + use<T> {
        let following = self.following(&self.desk(learner, id));
        let mut told = following.told.clone();
        // What was told last is news to the one who comes.
        told.mark_changed();
        stream::unfold((following, told), async |(following, mut told)| {
            loop {
                told.changed().await.ok()?;
                let shown = told.borrow_and_update().clone();
                if let Some(shown) = shown {
                    return Some((shown, (following, told)));
                }
            }
        })
    }

    /// The loop of this desk, or a new one.
    fn following<T: Followed>(&self, desk: &Arc<Desk>) -> Arc<Following<T>> {
        T::of(desk).get((), || {
            let (tell, told) = watch::channel(None);
            let follower = Follower::new(self.clone(), desk.clone());
            Following { told, _task: AbortOnDropHandle::new(tokio::spawn(follower.run(tell))) }
        })
    }
}

struct Follower {
    tutor: Tutor,
    desk: Arc<Desk>,
    /// Keeps the loop of the checks running, which tells of starts and stops.
    _live: Arc<Live>,
    readings: watch::Receiver<Option<Latest>>,
    place: Option<Place>,
    changes: Changes,
}

impl Follower {
    fn new(tutor: Tutor, desk: Arc<Desk>) -> Self {
        let live = tutor.look_on(&desk);
        let mut readings = live.readings();
        readings.mark_changed();
        Self { tutor, desk, _live: live, readings, place: None, changes: stream::pending().boxed() }
    }

    async fn run<T: Followed>(mut self, tell: watch::Sender<Option<Shown<T>>>) {
        let mut last = None;
        while self.wait(last.as_ref()).await.is_some() {
            let now = match T::look(&self.tutor, &self.desk).await {
                Ok(found) => Ok(Some(found)),
                Err(TutorError::NotStarted) => Ok(None),
                Err(error) => Err(error),
            };
            if is_news(last.as_ref(), &now) {
                last = Some(now.clone());
                tell.send_replace(Some(now));
            }
        }
    }

    /// Waits until it may be another than the last one; none when nobody tells any more.
    async fn wait<T: Followed>(&mut self, last: Option<&Shown<T>>) -> Option<()> {
        let blind = last.is_some_and(|last| match last {
            Ok(found) => found.as_ref().is_some_and(T::is_blind),
            Err(_) => true,
        });
        let retry = if blind { RETRY.max(self.tutor.rest()) } else { NEVER };
        let mut retry = std::pin::pin!(tokio::time::sleep(retry));
        loop {
            tokio::select! {
                changed = self.readings.changed() => {
                    changed.ok()?;
                    if self.has_moved::<T>() {
                        return Some(());
                    }
                }
                Some(()) = self.changes.next() => return Some(()),
                () = retry.as_mut() => return Some(()),
            }
        }
    }

    /// Whether the exercise was started, stopped or reset; then something else is listened to.
    fn has_moved<T: Followed>(&mut self) -> bool {
        let latest = self.readings.borrow_and_update().clone();
        let Some(Ok(reading)) = latest else { return false };
        let now = Place { answers: Default::default(), ..reading.place.clone() };
        if self.place.as_ref() == Some(&now) {
            return false;
        }
        self.changes = match self.tutor.find(&self.desk.exercise) {
            Ok(exercise) if now.begun.is_some() => T::changes(&self.tutor, exercise, &now),
            _ => stream::pending().boxed(),
        };
        self.place = Some(now);
        true
    }
}

fn is_news<T: PartialEq>(last: Option<&Shown<T>>, now: &Shown<T>) -> bool {
    match (last, now) {
        (Some(Ok(before)), Ok(now)) => before != now,
        (Some(Err(before)), Err(now)) => before.to_string() != now.to_string(),
        (None, _) | (Some(Ok(_)), Err(_)) | (Some(Err(_)), Ok(_)) => true,
    }
}

impl Followed for Survey {
    fn look<'a>(tutor: &'a Tutor, desk: &'a Desk) -> BoxFuture<'a, Result<Self, TutorError>> {
        tutor.survey(&desk.learner, &desk.exercise).map(|found| found.map(|(_, survey)| survey)).boxed()
    }

    fn changes(tutor: &Tutor, exercise: &Exercise, place: &Place) -> Changes {
        tutor.0.watches.around(exercise, place, &engines_of(exercise)).boxed()
    }

    fn is_blind(&self) -> bool {
        !self.unseen.is_empty()
    }

    fn of(desk: &Desk) -> &Shared<(), Following<Self>> {
        &desk.followings.world
    }
}

impl Followed for FilesView {
    fn look<'a>(tutor: &'a Tutor, desk: &'a Desk) -> BoxFuture<'a, Result<Self, TutorError>> {
        tutor.files(&desk.learner, &desk.exercise).boxed()
    }

    fn changes(tutor: &Tutor, _: &Exercise, place: &Place) -> Changes {
        tutor.0.watches.files(place).boxed()
    }

    fn is_blind(&self) -> bool {
        false
    }

    fn of(desk: &Desk) -> &Shared<(), Following<Self>> {
        &desk.followings.files
    }
}
