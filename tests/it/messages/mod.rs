//! Messages: sending, repeating, editing, deleting and reading them.

mod delete;
mod edit;
mod pin;
mod rate_limit;
mod react;
mod read;
mod repeat;
mod send;
mod threads;
mod validation;
