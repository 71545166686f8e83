//! Tells whoever started an exercise what is being done: which step of how many, how long it took, what is pulled.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::course::{Deed, Lang};
use crate::sandbox::Pulling;
use crate::words::{self, FluentValue};

use super::{PullView, StepKind, StepState, StepView, TutorError};

/// Whom the steps are told, in which language, and how many there are.
pub(super) struct Telling<'a> {
    pub(super) lang: &'a Lang,
    progress: &'a (dyn Fn(StepView) + Sync),
    total: AtomicUsize,
    number: AtomicUsize,
}

type Args = Vec<(&'static str, FluentValue<'static>)>;

impl<'a> Telling<'a> {
    pub(super) fn new(lang: &'a Lang, progress: &'a (dyn Fn(StepView) + Sync)) -> Self {
        Self { lang, progress, total: AtomicUsize::new(0), number: AtomicUsize::new(0) }
    }

    /// Counts steps that will be done.
    pub(super) fn expect(&self, steps: usize) {
        self.total.fetch_add(steps, Ordering::Relaxed);
    }

    /// Does a step, and tells when it begins and how it ends.
    pub(super) async fn step<T>(
        &self,
        (step, args): (StepKind, Args),
        work: impl Future<Output = Result<T, TutorError>>,
    ) -> Result<T, TutorError> {
        self.number.fetch_add(1, Ordering::Relaxed);
        let view = self.view(step, &args);
        (self.progress)(view.clone());
        let began = Instant::now();
        let done = work.await;
        let state = if done.is_ok() { StepState::Done } else { StepState::Failed };
        let took_ms = u64::try_from(began.elapsed().as_millis()).ok();
        (self.progress)(StepView { state, took_ms, ..view.clone() });
        done.map_err(|why| at_step(&view, why))
    }

    /// Tells how far the pulls of images are, within the step that is under way.
    pub(super) fn pulling(&self, pulling: &Pulling) {
        let pull: PullView = pulling.clone().into();
        let text = pull.text(self.lang);
        (self.progress)(StepView { text, pull: Some(pull), ..self.view(StepKind::Ready, &vec![]) });
    }

    /// Tells that all is done.
    pub(super) fn done(&self) {
        (self.progress)(StepView { state: StepState::Done, ..self.view(StepKind::Done, &vec![]) });
    }

    fn view(&self, step: StepKind, args: &Args) -> StepView {
        let text = words::say(self.lang, &format!("tutor-step-{}", step.word()), args);
        let (number, total) = (self.number.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
        StepView { step, number, total, text, state: StepState::Begun, took_ms: None, pull: None }
    }
}

impl PullView {
    /// How far it is, in a sentence.
    pub fn text(&self, lang: &Lang) -> String {
        let args = [
            ("image", self.image.clone().into()),
            ("done", self.layers_done.into()),
            ("layers", self.layers.into()),
            ("size", words::size(self.bytes_done).into()),
            ("whole", words::size(self.bytes).into()),
        ];
        words::say(lang, "sandbox-pulling", &args)
    }
}

/// What went wrong, with the step at which it did; what is wrong before any is done speaks for itself.
fn at_step(view: &StepView, why: TutorError) -> TutorError {
    match view.step {
        StepKind::Ready | StepKind::Remove | StepKind::Done => why,
        StepKind::Workspace
        | StepKind::Namespace
        | StepKind::Kubeconfig
        | StepKind::Apply
        | StepKind::Wait
        | StepKind::Volume
        | StepKind::Network
        | StepKind::Container
        | StepKind::Image
        | StepKind::File
        | StepKind::Copy => {
            TutorError::AtStep { number: view.number, total: view.total, step: view.text.clone(), why: Box::new(why) }
        }
    }
}

/// What a deed is called, and of what it is.
pub(super) fn named(deed: &Deed, namespace: &str) -> (StepKind, Args) {
    let name = |name: &String| vec![("name", name.clone().into())];
    match deed {
        Deed::Workspace => (StepKind::Workspace, vec![]),
        Deed::Namespace => (StepKind::Namespace, vec![("namespace", namespace.to_owned().into())]),
        Deed::Kubeconfig => (StepKind::Kubeconfig, vec![]),
        Deed::Apply { manifest } => (StepKind::Apply, vec![("manifest", manifest.clone().into())]),
        Deed::Wait { .. } => (StepKind::Wait, vec![]),
        Deed::Volume { name: of, .. } => (StepKind::Volume, name(of)),
        Deed::Network { name: of, .. } => (StepKind::Network, name(of)),
        Deed::Container { name: of, .. } => (StepKind::Container, name(of)),
        Deed::Image { name: of, .. } => (StepKind::Image, name(of)),
        Deed::File { path, .. } => (StepKind::File, name(path)),
        Deed::Copy { container, path, .. } => {
            (StepKind::Copy, vec![("name", container.clone().into()), ("path", path.clone().into())])
        }
    }
}

impl StepKind {
    fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Workspace => "workspace",
            Self::Namespace => "namespace",
            Self::Kubeconfig => "kubeconfig",
            Self::Apply => "apply",
            Self::Wait => "wait",
            Self::Volume => "volume",
            Self::Network => "network",
            Self::Container => "container",
            Self::Image => "image",
            Self::File => "file",
            Self::Copy => "copy",
            Self::Remove => "remove",
            Self::Done => "done",
        }
    }
}
