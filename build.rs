//! Packs the program's relocations where the C library can read them.
//!
//! A program that may stand anywhere in memory is put right as it starts, at some 180,000 places. Their plain list takes
//! 4 MB, all of which is read and stays in memory; packed (`DT_RELR`) it takes 50 KB. glibc reads that from 2.36 on, and
//! an older one does not start such a program: so only a build for this very system packs them.

#![expect(clippy::disallowed_methods, reason = "so Cargo asks and is told")]

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if for_this_system() && glibc().is_some_and(|version| version >= (2, 36)) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn for_this_system() -> bool {
    let of = |name| env::var(name).unwrap_or_default();
    of("CARGO_CFG_TARGET_ENV") == "gnu" && of("CARGO_CFG_TARGET_OS") == "linux" && of("HOST") == of("TARGET")
}

/// The version of this system's C library, if it is glibc.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
