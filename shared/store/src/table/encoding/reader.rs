//! A cursor over encoded bytes.

use super::{FALSE, LIST, MAP, NULL, NUMBER, NUMBERS, TEXT, TRUE, VERSION};
use crate::error::{Result, StoreError, broken};

/// A cursor over encoded bytes; every step refuses bytes that end too early.
#[derive(Clone, Copy)]
pub struct Reader<'de>(&'de [u8]);

/// A value as it stands in the bytes.
#[derive(Clone, Copy)]
pub enum Raw<'de> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(i64),
    /// A text.
    Text(&'de str),
    /// The numbers of a set.
    Numbers(Reader<'de>),
    /// The values of a list.
    List(Reader<'de>),
    /// The attributes of a map.
    Map(Reader<'de>),
}

fn damaged() -> StoreError {
    broken("an item is damaged")
}

impl<'de> Reader<'de> {
    /// Reads the attributes of an item.
    pub fn of_item(bytes: &'de [u8]) -> Result<Self> {
        match bytes.split_first() {
            Some((&VERSION, attributes)) => Ok(Self(attributes)),
            Some((version, _)) => Err(broken(format!("an item has the unknown encoding {version}"))),
            None => Err(damaged()),
        }
    }

    /// Reads a single value.
    pub fn of_value(bytes: &'de [u8]) -> Self {
        Self(bytes)
    }

    /// Gives the bytes between this position and a later one.
    #[cfg(feature = "native")]
    pub fn up_to(self, later: Self) -> &'de [u8] {
        &self.0[..self.0.len().saturating_sub(later.0.len())]
    }

    /// Tells whether all has been read.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.0.split_first().ok_or_else(damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    fn take(&mut self, length: usize) -> Result<&'de [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn text(&mut self, length: usize) -> Result<&'de str> {
        std::str::from_utf8(self.take(length)?).map_err(|_| damaged())
    }

    fn varint(&mut self) -> Result<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(damaged())
    }

    fn nested(&mut self) -> Result<Self> {
        let length = self.take(4)?.first_chunk().copied().map(u32::from_le_bytes).ok_or_else(damaged)?;
        self.take(usize::try_from(length).map_err(broken)?).map(Self)
    }

    /// Reads the name of an attribute.
    pub fn name(&mut self) -> Result<&'de str> {
        let length = self.byte()?;
        self.text(length.into())
    }

    /// Reads a value.
    pub fn value(&mut self) -> Result<Raw<'de>> {
        Ok(match self.byte()? {
            NULL => Raw::Null,
            FALSE => Raw::Bool(false),
            TRUE => Raw::Bool(true),
            NUMBER => {
                let zigzag = self.varint()?;
                Raw::Number((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed())
            }
            TEXT => {
                let length = usize::try_from(self.varint()?).map_err(broken)?;
                Raw::Text(self.text(length)?)
            }
            NUMBERS => Raw::Numbers(self.nested()?),
            LIST => Raw::List(self.nested()?),
            MAP => Raw::Map(self.nested()?),
            tag => return Err(broken(format!("an item has a value of the unknown kind {tag}"))),
        })
    }
}
