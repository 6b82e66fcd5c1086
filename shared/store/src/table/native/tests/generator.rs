//! Random operations over few keys, so that they meet.

use std::collections::BTreeSet;

use rand::Rng;
use rand::rngs::StdRng;

use super::partitions;
use crate::keys::Key;
use crate::table::attribute::Attribute;
use crate::table::change::Change;
use crate::table::condition::{Condition, Operand, Order};
use crate::table::item::Item;
use crate::table::native::volatile::is_volatile;
use crate::table::value::{Attributes, Value};
use crate::table::{INDEX_PK, INDEX_SK, Query, TTL, Write};

/// Sort keys that begin alike, and whose order by UTF-8 and by UTF-16 differs.
const SORTS: [&str; 7] = ["a", "ab", "abc", "b", "é", "\u{ffee}", "\u{10000}"];
/// The partition of the index.
pub const INDEX: &str = "PUB";

const NUMBER: Attribute = Attribute::new("n");
const COUNT: Attribute = Attribute::new("k");
const TEXT: Attribute = Attribute::new("t");
const OTHER: Attribute = Attribute::new("o");
const MAP: Attribute = Attribute::new("m");
const SET: Attribute = Attribute::new("s");
const ENTRY: Attribute = Attribute::new("e");

/// An operation.
#[derive(Debug, Clone)]
pub enum Operation {
    Get(Key),
    GetMany(Vec<Key>),
    Query(Query),
    Write(Write),
    Transact(Vec<Write>),
    Cache(Vec<Write>),
}

/// A source of random operations.
pub struct Generator(pub StdRng);

impl Generator {
    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.0.random_range(0..all.len())]
    }

    fn key(&mut self) -> Key {
        let (pk, sk) = (self.one_of(&partitions()), self.one_of(&SORTS));
        Key { pk: pk.to_owned(), sk: sk.to_owned() }
    }

    fn number(&mut self) -> i64 {
        self.one_of(&[0, 1, -1, 2, 9, 10, 1 << 40, i64::MAX, i64::MIN])
    }

    fn user(&mut self) -> i64 {
        self.one_of(&[1, 2, 3])
    }

    fn text(&mut self) -> String {
        self.one_of(&["", "a", "b", "ab", "文", "\u{ffee}", "\u{10000}"]).to_owned()
    }

    fn value(&mut self, depth: u32) -> Value {
        match self.0.random_range(0..if depth == 0 { 4 } else { 6 }) {
            0 => Value::Null,
            1 => Value::Bool(self.0.random()),
            2 => Value::Number(self.number()),
            3 => Value::Text(self.text()),
            4 => Value::List((0..self.0.random_range(0..3)).map(|_| self.value(depth - 1)).collect()),
            _ => Value::Map(
                ["e", "f"].iter().map(|name| ((*name).to_owned(), self.value(depth - 1))).collect(),
            ),
        }
    }

    /// Makes attributes of an item, with a place in the index unless it is one that is in memory only.
    fn attributes(&mut self, is_indexed: bool) -> Attributes {
        let mut item = Attributes::new();
        let mut maybe = |generator: &mut Self, name: &str, value: fn(&mut Self) -> Value| {
            if generator.0.random_bool(0.5) {
                item.insert(name.to_owned(), value(generator));
            }
        };
        maybe(self, NUMBER.name, |generator| generator.number().into());
        maybe(self, COUNT.name, |generator| generator.0.random_range(0..9_i64).into());
        maybe(self, TEXT.name, |generator| generator.text().into());
        maybe(self, OTHER.name, |generator| generator.value(2));
        maybe(self, MAP.name, |generator| generator.value(1));
        maybe(self, SET.name, |generator| Value::Numbers(BTreeSet::from([generator.user(), 2])));
        if is_indexed {
            maybe(self, INDEX_PK, |_| INDEX.into());
            maybe(self, INDEX_SK, |generator| generator.one_of(&["1", "12", "2"]).into());
        }
        maybe(self, TTL, |generator| generator.0.random_range(1_900_000_000..2_000_000_000_i64).into());
        item
    }

    fn attribute(&mut self) -> Attribute {
        self.one_of(&[NUMBER, COUNT, TEXT, OTHER, MAP, MAP.entry(ENTRY), SET])
    }

    fn condition(&mut self, depth: u32) -> Condition {
        match self.0.random_range(0..if depth == 0 { 8 } else { 10 }) {
            0 => Condition::Exists,
            1 => Condition::Missing,
            2 => Condition::Has(self.attribute()),
            3 => Condition::HasNot(self.attribute()),
            4 => Condition::Compare(self.attribute(), Order::Equal, Operand::Value(self.value(2))),
            5 => {
                let order = self.one_of(&[Order::Equal, Order::Below, Order::AtMost, Order::Above]);
                let operand = match self.0.random_range(0..3) {
                    0 => Operand::Value(self.number().into()),
                    1 => Operand::Value(self.text().into()),
                    _ => Operand::Attribute(self.one_of(&[NUMBER, COUNT, TEXT])),
                };
                Condition::Compare(self.one_of(&[NUMBER, COUNT, TEXT]), order, operand)
            }
            6 => Condition::Includes(SET, self.user()),
            7 => Condition::IncludesNot(SET, self.user()),
            8 => self.condition(depth - 1).and(self.condition(depth - 1)),
            _ => self.condition(depth - 1).or(self.condition(depth - 1)),
        }
    }

    fn changes(&mut self, is_indexed: bool) -> Vec<Change> {
        let mut changes = Vec::new();
        match self.0.random_range(0..4) {
            0 => changes.push(Change::Include(SET, BTreeSet::from([self.user()]))),
            1 => changes.push(Change::Exclude(SET, BTreeSet::from([self.user()]))),
            _ => {}
        }
        for attribute in [NUMBER, COUNT, TEXT, OTHER, MAP] {
            match self.0.random_range(0..6) {
                0 if attribute == COUNT => changes.push(attribute.add(self.0.random_range(-2..3_i64))),
                1 if attribute == COUNT => changes.push(attribute.set(self.0.random_range(0..9_i64))),
                1 if attribute == NUMBER => changes.push(attribute.set(self.number())),
                1 if attribute == TEXT => changes.push(attribute.set(self.text())),
                1 => changes.push(attribute.set(self.value(2))),
                2 => changes.push(attribute.remove()),
                _ => {}
            }
        }
        if is_indexed && self.0.random_bool(0.2) {
            changes.push(Attribute::new(INDEX_SK).set(self.one_of(&["1", "12", "2"])));
        }
        if changes.is_empty() { vec![COUNT.add(1)] } else { changes }
    }

    fn write(&mut self, key: Key) -> Write {
        let is_indexed = !is_volatile(&key.pk);
        let write = match self.0.random_range(0..5) {
            0 | 1 => Write::put_item(key, Item::of_attributes(&self.attributes(is_indexed))),
            2 => Write::delete(key),
            _ => Write::update(key, self.changes(is_indexed)),
        };
        let write = if self.0.random_bool(0.7) { write.when(self.condition(2)) } else { write };
        if self.0.random_bool(0.5) { write.returning() } else { write }
    }

    fn transaction(&mut self) -> Vec<Write> {
        let mut writes: Vec<Write> = Vec::new();
        for _ in 0..self.0.random_range(1..5) {
            let key = self.key();
            if writes.iter().any(|write| write.key == key) {
                continue;
            }
            writes.push(if self.0.random_bool(0.2) {
                Write::check(key).when(self.condition(1))
            } else {
                let mut write = self.write(key);
                write.returning = false;
                write
            });
        }
        writes
    }

    /// Makes writes of one item on disk that is there, of which one is carried out.
    fn alternatives(&mut self) -> Vec<Write> {
        let key = Key { pk: self.one_of(&partitions()[..3]).to_owned(), sk: self.one_of(&SORTS).to_owned() };
        let changes = (0..2).map(|_| {
            let update = Write::update(key.clone(), self.changes(false));
            update.when(Condition::Exists.and(self.condition(1)))
        });
        changes.collect()
    }

    fn query(&mut self) -> Query {
        let query = Query::all(self.one_of(&partitions()), self.one_of(&[1, 2, 100]));
        let query = match self.0.random_range(0..3) {
            0 => query,
            1 => query.prefix(self.one_of(&SORTS)),
            _ => {
                let (a, b) = (self.one_of(&SORTS), self.one_of(&SORTS));
                query.between(a.min(b), a.max(b))
            }
        };
        if self.0.random() { query.descending() } else { query }
    }

    /// Makes the next operation.
    pub fn operation(&mut self) -> Operation {
        match self.0.random_range(0..10) {
            0 => Operation::Get(self.key()),
            1 => {
                let mut keys: Vec<Key> = (0..3).map(|_| self.key()).collect();
                keys.sort_by(|a, b| (&a.pk, &a.sk).cmp(&(&b.pk, &b.sk)));
                keys.dedup();
                Operation::GetMany(keys)
            }
            2 => Operation::Query(self.query()),
            3..6 => {
                let key = self.key();
                Operation::Write(self.write(key))
            }
            6 | 7 => Operation::Transact(self.transaction()),
            _ => Operation::Cache(self.alternatives()),
        }
    }
}

/// Reads an item for comparison: the order of attributes means nothing.
pub fn plain(item: &Item) -> Attributes {
    item.attributes().unwrap()
}
