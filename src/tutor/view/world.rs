//! Views of what exists in an exercise's world.

use serde::Serialize;

use crate::course::{Health, ThingName};

/// What exists in an exercise's world now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorldView {
    pub things: Vec<WorldThingView>,
    /// There is more than is listed.
    pub cut: bool,
    /// Why something could not be looked at; empty where the list is whole.
    pub unseen: Vec<String>,
}

/// One thing; arrows lead to things of the same list alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorldThingView {
    pub kind: String,
    pub name: String,
    /// What it does, as a word for programs.
    pub state: &'static str,
    /// The same as a reader is told it.
    pub text: String,
    pub health: Health,
    /// As its engine writes the moment.
    pub since: Option<String>,
    pub restarts: u64,
    pub owner: Option<ThingName>,
    pub selects: Vec<ThingName>,
    pub uses: Vec<ThingName>,
    pub ports: Vec<String>,
    pub image: Option<String>,
}

/// The last that happened to one thing, and the last that it printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CloseView {
    pub kind: String,
    pub name: String,
    /// Newest last.
    pub happened: Vec<HappeningView>,
    /// Newest last; none of what prints nothing.
    pub log: Option<Vec<String>>,
    pub unseen: Vec<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HappeningView {
    pub when: Option<String>,
    pub text: String,
    pub warning: bool,
    pub count: u64,
}
