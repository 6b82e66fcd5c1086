//! Messages: sending, repeating, editing, deleting and reading them.

mod delete;
mod edit;
mod rate_limit;
mod read;
mod repeat;
mod send;
mod validation;
