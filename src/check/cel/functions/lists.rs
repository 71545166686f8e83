//! Kubernetes' list library: `[1, 2].sum() == 3`.

use std::cmp::Ordering;

use cel::common::types::{CelBool, CelInt, DOUBLE_TYPE, DURATION_TYPE, DYN_TYPE, INT_TYPE, LIST_TYPE, Type, UINT_TYPE};
use cel::common::value::{CowVal, Val};
use cel::{DeclarationError, Env, ExecutionError};

type Arguments<'b, 'v> = Vec<CowVal<'b, 'v>>;
type Answer<'b, 'v> = Result<CowVal<'b, 'v>, ExecutionError>;

pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    env.add_member_overload("sum", "list.sum()", LIST_TYPE, vec![], sum)?;
    env.add_member_overload("min", "list.min()", LIST_TYPE, vec![], |args| extreme(&args, Ordering::Less))?;
    env.add_member_overload("max", "list.max()", LIST_TYPE, vec![], |args| extreme(&args, Ordering::Greater))?;
    env.add_member_overload("isSorted", "list.isSorted()", LIST_TYPE, vec![], is_sorted)?;
    let anything = || vec![DYN_TYPE];
    env.add_member_overload("indexOf", "list.indexOf(dyn)", LIST_TYPE, anything(), |args| {
        index(&args, |all, one| all.iter().position(|item| item.equals(one)))
    })?;
    env.add_member_overload("lastIndexOf", "list.lastIndexOf(dyn)", LIST_TYPE, anything(), |args| {
        index(&args, |all, one| all.iter().rposition(|item| item.equals(one)))
    })
}

fn items<'v>(list: &CowVal<'_, 'v>) -> Vec<Box<dyn Val + 'v>> {
    let Some(list) = list.as_iterable() else { return Vec::new() };
    let (mut iterator, mut items) = (list.iter(), Vec::new());
    while let Some(item) = iterator.next() {
        items.push(item.clone_as_boxed());
    }
    items
}

/// The elements of the list that a function was called on.
fn target<'v>(args: &Arguments<'_, 'v>) -> Vec<Box<dyn Val + 'v>> {
    args.first().map(items).unwrap_or_default()
}

fn unfit(item: &dyn Val, want: &str) -> ExecutionError {
    ExecutionError::UnexpectedType { got: item.get_type().name().to_owned(), want: want.to_owned() }
}

/// Of nothing it is 0.
#[expect(clippy::needless_pass_by_value, reason = "CEL hands its arguments over")]
fn sum<'b, 'v>(args: Arguments<'b, 'v>) -> Answer<'b, 'v> {
    let summed: [&Type; 4] = [&INT_TYPE, &UINT_TYPE, &DOUBLE_TYPE, &DURATION_TYPE];
    let mut items = target(&args).into_iter();
    let Some(mut sum) = items.next() else { return Ok(CowVal::owned(CelInt::from(0))) };
    if !summed.contains(&sum.get_type()) {
        return Err(unfit(sum.as_ref(), "a number or a duration"));
    }
    for item in items {
        let more = match sum.as_adder() {
            Some(adder) => adder.add(item.as_ref())?.into_owned(),
            None => return Err(unfit(sum.as_ref(), "a number or a duration")),
        };
        sum = more;
    }
    Ok(CowVal::Owned(sum))
}

fn order(a: &dyn Val, b: &dyn Val) -> Result<Ordering, ExecutionError> {
    a.as_comparer().ok_or_else(|| unfit(a, "something with an order"))?.compare(b)
}

/// The first of those that come before, or after, all others.
fn extreme<'b, 'v>(args: &Arguments<'b, 'v>, wanted: Ordering) -> Answer<'b, 'v> {
    let mut items = target(args).into_iter();
    let empty = || ExecutionError::function_error("min", "the list is empty");
    let mut best = items.next().ok_or_else(empty)?;
    for item in items {
        if order(item.as_ref(), best.as_ref())? == wanted {
            best = item;
        }
    }
    Ok(CowVal::Owned(best))
}

#[expect(clippy::needless_pass_by_value, reason = "CEL hands its arguments over")]
fn is_sorted<'b, 'v>(args: Arguments<'b, 'v>) -> Answer<'b, 'v> {
    let items = target(&args);
    for pair in items.windows(2) {
        if order(pair[0].as_ref(), pair[1].as_ref())? == Ordering::Greater {
            return Ok(CowVal::owned(CelBool::from(false)));
        }
    }
    Ok(CowVal::owned(CelBool::from(true)))
}

/// Where something stands in the list, from 0; -1 where it does not.
fn index<'b, 'v>(
    args: &Arguments<'b, 'v>,
    find: impl Fn(&[Box<dyn Val + 'v>], &dyn Val) -> Option<usize>,
) -> Answer<'b, 'v> {
    let at = args.get(1).and_then(|wanted| find(&target(args), wanted.as_ref()));
    Ok(CowVal::owned(CelInt::from(at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1))))
}
