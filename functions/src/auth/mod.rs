//! Authentication: tokens, key sets and the caller of a request.

pub mod caller;
mod claims;
mod jwks;
mod jwt_crypto;
mod kept;
pub(crate) mod names;
pub(crate) mod token;

pub use jwt_crypto::install as install_jwt_crypto;
