//! Conditions and changes, carried out on items as DynamoDB does.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::limits;
use crate::error::{Result, broken};
use crate::table::attribute::Attribute;
use crate::table::change::Change;
use crate::table::condition::{Condition, Operand, Order};
use crate::table::item::Item;
use crate::table::value::Value;
use crate::table::write::Kind;

/// Tells whether a condition holds for the item that stands there, if any.
pub fn holds(condition: &Condition, there: Option<&Item>) -> Result<bool> {
    Ok(match condition {
        Condition::Exists => there.is_some(),
        Condition::Missing => there.is_none(),
        Condition::Has(attribute) => find(there, *attribute)?.is_some(),
        Condition::HasNot(attribute) => find(there, *attribute)?.is_none(),
        Condition::Compare(attribute, order, operand) => {
            let right = match operand {
                Operand::Value(value) => Some(value.clone()),
                Operand::Attribute(other) => find(there, *other)?,
            };
            let left = find(there, *attribute)?;
            left.zip(right).is_some_and(|(left, right)| compares(&left, *order, &right))
        }
        Condition::Includes(attribute, number) => includes(there, *attribute, *number)?,
        Condition::IncludesNot(attribute, number) => !includes(there, *attribute, *number)?,
        Condition::All(all) => {
            for part in all {
                if !holds(part, there)? {
                    return Ok(false);
                }
            }
            true
        }
        Condition::Any(any) => {
            for part in any {
                if holds(part, there)? {
                    return Ok(true);
                }
            }
            false
        }
    })
}

fn includes(there: Option<&Item>, attribute: Attribute, number: i64) -> Result<bool> {
    Ok(match find(there, attribute)? {
        Some(Value::Numbers(numbers)) => numbers.contains(&number),
        _ => false,
    })
}

fn find(there: Option<&Item>, attribute: Attribute) -> Result<Option<Value>> {
    let Some(item) = there else { return Ok(None) };
    Ok(match (attribute.entry, item.find(attribute.name)?) {
        (None, value) => value,
        (Some(entry), Some(Value::Map(mut entries))) => entries.remove(entry),
        (Some(_), _) => None,
    })
}

fn compares(left: &Value, order: Order, right: &Value) -> bool {
    let found = match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.as_bytes().cmp(right.as_bytes()),
        (left, right) => return order == Order::Equal && left == right,
    };
    match order {
        Order::Equal => found == Ordering::Equal,
        Order::Below => found == Ordering::Less,
        Order::AtMost => found != Ordering::Greater,
        Order::Above => found == Ordering::Greater,
    }
}

/// Makes the item that a write leaves where another one stands.
pub fn left_by(kind: &Kind, there: Option<Item>) -> Result<Option<Item>> {
    Ok(match kind {
        Kind::Check => there,
        Kind::Delete => None,
        Kind::Put(item) => Some(item.clone()),
        Kind::Update(changes) => {
            let names = changes.iter().map(|change| top(change.attribute())).collect::<Result<Vec<_>>>()?;
            let item = Item::changed(there.as_ref(), &names, |at, before| changed(&changes[at], before))?;
            limits::check_size(item.bytes().len())?;
            Some(item)
        }
    })
}

/// Makes the value that a change leaves, if any, of the value that stands there.
fn changed(change: &Change, there: Option<Value>) -> Result<Option<Value>> {
    Ok(match change {
        Change::Set(_, value) => Some(value.clone()),
        Change::Remove(_) => None,
        Change::Include(attribute, numbers) => {
            let mut set = numbers_of(*attribute, there)?;
            set.extend(numbers);
            Some(Value::Numbers(set))
        }
        Change::Exclude(attribute, numbers) => {
            let mut set = numbers_of(*attribute, there)?;
            set.retain(|number| !numbers.contains(number));
            (!set.is_empty()).then_some(Value::Numbers(set))
        }
        Change::Add(attribute, number) => {
            let before = match there {
                None => 0,
                Some(Value::Number(before)) => before,
                Some(_) => return Err(broken(format!("{} is no number", attribute.name))),
            };
            let sum = before.checked_add(*number).ok_or_else(|| broken("a number grew too large"))?;
            Some(Value::Number(sum))
        }
    })
}

/// Gives the numbers of a set, which has none where it is missing.
fn numbers_of(attribute: Attribute, there: Option<Value>) -> Result<BTreeSet<i64>> {
    match there {
        None => Ok(BTreeSet::new()),
        Some(Value::Numbers(numbers)) => Ok(numbers),
        Some(_) => Err(broken(format!("{} is no set of numbers", attribute.name))),
    }
}

/// Gives the name of an attribute that is changed as a whole.
fn top(attribute: Attribute) -> Result<&'static str> {
    if attribute.entry.is_some() {
        return Err(broken(format!("an entry of {} cannot be changed alone", attribute.name)));
    }
    Ok(attribute.name)
}
