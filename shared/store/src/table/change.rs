//! The changes of an update.

use std::collections::BTreeSet;

use roomcast_domain::UserId;

use super::attribute::Attribute;
use super::value::{Value, number_of};

/// A change of one attribute. All changes of an update see the item as it was before, and no two of
/// them are of the same attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets an attribute.
    Set(Attribute, Value),
    /// Adds to a number, which counts as 0 where it is missing.
    Add(Attribute, i64),
    /// Adds numbers to a set, which is made where it is missing.
    Include(Attribute, BTreeSet<i64>),
    /// Removes numbers from a set. A set that has none left is removed.
    Exclude(Attribute, BTreeSet<i64>),
    /// Removes an attribute.
    Remove(Attribute),
}

#[cfg(feature = "native")]
impl Change {
    /// Gives the attribute that changes.
    pub fn attribute(&self) -> Attribute {
        match self {
            Self::Set(attribute, _)
            | Self::Add(attribute, _)
            | Self::Include(attribute, _)
            | Self::Exclude(attribute, _)
            | Self::Remove(attribute) => *attribute,
        }
    }
}

impl Attribute {
    /// Sets the attribute to a value.
    pub fn set(self, value: impl Into<Value>) -> Change {
        Change::Set(self, value.into())
    }

    /// Adds a number to the attribute, which counts as 0 where it is missing.
    pub fn add(self, number: impl Into<i64>) -> Change {
        Change::Add(self, number.into())
    }

    /// Adds a user to a set of users.
    pub fn include(self, user: UserId) -> Change {
        Change::Include(self, set_of(user))
    }

    /// Removes a user from a set of users; a set that has none left is removed.
    pub fn exclude(self, user: UserId) -> Change {
        Change::Exclude(self, set_of(user))
    }

    /// Removes the attribute.
    pub const fn remove(self) -> Change {
        Change::Remove(self)
    }
}

fn set_of(user: UserId) -> BTreeSet<i64> {
    BTreeSet::from([number_of(user)])
}
