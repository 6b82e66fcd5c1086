//! Conditions and changes, carried out on items as DynamoDB does.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::limits;
use crate::error::{Result, broken};
use crate::table::attribute::Attribute;
use crate::table::change::Change;
use crate::table::condition::{Condition, Operand, Order};
use crate::table::item::Item;
use crate::table::value::{Attributes, Value};
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
            let attributes = there.as_ref().map(Item::attributes).transpose()?;
            let item = Item::of_attributes(&changed(changes, attributes)?);
            limits::check_size(item.bytes().len())?;
            Some(item)
        }
    })
}

/// Makes the item that changes leave. All of them see the item as it was before.
fn changed(changes: &[Change], there: Option<Attributes>) -> Result<Attributes> {
    let mut item = there.unwrap_or_default();
    for change in changes {
        match change {
            Change::Set(attribute, value) => drop(item.insert(top(*attribute)?.to_owned(), value.clone())),
            Change::Remove(attribute) => drop(item.remove(top(*attribute)?)),
            Change::Include(attribute, numbers) => {
                let mut set = set_at(&item, *attribute)?;
                set.extend(numbers);
                item.insert(attribute.name.to_owned(), Value::Numbers(set));
            }
            Change::Exclude(attribute, numbers) => {
                let mut set = set_at(&item, *attribute)?;
                set.retain(|number| !numbers.contains(number));
                if set.is_empty() {
                    item.remove(attribute.name);
                } else {
                    item.insert(attribute.name.to_owned(), Value::Numbers(set));
                }
            }
            Change::Add(attribute, number) => {
                let before = match item.get(top(*attribute)?) {
                    None => 0,
                    Some(Value::Number(before)) => *before,
                    Some(_) => return Err(broken(format!("{} is no number", attribute.name))),
                };
                let sum = before.checked_add(*number).ok_or_else(|| broken("a number grew too large"))?;
                item.insert(attribute.name.to_owned(), Value::Number(sum));
            }
        }
    }
    Ok(item)
}

/// Gives the numbers of a set, which has none where it is missing.
fn set_at(item: &Attributes, attribute: Attribute) -> Result<BTreeSet<i64>> {
    match item.get(top(attribute)?) {
        None => Ok(BTreeSet::new()),
        Some(Value::Numbers(numbers)) => Ok(numbers.clone()),
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
