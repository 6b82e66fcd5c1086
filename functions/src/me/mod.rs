//! The caller's own profile.

pub mod block;
pub mod blocks;
pub mod get;
pub mod update;
mod view;
