//! What evaluating an expression costs, counted while it runs: one that the learner's world makes too long ends at a limit.
//!
//! As in Kubernetes, each part that is evaluated costs 1, a loop costs its body for each item, and a function that goes
//! through a text or a list costs by its length. A call `@charge(…)`, which no author can write, stands around all that
//! is gone through. What was spent is kept with the thread: an evaluation never leaves it.

use std::cell::Cell;

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::common::types::{CelInt, DYN_TYPE, INT_TYPE};
use cel::common::value::CowVal;
use cel::{DeclarationError, Env, ExecutionError};

use super::walk;

/// The most that one evaluation may cost; as Kubernetes allows to an expression.
pub(crate) const LIMIT: u64 = 1_000_000;

pub(super) const CHARGE: &str = "@charge";

/// Weights are in tenths: an item of a list costs 1, a letter of a text a tenth.
const ITEM: u64 = 10;
const LETTER: u64 = 1;

/// Functions that go through the whole text or list that they are called on, and what a letter or item of it costs.
const GOES_THROUGH: &[(&str, u64)] = &[
    ("contains", LETTER),
    ("endsWith", LETTER),
    ("findAll", ITEM),
    ("find", ITEM),
    ("indexOf", ITEM),
    ("join", ITEM),
    ("lastIndexOf", ITEM),
    ("lowerAscii", LETTER),
    ("matches", ITEM),
    ("replace", LETTER),
    ("reverse", ITEM),
    ("split", LETTER),
    ("startsWith", LETTER),
    ("trim", LETTER),
    ("upperAscii", LETTER),
    ("distinct", 10 * ITEM),
    ("flatten", ITEM),
    ("isSorted", ITEM),
    ("max", ITEM),
    ("min", ITEM),
    ("slice", ITEM),
    ("sort", 10 * ITEM),
    ("sum", ITEM),
];

thread_local! {
    static SPENT: Cell<u64> = const { Cell::new(0) };
}

/// Does work that evaluates, with nothing spent before; none where it went beyond the limit, whatever came of it.
pub(super) fn counted<T>(parts: u64, work: impl FnOnce() -> T) -> Option<T> {
    SPENT.set(parts);
    let done = work();
    (SPENT.get() <= LIMIT).then_some(done)
}

/// Declares the call that charges.
pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    env.add_overload(CHARGE, "@charge(dyn, int)", vec![DYN_TYPE, INT_TYPE], charge)
}

/// Charges for a value that is gone through, and gives it back.
fn charge<'b, 'v>(args: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let mut args = args.into_iter();
    let (Some(value), Some(weight)) = (args.next(), args.next()) else {
        return Err(ExecutionError::missing_argument_or_target());
    };
    let whole = |value: &CowVal<'b, 'v>| value.downcast_ref::<CelInt>().and_then(|it| u64::try_from(*it.inner()).ok());
    let size = value.as_sizer().and_then(|sizer| u64::try_from(*sizer.size().inner()).ok());
    let tenths = size.unwrap_or(1).saturating_mul(whole(&weight).unwrap_or(ITEM));
    let spent = SPENT.get().saturating_add(tenths.div_ceil(10));
    SPENT.set(spent);
    if spent > LIMIT {
        return Err(ExecutionError::function_error(CHARGE, format!("it costs more than {LIMIT}")));
    }
    Ok(value)
}

/// Puts a charge around everything in the expression that is gone through.
pub(super) fn charged(mut expr: IdedExpr) -> IdedExpr {
    for child in walk::children_mut(&mut expr) {
        *child = charged(std::mem::take(child));
    }
    match &mut expr.expr {
        Expr::Comprehension(it) => {
            let body = walk::parts(&it.loop_cond) + walk::parts(&it.loop_step);
            let weight = ITEM.saturating_mul(u64::try_from(body).unwrap_or(u64::MAX));
            put_around(&mut it.iter_range, weight);
        }
        Expr::Call(call) if call.func_name == operators::IN => {
            if let Some(list) = call.args.get_mut(1) {
                put_around(list, ITEM);
            }
        }
        // Its list is made as it is called.
        Expr::Call(call) if call.func_name == "range" => put_around(&mut expr, ITEM),
        Expr::Call(call) => {
            let weight = GOES_THROUGH.iter().find(|(name, _)| *name == call.func_name);
            if let (Some(target), Some((_, weight))) = (call.target.as_deref_mut(), weight)
                && !walk::is_namespace(target)
            {
                put_around(target, *weight);
            }
        }
        Expr::Unspecified
        | Expr::Ident(_)
        | Expr::Literal(_)
        | Expr::Select(_)
        | Expr::List(_)
        | Expr::Map(_)
        | Expr::Struct(_) => {}
    }
    expr
}

fn put_around(expr: &mut IdedExpr, weight: u64) {
    let inner = std::mem::take(expr);
    let weight = CelInt::from(i64::try_from(weight).unwrap_or(i64::MAX));
    let weight = IdedExpr { id: inner.id, expr: Expr::Literal(LiteralValue::Int(weight)) };
    expr.id = inner.id;
    expr.expr = Expr::Call(CallExpr { func_name: CHARGE.to_owned(), target: None, args: vec![inner, weight] });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use cel::Value;

    use super::super::{Stopped, apart_blocking, context, ready, to_cel};
    use super::*;
    use crate::course::Lets;

    /// What an expression over a list of so many numbers and a text of so many letters comes to, and what was spent.
    fn spent(text: &str, size: usize) -> (Result<Value, Stopped>, u64) {
        let text = text.to_owned();
        let work = move || {
            let mut context = context();
            let list: Vec<usize> = (0..size).collect();
            context.add_variable_from_value("list", to_cel(&serde_json::json!(list)));
            context.add_variable_from_value("text", "a".repeat(size));
            let value = ready(&text, &Lets::new()).unwrap().execute(&context);
            (value, SPENT.get())
        };
        apart_blocking(Duration::from_secs(20), work).unwrap()
    }

    #[test]
    fn a_loop_costs_its_body_for_each_item() {
        let of = |size| spent("list.all(x, x >= 0)", size);
        let (small, large) = (of(10), of(1010));
        assert_eq!((small.0, large.0), (Ok(Value::Bool(true)), Ok(Value::Bool(true))));
        let each = (large.1 - small.1) / 1000;
        assert!((4..20).contains(&each), "{each}");
        let nested = spent("list.all(x, list.exists(y, y == x))", 100).1;
        assert!(nested > 100 * 100, "{nested}");
    }

    #[test]
    fn going_through_a_text_or_a_list_costs_its_length() {
        for (text, at_least) in [
            ("text.contains('b')", 900),
            ("text.matches('b')", 9000),
            ("9 in list", 9000),
            ("list.sum() > 0", 9000),
            ("text.split('a').size() > 0", 900),
        ] {
            let cost = spent(text, 9000).1;
            assert!(cost >= at_least && cost < 2 * at_least + 100, "{text}: {cost}");
        }
    }

    #[test]
    fn beyond_the_limit_it_ends_whatever_came_of_it() {
        for text in [
            "list.exists(a, list.exists(b, a + b == -1))",
            "true || list.exists(a, list.exists(b, a + b == -1))",
            "list.exists(a, a == 19999 || list.exists(b, a + b == -1))",
            "list.map(a, lists.range(1000).size()).size() > 0 && list.all(a, lists.range(1000).all(b, b >= 0))",
        ] {
            let (value, cost) = spent(text, 20_000);
            let is_free = text.starts_with("true");
            assert_eq!(value == Err(Stopped::TooDear), !is_free, "{text}: {value:?}");
            assert_eq!(cost > LIMIT, !is_free, "{text}: {cost}");
        }
    }
}
