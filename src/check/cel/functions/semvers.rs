//! Kubernetes' semver library: `semver('1.31.0').isGreaterThan(semver('1.30.4'))`.

use std::cmp::Ordering;

use cel::common::types::{CelBool, CelInt, CelString, Type};
use cel::{DeclarationError, Env, ExecutionError, add_member_overload, add_overload};
use semver::Version;

use super::held::{Held, Hold, compare_to, is_greater_than, is_less_than};
use super::unreadable;

static SEMVER: Type = Type::new_unspecified_type("kubernetes.Semver");

type Semver = Held<Version>;

impl Hold for Version {
    fn kind() -> &'static Type {
        &SEMVER
    }

    /// By precedence: build metadata does not count.
    fn order(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp_precedence(other))
    }
}

pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    add_overload!(env, fn semver: (CelString<'_>) -> Result<Semver>)?;
    add_overload!(env, fn lenient_semver: (CelString<'_>, CelBool) -> Result<Semver>, name = "semver")?;
    add_overload!(env, fn is_semver: (CelString<'_>) -> CelBool)?;
    add_overload!(env, fn is_lenient_semver: (CelString<'_>, CelBool) -> CelBool, name = "isSemver")?;
    add_member_overload!(env, fn is_less_than: (Semver, Semver) -> CelBool)?;
    add_member_overload!(env, fn is_greater_than: (Semver, Semver) -> CelBool)?;
    add_member_overload!(env, fn compare_to: (Semver, Semver) -> CelInt)?;
    add_member_overload!(env, fn major: (Semver) -> CelInt)?;
    add_member_overload!(env, fn minor: (Semver) -> CelInt)?;
    add_member_overload!(env, fn patch: (Semver) -> CelInt)
}

fn read(text: &str, lenient: bool) -> Option<Version> {
    if lenient { Version::parse(&normalized(text)).ok() } else { Version::parse(text).ok() }
}

/// `v1.02` as `1.2.0`: no `v`, three numbers, no zeros before a number.
fn normalized(text: &str) -> String {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (core, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let significant = |number: &str| match number.trim_start_matches('0') {
        "" if !number.is_empty() => "0".to_owned(),
        number => number.to_owned(),
    };
    let mut numbers: Vec<_> = core.split('.').map(significant).collect();
    while numbers.len() < 3 {
        numbers.push("0".to_owned());
    }
    numbers.join(".") + rest
}

fn semver(text: &CelString<'_>) -> Result<Semver, ExecutionError> {
    lenient_semver(text, &CelBool::from(false))
}

fn lenient_semver(text: &CelString<'_>, lenient: &CelBool) -> Result<Semver, ExecutionError> {
    read(text.inner(), *lenient.inner()).map(Held).ok_or_else(|| unreadable("semver", text.inner()))
}

fn is_semver(text: &CelString<'_>) -> CelBool {
    CelBool::from(read(text.inner(), false).is_some())
}

fn is_lenient_semver(text: &CelString<'_>, lenient: &CelBool) -> CelBool {
    CelBool::from(read(text.inner(), *lenient.inner()).is_some())
}

fn major(this: &Semver) -> CelInt {
    number(this.0.major)
}

fn minor(this: &Semver) -> CelInt {
    number(this.0.minor)
}

fn patch(this: &Semver) -> CelInt {
    number(this.0.patch)
}

fn number(part: u64) -> CelInt {
    CelInt::from(i64::try_from(part).unwrap_or(i64::MAX))
}
