//! Bells: how one stream of an engine tells all who listen to it, each only of what it wants to hear.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

/// How soon somebody should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// Another thing of a kind that is looked at: it turns no tick, but an answer may name it.
    Soon,
    /// What is looked at itself, or nobody knows what.
    AtOnce,
}

/// Rung when something may have changed; ringing twice before anybody hears is ringing once.
#[derive(Clone, Default)]
pub(super) struct Bell(Arc<Tones>);

#[derive(Default)]
struct Tones {
    soon: Notify,
    at_once: Notify,
}

impl Bell {
    pub(super) fn ring(&self, tone: Tone) {
        match tone {
            Tone::Soon => self.0.soon.notify_one(),
            Tone::AtOnce => self.0.at_once.notify_one(),
        }
    }

    /// Waits until it is rung at least so loud, or was since the last time.
    pub(super) async fn rung(&self, least: Tone) -> Tone {
        tokio::select! {
            biased;
            () = self.0.at_once.notified() => Tone::AtOnce,
            () = self.0.soon.notified(), if least == Tone::Soon => Tone::Soon,
        }
    }

    /// Forgets what was rung softly and nobody has heard: a reading that begins now sees it.
    pub(super) fn hush(&self) {
        // Nothing is lost: who is woken is nobody, and a later ring is kept again.
        let _ = self.0.soon.notified().now_or_never();
    }
}

/// Those who listen to one stream: what each wants to hear, and its bell.
pub(super) struct Listeners<I>(Mutex<Vec<Arc<Listener<I>>>>);

struct Listener<I> {
    interest: I,
    bell: Bell,
}

impl<I> Listeners<I> {
    /// Rings those whom it concerns.
    pub(super) fn tell(&self, concerns: impl Fn(&I) -> Option<Tone>) {
        for one in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Some(tone) = concerns(&one.interest) {
                one.bell.ring(tone);
            }
        }
    }

    /// Rings everybody: what happened is not known.
    pub(super) fn tell_all(&self) {
        self.tell(|_| Some(Tone::AtOnce));
    }
}

/// A stream that is heard on a task of its own, which ends when the last listener has gone.
pub(super) struct Heard<I> {
    listeners: Arc<Listeners<I>>,
    _task: AbortOnDropHandle<()>,
}

impl<I: Send + 'static> Heard<I> {
    pub(super) fn begin<F>(hear: impl FnOnce(Arc<Listeners<I>>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listeners = Arc::new(Listeners(Mutex::default()));
        let task = AbortOnDropHandle::new(tokio::spawn(hear(listeners.clone())));
        Self { listeners, _task: task }
    }

    /// Listens from now on, until the ear is dropped.
    pub(super) fn join(self: Arc<Self>, interest: I, bell: &Bell) -> Ear<I> {
        let listener = Arc::new(Listener { interest, bell: bell.clone() });
        self.listeners.0.lock().unwrap_or_else(PoisonError::into_inner).push(listener.clone());
        Ear { stream: self, listener }
    }
}

/// One who listens to a stream, and so keeps it.
pub(super) struct Ear<I> {
    stream: Arc<Heard<I>>,
    listener: Arc<Listener<I>>,
}

impl<I> Drop for Ear<I> {
    fn drop(&mut self) {
        let mut listeners = self.stream.listeners.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|one| !Arc::ptr_eq(one, &self.listener));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::oneshot;
    use tokio::time::timeout;

    use super::*;

    async fn heard(bell: &Bell) -> Option<Tone> {
        timeout(Duration::from_millis(50), bell.rung(Tone::Soon)).await.ok()
    }

    #[tokio::test]
    async fn each_hears_what_concerns_it_and_the_louder_tone_first() {
        let stream = Arc::new(Heard::begin(|_| std::future::pending()));
        let (ours, theirs) = (Bell::default(), Bell::default());
        let _ears = [stream.clone().join("ours", &ours), stream.clone().join("theirs", &theirs)];
        stream.listeners.tell(|interest| (*interest == "ours").then_some(Tone::Soon));
        assert_eq!((heard(&ours).await, heard(&theirs).await), (Some(Tone::Soon), None));
        stream.listeners.tell(|interest| Some(if *interest == "ours" { Tone::AtOnce } else { Tone::Soon }));
        stream.listeners.tell(|_| Some(Tone::Soon));
        assert_eq!((heard(&ours).await, heard(&theirs).await), (Some(Tone::AtOnce), Some(Tone::Soon)));
        assert_eq!((heard(&ours).await, heard(&theirs).await), (Some(Tone::Soon), None));
    }

    #[tokio::test]
    async fn a_soft_ring_wakes_nobody_who_waits_for_a_loud_one_and_is_kept_until_hushed() {
        let bell = Bell::default();
        bell.ring(Tone::Soon);
        assert!(timeout(Duration::from_millis(50), bell.rung(Tone::AtOnce)).await.is_err());
        assert_eq!(heard(&bell).await, Some(Tone::Soon), "it was kept");
        bell.ring(Tone::Soon);
        bell.ring(Tone::AtOnce);
        bell.hush();
        assert_eq!((heard(&bell).await, heard(&bell).await), (Some(Tone::AtOnce), None));
        bell.ring(Tone::Soon);
        assert_eq!(heard(&bell).await, Some(Tone::Soon), "it is heard again afterwards");
    }

    #[tokio::test]
    async fn a_stream_ends_with_its_last_listener() {
        let (alive, ended) = oneshot::channel::<()>();
        let stream = Arc::new(Heard::begin(|_| async {
            std::future::pending::<()>().await;
            drop(alive);
        }));
        let bell = Bell::default();
        let (one, two) = (stream.clone().join((), &bell), stream.join((), &bell));
        let listeners = one.stream.listeners.clone();
        drop(one);
        assert_eq!(listeners.0.lock().unwrap().len(), 1);
        let mut ended = ended;
        assert!(timeout(Duration::from_millis(50), &mut ended).await.is_err(), "one listens still");
        drop(two);
        assert!(timeout(Duration::from_secs(5), ended).await.unwrap().is_err());
        assert!(listeners.0.lock().unwrap().is_empty());
    }
}
