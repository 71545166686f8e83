//! Events: each reading of an exercise's checks that differs, and the steps of a start, to one tab (R8, R40).
//!
//! They are read with `fetch`, which can send the token; the credential is asked for when the stream opens.

use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Serialize;
use tokio_stream::wrappers::BroadcastStream;

use super::error::AppError;
use super::language::In;
use super::refusal::Refusal;
use super::state::AppState;
use crate::course::{ExerciseId, Lang};
use crate::tutor::{Learner, ReportView, TutorError};

/// How often a quiet stream shows that it lives.
const PULSE: Duration = Duration::from_secs(15);

/// `GET /api/exercises/{part}/{name}/events`
pub(super) async fn events(
    State(state): State<AppState>,
    learner: Learner,
    id: ExerciseId,
    In(lang): In,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, AppError> {
    if !state.tutor().course().exercises.contains_key(&id) {
        return Err(TutorError::NoSuchExercise(id.to_string()).into());
    }
    let place = state.streams().try_acquire_owned().map_err(|_| Refusal::TooManyStreams)?;
    let steps = steps(&state, &id);
    let reports = state.tutor().live(&learner, &id, &lang).map(move |reading| {
        let _until_the_end = &place;
        told(reading, &lang)
    });
    let both = stream::select(reports, steps).take_until(state.ending().clone().cancelled_owned());
    Ok(Sse::new(both).keep_alive(KeepAlive::new().interval(PULSE)))
}

/// The steps of this exercise's starts. A tab that is too slow misses some; the report that follows tells all.
fn steps(state: &AppState, id: &ExerciseId) -> impl Stream<Item = Result<Event, axum::Error>> + use<> {
    let id = id.clone();
    BroadcastStream::new(state.steps().subscribe()).filter_map(move |told| {
        let step = told.ok().filter(|(of, _)| *of == id).map(|(_, step)| event("step", &step));
        std::future::ready(step)
    })
}

fn told(reading: Result<ReportView, TutorError>, lang: &Lang) -> Result<Event, axum::Error> {
    match reading {
        Ok(report) => event("report", &report),
        Err(error) => event("error", &AppError::from(error).body(lang)),
    }
}

fn event(name: &str, data: &impl Serialize) -> Result<Event, axum::Error> {
    Event::default().event(name).json_data(data)
}
