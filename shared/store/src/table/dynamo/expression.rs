//! DynamoDB's text of conditions and changes.

use aws_sdk_dynamodb::types::AttributeValue;

use super::convert::{AttributeMap, sdk_value};
use crate::table::attribute::Attribute;
use crate::table::change::Change;
use crate::table::condition::{Condition, Operand, Order};
use crate::table::schema::PK;
use crate::table::value::Value;

/// The values of one request's expressions.
#[derive(Default)]
pub struct Expressions(AttributeMap);

impl Expressions {
    /// Gives a value a name, which stands for it in an expression.
    pub fn value(&mut self, value: Value) -> String {
        let value: AttributeValue = sdk_value(value);
        let name = format!(":{number}", number = self.0.len());
        self.0.insert(name.clone(), value);
        name
    }

    /// Gives the values, if there are any.
    pub fn values(self) -> Option<AttributeMap> {
        (!self.0.is_empty()).then_some(self.0)
    }

    /// Writes a condition.
    pub fn condition(&mut self, condition: Condition) -> String {
        match condition {
            Condition::Exists => format!("attribute_exists({PK})"),
            Condition::Missing => format!("attribute_not_exists({PK})"),
            Condition::Has(attribute) => format!("attribute_exists({})", path(attribute)),
            Condition::HasNot(attribute) => format!("attribute_not_exists({})", path(attribute)),
            Condition::Compare(attribute, order, operand) => {
                let sign = match order {
                    Order::Equal => "=",
                    Order::Below => "<",
                    Order::AtMost => "<=",
                    Order::Above => ">",
                };
                let operand = match operand {
                    Operand::Value(value) => self.value(value),
                    Operand::Attribute(other) => path(other),
                };
                format!("{attribute} {sign} {operand}", attribute = path(attribute))
            }
            Condition::Includes(attribute, number) => {
                format!("contains({}, {})", path(attribute), self.value(number.into()))
            }
            Condition::IncludesNot(attribute, number) => {
                format!("NOT contains({}, {})", path(attribute), self.value(number.into()))
            }
            Condition::All(all) => self.joined(all, " AND "),
            Condition::Any(any) => self.joined(any, " OR "),
        }
    }

    fn joined(&mut self, conditions: Vec<Condition>, word: &str) -> String {
        let parts: Vec<_> =
            conditions.into_iter().map(|part| format!("({})", self.condition(part))).collect();
        parts.join(word)
    }

    /// Writes the changes of an update.
    pub fn changes(&mut self, changes: Vec<Change>) -> String {
        let (mut sets, mut adds, mut deletes, mut removes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::Set(attribute, value) => {
                    sets.push(format!("{} = {}", path(attribute), self.value(value)));
                }
                Change::Add(attribute, number) => {
                    adds.push(format!("{} {}", path(attribute), self.value(number.into())));
                }
                Change::Include(attribute, numbers) => {
                    adds.push(format!("{} {}", path(attribute), self.value(Value::Numbers(numbers))));
                }
                Change::Exclude(attribute, numbers) => {
                    deletes.push(format!("{} {}", path(attribute), self.value(Value::Numbers(numbers))));
                }
                Change::Remove(attribute) => removes.push(path(attribute)),
            }
        }
        let clauses = [("SET", sets), ("ADD", adds), ("DELETE", deletes), ("REMOVE", removes)];
        let written = clauses.into_iter().filter(|(_, parts)| !parts.is_empty());
        written.map(|(word, parts)| format!("{word} {}", parts.join(", "))).collect::<Vec<_>>().join(" ")
    }
}

/// Writes an attribute. No name of a row is one of DynamoDB's reserved words.
fn path(attribute: Attribute) -> String {
    attribute.entry.map_or_else(|| attribute.name.to_owned(), |entry| format!("{}.{entry}", attribute.name))
}
