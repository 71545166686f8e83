//! A Rust value that expressions hold, hand on and compare, and look into by its functions alone.

use std::any::Any;
use std::cmp::Ordering;
use std::fmt::Debug;

use cel::common::types::{CelBool, CelInt, Type};
use cel::common::value::{StaticVal, Val};

/// What can be held.
pub(super) trait Hold: Debug + Clone + PartialEq + Send + Sync + 'static {
    /// The type as expressions know it.
    fn kind() -> &'static Type;

    /// Which of two comes first; none where they have no order.
    fn order(&self, _other: &Self) -> Option<Ordering> {
        None
    }
}

/// A held value.
#[derive(Debug, Clone)]
pub(super) struct Held<T>(pub(super) T);

impl<T: Hold> Val for Held<T> {
    fn get_type(&self) -> &Type {
        T::kind()
    }

    fn cel_type() -> &'static Type {
        T::kind()
    }

    fn equals(&self, other: &dyn Val) -> bool {
        other.downcast_ref::<Self>().is_some_and(|other| self.0 == other.0)
    }

    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v>
    where
        Self: 'v,
    {
        Box::new(self.clone())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl<T: Hold> StaticVal for Held<T> {}

/// `compareTo`: -1, 0 or 1.
pub(super) fn compare_to<T: Hold>(this: &Held<T>, other: &Held<T>) -> CelInt {
    CelInt::from(this.0.order(&other.0).map_or(0, |order| order as i64))
}

pub(super) fn is_less_than<T: Hold>(this: &Held<T>, other: &Held<T>) -> CelBool {
    CelBool::from(this.0.order(&other.0) == Some(Ordering::Less))
}

pub(super) fn is_greater_than<T: Hold>(this: &Held<T>, other: &Held<T>) -> CelBool {
    CelBool::from(this.0.order(&other.0) == Some(Ordering::Greater))
}
