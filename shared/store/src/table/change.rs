//! The changes of an update.

use super::attribute::Attribute;
use super::value::Value;

/// A change of one attribute. All changes of an update see the item as it was before, and no two of
/// them are of the same attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets an attribute.
    Set(Attribute, Value),
    /// Adds to a number, which counts as 0 where it is missing.
    Add(Attribute, i64),
    /// Removes an attribute.
    Remove(Attribute),
}

#[cfg(feature = "native")]
impl Change {
    /// Gives the attribute that changes.
    pub fn attribute(&self) -> Attribute {
        match self {
            Self::Set(attribute, _) | Self::Add(attribute, _) | Self::Remove(attribute) => *attribute,
        }
    }
}
