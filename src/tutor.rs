//! What a learner can do: the one place where looking, making, remembering and the course meet.
//!
//! Command line and server call the same functions. Nothing here knows HTTP or terminals.

mod error;
pub mod view;

pub use crate::store::Learner;
pub use error::TutorError;
pub use view::*;
