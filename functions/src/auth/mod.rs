//! Authentication: tokens, keys and the caller of a request.

mod algorithms;
pub mod caller;
mod claims;
mod explain;
mod identity;
mod jwt_crypto;
mod kept;
mod keys;
pub(crate) mod names;
pub(crate) mod profiles;
pub(crate) mod rejection;
pub mod settings;
pub(crate) mod token;

pub use explain::{Explanation, explain};
pub use jwt_crypto::install as install_jwt_crypto;
