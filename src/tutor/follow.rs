//! Follow: a view told anew whenever what it shows has changed, for as long as a page asks for it.
//!
//! The watches are shared with the checks, and their bursts come as one. Starts and stops are heard from the loop that
//! reads the checks, so nothing here asks again and again.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::sync::watch;

use crate::check::Place;
use crate::course::{Exercise, ExerciseId, Lang};
use crate::sandbox::engines_of;
use crate::store::Learner;

use super::live::{Changes, Latest, Live, NEVER, RETRY};
use super::{FilesView, Tutor, TutorError, WorldView};

/// What is shown, and none while the exercise is not started.
type Shown<V> = Result<Option<V>, TutorError>;

/// One view that can be followed.
trait Followed: Clone + PartialEq + Send + Sized + 'static {
    fn look(of: Whose) -> BoxFuture<'static, Result<Self, TutorError>>;

    /// What may change it.
    fn changes(tutor: &Tutor, exercise: &Exercise, place: &Place) -> Changes;

    /// Whether something kept us from looking, which may end without a word.
    fn is_blind(&self) -> bool;
}

/// Whose view it is, of which exercise, and in which language.
#[derive(Clone)]
struct Whose {
    tutor: Tutor,
    learner: Learner,
    id: ExerciseId,
    lang: Lang,
}

impl Tutor {
    /// What exists in the exercise's world, at once and whenever it is different; none while it is not started.
    pub fn follow_world(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
    ) -> impl Stream<Item = Shown<WorldView>> + Send + use<> {
        self.follow_view(learner, id, lang)
    }

    /// What the workspace holds, at once and whenever it is different; none while the exercise is not started.
    pub fn follow_files(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
    ) -> impl Stream<Item = Shown<FilesView>> + Send + use<> {
        self.follow_view(learner, id, lang)
    }

    fn follow_view<V: Followed>(
        &self,
        learner: &Learner,
        id: &ExerciseId,
        lang: &Lang,
    ) -> impl Stream<Item = Shown<V>> + Send + use<V> {
        let live = self.look_on(&self.desk(learner, id));
        let mut readings = live.readings();
        readings.mark_changed();
        let whose = Whose { tutor: self.clone(), learner: learner.clone(), id: id.clone(), lang: lang.clone() };
        let changes = futures_util::stream::pending().boxed();
        let follower = Follower { whose, _live: live, readings, place: None, changes, last: None };
        futures_util::stream::unfold(follower, Follower::next)
    }
}

struct Follower<V> {
    whose: Whose,
    /// Keeps the loop of the checks running, which tells of starts and stops.
    _live: Arc<Live>,
    readings: watch::Receiver<Option<Latest>>,
    place: Option<Place>,
    changes: Changes,
    last: Option<Shown<V>>,
}

impl<V: Followed> Follower<V> {
    async fn next(mut self) -> Option<(Shown<V>, Self)> {
        loop {
            self.wait().await?;
            let now = match V::look(self.whose.clone()).await {
                Ok(view) => Ok(Some(view)),
                Err(TutorError::NotStarted) => Ok(None),
                Err(error) => Err(error),
            };
            if self.is_news(&now) {
                self.last = Some(now.clone());
                return Some((now, self));
            }
        }
    }

    /// Waits until the view may be another one; none when nobody tells any more.
    async fn wait(&mut self) -> Option<()> {
        let blind = self.last.as_ref().is_some_and(|last| match last {
            Ok(view) => view.as_ref().is_some_and(V::is_blind),
            Err(_) => true,
        });
        let retry = if blind { RETRY.max(self.whose.tutor.rest()) } else { NEVER };
        let mut retry = std::pin::pin!(tokio::time::sleep(retry));
        loop {
            tokio::select! {
                changed = self.readings.changed() => {
                    changed.ok()?;
                    if self.has_moved() {
                        return Some(());
                    }
                }
                Some(()) = self.changes.next() => return Some(()),
                () = retry.as_mut() => return Some(()),
            }
        }
    }

    /// Whether the exercise was started, stopped or reset; then something else is listened to.
    fn has_moved(&mut self) -> bool {
        let latest = self.readings.borrow_and_update().clone();
        let Some(Ok(reading)) = latest else { return false };
        let now = Place { answers: Default::default(), ..reading.place.clone() };
        if self.place.as_ref() == Some(&now) {
            return false;
        }
        self.changes = match self.whose.tutor.find(&self.whose.id) {
            Ok(exercise) if now.begun.is_some() => V::changes(&self.whose.tutor, exercise, &now),
            _ => futures_util::stream::pending().boxed(),
        };
        self.place = Some(now);
        true
    }

    fn is_news(&self, now: &Shown<V>) -> bool {
        match (&self.last, now) {
            (Some(Ok(before)), Ok(now)) => before != now,
            (Some(Err(before)), Err(now)) => before.to_string() != now.to_string(),
            (None, _) | (Some(Ok(_)), Err(_)) | (Some(Err(_)), Ok(_)) => true,
        }
    }
}

impl Followed for WorldView {
    fn look(of: Whose) -> BoxFuture<'static, Result<Self, TutorError>> {
        async move { of.tutor.world(&of.learner, &of.id, &of.lang).await }.boxed()
    }

    fn changes(tutor: &Tutor, exercise: &Exercise, place: &Place) -> Changes {
        tutor.0.watches.around(exercise, place, &engines_of(exercise)).boxed()
    }

    fn is_blind(&self) -> bool {
        !self.unseen.is_empty()
    }
}

impl Followed for FilesView {
    fn look(of: Whose) -> BoxFuture<'static, Result<Self, TutorError>> {
        async move { of.tutor.files(&of.learner, &of.id).await }.boxed()
    }

    fn changes(tutor: &Tutor, _: &Exercise, place: &Place) -> Changes {
        tutor.0.watches.files(place).boxed()
    }

    fn is_blind(&self) -> bool {
        false
    }
}
