//! Kubernetes' regex library: `'pod-17'.find('[0-9]+') == '17'`. Patterns take time in proportion to the text.

use cel::common::types::{CelInt, CelList, CelString};
use cel::common::value::Val;
use cel::{DeclarationError, Env, ExecutionError, add_member_overload};
use regex::{Regex, RegexBuilder};

/// What a pattern may become when it is compiled.
const LARGEST: usize = 1 << 20;

type Text = CelString<'static>;

pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    add_member_overload!(env, fn find: (CelString<'_>, CelString<'_>) -> Result<Text>)?;
    add_member_overload!(env, fn find_all: (CelString<'_>, CelString<'_>) -> Result<CelList<'_>>)?;
    add_member_overload!(env, fn find_some: (CelString<'_>, CelString<'_>, CelInt) -> Result<CelList<'_>>, name = "findAll")
}

fn read(pattern: &str) -> Result<Regex, ExecutionError> {
    let built = RegexBuilder::new(pattern).size_limit(LARGEST).build();
    built.map_err(|error| ExecutionError::function_error("find", error))
}

/// The first match; an empty text where there is none.
fn find(this: &CelString<'_>, pattern: &CelString<'_>) -> Result<Text, ExecutionError> {
    let found = read(pattern.inner())?.find(this.inner()).map(|found| found.as_str().to_owned());
    Ok(CelString::from(found.unwrap_or_default()))
}

fn find_all(this: &CelString<'_>, pattern: &CelString<'_>) -> Result<CelList<'static>, ExecutionError> {
    matches(this.inner(), pattern.inner(), usize::MAX)
}

/// A negative limit is none.
fn find_some(
    this: &CelString<'_>,
    pattern: &CelString<'_>,
    limit: &CelInt,
) -> Result<CelList<'static>, ExecutionError> {
    matches(this.inner(), pattern.inner(), usize::try_from(*limit.inner()).unwrap_or(usize::MAX))
}

fn matches(text: &str, pattern: &str, limit: usize) -> Result<CelList<'static>, ExecutionError> {
    let pattern = read(pattern)?;
    let found = pattern.find_iter(text).take(limit);
    let texts = found.map(|found| Box::new(CelString::from(found.as_str().to_owned())) as Box<dyn Val>);
    Ok(CelList::from(texts.collect::<Vec<_>>()))
}
