//! The conditions of writes.

use roomcast_domain::UserId;

use super::attribute::Attribute;
use super::value::{Value, number_of};

/// A condition on the item that stands at the key of a write. A comparison with an attribute that is
/// missing, or of another type, does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// An item stands there.
    Exists,
    /// No item stands there.
    Missing,
    /// The item has an attribute.
    Has(Attribute),
    /// There is no item, or it does not have an attribute.
    HasNot(Attribute),
    /// An attribute compares to an operand.
    Compare(Attribute, Order, Operand),
    /// An attribute is a set that has a number.
    Includes(Attribute, i64),
    /// An attribute is no such set: it is missing, or has not the number.
    IncludesNot(Attribute, i64),
    /// All of these hold.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
}

/// The order between an attribute and an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The attribute equals the operand.
    Equal,
    /// The attribute is less.
    Below,
    /// The attribute is less or equal.
    AtMost,
    /// The attribute is greater.
    Above,
}

/// The right side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A value.
    Value(Value),
    /// Another attribute of the same item.
    Attribute(Attribute),
}

impl Condition {
    /// Holds if both conditions hold.
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::All(mut all) => {
                all.push(other);
                Self::All(all)
            }
            first => Self::All(vec![first, other]),
        }
    }

    /// Holds if one of the two conditions holds.
    pub fn or(self, other: Self) -> Self {
        match self {
            Self::Any(mut any) => {
                any.push(other);
                Self::Any(any)
            }
            first => Self::Any(vec![first, other]),
        }
    }
}

impl Attribute {
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

    /// Holds if the attribute is a set of users that has this one.
    pub fn includes(self, user: UserId) -> Condition {
        Condition::Includes(self, number_of(user))
    }

    /// Holds if the attribute is missing, or a set of users that has not this one.
    pub fn includes_not(self, user: UserId) -> Condition {
        Condition::IncludesNot(self, number_of(user))
    }

    fn compare(self, order: Order, value: impl Into<Value>) -> Condition {
        Condition::Compare(self, order, Operand::Value(value.into()))
    }
}
