//! Changes some attributes of an encoded item and copies the others as they are.

use super::VERSION;
use super::read::value_of;
use super::reader::Reader;
use super::write::{put_name, put_value};
use crate::error::Result;
use crate::table::value::Value;

/// Encodes an item anew, or a new one, with other values of some attributes. Calls `value` with the index of a name
/// and the attribute's present value; where it gives none, the attribute is left out.
pub fn rewrite(
    item: Option<&[u8]>,
    names: &[&str],
    mut value: impl FnMut(usize, Option<Value>) -> Result<Option<Value>>,
) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(item.map_or(0, <[u8]>::len) + 64);
    out.push(VERSION);
    let mut put = |out: &mut Vec<u8>, at: usize, before| -> Result<()> {
        if let Some(value) = value(at, before)? {
            put_name(out, names[at]);
            put_value(out, &value);
        }
        Ok(())
    };
    let mut is_there = vec![false; names.len()];
    let mut reader = item.map_or(Ok(Reader::of_value(&[])), Reader::of_item)?;
    while !reader.is_empty() {
        let begin = reader;
        let name = reader.name()?;
        let raw = reader.value()?;
        match names.iter().position(|changed| *changed == name) {
            Some(at) => {
                is_there[at] = true;
                put(&mut out, at, Some(value_of(raw)?))?;
            }
            None => out.extend_from_slice(begin.up_to(reader)),
        }
    }
    for at in (0..names.len()).filter(|at| !is_there[*at]) {
        put(&mut out, at, None)?;
    }
    Ok(out)
}
