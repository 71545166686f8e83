//! The tutor over HTTP, for one learner on this machine: pages, the API, events.
//!
//! Whoever can talk to this server has the learner's engines, so everything passes the gate first. A handler has three
//! steps: take the request apart, ask the tutor, answer. Nothing here runs SQL or calls an engine. Beside it, `draft`
//! serves the pages of a course to its author, behind the same gate.

mod api;
mod body;
mod clock;
mod door;
mod draft;
mod error;
mod events;
#[cfg(test)]
mod fuzz;
mod gate;
mod headers;
mod holder;
mod keys;
mod language;
mod layers;
mod listen;
mod pages;
mod refusal;
mod runtime;
mod secret;
mod serve;
pub mod signin;
mod state;
mod terminal;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};

pub use clock::Clock;
pub use draft::{Draft, Flaw, serve_draft};
pub use gate::Access;
pub use keys::Keys;
pub use listen::{ListenError, Listeners, listen};
pub use pages::Pages;
pub use runtime::{Running, running};
pub use secret::Secret;
pub use serve::serve;
pub use state::AppState;
pub use terminal::ShellSettings;

use error::AppError;
use gate::Gate;
use refusal::Refusal;

/// One route: the router and the gate are both made of these, so neither can know one that the other does not.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    handler: MethodRouter<AppState>,
}

/// Every route. What is none of these is looked for among the pages.
pub fn routes() -> Vec<Route> {
    use Access::{Door, Learner, Page, Part, Socket};
    use api::{exercises as on, files, records, world};
    vec![
        read("/", Page, pages::front),
        read("/static/{*path}", Part, pages::part),
        read("/health", Door, door::health),
        read("/api/proof/{nonce}", Door, door::proof),
        act("/api/sign-in", Door, door::sign_in),
        read("/api/progress", Learner, api::progress),
        read("/api/doctor", Learner, api::doctor),
        read("/api/quizzes/{part}/{name}", Learner, api::quiz),
        act("/api/quizzes/{part}/{name}", Learner, api::quiz_answer),
        act("/api/quizzes/{part}/{name}/again", Learner, api::quiz_again),
        read("/api/notes/{part}/{name}", Learner, records::note),
        act("/api/notes/{part}/{name}", Learner, records::write_note),
        read("/api/records", Learner, records::export),
        act("/api/records", Learner, records::import),
        act("/api/records/forget", Learner, records::forget),
        read("/api/exercises/{part}/{name}", Learner, on::exercise),
        read("/api/exercises/{part}/{name}/events", Learner, events::events),
        read("/api/exercises/{part}/{name}/before", Learner, on::before),
        act("/api/exercises/{part}/{name}/start", Learner, on::start),
        act("/api/exercises/{part}/{name}/check", Learner, on::check),
        act("/api/exercises/{part}/{name}/hint", Learner, on::hint),
        act("/api/exercises/{part}/{name}/solution", Learner, on::solution),
        read("/api/exercises/{part}/{name}/reset", Learner, on::reset_preview),
        act("/api/exercises/{part}/{name}/reset", Learner, on::reset),
        act("/api/exercises/{part}/{name}/stop", Learner, on::stop),
        act("/api/exercises/{part}/{name}/answers/{check}", Learner, on::answer),
        read("/api/exercises/{part}/{name}/files", Learner, files::list),
        act("/api/exercises/{part}/{name}/files", Learner, files::change),
        read("/api/exercises/{part}/{name}/files/{*path}", Learner, files::read),
        act("/api/exercises/{part}/{name}/files/{*path}", Learner, files::save),
        read("/api/exercises/{part}/{name}/world", Learner, world::all),
        read("/api/exercises/{part}/{name}/world/{kind}/{thing}", Learner, world::one),
        read("/api/exercises/{part}/{name}/terminals", Learner, terminal::list),
        act("/api/exercises/{part}/{name}/terminals", Learner, terminal::open),
        act("/api/terminals/{id}/close", Learner, terminal::close),
        read("/api/terminals/{id}/socket", Socket, terminal::socket),
    ]
}

/// The whole server but for the sockets.
pub fn router(state: AppState) -> Router {
    let table = routes().iter().map(|route| (route.path, route.access)).collect();
    let gate = Gate::new(state.keys().clone(), table);
    let bare = routes().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler));
    let bare = bare.fallback(pages::page).method_not_allowed_fallback(async || AppError::from(Refusal::Method));
    let (langs, ending) = (state.langs().clone(), state.ending().clone());
    layers::around(bare.with_state(state), gate, langs, ending)
}

/// What only reads.
fn read<H: Handler<T, AppState>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route { method: Method::GET, path, access, handler: get(handler) }
}

/// What changes something.
fn act<H: Handler<T, AppState>, T: 'static>(path: &'static str, access: Access, handler: H) -> Route {
    Route { method: Method::POST, path, access, handler: post(handler) }
}
