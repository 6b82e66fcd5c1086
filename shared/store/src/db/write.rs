//! Conditional writes, alone and in transactions.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
    Update,
};
use serde::Serialize;

use super::item::{Item, key_item};
use crate::error::{Result, broken};
use crate::keys::Key;
use crate::schema::{PK, SK};

/// Names for the values of an expression.
#[derive(Debug, Clone, Default)]
pub struct Values(pub(super) HashMap<String, AttributeValue>);

impl Values {
    /// Makes an empty set of values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a number under `name`, which begins with a colon.
    pub fn n(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::N(value.to_string()));
        self
    }

    /// Adds a string under `name`.
    pub fn s(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::S(value.into()));
        self
    }

    /// Adds a boolean under `name`.
    pub fn b(mut self, name: &str, value: bool) -> Self {
        self.0.insert(name.to_owned(), AttributeValue::Bool(value));
        self
    }

    /// Adds a value under `name`, in the form in which rows store it.
    pub fn value<T: Serialize>(mut self, name: &str, value: &T) -> Result<Self> {
        self.0.insert(name.to_owned(), serde_dynamo::to_attribute_value(value).map_err(broken)?);
        Ok(self)
    }
}

/// The outcome of a conditional write.
#[derive(Debug)]
pub enum Written {
    /// It was done; the item, for a write that is [`Write::returning`].
    Done(Option<Item>),
    /// Its condition was false; the item that stands there, if any.
    Refused(Option<Item>),
    /// A transaction holds the item right now: try again.
    Conflict,
}

/// A write, alone or in a transaction.
#[derive(Debug, Clone)]
pub struct Write {
    pub(super) kind: Kind,
    pub(super) condition: Option<String>,
    values: Values,
    pub(super) returning: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Put(Item),
    Update(Key, String),
    Delete(Key),
    Check(Key),
}

impl Write {
    /// Makes a write that puts a whole item.
    pub fn put<T: Serialize>(key: &Key, value: &T) -> Result<Self> {
        let mut item: Item = serde_dynamo::to_item(value).map_err(broken)?;
        item.insert(PK.to_owned(), AttributeValue::S(key.pk.clone()));
        item.insert(SK.to_owned(), AttributeValue::S(key.sk.clone()));
        Ok(Self::new(Kind::Put(item)))
    }

    /// Makes a write that changes attributes of an item.
    pub fn update(key: Key, expression: impl Into<String>) -> Self {
        Self::new(Kind::Update(key, expression.into()))
    }

    /// Makes a write that deletes an item.
    pub fn delete(key: Key) -> Self {
        Self::new(Kind::Delete(key))
    }

    /// Makes a write that only checks a condition, for a transaction.
    pub fn check(key: Key) -> Self {
        Self::new(Kind::Check(key))
    }

    fn new(kind: Kind) -> Self {
        Self { kind, condition: None, values: Values::new(), returning: false }
    }

    /// Sets the condition of the write.
    pub fn when(mut self, condition: impl Into<String>) -> Self {
        self.condition = Some(condition.into());
        self
    }

    /// Adds a condition to the condition of the write.
    pub fn and(mut self, condition: &str) -> Self {
        let before = self.condition.map_or_else(String::new, |before| format!("({before}) AND "));
        self.condition = Some(format!("{before}{condition}"));
        self
    }

    /// Sets the values of the expressions.
    pub fn with(mut self, values: Values) -> Self {
        self.values = values;
        self
    }

    /// Asks for the new item of an update, or for the old item of a delete, in the answer.
    pub fn returning(mut self) -> Self {
        self.returning = true;
        self
    }

    pub(super) fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.0.is_empty()).then(|| self.values.0.clone())
    }

    pub(super) fn into_transact(self, table: &str) -> Result<TransactWriteItem> {
        let old = ReturnValuesOnConditionCheckFailure::AllOld;
        let values = self.values();
        let item = TransactWriteItem::builder();
        Ok(match self.kind {
            Kind::Put(put) => item.put(
                Put::builder()
                    .table_name(table)
                    .set_item(Some(put))
                    .set_condition_expression(self.condition)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()
                    .map_err(broken)?,
            ),
            Kind::Update(key, expression) => item.update(
                Update::builder()
                    .table_name(table)
                    .set_key(Some(key_item(&key)))
                    .update_expression(expression)
                    .set_condition_expression(self.condition)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()
                    .map_err(broken)?,
            ),
            Kind::Delete(key) => item.delete(
                Delete::builder()
                    .table_name(table)
                    .set_key(Some(key_item(&key)))
                    .set_condition_expression(self.condition)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()
                    .map_err(broken)?,
            ),
            Kind::Check(key) => item.condition_check(
                ConditionCheck::builder()
                    .table_name(table)
                    .set_key(Some(key_item(&key)))
                    .set_condition_expression(self.condition)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()
                    .map_err(broken)?,
            ),
        }
        .build())
    }
}
