//! The attributes of items. [`super::change`] makes changes of them, [`super::condition`] conditions.

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
}
