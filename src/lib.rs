//! Sampan teaches Docker, Kubernetes, Helm and RBAC, and checks what the learner does on real engines.
//!
//! Eight rooms, arrows one way; `docs/ARCHITECTURE.md` walks through them:
//! `main → cli → server → tutor → {check, sandbox, store, site} → course`, and the leaves `words`, `config`, `engine`,
//! `telemetry`, `private`, `quoting`, `offspring`, `beneath`, `shared`, `terminal`. `tests/it/layers.rs` names the file and line of an arrow that points the wrong way.

#[cfg(not(unix))]
compile_error!("Sampan runs on Linux and macOS. On Windows, build and run it inside WSL 2: `wsl --install`");

mod beneath;
pub mod check;
pub mod cli;
pub mod config;
pub mod course;
pub mod engine;
#[cfg(test)]
mod fuzz;
mod offspring;
mod private;
mod quoting;
pub mod sandbox;
pub mod server;
mod shared;
pub mod site;
pub mod store;
pub mod telemetry;
pub mod terminal;
pub mod tutor;
pub mod words;
