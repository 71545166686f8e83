//! Exit codes: what a script learns from the program.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Passed,
    NotYet,
    CannotTell,
    WrongUse,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Passed => Self::SUCCESS,
            Exit::NotYet => Self::from(1),
            Exit::CannotTell => Self::from(2),
            Exit::WrongUse => Self::from(64),
        }
    }
}
