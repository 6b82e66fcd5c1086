//! Tests of the store against a DynamoDB engine.

#![allow(clippy::unwrap_used)]

mod append;
mod deletion;
mod former;
mod membership;
mod normal_form;
mod notifications;
mod previews;
mod reports;
mod search;
mod table;
mod world;
