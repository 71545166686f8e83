//! What expressions may call beyond CEL's own functions: those that Kubernetes adds, by Kubernetes' names.
//!
//! Each file is one library of them. `docs/EXPRESSIONS.md` lists all, and a test evaluates every line of that page.

mod held;
mod lists;
mod net;
mod quantities;
mod regexes;
mod semvers;
mod urls;

use cel::{DeclarationError, Env, ExecutionError};

/// Adds all of them.
pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    quantities::extension(env)?;
    semvers::extension(env)?;
    urls::extension(env)?;
    net::extension(env)?;
    regexes::extension(env)?;
    lists::extension(env)
}

/// That a text is not what a function reads.
fn unreadable(function: &str, text: &str) -> ExecutionError {
    ExecutionError::function_error(function, format!("{text:?} cannot be read"))
}

#[cfg(test)]
mod tests;
