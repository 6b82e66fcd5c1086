//! The attributes of items, and the conditions and changes that are made of them.

use super::change::Change;
use super::condition::{Condition, Operand, Order};
use super::value::Value;

/// An attribute of an item, or one entry of an attribute that is a map.
///
/// The rows of [`crate::rows`] define one for each field; no other place names an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    pub(super) name: &'static str,
    pub(super) entry: Option<&'static str>,
}

impl Attribute {
    /// Makes the attribute of this name.
    pub const fn new(name: &'static str) -> Self {
        Self { name, entry: None }
    }

    /// Gives an entry of this attribute, which is a map.
    pub const fn entry(self, entry: Self) -> Self {
        Self { name: self.name, entry: Some(entry.name) }
    }

    /// Gives the attribute's name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Sets the attribute to a value.
    pub fn set(self, value: impl Into<Value>) -> Change {
        Change::Set(self, value.into())
    }

    /// Adds a number to the attribute, which counts as 0 where it is missing.
    pub fn add(self, number: impl Into<i64>) -> Change {
        Change::Add(self, number.into())
    }

    /// Removes the attribute.
    pub const fn remove(self) -> Change {
        Change::Remove(self)
    }

    /// Holds if the item has the attribute.
    pub const fn is_there(self) -> Condition {
        Condition::Has(self)
    }

    /// Holds if the item does not have the attribute; also where there is no item.
    pub const fn is_missing(self) -> Condition {
        Condition::HasNot(self)
    }

    /// Holds if the attribute has this value.
    pub fn is(self, value: impl Into<Value>) -> Condition {
        self.compare(Order::Equal, value)
    }

    /// Holds if the attribute is less than this value, of the same type.
    pub fn is_below(self, value: impl Into<Value>) -> Condition {
        self.compare(Order::Below, value)
    }

    /// Holds if the attribute is less than this value or equal to it, of the same type.
    pub fn is_at_most(self, value: impl Into<Value>) -> Condition {
        self.compare(Order::AtMost, value)
    }

    /// Holds if the attribute is greater than this value, of the same type.
    pub fn is_above(self, value: impl Into<Value>) -> Condition {
        self.compare(Order::Above, value)
    }

    /// Holds if the attribute is less than another attribute of the same item and type.
    pub const fn is_below_attribute(self, other: Self) -> Condition {
        Condition::Compare(self, Order::Below, Operand::Attribute(other))
    }

    fn compare(self, order: Order, value: impl Into<Value>) -> Condition {
        Condition::Compare(self, order, Operand::Value(value.into()))
    }
}
