//! Callers: tokens, claims, names, roles and signing keys.

mod chosen_names;
mod claims;
mod demo_tokens;
mod issuers;
mod key_sets;
mod names;
mod profiles;
mod roles;
mod served;
mod tokens;
