//! Callers: tokens, claims, names, roles and signing keys.

mod claims;
mod demo_tokens;
mod key_sets;
mod names;
mod roles;
mod tokens;
