//! Events: each reading of an exercise's checks that differs, and the steps of a start, to one tab (R8, R40); with them,
//! where the tab asks for it, what exists in the exercise's world and in its workspace.
//!
//! It is one stream, since a browser opens six connections to a server and no more.
//! They are read with `fetch`, which can send the token; the credential is asked for when the stream opens.

use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use serde::{Deserialize, Serialize};
use tokio_stream::wrappers::BroadcastStream;

use super::error::AppError;
use super::language::In;
use super::refusal::Refusal;
use super::state::AppState;
use crate::course::{ExerciseId, Lang};
use crate::tutor::{Learner, TutorError};

/// How often a quiet stream shows that it lives.
const PULSE: Duration = Duration::from_secs(15);

type Told = Result<Event, axum::Error>;

/// What a tab wants to be told beside the checks.
#[derive(Deserialize)]
pub(super) struct Wishes {
    #[serde(default)]
    world: bool,
    #[serde(default)]
    files: bool,
}

/// `GET /api/exercises/{part}/{name}/events`
pub(super) async fn events(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
    wishes: Result<Query<Wishes>, QueryRejection>,
) -> Result<Sse<impl Stream<Item = Told>>, AppError> {
    let Query(Wishes { world, files }) = wishes.map_err(|_| Refusal::BadField)?;
    if !state.tutor().course().exercises.contains_key(&id) {
        return Err(TutorError::NoSuchExercise(id.to_string()).into());
    }
    let place = state.streams().try_acquire_owned().map_err(|_| Refusal::TooManyStreams)?;
    let tutor = state.tutor();
    let mut streams = vec![steps(&state, &id).boxed(), told("report", tutor.live(&learner, &id, &lang), &lang)];
    if world {
        streams.push(told("world", tutor.follow_world(&learner, &id, &lang), &lang));
    }
    if files {
        streams.push(told("files", tutor.follow_files(&learner, &id), &lang));
    }
    let all = stream::select_all(streams).map(move |event| {
        let _until_the_end = &place;
        event
    });
    let all = all.take_until(state.ending().clone().cancelled_owned());
    Ok(Sse::new(all).keep_alive(KeepAlive::new().interval(PULSE)))
}

/// The steps of this exercise's starts. A tab that is too slow misses some; the report that follows tells all.
fn steps(state: &AppState, id: &ExerciseId) -> impl Stream<Item = Told> + use<> {
    let id = id.clone();
    BroadcastStream::new(state.steps().subscribe()).filter_map(move |told| {
        let step = told.ok().filter(|(of, _)| *of == id).map(|(_, step)| event("step", &step));
        std::future::ready(step)
    })
}

/// Events of this name, and of what went wrong.
fn told<V: Serialize + 'static>(
    name: &'static str,
    views: impl Stream<Item = Result<V, TutorError>> + Send + 'static,
    lang: &Lang,
) -> BoxStream<'static, Told> {
    let lang = lang.clone();
    let told = move |view: Result<V, TutorError>| match view {
        Ok(view) => event(name, &view),
        Err(error) => event("error", &AppError::from(error).body(&lang)),
    };
    views.map(told).boxed()
}

fn event(name: &str, data: &impl Serialize) -> Told {
    Event::default().event(name).json_data(data)
}
