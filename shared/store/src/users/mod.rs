//! Users: the ids of tokens' subjects, names that no token gives, blocks, and how often a user may do what.

mod allowance;
mod blocks;
mod identity;
mod names;

pub use allowance::Allowance;
pub use blocks::Block;
pub use names::{DatedNames, GivenNames};
