//! What expressions may call beyond CEL's own functions, under the names that Kubernetes gives them.
//! `docs/EXPRESSIONS.md` has an example of each, and all of them are run.

use std::cmp::Ordering;
use std::sync::Arc;

use cel::extractors::This;
use cel::{Context, ExecutionError, Value};

use super::quantity::Quantity;

type Result<T> = std::result::Result<T, ExecutionError>;

/// Their names, for who looks for misspelt ones.
pub(crate) const NAMES: &[&str] = &[
    "add",
    "asApproximateFloat",
    "asInteger",
    "compareTo",
    "isGreaterThan",
    "isInteger",
    "isLessThan",
    "isQuantity",
    "isSorted",
    "max",
    "min",
    "quantity",
    "sub",
    "sum",
];

/// Adds all of them to a new context.
pub(crate) fn add_to(context: &mut Context<'_, '_>) {
    let mut added = [
        context.add_function("quantity", |text: Arc<String>| parsed(&text).map(opaque)),
        context.add_function("isQuantity", |text: Arc<String>| Quantity::parse(&text).is_some()),
        context.add_function("isLessThan", |This(a): This<Value>, b: Value| order(&a, &b).map(Ordering::is_lt)),
        context.add_function("isGreaterThan", |This(a): This<Value>, b: Value| order(&a, &b).map(Ordering::is_gt)),
        context.add_function("compareTo", |This(a): This<Value>, b: Value| order(&a, &b).map(|order| order as i64)),
        context.add_function("isInteger", |This(a): This<Value>| quantity(&a).map(|a| a.whole().is_some())),
        context.add_function("asInteger", |This(a): This<Value>| {
            quantity(&a)?.whole().ok_or_else(|| failed("asInteger", "the quantity is not a whole number"))
        }),
        context.add_function("asApproximateFloat", |This(a): This<Value>| quantity(&a).map(Quantity::float)),
        context.add_function("add", |This(a): This<Value>, b: Value| {
            quantity(&a)?.add(summand(&b)?).map(opaque).ok_or_else(|| failed("add", "the sum is too large"))
        }),
        context.add_function("sub", |This(a): This<Value>, b: Value| {
            quantity(&a)?.sub(summand(&b)?).map(opaque).ok_or_else(|| failed("sub", "the difference is too large"))
        }),
    ]
    .into_iter()
    .collect::<Vec<_>>();
    added.extend([
        context.add_function("sum", |This(list): This<Arc<Vec<Value>>>| sum(&list)),
        context.add_function("min", |This(list): This<Arc<Vec<Value>>>| extreme("min", &list, Ordering::Less)),
        context.add_function("max", |This(list): This<Arc<Vec<Value>>>| extreme("max", &list, Ordering::Greater)),
        context.add_function("isSorted", |This(list): This<Arc<Vec<Value>>>| list.is_sorted()),
    ]);
    added.into_iter().for_each(|one| one.expect("no other function has the name"));
}

fn failed(function: &str, why: &str) -> ExecutionError {
    ExecutionError::function_error(function, why)
}

fn opaque(quantity: Quantity) -> Value {
    Value::Opaque(Arc::new(quantity))
}

fn parsed(text: &str) -> Result<Quantity> {
    Quantity::parse(text).ok_or_else(|| failed("quantity", &format!("{text:?} is not a quantity")))
}

fn quantity(value: &Value) -> Result<Quantity> {
    let found = if let Value::Opaque(inside) = value { inside.downcast_ref::<Quantity>() } else { None };
    found.copied().ok_or_else(|| failed("quantity", "this is not a quantity: write `quantity(…)`"))
}

/// Kubernetes adds whole numbers to quantities too.
fn summand(value: &Value) -> Result<Quantity> {
    if let Value::Int(whole) = value { Ok(Quantity::of(*whole)) } else { quantity(value) }
}

fn order(a: &Value, b: &Value) -> Result<Ordering> {
    Ok(quantity(a)?.compare(quantity(b)?))
}

/// The sum of numbers or durations of one type; of nothing, 0.
fn sum(list: &[Value]) -> Result<Value> {
    let Some((first, rest)) = list.split_first() else { return Ok(Value::Int(0)) };
    let mut sum = first.clone();
    for value in rest {
        let next = match (&sum, value) {
            (Value::Int(a), Value::Int(b)) => a.checked_add(*b).map(Value::Int),
            (Value::UInt(a), Value::UInt(b)) => a.checked_add(*b).map(Value::UInt),
            (Value::Float(a), Value::Float(b)) => Some(Value::Float(a + b)),
            (Value::Duration(a), Value::Duration(b)) => a.checked_add(b).map(Value::Duration),
            _ => None,
        };
        sum = next.ok_or_else(|| failed("sum", "the list must hold numbers or durations of one type"))?;
    }
    Ok(sum)
}

/// The least or the greatest of a list that has one.
fn extreme(function: &str, list: &[Value], wanted: Ordering) -> Result<Value> {
    let Some((mut best, rest)) = list.split_first() else { return Err(failed(function, "the list is empty")) };
    for value in rest {
        let order = value.partial_cmp(best);
        let order = order.ok_or_else(|| failed(function, "the list holds values that have no order"))?;
        if order == wanted {
            best = value;
        }
    }
    Ok(best.clone())
}
