//! The `sampan` program: installs the TLS provider, runs the command line, ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Whoever connects first would choose it otherwise, and reqwest brings none of its own.
    let _ = rustls::crypto::ring::default_provider().install_default();
    sampan::cli::run().into()
}
