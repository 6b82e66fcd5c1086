//! Items: rows as the table takes them.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::encoding;
use super::value::Attributes;
#[cfg(feature = "native")]
use super::value::Value;
use crate::error::Result;

/// An item without its key, in the encoding of [`super::encoding`]. Clones share it.
#[derive(Clone, PartialEq, Eq)]
pub struct Item(Arc<[u8]>);

impl Item {
    /// Makes the item of a row.
    pub fn of<T: Serialize + ?Sized>(row: &T) -> Result<Self> {
        Ok(Self(encoding::write_item(row)?.into()))
    }

    /// Makes an item of its attributes.
    pub fn of_attributes(attributes: &Attributes) -> Self {
        Self(encoding::write_attributes(attributes).into())
    }

    /// Makes an item of another one, or of none, with other values of some attributes (see [`encoding::rewrite`]).
    #[cfg(feature = "native")]
    pub fn changed(
        there: Option<&Self>,
        names: &[&str],
        value: impl FnMut(usize, Option<Value>) -> Result<Option<Value>>,
    ) -> Result<Self> {
        Ok(Self(encoding::rewrite(there.map(|item| &*item.0), names, value)?.into()))
    }

    /// Takes an item that was encoded before.
    #[cfg(feature = "native")]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// Gives the encoded item.
    #[cfg(feature = "native")]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads one attribute, without the others.
    #[cfg(feature = "native")]
    pub fn find(&self, name: &str) -> Result<Option<Value>> {
        encoding::find(&self.0, name)
    }

    /// Reads the item as a row.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        encoding::read_item(&self.0)
    }

    /// Reads the attributes.
    pub fn attributes(&self) -> Result<Attributes> {
        encoding::read_attributes(&self.0)
    }
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.attributes() {
            Ok(attributes) => attributes.fmt(f),
            Err(_) => self.0.fmt(f),
        }
    }
}
