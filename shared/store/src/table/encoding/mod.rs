//! How items are encoded: attributes with their names, so that a reader passes over attributes that
//! it does not know and does without those that it misses, as with DynamoDB.
//!
//! An item is a byte that says the version of the encoding, then its attributes to the end. An
//! attribute is its name (a length in one byte, then UTF-8) and its value. A value is a tag and:
//!
//! | tag | value |
//! |---|---|
//! | 0, 1, 2 | nothing: null, false, true |
//! | 3 | a whole number: zigzag, then seven bits a byte, the lowest first, the highest bit on all but the last |
//! | 4 | a text: the length in bytes (seven bits a byte), then UTF-8 |
//! | 5 | a list: the length in bytes (four, the lowest first), then values |
//! | 6 | a map: the length in bytes (four, the lowest first), then attributes |
//! | 7 | a set of numbers: the length in bytes (four, the lowest first), then numbers, the smallest first |
//!
//! The order of attributes means nothing. A number in a decimal form would have a tag of its own.

mod read;
mod reader;
#[cfg(feature = "native")]
mod rewrite;
mod write;

#[cfg(test)]
mod tests;

#[cfg(feature = "native")]
pub use read::find;
pub use read::{read_attributes, read_item, read_value};
#[cfg(feature = "native")]
pub use rewrite::rewrite;
pub use write::{write_attributes, write_item, write_value};

/// The version of the encoding.
const VERSION: u8 = 1;

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const NUMBER: u8 = 3;
const TEXT: u8 = 4;
const LIST: u8 = 5;
const MAP: u8 = 6;
const NUMBERS: u8 = 7;
