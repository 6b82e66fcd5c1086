//! The changes of an update.

use super::attribute::Attribute;
use super::value::Value;

/// A change of one attribute. All changes of an update see the item as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets an attribute.
    Set(Attribute, Value),
    /// Adds to a number, which counts as 0 where it is missing.
    Add(Attribute, i64),
    /// Removes an attribute.
    Remove(Attribute),
}
