//! Kubernetes' quantity library: `quantity('500m').isLessThan(quantity('1'))`.

use std::cmp::Ordering;

use cel::common::types::{CelBool, CelDouble, CelInt, CelString, Type};
use cel::{DeclarationError, Env, ExecutionError, add_member_overload, add_overload};

use super::held::{Held, Hold, compare_to, is_greater_than, is_less_than};
use super::unreadable;
use crate::check::cel::quantity::Quantity;

static QUANTITY: Type = Type::new_unspecified_type("kubernetes.Quantity");

impl Hold for Quantity {
    fn kind() -> &'static Type {
        &QUANTITY
    }

    fn order(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

type Amount = Held<Quantity>;

pub(super) fn extension(env: &mut Env) -> Result<(), DeclarationError> {
    add_overload!(env, fn quantity: (CelString<'_>) -> Result<Amount>)?;
    add_overload!(env, fn is_quantity: (CelString<'_>) -> CelBool)?;
    add_member_overload!(env, fn is_less_than: (Amount, Amount) -> CelBool)?;
    add_member_overload!(env, fn is_greater_than: (Amount, Amount) -> CelBool)?;
    add_member_overload!(env, fn compare_to: (Amount, Amount) -> CelInt)?;
    add_member_overload!(env, fn sign: (Amount) -> CelInt)?;
    add_member_overload!(env, fn is_integer: (Amount) -> CelBool)?;
    add_member_overload!(env, fn as_integer: (Amount) -> Result<CelInt>)?;
    add_member_overload!(env, fn as_approximate_float: (Amount) -> CelDouble)?;
    add_member_overload!(env, fn add: (Amount, Amount) -> Amount)?;
    add_member_overload!(env, fn add_int: (Amount, CelInt) -> Amount, name = "add")?;
    add_member_overload!(env, fn sub: (Amount, Amount) -> Amount)?;
    add_member_overload!(env, fn sub_int: (Amount, CelInt) -> Amount, name = "sub")
}

fn quantity(text: &CelString<'_>) -> Result<Amount, ExecutionError> {
    Quantity::parse(text.inner()).map(Held).ok_or_else(|| unreadable("quantity", text.inner()))
}

fn is_quantity(text: &CelString<'_>) -> CelBool {
    CelBool::from(Quantity::parse(text.inner()).is_some())
}

fn sign(this: &Amount) -> CelInt {
    CelInt::from(this.0.sign())
}

fn is_integer(this: &Amount) -> CelBool {
    CelBool::from(this.0.whole().is_some())
}

fn as_integer(this: &Amount) -> Result<CelInt, ExecutionError> {
    let fraction = || ExecutionError::function_error("asInteger", "it has a fraction");
    this.0.whole().map(CelInt::from).ok_or_else(fraction)
}

fn as_approximate_float(this: &Amount) -> CelDouble {
    CelDouble::from(this.0.approximately())
}

fn add(this: &Amount, other: &Amount) -> Amount {
    Held(this.0.plus(other.0))
}

fn add_int(this: &Amount, other: &CelInt) -> Amount {
    Held(this.0.plus(Quantity::of(*other.inner())))
}

fn sub(this: &Amount, other: &Amount) -> Amount {
    Held(this.0.minus(other.0))
}

fn sub_int(this: &Amount, other: &CelInt) -> Amount {
    Held(this.0.minus(Quantity::of(*other.inner())))
}
