//! The values of attributes.

use std::collections::BTreeSet;

use roomcast_domain::{Seq, UserId};
use serde::Serialize;

use super::encoding;
use crate::error::Result;

/// A value of an attribute: the kinds that rows use. Numbers are whole and fit 64 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// Numbers, each once.
    Numbers(BTreeSet<i64>),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name, in the order of the names.
    Map(Attributes),
}

/// Values by name, in the order of the names.
pub type Attributes = std::collections::BTreeMap<String, Value>;

impl Value {
    /// Makes the value that a row's field of this type has.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        encoding::read_value(&encoding::write_value(value)?)
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $make:expr),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $make
            }
        }
    )*};
}
from!(
    bool => |value| Self::Bool(value),
    i64 => |value| Self::Number(value),
    u64 => |value| number(value),
    u32 => |value| Self::Number(value.into()),
    i32 => |value| Self::Number(value.into()),
    &str => |value| Self::Text(value.to_owned()),
    String => |value| Self::Text(value),
    Seq => |value| Self::Number(value.get().into()),
    UserId => |value| number(value.get()),
);

/// Returns the number that stands for a user.
pub fn number_of(user: UserId) -> i64 {
    i64::try_from(user.get()).unwrap_or(i64::MAX)
}

/// Ids are below 2^53 (`roomcast_domain::ID_MAX`).
fn number(id: u64) -> Value {
    Value::Number(i64::try_from(id).unwrap_or(i64::MAX))
}
