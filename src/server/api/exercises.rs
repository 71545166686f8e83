//! An exercise over HTTP: start, check, hint, solution, answer, reset, stop.
//!
//! What changes a world goes on to its end even when the tab that asked for it is closed half way.

use std::future::Future;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tokio_util::task::TaskTracker;

use crate::course::{CheckId, ExerciseId};
use crate::server::body::{Body, Nothing};
use crate::server::error::AppError;
use crate::server::language::In;
use crate::server::refusal::Refusal;
use crate::server::state::AppState;
use crate::tutor::{
    BeforeView, ExerciseView, HintView, Learner, ReportView, ResetView, SolutionView, StepView, TutorError,
};

type Answer<T> = Result<Json<T>, AppError>;

/// Whether the learner wants to see a solution before the exercise is solved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Sure {
    #[serde(default)]
    sure: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::server) struct Typed {
    text: String,
}

/// `GET …/{part}/{name}`
pub(in crate::server) async fn exercise(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
) -> Answer<ExerciseView> {
    Ok(Json(state.tutor().exercise(&learner, &id, &lang).await?))
}

/// `GET …/before`: what is worth knowing before a start.
pub(in crate::server) async fn before(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
) -> Answer<BeforeView> {
    Ok(Json(state.tutor().before(&learner, &id, &lang).await?))
}

/// `POST …/start`: its steps are told to all who watch the exercise.
pub(in crate::server) async fn start(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<ExerciseView> {
    let tell = teller(&state, &id);
    let tutor = state.tutor().clone();
    to_its_end(state.wishes(), async move { tutor.start(&learner, &id, &lang, tell).await }).await
}

/// `POST …/check`: one reading.
pub(in crate::server) async fn check(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<ReportView> {
    Ok(Json(state.tutor().check(&learner, &id, &lang).await?))
}

/// `POST …/hint`: one more.
pub(in crate::server) async fn hint(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<HintView> {
    Ok(Json(state.tutor().hint(&learner, &id, &lang).await?))
}

/// `POST …/solution`
pub(in crate::server) async fn solution(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    Body(Sure { sure }): Body<Sure>,
) -> Answer<SolutionView> {
    Ok(Json(state.tutor().solution(&learner, &id, sure).await?))
}

/// `GET …/reset`: what a reset would remove.
pub(in crate::server) async fn reset_preview(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
) -> Answer<ResetView> {
    Ok(Json(state.tutor().reset_preview(&learner, &id, &lang).await?))
}

/// `POST …/reset`
pub(in crate::server) async fn reset(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<ExerciseView> {
    let tell = teller(&state, &id);
    let tutor = state.tutor().clone();
    to_its_end(state.wishes(), async move { tutor.reset(&learner, &id, &lang, tell).await }).await
}

/// `POST …/stop`
pub(in crate::server) async fn stop(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
    Body(Nothing {}): Body<Nothing>,
) -> Answer<ExerciseView> {
    let tutor = state.tutor().clone();
    to_its_end(state.wishes(), async move { tutor.stop(&learner, &id, &lang).await }).await
}

/// `POST …/answers/{check}`
pub(in crate::server) async fn answer(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    check: CheckId,
    In(lang): In,
    Body(Typed { text }): Body<Typed>,
) -> Answer<ReportView> {
    Ok(Json(state.tutor().answer(&learner, &id, &check, &text, &lang).await?))
}

/// Tells a step to whoever watches; nobody may.
fn teller(state: &AppState, id: &ExerciseId) -> impl Fn(StepView) + Send + Sync + use<> {
    let (steps, id) = (state.steps().clone(), id.clone());
    move |step| drop(steps.send((id.clone(), step)))
}

/// Does what changes a world in a task of its own, which a closed connection does not cancel.
async fn to_its_end<T, F>(wishes: &TaskTracker, wish: F) -> Answer<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T, TutorError>> + Send + 'static,
{
    let done = wishes.spawn(wish).await;
    Ok(Json(done.map_err(|_| Refusal::Panic)??))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn a_wish_outlives_the_tab_that_had_it() {
        let wishes = TaskTracker::new();
        let (tell, told) = tokio::sync::oneshot::channel();
        let (go, gone) = tokio::sync::oneshot::channel::<()>();
        let wish = to_its_end(&wishes, async move {
            let _ = gone.await;
            let _ = tell.send("done");
            Ok(())
        });
        assert!(Box::pin(wish).now_or_never().is_none(), "it waits, and is dropped here");
        go.send(()).unwrap();
        assert_eq!(told.await, Ok("done"));
    }

    #[tokio::test]
    async fn a_wish_that_panics_is_a_failure_of_ours() {
        let answer: Answer<()> = to_its_end(&TaskTracker::new(), async { panic!("on purpose") }).await;
        assert!(matches!(answer, Err(AppError::Refused(Refusal::Panic))));
    }
}
