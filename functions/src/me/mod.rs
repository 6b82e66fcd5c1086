//! The caller's own profile.

pub mod get;
pub mod update;
mod view;
